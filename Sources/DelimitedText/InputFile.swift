import Glibc

/// A regular file that is read by position, and must stay as it was when it was opened. The descriptor is not its own.
struct InputFile: Sendable {
    let descriptor: CInt
    let size: Int64
    private let modified: Int64

    init(descriptor: CInt) throws(TextDefect) {
        self.descriptor = descriptor
        (size, modified) = try InputFile.state(of: descriptor)
    }

    /// Reads exactly `count` bytes.
    func read(at offset: Int64, into bytes: UnsafeMutablePointer<UInt8>, count: Int) throws(TextDefect) {
        var done = 0
        while done < count {
            let result = pread(descriptor, bytes + done, count - done, off_t(offset) + done)
            if result > 0 {
                done += result
            } else if result == 0 {
                throw .changedWhileReading
            } else if errno != EINTR {
                throw .readFailed(errno: errno)
            }
        }
    }

    /// Throws if size or time of modification are not what they were.
    func checkIsUnchanged() throws(TextDefect) {
        guard try InputFile.state(of: descriptor) == (size, modified) else { throw .changedWhileReading }
    }

    private static func state(of descriptor: CInt) throws(TextDefect) -> (size: Int64, modified: Int64) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .readFailed(errno: errno) }
        let nanoseconds = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        return (Int64(status.st_size), nanoseconds)
    }
}
