import Certification
import GRDB

/// A learner as the store has them.
public struct StoredLearner: Sendable, Equatable {
    public var id: Int64
    public var learner: Learner
    /// Awards that are not revoked.
    public var awards: Int
}

extension CertificationStore {
    /// The learner with a username, else the only one with an e-mail address.
    public func learner(_ name: String) throws -> StoredLearner? {
        try read { database in
            let key = LookupKey.make(name)
            for column in ["username_key", "email_key"] {
                let rows = try Row.fetchAll(
                    database,
                    sql: "\(StoredLearner.select) WHERE \(column) = ? AND \(column) <> '' LIMIT 2",
                    arguments: [key]
                )
                if rows.count == 1 { return StoredLearner(row: rows[0]) }
            }
            return nil
        }
    }

    /// Learners in the order of their usernames.
    ///
    /// - `prefix`: what the username begins with; empty for all.
    /// - `after`: the username of the last learner of the page before.
    public func learners(startingWith prefix: String, after: String, limit: Int) throws -> [StoredLearner] {
        try read { database in
            let prefix = LookupKey.make(prefix)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    \(StoredLearner.select) WHERE username_key > ? AND username_key >= ? AND username_key < ?
                    ORDER BY username_key LIMIT ?
                    """,
                arguments: [LookupKey.make(after), prefix, prefix + "\u{10FFFF}", limit]
            )
            return rows.map(StoredLearner.init)
        }
    }
}

extension StoredLearner {
    /// A learner's awards are a range of keys.
    fileprivate static let select = """
        SELECT learner.*, (
            SELECT count(*) FROM award
            WHERE key >= learner.id << 34 AND key < (learner.id + 1) << 34 AND revoked = 0
        ) AS awards
        FROM learner
        """

    fileprivate init(row: Row) {
        self.init(id: row["id"], learner: Learner(row: row), awards: row["awards"])
    }
}
