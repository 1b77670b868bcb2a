extension EncodedWords {
    /// A header's text with its encoded-words in UTF-8 decoded, and the spaces between two of them dropped (RFC 2047
    /// section 6.2). What is none, or is damaged, stays as it is.
    static func decoded(_ text: String) -> String {
        var decoded: [UInt8] = []
        var wasEncoded = false
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let word = payload(part) {
                if !wasEncoded && !decoded.isEmpty { decoded.append(0x20) }
                decoded += word
                wasEncoded = true
            } else {
                if wasEncoded || !decoded.isEmpty { decoded.append(0x20) }
                decoded += part.utf8
                wasEncoded = false
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func payload(_ word: Substring) -> [UInt8]? {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "=", parts[4] == "=", parts[1].lowercased() == "utf-8" else { return nil }
        switch parts[2].lowercased() {
        case "q": return unquoted(parts[3].utf8)
        case "b": return Base64Lines.decoded(parts[3].utf8)
        default: return nil
        }
    }

    private static func unquoted(_ text: Substring.UTF8View) -> [UInt8]? {
        var out: [UInt8] = []
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "_"): out.append(0x20)
            case UInt8(ascii: "="):
                guard let high = bytes.next().flatMap(Hexadecimal.value),
                    let low = bytes.next().flatMap(Hexadecimal.value)
                else { return nil }
                out.append(high << 4 | low)
            default: out.append(byte)
            }
        }
        return out
    }
}
