/// Text from outside on its way into a header.
enum HeaderText {
    /// Control characters and line separators as spaces, so that none can end a field or start another, and what turns
    /// the direction of the text around it (UAX #9), so that a value stays within its bounds.
    static func cleaned(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: cleaned.append(" ")
            default: cleaned.append(scalar)
            }
        }
        return String(cleaned)
    }

    /// Without spaces at either end.
    static func trimmed(_ text: String) -> String {
        guard let first = text.unicodeScalars.firstIndex(where: { $0 != " " }),
            let last = text.unicodeScalars.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(text.unicodeScalars[first...last])
    }

    /// The longest word that fits on a line behind `Subject: `. A fold right after the name of a field would leave some
    /// readers a space in front.
    private static let longestWord = 68

    /// Whether the text survives being written as it is: printable ASCII, folded only at single spaces, no word too
    /// long for a line, nothing that looks like an encoded-word.
    static func isPlain(_ text: String) -> Bool {
        var wordLength = 0
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            switch byte {
            case 0x20:
                if previous == 0x20 { return false }
                wordLength = 0
            case 0x21...0x7E:
                wordLength += 1
                if wordLength > longestWord || previous == UInt8(ascii: "=") && byte == UInt8(ascii: "?") {
                    return false
                }
            default: return false
            }
            previous = byte
        }
        return previous != 0x20 || text.isEmpty
    }

    /// A quoted string of RFC 5322 section 3.2.4. `text` is printable ASCII.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
