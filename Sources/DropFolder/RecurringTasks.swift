import Certification
import Foundation
import Import
import Logging
import Mail
import Store

/// What the service does once a day or a month besides taking files. Owned by one thread.
///
/// What was done is noted in the database when it is done, so that a service that was killed does it again, and one that
/// is started twice a day does not; each task can be repeated from any point.
///
/// All drop roots share their learners, so the list of awards that expire and the reminders come once, from the first.
struct RecurringTasks {
    private let settings: RunSettings
    private let all: [RunSettings]
    private let store: CertificationStore
    private let logger: Logger
    private let checkpoints: Checkpoints
    /// The day for which there is nothing left to do.
    private var finished: CalendarDay?
    private var nextAttempt = ContinuousClock.now

    /// After a fault, the tasks are tried again after so many seconds.
    private static let pause = 600

    enum Ending { case nothingToDo, done, gaveWay }

    /// - Parameter settings: of each drop root.
    init(_ settings: [RunSettings], _ store: CertificationStore, _ logger: Logger, _ checkpoints: Checkpoints) {
        all = settings
        self.settings = settings[0]
        self.store = store
        self.logger = logger
        self.checkpoints = checkpoints
    }

    /// Does what is due. A fault is logged, and the rest of the tasks tried again later.
    ///
    /// - Parameter others: whose files it gives way to; the next call goes on.
    mutating func carryOutIfDue(_ lookout: Lookout, givingWayTo others: [Lookout.Other]) -> Ending {
        guard finished != CalendarDay.local(Date()), .now >= nextAttempt else { return .nothingToDo }
        do {
            guard try lookout.givingWay(to: others, { try carryOut() }) else { return .gaveWay }
        } catch {
            // The next start goes on with them.
            if checkpoints.isInterrupted { return .nothingToDo }
            logger.error("\(sentence(error)) Trying again in \(Self.pause) s.")
            nextAttempt = .now + .seconds(Self.pause)
        }
        return .done
    }

    /// Does what is due.
    mutating func carryOut() throws {
        let now = Date()
        let today = CalendarDay.local(now)
        try makeExpiringReport(today, now)
        try once(.reminders, on: today, isWanted: !settings.expiring.reminders.isEmpty) {
            try ReminderTask(settings, store, logger, checkpoints).carryOut(today, now)
        }
        let retention = settings.retention
        let removes = !retention.keepsFiles || retention.sent != nil || retention.undeliverable != nil
        try once(.retention, on: today, isWanted: removes) {
            for settings in all { try RetentionTask(settings, store, logger, checkpoints).carryOut(today) }
        }
        finished = today
    }

    private func makeExpiringReport(_ today: CalendarDay, _ now: Date) throws {
        guard let within = settings.expiring.reportWithin, today.civil.day >= settings.expiring.dayOfMonth else {
            return
        }
        let month = String("\(today)".prefix(7))
        guard try store.lastDone(.expiringReport) != month else { return }
        try ExpiringReport(settings, store, logger).make(month, from: today, to: within.end(from: today), now)
        try store.note(.expiringReport, done: month)
    }

    private func once(
        _ task: RecurringTask,
        on today: CalendarDay,
        isWanted: Bool,
        _ work: () throws -> Void
    ) throws {
        guard isWanted, try store.lastDone(task) != today.description else { return }
        try work()
        try store.note(task, done: today.description)
    }
}

extension RunSettings {
    /// The name of a message in the outbox: unlike any of another store's that was there before.
    func messageName(_ name: String) -> String { sender.store.isEmpty ? name : "\(sender.store)-\(name)" }
}
