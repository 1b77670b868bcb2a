import Certification
import Foundation

/// The message to a learner whose awards are about to expire.
public struct ReminderMessage: Sendable {
    /// An award that is about to expire.
    public struct DueAward: Sendable, Equatable {
        /// The certification's name.
        public var certification: String
        public var awarded: CalendarDay
        /// The last day of validity.
        public var expires: CalendarDay
        /// Empty if it is not known.
        public var awardingBody: String
        /// The certificate's number; empty if it has none.
        public var number: String

        public init(
            certification: String,
            awarded: CalendarDay,
            expires: CalendarDay,
            awardingBody: String = "",
            number: String = ""
        ) {
            self.certification = certification
            self.awarded = awarded
            self.expires = expires
            self.awardingBody = awardingBody
            self.number = number
        }
    }

    private let templates: MessageTemplates
    private let sender: Sender
    private let organisation: String

    /// `organisation` says on whose behalf the learner is reminded; it may be empty.
    public init(templates: MessageTemplates, sender: Sender, organisation: String = "") {
        self.templates = templates
        self.sender = sender
        self.organisation = organisation
    }

    /// One message for all awards that are due on a day. Its name in the outbox is ``MessageName/reminder(_:_:)``.
    /// `name` is the learner's, and `number` theirs in the store.
    public func message(
        to recipient: Mailbox,
        name: String,
        number: Int64,
        awards: [DueAward],
        due day: CalendarDay,
        date: Date
    ) throws(MailError) -> Message {
        func render(_ template: TemplateName) -> String? {
            templates.render(
                template,
                ReminderValues(name: name, awards: awards, organisation: organisation, markup: template.markup)
            )
        }
        return Message(
            id: try sender.messageID(MessageName.reminder(number, day)),
            from: sender.mailbox,
            to: [recipient],
            subject: render(.reminderSubject) ?? "",
            date: date,
            text: render(.reminderText) ?? "",
            html: render(.reminderPage)
        )
    }
}
