import Foundation

/// What one round of delivery did.
public struct DeliveryReport: Sendable, Equatable, Codable {
    public struct Failure: Sendable, Equatable, Codable {
        /// The message's.
        public var name: String
        /// For people.
        public var reason: String
    }

    /// The names of messages that the mail program accepted.
    public var sent: [String] = []
    /// Failed, and to be tried again.
    public var postponed: [Failure] = []
    /// Moved to `undeliverable/`.
    public var undeliverable: [Failure] = []
    /// So many messages whose next attempt is not due yet.
    public var notDue = 0
    /// When the first of those that wait is to be tried again; nil if none waits.
    public var nextAttempt: Date?

    public init() {}

    /// Whether every message that was due reached the mail system.
    public var isClean: Bool { postponed.isEmpty && undeliverable.isEmpty }

    mutating func awaits(_ attempt: Date) {
        nextAttempt = min(nextAttempt ?? attempt, attempt)
    }
}
