import Glibc

/// Held by the one service of a drop root, until the process ends.
public final class ServiceLock {
    private let descriptor: CInt

    /// - Throws: ``DropFolderError`` with ``DropFolderError/Code/alreadyRunning``, which names the process that holds it.
    public init(_ root: DropRoot) throws {
        let path = root.stateDirectory + "/service.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DropFolderError(doing: "Opening \(path)", errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.process(descriptor).map(String.init) ?? "unknown"
            close(descriptor)
            throw DropFolderError(
                .alreadyRunning,
                "Another certdrop service (process \(holder)) serves \(root.path) already. Stop it first."
            )
        }
        ftruncate(descriptor, 0)
        let number = Array("\(getpid())".utf8)
        _ = pwrite(descriptor, number, number.count, 0)
    }

    /// The process that serves the drop root now; nil if none does.
    public static func holder(_ root: DropRoot) -> Int32? {
        let descriptor = open(root.stateDirectory + "/service.lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? nil : process(descriptor)
    }

    private static func process(_ descriptor: CInt) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return Int32(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))
    }

    deinit {
        close(descriptor)
    }
}
