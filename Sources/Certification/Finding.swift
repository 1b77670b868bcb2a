/// The problem of one rejected row, with what a sentence for people needs to be precise.
public struct Finding: Sendable, Equatable {
    /// The row number that Excel shows; the header is row 1.
    public var row: Int
    public var reason: Reason
    /// The file's column at fault, counted from 0; nil if the whole row is.
    public var column: Int?
    /// The offending value as it stands in the file, at most ``longestValue`` characters of it.
    public var value: String
    /// What was expected or what it conflicts with; its meaning depends on the reason (see `Wording`).
    public var detail: String
    /// The nearest known value, if there is one.
    public var suggestion: String?
    /// What else is wrong with the row, so that it need not be corrected twice.
    public var others: [Finding] = []

    /// Longer values are cut: a report is read by people.
    public static let longestValue = 120

    public init(
        row: Int,
        reason: Reason,
        column: Int? = nil,
        value: String = "",
        detail: String = "",
        suggestion: String? = nil
    ) {
        self.row = row
        self.reason = reason
        self.column = column
        self.value = value
        self.detail = detail
        self.suggestion = suggestion
    }
}
