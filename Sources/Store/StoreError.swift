import GRDBSQLite

/// A fault of the store: the database or the disk under it, never the content of a file.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What kind of fault, as far as the caller would act differently.
    public struct Code: Sendable, Hashable {
        enum Value { case full, busy, damaged, newerSchema, olderSchema, failed, tooMany }
        let value: Value

        /// No space left for the database.
        public static let full = Code(value: .full)
        /// Another process holds the database for longer than the timeout.
        public static let busy = Code(value: .busy)
        /// The file is not a database, or is damaged.
        public static let damaged = Code(value: .damaged)
        /// The database was written by a newer certdrop.
        public static let newerSchema = Code(value: .newerSchema)
        /// The database was written by an older certdrop, and was to be taken as it is.
        public static let olderSchema = Code(value: .olderSchema)
        /// More learners or certifications than award keys can tell apart.
        public static let tooMany = Code(value: .tooMany)
        public static let failed = Code(value: .failed)
    }

    public let code: Code
    /// One sentence for people, with the remedy where there is one.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// From the state of a connection after a call to SQLite failed.
    init(connection: OpaquePointer?, doing work: String) {
        self.init(result: sqlite3_errcode(connection), String(cString: sqlite3_errmsg(connection)), doing: work)
    }

    /// From a result code of SQLite and its own words for it.
    init(result: CInt, _ text: String, doing work: String) {
        switch result & 0xFF {
        case SQLITE_FULL: self.init(.full, "The disk is full: \(work) failed. Make space; certdrop goes on by itself.")
        case SQLITE_IOERR, SQLITE_CANTOPEN:
            // A full disk shows so too, where SQLite writes what it could do without.
            self.init(.failed, "\(work) failed: \(text). See whether the disk is full or out of order.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.busy, "Another process is writing to the database: \(work) failed. Try again.")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self.init(.damaged, "The database is damaged (\(text)): \(work) failed. Restore the last backup.")
        default: self.init(.failed, "\(work) failed: \(text).")
        }
    }

    public var description: String { message }
}
