import Certification
import DelimitedText

/// How the file that is reported on is laid out.
public struct SourceTable: Sendable {
    /// The headings as the file has them, blank ones at the end included.
    public var headings: [String]
    /// Which columns tell people what row is meant, in the order in which reports show them.
    public var keyColumns: [Int]
    public var dialect: Dialect
    /// The heading of the column that says what is wrong with a row.
    public var problemHeading: String

    public init(headings: [String], keyColumns: [Int], dialect: Dialect, problemHeading: String) {
        self.headings = headings
        self.keyColumns = keyColumns
        self.dialect = dialect
        self.problemHeading = problemHeading
    }

    /// A file of which no table could be read.
    public static let unreadable = SourceTable(headings: [], keyColumns: [], dialect: .excel, problemHeading: "Problem")

    /// Columns that an earlier corrections file added: what they say is no longer true.
    func problemColumns() -> Set<Int> {
        let key = HeadingKey.make(problemHeading)
        return Set(headings.indices.filter { HeadingKey.make(headings[$0]) == key })
    }
}
