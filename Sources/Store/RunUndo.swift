import Certification
import GRDB

/// What undoing a run did, or would do, about one award.
public struct UndoneAward: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// The run had awarded it; it is gone.
        case takenBack
        /// The run had changed, revoked or renewed it; it is as it was before.
        case restored
        /// A later run changed it, so it stays as it is.
        case kept(by: RunID)
        /// It is gone already.
        case gone
    }

    public var key: AwardKey
    public var username: String
    public var certification: String
    /// The row of the undone run's file.
    public var row: Int
    public var outcome: Outcome
}

extension StoreTransaction {
    /// Takes back what a run did to awards, each by itself: an award that a later run changed is left alone.
    ///
    /// - Parameters:
    ///   - undone: the run to be taken back.
    ///   - run: the run that takes it back.
    /// - Returns: what happened to each award that the run had touched, in the order of the keys.
    public func undoAwards(of undone: RunID, by run: RunID) throws -> [UndoneAward] {
        let touched = try Row.fetchAll(
            database,
            sql: """
                SELECT touched.key, username, reference, min(touched.row) AS row FROM (
                    SELECT key, row FROM award WHERE run = ?1
                    UNION ALL
                    SELECT key, row FROM history WHERE subject = 'award' AND run = ?1
                    UNION ALL
                    SELECT key, before ->> 'row' FROM history WHERE subject = 'award' AND before ->> 'run' = ?1
                ) AS touched
                JOIN learner ON learner.id = touched.key >> 34
                JOIN certification ON certification.id = touched.key >> 18 & 65535
                GROUP BY touched.key ORDER BY touched.key
                """,
            arguments: [undone.rawValue]
        )
        return try touched.map { row in
            let key: Int64 = row["key"]
            return UndoneAward(
                key: AwardKey(stored: key),
                username: row["username"],
                certification: row["reference"],
                row: row["row"],
                outcome: try undo(key, of: undone, by: run)
            )
        }
    }

    private func undo(_ key: Int64, of undone: RunID, by run: RunID) throws -> UndoneAward.Outcome {
        let current = try Row.fetchOne(
            database,
            cached: "SELECT run, row FROM award WHERE key = ?",
            arguments: [key]
        )
        guard let current else { return .gone }
        let lastRun: Int64 = current["run"]
        guard lastRun == undone.rawValue else { return .kept(by: RunID(rawValue: lastRun)) }
        let change = try Row.fetchOne(
            database,
            cached: "SELECT id, run, change FROM history WHERE subject = 'award' AND key = ? ORDER BY id DESC LIMIT 1",
            arguments: [key]
        )
        guard let change, change["change"] != "undone" else {
            try takeBack(key, by: run)
            return .takenBack
        }
        // Either the run made the last change, or it awarded anew what that change had revoked.
        let wasRevoked = change["run"] != undone.rawValue
        try restore(key, from: change["id"], revoked: wasRevoked, by: run)
        return .restored
    }

    private func takeBack(_ key: Int64, by run: RunID) throws {
        try database.execute(
            sql: """
                INSERT INTO history (subject, key, run, row, change, before)
                SELECT 'award', key, ?, row, 'undone',
                    json_object('expires', date('1970-01-01', expires || ' days'), 'number', number,
                        'awarding_body', awarding_body, 'notes', notes, 'revoked', revoked, 'run', run, 'row', row)
                FROM award WHERE key = ?
                """,
            arguments: [run.rawValue, key]
        )
        try database.execute(sql: "DELETE FROM award WHERE key = ?", arguments: [key])
        try database.execute(sql: "DELETE FROM award_by_rule WHERE key = ?", arguments: [key])
    }

    private func restore(_ key: Int64, from change: Int64, revoked: Bool, by run: RunID) throws {
        try database.execute(
            sql: """
                UPDATE award SET expires = CAST(julianday(before ->> 'expires') - julianday('1970-01-01') AS INTEGER),
                    number = before ->> 'number', awarding_body = before ->> 'awarding_body',
                    notes = before ->> 'notes', revoked = iif(?, 1, before ->> 'revoked'), run = ?
                FROM history WHERE award.key = ? AND history.id = ?
                """,
            arguments: [revoked, run.rawValue, key, change]
        )
    }
}

extension Row {
    /// With a statement that is prepared once and kept.
    fileprivate static func fetchOne(
        _ database: Database,
        cached sql: String,
        arguments: StatementArguments
    ) throws -> Row? {
        try SQLRequest<Row>(sql: sql, arguments: arguments, cached: true).fetchOne(database)
    }
}
