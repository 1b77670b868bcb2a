import Certification
import DelimitedText

/// Makes the lines of the CSV report. Owned by one thread; a copy serves another.
struct TableLines {
    var writer: DelimitedWriter
    private var cell = ReportCell()
    private let constants: Constants

    init(_ table: SourceTable, remark: (Outcome) -> String) {
        writer = DelimitedWriter(delimiter: table.dialect.delimiter)
        constants = Constants(table, remark: remark)
    }

    /// What is the same for all rows. In memory of its own, since a million rows on several threads read it: counting
    /// references to arrays would cost them more than writing does.
    private final class Constants: @unchecked Sendable {
        let keyColumns: UnsafeBufferPointer<Int>
        /// What stands between row number and key cells, by the outcome's raw value. For rows without a finding it is
        /// the same for all, and most rows are such.
        let remarks: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>

        init(_ table: SourceTable, remark: (Outcome) -> String) {
            keyColumns = Constants.keep(table.keyColumns)
            let remarks = Outcome.allCases.map { outcome in
                var writer = DelimitedWriter(delimiter: table.dialect.delimiter)
                writer.field("")
                for text in [outcome.name, "", remark(outcome)] { writer.field(text) }
                return Constants.keep(writer.buffer.bytes)
            }
            self.remarks = Constants.keep(remarks)
        }

        private static func keep<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
            let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
            _ = copy.initialize(from: elements)
            return UnsafeBufferPointer(copy)
        }

        deinit {
            remarks.forEach { $0.deallocate() }
            remarks.deallocate()
            keyColumns.deallocate()
        }
    }

    mutating func heading(_ table: SourceTable) {
        for text in ["row", "outcome", "reason", "message"] { writer.field(text) }
        for column in constants.keyColumns {
            field(table.headings.indices.contains(column) ? table.headings[column] : "")
        }
        writer.endRecord()
    }

    /// A row about which there is nothing to say but its outcome. A million of them are to take a fraction of a second.
    mutating func row(_ records: RecordBatch, _ record: Int, outcome: Outcome) {
        writer.field(records.row(record))
        writer.buffer.append(constants.remarks[Int(outcome.rawValue)])
        keyCells(records, record)
    }

    /// A row with a message of its own.
    mutating func row(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        reason: Reason?,
        message: String
    ) {
        writer.field(records.row(record))
        writer.field(outcome.name)
        writer.field(reason?.rawValue ?? "")
        field(message)
        keyCells(records, record)
    }

    private mutating func keyCells(_ records: RecordBatch, _ record: Int) {
        for column in constants.keyColumns { field(records.field(record, column)) }
        writer.endRecord()
    }

    private mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        cell.withCell(text) { writer.field($0) }
    }

    private mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { field($0) }
    }
}
