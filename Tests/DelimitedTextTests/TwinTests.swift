import Testing

@testable import DelimitedText

@Suite("Against the slow twin parser")
struct TwinTests {
    @Test("Fields, rows and defects are the twin's, whatever the size of a segment", arguments: 0..<4)
    func agreesWithTwin(seed: Int) throws {
        var cases = CaseGenerator(seed: UInt64(seed))
        var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
        let source = try TemporaryFile()
        for _ in 0..<4000 {
            let sample = cases.next()
            let twin = TwinParser(sample.bytes, delimiter: sample.delimiter)
            source.replace(with: sample.bytes)
            let limits = ReadLimits(segmentBytes: random.pick([1, 5, 8, 13, 31, 64, 100, 1 << 20]))
            let table = Result { try Table(source, limits: limits) }
            let expected = TwinTests.expectedDefect(twin)
            let matches =
                switch table {
                case .success(let table):
                    try expected == nil && table.records == Array(twin.records.dropFirst())
                        && table.reread() == table.records
                case .failure(let error):
                    expected != nil && error as? TextDefect == expected
                }
            #expect(
                matches,
                "\(String(decoding: sample.bytes, as: UTF8.self).debugDescription), \(limits.segmentBytes)"
            )
        }
    }

    @Test("Which limit is exceeded, and where, does not depend on the size of a segment", arguments: 0..<4)
    func limitsDoNotDependOnSegments(seed: Int) throws {
        var cases = CaseGenerator(seed: UInt64(seed) &+ 77)
        var random = SeededGenerator(seed: UInt64(seed) &+ 2000)
        var exceeded = 0
        for _ in 0..<4000 {
            let sample = cases.next()
            var limits = ReadLimits(
                maxRecordBytes: 5 + random.below(40),
                maxFieldBytes: 1 + random.below(25),
                maxFields: 3 + random.below(2)
            )
            let whole = try defect(of: sample.bytes, limits: limits)
            limits.segmentBytes = 1 + random.below(60)
            let pieces = try defect(of: sample.bytes, limits: limits)
            #expect(whole == pieces, "\(String(decoding: sample.bytes, as: UTF8.self).debugDescription), \(limits)")
            if whole != nil { exceeded += 1 }
        }
        #expect(exceeded > 500)
    }

    static func expectedDefect(_ twin: TwinParser) -> TextDefect? {
        switch twin.ending {
        case .insideQuotes(let row):
            return .insideQuotes(openedInRow: row)
        case .withoutLineEnd:
            guard let last = twin.records.last, last.fields.count < 3 else { return nil }
            let isBlank = last.fields.count == 1 && last.fields[0].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            return isBlank ? nil : .unfinishedLastRow(row: last.row, fields: last.fields.count, expected: 3)
        case .withLineEnd:
            return nil
        }
    }
}
