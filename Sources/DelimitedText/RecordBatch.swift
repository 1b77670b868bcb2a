/// The records of one segment of a file, unescaped.
///
/// One thread owns a batch at a time. It is meant to be filled again and again: its memory is kept, so that nothing is
/// allocated per record or per field. What a batch hands out is valid until it is filled again.
///
///     try file.survey { batch in
///         for record in 0..<batch.count where !batch.isBlank(record) {
///             print(batch.row(record), batch.text(record, 0))
///         }
///     }
public final class RecordBatch {
    /// The table lives behind a constant pointer, and not in properties of the class, because the accessors below are
    /// called for every field: a pointer costs no exclusivity check.
    @usableFromInline let table: UnsafeMutablePointer<RecordTable>

    /// Makes an empty batch, which has no memory to speak of until it is filled.
    public init() {
        table = .allocate(capacity: 1)
        table.initialize(to: RecordTable())
    }

    deinit {
        table.pointee.deallocate()
        table.deinitialize(count: 1)
        table.deallocate()
    }

    /// The number of records, blank ones included.
    @inlinable public var count: Int { table.pointee.recordCount }

    /// The bytes of the segment, as UTF-8 in the file.
    public var byteCount: Int { table.pointee.byteCount }

    /// The row that a spreadsheet shows for a record: the first line of the file is row 1, blank lines count, a field
    /// of several lines is one row, and a `sep=` line is none.
    @inlinable public func row(_ record: Int) -> Int {
        table.pointee.firstRow + record
    }

    /// The number of fields; a blank line has one, which is empty.
    @inlinable public func fieldCount(_ record: Int) -> Int {
        precondition(record >= 0 && record < count)
        let first = table.pointee.firstFields + record
        return Int(first[1] &- first[0])
    }

    /// The UTF-8 bytes of a field, without its quotes and with doubled quotes undone; empty for a column that the
    /// record does not have.
    @inlinable public func field(_ record: Int, _ column: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(record >= 0 && record < count && column >= 0)
        let first = table.pointee.firstFields + record
        let index = Int(first[0]) &+ column
        guard index < Int(first[1]) else { return UnsafeBufferPointer(start: table.pointee.bytes, count: 0) }
        let bounds = table.pointee.fields[index]
        return UnsafeBufferPointer(start: table.pointee.bytes + bounds.start, count: bounds.count)
    }

    /// A field as a string, for messages and tests.
    public func text(_ record: Int, _ column: Int) -> String {
        String(decoding: field(record, column), as: UTF8.self)
    }

    /// Whether every field is empty or has nothing but spaces and tabs, as the rows that Excel leaves behind a table.
    @inlinable public func isBlank(_ record: Int) -> Bool {
        for column in 0..<fieldCount(record) {
            for byte in field(record, column) where byte != ASCII.space && byte != ASCII.tab { return false }
        }
        return true
    }

    /// Whether a field of the record has text after its closing quote. Such text is kept, behind what stood between the
    /// quotes, as Python's `csv` module does when it is not strict.
    @inlinable public func hasStrayQuote(_ record: Int) -> Bool {
        guard !table.pointee.recordsWithStrayQuotes.isEmpty else { return false }
        return table.pointee.isListedAsStray(record)
    }

    /// All fields of a record as strings, for headers and tests.
    func texts(_ record: Int) -> [String] {
        (0..<fieldCount(record)).map { text(record, $0) }
    }
}
