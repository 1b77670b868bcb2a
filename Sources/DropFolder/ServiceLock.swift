import Glibc

/// Held by the one service of some drop roots, until the process ends: a file in the state directory, which names the
/// process, and each drop root itself, which another service may share although its state directory is another.
public final class ServiceLock: Sendable {
    private let descriptor: CInt
    private let folders: [CInt]

    public convenience init(_ root: DropRoot) throws {
        try self.init([root])
    }

    /// - Parameter roots: at least one; all have the same state directory.
    /// - Throws: ``DropFolderError`` with ``DropFolderError/Code/alreadyRunning``, which names the process that holds it.
    public init(_ roots: [DropRoot]) throws {
        let root = roots[0]
        let path = root.stateDirectory + "/service.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DropFolderError(doing: "Opening \(path)", errno: errno) }
        guard Self.lock(descriptor) else {
            let holder = Self.process(descriptor).map(String.init) ?? "unknown"
            close(descriptor)
            throw DropFolderError(
                .alreadyRunning,
                "Another certdrop service (process \(holder)) serves \(root.path) already. Stop it first."
            )
        }
        var folders: [CInt] = []
        do {
            for root in roots { folders.append(try Self.lock(root)) }
        } catch {
            for folder in folders { close(folder) }
            close(descriptor)
            throw error
        }
        self.folders = folders
        ftruncate(descriptor, 0)
        let number = Array("\(getpid())".utf8)
        _ = pwrite(descriptor, number, number.count, 0)
    }

    /// - Returns: the open folder; -1 if it cannot be opened, which is told elsewhere.
    private static func lock(_ root: DropRoot) throws -> CInt {
        let folder = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // NFS locks no folders (EBADF, `flock(2)`); then the file has to be enough.
        guard folder < 0 || lock(folder) || errno != EWOULDBLOCK else {
            let holder = lockOwner(folder).map(String.init) ?? "unknown"
            close(folder)
            throw DropFolderError(
                .alreadyRunning,
                "Another certdrop service (process \(holder)), whose state_directory is not \(root.stateDirectory), "
                    + "serves \(root.path) already. Stop it first."
            )
        }
        return folder
    }

    /// Whoever asks for the holder has the lock for a moment, which is waited for. After false, `errno` says why.
    private static func lock(_ descriptor: CInt) -> Bool {
        for _ in 0..<20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { return false }
            usleep(20_000)
        }
        errno = EWOULDBLOCK
        return false
    }

    /// The process that has a lock on an open folder, as the kernel lists them: `proc_locks(5)`.
    private static func lockOwner(_ folder: CInt) -> Int32? {
        var status = stat()
        guard fstat(folder, &status) == 0, let list = fopen("/proc/locks", "re") else { return nil }
        defer { fclose(list) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, CInt(line.count), list) != nil {
            // 1: FLOCK  ADVISORY  WRITE 4711 fe:00:131074 0 EOF
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(separator: " ")
            guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(status.st_ino)") else { continue }
            return Int32(words[4])
        }
        return nil
    }

    /// The process that serves the drop root now; nil if none does.
    public static func holder(_ root: DropRoot) -> Int32? {
        let descriptor = open(root.stateDirectory + "/service.lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? nil : process(descriptor)
    }

    /// Another service that serves the drop root, although its state directory is another; nil if there is none.
    public static func other(_ root: DropRoot) -> Int32? {
        let folder = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        guard flock(folder, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return lockOwner(folder)
    }

    private static func process(_ descriptor: CInt) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return Int32(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))
    }

    deinit {
        close(descriptor)
        for folder in folders where folder >= 0 { close(folder) }
    }
}
