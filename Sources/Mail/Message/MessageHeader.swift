/// What a list tells of a message, read back from its header.
struct MessageHeader {
    /// Addresses without names.
    private(set) var recipients: [String] = []
    /// Decoded, without control characters.
    private(set) var subject = ""

    init(reading file: borrowing Descriptor, atMost limit: Int, path: String) throws(MailError) {
        self.init(try file.readAll(atMost: limit, doing: "reading a message", path: path))
    }

    init(_ bytes: [UInt8]) {
        for field in MessageHeader.fields(bytes) {
            guard let colon = field.firstIndex(of: ":") else { continue }
            let body = HeaderText.trimmed(String(field[field.index(after: colon)...]))
            switch field[..<colon].lowercased() {
            case "subject": subject = HeaderText.cleaned(EncodedWords.decoded(body))
            case "to": recipients += MessageHeader.addresses(body)
            default: break
            }
        }
    }

    /// The lines before the first blank one, folded lines joined.
    private static func fields(_ bytes: [UInt8]) -> [String] {
        var fields: [String] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty { break }
            let text = String(decoding: line, as: UTF8.self)
            if line.first == 0x20 || line.first == 0x09, !fields.isEmpty {
                fields[fields.count - 1] += text
            } else {
                fields.append(text)
            }
        }
        return fields
    }

    /// Splits at the commas that are not in a quoted name, and takes what is in angle brackets, if anything is.
    private static func addresses(_ body: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        var isEscaped = false
        for character in body.unicodeScalars {
            if character == "," && !isQuoted {
                parts.append("")
                continue
            }
            if character == "\"" && !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && !isEscaped
            parts[parts.count - 1].unicodeScalars.append(character)
        }
        return parts.map { part in
            guard let open = part.lastIndex(of: "<"), let close = part.lastIndex(of: ">"), open < close else {
                return HeaderText.trimmed(part)
            }
            return String(part[part.index(after: open)..<close])
        }
    }
}
