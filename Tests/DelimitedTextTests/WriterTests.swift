import Testing

@testable import DelimitedText

@Suite("Writing")
struct WriterTests {
    private func written(_ fields: [String], delimiter: UInt8 = ASCII.comma) -> String {
        var writer = DelimitedWriter(delimiter: delimiter, lineEnding: .lf)
        for field in fields { writer.field(field) }
        writer.endRecord()
        return String(decoding: writer.buffer.bytes, as: UTF8.self)
    }

    @Test("Only fields that need quotes get them")
    func quotes() {
        #expect(written(["a", "b c", "", "é;|\t", "-1"]) == "a,b c,,é;|\t,-1\n")
        #expect(
            written(["a,b", "a\"b", "a\nb", "a\rb", " a", "a "])
                == "\"a,b\",\"a\"\"b\",\"a\nb\",\"a\rb\",\" a\",\"a \"\n"
        )
        #expect(written(["a,b", "a;b"], delimiter: ASCII.semicolon) == "a,b;\"a;b\"\n")
        #expect(
            written(["a field longer than a word, with a comma", "0123456789\""])
                == "\"a field longer than a word, with a comma\",\"0123456789\"\"\"\n"
        )
    }

    @Test("Line ends and numbers", arguments: LineEnding.allCases)
    func numbers(lineEnding: LineEnding) {
        var writer = DelimitedWriter(lineEnding: lineEnding)
        for number in [0, 7, 10, -1, 1_234_567_890, .max, .min] { writer.field(number) }
        writer.endRecord()
        let expected = "0,7,10,-1,1234567890,9223372036854775807,-9223372036854775808"
        #expect(writer.buffer.bytes == Array(expected.utf8) + lineEnding.bytes)
    }

    @Test("What was written is read back, in any dialect", arguments: TextEncoding.allCases, LineEnding.allCases)
    func roundTrip(encoding: TextEncoding, lineEnding: LineEnding) throws {
        var random = SeededGenerator(seed: 99)
        let words = [
            "", "a", "é", "\"", "\"\"", "\n", "\r\n", "\r", ",", ";", "|", "\t", " ", "some longer words, quoted", "–",
        ]
        for delimiter in [ASCII.comma, ASCII.semicolon, ASCII.tab, ASCII.pipe] {
            var dialect = Dialect(delimiter: delimiter, encoding: encoding, lineEnding: lineEnding)
            dialect.hasByteOrderMark = encoding != .windows1252
            dialect.hasSeparatorLine = random.below(2) == 0
            let header = ["Zoë", "b", "c"]
            let rows = (0..<200).map { _ in
                header.map { _ in (0..<random.below(4)).map { _ in random.pick(words) }.joined() }
            }
            var writer = DelimitedWriter(dialect: dialect)
            for row in [header] + rows {
                for field in row { writer.field(field) }
                writer.endRecord()
            }
            var file = ByteBuffer()
            file.append(dialect.preamble)
            writer.buffer.bytes.withUnsafeBufferPointer { encode($0, as: encoding, into: &file) }

            let table = try Table(file.bytes, limits: ReadLimits(segmentBytes: 100))
            #expect(table.file.header == header)
            #expect(table.file.dialect == dialect)
            #expect(table.texts == rows)
            #expect(!table.records.contains { $0.hasStrayQuote })
        }
    }

    @Test("Python reads what was written")
    func pythonReads() throws {
        var random = SeededGenerator(seed: 7)
        let words = ["", "a", "é", "\"", "\n", "\r\n", "\r", ",", ";", " ", "x\0y"]
        let rows = (0..<2000).map { _ in
            (0...random.below(4)).map { _ in (0..<random.below(4)).map { _ in random.pick(words) }.joined() + "." }
        }
        var writer = DelimitedWriter()
        for row in rows {
            for field in row { writer.field(field) }
            writer.endRecord()
        }
        let script = """
            import csv, io, struct
            rows = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding='utf-8', newline=''), strict=True)
            fields = [[field.encode() for field in row] for row in rows]
            def string(value): return struct.pack('<I', len(value)) + value
            result = b''.join(struct.pack('<I', len(row)) + b''.join(map(string, row)) for row in fields)
            """
        var python = LengthPrefixedReader(try Python.run(script, input: writer.buffer.bytes))
        for row in rows {
            #expect((0..<python.number()).map { _ in python.string() } == row.map { Array($0.utf8) })
        }
        #expect(python.isAtEnd)
    }

    @Test("A buffer keeps what was appended until it is emptied")
    func buffer() {
        var buffer = ByteBuffer(capacity: 4)
        buffer.append("é")
        buffer.append(12)
        buffer.append(byte: 0x2E)
        buffer.append([0x0A])
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "é12.\n")
        #expect(buffer.withUnsafeBytes { $0.count } == buffer.count)
        buffer.removeAll()
        #expect(buffer.isEmpty)
    }
}
