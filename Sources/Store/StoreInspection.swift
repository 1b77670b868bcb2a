import Foundation
import GRDB

/// How the tables of a database compare with those of this program.
public enum SchemaAge: Sendable, Equatable {
    case current
    /// It is migrated when the service opens it.
    case older
    /// A newer program wrote it, and this one refuses it.
    case newer
}

/// Looking at a database without touching it: it is neither made nor migrated.
extension CertificationStore {
    /// Opens the database at `path` for reading alone.
    ///
    /// - `leavesNoTrace`: whether SQLite is kept from leaving its companion files beside a database that no
    ///   process has open. What another process then begins to write may not be seen.
    /// - Throws: ``StoreError``, with ``StoreError/Code/damaged`` if the file is no database.
    public convenience init(reading path: String, leavesNoTrace: Bool = true) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.label = "certdrop.store.reading"
        let queue = try CertificationStore.translatingErrors("reading the database \(path)") {
            // A process that has the database open has its log open, too.
            let isOpen = !leavesNoTrace || FileManager.default.fileExists(atPath: path + "-wal")
            let address = isOpen ? path : CertificationStore.immutableAddress(of: path)
            return try DatabaseQueue(path: address, configuration: configuration)
        }
        self.init(queue: queue, path: path)
    }

    /// "immutable" in `sqlite3_open_v2`.
    private static func immutableAddress(of path: String) -> String {
        let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
        return "file:\(escaped)?mode=ro&immutable=1"
    }

    public func schemaAge() throws -> SchemaAge {
        try read { database in
            if try Schema.migrator.hasBeenSuperseded(database) { return .newer }
            return try Schema.migrator.hasCompletedMigrations(database) ? .current : .older
        }
    }

    /// What `PRAGMA quick_check` finds first; nil if the database is sound. Takes a second for about a gigabyte.
    public func damage() throws -> String? {
        let answer = try read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") } ?? ""
        return answer == "ok" ? nil : answer
    }
}
