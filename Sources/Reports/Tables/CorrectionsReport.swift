import DelimitedText

/// Writes `NAME.corrections.csv`: the rejected rows as the file had them, behind a column that says what is wrong.
///
/// It is meant to be mended and dropped again, so columns, dialect and encoding are the file's own, and so are the
/// cells, but for one thing: a cell that a spreadsheet would run as a formula gets a leading apostrophe. The reader of
/// certdrop takes an apostrophe before such a character for this mark and drops it, so the round trip changes nothing;
/// and because a cell that already has the mark is left alone, corrections of corrections do not pile marks up.
struct CorrectionsReport {
    private var writer: DelimitedWriter
    private var encoded = ByteBuffer()
    private let encoding: TextEncoding
    private let skippedColumns: Set<Int>
    private(set) var rows = 0

    init(_ table: SourceTable) {
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

    mutating func row(_ records: RecordBatch, _ record: Int, message: String) {
        rows += 1
        field(message)
        for column in 0..<records.fieldCount(record) where !skippedColumns.contains(column) {
            field(records.field(record, column))
        }
        writer.endRecord()
    }

    var bufferedBytes: Int { writer.buffer.count }

    mutating func write(to file: ReportFile) throws(ReportError) {
        writer.buffer.bytes.withUnsafeBufferPointer { encode($0, as: encoding, into: &encoded) }
        try file.write(encoded)
        encoded.removeAll()
        writer.buffer.removeAll()
    }

    private mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        guard FormulaGuard.isFormula(text) else { return writer.field(text) }
        writer.field("\(Unicode.Scalar(FormulaGuard.mark))\(String(decoding: text, as: UTF8.self))")
    }

    private mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { field($0) }
    }
}
