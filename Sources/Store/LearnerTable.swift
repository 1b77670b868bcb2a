import Certification
import GRDB

/// Reads and writes learners one by one, for learners files. Belongs to one transaction.
public final class LearnerTable {
    private let byUsername: BulkStatement
    private let insertion: BulkStatement
    private let change: BulkStatement
    private let sameEmail: BulkStatement
    private let transaction: StoreTransaction
    /// Never that of a learner who was there and is gone: awards and history would pass to another.
    private var nextIdentifier: Int64

    /// - `run`: on whose behalf learners are written.
    public init(_ transaction: StoreTransaction, run: RunID = RunID(rawValue: 0)) throws {
        self.transaction = transaction
        nextIdentifier = try transaction.integer("SELECT \(Schema.nextIdentifier(of: "learner"))")
        byUsername = try transaction.statement(
            """
            SELECT id, username, first_name, surname, email, active, department, job_role, region FROM learner
            WHERE username_key = ?
            """,
            work: "looking up a learner"
        )
        insertion = try transaction.statement(
            "INSERT INTO learner VALUES (?11, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, \(run.rawValue), ?12)",
            work: "adding a learner"
        )
        change = try transaction.statement(
            """
            UPDATE learner SET username = ?1, username_key = ?2, first_name = ?3, surname = ?4, email = ?5,
                email_key = ?6, active = ?7, department = ?8, job_role = ?9, region = ?10,
                run = \(run.rawValue), row = ?12
            WHERE id = ?11
            """,
            work: "updating a learner"
        )
        sameEmail = try transaction.statement(
            """
            SELECT learner.username, other.username FROM learner
            JOIN learner AS other ON other.email_key = learner.email_key AND other.id <> learner.id
            WHERE learner.id = ? AND learner.email_key <> '' AND other.email_key <> '' LIMIT 1
            """,
            work: "looking for an e-mail address"
        )
    }

    public func find(username: String) throws -> (id: Int64, learner: Learner)? {
        var key = LookupKey.make(username)
        return try key.withUTF8 { bytes in
            byUsername.bind(1, text: bytes)
            defer { byUsername.reset() }
            guard try byUsername.step() else { return nil }
            let learner = Learner(
                username: byUsername.string(1),
                firstName: byUsername.string(2),
                surname: byUsername.string(3),
                email: byUsername.string(4),
                isActive: byUsername.integer(5) != 0,
                department: byUsername.string(6),
                jobRole: byUsername.string(7),
                region: byUsername.string(8)
            )
            return (byUsername.integer(0), learner)
        }
    }

    /// - `row`: of the run's file.
    /// - Returns: the identifier of the new learner.
    public func insert(_ learner: Learner, row: Int = 0) throws -> Int64 {
        let id = nextIdentifier
        guard id <= AwardKey.highestLearner else {
            throw StoreError(.tooMany, "The store holds as many learners as it can: \(AwardKey.highestLearner).")
        }
        insertion.bind(12, Int64(row))
        insertion.bind(11, id)
        try write(learner, with: insertion)
        nextIdentifier += 1
        return id
    }

    /// - `row`: of the run's file.
    public func update(_ id: Int64, to learner: Learner, row: Int = 0) throws {
        change.bind(12, Int64(row))
        change.bind(11, id)
        try write(learner, with: change)
    }

    /// The usernames of a learner and of another who has the same e-mail address; nil if nobody has.
    public func sharers(ofAddressOf id: Int64) throws -> (learner: String, other: String)? {
        sameEmail.bind(1, id)
        defer { sameEmail.reset() }
        return try sameEmail.step() ? (sameEmail.string(0), sameEmail.string(1)) : nil
    }

    /// Whether a learner had the username once.
    public func wasCalled(_ username: String, _ id: Int64) throws -> Bool {
        let key = LookupKey.make(username)
        let former = try transaction.statement(
            "SELECT before ->> 'username' FROM history WHERE subject = 'learner' AND key = ?",
            work: "looking up a learner's history"
        )
        former.bind(1, id)
        while try former.step() {
            if LookupKey.make(former.string(0)) == key { return true }
        }
        return false
    }

    private func write(_ learner: Learner, with statement: BulkStatement) throws {
        let texts = [
            learner.username, LookupKey.make(learner.username), learner.firstName, learner.surname, learner.email,
            LookupKey.make(learner.email), learner.department, learner.jobRole, learner.region,
        ]
        statement.bind(7, learner.isActive ? 1 : 0 as Int64)
        try bind(texts[...], at: [1, 2, 3, 4, 5, 6, 8, 9, 10], of: statement)
    }

    /// Each text stays in place until the statement has run.
    private func bind(_ texts: ArraySlice<String>, at indices: ArraySlice<Int32>, of statement: BulkStatement) throws {
        guard var text = texts.first, let index = indices.first else { return try statement.run() }
        try text.withUTF8 { bytes in
            statement.bind(index, text: bytes)
            try bind(texts.dropFirst(), at: indices.dropFirst(), of: statement)
        }
    }
}
