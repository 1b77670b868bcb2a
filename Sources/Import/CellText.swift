import Certification
import DelimitedText

/// The text of one cell, as UTF-8 bytes.
typealias CellBytes = UnsafeBufferPointer<UInt8>

/// What can be said of a cell whatever its column.
enum CellText {
    /// Without the white space around it (non-breaking and zero-width spaces, marks of the writing direction and stray byte
    /// order marks included), and without an apostrophe before a formula, as in the files that certdrop writes, or before a
    /// digit, as some programs write out the mark that makes Excel take a number for text; and without the `="` and `"` that
    /// others put around it for the same purpose.
    @inline(__always)
    static func trimmed(_ bytes: CellBytes) -> CellBytes {
        guard let first = bytes.first else { return bytes }
        let last = bytes[bytes.count - 1]
        if first > 0x27, first < 0x80, first != equals, last > 0x20, last < 0x80 { return bytes }
        return trimmedSlowly(bytes)
    }

    private static func trimmedSlowly(_ bytes: CellBytes) -> CellBytes {
        var start = 0
        var end = bytes.count
        while start < end, let width = spaceWidth(bytes, at: start, end: end) { start += width }
        while end > start, let width = spaceWidthBefore(bytes, end, start: start) { end -= width }
        let cell = CellBytes(rebasing: bytes[start..<end])
        if let constant = textOfFormula(cell) { return constant }
        guard cell.first == FormulaGuard.mark else { return cell }
        let guarded = CellBytes(rebasing: cell[1...])
        let isNumber = guarded.first.map { $0 &- 0x30 < 10 } ?? false
        return isNumber || FormulaGuard.isFormula(guarded) ? guarded : cell
    }

    private static let equals = UInt8(ascii: "=")

    /// `00123` of `="00123"`; nil for anything else, formulas that compute something among it.
    private static func textOfFormula(_ cell: CellBytes) -> CellBytes? {
        let quote = UInt8(ascii: "\"")
        guard cell.count >= 3, cell[0] == equals, cell[1] == quote, cell[cell.count - 1] == quote else { return nil }
        let text = CellBytes(rebasing: cell[2..<cell.count - 1])
        return text.contains(quote) ? nil : text
    }

    /// The length of the white space character at a position: ASCII, U+00A0, U+200B, U+202F or U+FEFF; or of a character that
    /// is as little seen and only says in which direction text is written: U+200E, U+200F, U+202A...U+202E, U+2066...U+2069.
    private static func spaceWidth(_ bytes: CellBytes, at position: Int, end: Int) -> Int? {
        let byte = bytes[position]
        if byte == 0x20 || (0x09...0x0D).contains(byte) { return 1 }
        if byte == 0xC2, position + 1 < end, bytes[position + 1] == 0xA0 { return 2 }
        guard position + 2 < end else { return nil }
        switch (byte, bytes[position + 1], bytes[position + 2]) {
        case (0xE2, 0x80, 0x8B), (0xE2, 0x80, 0xAF), (0xEF, 0xBB, 0xBF): return 3
        case (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA6...0xA9): return 3
        default: return nil
        }
    }

    private static func spaceWidthBefore(_ bytes: CellBytes, _ end: Int, start: Int) -> Int? {
        for width in 1...3 where end - width >= start {
            if spaceWidth(bytes, at: end - width, end: end) == width { return width }
        }
        return nil
    }

    /// Whether there is nothing in it but printable ASCII.
    @inline(__always)
    static func isPlain(_ bytes: CellBytes) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var offset = 0
        var suspicious: UInt64 = 0
        while offset + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // The high bit of a byte is set if it is above 0x7E or below 0x20.
            suspicious |= word | (word &+ 0x0101_0101_0101_0101)
            suspicious |= ((word | highBits) &- 0x2020_2020_2020_2020) ^ highBits
            offset += 8
        }
        while offset < raw.count {
            if raw[offset] &- 0x20 > 0x5E { suspicious |= highBits }
            offset += 1
        }
        return suspicious & highBits == 0
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Why the text of a cell cannot be kept, if so. Line breaks and tabs are allowed where `isMultiline`.
    static func problem(_ bytes: CellBytes, isMultiline: Bool) -> Reason? {
        if isPlain(bytes) { return nil }
        var previous: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            let isBreak = byte == 0x09 || byte == 0x0A || byte == 0x0D
            if byte == 0x7F || (byte < 0x20 && !(isBreak && isMultiline)) { return .textControl }
            if previous == 0xC2, byte < 0xA0 { return .textControl }
            if previous == 0xEF, byte == 0xBF, index + 1 < bytes.count, bytes[index + 1] == 0xBD {
                return .encodingInvalid
            }
            previous = byte
        }
        return nil
    }

    /// Whether it is an error value of a spreadsheet program, or the `####` of a column that was too narrow.
    static func isSpreadsheetError(_ bytes: CellBytes) -> Bool {
        guard bytes.count >= 3, bytes[0] == UInt8(ascii: "#") else { return false }
        if bytes.allSatisfy({ $0 == UInt8(ascii: "#") }) { return true }
        return spreadsheetErrors.contains(text(bytes).uppercased())
    }

    private static let spreadsheetErrors: Set<String> = [
        "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#ZAHL!",
        "#VALEUR!", "#NOM?", "#SPILL!", "#CALC!", "#GETTING_DATA",
    ]

    /// Whether it is a number in scientific notation, as Excel writes long ones: `1.23E+05`, `1,23E+12`.
    static func isScientific(_ bytes: CellBytes) -> Bool {
        guard bytes.count >= 5, bytes.count <= 24, bytes[0] &- 0x30 < 10 else { return false }
        guard let e = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }), e + 2 < bytes.count else {
            return false
        }
        guard bytes[e + 1] == UInt8(ascii: "+") || bytes[e + 1] == UInt8(ascii: "-") else { return false }
        return bytes[..<e].allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
            && bytes[(e + 2)...].allSatisfy { $0 &- 0x30 < 10 }
    }

    /// In characters of Unicode, each of which has at most four bytes, and not in what a person sees as one: of those
    /// a single one can be of any length.
    static func length(_ bytes: CellBytes) -> Int {
        bytes.count { $0 & 0xC0 != 0x80 }
    }

    static func text(_ bytes: CellBytes) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// For a finding: cut to a length that people read.
    static func shown(_ bytes: CellBytes) -> String {
        guard bytes.count > Finding.longestValue else { return text(bytes) }
        let cut = String(decoding: bytes.prefix(Finding.longestValue * 4), as: UTF8.self).prefix(Finding.longestValue)
        return cut.utf8.count < bytes.count ? cut + "…" : String(cut)
    }

    static func shown(_ text: String) -> String {
        var text = text
        return text.withUTF8(shown)
    }
}
