import Testing

@testable import DelimitedText

@Suite("Records and fields")
struct GrammarTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var rule: String
        var text: String
        var records: [[String]]
        var testDescription: String { rule }

        init(_ rule: String, _ text: String, _ records: [[String]]) {
            (self.rule, self.text, self.records) = (rule, text, records)
        }
    }

    @Test(
        "RFC 4180, section 2",
        arguments: [
            Sample(
                "1. Each record on a line",
                "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n",
                [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
            ),
            Sample(
                "2. The last may have no line end",
                "aaa,bbb,ccc\r\nzzz,yyy,xxx",
                [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
            ),
            Sample("4. Spaces are part of a field", "a, b ,c\r\n", [["a", " b ", "c"]]),
            Sample(
                "5. Fields may be quoted",
                "\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx",
                [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
            ),
            Sample(
                "6. Line ends and commas may be quoted",
                "\"aaa\",\"b\r\nb,b\",\"ccc\"\r\nzzz,yyy,xxx",
                [["aaa", "b\r\nb,b", "ccc"], ["zzz", "yyy", "xxx"]]
            ),
            Sample("7. A quote in quotes is doubled", "\"aaa\",\"b\"\"bb\",\"ccc\"\r\n", [["aaa", "b\"bb", "ccc"]]),
        ]
    )
    func rfc4180(_ sample: Sample) throws {
        #expect(try Table("f1,f2,f3\r\n" + sample.text).texts == sample.records)
    }

    @Test(
        "Beyond RFC 4180",
        arguments: [
            Sample(
                "Line ends may be mixed",
                "1,2,3\r4,5,6\n7,8,9\r\n",
                [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]
            ),
            Sample(
                "CR CRLF is a record and a blank one",
                "1,2,3\r\r\n4,5,6\n",
                [["1", "2", "3"], [""], ["4", "5", "6"]]
            ),
            Sample("LF CR are two line ends", "1,2,3\n\r4,5,6\n", [["1", "2", "3"], [""], ["4", "5", "6"]]),
            Sample("A quote within an unquoted field is itself", "6\" nail,\"\"\"\",x\n", [["6\" nail", "\"", "x"]]),
            Sample("A space before a quote makes it literal", "a, \"b\",c\n", [["a", " \"b\"", "c"]]),
            Sample("Text after a closing quote is appended", "\"a\"b\"c\",d,e\n", [["ab\"c\"", "d", "e"]]),
            Sample("Empty quotes are an empty field", "\"\",,\"\"\n", [["", "", ""]]),
            Sample("A NUL is data", "a\0b,\0,\"\0\"\n", [["a\0b", "\0", "\0"]]),
            Sample(
                "A row keeps as many fields as it has",
                "1\n1,2,3,4,5\n,\n",
                [["1"], ["1", "2", "3", "4", "5"], ["", ""]]
            ),
            Sample("A form feed or U+2028 ends nothing", "a\u{0C}b,c\u{2028}d,e\n", [["a\u{0C}b", "c\u{2028}d", "e"]]),
        ]
    )
    func lenience(_ sample: Sample) throws {
        #expect(try Table("f1,f2,f3\r\n" + sample.text).texts == sample.records)
    }

    @Test("Only records with text after a closing quote are flagged")
    func strayQuotes() throws {
        let table = try Table("a,b\n\"x\"y,1\n\"x\"\"y\",2\n3,\"x\" \n4,4\n\"x\",\"\"z")
        #expect(table.records.map(\.hasStrayQuote) == [true, false, true, false, true])
    }

    @Test("Rows are Excel's: blank lines count, a field of two lines is one row")
    func rows() throws {
        let table = try Table("a,b\n1,\"x\ny\"\n\n\n2,z\n")
        #expect(table.records.map(\.row) == [2, 3, 4, 5])
        #expect(table.texts.last == ["2", "z"])
        #expect(table.survey.records == 4)
    }

    @Test("Rows count on from one segment to the next")
    func rowsAcrossSegments() throws {
        let text = "a,b\n" + String(repeating: "1,\"x\r\ny\"\r\n\r\n", count: 100)
        let table = try Table(text, limits: ReadLimits(segmentBytes: 50))
        #expect(table.records.map(\.row) == Array(2..<202))
        #expect(table.survey.segments.count > 10)
        #expect(try table.reread() == table.records)
    }

    @Test("A record is blank if it has nothing but spaces, tabs and empty fields")
    func blankRecords() throws {
        let source = try TemporaryFile(Array("a,b\n\n,,,\n \t, \n0,\n\"\",\"\"\n".utf8))
        let file = try DelimitedFile(descriptor: source.descriptor, scratchDirectory: TemporaryFile.directory)
        var blanks: [Bool] = []
        _ = try file.survey { batch in blanks += (0..<batch.count).map(batch.isBlank) }
        #expect(blanks == [true, true, true, false, true])
    }

    @Test("A column that a record does not have is empty")
    func missingColumn() throws {
        let source = try TemporaryFile(Array("a,b,c\n1\n".utf8))
        let file = try DelimitedFile(descriptor: source.descriptor, scratchDirectory: TemporaryFile.directory)
        _ = try file.survey { batch in
            #expect(batch.fieldCount(0) == 1)
            #expect(batch.field(0, 2).isEmpty)
        }
    }

    @Test("Segments can be read by several threads at once, each with its own batch")
    func concurrentReads() async throws {
        let source = try TemporaryFile(Array(("a,b\n" + (0..<5000).map { "\($0),\"x\"\"\"\n" }.joined()).utf8))
        let file = try DelimitedFile(
            descriptor: source.descriptor,
            scratchDirectory: TemporaryFile.directory,
            limits: ReadLimits(segmentBytes: 500)
        )
        let segments = try file.survey { _ in }.segments
        let rows = try await withThrowingTaskGroup(of: [Record].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let batch = RecordBatch()
                    return try stride(from: worker, to: segments.count, by: 4).flatMap { index in
                        try file.read(segments[index], into: batch)
                        return batch.allRecords
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.row < $1.row }
        }
        #expect(rows.map(\.texts) == (0..<5000).map { ["\($0)", "x\""] })
    }

    @Test("Segments cover the data without gaps, on record borders")
    func segments() throws {
        let text = "a,b\n" + (0..<500).map { "\($0),x\n" }.joined()
        let survey = try Table(text, limits: ReadLimits(segmentBytes: 100)).survey
        var offset: Int64 = 4
        for segment in survey.segments {
            #expect(segment.offset == offset)
            #expect(segment.length <= 100)
            offset += Int64(segment.length)
        }
        #expect(offset == Int64(text.utf8.count))
        #expect(survey.bytes == offset)
    }
}
