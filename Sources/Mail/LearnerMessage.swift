import Certification
import Foundation

/// The message to a learner: what they were awarded in one run, and nothing else.
public struct LearnerMessage: Sendable {
    /// An award that is new to the learner.
    public struct NewAward: Sendable, Equatable {
        /// The certification's name.
        public var certification: String
        public var awarded: CalendarDay
        /// nil if it does not expire.
        public var expires: CalendarDay?
        /// Empty if it is not known.
        public var awardingBody: String
        /// The certificate's number; empty if it has none.
        public var number: String

        public init(
            certification: String,
            awarded: CalendarDay,
            expires: CalendarDay?,
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

    private let forms: LearnerForms
    private let sender: Sender

    /// `recordedBy` and `organisation` say who recorded the awards; either may be empty.
    public init(templates: MessageTemplates, sender: Sender, recordedBy: String, organisation: String = "") {
        forms = LearnerForms(templates: templates, recordedBy: recordedBy, organisation: organisation)
        self.sender = sender
    }

    /// One message for all new awards of a run. Its name in the outbox is ``MessageName/learner(_:_:)``.
    ///
    /// `number` is the learner's in the store, `date` the end of the run. Throws ``MailError/Code/addressInvalid`` if
    /// the learner's e-mail address is none: leave the learner out and say so.
    public func message(
        to learner: Learner,
        number: Int64,
        awards: [NewAward],
        run: RunID,
        date: Date
    ) throws(MailError) -> Message {
        let recipient = try Mailbox(name: learner.fullName, address: learner.email)
        let values = LearnerShape.values(name: learner.displayName, awards)
        let forms = forms.forms(LearnerShape(awards))
        return Message(
            id: try sender.messageID(MessageName.learner(number, run)),
            from: sender.mailbox,
            to: [recipient],
            subject: forms.subject.filled(values),
            date: date,
            text: forms.text.filled(values),
            html: forms.page?.filled(values)
        )
    }
}
