import Certification
import DelimitedText

/// Writes `NAME.report.csv`: one line per row of the file with its outcome, and the cells that tell which row is meant.
///
/// UTF-8 with a byte order mark and CRLF, delimited as the file was, so that the same spreadsheet program opens both.
/// The outcome is the stable name whether or not the run stored anything, so that a verification and the import that
/// follows compare equal; that nothing was stored is said in the message.
struct TableReport {
    private let file: ReportFile
    private(set) var lines: TableLines

    private static let bufferBytes = 1 << 18

    init(_ table: SourceTable, file: ReportFile, remark: (Outcome) -> String) {
        self.file = file
        lines = TableLines(table, remark: remark)
        lines.writer.buffer.append(TextEncoding.utf8.byteOrderMark)
        lines.heading(table)
    }

    /// A row about which there is nothing to say but its outcome.
    mutating func row(_ records: RecordBatch, _ record: Int, outcome: Outcome) throws(ReportError) {
        lines.row(records, record, outcome: outcome)
        try flushIfFull()
    }

    /// A row with a message of its own.
    mutating func row(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        reason: Reason?,
        message: String
    ) throws(ReportError) {
        lines.row(records, record, outcome: outcome, reason: reason, message: message)
        try flushIfFull()
    }

    /// Lines that were made elsewhere.
    mutating func append(_ made: ArraySlice<UInt8>) throws(ReportError) {
        made.withUnsafeBufferPointer { lines.writer.buffer.append($0) }
        try flushIfFull()
    }

    /// - Returns: the size of the report, which is on the disk.
    mutating func finish() throws(ReportError) -> Int {
        try flush()
        try file.finish()
        return file.size
    }

    private mutating func flushIfFull() throws(ReportError) {
        if lines.writer.buffer.count >= TableReport.bufferBytes { try flush() }
    }

    private mutating func flush() throws(ReportError) {
        try file.write(lines.writer.buffer)
        lines.writer.buffer.removeAll()
    }
}
