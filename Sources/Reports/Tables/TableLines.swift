import Certification
import DelimitedText

/// Makes the lines of the CSV report. Owned by one thread; a copy serves another.
struct TableLines {
    var writer: DelimitedWriter
    private var cell = ReportCell()
    private let keyColumns: [Int]
    /// What stands between row number and key cells, by the outcome's raw value. For rows without a finding it is the
    /// same for all, and most rows are such.
    private let remarks: [[UInt8]]

    init(_ table: SourceTable, remark: (Outcome) -> String) {
        let delimiter = table.dialect.delimiter
        writer = DelimitedWriter(delimiter: delimiter)
        keyColumns = table.keyColumns
        remarks = Outcome.allCases.map { outcome in
            var writer = DelimitedWriter(delimiter: delimiter)
            writer.field("")
            for text in [outcome.name, "", remark(outcome)] { writer.field(text) }
            return writer.buffer.bytes
        }
    }

    mutating func heading(_ table: SourceTable) {
        for text in ["row", "outcome", "reason", "message"] { writer.field(text) }
        for column in keyColumns { field(table.headings.indices.contains(column) ? table.headings[column] : "") }
        writer.endRecord()
    }

    /// A row about which there is nothing to say but its outcome. A million of them are to take a fraction of a second.
    mutating func row(_ records: RecordBatch, _ record: Int, outcome: Outcome) {
        writer.field(records.row(record))
        writer.buffer.append(remarks[Int(outcome.rawValue)])
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
        for column in keyColumns { field(records.field(record, column)) }
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
