import DelimitedText
import Glibc

/// Writes `NAME.corrections.csv`: the rejected rows as the file had them, behind a column that says what is wrong.
///
/// It is meant to be mended and dropped again, so columns, dialect and encoding are the file's own, and so are the
/// cells, but for one thing: a cell that a spreadsheet would run as a formula, or whose digits it would change, gets a
/// leading apostrophe. The reader of certdrop takes an apostrophe before such a cell for this mark and drops it, so the
/// round trip changes nothing; and because a cell that already has the mark is neither, corrections of corrections do not
/// pile marks up.
struct CorrectionsReport {
    private let path: String
    private let permissions: mode_t
    /// nil as long as no row was rejected: then there is to be no file.
    private var file: ReportFile?
    private var writer: DelimitedWriter
    private var encoded = ByteBuffer()
    private let encoding: TextEncoding
    private let skippedColumns: Set<Int>

    private static let bufferBytes = 1 << 18

    init(_ table: SourceTable, path: String, permissions: mode_t) {
        self.path = path
        self.permissions = permissions
        writer = DelimitedWriter(dialect: table.dialect)
        encoding = table.dialect.encoding
        skippedColumns = table.problemColumns()
        encoded.append(table.dialect.preamble)
        writer.field(table.problemHeading)
        for (column, heading) in table.headings.enumerated() where !skippedColumns.contains(column) {
            field(heading)
        }
        writer.endRecord()
    }

    mutating func row(_ records: RecordBatch, _ record: Int, message: String) throws(ReportError) {
        if file == nil { file = try ReportFile(path: path, permissions: permissions) }
        field(message)
        for column in 0..<records.fieldCount(record) where !skippedColumns.contains(column) {
            field(records.field(record, column))
        }
        writer.endRecord()
        if writer.buffer.count >= CorrectionsReport.bufferBytes { try flush() }
    }

    /// - Returns: the size of the file, which is on the disk; nil if there is none.
    mutating func finish() throws(ReportError) -> Int? {
        guard let file else { return nil }
        try flush()
        try file.finish()
        return file.size
    }

    private mutating func flush() throws(ReportError) {
        writer.buffer.bytes.withUnsafeBufferPointer { encode($0, as: encoding, into: &encoded) }
        try file?.write(encoded)
        encoded.removeAll()
        writer.buffer.removeAll()
    }

    private mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        guard FormulaGuard.isFormula(text) || FormulaGuard.losesDigits(text) else { return writer.field(text) }
        writer.field("\(Unicode.Scalar(FormulaGuard.mark))\(String(decoding: text, as: UTF8.self))")
    }

    private mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { field($0) }
    }
}
