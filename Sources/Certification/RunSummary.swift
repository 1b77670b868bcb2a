import Foundation

/// Whose file it is: the owner by the file system, and the administrator whom the configuration names for that account.
public struct Uploader: Sendable, Equatable {
    public var uid: UInt32
    /// The login name; nil if the system knows no account of that number.
    public var account: String?
    /// nil if the account is none of an administrator.
    public var administrator: Administrator?

    public init(uid: UInt32, account: String?, administrator: Administrator?) {
        self.uid = uid
        self.account = account
        self.administrator = administrator
    }

    /// How reports name them.
    public var displayName: String { administrator?.name ?? account ?? "uid \(uid)" }
}

/// A column of the file that certdrop does not know.
public struct UnknownColumn: Sendable, Equatable {
    /// Empty if it has none.
    public var heading: String
    /// Counted from 1.
    public var number: Int
    /// The known heading that it looks like, if any.
    public var suggestion: String?

    public init(heading: String, number: Int, suggestion: String?) {
        self.heading = heading
        self.number = number
        self.suggestion = suggestion
    }
}

/// All rejected rows of one reason.
public struct ProblemGroup: Sendable, Equatable {
    public var reason: Reason
    public var count: Int
    /// The first of them, at most ``examples``, in the order of the file.
    public var first: [Finding]

    public static let examples = 20

    public init(reason: Reason, count: Int, first: [Finding]) {
        self.reason = reason
        self.count = count
        self.first = first
    }
}

/// One run as reports and messages tell it.
public struct RunSummary: Sendable {
    public var id: RunID
    public var mode: RunMode
    /// As the file was called when it was dropped, made fit for display.
    public var fileName: String
    public var fileSize: Int64
    /// Lower-case hexadecimal SHA-256 of the file's bytes; empty if the file was not read.
    public var checksum: String
    public var uploader: Uploader
    /// The run that this one takes back; nil for a run that stores a file.
    public var undoes: RunID?
    public var started: Date
    public var finished: Date
    /// nil if the header did not tell it.
    public var kind: FileKind?
    public var header: [String]
    /// `UTF-8`, `Windows-1252`, …
    public var encoding: String
    /// `comma`, `semicolon`, `tab`, `pipe`.
    public var delimiter: String
    /// What was taken for granted while reading, one sentence each.
    public var assumptions: [String]
    public var unknownColumns: [UnknownColumn]
    /// Rows that are not blank.
    public var counts: OutcomeCounts
    /// Ordered by the first row that they concern.
    public var problems: [ProblemGroup]
    /// Set if the file was refused as a whole: nothing of it was stored.
    public var refusal: Refusal?

    public init(
        id: RunID,
        mode: RunMode,
        fileName: String,
        fileSize: Int64,
        uploader: Uploader,
        started: Date
    ) {
        self.id = id
        self.mode = mode
        self.fileName = fileName
        self.fileSize = fileSize
        self.checksum = ""
        self.uploader = uploader
        self.started = started
        self.finished = started
        self.header = []
        self.encoding = ""
        self.delimiter = ""
        self.assumptions = []
        self.unknownColumns = []
        self.counts = OutcomeCounts()
        self.problems = []
    }

    public var rejected: Int { counts[.rejected] }

    /// Whether nothing is left to do about the file, so that it goes to `done/`.
    public var isClean: Bool { refusal == nil && rejected == 0 }

    /// Whether the store was changed, or would have been but for there being nothing new.
    public var wasStored: Bool { refusal == nil && mode != .verify }
}
