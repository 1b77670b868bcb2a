import Certification
import GRDB

/// An award that a rule of today would make for something that a learner did, and that there is not.
public struct DueAward: Sendable, Equatable {
    public var username: String
    /// Inactive learners take no awards.
    public var isActive: Bool
    public var certification: String
    public var day: CalendarDay
    public var status: ActivityStatus
    public var rule: AwardRule
}

extension CertificationStore {
    /// What the present rules would award for what learners did on a day or later, in the order of the days. An award
    /// that was revoked is not due.
    public func dueAwards(since day: CalendarDay) throws -> [DueAward] {
        try read { database in
            // Rules are few: those that count are gathered first, so that most of what learners did is passed over quickly.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    WITH live AS MATERIALIZED (
                        SELECT activity.id AS activity_id, award_rule.*, certification.reference AS certification_reference
                        FROM award_rule
                        JOIN activity ON activity.reference_key = award_rule.activity_key
                        JOIN certification ON certification.id = award_rule.certification
                        WHERE certification.active AND criterion <> ?
                    )
                    SELECT live.*, completion.day, completion.status, username, learner.active,
                        (learner.id << 34) | (live.certification << 18) | (completion.day - ?) AS key
                    FROM completion
                    CROSS JOIN live ON live.activity_id = completion.activity
                    CROSS JOIN learner ON learner.id = completion.learner
                    WHERE completion.day >= ? AND NOT EXISTS (
                        SELECT 1 FROM award
                        WHERE key = (learner.id << 34) | (live.certification << 18) | (completion.day - ?)
                    )
                    ORDER BY completion.day, completion.learner, completion.activity, completion.status, live.id
                    """,
                arguments: [AwardCriterion.never.rawValue, AwardKey.firstDay, day.number, AwardKey.firstDay]
            )
            var due: [DueAward] = []
            var seen: Set<Int64> = []
            while let row = try rows.next() {
                let rule = AwardRule(row: row)
                guard let status = ActivityStatus(code: row["status"]), rule.criterion.isMet(by: status),
                    seen.insert(row["key"]).inserted
                else { continue }
                due.append(
                    DueAward(
                        username: row["username"],
                        isActive: row["active"],
                        certification: row["certification_reference"],
                        day: CalendarDay(number: row["day"]),
                        status: status,
                        rule: rule
                    )
                )
            }
            return due
        }
    }
}
