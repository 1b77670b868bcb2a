import Glibc

/// An open file or folder, closed when it goes out of scope. Children do not inherit it.
struct Descriptor: ~Copyable {
    let number: Int32

    init(number: Int32) {
        self.number = number
    }

    deinit { close(number) }

    static func folder(_ path: String, doing work: String) throws(MailError) -> Descriptor {
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw MailError(errno: errno, doing: work, path: path) }
        return Descriptor(number: number)
    }

    /// A regular file of this folder; a link is refused, and a FIFO does not block.
    func open(
        _ name: String,
        flags: Int32 = O_RDONLY,
        doing work: String,
        path: String
    ) throws(MailError) -> Descriptor {
        let file = openat(number, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw MailError(errno: errno, doing: work, path: path) }
        let opened = Descriptor(number: file)
        guard let status = opened.status(), status.st_mode & S_IFMT == S_IFREG else {
            throw MailError(.failed, "\(MailError.printable(path)) is not a regular file.")
        }
        return opened
    }

    func status() -> stat? {
        var status = stat()
        return fstat(number, &status) == 0 ? status : nil
    }

    /// The status of a name in this folder; nil if there is none or it cannot be told.
    func status(of name: String) -> stat? {
        var status = stat()
        return fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    /// Whether something stands in this folder under that name.
    func holds(_ name: String) -> Bool { status(of: name) != nil }

    /// From the start, at most `limit` bytes.
    func readAll(atMost limit: Int, doing work: String, path: String) throws(MailError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = pread(number, &chunk, wanted, off_t(bytes.count))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw MailError(errno: errno, doing: work, path: path) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    func write(_ bytes: [UInt8], doing work: String, path: String) throws(MailError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(number, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw MailError(errno: errno, doing: work, path: path) }
            written += count
        }
    }

    /// Waits until the file, or the names of the folder, are on the disk.
    func synchronise(doing work: String, path: String) throws(MailError) {
        guard fsync(number) == 0 else { throw MailError(errno: errno, doing: work, path: path) }
    }

    /// All names in this folder but `.` and `..`, in no order; those that are not UTF-8 are left out.
    func names(doing work: String, path: String) throws(MailError) -> [String] {
        let duplicate = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard duplicate >= 0 else { throw MailError(errno: errno, doing: work, path: path) }
        guard let listing = fdopendir(duplicate) else {
            let number = errno
            close(duplicate)
            throw MailError(errno: number, doing: work, path: path)
        }
        defer { closedir(listing) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(listing) else {
                guard errno == 0 else { throw MailError(errno: errno, doing: work, path: path) }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
    }
}
