import Testing

@testable import DelimitedText

@Suite struct FormulaGuardTests {
    @Test(arguments: [
        "=1+1", "@SUM(A1)", "+1+1", "-1-1", "+cmd|' /C calc'!A0", "-", "+", "--5", "\t=1", "\r=1", "\n=1", " =1",
        "  @x",
        "+44 20 7946 0000", "\u{FF1D}1", "\u{FF20}x", "-1e5",
    ])
    func whatASpreadsheetWouldRunIsAFormula(_ cell: String) {
        #expect(isFormula(cell))
    }

    @Test(arguments: [
        "", "x", "1", "-5", "+5", "-1,5", "+1.234,56", "'=1", "a=1", "2026-03-17", "jsmith@example.org", " x", "   ",
        "\u{FF21}", "\u{FEFF}x", "Ä",
    ])
    func plainTextAndSignedNumbersAreNone(_ cell: String) {
        #expect(!isFormula(cell))
    }

    @Test(arguments: [
        "007", "00", "0042", "123456789012", "1234567890123456", "12E5", "1e9", "3/4", "31-12", "12-2025", "2025.1",
        "1.5",
    ])
    func digitsThatASpreadsheetWouldChangeAreAtRisk(_ cell: String) {
        #expect(losesDigits(cell))
    }

    @Test(arguments: [
        "", "0", "7", "12345678901", "'007", "0.5", "2026-03-17", "007a", "E5", "12E", "12EF", "0-7", "x", "44-22",
        "3/4/2025", "3/456", "3/", "/3", "1,5", "12.5e3",
    ])
    func otherCellsAreNot(_ cell: String) {
        #expect(!losesDigits(cell))
    }

    private func losesDigits(_ cell: String) -> Bool {
        var cell = cell
        return cell.withUTF8 { FormulaGuard.losesDigits($0) }
    }

    private func isFormula(_ cell: String) -> Bool {
        var cell = cell
        return cell.withUTF8 { FormulaGuard.isFormula($0) }
    }
}
