import Certification

/// What was taken for granted while a file was read, or looks odd about it. Headings are the file's own.
public enum Remark: Sendable, Equatable {
    case readAsWindows1252
    case dateOrder(heading: String, DateOrder)
    /// Some dates of the column have leading zeros and some do not, or other separators.
    case datesInTwoWays(heading: String)
    /// `other` is a column that does hold dates.
    case noDates(heading: String, other: String?)
    case usernamesAreAddresses(heading: String)
    case someUsernamesAreAddresses(heading: String)
    /// The usernames are e-mail addresses, and the e-mail addresses are none.
    case usernamesInterchanged(heading: String, emails: String)
    case noAddresses(heading: String)
    /// No line end follows that row, the last.
    case noLineEnd(row: Int)
    /// `day` is ISO 8601.
    case importedBefore(day: String, run: RunID)
    /// Words in a certificates file that say how somebody did, and that are not known.
    case resultsUnknown([String])
    /// Learners were given an address that another has; some of them are named.
    case addressesShared(count: Int, first: [SharedAddress])
    /// An undoing took back what learners did, too.
    case completionsForgotten(count: Int)
}

/// A row that gives a learner the e-mail address of another.
public struct SharedAddress: Sendable, Equatable {
    public let row: Int
    public let username: String
    public let other: String

    /// So many are named.
    public static let examples = 5

    public init(row: Int, username: String, other: String) {
        self.row = row
        self.username = username
        self.other = other
    }
}
