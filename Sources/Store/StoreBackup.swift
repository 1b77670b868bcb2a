import Foundation
import GRDB

extension CertificationStore {
    /// Copies the database into a file that does not exist yet, as it is at one moment, while others write to it
    /// (`sqlite3_backup_init`). The copy is checked, and on the disk when this returns; only its owner may read it.
    ///
    /// The copy is one file, without SQLite's companions, and calls its messages differently from this store. A store
    /// that is restored from it therefore never takes a message of its own for one that was queued before, although it
    /// counts on from an older run.
    ///
    /// - `isPatient`: whether nothing is to be copied while a run is committed and not finished.
    /// - Returns: false if nothing was copied because of such a run.
    /// - Throws: ``StoreError``; what was written of the copy is then left to the caller to remove.
    public func copy(to path: String, isPatient: Bool) throws -> Bool {
        try CertificationStore.translatingErrors("writing the copy \(path)") {
            guard CertificationStore.make(path) else {
                throw StoreError(.failed, "The file \(path) cannot be made: \(String(cString: strerror(errno))).")
            }
            let copy = try DatabaseQueue(path: path)
            let isCopied = try queue.read { database in
                let open = try Int.fetchOne(database, sql: "SELECT count(*) FROM run WHERE state = 'committed'") ?? 0
                if isPatient && open > 0 { return false }
                try copy.writeWithoutTransaction { try database.backup(to: $0) }
                return true
            }
            guard isCopied else { return false }
            try copy.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA journal_mode = DELETE; UPDATE store SET identity = lower(hex(randomblob(4)))"
                )
                guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
                    throw StoreError(.damaged, "The copy \(path) is damaged, and so may be the database.")
                }
            }
            try copy.close()
            return true
        }
    }
}
