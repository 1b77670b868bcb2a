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
    /// Whether there is an expiry date.
    public var expires: Bool?

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
        case .valid: isLongValid = end
        }
    }

    /// Expires after this day, or never.
    fileprivate var isLongValid: CalendarDay?

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
    /// A learner's awards are a range of keys, and those of a certification or a run are listed (`AwardLists`). Without
    /// such a filter, all awards are read: until `limit` of them are found in the order ``AwardOrder/learner``, and to the
    /// end in any other. So they are if the lists are long, since then what is looked for is soon found.
    public func awards(
        _ filter: AwardFilter,
        order: AwardOrder = .learner,
        offset: Int = 0,
        limit: Int
    ) throws -> [StoredAward] {
        try read { database in
            guard var keys = try filter.listedKeys(in: database) else {
                return try filter.awards(in: database, order, offset: offset, limit: limit)
            }
            keys = order.sorted(keys)
            // Only the expiry date is not in the key.
            if order == .expires {
                return try filter.awards(among: keys[...], order, offset: offset, limit: limit, in: database)
            }
            var found: [StoredAward] = []
            var rest = keys[...]
            while !rest.isEmpty, found.count < offset + limit {
                let wanted = offset + limit - found.count
                let next = rest.prefix(max(wanted, AwardFilter.shortestSearch))
                found += try filter.awards(among: next, order, offset: 0, limit: wanted, in: database)
                rest = rest[next.endIndex...]
            }
            return Array(found.dropFirst(offset))
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

extension AwardOrder {
    fileprivate var sql: String {
        switch self {
        case .learner: "award.key"
        case .awarded: "award.key & 262143, award.key"
        case .expires: "award.expires IS NULL, award.expires, award.key"
        }
    }

    /// In this order, as far as keys tell it, and each once.
    fileprivate func sorted(_ keys: [AwardKey]) -> [AwardKey] {
        func byDay(_ key: AwardKey) -> UInt64 { key.packed << 46 | key.packed >> 18 }
        var keys = keys
        if self == .awarded { keys.sort { byDay($0) < byDay($1) } } else { keys.sort() }
        var last: AwardKey?
        keys.removeAll { key in
            defer { last = key }
            return key == last
        }
        return keys
    }
}

extension AwardFilter {
    /// Longer lists are not read.
    private static let longestList = 200_000
    /// So many keys at least are looked up at once.
    fileprivate static let shortestSearch = 500

    /// The keys of the awards among which all that are meant must be, if that is known and they are few.
    fileprivate func listedKeys(in database: Database) throws -> [AwardKey]? {
        guard learner == nil, run != nil || certification != nil else { return nil }
        let lists = AwardLists.Selection(run: run, certification: certification)
        guard try AwardLists.count(lists, in: database) <= AwardFilter.longestList else { return nil }
        var keys = try AwardLists.keys(lists, in: database)
        if let run {
            // What the run changed has the run in its history.
            let changed = try Int64.fetchAll(
                database,
                sql: "SELECT key FROM history WHERE run = ? AND subject = 'award' LIMIT ?",
                arguments: [run.rawValue, AwardFilter.longestList + 1]
            )
            guard changed.count <= AwardFilter.longestList else { return nil }
            keys += changed.map(AwardKey.init(stored:))
        }
        return keys.filter { key in
            (awardedFrom.map { $0 <= key.awarded } ?? true) && (awardedTo.map { key.awarded <= $0 } ?? true)
        }
    }

    /// - Parameter keys: in the order, as far as they tell it.
    fileprivate func awards(
        among keys: ArraySlice<AwardKey>,
        _ order: AwardOrder,
        offset: Int,
        limit: Int,
        in database: Database
    ) throws -> [StoredAward] {
        let list = "[" + keys.map { String($0.stored) }.joined(separator: ",") + "]"
        return try awards(
            from: "(SELECT value AS listed FROM json_each(?)) CROSS JOIN award ON award.key = listed",
            [list],
            in: database,
            order,
            offset: offset,
            limit: limit
        )
    }

    /// - Parameter source: where the awards are taken from, in SQL.
    fileprivate func awards(
        from source: String = "award",
        _ sourceArguments: StatementArguments = [],
        in database: Database,
        _ order: AwardOrder,
        offset: Int,
        limit: Int
    ) throws -> [StoredAward] {
        let (condition, arguments) = self.sql
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT \(Schema.awardingBody) AS awarding_body, award.*, learner.username, first_name, surname, email, learner.active, department, job_role,
                    region, reference, name
                FROM (
                    SELECT award.* FROM \(source) WHERE \(condition) ORDER BY \(order.sql) LIMIT ? OFFSET ?
                ) AS award
                CROSS JOIN learner ON learner.id = award.key >> 34
                CROSS JOIN certification ON certification.id = award.key >> 18 & 65535
                ORDER BY \(order.sql)
                """,
            arguments: sourceArguments + arguments + [limit, offset]
        )
        return rows.map(StoredAward.init)
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
        if let day = isLongValid { add("(expires IS NULL OR expires > ?)", day.number) }
        if let run { add("run = ?", run.rawValue) }
        if let isRevoked { add("revoked = ?", isRevoked) }
        if let expires { add(expires ? "expires IS NOT NULL" : "expires IS NULL") }
        let condition = parts.isEmpty ? "1" : parts.map(\.0).joined(separator: " AND ")
        return (condition, StatementArguments(parts.flatMap(\.1)))
    }

    /// As it stands in the lowest bits of a key.
    private func dayOfKey(_ day: CalendarDay) -> Int64 {
        Int64(AwardKey(learner: 0, certification: 0, awarded: day).packed)
    }
}

extension StoredAward {
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
