import Glibc

/// A file without a name, for what does not fit into memory. Its owner closes it by letting go of it, and it is gone.
///
/// One thread appends to it; when that is done, any number may read.
public final class ScratchFile: @unchecked Sendable {
    let descriptor: CInt
    /// In bytes.
    public private(set) var size = 0

    /// - Throws: `TextDefect.scratchFailed`, as everything here does.
    public init(directory: String) throws(TextDefect) {
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

    /// Writes bytes behind those that are there.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(TextDefect) {
        var rest = bytes
        while !rest.isEmpty {
            let written = pwrite(descriptor, rest.baseAddress, rest.count, size)
            if written >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                size += written
            } else if errno != EINTR {
                throw .scratchFailed(errno: errno)
            }
        }
    }

    /// Reads as many bytes as `buffer` holds or the file has left behind `offset`.
    ///
    /// - Returns: how many.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(TextDefect) -> Int {
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset + done)
            if got == 0 { break }
            if got > 0 {
                done += got
            } else if errno != EINTR {
                throw .scratchFailed(errno: errno)
            }
        }
        return done
    }

    /// For file systems without `O_TMPFILE`, NFS among them.
    private static func makeAndUnlink(directory: String) -> CInt {
        var path = Array("\(directory)/.scratch-XXXXXX".utf8CString)
        let opened = mkstemp(&path)
        guard opened >= 0 else { return opened }
        unlink(path)
        _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
        return opened
    }
}
