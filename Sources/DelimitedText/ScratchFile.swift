import Glibc

/// A file without a name, which is gone when it is no longer used. Its owner closes it by letting go of it.
final class ScratchFile: Sendable {
    let descriptor: CInt

    init(directory: String) throws(TextDefect) {
        // `O_TMPFILE` is `__O_TMPFILE | O_DIRECTORY`; the macro is not visible in Swift.
        let flags = 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC
        var opened = open(directory, flags, 0o600)
        if opened < 0 { opened = ScratchFile.makeAndUnlink(directory: directory) }
        guard opened >= 0 else { throw .scratchFailed(errno: errno) }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(TextDefect) {
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            } else if errno != EINTR {
                throw .scratchFailed(errno: errno)
            }
        }
    }

    /// For file systems without `O_TMPFILE`, NFS among them.
    private static func makeAndUnlink(directory: String) -> CInt {
        var path = Array("\(directory)/.text-XXXXXX".utf8CString)
        let opened = mkstemp(&path)
        guard opened >= 0 else { return opened }
        unlink(path)
        _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
        return opened
    }
}
