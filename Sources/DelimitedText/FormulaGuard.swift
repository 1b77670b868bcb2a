/// Keeps spreadsheet programs from running what stands in a cell, by a leading apostrophe.
///
/// A spreadsheet takes a cell that starts with `=`, `+`, `-` or `@` for a formula, and a tab or carriage return before
/// it does not help (OWASP, "CSV Injection"). Numbers with a sign are left alone.
public enum FormulaGuard {
    public static let mark = UInt8(ascii: "'")

    /// Whether a spreadsheet may take the cell for a formula.
    public static func isFormula(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = cell.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), ASCII.tab, ASCII.carriageReturn, ASCII.lineFeed: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isSignedNumber(cell)
        case ASCII.space: return isFormula(rebase(cell.drop { $0 == ASCII.space }))
        case 0xEF: return isWide(cell)
        default: return false
        }
    }

    /// The cell with the mark if it needs one.
    public static func guarded(_ cell: String) -> String {
        var cell = cell
        return cell.withUTF8(isFormula) ? "\(Unicode.Scalar(mark))\(cell)" : cell
    }

    /// Whether a spreadsheet would save other digits than the cell has, because it takes it for a number: it drops leading
    /// zeros, reads `12E5` as 1200000, and writes from twelve digits on as `1.23457E+11`, of which it keeps fifteen.
    public static func losesDigits(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        let integer = cell.prefix { isDigit($0) }
        guard let first = integer.first else { return false }
        let rest = cell[integer.endIndex...]
        if rest.isEmpty { return first == UInt8(ascii: "0") && cell.count > 1 || cell.count >= 12 }
        guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") else { return false }
        return rest.count > 1 && rest.dropFirst().allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// A sign, then digits, points and commas.
    private static func isSignedNumber(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        cell.count > 1
            && cell.dropFirst().allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") || $0 == ASCII.comma
            }
    }

    /// The full-width forms `＝ ＋ － ＠`, which East Asian settings read as the narrow ones.
    private static func isWide(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard cell.count >= 3, cell[1] == 0xBC else { return false }
        return [0x9D, 0x8B, 0x8D, 0xA0].contains(cell[2])
    }

    private static func rebase(_ slice: Slice<UnsafeBufferPointer<UInt8>>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: slice)
    }
}
