/// Where a field begins and ends in the bytes of its batch.
@usableFromInline
struct FieldBounds {
    @usableFromInline let lower: UInt32
    @usableFromInline let upper: UInt32

    init(_ start: Int, _ end: Int) {
        lower = UInt32(truncatingIfNeeded: start)
        upper = UInt32(truncatingIfNeeded: end)
    }

    @inlinable var start: Int { Int(lower) }
    @inlinable var end: Int { Int(upper) }
    @inlinable var count: Int { Int(upper &- lower) }
}

/// The memory of a `RecordBatch`: the text, and the places of its fields and records.
///
/// There is room for as many fields and records as there are bytes, so that the scanner need not ask. The kernel
/// provides only the pages that are used.
@usableFromInline
struct RecordTable {
    @usableFromInline var bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: RecordTable.padding)
    @usableFromInline var fields = UnsafeMutablePointer<FieldBounds>.allocate(capacity: 1)
    /// The index of the first field of each record, and behind the last record the number of all fields.
    @usableFromInline var firstFields = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
    @usableFromInline var recordCount = 0
    @usableFromInline var firstRow = 1
    /// In ascending order; nearly always empty.
    @usableFromInline var recordsWithStrayQuotes: [Int] = []
    var byteCount = 0
    private var capacity = 0

    /// Bytes that may be read behind the text; they are zero.
    static let padding = 64

    init() {
        firstFields.initialize(repeating: 0, count: 2)
    }

    func deallocate() {
        bytes.deallocate()
        fields.deallocate()
        firstFields.deallocate()
    }

    var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes, count: byteCount)
    }

    /// Empties the table and makes room for text of this length.
    mutating func prepare(byteCount: Int, firstRow: Int) {
        if byteCount > capacity {
            deallocate()
            // Rounded up, since segments are of nearly the same length, and the next may be a little longer.
            capacity = (byteCount | 0xFFFF) + 1
            bytes = .allocate(capacity: capacity + RecordTable.padding)
            fields = .allocate(capacity: capacity + 1)
            firstFields = .allocate(capacity: capacity + 2)
        }
        (bytes + byteCount).initialize(repeating: 0, count: RecordTable.padding)
        self.byteCount = byteCount
        self.firstRow = firstRow
        recordCount = 0
        firstFields[0] = 0
        recordsWithStrayQuotes.removeAll(keepingCapacity: true)
    }

    @usableFromInline func isListedAsStray(_ record: Int) -> Bool {
        var range = 0..<recordsWithStrayQuotes.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if recordsWithStrayQuotes[middle] == record { return true }
            range =
                recordsWithStrayQuotes[middle] < record
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }
}
