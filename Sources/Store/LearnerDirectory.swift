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
        case index(byUsername: BulkStatement, byEmail: BulkStatement)
        /// All keys in memory: for large files.
        case table(byUsername: KeyTable, byEmail: KeyTable)
    }

    /// A look-up by index costs about as much as loading this many keys.
    static let keysLoadedPerLookUp = 8

    private let source: Source
    private var folder = LookupKeyFolder()

    /// - Parameter lookUps: how many are to come, roughly.
    public init(_ transaction: StoreTransaction, lookUps: Int, byEmail: Bool) throws {
        let worthLoading = lookUps * Self.keysLoadedPerLookUp
        let learners = try transaction.integer(
            "SELECT count(*) FROM (SELECT 1 FROM learner LIMIT \(worthLoading + 1))"
        )
        if Int(learners) > worthLoading {
            source = .index(
                byUsername: try transaction.statement(
                    "SELECT id, active FROM learner WHERE username_key = ?",
                    work: "looking up a learner"
                ),
                byEmail: try transaction.statement(
                    "SELECT id, active FROM learner WHERE email_key = ? AND email_key <> '' LIMIT 2",
                    work: "looking up a learner"
                )
            )
        } else {
            source = .table(
                byUsername: try Self.load("username_key", transaction, Int(learners)),
                byEmail: byEmail ? try Self.load("email_key", transaction, Int(learners)) : KeyTable(expected: 0)
            )
        }
    }

    private init(_ source: Source) {
        self.source = source
    }

    /// The same directory for another thread; nil if it asks the database, which one thread may do.
    public func forAnotherThread() -> LearnerDirectory? {
        if case .table = source { LearnerDirectory(source) } else { nil }
    }

    public func find(username: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        try folder.withKey(of: username) { key in
            switch source {
            case .index(let byUsername, _): try Self.ask(byUsername, key)
            case .table(let byUsername, _): Self.match(byUsername.find(key))
            }
        }
    }

    public func find(email: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        try folder.withKey(of: email) { key in
            switch source {
            case .index(_, let byEmail): try Self.ask(byEmail, key)
            case .table(_, let byEmail): Self.match(byEmail.find(key))
            }
        }
    }

    private static func ask(_ statement: BulkStatement, _ key: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        statement.bind(1, text: key)
        defer { statement.reset() }
        guard try statement.step() else { return .none }
        let match = LearnerMatch.one(id: statement.integer(0), isActive: statement.integer(1) != 0)
        return try statement.step() ? .several : match
    }

    /// A table's value: two bits of state below the learner's identifier, which has 30 (``AwardKey``).
    private static let inactive: UInt32 = 1
    private static let shared: UInt32 = 2

    private static func match(_ value: UInt32?) -> LearnerMatch {
        guard let value else { return .none }
        if value & shared != 0 { return .several }
        return .one(id: Int64(value >> 2), isActive: value & inactive == 0)
    }

    private static func load(_ column: String, _ transaction: StoreTransaction, _ count: Int) throws -> KeyTable {
        let table = KeyTable(expected: count)
        let rows = try transaction.statement(
            "SELECT id, active, \(column) FROM learner WHERE \(column) <> ''",
            work: "reading the learners"
        )
        while try rows.step() {
            let value = UInt32(rows.integer(0)) << 2 | (rows.integer(1) != 0 ? 0 : inactive)
            table.insert(rows.text(2), value) { $0 | $1 | shared }
        }
        return table
    }
}

extension LearnerDirectory {
    /// The username of a learner that is likely meant by `key`, which is none's lookup key.
    public func username(near key: String) throws -> String? {
        nil
    }
}
