import Certification
import DelimitedText

/// Why a whole file is refused, with the facts that its sentence needs.
public enum FileFault: Error, Sendable, Equatable {
    case empty
    /// There are headings, but no rows under them.
    case withoutRows
    case foreign(ForeignFormat)
    /// It ends inside a quoted value that begins in that row.
    case endsInQuotes(row: Int)
    case endsInRow(row: Int, fields: Int, expected: Int)
    /// It ends with that row, without a line end, and its last date does not look like a whole one.
    case endsInDate(row: Int, value: String)
    /// Sizes are in bytes.
    case tooLarge(size: Int64, limit: Int64)
    case tooManyRows(limit: Int)
    case rowTooLong(row: Int, limit: Int)
    case fieldTooLong(row: Int, column: Int, limit: Int)
    case tooManyColumns(row: Int, limit: Int)
    case headingsBlank
    /// The first row is one of data.
    case headingsMissing
    case headingsDamaged
    /// All of them stand in the first cell, with what should separate them.
    case headingsTogether
    /// The headings of no kind of file: the first of them.
    case headingsUnknown([String])
    /// Of each group, at least one column is needed. `misspelt` is a heading that may have been meant for one of them.
    case columnsMissing(kind: FileKind, [[Column]], misspelt: Misspelling?)
    case columnRepeated(Column, headings: [String])
    /// `limit` is in percent; 0 means that the file is all or nothing.
    case tooManyRejected(Int, of: Int, limit: Double)
    case notAdministrator(name: String)
    case mayNotDrop(FileKind, name: String)
    /// It has so many names, so that its owner need not be who dropped it.
    case linked(names: Int)
    /// Its owner has kept the right to read it.
    case unreadable
    /// The checksum file beside it holds none.
    case checksumMissing
    case checksumDiffers

    public struct Misspelling: Sendable, Equatable {
        public var heading: String
        public var meant: Column

        public init(heading: String, meant: Column) {
            self.heading = heading
            self.meant = meant
        }
    }

    public var reason: FileReason {
        switch self {
        case .empty, .withoutRows: .empty
        case .foreign: .notCSV
        case .endsInQuotes, .endsInRow, .endsInDate: .truncated
        case .tooLarge, .tooManyRows, .rowTooLong, .fieldTooLong, .tooManyColumns: .tooLarge
        case .headingsBlank, .headingsMissing: .headerMissing
        case .headingsDamaged: .encoding
        case .headingsUnknown, .headingsTogether: .kindUnknown
        case .columnsMissing: .columnMissing
        case .columnRepeated: .columnRepeated
        case .tooManyRejected: .tooManyRejected
        case .notAdministrator, .mayNotDrop: .unauthorised
        case .linked: .linked
        case .unreadable: .unreadable
        case .checksumMissing, .checksumDiffers: .checksum
        }
    }
}
