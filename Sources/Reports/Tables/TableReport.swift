import Certification
import DelimitedText

/// Writes `NAME.report.csv`: one line per row of the file with its outcome, and the cells that tell which row is meant.
///
/// UTF-8 with a byte order mark and CRLF, delimited as the file was, so that the same spreadsheet program opens both.
/// The outcome is the stable name whether or not the run stored anything, so that a verification and the import that
/// follows compare equal; that nothing was stored is said in the message.
struct TableReport {
    private let file: ReportFile
    private var writer: DelimitedWriter
    private var cell = ReportCell()
    private let keyColumns: [Int]
    /// What stands between row number and key cells, by the outcome's raw value. For rows without a finding it is the
    /// same for all, and most rows are such.
    private let remarks: [[UInt8]]

    private static let bufferBytes = 1 << 18

    init(_ table: SourceTable, file: ReportFile, remark: (Outcome) -> String) {
        self.file = file
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

    /// A row about which there is nothing to say but its outcome. A million of them are to take a fraction of a second.
    mutating func row(_ records: RecordBatch, _ record: Int, outcome: Outcome) throws(ReportError) {
        writer.field(records.row(record))
        writer.buffer.append(remarks[Int(outcome.rawValue)])
        try keyCells(records, record)
    }

    /// A row with a message of its own.
    mutating func row(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        reason: Reason?,
        message: String
    ) throws(ReportError) {
        writer.field(records.row(record))
        writer.field(outcome.name)
        writer.field(reason?.rawValue ?? "")
        field(message)
        try keyCells(records, record)
    }

    /// - Returns: the size of the report, which is on the disk.
    mutating func finish() throws(ReportError) -> Int {
        try flush()
        try file.finish()
        return file.size
    }

    private mutating func keyCells(_ records: RecordBatch, _ record: Int) throws(ReportError) {
        for column in keyColumns { field(records.field(record, column)) }
        writer.endRecord()
        if writer.buffer.count >= TableReport.bufferBytes { try flush() }
    }

    private mutating func flush() throws(ReportError) {
        try file.write(writer.buffer)
        writer.buffer.removeAll()
    }

    private mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        cell.withCell(text) { writer.field($0) }
    }

    private mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { field($0) }
    }
}
