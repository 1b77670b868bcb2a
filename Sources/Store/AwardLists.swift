import Certification
import GRDB

/// Lists the awards that a run makes, so that they are found without looking at all others: by run and certification,
/// by the day of the award, by the day of expiry, and those that are revoked. Indexes would do the same at ten times the
/// cost: this adds about ten bytes an award (``PackedLists``).
///
/// A list is only added to: an award that is gone, is valid for longer or is not revoked any more stays listed, and one
/// that was awarded again is listed twice. Whoever reads a list looks the awards up. So nothing that takes something back
/// has to think of the lists, and what was listed once is right again when it is restored.
final class AwardLists {
    private let byCertification: PackedLists
    private let byDay: PackedLists

    private static let work = "listing awards"

    init(_ transaction: StoreTransaction, run: RunID) throws {
        byCertification = try Self.certificationLists(
            transaction.statement(Self.certificationPiece, work: Self.work),
            run: run.rawValue
        )
        byDay = try Self.dayLists(transaction.statement(Self.dayPiece, work: Self.work))
    }

    /// Lists a new award.
    @inline(__always)
    func add(_ key: AwardKey, expires: CalendarDay?) throws {
        try Self.add(key, to: byCertification)
        try Self.add(key, .awarded, key.awarded, to: byDay)
        if let expires { try add(key, expiringOn: expires) }
    }

    /// Lists when an award expires that did not expire then before.
    @inline(__always)
    func add(_ key: AwardKey, expiringOn expires: CalendarDay) throws {
        try Self.add(key, .expires, expires, to: byDay)
    }

    /// Lists an award that is revoked.
    func addRevoked(_ key: AwardKey) throws {
        try Self.add(key, .revoked, key.awarded, to: byDay)
    }

    /// Writes what is not written yet. To be called when all is listed.
    func finish() throws {
        try byCertification.finish()
        try byDay.finish()
    }
}

/// Lists by run and certification.
extension AwardLists {
    private static let certificationPiece =
        "INSERT INTO award_list (run, certification, count, keys) VALUES (?, ?, ?, ?)"

    /// A list for each certification. An entry is the difference of `learner << 18 | day`, `day` as in an ``AwardKey``.
    private static func certificationLists(_ insertion: BulkStatement, run: Int64) throws -> PackedLists {
        try PackedLists(count: Int(AwardKey.highestCertification) + 1) { certification, count, keys in
            insertion.bind(1, run)
            insertion.bind(2, Int64(certification))
            insertion.bind(3, count)
            insertion.bind(4, blob: keys)
            try insertion.run()
        }
    }

    @inline(__always)
    private static func add(_ key: AwardKey, to lists: PackedLists) throws {
        try lists.add(Int64((key.packed >> 34) << 18 | key.packed & 0x3FFFF), to: Int(key.certification))
    }

    /// Which lists are meant: of a run, of a certification, or of both.
    struct Selection {
        var run: RunID?
        var certification: Int64?

        fileprivate var condition: String {
            [run.map { "run = \($0.rawValue)" }, certification.map { "certification = \($0)" }]
                .compactMap(\.self).joined(separator: " AND ")
        }
    }

    /// How many awards are listed, the same ones perhaps more than once.
    static func count(_ selection: Selection, in database: Database) throws -> Int {
        let sql = "SELECT coalesce(sum(count), 0) FROM award_list WHERE \(selection.condition)"
        return try Int.fetchOne(database, sql: sql) ?? 0
    }

    /// The keys of the awards that are listed, in no order; some of them may be listed twice, or be gone.
    static func keys(_ selection: Selection, in database: Database) throws -> [AwardKey] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT certification, keys FROM award_list WHERE \(selection.condition)"
        )
        var keys: [AwardKey] = []
        while let row = try rows.next() {
            let certification: UInt64 = row["certification"]
            try row.withUnsafeData(named: "keys") { data in
                data?.withUnsafeBytes { decode($0, certification << 18, into: &keys) }
            }
        }
        return keys
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer, _ certification: UInt64, into keys: inout [AwardKey]) {
        var numbers = PackedLists.Numbers(bytes)
        var value: UInt64 = 0
        while let difference = numbers.difference() {
            value &+= UInt64(bitPattern: difference)
            keys.append(AwardKey(packed: (value >> 18) << 34 | certification | value & 0x3FFFF))
        }
    }

    /// Lists all awards of a database that has no lists yet, by run and certification.
    static func addAll(in database: Database) throws {
        guard let connection = database.sqliteConnection else { return }
        let sql = """
            SELECT key, run FROM award
            UNION ALL SELECT key, before ->> 'run' FROM history WHERE subject = 'award' ORDER BY 2, 1
            """
        let awards = try BulkStatement(connection, sql, work: work)
        let insertion = try BulkStatement(connection, certificationPiece, work: work)
        var run: Int64 = 0
        var lists = try certificationLists(insertion, run: run)
        while try awards.step() {
            if awards.integer(1) != run {
                try lists.finish()
                run = awards.integer(1)
                lists = try certificationLists(insertion, run: run)
            }
            try add(AwardKey(stored: awards.integer(0)), to: lists)
        }
        try lists.finish()
    }
}
