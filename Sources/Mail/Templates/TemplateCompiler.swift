import Mustache

/// Compiles one template, and says in words for people what is wrong with it, if anything is.
struct TemplateCompiler {
    private let name: TemplateName
    private let text: String

    init(name: TemplateName, text: String) {
        self.name = name
        var text = text.replacing("\r\n", with: "\n")
        while text.last?.isWhitespace == true { text.removeLast() }
        self.text = text
    }

    /// nil if the template is empty, which only a page may be.
    func compile() throws(MailError) -> MustacheTemplate? {
        if text.isEmpty {
            if name.markup == .html { return nil }
            throw fault("the file is empty", line: 1)
        }
        try checkTags()
        let template = try parsed()
        try checkNames(template)
        return template
    }

    /// The library's own parser. Values are escaped before it sees them, so it must not escape again.
    private func parsed() throws(MailError) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
        } catch let error as MustacheTemplate.ParserError {
            throw fault("the tag cannot be read", line: max(1, error.context.lineNumber - 1))
        } catch {
            throw fault("it cannot be read", line: 1)
        }
    }

    /// What the library does not tell with the right line, or would pass over in silence.
    private func checkTags() throws(MailError) {
        if let index = text.unicodeScalars.firstIndex(where: { $0.value < 0x20 && !"\n\t".unicodeScalars.contains($0) })
        {
            let line = 1 + text.unicodeScalars[..<index].count(where: { $0 == "\n" })
            throw fault("there is a control character", line: line)
        }
        var open: [TemplateTag] = []
        for tag in try TemplateTag.all(in: text, fault: fault) {
            if let problem = tag.problem { throw fault(problem, line: tag.line) }
            switch tag.kind {
            case .sectionStart: open.append(tag)
            case .sectionEnd:
                guard let start = open.popLast() else {
                    throw fault("{{/\(tag.name)}} ends a section that was not begun", line: tag.line)
                }
                if start.name != tag.name {
                    throw fault(
                        "{{/\(tag.name)}} stands where {{/\(start.name)}} is due (see line \(start.line))",
                        line: tag.line
                    )
                }
            case .variable, .comment, .unsupported: break
            }
        }
        if let start = open.last {
            throw fault("the section {{#\(start.name)}} has no {{/\(start.name)}}", line: start.line)
        }
    }

    /// A misspelt name would leave a gap in every message.
    private func checkNames(_ template: MustacheTemplate) throws(MailError) {
        let unknown = UnknownNames()
        for sample in name.samples {
            _ = template.render(SampleScope(values: sample, unknown: unknown))
        }
        guard !unknown.names.isEmpty else { return }
        for tag in try TemplateTag.all(in: text, fault: fault) where unknown.names.contains(tag.name) {
            throw fault("there is no value '\(MailError.printable(tag.name))'", line: tag.line)
        }
    }

    private func fault(_ problem: String, line: Int) -> MailError {
        MailError(
            .templateInvalid,
            "The template \(name.fileName) cannot be used: \(problem), in line \(line)."
                + " Correct it, or remove the file.",
            template: MailError.TemplatePlace(name: name.rawValue, line: line)
        )
    }
}

/// Values to try a template with, and a note of the names that it asks for in vain.
private struct SampleScope: MustacheParent {
    let values: any MustacheParent
    let unknown: UnknownNames

    func child(named name: String) -> Any? {
        if let value = values.child(named: name) { return value }
        unknown.names.insert(name)
        return nil
    }
}

private final class UnknownNames {
    var names: Set<String> = []
}
