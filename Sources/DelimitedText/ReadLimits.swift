/// Bounds on what a file may ask for, so that memory depends on these and not on the file.
///
/// Lengths are bytes of the text as UTF-8. A record is measured without its line end, with its quotes; a field between
/// its delimiters, with doubled quotes still doubled.
public struct ReadLimits: Sendable, Equatable {
    /// The longest record.
    public var maxRecordBytes: Int
    /// The longest field.
    public var maxFieldBytes: Int
    /// The most fields in a record.
    public var maxFields: Int
    /// About how much text one segment, and so one batch, has. A segment is longer only if its one record is.
    public var segmentBytes: Int

    /// Makes limits; values that make no sense are brought to the nearest that do when a file is opened.
    public init(
        maxRecordBytes: Int = 1 << 20,
        maxFieldBytes: Int = 64 << 10,
        maxFields: Int = 1000,
        segmentBytes: Int = 1 << 20
    ) {
        self.maxRecordBytes = maxRecordBytes
        self.maxFieldBytes = maxFieldBytes
        self.maxFields = maxFields
        self.segmentBytes = segmentBytes
    }

    /// The nearest limits that can be worked with.
    var clamped: ReadLimits {
        ReadLimits(
            maxRecordBytes: min(max(maxRecordBytes, 1), ReadLimits.ceiling),
            maxFieldBytes: max(maxFieldBytes, 1),
            maxFields: max(maxFields, 1),
            segmentBytes: min(max(segmentBytes, 1), ReadLimits.ceiling)
        )
    }

    /// Positions within a batch are 32 bits wide.
    private static let ceiling = 1 << 30

    /// Enough bytes to see the end of the longest record allowed, CRLF included.
    var longestRecordWindow: Int { maxRecordBytes + 2 }
}
