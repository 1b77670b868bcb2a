import Certification
import DropFolder
import Foundation
import Glibc
import Store
import Wording

/// Leases, inotify, disk and clock.
extension Doctor {
    // MARK: Leases

    /// Bit 28 of a set of capabilities: `capabilities(7)`.
    private static let leaseCapability: UInt64 = 1 << 28

    func leaseDiagnoses() -> [Diagnosis] {
        for drop in drops {
            let inbox = drop.root.inbox(.import).display
            if let reason = SystemProbe.leaseRefusal(in: inbox) {
                return [.leasesUnavailable(path: inbox, reason: reason)]
            }
        }
        // Its own files it may always ask about, and without a service, nobody knows what it will be allowed.
        let areOthers = drops.flatMap { $0.options.administrators ?? [] }.contains { administrator in
            Account(administrator.account).map { $0.uid != service.uid } ?? false
        }
        guard areOthers, let process = service.process,
            let capabilities = ProcessStatus(process)?.effectiveCapabilities, capabilities & Self.leaseCapability == 0
        else { return [] }
        return [.leasesNotAllowed(service: service.name)]
    }

    // MARK: inotify

    private var inboxes: Int { RunMode.allCases.count * drops.count }

    /// The service that runs has what it needs; one that is to be started needs an instance and a watch for each inbox.
    func inotifyDiagnoses() -> [Diagnosis] {
        func limit(_ name: String) -> Int? {
            let text = try? String(contentsOfFile: "/proc/sys/fs/inotify/\(name)", encoding: .utf8)
            return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
        var found: [Diagnosis] = []
        if service.process == nil {
            let use = InotifyUse(uid: service.uid)
            if let limit = limit("max_user_instances"), use.instances + 1 > limit {
                found.append(.inotifyInstances(used: use.instances, limit: limit, account: service.name))
            }
            if let limit = limit("max_user_watches"), use.watches + inboxes > limit {
                found.append(.inotifyWatches(used: use.watches, limit: limit, account: service.name))
            }
        }
        if let limit = limit("max_queued_events"), limit < 1024 { found.append(.inotifyQueue(limit: limit)) }
        return found
    }

    // MARK: Disk

    /// Less than `full` does not do for an ordinary file and its reports.
    private static let (full, low) = (Int64(64 << 20), Int64(1 << 30))
    private static let inodes: Int64 = 1000

    func diskDiagnoses() -> [Diagnosis] {
        var seen: Set<dev_t> = []
        return (drops.map(\.root.path) + [root.stateDirectory]).flatMap { path -> [Diagnosis] in
            var status = statvfs()
            guard let device = FileStatus(path)?.device, seen.insert(device).inserted, statvfs(path, &status) == 0
            else { return [] }
            let free = Int64(status.f_bavail) * Int64(status.f_frsize)
            var found: [Diagnosis] = []
            if free < Self.full {
                found.append(.diskFull(path: path, free: free))
            } else if free < Self.low {
                found.append(.diskLow(path: path, free: free))
            }
            // A file system that makes inodes as it needs them counts none.
            if status.f_files > 0 && Int64(status.f_favail) < Self.inodes {
                found.append(.noInodes(path: path, free: Int64(status.f_favail)))
            }
            return found
        }
    }

    // MARK: Clock

    /// Seconds that the clock may go back: time servers correct it by less.
    private static let tolerance: Double = 60

    func clockDiagnoses() -> [Diagnosis] {
        var found: [Diagnosis] = []
        let now = Date()
        if let store = try? CertificationStore(reading: root.database), let run = try? store.lastRuns(1).first,
            run.claimed > now + Self.tolerance
        {
            found.append(
                .clockBehind(
                    now: now.formatted(.iso8601),
                    run: run.id.rawValue,
                    began: run.claimed.formatted(.iso8601)
                )
            )
        }
        if !SystemProbe.isClockSynchronised { found.append(.clockUnsynchronised) }
        return found
    }
}
