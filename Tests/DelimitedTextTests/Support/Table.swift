@testable import DelimitedText

/// One record as the reader hands it out.
struct Record: Equatable, CustomStringConvertible {
    var row: Int
    var fields: [[UInt8]]
    var hasStrayQuote = false

    var texts: [String] { fields.map { String(decoding: $0, as: UTF8.self) } }
    var description: String { "\(row)\(hasStrayQuote ? "!" : ""): \(texts)" }
}

/// A file that was read twice: once through, and segment by segment.
struct Table {
    let file: DelimitedFile
    let survey: DelimitedFile.Survey
    let records: [Record]
    /// The file lives as long as the table that reads it.
    private let source: TemporaryFile

    var texts: [[String]] { records.map(\.texts) }

    init(_ bytes: [UInt8], limits: ReadLimits = ReadLimits()) throws {
        try self.init(TemporaryFile(bytes), limits: limits)
    }

    init(_ text: String, limits: ReadLimits = ReadLimits()) throws {
        try self.init(Array(text.utf8), limits: limits)
    }

    init(_ source: TemporaryFile, limits: ReadLimits) throws {
        self.source = source
        file = try DelimitedFile(
            descriptor: source.descriptor,
            scratchDirectory: TemporaryFile.directory,
            limits: limits
        )
        var seen: [Record] = []
        survey = try file.survey { seen += $0.allRecords }
        records = seen
    }

    /// The records again, from the segments, with one batch for all.
    func reread() throws -> [Record] {
        let batch = RecordBatch()
        return try survey.segments.flatMap { segment in
            try file.read(segment, into: batch)
            return batch.allRecords
        }
    }
}

extension RecordBatch {
    var allRecords: [Record] {
        (0..<count).map { record in
            Record(
                row: row(record),
                fields: (0..<fieldCount(record)).map { Array(field(record, $0)) },
                hasStrayQuote: hasStrayQuote(record)
            )
        }
    }
}

/// The defect that reading ends with, if any.
func defect(of bytes: [UInt8], limits: ReadLimits = ReadLimits()) throws -> TextDefect? {
    do {
        _ = try Table(bytes, limits: limits)
        return nil
    } catch let defect as TextDefect {
        return defect
    }
}

func defect(of text: String, limits: ReadLimits = ReadLimits()) throws -> TextDefect? {
    try defect(of: Array(text.utf8), limits: limits)
}
