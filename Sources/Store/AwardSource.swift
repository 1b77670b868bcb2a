import Certification
import GRDBSQLite

/// A new award on its way into the store. Its texts are valid until the stream goes on.
public struct StreamedAward {
    public var key: AwardKey
    /// nil if it never expires.
    public var expires: CalendarDay?
    public var number: UnsafeBufferPointer<UInt8>
    public var awardingBody: UnsafeBufferPointer<UInt8>
    public var notes: UnsafeBufferPointer<UInt8>
    /// The row of the file that it comes from.
    public var row: Int

    public init(
        key: AwardKey,
        expires: CalendarDay?,
        number: UnsafeBufferPointer<UInt8>,
        awardingBody: UnsafeBufferPointer<UInt8>,
        notes: UnsafeBufferPointer<UInt8>,
        row: Int
    ) {
        self.key = key
        self.expires = expires
        self.number = number
        self.awardingBody = awardingBody
        self.notes = notes
        self.row = row
    }
}

/// New awards in the order of their keys.
public protocol AwardStream: AnyObject {
    /// nil at the end.
    func next() throws -> StreamedAward?
}

/// Lets SQLite read an ``AwardStream`` as if it were a table, so that a million awards are one `INSERT … SELECT`. Binding
/// and stepping a statement for each costs twice as much.
///
/// This is a virtual table (https://sqlite.org/vtab.html) in its least form: no index, one pass, nothing written.
final class AwardSource {
    static let name = "award_source"

    private let stream: any AwardStream
    fileprivate var current: StreamedAward?
    private var failure: (any Error)?

    private init(_ stream: any AwardStream) {
        self.stream = stream
    }

    /// Runs `sql`, which selects from ``name``, over a stream.
    static func insert(
        _ stream: any AwardStream,
        with sql: String,
        in transaction: StoreTransaction,
        work: String
    ) throws {
        let source = AwardSource(stream)
        let connection = transaction.connection
        // The source outlives the module: it is dropped below, and lives until the end of this function.
        let context = Unmanaged.passUnretained(source).toOpaque()
        guard sqlite3_create_module(connection, name, methods, context) == SQLITE_OK else {
            throw StoreError(connection: connection, doing: work)
        }
        defer {
            sqlite3_create_module(connection, name, nil, nil)
            withExtendedLifetime(source) {}
        }
        let statement = try transaction.statement(sql, work: work)
        do {
            _ = try statement.step()
        } catch {
            throw source.failure ?? error
        }
    }

    fileprivate func advance() -> CInt {
        do {
            current = try stream.next()
            return SQLITE_OK
        } catch {
            failure = error
            return SQLITE_ERROR
        }
    }

    fileprivate func put(_ column: CInt, _ result: OpaquePointer?) {
        guard let current else { return }
        switch column {
        case 0: sqlite3_result_int64(result, current.key.stored)
        case 1:
            if let expires = current.expires {
                sqlite3_result_int(result, expires.number)
            } else {
                sqlite3_result_null(result)
            }
        case 2: AwardSource.put(current.number, result)
        case 3: AwardSource.put(current.awardingBody, result)
        case 4: AwardSource.put(current.notes, result)
        default: sqlite3_result_int64(result, Int64(current.row))
        }
    }

    /// The text is not copied: SQLite has made a record of it when the stream goes on.
    @inline(__always)
    private static func put(_ text: UnsafeBufferPointer<UInt8>, _ result: OpaquePointer?) {
        guard let start = text.baseAddress, !text.isEmpty else { return sqlite3_result_text(result, "", 0, nil) }
        start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_result_text(result, $0, CInt(text.count), nil)
        }
    }
}

/// What SQLite passes around: its own part first, then the source.
private struct Table {
    var base = sqlite3_vtab()
    var source: Unmanaged<AwardSource>
}

private struct Cursor {
    var base = sqlite3_vtab_cursor()
    var source: Unmanaged<AwardSource>
}

extension AwardSource {
    /// A table-valued function without arguments: it exists while its module does (`xCreate` is nil). SQLite may use the
    /// methods once more after the module was dropped, so they stay for good, and are never changed.
    private nonisolated(unsafe) static let methods: UnsafePointer<sqlite3_module> = {
        let place = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        place.initialize(to: makeMethods())
        return UnsafePointer(place)
    }()

    private static func makeMethods() -> sqlite3_module {
        var methods = sqlite3_module()
        methods.xConnect = { connection, context, _, _, table, _ in
            guard let context else { return SQLITE_MISUSE }
            let columns = "CREATE TABLE source (key, expires, number, awarding_body, notes, row)"
            guard sqlite3_declare_vtab(connection, columns) == SQLITE_OK else { return SQLITE_ERROR }
            let made = UnsafeMutablePointer<Table>.allocate(capacity: 1)
            made.initialize(to: Table(source: Unmanaged.fromOpaque(context)))
            table?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        methods.xDisconnect = { table in
            UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
            return SQLITE_OK
        }
        methods.xBestIndex = { _, _ in SQLITE_OK }
        methods.xOpen = { table, cursor in
            guard let table else { return SQLITE_MISUSE }
            let source = UnsafeMutableRawPointer(table).assumingMemoryBound(to: Table.self).pointee.source
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            made.initialize(to: Cursor(source: source))
            cursor?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        methods.xClose = { cursor in
            UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
            return SQLITE_OK
        }
        methods.xFilter = { cursor, _, _, _, _ in withSource(of: cursor) { $0.advance() } }
        methods.xNext = { cursor in withSource(of: cursor) { $0.advance() } }
        methods.xEof = { cursor in withSource(of: cursor) { $0.current == nil ? 1 : 0 } }
        methods.xColumn = { cursor, result, column in
            withSource(of: cursor) {
                $0.put(column, result)
                return SQLITE_OK
            }
        }
        methods.xRowid = { cursor, row in
            withSource(of: cursor) {
                row?.pointee = Int64($0.current?.row ?? 0)
                return SQLITE_OK
            }
        }
        return methods
    }
}

/// Without retaining the source, which outlives the statement.
@inline(__always)
private func withSource(
    of cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
    _ body: (AwardSource) -> CInt
) -> CInt {
    guard let cursor else { return SQLITE_MISUSE }
    return UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee.source
        ._withUnsafeGuaranteedRef(body)
}
