import DelimitedText
import Mustache

/// Writes text that may be hostile into HTML, so that it stays text and shows all it holds.
///
/// What HTML gives a meaning is escaped, for content and for quoted attributes alike. Characters that print nothing or
/// turn the direction of what follows (controls, bidirectional formatting as in "Trojan Source", zero-width ones) are
/// replaced by their number, such as `U+202E`, because two values that look alike must not be unlike.
enum HTMLText {
    /// Appends a text, at most `limit` characters (Unicode scalars) of it, then an ellipsis.
    static func append(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max, to output: inout ByteBuffer) {
        if text.count <= limit && text.allSatisfy({ isPlain($0) }) {
            output.append(text)
        } else {
            append(String(decoding: text, as: UTF8.self).unicodeScalars, limit: limit, to: &output)
        }
    }

    static func append(_ text: String, limit: Int = .max, to output: inout ByteBuffer) {
        var text = text
        text.withUTF8 { append($0, limit: limit, to: &output) }
    }

    /// The same as a string, for templates.
    static func escape(_ text: String, limit: Int = .max) -> String {
        var output = ByteBuffer()
        append(text, limit: limit, to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    /// Cuts a text that people would not read to the end. Not escaped.
    static func clip(_ text: String, to limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }

    private static func append(_ text: String.UnicodeScalarView, limit: Int, to output: inout ByteBuffer) {
        var written = 0
        var previous: Unicode.Scalar = " "
        for scalar in text {
            if written == limit { return output.append("…") }
            append(scalar, after: previous, to: &output)
            previous = scalar
            written += 1
        }
    }

    private static func append(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar, to output: inout ByteBuffer) {
        switch scalar {
        case "&": output.append("&amp;")
        case "<": output.append("&lt;")
        case ">": output.append("&gt;")
        case "\"": output.append("&quot;")
        case "'": output.append("&#39;")
        case "\n", "\r": output.append("↵\n")
        case _ where isInvisible(scalar, after: previous):
            let digits = String(scalar.value, radix: 16, uppercase: true)
            output.append("⟨U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "⟩")
        default: output.append(String(scalar))
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: byte >= 0x20 && byte < 0x7F
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        case .format:
            // Joiners have their place within Indic and Persian words and within emoji, but not behind an ASCII letter.
            scalar.value == 0x200C || scalar.value == 0x200D ? previous.isASCII : true
        case .privateUse, .unassigned: false
        default: scalar.value == 0x3164 || scalar.value == 0xFFA0 || scalar.value == 0x115F || scalar.value == 0x1160
        }
    }

    /// Lets Mustache templates escape by the same rules; named by `{{% CONTENT_TYPE: certdrop}}` at their top.
    struct ContentType: MustacheContentType {
        func escapeText(_ text: String) -> String { HTMLText.escape(text) }
    }
}
