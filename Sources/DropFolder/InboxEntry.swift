import Certification
import Foundation
import Glibc
import Wording

/// What lies in an inbox, as anyone can see it who looks: whether it can be taken, the service says.
public struct InboxEntry: Sendable {
    public let mode: RunMode
    public let name: FileName
    /// When it came into the inbox, or was last written.
    public let since: Date
    /// What it is, if it is no regular file.
    public let irregular: EntryKind?

    /// All but hidden files. Throws ``DropFolderError`` if an inbox cannot be read.
    public static func all(_ root: DropRoot) throws -> [InboxEntry] {
        try RunMode.allCases.flatMap { mode in
            let inbox = root.inbox(mode)
            return try FileSystem.names(in: inbox).filter { $0.bytes.first != UInt8(ascii: ".") }.compactMap {
                name -> InboxEntry? in
                guard let status = FileSystem.status(inbox.appending(name)) else { return nil }
                let kind = status.st_mode & S_IFMT == S_IFREG ? nil : EntryKind(mode: status.st_mode)
                return InboxEntry(mode: mode, name: name, since: Date(status.st_ctim), irregular: kind)
            }
        }
    }
}

extension EntryKind {
    /// Of an entry that is no regular file: `inode(7)`.
    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .symbolicLink
        case S_IFIFO: self = .namedPipe
        case S_IFSOCK: self = .socket
        default: self = .device
        }
    }
}
