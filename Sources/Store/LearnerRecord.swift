import Certification
import GRDB

/// What a learner was called, now and before.
public struct LearnerNames: Sendable, Equatable {
    public var usernames: [String]
    public var emails: [String]
}

extension CertificationStore {
    public func names(ofLearner id: Int64) throws -> LearnerNames {
        try read { database in
            func all(_ column: String) throws -> [String] {
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT \(column) FROM learner WHERE id = ?1 AND \(column) <> ''
                        UNION
                        SELECT before ->> '\(column)' FROM history
                        WHERE subject = 'learner' AND key = ?1 AND before ->> '\(column)' <> ''
                        """,
                    arguments: [id]
                )
            }
            return LearnerNames(usernames: try all("username"), emails: try all("email"))
        }
    }

    /// Whether a learner was erased.
    public func isErased(learner id: Int64) throws -> Bool {
        try read {
            try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM erasure WHERE learner = ?)", arguments: [id])
        }
            ?? false
    }

    /// Whether a run erased a learner.
    public func isErasure(_ run: RunID) throws -> Bool {
        try read {
            try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM erasure WHERE run = ?)", arguments: [run.rawValue])
        }
            ?? false
    }

    /// What a learner did according to completions files, oldest first. Reads all that is kept: it is in the order of the
    /// days.
    public func completions(
        ofLearner id: Int64
    ) throws -> [(activity: String, status: ActivityStatus, day: CalendarDay)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT reference, status, day FROM completion JOIN activity ON activity.id = completion.activity
                    WHERE learner = ? ORDER BY day
                    """,
                arguments: [id]
            ).map { row in
                (row["reference"], ActivityStatus(code: row["status"]) ?? .nothing, CalendarDay(number: row["day"]))
            }
        }
    }

    /// The runs that made a learner's record and awards what they are and were, oldest first.
    public func runs(aboutLearner id: Int64) throws -> [RunRecord] {
        try read { database in
            try RunRecord.fetchAll(
                database,
                sql: """
                    SELECT * FROM run WHERE id IN (
                        SELECT run FROM learner WHERE id = ?1
                        UNION SELECT run FROM award WHERE key >= ?2 AND key < ?3
                        UNION SELECT run FROM history WHERE subject = 'learner' AND key = ?1
                        UNION SELECT before ->> 'run' FROM history WHERE subject = 'learner' AND key = ?1
                        UNION SELECT run FROM history WHERE subject = 'award' AND key >= ?2 AND key < ?3
                        UNION SELECT before ->> 'run' FROM history WHERE subject = 'award' AND key >= ?2 AND key < ?3
                    ) ORDER BY id
                    """,
                arguments: [id, AwardKey.first(of: id).stored, AwardKey.first(of: id + 1).stored]
            )
        }
    }

    /// The keys of all awards that a learner holds, held, or lost by an undoing.
    public func awardKeys(ofLearner id: Int64) throws -> [AwardKey] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT key FROM award WHERE key >= ?1 AND key < ?2
                    UNION
                    SELECT key FROM history WHERE subject = 'award' AND key >= ?1 AND key < ?2
                    ORDER BY 1
                    """,
                arguments: [AwardKey.first(of: id).stored, AwardKey.first(of: id + 1).stored]
            ).map(AwardKey.init(stored:))
        }
    }

    /// The reminders that a learner was sent: of which award, from which distance, and when.
    public func reminders(toLearner id: Int64) throws -> [(award: AwardKey, distance: String, day: CalendarDay)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM reminder WHERE key >= ? AND key < ? ORDER BY day, key",
                arguments: [AwardKey.first(of: id).stored, AwardKey.first(of: id + 1).stored]
            ).map { (AwardKey(stored: $0["key"]), $0["distance"], CalendarDay(number: $0["day"])) }
        }
    }
}
