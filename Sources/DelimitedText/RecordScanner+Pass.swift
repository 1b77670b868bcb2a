extension RecordScanner {
    /// The state machine: one pass over the text of a table. See `RecordScanner` for what it must keep.
    struct Pass {
        private enum State { case plain, quoted, closing, stray }

        let bytes: UnsafePointer<UInt8>
        let count: Int
        private let fields: UnsafeMutablePointer<FieldBounds>
        private let firstFields: UnsafeMutablePointer<UInt32>
        private let firstRow: Int
        private let delimiter: UInt8
        private let limits: ReadLimits
        /// A record of no more bytes is within the limits but for its number of fields.
        private let lengthToCheck: Int
        private let endsFile: Bool
        private let maxRecords: Int

        private(set) var recordCount = 0
        /// The first byte behind the last complete record.
        private(set) var recordStart = 0
        private(set) var fieldsToRewrite: [QuotedField] = []
        private var fieldCount = 0
        private var fieldStart = 0
        private var state = State.plain
        /// Where the quote stands behind which the state is `closing`.
        private var closingQuote = 0
        private var hasDoubledQuotes = false
        /// Whether the text ends with a CR that an LF may follow.
        private var isCutBehindCR = false

        init(_ table: RecordTable, delimiter: UInt8, limits: ReadLimits, endsFile: Bool, maxRecords: Int) {
            bytes = UnsafePointer(table.bytes)
            count = table.byteCount
            fields = table.fields
            firstFields = table.firstFields
            firstRow = table.firstRow
            self.delimiter = delimiter
            self.limits = limits
            lengthToCheck = min(limits.maxFieldBytes, limits.maxRecordBytes)
            self.endsFile = endsFile
            self.maxRecords = maxRecords
        }

        /// Takes the next structural byte; false if that was all there is to take.
        @inline(__always)
        mutating func step(at place: Int) throws(TextDefect) -> Bool {
            let byte = bytes[place]
            guard state == .plain ? endsPlainField(byte, at: place) : endsQuotedField(byte, at: place) else {
                return true
            }
            fieldCount &+= 1
            fieldStart = place &+ 1
            return byte == delimiter ? true : try endRecord(byte, at: place)
        }

        @inline(__always)
        private mutating func endsPlainField(_ byte: UInt8, at place: Int) -> Bool {
            if byte == ASCII.quote {
                if place == fieldStart { state = .quoted }
                return false
            }
            // The LF of a CRLF whose CR has ended the record.
            if place < fieldStart { return false }
            fields[fieldCount] = FieldBounds(fieldStart, place)
            return true
        }

        @inline(__always)
        private mutating func endsQuotedField(_ byte: UInt8, at place: Int) -> Bool {
            if state == .quoted {
                if byte == ASCII.quote {
                    state = .closing
                    closingQuote = place
                }
                return false
            }
            if state == .closing {
                if place != closingQuote &+ 1 {
                    state = .stray
                } else if byte == ASCII.quote {
                    hasDoubledQuotes = true
                    state = .quoted
                }
            }
            if byte == ASCII.quote { return false }
            closeQuotedField(at: place)
            return true
        }

        @inline(__always)
        private mutating func closeQuotedField(at place: Int) {
            if state == .stray || hasDoubledQuotes {
                fieldsToRewrite.append(QuotedField(field: fieldCount, record: recordCount))
                fields[fieldCount] = FieldBounds(fieldStart &+ 1, place)
                hasDoubledQuotes = false
            } else {
                fields[fieldCount] = FieldBounds(fieldStart &+ 1, closingQuote)
            }
            state = .plain
        }

        @inline(__always)
        private mutating func endRecord(_ byte: UInt8, at place: Int) throws(TextDefect) -> Bool {
            if byte == ASCII.carriageReturn {
                if fieldStart == count && !endsFile {
                    isCutBehindCR = true
                    return false
                }
                if bytes[fieldStart] == ASCII.lineFeed { fieldStart &+= 1 }
            }
            if place &- recordStart > lengthToCheck || fieldCount &- Int(firstFields[recordCount]) > limits.maxFields {
                try check(recordStart..<place)
            }
            recordCount &+= 1
            firstFields[recordCount] = UInt32(truncatingIfNeeded: fieldCount)
            recordStart = fieldStart
            return recordCount < maxRecords
        }

        /// Deals with a record that has no line end: it is complete if the file ends here; true if so.
        mutating func finish() throws(TextDefect) -> Bool {
            guard recordStart < count && recordCount < maxRecords else { return false }
            if state == .closing && closingQuote + 1 < count { state = .stray }
            let isInQuotes = state == .quoted
            let end = isCutBehindCR ? count - 1 : count
            if !isCutBehindCR {
                if state == .plain {
                    fields[fieldCount] = FieldBounds(fieldStart, count)
                } else {
                    if isInQuotes { closingQuote = count }
                    closeQuotedField(at: count)
                }
                fieldCount += 1
            }
            if end - recordStart > limits.maxRecordBytes || endsFile && !isInQuotes { try check(recordStart..<end) }
            guard endsFile else { return false }
            guard !isInQuotes else { throw .insideQuotes(openedInRow: firstRow + recordCount) }
            recordCount += 1
            firstFields[recordCount] = UInt32(truncatingIfNeeded: fieldCount)
            recordStart = count
            return true
        }

        /// Throws if the record that is about to end is beyond the limits.
        @inline(never)
        private func check(_ record: Range<Int>) throws(TextDefect) {
            let row = firstRow + recordCount
            let horizon = min(record.upperBound, record.lowerBound + limits.maxRecordBytes + 1)
            for (column, index) in (Int(firstFields[recordCount])..<fieldCount).enumerated() {
                let bounds = fields[index]
                guard bounds.start < horizon || record.count <= limits.maxRecordBytes else { break }
                guard column < limits.maxFields else { throw .tooManyFields(row: row, limit: limits.maxFields) }
                guard min(bounds.end, horizon) - bounds.start <= limits.maxFieldBytes else {
                    throw .fieldTooLong(row: row, column: column + 1, limit: limits.maxFieldBytes)
                }
            }
            guard record.count <= limits.maxRecordBytes else {
                throw .recordTooLong(row: row, limit: limits.maxRecordBytes)
            }
        }
    }
}
