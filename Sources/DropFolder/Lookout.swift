import Foundation
import Import
import Synchronization
import SystemPackage

/// Sees to it that long work gives way: while the service's thread works, another one looks for files that could be
/// handled instead, and interrupts the work when there is one.
///
/// Interrupted work has to be done anew, or gone on with, so it is left alone for ``patience`` first.
final class Lookout: Sendable {
    /// A drop root that work gives way to.
    struct Other: Sendable {
        let root: DropRoot
        /// The one by which its files are taken.
        let check: ReadinessCheck
        /// Files there that would not be handled now.
        let setAside: Set<FilePath>
    }

    /// What the service's thread is doing.
    private struct Work: Sendable {
        let number: Int
        let began: ContinuousClock.Instant
        let others: [Other]
        /// Only the next file of a drop root counts, and only if it is smaller; in bytes.
        let size: Int64
    }

    /// How long work is left alone, in seconds; also the time between looks that no event asked for.
    static let patience: Double = 0.5

    private let checkpoints: Checkpoints
    private let state = Mutex<(count: Int, work: Work?)>((0, nil))
    /// Rung when work begins, and when a file may have become ready.
    let alarm = Alarm()

    init(_ checkpoints: Checkpoints) {
        self.checkpoints = checkpoints
    }

    func start() {
        let thread = Thread { [self] in
            while !alarm.hasStopped {
                guard let work = state.withLock({ $0.work }) else {
                    alarm.wait()
                    continue
                }
                let left = Self.patience - work.began.duration(to: .now) / .seconds(1)
                if left > 0 {
                    alarm.pause(left)
                } else if work.others.contains(where: { hasNext($0, below: work.size) }) {
                    interrupt(work)
                } else {
                    alarm.wait(until: Date(timeIntervalSinceNow: Self.patience))
                }
            }
        }
        thread.name = "lookout"
        thread.start()
    }

    func stop() {
        alarm.stop()
    }

    /// Does work that passes checkpoints and can be interrupted there.
    ///
    /// - Parameters:
    ///   - others: whose files it gives way to.
    ///   - size: only files that are smaller count, in bytes.
    /// - Returns: whether it was done; false if it gave way.
    func givingWay(to others: [Other], below size: Int64 = .max, _ work: () throws -> Void) throws -> Bool {
        guard !others.isEmpty else {
            try work()
            return true
        }
        begin(others, below: size)
        do {
            try work()
            _ = end()
            return true
        } catch {
            if end() && !checkpoints.isInterrupted { return false }
            throw error
        }
    }

    private func begin(_ others: [Other], below size: Int64) {
        state.withLock { state in
            state.count += 1
            state.work = Work(number: state.count, began: .now, others: others, size: size)
        }
        alarm.ring()
    }

    /// - Returns: whether the work was interrupted.
    private func end() -> Bool {
        state.withLock { state in
            state.work = nil
            defer { checkpoints.goOn() }
            return checkpoints.isGivingWay
        }
    }

    /// It may have ended meanwhile.
    private func interrupt(_ work: Work) {
        state.withLock { state in
            guard state.work?.number == work.number else { return }
            checkpoints.giveWay()
            // Once is enough.
            state.work = nil
        }
    }

    /// Whether the next file of a drop root can be handled.
    private func hasNext(_ other: Other, below size: Int64) -> Bool {
        // A fault is the business of the service's thread, which meets it, too.
        guard let scan = try? InboxScan(other.root, other.check, now: Date()) else { return false }
        let next = scan.ready.first { !other.setAside.contains(other.root.inbox($0.mode).appending($0.name)) }
        return next.map { $0.size < size } ?? false
    }
}
