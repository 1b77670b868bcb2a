import Certification
import GRDB

/// Lists by day.
extension AwardLists {
    static let dayPiece = "INSERT INTO award_day_list (subject, days, count, keys) VALUES (?, ?, ?, ?)"

    /// What is listed by days: when awards were made, when they expire, and when those were made that are revoked. The
    /// numbers stand in the database.
    enum Subject: Int {
        case awarded
        case expires
        case revoked
    }

    /// Days are counted from 1900-01-01, as in an ``AwardKey``, up to one in the year 2617; what expires later is not
    /// listed. There is a list for every 32 days.
    private static let stretches = 1 << 13
    static let lastDay = CalendarDay(number: AwardKey.firstDay + Int32(stretches * 32) - 1)

    /// A list for each subject and stretch of days. An entry is the difference of the learner, and
    /// `certification << 5 | day % 32`.
    static func dayLists(_ insertion: BulkStatement) throws -> PackedLists {
        try PackedLists(count: 3 * stretches) { list, count, keys in
            insertion.bind(1, Int64(list / stretches))
            insertion.bind(2, Int64(list % stretches))
            insertion.bind(3, count)
            insertion.bind(4, blob: keys)
            try insertion.run()
        }
    }

    @inline(__always)
    static func add(_ key: AwardKey, _ subject: Subject, _ day: CalendarDay, to lists: PackedLists) throws {
        let number = UInt64(truncatingIfNeeded: Int64(day.number) - Int64(AwardKey.firstDay))
        guard number >> 5 < UInt64(stretches) else { return }
        let certification = key.packed >> 18 & 0xFFFF
        try lists.add(
            Int64(key.packed >> 34),
            certification << 5 | number & 31,
            to: subject.rawValue * stretches + Int(number >> 5)
        )
    }

    /// A learner and a certification that a list names for a day, in the order of day, learner and certification.
    struct Entry: Comparable {
        /// 18 bits of day, 30 of learner, 16 of certification.
        fileprivate var packed: UInt64

        var day: CalendarDay { CalendarDay(number: Int32(packed >> 46) + AwardKey.firstDay) }
        /// The awards of this learner and certification.
        var keys: ClosedRange<AwardKey> {
            let first = (packed & (1 << 46 - 1)) << 18
            return AwardKey(packed: first)...AwardKey(packed: first | 0x3FFFF)
        }
        /// The one of these that was made on the day.
        var key: AwardKey { AwardKey(packed: (packed & (1 << 46 - 1)) << 18 | packed >> 46) }

        static func < (left: Entry, right: Entry) -> Bool { left.packed < right.packed }
    }

    /// Some days of a subject's lists. Days that no list can hold are left out.
    struct Days {
        var subject: Subject
        var from: CalendarDay?
        var to: CalendarDay?

        fileprivate var first: Int { max(Int(from?.number ?? .min) - Int(AwardKey.firstDay), 0) }
        fileprivate var last: Int { min(Int(to?.number ?? .max), Int(lastDay.number)) - Int(AwardKey.firstDay) }
        fileprivate var condition: String {
            "subject = \(subject.rawValue) AND days BETWEEN \(first >> 5) AND \(last >> 5)"
        }
    }

    /// How many entries there are, and perhaps those of some days before and after.
    static func count(_ days: Days, in database: Database) throws -> Int {
        let sql = "SELECT coalesce(sum(count), 0) FROM award_day_list WHERE \(days.condition)"
        return try Int.fetchOne(database, sql: sql) ?? 0
    }

    /// The entries, each once, in their order. Passes them on in parts, those of a month or so at once.
    ///
    /// - Parameter body: returns whether it wants more.
    static func forEachPart(
        _ days: Days,
        certification: Int64? = nil,
        in database: Database,
        _ body: ([Entry]) throws -> Bool
    ) throws {
        guard days.first <= days.last else { return }
        let sql = "SELECT DISTINCT days FROM award_day_list WHERE \(days.condition) ORDER BY days"
        for stretch in try Int.fetchAll(database, sql: sql) {
            var entries: [Entry] = []
            let pieces = try Row.fetchCursor(
                database,
                sql: "SELECT keys FROM award_day_list WHERE subject = ? AND days = ?",
                arguments: [days.subject.rawValue, stretch]
            )
            while let piece = try pieces.next() {
                try piece.withUnsafeData(atIndex: 0) { data in
                    data?.withUnsafeBytes { decode($0, stretch, days.first...days.last, certification, into: &entries) }
                }
            }
            entries.sort()
            var last: Entry?
            entries.removeAll { entry in
                defer { last = entry }
                return entry == last
            }
            guard try body(entries) else { return }
        }
    }

    /// The keys of the awards that entries of a subject name, in the order of the entries; of days of expiry, those that
    /// expire then by now.
    static func keys(_ entries: ArraySlice<Entry>, _ subject: Subject, in database: Database) throws -> [AwardKey] {
        guard subject == .expires, let connection = database.sqliteConnection else { return entries.map(\.key) }
        let sql = "SELECT key FROM award WHERE key BETWEEN ? AND ? AND expires = ? ORDER BY key"
        let awards = try BulkStatement(connection, sql, work: "reading awards")
        var keys: [AwardKey] = []
        for entry in entries {
            awards.bind(1, entry.keys.lowerBound.stored)
            awards.bind(2, entry.keys.upperBound.stored)
            awards.bind(3, Int64(entry.day.number))
            while try awards.step() { keys.append(AwardKey(stored: awards.integer(0))) }
            awards.reset()
        }
        return keys
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ stretch: Int,
        _ days: ClosedRange<Int>,
        _ certification: Int64?,
        into entries: inout [Entry]
    ) {
        var numbers = PackedLists.Numbers(bytes)
        var learner: Int64 = 0
        while let difference = numbers.difference(), let rest = numbers.number() {
            learner &+= difference
            let day = stretch << 5 | Int(rest & 31)
            guard days.contains(day), certification == nil || certification == Int64(rest >> 5) else { continue }
            entries.append(Entry(packed: UInt64(day) << 46 | UInt64(bitPattern: learner) << 16 | rest >> 5))
        }
    }

    /// Lists all awards of a database that has no lists yet, by day.
    static func addAllByDay(in database: Database) throws {
        guard let connection = database.sqliteConnection else { return }
        // What an award was before, it can be again.
        let sql = """
            SELECT key, expires, revoked FROM award
            UNION ALL SELECT key, CAST(julianday(before ->> 'expires') - julianday('1970-01-01') AS INTEGER),
                change = 'revoked' OR before ->> 'revoked' = 1
            FROM history WHERE subject = 'award'
            """
        let awards = try BulkStatement(connection, sql, work: "listing awards")
        let lists = try dayLists(BulkStatement(connection, dayPiece, work: "listing awards"))
        while try awards.step() {
            let key = AwardKey(stored: awards.integer(0))
            try add(key, .awarded, key.awarded, to: lists)
            if !awards.isNull(1) {
                try add(key, .expires, CalendarDay(number: Int32(truncatingIfNeeded: awards.integer(1))), to: lists)
            }
            if awards.integer(2) != 0 { try add(key, .revoked, key.awarded, to: lists) }
        }
        try lists.finish()
    }
}
