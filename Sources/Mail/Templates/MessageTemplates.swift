import Mustache
import Wording

/// The Mustache templates of all messages, compiled: those built in, or those of a folder in their place.
///
/// Making them finds every fault of a template, with its name and line, before the first message is due.
public struct MessageTemplates: Sendable {
    private let templates: [TemplateName: MustacheTemplate]

    /// `folder` holds any of the files that ``TemplateName`` names; nil for the ones built in, in the language of
    /// `wording`.
    /// Throws ``MailError/Code/templateInvalid`` for the first template that cannot be used.
    public init(folder: String? = nil, wording: any Wording = English()) throws(MailError) {
        let loaded = try MessageTemplates.load(folder, wording)
        if let fault = loaded.faults.first { throw fault }
        templates = loaded.templates
    }

    /// All that is wrong with the templates of a folder, in the order of ``TemplateName``.
    /// Throws if the folder cannot be read.
    public static func faults(in folder: String) throws(MailError) -> [MailError] {
        try load(folder, English()).faults
    }

    /// The template filled in, without blank lines around it; nil if the template is empty.
    func render(_ name: TemplateName, _ values: any MustacheParent) -> String? {
        guard let template = templates[name] else { return nil }
        return template.render(values)
    }

    private static func load(
        _ folder: String?,
        _ wording: any Wording
    ) throws(MailError) -> (templates: [TemplateName: MustacheTemplate], faults: [MailError]) {
        var texts: [TemplateName: String] = [:]
        var faults: [MailError] = []
        if let folder {
            let found = try TemplateFolder(path: folder).read()
            texts = found.texts
            faults = found.faults
        }
        var templates: [TemplateName: MustacheTemplate] = [:]
        for name in TemplateName.allCases {
            let text = texts[name] ?? name.builtIn(wording)
            do throws(MailError) {
                templates[name] = try TemplateCompiler(name: name, text: text).compile()
            } catch {
                faults.append(error)
            }
        }
        return (templates, faults)
    }
}
