import CInotifyTools
import Certification
import Glibc
import SystemPackage

/// The few calls with which files are moved, with errors as sentences.
enum FileSystem {
    /// `renameat2(2)` with `RENAME_NOREPLACE`: the move fails rather than overwrite.
    enum MoveResult {
        case moved
        case sourceMissing
        case destinationTaken
    }

    static func move(_ source: FilePath, to destination: FilePath) throws -> MoveResult {
        let result = source.withPlatformString { from in
            destination.withPlatformString { to in
                renameat2(AT_FDCWD, from, AT_FDCWD, to, CUnsignedInt(RENAME_WITHOUT_REPLACING))
            }
        }
        if result == 0 { return .moved }
        let number = errno
        switch number {
        case ENOENT: return .sourceMissing
        case EEXIST: return .destinationTaken
        case EINVAL, ENOSYS: return try moveByLink(source, to: destination)
        default: throw DropFolderError(doing: "Moving \(source.display) to \(destination.display)", errno: number)
        }
    }

    /// Moves to a destination or, if that name is taken, to one beside it that is marked with the run. A source that is
    /// missing is no error.
    static func move(_ source: FilePath, to destination: FilePath, orMarkedWith run: RunID) throws {
        var place = destination
        var attempt = 0
        while try move(source, to: place) == .destinationTaken {
            attempt += 1
            place = destination.directory.appending(destination.fileName.marked(with: run, attempt: attempt))
        }
    }

    /// For file systems without `RENAME_NOREPLACE`, NFS among them: a link fails if the name is taken.
    private static func moveByLink(_ source: FilePath, to destination: FilePath) throws -> MoveResult {
        let result = source.withPlatformString { from in destination.withPlatformString { to in link(from, to) } }
        guard result == 0 else {
            switch errno {
            case ENOENT: return .sourceMissing
            case EEXIST: return .destinationTaken
            default: throw DropFolderError(doing: "Moving \(source.display) to \(destination.display)", errno: errno)
            }
        }
        try remove(source)
        return .moved
    }

    /// Moves over whatever has the name. False if the source is missing.
    static func replace(_ source: FilePath, at destination: FilePath) throws -> Bool {
        let result = source.withPlatformString { from in destination.withPlatformString { to in rename(from, to) } }
        if result == 0 { return true }
        if errno == ENOENT { return false }
        throw DropFolderError(doing: "Moving \(source.display) to \(destination.display)", errno: errno)
    }

    /// Removes a file; that it is missing already is no error.
    static func remove(_ path: FilePath) throws {
        guard path.withPlatformString({ unlink($0) }) == 0 || errno == ENOENT else {
            throw DropFolderError(doing: "Removing \(path.display)", errno: errno)
        }
    }

    static func exists(_ path: FilePath) -> Bool {
        status(path) != nil
    }

    /// Whether there is a regular file of that name, and not a link, a folder or a FIFO.
    static func isRegular(_ path: FilePath) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    }

    /// `lstat(2)`; nil if there is nothing of that name.
    static func status(_ path: FilePath) -> stat? {
        var status = stat()
        return path.withPlatformString({ lstat($0, &status) }) == 0 ? status : nil
    }

    /// Makes the entries of a directory safe against loss of power.
    static func synchronise(directory: FilePath) throws {
        let descriptor = directory.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw DropFolderError(doing: "Opening \(directory.display)", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw DropFolderError(doing: "Writing \(directory.display) to the disk", errno: errno)
        }
    }

    /// Brings the content of a file that others have written to the disk.
    static func synchronise(file: FilePath) throws {
        let opened = try OpenedFile(file)
        try synchronise(opened.descriptor, file)
    }

    /// Brings the content of a file to the disk.
    static func synchronise(_ descriptor: CInt, _ path: FilePath) throws {
        guard fsync(descriptor) == 0 else {
            throw DropFolderError(doing: "Writing \(path.display) to the disk", errno: errno)
        }
    }

    /// Lets the kernel begin to write a file to the disk, so that there is less to wait for later.
    static func beginWriting(_ descriptor: CInt) {
        // File systems that cannot do it refuse it, which does no harm.
        _ = sync_file_range(descriptor, 0, 0, CUnsignedInt(SYNC_RANGE_WRITE))
    }

    /// The names in a directory, without `.` and `..`.
    static func names(in directory: FilePath) throws -> [FileName] {
        guard let stream = directory.withPlatformString({ opendir($0) }) else {
            throw DropFolderError(doing: "Reading the folder \(directory.display)", errno: errno)
        }
        defer { closedir(stream) }
        var names: [FileName] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: UInt8.self, capacity: FileName.longest + 1) {
                    [UInt8](UnsafeBufferPointer(start: $0, count: strlen($0)))
                }
            }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(FileName(name)) }
            errno = 0
        }
        guard errno == 0 else { throw DropFolderError(doing: "Reading the folder \(directory.display)", errno: errno) }
        return names
    }

    /// Removes a directory of the spool and the files in it.
    static func removeTree(_ directory: FilePath) throws {
        guard exists(directory) else { return }
        for name in try names(in: directory) { try remove(directory.appending(name)) }
        guard directory.withPlatformString({ rmdir($0) }) == 0 || errno == ENOENT else {
            throw DropFolderError(doing: "Removing \(directory.display)", errno: errno)
        }
    }
}

extension FileSystem {
    /// Writes a whole file and, if it has to outlive a loss of power, brings it to the disk. What stands there is removed
    /// first, so that nothing is written into a FIFO, or into a file that has another name elsewhere.
    static func write(_ bytes: [UInt8], to path: FilePath, permissions: mode_t, isLasting: Bool = true) throws {
        let work = "Writing \(path.display)"
        try remove(path)
        let descriptor = path.withPlatformString {
            open($0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, permissions)
        }
        guard descriptor >= 0 else { throw DropFolderError(doing: work, errno: errno) }
        defer { close(descriptor) }
        // The mode is meant as it is given, whatever the umask.
        fchmod(descriptor, permissions)
        try write(bytes, to: descriptor, path)
        guard !isLasting || fsync(descriptor) == 0 else { throw DropFolderError(doing: work, errno: errno) }
    }

    /// Writes to an open file.
    static func write(_ bytes: [UInt8], to descriptor: CInt, _ path: FilePath) throws {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            guard written >= 0 else {
                if errno == EINTR { continue }
                throw DropFolderError(doing: "Writing \(path.display)", errno: errno)
            }
            done += written
        }
    }

    /// The first `limit` bytes of a regular file.
    static func read(_ path: FilePath, limit: Int) throws -> [UInt8] {
        let file = try OpenedFile(path)
        return try [UInt8](unsafeUninitializedCapacity: min(Int(file.size), limit)) { buffer, filled in
            while filled < buffer.count {
                let got = pread(file.descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, filled)
                if got < 0 && errno == EINTR { continue }
                guard got >= 0 else { throw DropFolderError(doing: "Reading \(path.display)", errno: errno) }
                if got == 0 { break }
                filled += got
            }
        }
    }
}
