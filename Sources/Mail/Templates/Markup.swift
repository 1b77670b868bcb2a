/// What a template makes, and so how a value from outside has to be written in it.
enum Markup: Sendable {
    case plain
    case html

    /// A value on one line: control characters become spaces, and nothing in it is markup.
    ///
    /// Values are escaped before they meet the template, so that no kind of tag (`{{{name}}}`) lets one through raw,
    /// and byte by byte, so that a combining character behind a `<` does not hide it.
    func text(_ value: String) -> TemplateText {
        var value = value
        let isHarmless = value.withUTF8 { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F && (self == .plain || !Markup.isSpecial($0)) }
        }
        return TemplateText(isHarmless ? value : escaped(HeaderText.cleaned(value)))
    }

    private func escaped(_ value: String) -> String {
        guard self == .html else { return value }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(value.utf8.count + 32)
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "&"): escaped.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): escaped.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): escaped.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): escaped.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): escaped.append(contentsOf: "&#39;".utf8)
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
