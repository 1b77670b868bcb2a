import Certification
import GRDB

/// What a learner is to be told of one run: the awards that are new to them.
public struct Notice: Sendable {
    public struct NewAward: Sendable, Equatable {
        public var certification: String
        public var awarded: CalendarDay
        public var expires: CalendarDay?
        public var awardingBody: String
        public var number: String
    }

    /// The learner's number in the store, stable for their lifetime.
    public var learnerID: Int64
    public var learner: Learner
    public var awards: [NewAward]
}

extension CertificationStore {
    /// The notices of a committed run for learners with a number above `learner`, in that order, at most `limit`.
    /// Learners without an e-mail address are left out.
    public func notices(of run: RunID, after learner: Int64, limit: Int) throws -> [Notice] {
        try look { database in
            let ids = try Int64.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT DISTINCT key >> 34 FROM notice JOIN learner ON learner.id = key >> 34
                        WHERE notice.run = ? AND key >= ? AND email <> '' ORDER BY key LIMIT ?
                        """
                ),
                arguments: [run.rawValue, AwardKey.first(of: learner + 1).stored, limit]
            )
            guard let last = ids.last else { return [] }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT learner.*, certification.name AS certification, award.key, award.expires,
                        \(Schema.awardingBody) AS awarding_body, award.number
                    FROM notice
                    JOIN learner ON learner.id = notice.key >> 34
                    JOIN certification ON certification.id = notice.key >> 18 & 65535
                    JOIN award ON award.key = notice.key
                    WHERE notice.run = ? AND notice.key >= ? AND notice.key < ? AND email <> ''
                    ORDER BY notice.key >> 34, certification.name, notice.key
                    """,
                arguments: [
                    run.rawValue, AwardKey.first(of: learner + 1).stored, AwardKey.first(of: last + 1).stored,
                ]
            )
            var notices: [Notice] = []
            while let row = try rows.next() {
                let id: Int64 = row["id"]
                if notices.last?.learnerID != id {
                    notices.append(Notice(learnerID: id, learner: Learner(row: row), awards: []))
                }
                notices[notices.count - 1].awards.append(Notice.NewAward(row: row))
            }
            return notices
        }
    }
}

extension Notice.NewAward {
    fileprivate init(row: Row) {
        certification = row["certification"]
        awarded = AwardKey(stored: row["key"]).awarded
        expires = (row["expires"] as Int32?).map(CalendarDay.init(number:))
        awardingBody = row["awarding_body"]
        number = row["number"]
    }
}

extension Learner {
    init(row: Row) {
        self.init(
            username: row["username"],
            firstName: row["first_name"],
            surname: row["surname"],
            email: row["email"],
            isActive: row["active"],
            department: row["department"],
            jobRole: row["job_role"],
            region: row["region"]
        )
    }
}
