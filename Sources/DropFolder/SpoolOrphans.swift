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

    /// Moves them aside, and removes those without a file.
    ///
    /// - Returns: the files.
    static func moveAside(_ root: DropRoot, _ store: CertificationStore) throws -> [FilePath] {
        try folders(root, store).compactMap { folder in
            guard FileSystem.exists(RunPlaces(spooledIn: folder).file) else {
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
    }

    private static func folders(_ root: DropRoot, _ store: CertificationStore) throws -> [FilePath] {
        let spool = FilePath(root.spool)
        let numbers = try FileSystem.names(in: spool).compactMap { Int64($0.display) }
        let known = Set(try store.unfinishedRuns().map(\.id.rawValue))
        // A run that has ended meanwhile has left nothing.
        return numbers.sorted().filter { !known.contains($0) }
            .map { spool.appending("\($0)") }.filter(FileSystem.exists)
    }
}
