import Testing

@testable import DelimitedText

@Suite("The dialect")
struct DialectTests {
    @Test(
        "The delimiter is what the header has most of, outside quotes",
        arguments: [
            ("Username,Award date,Notes\n", ","),
            ("Username;Award date;Notes\n", ";"),
            ("Username\tAward date\tNotes\n", "\t"),
            ("Username|Award date|Notes\n", "|"),
            ("Username;Award date;\"Notes, if any, in full, please\"\n", ";"),
            ("Username;Notes, if any;Date\n", ";"),
            ("\"a\"\";;;\",b\n1;2;3;4\n", ","),
            ("Username\nx;y;z\n", ","),
            ("a,b;c\n", ","),
            ("\n ;;\na;b;c\n", ";"),
        ]
    )
    func delimiter(text: String, delimiter: String) throws {
        #expect(try Table(text).file.dialect.delimiter == Array(delimiter.utf8)[0])
    }

    @Test(
        "A sep= line settles the delimiter and is no row",
        arguments: ["sep=;\r\n", "SEP=;\r\n", "\"sep=;\"\r\n", "sep=;;;\r\n"]
    )
    func separatorLine(line: String) throws {
        let table = try Table(line + "a,1;b,2\r\nx;y\r\n")
        #expect(table.file.dialect == Dialect(delimiter: ASCII.semicolon, hasSeparatorLine: true))
        #expect(table.file.header == ["a,1", "b,2"])
        #expect(table.file.headerRow == 1)
        #expect(table.records == [Record(row: 2, fields: [Array("x".utf8), Array("y".utf8)])])
    }

    @Test("A sep= line may name a delimiter that would not be guessed")
    func unusualSeparator() throws {
        #expect(try Table("sep=^\na^b\n1^2\n").texts == [["1", "2"]])
        #expect(try Table("sep=\t\na\tb\n1\t2\n").texts == [["1", "2"]])
    }

    @Test(
        "What only looks like a sep= line is the header",
        arguments: ["sep=", "sep=x", "sep=;x", "separator=;", "\"sep=;"]
    )
    func noSeparatorLine(line: String) throws {
        let file = try Table(line + (line.hasPrefix("\"") ? "\"\"\"" : "") + "\n1\n").file
        #expect(!file.dialect.hasSeparatorLine)
    }

    @Test(
        "The line end is the header's",
        arguments: [
            ("a,b\n1,2\r\n", LineEnding.lf), ("a,b\r\n1,2\n", .crlf), ("a,b\r1,2\n", .cr), ("\"a\nb\",b\r\n", .crlf),
            ("a,b", .crlf),
        ]
    )
    func lineEnding(text: String, expected: LineEnding) throws {
        #expect(try Table(text).file.dialect.lineEnding == expected)
    }

    @Test("The header is as it stands, without the byte order mark")
    func header() throws {
        #expect(
            try Table("\u{FEFF} User name , \"x\",\"a\"\"b\",,\n").file.header == [
                " User name ", " \"x\"", "a\"b", "", "",
            ]
        )
    }

    @Test("Blank lines before the header are rows")
    func blankLinesBeforeHeader() throws {
        let table = try Table("\r\n,,\r\na,b\r\n1,2\r\n")
        #expect(table.file.headerRow == 3)
        #expect(table.file.header == ["a", "b"])
        #expect(table.records.map(\.row) == [4])
    }

    @Test("Many blank lines before the header take no longer than few")
    func manyBlankLines() throws {
        let table = try Table(String(repeating: "\n", count: 500_000) + "a,b\n1,2\n")
        #expect(table.file.headerRow == 500_001)
        #expect(table.records.map(\.row) == [500_002])
        #expect(try defect(of: String(repeating: "\n", count: 2_000_000)) == .empty)
    }

    @Test("A dialect writes its own preamble")
    func preamble() {
        #expect(Dialect.standard.preamble == [])
        #expect(Dialect.excel.preamble == [0xEF, 0xBB, 0xBF])
        let dialect = Dialect(
            delimiter: ASCII.tab,
            encoding: .utf16LittleEndian,
            hasByteOrderMark: true,
            lineEnding: .lf,
            hasSeparatorLine: true
        )
        #expect(dialect.preamble == [0xFF, 0xFE] + "sep=\t\n".utf8.flatMap { [$0, 0] as [UInt8] })
    }
}
