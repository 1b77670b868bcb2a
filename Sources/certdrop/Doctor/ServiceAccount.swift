import DropFolder
import Foundation
import Glibc

/// The account that the service runs as: that of the process which serves the drop root, else the owner of the state
/// directory, which is the service's alone.
struct ServiceAccount {
    let uid: uid_t
    /// The process that serves the drop root; nil if none does.
    let process: Int32?

    init(_ root: DropRoot) {
        process = ServiceLock.holder(root)
        let owner = process.flatMap { FileStatus("/proc/\($0)")?.owner }
        uid = owner ?? FileStatus(root.stateDirectory)?.owner ?? geteuid()
    }

    var name: String { Accounts.name(of: uid) ?? "\(uid)" }
}

/// What `stat(2)` says of a path.
struct FileStatus {
    private let status: stat

    /// nil if there is nothing, or it cannot be told.
    init?(_ path: String) {
        var status = Glibc.stat()
        guard stat(path, &status) == 0 else { return nil }
        self.status = status
    }

    var owner: uid_t { status.st_uid }
    var group: gid_t { status.st_gid }
    var device: dev_t { status.st_dev }
    var inode: ino_t { status.st_ino }
    var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
    /// The permission bits, with those of `chmod(1)` in front.
    var mode: mode_t { status.st_mode & 0o7777 }
    var octalMode: String { "0" + String(mode, radix: 8) }
    var modified: Date { Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec)) }
    var changed: Date { Date(timeIntervalSince1970: Double(status.st_ctim.tv_sec)) }

    var groupName: String {
        guard let entry = getgrgid(group) else { return "\(group)" }
        return String(cString: entry.pointee.gr_name)
    }
}
