import Certification
import GRDB

/// An award as the store has it, with the names of whom and what it is about.
public struct StoredAward: Sendable, Equatable {
    public var key: AwardKey
    public var learner: Learner
    public var certification: String
    public var certificationName: String
    /// The last day of validity; nil if it never expires.
    public var expires: CalendarDay?
    public var number: String
    public var awardingBody: String
    public var notes: String
    public var isRevoked: Bool
    /// The run and the row of its file that said so last.
    public var run: RunID
    public var row: Int

    public func state(on today: CalendarDay) -> AwardState {
        AwardState(expires: expires, isRevoked: isRevoked, on: today)
    }
}

/// Which awards are meant. What is nil does not matter.
public struct AwardFilter: Sendable {
    /// The identifiers of a learner and of a certification.
    public var learner: Int64?
    public var certification: Int64?
    public var awardedFrom: CalendarDay?
    public var awardedTo: CalendarDay?
    public var expiresFrom: CalendarDay?
    public var expiresTo: CalendarDay?
    public var run: RunID?
    public var isRevoked: Bool?

    public init() {}

    /// Awards of a state only.
    public mutating func restrict(to state: AwardState, on today: CalendarDay, notice: Int = AwardState.notice) {
        let end = CalendarDay(number: today.number + Int32(notice))
        isRevoked = state == .revoked
        switch state {
        case .revoked: break
        case .expired: expiresTo = earlier(expiresTo, CalendarDay(number: today.number - 1))
        case .expiring:
            expiresFrom = later(expiresFrom, today)
            expiresTo = earlier(expiresTo, end)
        case .valid: expiresFromOrNever = CalendarDay(number: end.number + 1)
        }
    }

    private(set) var expiresFromOrNever: CalendarDay?

    private func earlier(_ left: CalendarDay?, _ right: CalendarDay) -> CalendarDay {
        left.map { min($0, right) } ?? right
    }

    private func later(_ left: CalendarDay?, _ right: CalendarDay) -> CalendarDay {
        left.map { max($0, right) } ?? right
    }
}

/// The order of a list of awards.
public enum AwardOrder: String, CaseIterable, Sendable {
    /// By learner, certification and award date as the store numbers them: the order that costs nothing.
    case learner
    case awarded
    case expires
}

extension CertificationStore {
    /// A page of awards, found as `AwardSearch` does.
    public func awards(
        _ filter: AwardFilter,
        order: AwardOrder = .learner,
        offset: Int = 0,
        limit: Int
    ) throws -> [StoredAward] {
        try read { database in
            let search = AwardSearch(filter: filter, order: order, database: database)
            return try StoredAward.all(search.page(offset: offset, limit: limit), in: database)
        }
    }

    public func award(_ key: AwardKey) throws -> StoredAward? {
        var filter = AwardFilter()
        filter.learner = key.learner
        filter.certification = key.certification
        filter.awardedFrom = key.awarded
        filter.awardedTo = key.awarded
        return try awards(filter, limit: 1).first
    }
}

extension AwardFilter {
    var sql: (condition: String, arguments: StatementArguments) {
        var parts: [(String, [any DatabaseValueConvertible])] = []
        func add(_ part: String, _ values: any DatabaseValueConvertible...) { parts.append((part, values)) }
        if let learner {
            let first = AwardKey.first(of: learner).packed
            let next = AwardKey.first(of: learner + 1).packed
            // The certification narrows the range further.
            add(
                "key >= ? AND key < ?",
                Int64(first | UInt64(certification ?? 0) << 18),
                Int64(certification.map { first | UInt64($0 + 1) << 18 } ?? next)
            )
        } else if let certification {
            add("key >> 18 & 65535 = ?", certification)
        }
        if let day = awardedFrom { add("key & 262143 >= ?", dayOfKey(day)) }
        if let day = awardedTo { add("key & 262143 <= ?", dayOfKey(day)) }
        if let day = expiresFrom { add("expires >= ?", day.number) }
        if let day = expiresTo { add("expires <= ?", day.number) }
        if let day = expiresFromOrNever { add("(expires IS NULL OR expires >= ?)", day.number) }
        if let run { add("run = ?", run.rawValue) }
        if let isRevoked { add("revoked = ?", isRevoked) }
        let condition = parts.isEmpty ? "1" : parts.map(\.0).joined(separator: " AND ")
        return (condition, StatementArguments(parts.flatMap(\.1)))
    }

    /// As it stands in the lowest bits of a key.
    private func dayOfKey(_ day: CalendarDay) -> Int64 {
        Int64(AwardKey(learner: 0, certification: 0, awarded: day).packed)
    }
}

extension StoredAward {
    /// The awards of these keys, in their order.
    fileprivate static func all(_ keys: [AwardKey], in database: Database) throws -> [StoredAward] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(Schema.awardingBody) AS awarding_body, award.*, learner.username, first_name, surname,
                    email, learner.active, department, job_role, region, reference, name
                FROM json_each(?) AS listed
                CROSS JOIN award ON award.key = listed.value
                CROSS JOIN learner ON learner.id = award.key >> 34
                CROSS JOIN certification ON certification.id = award.key >> 18 & 65535
                ORDER BY listed.key
                """,
            arguments: [keys.json]
        ).map(StoredAward.init)
    }

    init(row: Row) {
        self.init(
            key: AwardKey(stored: row["key"]),
            learner: Learner(row: row),
            certification: row["reference"],
            certificationName: row["name"],
            expires: (row["expires"] as Int32?).map(CalendarDay.init(number:)),
            number: row["number"],
            awardingBody: row["awarding_body"],
            notes: row["notes"],
            isRevoked: row["revoked"],
            run: RunID(rawValue: row["run"]),
            row: row["row"]
        )
    }
}
