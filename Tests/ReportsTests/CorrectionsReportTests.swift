import Certification
import DelimitedText
import Foundation
import Glibc
import Testing

@testable import Reports

@Suite struct CorrectionsReportTests {
    /// Rows 3 and 5 are rejected.
    private static let rows = [
        ["Username", "Notes", "Award date", ""],
        ["abyron", "fine", "2026-03-17", ""],
        ["jsmiht", "said \"hello\"; then, left | gone\tä €", "17.03.2026", "x"],
        ["ghopper", "", "2026-03-17", ""],
        ["kjohnson", " two\nlines ", "", ""],
        ["mcurie", "", "2026-03-17", ""],
    ]

    static let dialects: [Dialect] = [ASCII.comma, ASCII.semicolon, ASCII.tab, ASCII.pipe].flatMap { delimiter in
        TextEncoding.allCases.flatMap { encoding in
            [false, true].flatMap { hasSeparatorLine in
                LineEnding.allCases.map { lineEnding in
                    Dialect(
                        delimiter: delimiter,
                        encoding: encoding,
                        hasByteOrderMark: encoding != .windows1252,
                        lineEnding: lineEnding,
                        hasSeparatorLine: hasSeparatorLine
                    )
                }
            }
        }
    }

    @Test(arguments: dialects)
    func rejectedRowsComeBackInTheDialectOfTheFile(_ dialect: Dialect) throws {
        let directory = try TemporaryDirectory()
        let run = sample(CorrectionsReportTests.rows, dialect)
        try run.write(to: directory.path)
        let (readDialect, table) = try read(directory, "march.corrections.csv")
        #expect(readDialect == dialect)
        #expect(table.map(\.first) == ["Problem", "No learner 'jsmiht'.", "'Award date' is empty."])
        #expect(table.map { Array($0.dropFirst()) } == [0, 2, 4].map { CorrectionsReportTests.rows[$0] })
    }

    @Test func correctionsOfCorrectionsHaveOneProblemColumn() throws {
        let directory = try TemporaryDirectory()
        try sample(CorrectionsReportTests.rows, .excel).write(to: directory.path)
        var again = SampleRun(bytes: try directory.contents(of: "march.corrections.csv"))
        again.judge = { _, _ in .init(.learnerUnknown, column: 1, value: "jsmiht") }
        try again.write(to: directory.path)
        let (_, table) = try read(directory, "march.corrections.csv")
        #expect(table.map(\.first) == ["Problem", "No learner 'jsmiht'.", "No learner 'jsmiht'."])
        #expect(table.map { Array($0.dropFirst()) } == [0, 2, 4].map { CorrectionsReportTests.rows[$0] })
    }

    @Test func formulasAndNumbersAtRiskAreMarkedOnce() throws {
        let cells = [
            "=1+1", "@x", "+44 20 7946", "-5", "+5", "'=1", "a=1", "\u{FF1D}1", " =x", "007", "'008", "7", "3/4",
            "12-2025", "1.5", "3/4/2025", "2025-03-04", "4471-22-1", "44715-22", "3/x", "1,5",
        ]
        let rows = [["Username", "Notes", "Award date"]] + cells.map { ["jsmiht", $0, ""] }
        let directory = try TemporaryDirectory()
        for _ in 0..<2 {
            var run = sample(rows, .excel)
            if directory.exists("march.corrections.csv") {
                run = SampleRun(bytes: try directory.contents(of: "march.corrections.csv"))
            }
            run.judge = { _, _ in .init(.learnerUnknown, value: "jsmiht") }
            try run.write(to: directory.path)
            let (_, table) = try read(directory, "march.corrections.csv")
            #expect(
                table.dropFirst().map { $0[2] }
                    == [
                        "'=1+1", "'@x", "'+44 20 7946", "-5", "+5", "'=1", "a=1", "'\u{FF1D}1", "' =x", "'007", "'008",
                        "7", "'3/4", "'12-2025", "'1.5", "3/4/2025", "2025-03-04", "4471-22-1", "44715-22", "3/x",
                        "1,5",
                    ]
            )
        }
    }

    @Test func rowsKeepTheFieldsThatTheyHave() throws {
        let directory = try TemporaryDirectory()
        var run = SampleRun("Username,Notes,Award date\r\na\r\nb,c,d,e,f\r\nx,y,z\r\n")
        run.judge = { batch, record in
            .init(batch.fieldCount(record) < 3 ? .rowTooFewFields : .rowTooManyFields, value: "1", detail: "3")
        }
        try run.write(to: directory.path)
        let (_, table) = try read(directory, "march.corrections.csv")
        #expect(table.map { Array($0.dropFirst()) }[1...] == [["a"], ["b", "c", "d", "e", "f"], ["x", "y", "z"]])
    }

    @Test func withNothingRejectedNoFileIsLeftBehind() throws {
        let directory = try TemporaryDirectory()
        try sample(CorrectionsReportTests.rows, .excel).write(to: directory.path)
        #expect(directory.exists("march.corrections.csv"))
        var mended = sample(CorrectionsReportTests.rows, .excel)
        mended.judge = { _, _ in .init(.awarded) }
        let written = try mended.write(to: directory.path)
        #expect(written.corrections == nil)
        #expect(!directory.exists("march.corrections.csv"))
    }

    private func sample(_ rows: [[String]], _ dialect: Dialect) -> SampleRun {
        var writer = DelimitedWriter(dialect: dialect)
        for row in rows {
            for cell in row { writer.field(cell) }
            writer.endRecord()
        }
        var output = ByteBuffer()
        output.append(dialect.preamble)
        writer.buffer.bytes.withUnsafeBufferPointer { encode($0, as: dialect.encoding, into: &output) }
        var run = SampleRun(bytes: output.bytes)
        run.judge = { batch, record in
            switch batch.text(record, 0) {
            case "jsmiht": .init(.learnerUnknown, column: 0, value: "jsmiht")
            case "kjohnson": .init(.dateMissing, column: 2)
            default: .init(.awarded)
            }
        }
        return run
    }

    private func read(_ directory: TemporaryDirectory, _ name: String) throws -> (Dialect, [[String]]) {
        let descriptor = open("\(directory.path)/\(name)", O_RDONLY)
        defer { close(descriptor) }
        let file = try DelimitedFile(descriptor: descriptor, scratchDirectory: directory.path)
        var table = [file.header]
        _ = try file.survey { batch in
            for record in 0..<batch.count {
                table.append((0..<batch.fieldCount(record)).map { batch.text(record, $0) })
            }
        }
        return (file.dialect, table)
    }
}
