/// Quoted-printable of RFC 2045 section 6.7, for text.
///
/// A dot and a `From ` at the start of a line are encoded too: some mail servers and mailboxes change them otherwise.
enum QuotedPrintable {
    /// Lines are at most 76 columns wide, the `=` of a soft line break included.
    private static let width = 76

    /// Appends `text` with its line ends, of whatever kind, as CR LF, and with one at its end.
    static func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        var column = 0
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte == 0x0A || byte == 0x0D {
                lineEnd(&out, &column)
                let isPair = byte == 0x0D && position + 1 < text.count && text[position + 1] == 0x0A
                position += isPair ? 2 : 1
                continue
            }
            let run = safeRun(text, from: position, atMost: width - 1 - column, startsLine: column == 0)
            if run > 0 {
                out.append(contentsOf: text[position..<position + run])
                column += run
                position += run
            } else if column + 3 <= width - 1 {
                Hexadecimal.append(byte, after: UInt8(ascii: "="), to: &out)
                column += 3
                position += 1
            } else {
                out.append(UInt8(ascii: "="))
                lineEnd(&out, &column)
            }
        }
        if column > 0 { lineEnd(&out, &column) }
    }

    /// How many bytes from `position` on can be written as they are, with room left for a soft line break.
    private static func safeRun(
        _ text: UnsafeBufferPointer<UInt8>,
        from position: Int,
        atMost limit: Int,
        startsLine: Bool
    ) -> Int {
        if startsLine && (text[position] == UInt8(ascii: ".") || startsFrom(text, position)) { return 0 }
        let last = min(text.count, position + limit)
        var end = position
        while end < last && ASCIIClass.quotedPrintable[text[end]] { end += 1 }
        // A space before a line end would be lost on the way.
        let endsLine = end == text.count || text[end] == 0x0A || text[end] == 0x0D
        if endsLine && end > position && (text[end - 1] == 0x20 || text[end - 1] == 0x09) { end -= 1 }
        return end - position
    }

    @inline(__always)
    private static func lineEnd(_ out: inout [UInt8], _ column: inout Int) {
        out.append(0x0D)
        out.append(0x0A)
        column = 0
    }

    @inline(__always)
    private static func startsFrom(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        text[position] == UInt8(ascii: "F") && text[position...].starts(with: "From ".utf8)
    }
}
