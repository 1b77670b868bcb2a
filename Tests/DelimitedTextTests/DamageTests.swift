import Glibc
import Testing

@testable import DelimitedText

@Suite("Damaged and oversized files")
struct DamageTests {
    @Test(
        "A file without text is empty",
        arguments: ["", "\u{FEFF}", "\n", "\r\n\r\n", " \n\t\n", ",,,\n", "sep=;\n", "sep=;"]
    )
    func empty(text: String) throws {
        #expect(try defect(of: text) == .empty)
    }

    @Test("A header alone is a table without rows", arguments: ["a,b", "a,b\n", "a,b\r\n", "a,b\r"])
    func headerOnly(text: String) throws {
        let survey = try Table(text).survey
        #expect(survey.records == 0)
        #expect(survey.segments.isEmpty)
    }

    @Test("A file that ends inside quotes says in which row they were opened")
    func insideQuotes() throws {
        #expect(try defect(of: "a,b\n1,2\n3,\"x\ny\nz") == .insideQuotes(openedInRow: 3))
        #expect(try defect(of: "a,\"b\n1,2\n") == .insideQuotes(openedInRow: 1))
        #expect(try defect(of: "a,b\n1,\"x\"\"") == .insideQuotes(openedInRow: 2))
        #expect(try defect(of: "a,b\n1,\"x\"") == nil)
    }

    @Test("A last row that is too short and has no line end has broken off")
    func unfinishedLastRow() throws {
        #expect(try defect(of: "a,b,c\n1,2,3\n4,5") == .unfinishedLastRow(row: 3, fields: 2, expected: 3))
        #expect(try defect(of: "a,b,c\n1,2,3\n4") == .unfinishedLastRow(row: 3, fields: 1, expected: 3))
        #expect(try defect(of: "a,b,c\n1,2,3\n4,5\n") == nil)
        #expect(try defect(of: "a,b,c\n1,2,3\n4,5,") == nil)
        #expect(try defect(of: "a,b,c\n1,2,3\n ") == nil)
    }

    @Test("Columns without a name at the end are not expected of the last row")
    func namelessColumns() throws {
        #expect(try defect(of: "a,b,,\n1,2") == nil)
        #expect(try defect(of: "a,b,,\n1") == .unfinishedLastRow(row: 2, fields: 1, expected: 2))
    }

    @Test("A file cut at any byte is refused or has only whole rows and perhaps a shortened last field")
    func everyCut() throws {
        let whole = "Username,Date,Note\r\njsmith,2024-03-17,\"first, \"\"aid\"\"\"\r\nzoë,2024-03-18,x\r\n"
        let rows = try Table(whole).texts
        let bytes = Array(whole.utf8)
        for length in 20..<bytes.count {
            guard let table = try? Table(Array(bytes[..<length])) else { continue }
            for (row, expected) in zip(table.texts, rows) {
                #expect(row.dropLast() == expected.dropLast(), "cut at \(length)")
            }
        }
    }

    @Test("A file that ends within a character has broken off")
    func halfACharacter() throws {
        let utf8 = Array("a,b\nZoë,Köln\nJosé,Z".utf8)
        #expect(try defect(of: utf8 + [0xC3]) == .unfinishedLastRow(row: 3, fields: 2, expected: 2))
        let utf16: [UInt8] = "a,b\n1,2\n".utf8.flatMap { [$0, 0] as [UInt8] }
        #expect(try defect(of: utf16) == nil)
        #expect(try defect(of: utf16 + [0x33]) == .unfinishedLastRow(row: 2, fields: 2, expected: 2))
        #expect(try defect(of: utf16[..<8] + [0x33]) == .unfinishedLastRow(row: 1, fields: 2, expected: 2))
    }

    private static let limits = ReadLimits(maxRecordBytes: 20, maxFieldBytes: 10, maxFields: 4, segmentBytes: 64)

    @Test("A record, a field and a number of fields at its limit are accepted")
    func atTheLimit() throws {
        let text = "a,b,c,d\r\n0123456789,012345678\r\n\"0123456789\",1,2,3\r\n"
        #expect(try Table(text, limits: DamageTests.limits).records.count == 2)
    }

    @Test("Beyond a limit, the row and column are named")
    func beyondTheLimit() throws {
        let limits = DamageTests.limits
        #expect(try defect(of: "a\n\n01234567890\n", limits: limits) == .fieldTooLong(row: 3, column: 1, limit: 10))
        #expect(try defect(of: "a\n1,\"01234567890\"\n", limits: limits) == .fieldTooLong(row: 2, column: 2, limit: 10))
        #expect(try defect(of: "a\n0123456789,0123456789\n", limits: limits) == .recordTooLong(row: 2, limit: 20))
        #expect(try defect(of: "a\n1,2,3,4,5\n", limits: limits) == .tooManyFields(row: 2, limit: 4))
        #expect(try defect(of: "a,b,c,d,e\n", limits: limits) == .tooManyFields(row: 1, limit: 4))
        #expect(try defect(of: "01234567890\n", limits: limits) == .fieldTooLong(row: 1, column: 1, limit: 10))
    }

    @Test("Limits that make no sense are brought to the nearest that do")
    func senselessLimits() throws {
        let limits = ReadLimits(maxRecordBytes: .max, maxFieldBytes: 1000, maxFields: 3, segmentBytes: -5)
        #expect(try Table("a,b\n1,2\n3,4\n", limits: limits).texts == [["1", "2"], ["3", "4"]])
        #expect(try defect(of: "a\n", limits: ReadLimits(maxRecordBytes: 0, maxFieldBytes: 0, maxFields: 0)) == nil)
    }

    @Test("A quote that is never closed is noticed within the limit of a record")
    func endlessQuote() throws {
        let text = "a,b\n1,\"x\n" + String(repeating: "1,2\n", count: 1_000_000)
        #expect(try defect(of: text) == .fieldTooLong(row: 2, column: 2, limit: 64 << 10))
    }

    @Test("A file that is shorter, longer or newer when it is read again has changed")
    func changes() throws {
        let source = try TemporaryFile(Array("a,b\n1,2\n3,4\n".utf8))
        let file = try DelimitedFile(descriptor: source.descriptor, scratchDirectory: TemporaryFile.directory)
        let survey = try file.survey { _ in }
        source.replace(with: Array("a,b\n1,2\n".utf8))
        #expect(throws: TextDefect.changedWhileReading) { try file.survey { _ in } }
        #expect(throws: TextDefect.changedWhileReading) { try file.read(survey.segments[0], into: RecordBatch()) }
        source.replace(with: Array("a,b\n1,\"2\n3,4".utf8))
        #expect(throws: TextDefect.changedWhileReading) { try file.read(survey.segments[0], into: RecordBatch()) }
    }

    @Test("A descriptor that cannot be read by position is an error with its number")
    func unreadable() throws {
        #expect(throws: TextDefect.readFailed(errno: EBADF)) {
            try DelimitedFile(descriptor: -1, scratchDirectory: TemporaryFile.directory)
        }
        let directory = open("/", O_RDONLY)
        defer { close(directory) }
        #expect(throws: TextDefect.self) {
            try DelimitedFile(descriptor: directory, scratchDirectory: TemporaryFile.directory)
        }
    }

    @Test("A scratch file that cannot be made is an error with its number")
    func noScratch() throws {
        let source = try TemporaryFile([0x61, 0x0A, 0xE9, 0x0A])
        #expect(throws: TextDefect.scratchFailed(errno: ENOENT)) {
            try DelimitedFile(descriptor: source.descriptor, scratchDirectory: "/nonexistent")
        }
    }
}
