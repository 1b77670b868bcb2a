import Testing

@testable import DelimitedText

/// Python's `csv.reader` is the reading of RFC 4180 that most people have met. Where this module differs from it:
///
/// - A blank line is a record of one empty field; Python yields an empty list.
/// - A file that ends inside quotes, or in a last row that is too short, is refused; Python takes what there is.
///   Such a case is compared after a quote or a line end has been added to it.
///
/// Everything else is the same: lone CR, NUL (since Python 3.11), quotes inside a field, text behind a closing quote.
@Suite("Against Python's csv module")
struct PythonTests {
    private static let script = """
        import csv, io, struct
        def number(value): return struct.pack('<I', value)
        position, out = 0, []
        while position < len(data):
            delimiter, count = struct.unpack_from('<II', data, position)
            text = data[position + 8:position + 8 + count]
            position += 8 + count
            lines = io.TextIOWrapper(io.BytesIO(text), encoding='utf-8', newline='')
            rows = list(csv.reader(lines, delimiter=chr(delimiter), strict=False))
            out.append(number(len(rows)))
            for row in rows:
                out.append(number(len(row)))
                for field in row:
                    field = field.encode('utf-8')
                    out.append(number(len(field)) + field)
        result = b''.join(out)
        """

    @Test("100,000 generated and mutated tables are read as Python reads them")
    func agreesWithPython() throws {
        var generator = CaseGenerator(seed: 4180)
        let cases = (0..<100_000).map { _ in generator.next() }
        var input = LengthPrefixedWriter()
        for sample in cases {
            input.number(Int(sample.delimiter))
            input.string(sample.bytes)
        }
        var python = LengthPrefixedReader(try Python.run(PythonTests.script, input: input.bytes))

        let source = try TemporaryFile()
        var refused = 0
        for sample in cases {
            let expected = (0..<python.number()).map { _ in (0..<python.number()).map { _ in python.string() } }
            let (rows, wasRefused) = try read(sample.bytes, source)
            if wasRefused { refused += 1 }
            #expect(
                rows == expected.map { $0.isEmpty ? [[]] : $0 },
                "\(String(decoding: sample.bytes, as: UTF8.self).debugDescription)"
            )
        }
        #expect(python.isAtEnd)
        #expect((1000..<60_000).contains(refused))
    }

    /// All rows, with the header; of a file that is refused, those that it has when it is mended.
    private func read(_ bytes: [UInt8], _ source: TemporaryFile) throws -> (rows: [[[UInt8]]], wasRefused: Bool) {
        source.replace(with: bytes)
        do {
            let table = try Table(source, limits: ReadLimits(segmentBytes: 40))
            return ([table.file.header.map { Array($0.utf8) }] + table.records.map(\.fields), false)
        } catch TextDefect.insideQuotes {
            return (try read(bytes + Array("\"\n".utf8), source).rows, true)
        } catch TextDefect.unfinishedLastRow {
            return (try read(bytes + Array("\n".utf8), source).rows, true)
        }
    }
}
