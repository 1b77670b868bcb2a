import GRDBSQLite

/// A prepared statement of the bulk path, where a row costs one step and no allocation.
///
/// Owned by the thread that owns the connection, for the length of one transaction.
final class BulkStatement {
    private let connection: OpaquePointer
    private let statement: OpaquePointer
    private let work: String
    /// Where the statement goes when it is not needed any more, and its text.
    private let idle: (cache: StatementCache, sql: String)?

    /// `work` says in an error message what the statement was for, for example `writing an award`. With a cache, the
    /// statement is taken from there, and put back in the end.
    init(_ connection: OpaquePointer, _ sql: String, work: String, cache: StatementCache? = nil) throws {
        idle = cache.map { ($0, sql) }
        if let statement = cache?.take(sql) {
            self.connection = connection
            self.statement = statement
            self.work = work
            return
        }
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
            let prepared
        else { throw StoreError(connection: connection, doing: work) }
        self.connection = connection
        self.statement = prepared
        self.work = work
    }

    deinit {
        guard let idle else {
            sqlite3_finalize(statement)
            return
        }
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
        idle.cache.put(statement, idle.sql)
    }

    @inline(__always)
    func bind(_ index: Int32, _ value: Int64) {
        sqlite3_bind_int64(statement, index, value)
    }

    @inline(__always)
    func bind(_ index: Int32, _ value: Int64?) {
        if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
    }

    /// For a table-valued function. Neither is copied.
    func bind(_ index: Int32, pointer: UnsafeMutableRawPointer, type: UnsafePointer<CChar>) {
        sqlite3_bind_pointer(statement, index, pointer, type, nil)
    }

    /// The bytes are not copied: they must stay until the statement is reset.
    @inline(__always)
    func bind(_ index: Int32, text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else {
            sqlite3_bind_text(statement, index, "", 0, nil)
            return
        }
        base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            _ = sqlite3_bind_text(statement, index, $0, Int32(text.count), nil)
        }
    }

    /// The bytes are not copied: they must stay until the statement is reset.
    func bind(_ index: Int32, blob: UnsafeRawBufferPointer) {
        sqlite3_bind_blob(statement, index, blob.baseAddress, Int32(blob.count), nil)
    }

    /// The bytes are not copied: they must stay until the statement is reset.
    func bind(_ index: Int32, _ body: StoredAwardingBody) {
        switch body {
        case .name(let name): bind(index, text: name)
        case .code(let code): bind(index, blob: UnsafeRawBufferPointer(code))
        }
    }

    /// Whether there is a row.
    @inline(__always)
    func step() throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw StoreError(connection: connection, doing: work)
        }
    }

    @inline(__always)
    func reset() {
        sqlite3_reset(statement)
    }

    /// Steps a statement that returns nothing, and makes it ready for the next values.
    @inline(__always)
    func run() throws {
        defer { sqlite3_reset(statement) }
        _ = try step()
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    @inline(__always)
    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    /// Valid until the next step or reset.
    @inline(__always)
    func text(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(statement, column)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// Valid until the next step or reset.
    func blob(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_blob(statement, column)?.assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// Valid until the next step or reset.
    @inline(__always)
    func awardingBody(_ column: Int32) -> StoredAwardingBody {
        sqlite3_column_type(statement, column) == SQLITE_BLOB ? .code(blob(column)) : .name(text(column))
    }

    func string(_ column: Int32) -> String {
        String(decoding: text(column), as: UTF8.self)
    }
}

/// The prepared statements of a connection that nobody needs at the moment, by their SQL: small files come by the
/// thousand, and SQLite takes longer to understand a statement than to carry it out for ten rows.
///
/// Belongs to the thread that has the connection, in turn.
final class StatementCache: @unchecked Sendable {
    private var statements: [String: OpaquePointer] = [:]

    deinit {
        removeAll()
    }

    func take(_ sql: String) -> OpaquePointer? {
        statements.removeValue(forKey: sql)
    }

    func put(_ statement: OpaquePointer, _ sql: String) {
        sqlite3_finalize(statements.updateValue(statement, forKey: sql))
    }

    func removeAll() {
        statements.values.forEach { sqlite3_finalize($0) }
        statements = [:]
    }
}
