import Certification

/// How messages are called in the outbox: derived from what they are about, so that a message made twice is queued
/// once.
public enum MessageName {
    /// `run-42-administrator`
    public static func administrator(_ run: RunID) -> String { "run-\(run)-administrator" }

    /// `run-42-learner-17`. `learner` is the learner's number in the store.
    public static func learner(_ learner: Int64, _ run: RunID) -> String { "run-\(run)-learner-\(learner)" }
}
