/// One `{{…}}` of a template.
struct TemplateTag {
    enum Kind { case variable, sectionStart, sectionEnd, comment, unsupported }

    var kind: Kind
    /// The name in it; what stands between the braces if it is ``Kind/unsupported``.
    var name: String
    /// Counted from 1.
    var line: Int

    /// The tags in the order of the text. `fault` makes the error for a tag that does not end.
    static func all(
        in text: String,
        fault: (_ problem: String, _ line: Int) -> MailError
    ) throws(MailError) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        var rest = text[...]
        var line = 1
        while let start = rest.firstRange(of: "{{") {
            line += rest[..<start.lowerBound].count(where: \.isNewline)
            let isTriple = rest[start.upperBound...].first == "{"
            guard let end = rest[start.upperBound...].firstRange(of: isTriple ? "}}}" : "}}") else {
                throw fault("a tag is not ended by \(isTriple ? "}}}" : "}}")", line)
            }
            let content = rest[start.upperBound..<end.lowerBound]
            tags.append(TemplateTag(content: isTriple ? content.dropFirst() : content, line: line))
            line += content.count(where: \.isNewline)
            rest = rest[end.upperBound...]
        }
        return tags
    }

    /// Why no template can have this tag; nil if one can. Values have neither parts nor functions.
    var problem: String? {
        let shown = MailError.printable(name)
        switch kind {
        case .comment: return nil
        case .unsupported: return "{{\(shown)}} is a kind of tag that messages cannot use"
        case .variable, .sectionStart, .sectionEnd:
            if name.isEmpty { return "a tag has no name in it" }
            let isName = name == "." || name.utf8.allSatisfy { ASCIIClass.alphanumeric[$0] }
            return isName ? nil : "there is no value '\(shown)'"
        }
    }

    private init(content: Substring, line: Int) {
        self.line = line
        let mark = content.first ?? " "
        switch mark {
        case "#", "^": kind = .sectionStart
        case "/": kind = .sectionEnd
        case "!": kind = .comment
        case ">", "<", "$", "=", "%", "*": kind = .unsupported
        default: kind = .variable
        }
        let hasMark = kind != .variable && kind != .unsupported || mark == "&"
        name = TemplateTag.trimmed(hasMark ? content.dropFirst() : content)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
