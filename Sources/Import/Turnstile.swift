import Foundation

/// Lets threads through one at a time, in a given order.
final class Turnstile: Sendable {
    // Sendable: the condition is the lock for both.
    private let condition = NSCondition()
    private nonisolated(unsafe) var turn = 0
    private nonisolated(unsafe) var failure: (any Error)?

    /// Waits until every lower number has passed, then runs `body` while no other thread does.
    ///
    /// - Throws: what `body` throws, or what made the turnstile ``fail(_:)``.
    func pass(_ number: Int, _ body: () throws -> Void) throws {
        condition.lock()
        while turn != number, failure == nil { condition.wait() }
        let failure = failure
        condition.unlock()
        if let failure { throw failure }
        try body()
        condition.withLock {
            turn += 1
            condition.broadcast()
        }
    }

    /// Nobody passes any more.
    func fail(_ error: any Error) {
        condition.withLock {
            if failure == nil { failure = error }
            condition.broadcast()
        }
    }
}
