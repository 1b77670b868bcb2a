import Certification
import DelimitedText

/// The lines of one batch in the CSV report, as far as they can be made before those of the batches in front of it. So
/// several threads share the work, and `RunReports/append(_:records:outcome:finding:original:)` puts it in order.
///
/// Owned by one thread, and used for one batch after the other.
public struct BatchDraft {
    private var lines: TableLines
    /// Rows with a message of their own, and where in the lines they belong.
    private(set) var gaps: [(record: Int, offset: Int)] = []
    private let remarksOnAwards: Bool

    /// - Parameter remarksOnAwards: whether rows that awarded have a message of their own.
    init(_ lines: TableLines, remarksOnAwards: Bool) {
        self.remarksOnAwards = remarksOnAwards
        self.lines = lines
        self.lines.writer.buffer.removeAll()
    }

    var bytes: [UInt8] { lines.writer.buffer.bytes }

    /// Makes the lines of a batch, in place of those of the last one.
    ///
    /// - `outcome`: of a record; nil for a blank row.
    public mutating func make(_ records: RecordBatch, outcome: (Int) -> Outcome?) {
        lines.writer.buffer.removeAll()
        gaps.removeAll(keepingCapacity: true)
        for record in 0..<records.count {
            guard let outcome = outcome(record) else { continue }
            if outcome == .rejected || outcome == .duplicate || (outcome == .awarded && remarksOnAwards) {
                gaps.append((record, lines.writer.buffer.count))
            } else {
                lines.row(records, record, outcome: outcome)
            }
        }
    }
}
