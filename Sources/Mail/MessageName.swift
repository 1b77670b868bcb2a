import Certification
import Foundation

/// How messages are called in the outbox: derived from what they are about, so that a message made twice is queued
/// once.
public enum MessageName {
    /// `run-42-administrator`
    public static func administrator(_ run: RunID) -> String { "run-\(run)-administrator" }

    /// `run-42-learner-17`. `learner` is the learner's number in the store.
    public static func learner(_ learner: Int64, _ run: RunID) -> String { "run-\(run)-learner-\(learner)" }

    /// `reminder-2026-11-24-learner-17`. `learner` is the learner's number in the store.
    public static func reminder(_ learner: Int64, _ day: CalendarDay) -> String { "reminder-\(day)-learner-\(learner)" }

    /// `expiring-2026-11`
    public static func expiring(_ month: String) -> String { "expiring-\(month)" }

    /// The learner to whom a message of the store is, by the name of its file; nil if it is to none.
    public static func learner(of file: String, store: String) -> Int64? {
        guard file.hasPrefix("\(store)-"), file.hasSuffix(".eml"), let mark = file.range(of: "-learner-") else {
            return nil
        }
        return Int64(file[mark.upperBound...].dropLast(4))
    }

    /// The run that a name is derived from; nil if it is none of a run's.
    public static func run(of name: String) -> RunID? {
        guard name.hasPrefix("run-") else { return nil }
        return Int64(name.dropFirst(4).prefix { $0.isASCII && $0.isNumber }).map(RunID.init)
    }
}
