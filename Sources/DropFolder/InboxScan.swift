import Certification
import Foundation
import Glibc
import SystemPackage

/// A file in an inbox that can be taken.
struct ReadyFile {
    let mode: RunMode
    let name: FileName
    /// When it came into the inbox, or was last written.
    let arrived: timespec
    /// In bytes.
    let size: Int64
}

/// A file in an inbox that cannot be taken yet, and why.
public struct WaitingFile: Sendable, Equatable {
    public let mode: RunMode
    public let name: FileName
    public let readiness: Readiness
    /// When it came into the inbox, or was last written.
    public let since: Date
}

extension ReadyFile {
    /// No more files are taken at once.
    private static let largestGroup = 32
    /// Bytes of files that are taken at once, unless one has more: they are all done in a moment.
    private static let largestGroupSize: Int64 = 256 << 10

    /// Small files that come together are taken together.
    static func groups(_ files: [ReadyFile]) -> [[ReadyFile]] {
        var groups: [[ReadyFile]] = []
        var size: Int64 = 0
        for file in files {
            size += file.size
            if let last = groups.last, last.count < largestGroup, size <= largestGroupSize {
                groups[groups.count - 1].append(file)
            } else {
                groups.append([file])
                size = file.size
            }
        }
        return groups
    }
}

/// Looks through the inboxes. Owned by one thread.
struct InboxScan {
    private(set) var ready: [ReadyFile] = []
    private(set) var waiting: [WaitingFile] = []
    /// When something that stands still will have stood long enough.
    private(set) var nextLook: Date?

    /// Ready files come in the order in which they arrived.
    init(_ root: DropRoot, _ check: ReadinessCheck, now: Date) throws {
        var seen: Set<FilePath> = []
        for mode in RunMode.allCases {
            let inbox = root.inbox(mode)
            for name in try FileSystem.names(in: inbox) where !name.isIgnored {
                let path = inbox.appending(name)
                seen.insert(path)
                look(path, mode, name, check, now)
                if let sidecar = name.checksumName { seen.insert(inbox.appending(sidecar)) }
                if ready.last?.mode == mode, ready.last?.name == name, let sidecar = name.checksumName {
                    waitForSidecar(sidecar, in: inbox, check, now)
                }
            }
        }
        check.keep(only: seen)
        ready.sort { ($0.arrived.tv_sec, $0.arrived.tv_nsec) < ($1.arrived.tv_sec, $1.arrived.tv_nsec) }
    }

    private mutating func look(
        _ path: FilePath,
        _ mode: RunMode,
        _ name: FileName,
        _ check: ReadinessCheck,
        _ now: Date
    ) {
        let readiness = check.check(path, now: now)
        guard let status = FileSystem.status(path) else { return }
        let file = WaitingFile(mode: mode, name: name, readiness: readiness, since: Date(status.st_ctim))
        switch readiness {
        case .ready:
            add(status, mode, name)
        case .denied(let until) where now >= until:
            add(status, mode, name)
        case .gone: return
        case .settling(let until), .linked(let until), .denied(let until):
            nextLook = min(nextLook ?? until, until)
            waiting.append(file)
        case .beingWritten, .notRegular, .unreadable, .failing, .givingWay: waiting.append(file)
        }
    }

    private mutating func add(_ status: stat, _ mode: RunMode, _ name: FileName) {
        ready.append(ReadyFile(mode: mode, name: name, arrived: status.st_ctim, size: Int64(status.st_size)))
    }

    /// A file whose checksum is still being written, or cannot be read, waits for it.
    private mutating func waitForSidecar(
        _ sidecar: FileName,
        in inbox: FilePath,
        _ check: ReadinessCheck,
        _ now: Date
    ) {
        let path = inbox.appending(sidecar)
        guard let file = ready.last, FileSystem.exists(path) else { return }
        let readiness = check.check(path, now: now)
        switch readiness {
        case .ready, .linked, .gone: return
        case .beingWritten, .settling:
            waiting.append(
                WaitingFile(mode: file.mode, name: file.name, readiness: readiness, since: Date(file.arrived))
            )
            if case .settling(let until) = readiness { nextLook = min(nextLook ?? until, until) }
        case .notRegular, .unreadable, .denied, .failing, .givingWay:
            waiting.append(
                WaitingFile(mode: file.mode, name: sidecar, readiness: readiness, since: Date(file.arrived))
            )
        }
        ready.removeLast()
    }
}

extension Date {
    /// A time of the file system.
    init(_ time: timespec) {
        self.init(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }
}
