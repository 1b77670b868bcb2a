import Foundation

/// A folder with templates that take the place of those built in.
struct TemplateFolder {
    let path: String

    /// Longer files are no templates.
    private static let longest = 1 << 20

    /// The templates that are there, and a fault for each `.mustache` file that is not one of them or cannot be read.
    func read() throws(MailError) -> (texts: [TemplateName: String], faults: [MailError]) {
        let folder = try Descriptor.folder(path, doing: "reading the folder of templates")
        var texts: [TemplateName: String] = [:]
        var faults: [MailError] = []
        for file in try folder.names(doing: "reading the folder of templates", path: path)
        where file.hasSuffix(TemplateName.suffix) && !file.hasPrefix(".") {
            do throws(MailError) {
                let name = try templateName(file)
                texts[name] = try text(of: name, in: folder)
            } catch {
                faults.append(error)
            }
        }
        return (texts, faults)
    }

    private func templateName(_ file: String) throws(MailError) -> TemplateName {
        let name = String(file.dropLast(TemplateName.suffix.count))
        if let known = TemplateName(rawValue: name) { return known }
        let expected = TemplateName.allCases.map(\.fileName).joined(separator: ", ")
        throw MailError(
            .templateInvalid,
            "No message is made of the template \(MailError.printable(file)). The templates are called \(expected).",
            template: MailError.TemplatePlace(name: name, line: 1)
        )
    }

    private func text(of name: TemplateName, in folder: borrowing Descriptor) throws(MailError) -> String {
        let place = "\(path)/\(name.fileName)"
        let file = try folder.open(name.fileName, doing: "reading a template", path: place)
        let bytes = try file.readAll(atMost: TemplateFolder.longest, doing: "reading a template", path: place)
        if let text = String(validating: bytes, as: UTF8.self) {
            return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
        }
        let line = 1 + TemplateFolder.validPrefix(bytes).count(where: { $0 == 0x0A })
        throw MailError(
            .templateInvalid,
            "The template \(name.fileName) cannot be used: line \(line) is not UTF-8. Save the file as UTF-8.",
            template: MailError.TemplatePlace(name: name.rawValue, line: line)
        )
    }

    /// The lines before the first that is not UTF-8.
    private static func validPrefix(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var end = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard String(validating: line, as: UTF8.self) != nil else { break }
            end = min(line.endIndex + 1, bytes.count)
        }
        return bytes[..<end]
    }
}
