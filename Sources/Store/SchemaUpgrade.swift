import Foundation
import GRDB
import Glibc

/// Brings the tables of a database to what this certdrop knows. What a database holds is copied beside it first, since
/// there is no way back but to restore the copy.
struct SchemaUpgrade {
    let queue: DatabaseQueue
    let path: String

    /// - Returns: the path of the copy; nil if none was needed.
    /// - Throws: ``StoreError``: ``StoreError/Code/newerSchema`` if a newer certdrop wrote the database;
    ///   ``StoreError/Code/olderSchema`` if an older one did and the caller does not migrate.
    func carryOut(isNew: Bool, migrates: Bool) throws -> String? {
        let migrator = Schema.migrator
        guard !isNew else {
            try migrator.migrate(queue)
            return nil
        }
        let applied = try queue.read(migrator.appliedIdentifiers)
        guard applied.isSubset(of: migrator.migrations) else {
            throw newerSchema(applied.count)
        }
        guard applied.count < migrator.migrations.count else { return nil }
        guard migrates else {
            throw StoreError(
                .olderSchema,
                "The database \(path) was written by an older version of certdrop, and has to be brought up to date "
                    + "first. Start or restart the service, which does that."
            )
        }
        // Nothing is in it if it was killed at its very start.
        let copy = applied.isEmpty ? nil : try keepCopy(version: applied.count)
        try migrator.migrate(queue)
        return copy
    }

    private func newerSchema(_ version: Int) -> StoreError {
        let known = Schema.migrator.migrations.count
        let copy = copyPath(version: known)
        let alternative =
            access(copy, F_OK) == 0
            ? " Or stop certdrop, and put \(copy) in its place, which lacks all that was recorded since the update."
            : ""
        return StoreError(
            .newerSchema,
            "The database \(path) was written by a newer version of certdrop (schema \(version); this version knows up "
                + "to \(known)). Nothing was changed. Install that version again.\(alternative)"
        )
    }

    /// `certdrop.schema-2.sqlite` beside `certdrop.sqlite`.
    private func copyPath(version: Int) -> String {
        Self.copyPath(of: path, version: version)
    }

    fileprivate static func copyPath(of path: String, version: Int) -> String {
        let ending = ".sqlite"
        let stem = path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
        return "\(stem).schema-\(version)\(ending)"
    }

    /// The copy takes its name when it is whole and on the disk. One of that name is replaced: it was left by an update
    /// to which the database has since returned.
    private func keepCopy(version: Int) throws -> String {
        let copy = copyPath(version: version)
        let unfinished = copy + ".new"
        unlink(unfinished)
        // SQLite fills an empty file, and leaves its mode as it is.
        let descriptor = open(unfinished, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotCopy(copy, errno) }
        defer { close(descriptor) }
        do {
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [unfinished]) }
        } catch {
            unlink(unfinished)
            throw error
        }
        guard fsync(descriptor) == 0, rename(unfinished, copy) == 0 else { throw cannotCopy(copy, errno) }
        let directory = URL(fileURLWithPath: copy).deletingLastPathComponent().path
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw cannotCopy(copy, errno) }
        return copy
    }

    private func cannotCopy(_ copy: String, _ number: CInt) -> StoreError {
        StoreError(
            number == ENOSPC || number == EDQUOT ? .full : .failed,
            "The database cannot be copied to \(copy), which is done before it is brought up to date: "
                + "\(String(cString: strerror(number))). It is as it was."
        )
    }
}

extension CertificationStore {
    /// The copies of the database at `path` that were kept when it was migrated, oldest first. They hold what it held,
    /// people included.
    public static func copiesBeforeMigration(of path: String) -> [String] {
        (1...Schema.migrator.migrations.count).map { SchemaUpgrade.copyPath(of: path, version: $0) }
            .filter { access($0, F_OK) == 0 }
    }
}
