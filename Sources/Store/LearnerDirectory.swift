import Certification

/// What a look-up of a learner found.
public enum LearnerMatch: Equatable, Sendable {
    case none
    case one(id: Int64, isActive: Bool)
    /// An e-mail address that several learners share.
    case several
}

/// Finds learners by username or e-mail address, in the way that costs less for the number of look-ups to come.
public final class LearnerDirectory {
    private enum Source {
        /// Each look-up asks the database: for small files.
        case index(LearnerIndex)
        /// All keys in memory: for large files.
        case table(LearnerKeys)
    }

    /// A look-up by index costs about as much as loading this many keys.
    static let keysLoadedPerLookUp = 8

    private var source: Source {
        didSet { table = Self.table(source) }
    }
    /// The table of `source`, for look-ups by the million: they need not count references to it.
    private var table: Unmanaged<LearnerKeys>?
    private var folder = LookupKeyFolder()

    /// - `lookUps`: how many are to come, roughly.
    public init(_ transaction: StoreTransaction, lookUps: Int, byEmail: Bool) throws {
        let worthLoading = lookUps * Self.keysLoadedPerLookUp
        let learners = try transaction.integer(
            "SELECT count(*) FROM (SELECT 1 FROM learner LIMIT ?)",
            arguments: [worthLoading + 1]
        )
        source =
            Int(learners) > worthLoading
            ? .index(try LearnerIndex(transaction, lookUps: lookUps, byEmail: byEmail))
            : try Self.loaded(byEmail: byEmail) { try transaction.statement($0, work: Self.work) }
        table = Self.table(source)
    }

    /// Loads all keys on a thread beside that of a transaction which has changed no learners; nil if there are more than
    /// the look-ups to come are worth.
    ///
    /// - `lookUps`: how many are to come at least.
    public convenience init?(_ reader: AwardReader, lookUps: Int, byEmail: Bool) throws {
        let statement = { try BulkStatement(reader.connection, $0, work: Self.work) }
        guard try Self.count(statement) <= lookUps * Self.keysLoadedPerLookUp else { return nil }
        self.init(try Self.loaded(byEmail: byEmail, statement))
    }

    private init(_ source: Source) {
        self.source = source
        table = Self.table(source)
    }

    private static func table(_ source: Source) -> Unmanaged<LearnerKeys>? {
        if case .table(let table) = source { Unmanaged.passUnretained(table) } else { nil }
    }

    /// The same directory for another thread; nil if it asks the database, which one thread may do.
    public func forAnotherThread() -> LearnerDirectory? {
        if case .table = source { LearnerDirectory(source) } else { nil }
    }

    public func find(username: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        try folder.withKey(of: username) { key in
            if let table { return table._withUnsafeGuaranteedRef { Self.match($0.byUsername.table.find(key)) } }
            guard case .index(let index) = source else { return .none }
            return try index.find(username: key)
        }
    }

    public func find(email: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        try folder.withKey(of: email) { key in
            if let table { return table._withUnsafeGuaranteedRef { Self.match($0.byEmail.table.find(key)) } }
            guard case .index(let index) = source else { return .none }
            return try index.find(email: key)
        }
    }

    /// A table's value: two bits of state below the learner's identifier, which has 30 (``AwardKey``).
    private static let inactive: UInt32 = 1
    private static let shared: UInt32 = 2

    @inline(__always)
    private static func match(_ value: UInt32?) -> LearnerMatch {
        guard let value else { return .none }
        if value & shared != 0 { return .several }
        return .one(id: Int64(value >> 2), isActive: value & inactive == 0)
    }

    private static let work = "reading the learners"

    private static func count(_ statement: (String) throws -> BulkStatement) throws -> Int {
        let count = try statement("SELECT count(*) FROM learner")
        return try count.step() ? Int(count.integer(0)) : 0
    }

    private static func loaded(byEmail: Bool, _ statement: (String) throws -> BulkStatement) throws -> Source {
        let count = try count(statement)
        return .table(
            LearnerKeys(
                byUsername: try load("username", count, statement),
                byEmail: byEmail ? try load("email", count, statement) : SpelledKeys(expected: 0)
            )
        )
    }

    private static func load(
        _ column: String,
        _ count: Int,
        _ statement: (String) throws -> BulkStatement
    ) throws -> SpelledKeys {
        let keys = SpelledKeys(expected: count)
        // In the order of the table: the index on addresses would have each row looked for.
        let rows = try statement(
            """
            SELECT id, active, \(column)_key, nullif(\(column), \(column)_key) FROM learner NOT INDEXED
            WHERE \(column)_key <> ''
            """
        )
        while try rows.step() {
            let value = UInt32(rows.integer(0)) << 2 | (rows.integer(1) != 0 ? 0 : inactive)
            let spelling = rows.isNull(3) ? nil : rows.text(3)
            keys.insert(rows.text(2), value, spelling: spelling) { $0 | $1 | shared }
        }
        return keys
    }
}

/// The keys of all learners.
private final class LearnerKeys {
    let byUsername: SpelledKeys
    /// Empty if no file names learners by address.
    let byEmail: SpelledKeys

    init(byUsername: SpelledKeys, byEmail: SpelledKeys) {
        self.byUsername = byUsername
        self.byEmail = byEmail
    }
}

extension LearnerDirectory {
    /// The username of the only learner that is likely meant by `username`, which is nobody's: one letter left out, put
    /// in, replaced by another or swapped with its neighbour lies between them, or the zeros that Excel cuts off a number.
    /// nil if there is none, or if there are several.
    public func username(near username: UnsafeBufferPointer<UInt8>) throws -> String? {
        try near(username) { key in
            switch source {
            case .index(let index): try index.username(near: key)
            case .table(let table): table.byUsername.spelling(near: key)
            }
        }
    }

    /// The e-mail address of a learner that is likely meant by `email`, likewise.
    public func email(near email: UnsafeBufferPointer<UInt8>) throws -> String? {
        try near(email) { key in
            switch source {
            case .index(let index): try index.email(near: key)
            case .table(let table): table.byEmail.spelling(near: key)
            }
        }
    }

    /// When many words have been searched for in the database, all keys are loaded, and the rest of the file has the use
    /// of them.
    private func near(
        _ word: UnsafeBufferPointer<UInt8>,
        _ search: (UnsafeBufferPointer<UInt8>) throws -> String?
    ) throws -> String? {
        if case .index(let index) = source, try index.isWorthLoading {
            source = try Self.loaded(byEmail: index.hasEmail) {
                try index.transaction.statement($0, work: Self.work)
            }
        }
        return try folder.withKey(of: word, search)
    }
}
