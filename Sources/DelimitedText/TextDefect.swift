import Glibc

/// Why the bytes are not a readable table. Rows are numbered as `RecordBatch.row` numbers them, columns from 1.
public enum TextDefect: Error, Sendable, Equatable {
    /// No bytes, or nothing but a byte order mark and blank lines.
    case empty
    /// The file is something else, recognised by its signature.
    case foreign(ForeignFormat)
    /// The file ends inside a quoted field that was opened in this row.
    case insideQuotes(openedInRow: Int)
    /// The last row has no line end and fewer fields than the header has named columns, or the file ends within a
    /// character: it broke off.
    case unfinishedLastRow(row: Int, fields: Int, expected: Int)
    /// A record is longer than `ReadLimits.maxRecordBytes`: most likely a quote in it is not closed.
    case recordTooLong(row: Int, limit: Int)
    /// A field is longer than `ReadLimits.maxFieldBytes`: most likely a quote before it is not closed.
    case fieldTooLong(row: Int, column: Int, limit: Int)
    /// A record has more fields than `ReadLimits.maxFields`.
    case tooManyFields(row: Int, limit: Int)
    /// `pread(2)` or `fstat(2)` failed.
    case readFailed(errno: CInt)
    /// A scratch file could not be made, written or read.
    case scratchFailed(errno: CInt)
    /// The file is shorter, longer or newer than when it was opened.
    case changedWhileReading
}

extension TextDefect: CustomStringConvertible {
    /// A sentence about a fault of the machine. What is wrong with a file is told elsewhere, to other people.
    public var description: String {
        switch self {
        case .readFailed(let number): TextDefect.sentence("Reading the file", number)
        case .scratchFailed(let number): TextDefect.sentence("Using scratch space", number)
        case .changedWhileReading: "The file was changed while it was read. Try again."
        default: "The file is not a readable table."
        }
    }

    private static func sentence(_ work: String, _ number: CInt) -> String {
        let remedy = number == ENOSPC || number == EDQUOT ? " Make space on the disk." : ""
        return "\(work) failed: \(String(cString: strerror(number))).\(remedy)"
    }
}
