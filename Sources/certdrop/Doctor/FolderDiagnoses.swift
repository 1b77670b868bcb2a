import Certification
import DropFolder
import Foundation
import Glibc
import Wording

/// Folders: there, on one file system, and with the owners and modes that `DropRoot.makeFolders` gives them, or stricter.
extension Doctor {
    private enum Use {
        /// The service alone writes; others may read.
        case read
        /// Administrators put files into it.
        case shared
        /// The service alone.
        case own

        var mode: String {
            switch self {
            case .read: "750"
            case .shared: "1770"
            case .own: "700"
            }
        }
    }

    private var folders: [(path: String, use: Use)] {
        [(root.stateDirectory, .own), (root.spool, .own)] + drops.flatMap { folders($0.root) }
    }

    private func folders(_ root: DropRoot) -> [(path: String, use: Use)] {
        [(root.path, .read)]
            + [root.outbox, root.outbox + "/sent", root.outbox + "/undeliverable", root.templates].map { ($0, .read) }
            + RunMode.allCases.map { (root.inbox($0).display, .shared) }
            + [(root.done.display, .shared), (root.failed.display, .shared)]
    }

    func folderDiagnoses() -> [Diagnosis] {
        var found: [Diagnosis] = []
        for (path, use) in folders {
            guard let status = FileStatus(path) else {
                found += missing(path, use)
                continue
            }
            guard status.isFolder else {
                found.append(.noFolder(path: path))
                continue
            }
            if let device = FileStatus(root.path)?.device, status.device != device, path != root.stateDirectory {
                found.append(.fileSystems(path: path, dropRoot: root.path))
            }
            found += permissions(path, status, use) + ownership(path, status)
        }
        return found + stateFiles()
    }

    /// What cannot be looked at is not called missing. Of a tree that is missing, its root is named alone.
    private func missing(_ path: String, _ use: Use) -> [Diagnosis] {
        var status = stat()
        guard stat(path, &status) != 0, errno == ENOENT || errno == ENOTDIR else {
            return [.hidden(path: path, account: Accounts.name(of: geteuid()) ?? "\(geteuid())")]
        }
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileStatus(above) != nil || isOutermost(path) else { return [] }
        let group = FileStatus(root.path)?.groupName ?? service.name
        return [.folderMissing(path: path, mode: use.mode, account: service.name, group: group)]
    }

    private func isOutermost(_ path: String) -> Bool {
        path == root.stateDirectory || drops.contains { $0.root.path == path }
    }

    private func permissions(_ path: String, _ status: FileStatus, _ use: Use) -> [Diagnosis] {
        switch use {
        case .own: return status.mode & 0o077 == 0 ? [] : [.open(path: path, mode: status.octalMode)]
        case .read: return status.mode & 0o022 == 0 ? [] : [.writable(path: path, mode: status.octalMode)]
        case .shared:
            if status.mode & 0o022 != 0 && status.mode & 0o1000 == 0 {
                return [.sticky(path: path, mode: status.octalMode)]
            }
            return status.mode & 0o002 == 0 ? [] : [.everyone(path: path, mode: status.octalMode)]
        }
    }

    private func ownership(_ path: String, _ status: FileStatus) -> [Diagnosis] {
        guard status.owner != service.uid else { return [] }
        let owner = Accounts.name(of: status.owner) ?? "\(status.owner)"
        return [.owner(path: path, owner: owner, service: service.name)]
    }

    /// What lies in the state directory: the database and what goes with it.
    private func stateFiles() -> [Diagnosis] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.stateDirectory)) ?? []
        return names.sorted().flatMap { name -> [Diagnosis] in
            let path = "\(root.stateDirectory)/\(name)"
            guard let status = FileStatus(path), !status.isFolder else { return [] }
            let isOpen = status.mode & 0o077 != 0 && name.hasPrefix("certdrop.sqlite")
            return (isOpen ? [.open(path: path, mode: status.octalMode)] : []) + ownership(path, status)
        }
    }
}
