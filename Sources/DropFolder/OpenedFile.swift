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
    /// - Throws: ``DropFolderError`` if it cannot be opened or is no regular file.
    init(_ path: FilePath) throws {
        descriptor = path.withPlatformString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 else { throw DropFolderError(doing: "Opening \(path.display)", errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw DropFolderError(.notUsable, "\(path.display) is no regular file. Give a CSV file.")
        }
        size = Int64(status.st_size)
        owner = status.st_uid
        links = Int(status.st_nlink)
    }

    deinit {
        close(descriptor)
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
