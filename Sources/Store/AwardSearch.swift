import Certification
import GRDB

/// Finds a page of awards by what lists them (``AwardLists``), so that little more is looked up than what is on it.
///
/// A learner's awards are a range of keys. Others are found by the shortest list that holds all that are meant, if that is
/// short; else by the lists of the days in whose order they are to come, if it is one of days; else all awards are passed
/// over in the order of their keys until the page is full, which is soon, since what is meant is much.
///
/// What a page skips is looked up as well, and behind ``longestSearch`` awards, all are read. So they are if what is meant
/// is rare among what is listed first, as what was awarded in one month is in the order of expiry.
struct AwardSearch {
    let filter: AwardFilter
    let order: AwardOrder
    let database: Database

    /// A longer list is not read: what is meant is soon found without.
    var longestList = 200_000
    /// More awards are not looked up in vain.
    var longestSearch = 30_000
    /// So many keys at least are looked up at once.
    private static let shortestStep = 500

    func page(offset: Int, limit: Int) throws -> [AwardKey] {
        // So that their sum is a number.
        let limit = min(limit, Int.max - offset)
        var page = Page(offset: offset, limit: limit)
        if filter.learner == nil {
            if let keys = try shortestList() {
                if order == .expires { return try sorted(keys, offset: offset, limit: limit) }
                try take(order.sorted(keys), into: &page)
                return page.keys
            }
            if order != .learner, page.missing <= longestSearch, try takeByDay(into: &page) { return page.keys }
        }
        return try sorted(nil, offset: offset, limit: limit)
    }

    /// What is found already, in the order.
    private struct Page {
        var offset: Int
        var limit: Int
        var keys: [AwardKey] = []

        init(offset: Int, limit: Int) {
            self.offset = offset
            self.limit = limit
        }

        /// How many more are wanted, those to be skipped included.
        var missing: Int { offset + limit - keys.count }

        mutating func append(_ found: [AwardKey]) {
            keys += found.dropFirst(offset).prefix(limit - keys.count)
            offset -= min(offset, found.count)
        }
    }

    /// Takes those of the keys that match.
    private func take(_ keys: [AwardKey], into page: inout Page) throws {
        var rest = keys[...]
        while !rest.isEmpty, page.missing > 0 {
            let step = rest.prefix(max(page.missing, Self.shortestStep))
            rest = rest[step.endIndex...]
            page.append(try matching(step))
        }
    }

    /// Takes what matches from the lists of days in whose order the awards are to come.
    ///
    /// - Returns: false if too much was looked up, or if there may be more that no list holds.
    private func takeByDay(into page: inout Page) throws -> Bool {
        let days = order == .awarded ? filter.daysOfAward : filter.daysOfExpiry
        var left = longestSearch
        try AwardLists.forEachPart(days, certification: filter.certification, in: database) { entries in
            var rest = entries[...]
            while !rest.isEmpty, page.missing > 0, left > 0 {
                let step = rest.prefix(max(page.missing, Self.shortestStep))
                rest = rest[step.endIndex...]
                left -= step.count
                page.append(try matching(try AwardLists.keys(step, days.subject, in: database)[...]))
            }
            return page.missing > 0 && left > 0
        }
        if page.missing == 0 { return true }
        return left > 0 && (order == .awarded || filter.areExpiriesListed)
    }

    /// The keys of the awards among which all that are meant must be, if that is known and they are few.
    private func shortestList() throws -> [AwardKey]? {
        var lists: [(count: Int, keys: () throws -> [AwardKey])] = []
        func add(_ days: AwardLists.Days) throws {
            lists.append((try AwardLists.count(days, in: database), { try keys(days) }))
        }
        if filter.run != nil || filter.certification != nil {
            let selection = AwardLists.Selection(run: filter.run, certification: filter.certification)
            let count = try AwardLists.count(selection, in: database)
            // What the run changed has the run in its history.
            let changed = try filter.run.map { try changes(by: $0, limit: longestList + 1) } ?? []
            lists.append((count + changed.count, { try AwardLists.keys(selection, in: database) + changed }))
        }
        if filter.isRevoked == true { try add(filter.daysOfRevoked) }
        if order != .awarded, filter.awardedFrom != nil || filter.awardedTo != nil { try add(filter.daysOfAward) }
        if order != .expires, filter.areExpiriesListed { try add(filter.daysOfExpiry) }
        // In the order of expiry, all of them must be looked up.
        let longest = order == .expires ? longestSearch : longestList
        guard let shortest = lists.min(by: { $0.count < $1.count }), shortest.count <= longest else { return nil }
        return try shortest.keys()
    }

    private func changes(by run: RunID, limit: Int) throws -> [AwardKey] {
        try Int64.fetchAll(
            database,
            sql: "SELECT key FROM history WHERE run = ? AND subject = 'award' LIMIT ?",
            arguments: [run.rawValue, limit]
        ).map(AwardKey.init(stored:))
    }

    private func keys(_ days: AwardLists.Days) throws -> [AwardKey] {
        var keys: [AwardKey] = []
        try AwardLists.forEachPart(days, certification: filter.certification, in: database) { entries in
            keys += try AwardLists.keys(entries[...], days.subject, in: database)
            return true
        }
        return keys
    }

    /// Those of the keys that match, in their order.
    private func matching(_ keys: ArraySlice<AwardKey>) throws -> [AwardKey] {
        let (condition, arguments) = filter.sql
        return try Int64.fetchAll(
            database,
            sql: """
                SELECT award.key FROM \(AwardLists.listed) WHERE \(condition) ORDER BY position
                """,
            arguments: [keys.json] + arguments
        ).map(AwardKey.init(stored:))
    }

    /// A page of those of the keys, or of all awards, that match.
    private func sorted(_ keys: [AwardKey]?, offset: Int, limit: Int) throws -> [AwardKey] {
        let (condition, arguments) = filter.sql
        let list: StatementArguments = keys.map { [Set($0).json] } ?? []
        let sql = """
            SELECT award.key FROM \(keys == nil ? "award" : AwardLists.listed) WHERE \(condition) ORDER BY \(order.sql)
            """
        guard order == .learner || offset + limit <= longestSearch else {
            // SQLite sorts all of them faster than it finds the first many.
            let found = try Int64.fetchCursor(database, sql: sql, arguments: list + arguments)
            var page = Page(offset: offset, limit: limit)
            while page.missing > 0, let key = try found.next() { page.append([AwardKey(stored: key)]) }
            return page.keys
        }
        return try Int64.fetchAll(
            database,
            sql: sql + " LIMIT ? OFFSET ?",
            arguments: list + arguments + [limit, offset]
        ).map(AwardKey.init(stored:))
    }
}

extension AwardFilter {
    fileprivate var daysOfAward: AwardLists.Days {
        AwardLists.Days(subject: .awarded, from: awardedFrom, to: awardedTo)
    }

    fileprivate var daysOfRevoked: AwardLists.Days {
        AwardLists.Days(subject: .revoked, from: awardedFrom, to: awardedTo)
    }

    fileprivate var daysOfExpiry: AwardLists.Days {
        let from = [expiresFrom, expiresFromOrNever].compactMap(\.self).max()
        return AwardLists.Days(subject: .expires, from: from, to: expiresTo)
    }

    /// Whether all that are meant are in the lists by day of expiry.
    fileprivate var areExpiriesListed: Bool { expiresTo.map { $0 <= AwardLists.lastDay } ?? false }
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

extension AwardLists {
    /// The awards of an array of keys, and at which position each stands.
    static let listed =
        "(SELECT key AS position, value AS listed FROM json_each(?)) CROSS JOIN award ON award.key = listed"
}

extension Collection where Element == AwardKey {
    /// An array for `json_each`.
    var json: String { "[" + map { String($0.stored) }.joined(separator: ",") + "]" }
}
