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

    private func isFormula(_ cell: String) -> Bool {
        var cell = cell
        return cell.withUTF8 { FormulaGuard.isFormula($0) }
    }
}
