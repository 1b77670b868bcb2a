import Certification
import DelimitedText

/// Some rows of a file with what became of them. Valid until the pass goes on to the next batch.
///
///     try run.forEachBatch { batch in
///         for record in 0..<batch.records.count {
///             guard let outcome = batch.outcome(record) else { continue }   // a blank row
///             let finding = outcome == .rejected ? try batch.finding(record) : nil
///             …
///         }
///     }
public struct JudgedBatch {
    public let records: RecordBatch
    let outcomes: OutcomeTable
    let notes: RowNotes

    /// nil for a blank row.
    @inline(__always)
    public func outcome(_ record: Int) -> Outcome? {
        outcomes[records.row(record)]
    }

    /// Why a row was rejected. To be asked for the rejected rows of the pass in their order, each once.
    public func finding(_ record: Int) throws -> Finding? {
        try notes.finding(row: records.row(record))
    }

    /// The row that a duplicate repeats. To be asked in the order of the rows.
    public func original(_ record: Int) -> Int? {
        notes.original(row: records.row(record))
    }

    /// Which rules made the awards of a row. To be asked in the order of the rows.
    public func remark(_ record: Int) -> String? {
        notes.remark(row: records.row(record))
    }
}

/// The findings of all judging threads and of reconciliation, merged in the order of the rows, for one pass.
final class RowNotes {
    private let readers: [FindingLog.Reader]
    /// Ascending by row.
    private let duplicates: [DuplicateRow]
    private var nextDuplicate = 0
    private let remarks: RowRemarks
    private var nextRemark = 0

    init(_ rows: JudgedRows) throws {
        readers = rows.logs.map { $0.reader() }
        duplicates = rows.duplicates
        remarks = rows.remarks
        for reader in readers { try reader.advance() }
    }

    func finding(row: Int) throws -> Finding? {
        for reader in readers {
            while let current = reader.current, current.row < row { try reader.advance() }
            if let current = reader.current, current.row == row { return current }
        }
        return nil
    }

    func remark(row: Int) -> String? {
        remarks.text(row: row, from: &nextRemark)
    }

    func original(row: Int) -> Int? {
        while nextDuplicate < duplicates.count, Int(duplicates[nextDuplicate].row) < row { nextDuplicate += 1 }
        guard nextDuplicate < duplicates.count, Int(duplicates[nextDuplicate].row) == row else { return nil }
        return Int(duplicates[nextDuplicate].original)
    }
}

/// A row that repeats an earlier one.
struct DuplicateRow {
    var row: UInt32
    var original: UInt32
}
