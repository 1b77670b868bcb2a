import DelimitedText
import Testing

@testable import Reports

@Suite struct ReportCellTests {
    @Test(arguments: [
        ("jsmith@example.org", "jsmith@example.org"),
        ("=1+1", "'=1+1"),
        ("-5", "-5"),
        ("a;=1+1", "a;'=1+1"),
        ("a, \"@x", "a, \"'@x"),
        ("a|+x", "a|'+x"),
        ("two\nlines", "two␊lines"),
        ("\t=1", "'␉'=1"),
        ("\0\u{1B}[31m\u{7F}", "␀␛[31m␡"),
        ("a,b;c", "a,b;c"),
        ("  =1", "  '=1"),
        ("a; +x", "a; '+x"),
        ("Müller, 3", "Müller, 3"),
    ])
    func aCellIsHarmlessAndOnOneLine(_ text: String, _ expected: String) {
        var cell = ReportCell()
        var text = text
        let shown = text.withUTF8 { bytes in
            cell.withCell(bytes) { String(decoding: $0, as: UTF8.self) }
        }
        #expect(shown == expected)
    }
}
