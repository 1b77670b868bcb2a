/// Reads the header, and with it the dialect, from the start of a text in UTF-8.
struct HeaderReader {
    private(set) var headings: [String]
    private(set) var row: Int
    /// Where the record behind the header begins.
    private(set) var end: Int64
    private(set) var delimiter: UInt8
    private(set) var lineEnding: LineEnding
    private(set) var hasSeparatorLine: Bool

    /// - Throws: `empty` if there is no record with text in as many bytes as a record may have; what is wrong with the
    ///   header otherwise.
    static func read(_ text: InputFile, from start: Int64, limits: ReadLimits) throws(TextDefect) -> HeaderReader {
        let batch = RecordBatch()
        try load(text, from: start, limits: limits, into: batch)
        let detector = HeaderDetector(batch.table.pointee.text)
        let tableStart = start + Int64(detector.tableStart)
        let scanner = RecordScanner(delimiter: detector.delimiter, limits: limits)

        // Nearly always the first record is the header. Behind many blank lines it is found in few attempts.
        var records = 1
        while true {
            let endsFile = try load(text, from: tableStart, limits: limits, into: batch)
            let outcome = try scanner.scan(&batch.table.pointee, endsFile: endsFile, maxRecords: records)
            guard let record = (0..<batch.count).first(where: { !batch.isBlank($0) }) else {
                guard batch.count == records else { throw .empty }
                records *= 16
                continue
            }
            guard record == batch.count - 1 else {
                records = record + 1
                continue
            }
            return HeaderReader(
                headings: batch.texts(record),
                row: batch.row(record),
                end: tableStart + Int64(outcome.consumed),
                delimiter: detector.delimiter,
                lineEnding: detector.lineEnding,
                hasSeparatorLine: detector.hasSeparatorLine
            )
        }
    }

    /// Loads as much as the longest header can have; true if that is all there is.
    @discardableResult
    private static func load(
        _ text: InputFile,
        from offset: Int64,
        limits: ReadLimits,
        into batch: RecordBatch
    ) throws(TextDefect) -> Bool {
        let count = Int(min(Int64(limits.longestRecordWindow), text.size - offset))
        batch.table.pointee.prepare(byteCount: count, firstRow: 1)
        try text.read(at: offset, into: batch.table.pointee.bytes, count: count)
        return offset + Int64(count) == text.size
    }
}
