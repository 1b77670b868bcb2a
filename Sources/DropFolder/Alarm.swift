import Foundation
import Glibc

/// Something that can be waited for with a deadline, and set off by other threads.
///
/// A wait is measured by the clock that nobody sets. `NSCondition` goes by the time of day: when that is set back by a day,
/// whoever waits for a second would do so for a day.
final class Alarm: Sendable {
    // Sendable: the mutex is the lock for all of them.
    private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private nonisolated(unsafe) let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private nonisolated(unsafe) var isRinging = false
    private nonisolated(unsafe) var isStopped = false
    private nonisolated(unsafe) var waiters = 0

    /// No wait is longer, in seconds.
    private static let longest: Double = 1e9

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func ring() {
        withLock {
            isRinging = true
            pthread_cond_broadcast(condition)
        }
    }

    /// Rings for good.
    func stop() {
        withLock {
            isStopped = true
            pthread_cond_broadcast(condition)
        }
    }

    var hasStopped: Bool { withLock { isStopped } }

    /// Whether a thread waits for it now.
    var isAwaited: Bool { withLock { waiters > 0 } }

    /// Returns after so many seconds, or when stopped.
    func pause(_ seconds: Double) {
        var end = Self.time(in: min(seconds, Self.longest))
        withLock {
            while !isStopped && pthread_cond_timedwait(condition, mutex, &end) == 0 {}
        }
    }

    /// Returns when it rings or rang since the last wait, or is stopped.
    func wait() {
        withLock {
            while !isRinging && !isStopped { pthread_cond_wait(condition, mutex) }
            isRinging = false
        }
    }

    /// Returns when it rings or rang since the last wait, is stopped, or at the deadline.
    ///
    /// - Parameter seconds: no longer than that, if the clock was set back since the deadline was reckoned.
    func wait(until deadline: Date, atMost seconds: Double = longest) {
        var end = Self.time(in: min(deadline.timeIntervalSinceNow, seconds))
        withLock {
            waiters += 1
            while !isRinging && !isStopped && pthread_cond_timedwait(condition, mutex, &end) == 0 {}
            waiters -= 1
            isRinging = false
        }
    }

    private func withLock<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// By the clock that the condition waits by.
    private static func time(in seconds: Double) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let end = Double(now.tv_nsec) / 1e9 + max(seconds, 0)
        return timespec(tv_sec: now.tv_sec + Int(end), tv_nsec: Int((end - end.rounded(.down)) * 1e9))
    }
}
