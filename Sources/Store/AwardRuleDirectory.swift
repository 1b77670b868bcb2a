import Certification
import GRDB

/// All rules that can award something, in memory, by their activity.
public struct AwardRuleDirectory {
    public struct Entry: Sendable {
        public var id: Int64
        public var rule: AwardRule
        public var certification: Certification
    }

    private var byActivity: [String: [Entry]] = [:]

    /// Withdrawn rules and those of retired certifications are left out: they award nothing.
    public init(_ transaction: StoreTransaction) throws {
        let rows = try Row.fetchCursor(
            transaction.database,
            sql: """
                SELECT award_rule.*, reference, name, valid_months, valid_days, active, description
                FROM award_rule JOIN certification ON certification.id = award_rule.certification
                WHERE certification.active AND criterion <> ?
                ORDER BY award_rule.id
                """,
            arguments: [AwardCriterion.never.rawValue]
        )
        while let row = try rows.next() {
            let entry = Entry(
                id: row["id"],
                rule: AwardRule(row: row),
                certification: Certification(row: row)
            )
            byActivity[row["activity_key"], default: []].append(entry)
        }
    }

    public func rules(activity: String) -> [Entry] {
        byActivity[LookupKey.make(activity), default: []]
    }
}
