import Certification
import DelimitedText

/// Writes `NAME.report.csv`: one line per row of the file with its outcome, and the cells that tell which row is meant.
///
/// UTF-8 with a byte order mark and CRLF, delimited as the file was, so that the same spreadsheet program opens both.
/// The outcome is the stable name whether or not the run stored anything, so that a verification and the import that
/// follows compare equal; that nothing was stored is said in the message.
struct TableReport {
    private var writer: DelimitedWriter
    private var cell = ReportCell()
    private let keyColumns: [Int]
    /// What stands between row number and key cells, by the outcome's raw value; for rows without a finding it is the
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
        writer.buffer.append(TextEncoding.utf8.byteOrderMark)
        for text in ["row", "outcome", "reason", "message"] { writer.field(text) }
        for column in keyColumns { field(table.headings.indices.contains(column) ? table.headings[column] : "") }
        writer.endRecord()
    }

    mutating func row(_ records: RecordBatch, _ record: Int, outcome: Outcome) {
        writer.field(records.row(record))
        writer.buffer.append(remarks[Int(outcome.rawValue)])
        keyCells(records, record)
    }

    /// A row with a message of its own.
    mutating func row(_ records: RecordBatch, _ record: Int, outcome: Outcome, reason: Reason?, message: String) {
        writer.field(records.row(record))
        writer.field(outcome.name)
        writer.field(reason?.rawValue ?? "")
        field(message)
        keyCells(records, record)
    }

    var bufferedBytes: Int { writer.buffer.count }

    mutating func write(to file: ReportFile) throws(ReportError) {
        try file.write(writer.buffer)
        writer.buffer.removeAll()
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
