import Foundation

/// A message in the outbox, as a list of them shows it.
public struct WaitingMessage: Sendable, Equatable, Codable {
    public var name: String
    /// The recipients' addresses.
    public var to: [String]
    /// Decoded, fit for one line.
    public var subject: String
    public var queued: Date
    /// So many times it was tried in vain.
    public var attempts: Int
    /// When it is tried again at the earliest; nil if it was not tried yet.
    public var nextAttempt: Date?
    /// Why the last attempt failed; nil if there was none.
    public var lastError: String?
}
