import Certification
import GRDB

/// Reads and writes award rules one by one, for award-rules files. Belongs to one transaction.
///
/// A rule is known by its certification and its activity; what it takes to be awarded can change.
public struct AwardRuleTable {
    private let database: Database
    private let run: RunID

    /// - `run`: on whose behalf rules are written.
    public init(_ transaction: StoreTransaction, run: RunID) {
        self.run = run
        database = transaction.database
    }

    public func find(certification: Int64, activity: String) throws -> (id: Int64, rule: AwardRule)? {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM award_rule WHERE activity_key = ? AND certification = ?",
            arguments: [LookupKey.make(activity), certification]
        )
        guard let row else { return nil }
        return (row["id"], AwardRule(row: row))
    }

    /// - `row`: of the run's file.
    /// - Returns: the identifier of the new rule.
    public func insert(_ rule: AwardRule, row: Int) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO award_rule (id, certification, activity, activity_key, criterion, run, row)
                VALUES (\(Schema.nextIdentifier(of: "award_rule", subject: "rule")), ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                rule.certification, rule.activity, LookupKey.make(rule.activity), rule.criterion.rawValue,
                run.rawValue, row,
            ]
        )
        return database.lastInsertedRowID
    }

    /// - `row`: of the run's file.
    public func update(_ id: Int64, to rule: AwardRule, row: Int) throws {
        try database.execute(
            sql: "UPDATE award_rule SET activity = ?, activity_key = ?, criterion = ?, run = ?, row = ? WHERE id = ?",
            arguments: [
                rule.activity, LookupKey.make(rule.activity), rule.criterion.rawValue, run.rawValue, row, id,
            ]
        )
    }
}

extension AwardRule {
    init(row: Row) {
        self.init(
            certification: row["certification"],
            activity: row["activity"],
            criterion: AwardCriterion(rawValue: row["criterion"]) ?? .never
        )
    }
}
