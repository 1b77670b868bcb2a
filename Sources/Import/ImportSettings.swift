import Certification
import DelimitedText
import Wording

/// What the configuration says about judging files.
public struct ImportSettings: Sendable {
    /// The order of dates such as 03/04/2024, if it is known; else it is inferred column by column.
    public var dateOrder: DateOrder?
    /// More than this share of rejected rows, in percent, and nothing of the file is stored. nil: no such limit;
    /// 0: the file is all or nothing (`on_rejection: reject-file`).
    public var maxRejectedPercent: Double?
    /// Larger files are refused.
    public var maxFileBytes: Int64
    /// Files with more rows are refused.
    public var maxRows: Int
    public var limits: ReadLimits
    /// Headings that the configuration adds, by column.
    public var columnAliases: [Column: [String]]
    /// The words for what learners did, in completions files.
    public var statusWords: StatusWords
    /// Award dates after this day lie in the future.
    public var today: CalendarDay
    /// What refusals and remarks are said in.
    public var wording: any Wording

    public init(
        dateOrder: DateOrder? = nil,
        maxRejectedPercent: Double? = nil,
        maxFileBytes: Int64 = 4 << 30,
        maxRows: Int = 100_000_000,
        limits: ReadLimits = ReadLimits(),
        columnAliases: [Column: [String]] = [:],
        statusWords: StatusWords = StatusWords(),
        today: CalendarDay,
        wording: any Wording = English()
    ) {
        self.dateOrder = dateOrder
        self.maxRejectedPercent = maxRejectedPercent
        self.maxFileBytes = maxFileBytes
        // Rows are numbered by 32 bits.
        self.maxRows = min(maxRows, Int(UInt32.max) - 2)
        self.limits = limits
        self.columnAliases = columnAliases
        self.statusWords = statusWords
        self.today = today
        self.wording = wording
    }
}
