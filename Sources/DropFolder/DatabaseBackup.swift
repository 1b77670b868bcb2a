import Foundation
import Glibc
import Store
import SystemPackage

/// Copies the database of a drop root while the service runs.
public enum DatabaseBackup {
    /// Seconds that a run which is being published is waited for.
    private static let patience: Double = 30

    /// Puts a checked copy of the database at `path`. It appears there complete and on the disk, or not at all.
    ///
    /// It is taken at a moment at which no run is being published: restored, such a run would be told once more. Its time
    /// is that of its beginning, so that whatever is not in it is newer.
    ///
    /// - Throws: ``DropFolderError`` with ``DropFolderError/Code/notUsable`` if the name is taken and not to be
    ///   replaced; `StoreError`.
    public static func write(_ root: DropRoot, to path: FilePath, replacing: Bool) throws {
        guard replacing || !FileSystem.exists(path) else { throw taken(path) }
        let store = try CertificationStore(reading: root.database, leavesNoTrace: false)
        let hidden = path.directory.appending(".\(path.fileName.display).new")
        do {
            let began = Date()
            try copy(store, to: hidden, isServed: ServiceLock.holder(root) != nil)
            try FileManager.default.setAttributes([.modificationDate: began], ofItemAtPath: hidden.string)
            try FileSystem.synchronise(file: hidden)
            if replacing {
                _ = try FileSystem.replace(hidden, at: path)
            } else if try FileSystem.move(hidden, to: path) == .destinationTaken {
                throw taken(path)
            }
        } catch {
            try? FileSystem.remove(hidden)
            throw error
        }
        try FileSystem.synchronise(directory: path.directory)
    }

    /// Where nobody goes on with a run, nobody is waited for.
    private static func copy(_ store: CertificationStore, to path: FilePath, isServed: Bool) throws {
        let deadline = Date(timeIntervalSinceNow: isServed ? patience : 0)
        repeat {
            try FileSystem.remove(path)
            if try store.copy(to: path.string, isPatient: Date() < deadline) { return }
            usleep(20_000)
        } while true
    }

    private static func taken(_ path: FilePath) -> DropFolderError {
        DropFolderError(.notUsable, "\(path.display) exists already. Choose another name, or replace it by --force.")
    }
}
