import Certification
import Wording

/// The message to the one who dropped a file: what became of it, what needs correction, and what to do next.
public struct AdministratorMessage: Sendable {
    /// Where the report of a run is.
    public enum Report: Sendable, Equatable {
        /// An address for a browser, shown as a link if it is `https:` or `http:`.
        case link(String)
        /// A path on the machine of the drop root.
        case path(String)
    }

    private let templates: MessageTemplates
    private let sender: Sender
    private let wording: any Wording

    public init(templates: MessageTemplates, sender: Sender, wording: any Wording = English()) {
        self.templates = templates
        self.sender = sender
        self.wording = wording
    }

    /// The message about a run, dated by the end of the run. Its name in the outbox is
    /// ``MessageName/administrator(_:)``.
    ///
    /// `corrections` is the name of the corrections file, nil if there is none. Throws only if the run's number cannot
    /// stand in a `Message-ID`, which does not happen.
    public func message(
        for summary: RunSummary,
        to recipients: [Mailbox],
        report: Report,
        corrections: String? = nil,
        attachments: [Attachment] = []
    ) throws(MailError) -> Message {
        func values(_ markup: Markup) -> AdministratorValues {
            AdministratorValues(
                summary: summary,
                report: report,
                corrections: corrections,
                attached: attachments.map(\.fileName),
                wording: wording,
                markup: markup
            )
        }
        let plain = values(.plain)
        return Message(
            id: try sender.messageID(MessageName.administrator(summary.id)),
            from: sender.mailbox,
            to: recipients,
            subject: templates.render(.administratorSubject, plain) ?? "",
            date: summary.finished,
            text: templates.render(.administratorText, plain) ?? "",
            html: templates.render(.administratorPage, values(.html)),
            attachments: attachments
        )
    }
}
