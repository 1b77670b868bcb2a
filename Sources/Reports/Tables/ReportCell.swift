import DelimitedText

/// A cell of the file as the CSV report shows it: harmless to open, and on one line.
///
/// Besides what ``FormulaGuard`` does for a whole cell, an apostrophe is set wherever a spreadsheet with another list
/// separator than the file's would see a cell begin: `a;=1+1` is one cell of a comma-separated file, and two with a
/// formula in an Excel that expects semicolons. Control characters are replaced by their pictures (U+2400 and on).
struct ReportCell {
    private var scratch = ByteBuffer()

    /// Calls `body` with the cell made harmless.
    mutating func withCell<Result>(
        _ cell: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        if !ReportCell.needsRewriting(cell) && !FormulaGuard.isFormula(cell) { return body(cell) }
        rewrite(cell)
        return scratch.bytes.withUnsafeBufferPointer(body)
    }

    /// One pass without a branch, so that the compiler makes it a vector loop: it sees every key cell of every row.
    private static func needsRewriting(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt8 = 0
        for byte in cell {
            found |= byte < 0x20 || byte == 0x7F || isSeparator(byte) ? 1 : 0
        }
        return found != 0
    }

    @inline(__always)
    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == ASCII.comma || byte == ASCII.semicolon || byte == ASCII.pipe
    }

    private mutating func rewrite(_ cell: UnsafeBufferPointer<UInt8>) {
        scratch.removeAll()
        var mayBeginCell = true
        for position in cell.indices {
            let byte = cell[position]
            // Behind the spaces, not before each of them: a cell may be long.
            if mayBeginCell && byte != ASCII.space
                && FormulaGuard.isFormula(UnsafeBufferPointer(rebasing: cell[position...]))
            {
                scratch.append(byte: FormulaGuard.mark)
            }
            switch byte {
            case 0x00..<0x20:
                scratch.append([0xE2, 0x90, 0x80 + byte])
                mayBeginCell = true
            case 0x7F:
                scratch.append([0xE2, 0x90, 0xA1])
            default:
                scratch.append(byte: byte)
                // Quotes and spaces before it do not keep a formula from being one.
                mayBeginCell =
                    ReportCell.isSeparator(byte)
                    || mayBeginCell && (byte == ASCII.quote || byte == ASCII.space)
            }
        }
    }
}
