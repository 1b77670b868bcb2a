import Foundation

/// Something that can be waited for with a deadline, and set off by other threads.
final class Alarm: Sendable {
    // Sendable: the condition is the lock for all of them.
    private let condition = NSCondition()
    private nonisolated(unsafe) var isRinging = false
    private nonisolated(unsafe) var isStopped = false
    private nonisolated(unsafe) var waiters = 0

    func ring() {
        condition.withLock {
            isRinging = true
            condition.broadcast()
        }
    }

    /// Rings for good.
    func stop() {
        condition.withLock {
            isStopped = true
            condition.broadcast()
        }
    }

    var hasStopped: Bool { condition.withLock { isStopped } }

    /// Whether a thread waits for it now.
    var isAwaited: Bool { condition.withLock { waiters > 0 } }

    /// Returns after so many seconds, or when stopped.
    func pause(_ seconds: Double) {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.withLock {
            while !isStopped && condition.wait(until: deadline) {}
        }
    }

    /// Returns when it rings or rang since the last wait, or is stopped.
    func wait() {
        condition.withLock {
            while !isRinging && !isStopped { condition.wait() }
            isRinging = false
        }
    }

    /// Returns when it rings or rang since the last wait, is stopped, or at the deadline.
    func wait(until deadline: Date) {
        condition.withLock {
            waiters += 1
            while !isRinging && !isStopped && condition.wait(until: deadline) {}
            waiters -= 1
            isRinging = false
        }
    }
}
