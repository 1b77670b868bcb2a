import Certification
import GRDB
import Glibc

/// Lists the awards that a run makes, by certification, so that those of a run or of a certification are found without
/// looking at all others. An index would do the same at ten times the cost: this adds about four bytes an award.
///
/// It is written in the end, in pieces, or when there is too much of it. More often, and SQLite would have to write the
/// same pages of the table again, and then sum up all of its log once more (walRewriteChecksums).
///
/// A list is only added to: an award that is gone stays listed, and one that was awarded again is listed twice. Whoever
/// reads it looks the awards up.
///
/// A piece holds the keys of one certification in the order in which they came. Each is the difference to the one before
/// (the first, to 0) of the number `learner << 18 | day`, `day` as in an ``AwardKey``; a difference d is written as
/// `d << 1 ^ d >> 63`, seven bits a byte, the lowest first, and all bytes but the last have the highest bit set (as in
/// Protocol Buffers' `sint64`).
final class AwardLists {
    /// What is not written yet of one certification. Zero when it is empty and has no memory.
    private struct Piece {
        var bytes: UnsafeMutablePointer<UInt8>?
        var used = 0
        var capacity = 0
        var last: Int64 = 0
        var count: Int64 = 0
    }

    /// Bytes of all pieces that are not written yet.
    private static let heldInMemory = 8 << 20
    /// Bytes of the longest difference.
    private static let longestCode = 10

    private let insertion: BulkStatement
    private let run: Int64
    // A pointer, and not an array, because it is asked for every award.
    private let pieces: UnsafeMutablePointer<Piece>
    private static let pieceCount = Int(AwardKey.highestCertification) + 1
    private var highest = -1
    private var held = 0

    private static let insertionText = "INSERT INTO award_list (run, certification, count, keys) VALUES (?, ?, ?, ?)"
    private static let work = "listing awards"

    convenience init(_ transaction: StoreTransaction, run: RunID) throws {
        let insertion = try transaction.statement(AwardLists.insertionText, work: AwardLists.work)
        try self.init(insertion, run: run.rawValue)
    }

    private init(_ insertion: BulkStatement, run: Int64) throws {
        self.insertion = insertion
        self.run = run
        // The kernel provides only the pages that are used.
        guard let memory = calloc(AwardLists.pieceCount, MemoryLayout<Piece>.stride) else {
            throw StoreError(.failed, "There is no memory for lists of awards.")
        }
        pieces = memory.bindMemory(to: Piece.self, capacity: AwardLists.pieceCount)
    }

    deinit {
        if highest >= 0 { for certification in 0...highest { free(pieces[certification].bytes) } }
        free(pieces)
    }

    @inline(__always)
    func add(_ key: AwardKey) throws {
        let certification = Int(key.certification)
        let piece = pieces + certification
        if piece.pointee.used + AwardLists.longestCode > piece.pointee.capacity { try makeRoom(certification) }
        let value = Int64((key.packed >> 34) << 18 | key.packed & 0x3FFFF)
        let difference = value &- piece.pointee.last
        var rest = UInt64(bitPattern: difference << 1 ^ difference >> 63)
        guard var end = piece.pointee.bytes.map({ $0 + piece.pointee.used }) else { return }
        while rest >= 0x80 {
            end.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            end += 1
            rest >>= 7
        }
        end.pointee = UInt8(truncatingIfNeeded: rest)
        piece.pointee.used = end + 1 - (piece.pointee.bytes ?? end)
        piece.pointee.last = value
        piece.pointee.count += 1
    }

    /// Writes what is not written yet. To be called when all is listed.
    func finish() throws {
        guard highest >= 0 else { return }
        for certification in 0...highest {
            try write(certification)
            free(pieces[certification].bytes)
            pieces[certification] = Piece()
        }
        held = 0
    }

    /// Makes a piece longer; writes all if they are too long together.
    private func makeRoom(_ certification: Int) throws {
        highest = max(highest, certification)
        if held > AwardLists.heldInMemory { try finish() }
        let larger = max(64, pieces[certification].capacity * 2)
        guard let memory = realloc(pieces[certification].bytes, larger) else {
            throw StoreError(.failed, "There is no memory for lists of awards.")
        }
        held += larger - pieces[certification].capacity
        pieces[certification].bytes = memory.assumingMemoryBound(to: UInt8.self)
        pieces[certification].capacity = larger
    }

    private func write(_ certification: Int) throws {
        let piece = pieces + certification
        guard piece.pointee.count > 0 else { return }
        insertion.bind(1, run)
        insertion.bind(2, Int64(certification))
        insertion.bind(3, piece.pointee.count)
        insertion.bind(4, blob: UnsafeRawBufferPointer(start: piece.pointee.bytes, count: piece.pointee.used))
        try insertion.run()
        piece.pointee.used = 0
        piece.pointee.last = 0
        piece.pointee.count = 0
    }
}

extension AwardLists {
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
        var value: UInt64 = 0
        var code: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            code |= UInt64(byte & 0x7F) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            value &+= code >> 1 ^ (0 &- (code & 1))
            keys.append(AwardKey(packed: (value >> 18) << 34 | certification | value & 0x3FFFF))
            (code, shift) = (0, 0)
        }
    }

    /// Lists all awards of a database that has no lists yet.
    static func addAll(in database: Database) throws {
        guard let connection = database.sqliteConnection else { return }
        let sql = """
            SELECT key, run FROM award
            UNION ALL SELECT key, before ->> 'run' FROM history WHERE subject = 'award' ORDER BY 2, 1
            """
        let awards = try BulkStatement(connection, sql, work: work)
        let insertion = try BulkStatement(connection, insertionText, work: work)
        var lists = try AwardLists(insertion, run: 0)
        while try awards.step() {
            let run = awards.integer(1)
            if run != lists.run {
                try lists.finish()
                lists = try AwardLists(insertion, run: run)
            }
            try lists.add(AwardKey(stored: awards.integer(0)))
        }
        try lists.finish()
    }
}
