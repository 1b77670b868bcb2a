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

    /// Whether a spreadsheet would save other digits than the cell has, because it takes it for a number or a date: it drops
    /// leading zeros, reads `12E5` as 1200000, writes from twelve digits on as `1.23457E+11`, of which it keeps fifteen, and
    /// makes a day of this year of `3/4` and one of 2025 of `12-2025`. A whole date is left alone.
    public static func losesDigits(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        let integer = cell.prefix { isDigit($0) }
        guard let first = integer.first else { return false }
        let rest = cell[integer.endIndex...]
        if rest.isEmpty { return first == UInt8(ascii: "0") && cell.count > 1 || cell.count >= 12 }
        let second = rest.dropFirst()
        guard let mark = rest.first, !second.isEmpty, second.allSatisfy(isDigit) else { return false }
        switch mark {
        case UInt8(ascii: "e"), UInt8(ascii: "E"): return true
        case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return isMonth(integer, second) || isMonth(second, integer)
        default: return false
        }
    }

    /// Whether a spreadsheet may take one number for a month and the other for a day or a year.
    private static func isMonth(
        _ month: Slice<UnsafeBufferPointer<UInt8>>,
        _ other: Slice<UnsafeBufferPointer<UInt8>>
    ) -> Bool {
        guard month.count <= 2, [1, 2, 4].contains(other.count) else { return false }
        return (1...12).contains(value(month)) && value(other) > 0
    }

    private static func value(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
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
