import Certification
import GRDB

/// An award that expires soon and that nothing has taken the place of.
public struct ExpiringAward: Sendable {
    public var key: AwardKey
    public var learner: Learner
    /// The certification's reference and name.
    public var certification: String
    public var certificationName: String
    /// The last day of validity.
    public var expires: CalendarDay
    public var number: String
    public var awardingBody: String
}

extension CertificationStore {
    /// Passes over the awards that expire from one day to another, both included, the next ones first. Left out are
    /// those that were revoked or renewed (`ExpiringAward/condition`) and those of inactive learners. Memory does not
    /// grow with their number.
    public func forEachExpiring(
        from first: CalendarDay,
        to last: CalendarDay,
        _ body: (ExpiringAward) throws -> Void
    ) throws {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT award.key, award.expires, award.number, \(Schema.awardingBody) AS awarding_body,
                        learner.*, reference, name
                    FROM award
                    JOIN learner ON learner.id = award.key >> 34
                    JOIN certification ON certification.id = award.key >> 18 & 65535
                    WHERE \(ExpiringAward.condition)
                    ORDER BY award.expires, award.key
                    """,
                arguments: [first.number, last.number]
            )
            while let row = try rows.next() { try body(ExpiringAward(row: row)) }
        }
    }
}

extension ExpiringAward {
    /// Of an award and its learner, with the first and the last day. An award is renewed by a later one of the same
    /// certification that is valid for longer.
    fileprivate static let condition = """
        award.revoked = 0 AND award.expires BETWEEN ?1 AND ?2 AND learner.active = 1 AND NOT EXISTS (
            SELECT 1 FROM award AS later
            WHERE later.key > award.key AND later.key < ((award.key >> 18) + 1) << 18 AND later.revoked = 0
                AND (later.expires IS NULL OR later.expires > award.expires)
        )
        """

    fileprivate init(row: Row) {
        self.init(
            key: AwardKey(stored: row["key"]),
            learner: Learner(row: row),
            certification: row["reference"],
            certificationName: row["name"],
            expires: CalendarDay(number: row["expires"]),
            number: row["number"],
            awardingBody: row["awarding_body"]
        )
    }
}

/// What a learner is to be reminded of, in one message.
public struct Reminder: Sendable {
    /// The day on which it became due, by which the message is called.
    public var day: CalendarDay
    /// The learner's number in the store.
    public var learnerID: Int64
    public var learner: Learner
    public var awards: [ExpiringAward]
}

extension CertificationStore {
    /// Notes who is to be reminded, of which awards, on a day: of each award once for each distance, counting those that
    /// should have been on earlier days. On the disk when this returns.
    ///
    /// - `distances`: from the end of an award.
    public func noteReminders(_ distances: [Period], on today: CalendarDay) throws {
        try write { database in
            for distance in distances {
                try database.execute(
                    sql: """
                        INSERT OR IGNORE INTO reminder (key, distance, day)
                        SELECT award.key, ?3, ?1 FROM award JOIN learner ON learner.id = award.key >> 34
                        WHERE \(ExpiringAward.condition) AND learner.email <> ''
                        """,
                    arguments: [today.number, distance.end(from: today).number, distance.description]
                )
            }
        }
    }

    /// The reminders that are on their way, at most `limit` awards' worth of them; none at the end. One whose awards have
    /// expired, were renewed or belong to nobody any more has no awards.
    public func remindersOnTheirWay(today: CalendarDay, limit: Int) throws -> [Reminder] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    WITH due AS (
                        SELECT DISTINCT day, key FROM reminder WHERE queued = 0 ORDER BY day, key LIMIT ?3
                    )
                    SELECT due.day, due.key, award.expires, award.number,
                        \(Schema.awardingBody) AS awarding_body, learner.*, reference, name,
                        due.key >> 34 AS recipient, coalesce(email <> '' AND \(ExpiringAward.condition), 0) AS is_due
                    FROM due
                    LEFT JOIN award ON award.key = due.key
                    LEFT JOIN learner ON learner.id = due.key >> 34
                    LEFT JOIN certification ON certification.id = due.key >> 18 & 65535
                    ORDER BY due.day, due.key
                    """,
                arguments: [today.number, Int32.max, limit]
            )
            var reminders: [Reminder] = []
            for row in rows {
                let day = CalendarDay(number: row["day"])
                let id: Int64 = row["recipient"]
                if reminders.last?.day != day || reminders.last?.learnerID != id {
                    reminders.append(Reminder(day: day, learnerID: id, learner: Learner(row: row), awards: []))
                }
                if row["is_due"] { reminders[reminders.count - 1].awards.append(ExpiringAward(row: row)) }
            }
            // The last learner's may not be all of them.
            if rows.count == limit, reminders.count > 1 { reminders.removeLast() }
            return reminders
        }
    }

    /// Reminders are in the outbox, or have nobody to go to.
    public func endReminders(_ reminders: [Reminder]) throws {
        try write { database in
            for reminder in reminders {
                try database.execute(
                    sql: "UPDATE reminder SET queued = 1 WHERE queued = 0 AND day = ? AND key >= ? AND key < ?",
                    arguments: [
                        reminder.day.number, AwardKey.first(of: reminder.learnerID).stored,
                        AwardKey.first(of: reminder.learnerID + 1).stored,
                    ]
                )
            }
        }
    }
}
