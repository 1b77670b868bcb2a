import CInotifyTools
import Foundation
import Glibc
import Synchronization
import SystemPackage
import Wording

/// Whether a file in an inbox can be taken.
public enum Readiness: Sendable, Equatable {
    case ready
    /// Another process has it open for writing.
    case beingWritten
    /// The kernel does not say whether it is being written; it has to stand still until then.
    case settling(until: Date)
    /// Another name for the same file exists: it is being moved in by link and unlink, or its owner cannot be told.
    case linked(until: Date)
    /// No regular file: left where it is.
    case notRegular(EntryKind)
    /// It went away while it was looked at.
    case gone
    /// It cannot be opened.
    case unreadable(String)
    /// The service may not read it. A program may give it the right when it has written it; until then it can be refused
    /// only when nothing has been done to it for a while.
    case denied(until: Date)
    /// It was tried again and again, and failed by a fault of the machine; others go first.
    case failing(String)
    /// It was begun, and files of other drop roots go first.
    case givingWay
}

/// Looks at files in inboxes, and remembers those that must stand still for a while.
final class ReadinessCheck: Sendable {
    /// How long size and time must not change where the kernel cannot say that a file is complete, in seconds.
    let settle: Double
    /// So many times as long may nothing be done to a file that may not be read.
    private static let patience: Double = 30
    private let observed = Mutex<[FilePath: Observation]>([:])

    private struct Observation {
        var size: Int64
        var modified: timespec
        var links: UInt64
        var since: Date
    }

    init(settle: Double) {
        self.settle = settle
        // Who opens a file for writing just while it is leased makes the kernel send SIGIO, which would end the process.
        signal(SIGIO, SIG_IGN)
    }

    func check(_ path: FilePath, now: Date) -> Readiness {
        guard let named = FileSystem.status(path) else { return .gone }
        guard named.st_mode & S_IFMT == S_IFREG else { return .notRegular(EntryKind(mode: named.st_mode)) }
        // Never waits: a FIFO that took the file's place is opened and refused below.
        let descriptor = path.withPlatformString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: return .gone
            case EACCES:
                let changed = Date(timeIntervalSince1970: Double(named.st_ctim.tv_sec))
                return .denied(until: changed + Self.patience * settle)
            default: return .unreadable(String(cString: strerror(errno)))
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .gone }
        guard status.st_mode & S_IFMT == S_IFREG else { return .notRegular(EntryKind(mode: status.st_mode)) }
        if status.st_nlink > 1 {
            let standsSince = stands(path, status, now: now)
            return now >= standsSince + settle ? .ready : .linked(until: standsSince + settle)
        }
        switch lease(descriptor) {
        case .granted:
            observed.withLock { $0[path] = nil }
            return .ready
        case .refused: return .beingWritten
        case .unknown:
            let standsSince = stands(path, status, now: now)
            return now >= standsSince + settle ? .ready : .settling(until: standsSince + settle)
        }
    }

    /// Forgets files that are gone.
    func keep(only paths: Set<FilePath>) {
        observed.withLock { $0 = $0.filter { paths.contains($0.key) } }
    }

    private enum Lease { case granted, refused, unknown }

    /// The kernel grants a read lease only while nobody has the file open for writing: `fcntl(2)`, "Leases".
    private func lease(_ descriptor: CInt) -> Lease {
        if fcntl(descriptor, CInt(SET_LEASE), F_RDLCK) == 0 {
            _ = fcntl(descriptor, CInt(SET_LEASE), F_UNLCK)
            return .granted
        }
        return errno == EAGAIN ? .refused : .unknown
    }

    /// Since when the file has been as it is now.
    private func stands(_ path: FilePath, _ status: stat, now: Date) -> Date {
        observed.withLock { observed in
            // Later than now is what was seen before the clock was set back.
            if let known = observed[path], known.since <= now, known.size == status.st_size,
                known.links == UInt64(status.st_nlink),
                known.modified.tv_sec == status.st_mtim.tv_sec, known.modified.tv_nsec == status.st_mtim.tv_nsec
            {
                return known.since
            }
            observed[path] = Observation(
                size: Int64(status.st_size),
                modified: status.st_mtim,
                links: UInt64(status.st_nlink),
                since: now
            )
            return now
        }
    }
}

extension Readiness {
    /// Why a file of this readiness waits.
    public var cause: WaitingCause {
        switch self {
        case .ready: .next
        case .beingWritten: .beingWritten
        case .settling: .settling
        case .linked: .linked
        case .notRegular(let type): .notRegular(type)
        case .gone: .gone
        case .failing(let cause): .failing(cause)
        case .unreadable(let cause): .unreadable(cause)
        case .denied: .denied
        case .givingWay: .givingWay
        }
    }
}
