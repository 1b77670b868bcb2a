import GRDBSQLite

/// A prepared statement of the bulk path, where a row costs one step and no allocation.
///
/// Owned by the thread that owns the connection, for the length of one transaction.
final class BulkStatement {
    private let connection: OpaquePointer
    private let statement: OpaquePointer
    private let work: String

    /// `work` says in an error message what the statement was for, for example `writing an award`.
    init(_ connection: OpaquePointer, _ sql: String, work: String) throws {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
            let prepared
        else { throw StoreError(connection: connection, doing: work) }
        self.connection = connection
        self.statement = prepared
        self.work = work
    }

    deinit {
        sqlite3_finalize(statement)
    }

    @inline(__always)
    func bind(_ index: Int32, _ value: Int64) {
        sqlite3_bind_int64(statement, index, value)
    }

    @inline(__always)
    func bind(_ index: Int32, _ value: Int64?) {
        if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
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

    func string(_ column: Int32) -> String {
        String(decoding: text(column), as: UTF8.self)
    }
}
