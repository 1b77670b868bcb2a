import Foundation

/// When to try again to deliver a message.
public struct RetryPolicy: Sendable, Equatable {
    /// Seconds from the first failed attempt to the second. Each pause after that is twice as long.
    public var firstPause: TimeInterval
    /// Seconds; no pause is longer.
    public var longestPause: TimeInterval
    /// Seconds since a message was queued, after which a failure is final.
    public var patience: TimeInterval

    /// A minute at first, four hours at most, five days in all: what mail servers do among themselves (RFC 5321
    /// section 4.5.4.1).
    public init(
        firstPause: TimeInterval = 60,
        longestPause: TimeInterval = 4 * 3600,
        patience: TimeInterval = 5 * 86_400
    ) {
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.patience = patience
    }

    /// Seconds to wait after so many failed attempts.
    func pause(after attempts: Int) -> TimeInterval {
        let doublings = Double(min(max(attempts - 1, 0), 40))
        return min(firstPause * pow(2, doublings), longestPause)
    }
}
