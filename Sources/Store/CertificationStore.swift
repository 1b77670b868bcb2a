import Foundation
import GRDB
import GRDBSQLite
import Glibc

/// The database: learners, certifications, awards, and the journal of runs. The only module that knows SQL.
///
/// One connection, used by one thread at a time (GRDB's queue). The database is in WAL mode with `synchronous=FULL`:
/// what is committed is on the disk.
public final class CertificationStore: Sendable {
    let queue: DatabaseQueue
    private let statements = StatementCache()
    public let path: String
    /// Where the database was copied to when it was opened, since it had to be migrated; nil if it had not.
    public let copyBeforeMigration: String?
    /// The database and its log, as they were opened for writing.
    private let files: [OpenedFile]

    /// Opens the database at `path`, and makes or migrates it.
    ///
    /// - `migrates`: whether a database of an older certdrop is brought up to date. Its old service must not run.
    /// - `busyTimeout`: seconds for which another process may hold the write lock.
    /// - `goesOnWaiting`: asked again and again while another process holds it.
    /// - Throws: ``StoreError``, with ``StoreError/Code/newerSchema`` if a newer certdrop wrote it, and
    ///   ``StoreError/Code/olderSchema`` if an older one did and it is not to be migrated.
    public init(
        path: String,
        migrates: Bool = true,
        busyTimeout: Double = 600,
        goesOnWaiting: @escaping @Sendable () -> Bool = { true }
    ) throws {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .callback { tries in
            guard Double(tries) * Self.busyPause < busyTimeout, goesOnWaiting() else { return false }
            usleep(UInt32(Self.busyPause * 1e6))
            return true
        }
        configuration.label = "certdrop.store"
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA page_size = 8192;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA cache_size = \(Self.cacheSize);
                    PRAGMA journal_size_limit = 16777216;
                    PRAGMA wal_autocheckpoint = \(Self.framesBeforeCheckpoint);
                    PRAGMA secure_delete = OFF;
                    """
            )
            if let connection = database.sqliteConnection { try AwardSource.register(with: connection) }
        }
        (queue, copyBeforeMigration) = try CertificationStore.translatingErrors("opening the database \(path)") {
            let isNew = CertificationStore.make(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let copy = try SchemaUpgrade(queue: queue, path: path).carryOut(isNew: isNew, migrates: migrates)
            return (queue, copy)
        }
        files = [OpenedFile(path), OpenedFile(path + "-wal")]
    }

    init(queue: DatabaseQueue, path: String) {
        self.queue = queue
        self.path = path
        copyBeforeMigration = nil
        files = []
    }

    deinit {
        // A statement would keep the connection open.
        queue.inDatabase { _ in statements.removeAll() }
    }

    /// Pages in the log, from which a transaction ends with a checkpoint.
    fileprivate static let framesBeforeCheckpoint: CInt = 2_000
    /// Kibibytes, as a negative number.
    fileprivate static let cacheSize = -48 << 10
    /// Seconds between looks at a lock that another process holds.
    private static let busyPause = 0.01

    /// Makes an empty database that only its owner may read, which SQLite's companion files take over from it.
    ///
    /// - Returns: false if there is one already.
    static func make(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        Glibc.close(descriptor)
        return true
    }

    /// Closes the database. All that was written then stands in its file, unless another process has it open.
    public func close() throws {
        try CertificationStore.translatingErrors("closing the database") {
            queue.inDatabase { _ in statements.removeAll() }
            try queue.close()
        }
    }

    /// Sees whether the database is still the one that was opened. What is written to a file that has lost its name is gone
    /// when the process ends, and SQLite does not mind.
    ///
    /// - Throws: ``StoreError`` that says which file was removed or replaced.
    public func checkFiles() throws {
        guard let lost = files.first(where: \.isLost) else { return }
        let isLog = lost.path != path
        throw StoreError(
            .failed,
            "\(lost.path) was removed or replaced while the database was open. "
                + (isLog
                    ? "Stop the service, which saves what was in it, and start it again."
                    : "Put it back; or stop the service, restore the last backup, and start it again.")
        )
    }

    /// Runs `body` in one immediate transaction, which is committed when `body` returns and rolled back when it throws.
    public func transaction<Value>(_ body: (StoreTransaction) throws -> Value) throws -> Value {
        try checkFiles()
        return try CertificationStore.translatingErrors("writing to the database") {
            try queue.writeWithoutTransaction { database in
                let transaction = try StoreTransaction(database, statements)
                defer { transaction.endBulk() }
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try body(transaction)
                    return .commit
                }
                guard let value else { throw StoreError(.failed, "The transaction ended without a result.") }
                return value
            }
        }
    }

    /// Brings what is committed from the log into the database's file, beside whatever else goes on. What it cannot do now
    /// is done after another transaction.
    public func checkpoint() {
        var opened: OpaquePointer?
        defer { sqlite3_close(opened) }
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
            return
        }
        sqlite3_wal_checkpoint_v2(opened, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }

    /// All that `body` reads is of one moment.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try CertificationStore.translatingErrors("reading the database") { try queue.read(body) }
    }

    /// The same for one statement, or for what does not change meanwhile: without a transaction, which costs as much as a
    /// short look-up.
    func look<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try CertificationStore.translatingErrors("reading the database") { try queue.inDatabase(body) }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try checkFiles()
        return try CertificationStore.translatingErrors("writing to the database") { try queue.write(body) }
    }

    static func translatingErrors<Value>(_ work: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(result: error.resultCode.rawValue, error.message ?? "unknown error", doing: work)
        }
    }
}

/// A file that has to keep its name for as long as it is open.
private struct OpenedFile {
    let path: String
    private let identity: (dev_t, ino_t)?

    init(_ path: String) {
        self.path = path
        identity = Self.identity(path)
    }

    /// Whether its name is no more, or another file's.
    var isLost: Bool {
        guard let identity else { return false }
        return Self.identity(path).map { $0 != identity } ?? true
    }

    private static func identity(_ path: String) -> (dev_t, ino_t)? {
        var status = stat()
        return stat(path, &status) == 0 ? (status.st_dev, status.st_ino) : nil
    }
}

/// The store inside one transaction. Valid only within the closure that received it, and on its thread.
public final class StoreTransaction {
    let database: Database
    let connection: OpaquePointer
    private let statements: StatementCache
    private var isBulk = false
    private var keepsLock = false

    /// Kibibytes, as a negative number.
    private static let bulkCacheSize = -12 << 10

    init(_ database: Database, _ statements: StatementCache) throws {
        guard let connection = database.sqliteConnection else {
            throw StoreError(.failed, "The database is closed.")
        }
        self.database = database
        self.connection = connection
        self.statements = statements
    }

    /// Lets ``rollBack()`` keep the write lock, so that no other process writes in between: for a run that is on record
    /// only at its end, whose number and hidden files another one would take. SQLite then keeps a copy of every page that
    /// is changed, so it is not for others. To be called before anything is changed.
    public func keepLock() throws {
        try execute("SAVEPOINT beginning")
        keepsLock = true
    }

    /// Takes back everything since the transaction began, and begins another one.
    public func rollBack() throws {
        try execute(keepsLock ? "ROLLBACK TO beginning" : "ROLLBACK; BEGIN IMMEDIATE")
    }

    /// Not through GRDB, which takes a transaction that was rolled back for one that failed.
    private func execute(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw StoreError(connection: connection, doing: "taking back what was judged")
        }
    }

    /// Gets ready for awards by the million, which come in the order of their keys: a page that is full is not needed any
    /// more, and is written to the log while it still is in the processor's own cache. The transaction ends without a
    /// checkpoint, which is left to ``CertificationStore/checkpoint()``.
    public func beginBulk() {
        isBulk = true
        sqlite3_exec(connection, "PRAGMA cache_size = \(Self.bulkCacheSize)", nil, nil, nil)
        sqlite3_wal_autocheckpoint(connection, 0)
    }

    fileprivate func endBulk() {
        guard isBulk else { return }
        sqlite3_exec(connection, "PRAGMA cache_size = \(CertificationStore.cacheSize)", nil, nil, nil)
        sqlite3_wal_autocheckpoint(connection, CertificationStore.framesBeforeCheckpoint)
    }

    func statement(_ sql: String, work: String) throws -> BulkStatement {
        try BulkStatement(connection, sql, work: work, cache: statements)
    }

    func integer(_ sql: String, arguments: StatementArguments = []) throws -> Int64 {
        try SQLRequest<Int64>(sql: sql, arguments: arguments, cached: true).fetchOne(database) ?? 0
    }
}
