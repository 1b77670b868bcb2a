/// A table in a file, opened from a descriptor that it does not own and that must stay open as long as it is used.
///
/// Opening it recognises what is no table, settles encoding and dialect and reads the header. The rows come in batches,
/// first all in order (`survey`), then any segment again, from several threads if need be (`read`). Memory depends on
/// the limits and not on the length of the file.
///
///     let file = try DelimitedFile(descriptor: descriptor, scratchDirectory: "/var/tmp")
///     let survey = try file.survey { batch in … }
///     let batch = RecordBatch()
///     for segment in survey.segments { try file.read(segment, into: batch) }
public final class DelimitedFile: Sendable {
    /// How the file is written down.
    public let dialect: Dialect
    /// The headings as they stand, empty ones at the end included.
    public let header: [String]
    /// The row of the header: 1, unless blank lines precede it.
    public let headerRow: Int
    /// Bytes of the file as it is on disk.
    public let size: Int64
    /// Whether bytes that are no text in the file's encoding were replaced by U+FFFD.
    public let replacedEncodingErrors: Bool

    private let original: InputFile
    /// The text as UTF-8: the file itself, or the scratch file.
    private let text: InputFile
    private let scratch: ScratchFile?
    private let scanner: RecordScanner
    private let limits: ReadLimits
    /// Where the data records begin in `text`.
    private let dataStart: Int64
    private let endsWithinCharacter: Bool

    /// Whole records of the file that fit a batch.
    public struct Segment: Sendable, Equatable {
        /// Where it begins in the text as UTF-8.
        public let offset: Int64
        /// Its bytes, line ends included.
        public let length: Int
        /// The row of its first record.
        public let firstRow: Int
        /// The number of its records, blank ones included.
        public let records: Int
    }

    /// What is known of a file when all of it has been read once.
    public struct Survey: Sendable {
        /// All data records, in order and without gaps.
        public let segments: [Segment]
        /// The number of records without the header, blank ones included.
        public let records: Int
        /// Bytes of the file as it is on disk.
        public let bytes: Int64
        /// How the file is written down.
        public let dialect: Dialect
        /// Whether bytes that are no text in the file's encoding were replaced by U+FFFD.
        public let replacedEncodingErrors: Bool
        /// Whether a line end follows the last record, as it follows the others.
        public let lastRecordIsTerminated: Bool
    }

    /// - `descriptor`: a regular file, open for reading. Its position is neither used nor moved.
    /// - `scratchDirectory`: where a file that is not clean UTF-8 is written as UTF-8, into a file without a name.
    /// - Throws: any `TextDefect`; of the rows, only the header is looked at.
    public init(
        descriptor: CInt,
        scratchDirectory: String,
        limits: ReadLimits = ReadLimits()
    ) throws(TextDefect) {
        let limits = limits.clamped
        let original = try InputFile(descriptor: descriptor)
        let finding = try DelimitedFile.inspect(original)

        var text = original
        var start = finding.hasByteOrderMark ? Int64(finding.encoding.byteOrderMark.count) : 0
        var scratch: ScratchFile?
        var transcoder = Transcoder(from: finding.encoding)
        if !finding.isCleanUTF8 {
            let file = try ScratchFile(directory: scratchDirectory)
            try transcoder.transcode(original, from: start, to: file)
            text = try InputFile(descriptor: file.descriptor)
            start = 0
            scratch = file
        }
        let header = try HeaderReader.read(text, from: start, limits: limits)
        try original.checkIsUnchanged()

        self.original = original
        self.text = text
        self.scratch = scratch
        self.limits = limits
        self.header = header.headings
        headerRow = header.row
        dataStart = header.end
        size = original.size
        replacedEncodingErrors = transcoder.hasReplaced
        endsWithinCharacter = finding.endsWithinCharacter
        dialect = Dialect(
            delimiter: header.delimiter,
            encoding: finding.encoding,
            hasByteOrderMark: finding.hasByteOrderMark,
            lineEnding: header.lineEnding,
            hasSeparatorLine: header.hasSeparatorLine
        )
        scanner = RecordScanner(delimiter: header.delimiter, limits: limits)
    }

    /// Reads the whole file once. `visit` sees every batch in order; the batch is filled again after it returns.
    ///
    /// - Throws: what `visit` throws, and any `TextDefect`. Damage is met where it is: batches before it were visited.
    public func survey(_ visit: (RecordBatch) throws -> Void) throws -> Survey {
        let batch = RecordBatch()
        var segments: [Segment] = []
        var offset = dataStart
        var row = headerRow + 1
        var lastRecordIsTerminated = true
        while offset < text.size {
            let outcome = try scanNextRecords(at: offset, firstRow: row, into: batch)
            if offset + Int64(outcome.consumed) == text.size {
                try checkLastRecord(batch, isUnterminated: outcome.lastRecordIsUnterminated)
                lastRecordIsTerminated = !outcome.lastRecordIsUnterminated
            }
            segments.append(
                Segment(offset: offset, length: outcome.consumed, firstRow: row, records: batch.count)
            )
            offset += Int64(outcome.consumed)
            row += batch.count
            try visit(batch)
        }
        if endsWithinCharacter && segments.isEmpty { throw unfinished(row: headerRow, fields: header.count) }
        try original.checkIsUnchanged()
        return Survey(
            segments: segments,
            records: row - headerRow - 1,
            bytes: size,
            dialect: dialect,
            replacedEncodingErrors: replacedEncodingErrors,
            lastRecordIsTerminated: lastRecordIsTerminated
        )
    }

    /// Reads one segment again. May be called from several threads, each with its own batch.
    ///
    /// - Throws: `readFailed`, or `changedWhileReading` if the segment is not what it was.
    public func read(_ segment: Segment, into batch: RecordBatch) throws(TextDefect) {
        batch.table.pointee.prepare(byteCount: segment.length, firstRow: segment.firstRow)
        try text.read(at: segment.offset, into: batch.table.pointee.bytes, count: segment.length)
        let outcome: RecordScanner.Outcome
        do {
            outcome = try scanner.scan(&batch.table.pointee, endsFile: true)
        } catch {
            throw .changedWhileReading
        }
        guard outcome.consumed == segment.length, batch.count == segment.records else { throw .changedWhileReading }
    }

    /// Fills the batch with about a segment of records; with one, if it is longer than a segment.
    private func scanNextRecords(
        at offset: Int64,
        firstRow: Int,
        into batch: RecordBatch
    ) throws(TextDefect) -> RecordScanner.Outcome {
        for window in [limits.segmentBytes, limits.longestRecordWindow] {
            let count = Int(min(Int64(window), text.size - offset))
            batch.table.pointee.prepare(byteCount: count, firstRow: firstRow)
            try text.read(at: offset, into: batch.table.pointee.bytes, count: count)
            let endsFile = offset + Int64(count) == text.size
            let outcome = try scanner.scan(&batch.table.pointee, endsFile: endsFile)
            if outcome.consumed > 0 { return outcome }
        }
        throw .recordTooLong(row: firstRow, limit: limits.maxRecordBytes)
    }

    /// An upload that broke off shows in its last row.
    private func checkLastRecord(_ batch: RecordBatch, isUnterminated: Bool) throws(TextDefect) {
        let last = batch.count - 1
        let fields = batch.fieldCount(last)
        let lacksFields = isUnterminated && fields < namedColumns && !(fields == 1 && batch.isBlank(last))
        if lacksFields || endsWithinCharacter { throw unfinished(row: batch.row(last), fields: fields) }
    }

    private func unfinished(row: Int, fields: Int) -> TextDefect {
        .unfinishedLastRow(row: row, fields: fields, expected: namedColumns)
    }

    /// Columns without the nameless ones at the end, for which Excel does not always write fields.
    private var namedColumns: Int {
        (header.lastIndex { !$0.allSatisfy { $0 == " " } } ?? -1) + 1
    }

    private static func inspect(_ file: InputFile) throws(TextDefect) -> EncodingDetector.Finding {
        guard file.size > 0 else { throw .empty }
        let sampleBytes = Int(min(file.size, 64 << 10))
        let head = UnsafeMutablePointer<UInt8>.allocate(capacity: sampleBytes)
        let tail = UnsafeMutablePointer<UInt8>.allocate(capacity: sampleBytes)
        defer {
            head.deallocate()
            tail.deallocate()
        }
        try file.read(at: 0, into: head, count: sampleBytes)
        try file.read(at: file.size - Int64(sampleBytes), into: tail, count: sampleBytes)
        let start = UnsafeBufferPointer(start: head, count: sampleBytes)
        let end = UnsafeBufferPointer(start: tail, count: sampleBytes)
        if let format = ForeignFormat.recognise(head: start, tail: end) { throw .foreign(format) }
        let finding = try EncodingDetector.detect(file, head: start)
        let isUTF16 = finding.encoding == .utf16LittleEndian || finding.encoding == .utf16BigEndian
        if !isUTF16 && ForeignFormat.looksBinary(start, isUTF8: finding.isCleanUTF8) { throw .foreign(.binary) }
        return finding
    }
}
