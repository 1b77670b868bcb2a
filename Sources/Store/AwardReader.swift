import GRDBSQLite

/// A connection of its own that sees the store as it was before a transaction, so that another thread can read beside
/// it. Since a transaction keeps all other writers out, that is the store but for what the transaction itself wrote.
public final class AwardReader {
    let connection: OpaquePointer

    /// - Throws: ``StoreError`` if the database cannot be opened once more.
    public init(beside transaction: StoreTransaction) throws {
        var opened: OpaquePointer?
        let path = sqlite3_db_filename(transaction.connection, "main")
        let result = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let opened else {
            let error = StoreError(connection: opened, doing: "opening the database once more")
            sqlite3_close(opened)
            throw error
        }
        sqlite3_exec(opened, "PRAGMA query_only = 1", nil, nil, nil)
        connection = opened
    }

    deinit {
        // A cursor that still reads keeps the connection until it is gone.
        sqlite3_close_v2(connection)
    }
}
