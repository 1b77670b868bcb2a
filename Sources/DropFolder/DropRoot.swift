import Certification
import Glibc
import SystemPackage

/// The folders of a drop root, and the state directory with what is nobody else's business.
public struct DropRoot: Sendable, Equatable {
    /// What the configuration calls it; empty if there is just one.
    public let name: String
    /// An absolute path.
    public let path: String
    /// The same for all drop roots of a service.
    public let stateDirectory: String

    public init(name: String = "", path: String, stateDirectory: String) {
        self.name = name
        self.path = path
        self.stateDirectory = stateDirectory
    }

    public var done: FilePath { FilePath(path).appending("done") }
    public var failed: FilePath { FilePath(path).appending("failed") }
    public var outbox: String { path + "/outbox" }
    public var templates: String { path + "/templates" }
    public var statusPage: String { path + "/status.html" }
    var serviceStatus: String { stateDirectory + "/status.json" }
    var outageNote: String { stateDirectory + "/outage.json" }
    var rejectedConfiguration: String { stateDirectory + "/rejected-configuration.json" }
    public var database: String { stateDirectory + "/certdrop.sqlite" }
    public var spool: String { stateDirectory + "/spool" }

    /// The folder that files for a mode are dropped into.
    public func inbox(_ mode: RunMode) -> FilePath {
        FilePath(path).appending(mode.rawValue)
    }

    /// A folder of the drop root, as people call it: `import`, or `sales/import` where there are several drop roots.
    public func folder(_ folder: String) -> String {
        name.isEmpty ? folder : "\(name)/\(folder)"
    }

    /// What tells a message of this drop root from the same one of another.
    var nameEnding: String { name.isEmpty ? "" : "-\(name)" }

    /// Where a run keeps its file and its results until they are published.
    func spool(of run: RunID) -> FilePath {
        FilePath(spool).appending("\(run)")
    }

    /// Makes what is missing.
    ///
    /// The folders of the drop root belong to the service and are open to its group, the administrators: inboxes, `done/`
    /// and `failed/` for writing, but with the sticky bit (`chmod(1)`), so that no one moves, removes or replaces what is
    /// another's: the owner of a file is its uploader. Only the service writes to the others, above all to the outbox,
    /// since whoever queues a message sends it. The state directory is the service's alone.
    ///
    /// - Returns: the folders that were made.
    public func makeFolders() throws -> [String] {
        let read = ["", "/outbox", "/outbox/sent", "/outbox/undeliverable", "/templates"].map { path + $0 }
        let shared = ["/verify", "/import", "/import-silent", "/done", "/failed"].map { path + $0 }
        let own = [stateDirectory, spool]
        return try read.filter { try make($0, mode: 0o750) } + shared.filter { try make($0, mode: 0o1770) }
            + own.filter { try make($0, mode: 0o700) }
    }

    private func make(_ folder: String, mode: mode_t) throws -> Bool {
        if mkdir(folder, mode) == 0 {
            chmod(folder, mode)
            return true
        }
        // The folder above is as a rule root's, and is to stay so.
        guard errno != EACCES else {
            let account = Accounts.name(of: geteuid()) ?? "\(geteuid())"
            throw DropFolderError(
                .callFailed,
                "The folder \(folder) is missing, and \(account) may not make it. "
                    + "Run as root: install -d -m \(String(mode, radix: 8)) -o \(account) -g \(account) \(folder)",
                errno: EACCES
            )
        }
        guard errno == EEXIST else { throw DropFolderError(doing: "Making the folder \(folder)", errno: errno) }
        return false
    }

    /// - Throws: ``DropFolderError`` if there is no database although files were answered here: an empty one in its place
    ///   would reject what is right, and tell learners twice.
    public func checkDatabase() throws {
        guard access(database, F_OK) != 0, errno == ENOENT else { return }
        func isPage(_ name: FileName) -> Bool { name.display.hasSuffix(".report.html") }
        for folder in [done, failed] where try FileSystem.names(in: folder).contains(where: isPage) {
            throw DropFolderError(
                .callFailed,
                "There is no database \(database), although \(folder.display) holds reports. If its file system is not "
                    + "mounted, mount it; if it is lost, restore the last backup. To begin with an empty one, move what is "
                    + "in done/ and failed/ elsewhere first.",
                errno: ENOENT
            )
        }
    }

    /// - Throws: ``DropFolderError`` that says what is wrong if files cannot be moved between the drop root and the spool.
    public func check() throws {
        var devices: [String: dev_t] = [:]
        for folder in [path, spool, outbox] + [done, failed].map(\.display)
            + RunMode.allCases.map({ inbox($0).display })
        {
            var status = stat()
            guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw DropFolderError(.notUsable, "The folder \(folder) is missing. Run 'certdrop init', or make it.")
            }
            devices[folder] = status.st_dev
        }
        guard Set(devices.values).count == 1 else {
            throw DropFolderError(
                .notUsable,
                "\(path) and \(spool) lie on different file systems; files cannot be moved between them as a whole. "
                    + "Set state_directory to a folder on the file system of the drop root."
            )
        }
    }
}
