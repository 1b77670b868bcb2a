import Glibc
import SystemPackage

/// A regular file, open for reading, with what the kernel says of it. Closed when let go.
final class OpenedFile {
    let descriptor: CInt
    /// In bytes.
    let size: Int64
    let owner: UInt32
    /// How many names the file has.
    let links: Int

    /// Does not follow a link, and does not wait for a FIFO.
    ///
    /// - Parameter evenIfDenied: whether a file that may not be read is no error.
    /// - Throws: ``DropFolderError`` if it cannot be opened or is no regular file.
    init(_ path: FilePath, evenIfDenied: Bool = false) throws {
        descriptor = path.withPlatformString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 || (evenIfDenied && errno == EACCES) else {
            throw DropFolderError(doing: "Opening \(path.display)", errno: errno)
        }
        var status = stat()
        let isKnown =
            descriptor >= 0
            ? fstat(descriptor, &status) == 0 : path.withPlatformString { lstat($0, &status) } == 0
        guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
            if descriptor >= 0 { close(descriptor) }
            throw DropFolderError(.notUsable, "\(path.display) is no regular file. Give a CSV file.")
        }
        size = Int64(status.st_size)
        owner = status.st_uid
        links = Int(status.st_nlink)
    }

    /// Whether it is not open, since its owner has kept the right to read it.
    var isDenied: Bool { descriptor < 0 }

    deinit {
        if !isDenied { close(descriptor) }
    }
}

/// The file `NAME.sha256` that may come with `NAME`, as `sha256sum` writes it: the checksum, then the name.
enum ChecksumSidecar {
    /// The checksum in lower-case hexadecimal; nil if the file holds none.
    static func read(_ path: FilePath) throws -> String? {
        guard FileSystem.isRegular(path) else { return nil }
        let text = String(decoding: try FileSystem.read(path, limit: 4096), as: UTF8.self).lowercased()
        let word = text.prefix { $0.isHexDigit }
        return word.count == 64 ? String(word) : nil
    }
}
