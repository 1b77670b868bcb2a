import Certification
import Foundation
import Import
import Logging
import Mail
import Store

/// Reminds learners of awards that are about to expire: each learner by one message a day at most, of each award once for
/// each configured distance.
///
/// Who is to be reminded is noted first, then the messages are queued, under names that are derived from the note, then
/// the note is ended. Killed in between, it goes on from the note, and the outbox passes over what it has.
struct ReminderTask {
    private let settings: RunSettings
    private let store: CertificationStore
    private let logger: Logger
    private let checkpoints: Checkpoints
    private let outbox: Outbox

    /// Awards that are handled at a time.
    private static let page = 1_000

    init(_ settings: RunSettings, _ store: CertificationStore, _ logger: Logger, _ checkpoints: Checkpoints) {
        self.settings = settings
        self.store = store
        self.logger = logger
        self.checkpoints = checkpoints
        outbox = Outbox(path: settings.root.outbox)
    }

    func carryOut(_ today: CalendarDay, _ now: Date) throws {
        try store.noteReminders(settings.expiring.reminders, on: today)
        var queued = 0
        defer {
            if queued > 0 {
                logger.info("Reminded learners of awards that expire.", metadata: ["messages": "\(queued)"])
            }
        }
        while true {
            let reminders = try store.remindersOnTheirWay(today: today, limit: Self.page)
            if reminders.isEmpty { return }
            var written: [Reminder] = []
            var messages: [(name: String, bytes: [UInt8])] = []
            for reminder in reminders {
                if checkpoints.isClosed && !written.isEmpty { break }
                if let message = try message(reminder, now) { messages.append(message) }
                written.append(reminder)
            }
            queued += try outbox.queue(messages)
            try store.endReminders(written)
            try checkpoints.pass()
        }
    }

    /// nil if nothing is due any more, or if the learner cannot be reached.
    private func message(_ reminder: Reminder, _ now: Date) throws -> (name: String, bytes: [UInt8])? {
        guard !reminder.awards.isEmpty else { return nil }
        let writer = ReminderMessage(
            templates: settings.templates,
            sender: settings.sender,
            organisation: settings.organisation
        )
        let name = settings.messageName(MessageName.reminder(reminder.learnerID, reminder.day))
        let awards = reminder.awards.map(ReminderMessage.DueAward.init)
        guard let recipient = try? Mailbox(name: reminder.learner.fullName, address: reminder.learner.email) else {
            logger.warning(
                "A learner cannot be reminded: the stored e-mail address is not valid.",
                metadata: ["learner": "\(reminder.learnerID)"]
            )
            return nil
        }
        let message = try writer.message(
            to: recipient,
            name: reminder.learner.displayName,
            number: reminder.learnerID,
            awards: awards,
            due: reminder.day,
            date: now
        )
        return (name, message.encoded())
    }
}

extension ReminderMessage.DueAward {
    fileprivate init(_ award: ExpiringAward) {
        self.init(
            certification: award.certificationName,
            awarded: award.key.awarded,
            expires: award.expires,
            awardingBody: award.awardingBody,
            number: award.number
        )
    }
}
