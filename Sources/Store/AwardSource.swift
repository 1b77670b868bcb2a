import Certification
import GRDBSQLite

/// A new award on its way into the store. Its texts are valid until the stream goes on.
public struct StreamedAward {
    public var key: AwardKey
    /// nil if it never expires.
    public var expires: CalendarDay?
    public var number: UnsafeBufferPointer<UInt8>
    public var awardingBody: StoredAwardingBody
    public var notes: UnsafeBufferPointer<UInt8>
    /// The row of the file that it comes from.
    public var row: Int

    public init(
        key: AwardKey,
        expires: CalendarDay?,
        number: UnsafeBufferPointer<UInt8>,
        awardingBody: StoredAwardingBody,
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
/// This is a table-valued function (https://sqlite.org/vtab.html#tabfunc2) in its least form: one pass, nothing written.
/// Its argument is the source, which is bound as a pointer (https://sqlite.org/bindptr.html): `FROM award_source(?1)`.
final class AwardSource {
    private let stream: any AwardStream
    /// Without counting references for every award: whoever pulls the stream keeps them.
    private let lists: Unmanaged<AwardLists>?
    fileprivate var current: StreamedAward?
    private var failure: (any Error)?

    private init(_ stream: any AwardStream, _ lists: AwardLists?) {
        self.stream = stream
        self.lists = lists.map(Unmanaged.passUnretained)
    }

    /// Makes `award_source` known to a connection, for as long as that is open.
    static func register(with connection: OpaquePointer) throws {
        guard sqlite3_create_module(connection, "award_source", methods, nil) == SQLITE_OK else {
            throw StoreError(connection: connection, doing: "opening the database")
        }
    }

    /// Runs a statement that selects from `award_source(?1)` over a stream.
    ///
    /// - Parameter lists: where the awards of the stream are listed, if they are.
    static func pull(
        _ stream: any AwardStream,
        into statement: BulkStatement,
        listing lists: AwardLists? = nil
    ) throws {
        let source = AwardSource(stream, lists)
        // The source outlives the statement's run: what is bound is cleared below.
        statement.bind(1, pointer: Unmanaged.passUnretained(source).toOpaque(), type: pointerType)
        defer {
            statement.reset()
            statement.bind(1, nil)
            withExtendedLifetime(source) {}
        }
        do {
            _ = try statement.step()
        } catch {
            throw source.failure ?? error
        }
    }

    fileprivate func advance() -> CInt {
        do {
            let next = try stream.next()
            if let lists, let next {
                try lists._withUnsafeGuaranteedRef { try $0.add(next.key, expires: next.expires) }
            }
            current = next
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
        case 3:
            switch current.awardingBody {
            case .name(let name): AwardSource.put(name, result)
            case .code(let code): sqlite3_result_blob(result, code.baseAddress, CInt(code.count), nil)
            }
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
private struct Cursor {
    var base = sqlite3_vtab_cursor()
    var source: Unmanaged<AwardSource>?
}

/// SQLite compares the name's address, so it stays for good.
private nonisolated(unsafe) let pointerType: UnsafePointer<CChar> = {
    let name: StaticString = "certdrop.award_source"
    return UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
}()

private let argumentColumn: CInt = 6

extension AwardSource {
    /// `xCreate` is nil: the table is there without being made. Never changed, and stays for good.
    private nonisolated(unsafe) static let methods: UnsafePointer<sqlite3_module> = {
        let place = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        place.initialize(to: makeMethods())
        return UnsafePointer(place)
    }()

    private static func makeMethods() -> sqlite3_module {
        var methods = sqlite3_module()
        methods.xConnect = { connection, _, _, _, table, _ in
            let columns = "CREATE TABLE source (key, expires, number, awarding_body, notes, row, argument HIDDEN)"
            guard sqlite3_declare_vtab(connection, columns) == SQLITE_OK else { return SQLITE_ERROR }
            let made = UnsafeMutablePointer<sqlite3_vtab>.allocate(capacity: 1)
            made.initialize(to: sqlite3_vtab())
            table?.pointee = made
            return SQLITE_OK
        }
        methods.xDisconnect = { table in
            table?.deallocate()
            return SQLITE_OK
        }
        methods.xBestIndex = { _, plan in
            guard let plan else { return SQLITE_MISUSE }
            for index in 0..<Int(plan.pointee.nConstraint) {
                let constraint = plan.pointee.aConstraint[index]
                guard constraint.iColumn == argumentColumn, constraint.usable != 0 else { continue }
                plan.pointee.aConstraintUsage[index].argvIndex = 1
                plan.pointee.aConstraintUsage[index].omit = 1
                return SQLITE_OK
            }
            return SQLITE_CONSTRAINT
        }
        methods.xOpen = { _, cursor in
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            made.initialize(to: Cursor())
            cursor?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        methods.xClose = { cursor in
            UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
            return SQLITE_OK
        }
        methods.xFilter = { cursor, _, _, count, arguments in
            guard let cursor, count == 1, let pointer = sqlite3_value_pointer(arguments?[0], pointerType) else {
                return SQLITE_MISUSE
            }
            UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee.source =
                Unmanaged.fromOpaque(pointer)
            return withSource(of: cursor) { $0.advance() }
        }
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

/// Without retaining the source, which outlives the statement's run.
@inline(__always)
private func withSource(
    of cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
    _ body: (AwardSource) -> CInt
) -> CInt {
    guard let cursor,
        let source = UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee.source
    else { return SQLITE_MISUSE }
    return source._withUnsafeGuaranteedRef(body)
}
