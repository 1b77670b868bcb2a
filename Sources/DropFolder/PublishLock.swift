import Glibc

/// Held while a run's results are published, so that the service does not go on with a run that a command line still has
/// in hand: two processes that write the same message would spoil it for each other. The kernel frees the lock of a
/// process that dies.
final class PublishLock {
    private let descriptor: CInt

    /// Waits until no other process publishes.
    init(_ root: DropRoot) throws {
        let path = root.stateDirectory + "/publish.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DropFolderError(doing: "Opening \(path)", errno: errno) }
        while flock(descriptor, LOCK_EX) != 0 {
            let number = errno
            if number == EINTR { continue }
            close(descriptor)
            throw DropFolderError(doing: "Locking \(path)", errno: number)
        }
    }

    deinit {
        close(descriptor)
    }
}
