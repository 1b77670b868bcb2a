import Certification
import Glibc
import Store
import SystemPackage

/// Folders of the spool that belong to no run: the database was restored from a backup that is older than they are.
///
/// A new run may get the number of one, so the service moves them aside when it starts. The file of one is kept for
/// someone to decide about, since nobody knows any more where it was dropped.
public enum SpoolOrphans {
    private static let prefix = "orphan-"

    /// The files that nobody asks for any more.
    public static func files(_ root: DropRoot, _ store: CertificationStore) throws -> [FilePath] {
        let spool = FilePath(root.spool)
        let aside = try FileSystem.names(in: spool).filter { $0.display.hasPrefix(prefix) }
        let places = aside.map { spool.appending($0) } + (try folders(root, store))
        return places.map { RunPlaces(spooledIn: $0).file }.filter(FileSystem.exists).sorted { $0.string < $1.string }
    }

    /// Moves them aside. Removes those without a file, and those of commands that were stopped before they had done
    /// anything.
    ///
    /// - Returns: the files.
    static func moveAside(_ root: DropRoot, _ store: CertificationStore) throws -> [FilePath] {
        guard try !numbers(root).isEmpty else { return [] }
        // A command that makes a file in the spool holds the write lock until its run is on record.
        return try store.transaction { transaction in
            try numbers(root).compactMap { number in
                guard try !transaction.isUnfinished(RunID(rawValue: number)) else { return nil }
                return try moveAside(FilePath(root.spool).appending("\(number)"))
            }
        }
    }

    /// Makes the folder of a run that has just got its number. What stands in its place is of no run: a command that was
    /// stopped before its run was on record had the number, too.
    static func makeFolder(_ folder: FilePath) throws {
        func isMade() -> Bool { folder.withPlatformString { mkdir($0, 0o700) } == 0 }
        if isMade() { return }
        if errno == EEXIST {
            _ = try moveAside(folder)
            if isMade() { return }
        }
        throw DropFolderError(doing: "Making \(folder.display)", errno: errno)
    }

    /// - Returns: the file, if it was dropped by someone.
    private static func moveAside(_ folder: FilePath) throws -> FilePath? {
        guard holdsDroppedFile(folder) else {
            try FileSystem.removeTree(folder)
            return nil
        }
        let name = folder.fileName.display
        var place = folder.directory.appending(prefix + name)
        var attempt = 1
        while try FileSystem.move(folder, to: place) == .destinationTaken {
            attempt += 1
            place = folder.directory.appending("\(prefix)\(name)-\(attempt)")
        }
        return RunPlaces(spooledIn: place).file
    }

    private static func folders(_ root: DropRoot, _ store: CertificationStore) throws -> [FilePath] {
        let found = try numbers(root)
        let known = Set(try store.unfinishedRuns().map(\.id.rawValue))
        // A run that has ended meanwhile has left nothing.
        return found.filter { !known.contains($0) }
            .map { FilePath(root.spool).appending("\($0)") }.filter(holdsDroppedFile)
    }

    private static func numbers(_ root: DropRoot) throws -> [Int64] {
        try FileSystem.names(in: FilePath(root.spool)).compactMap { Int64($0.display) }.sorted()
    }

    private static func holdsDroppedFile(_ folder: FilePath) -> Bool {
        FileSystem.exists(RunPlaces(spooledIn: folder).file)
            && !FileSystem.exists(RunPlaces.generatedMark(in: folder))
    }
}
