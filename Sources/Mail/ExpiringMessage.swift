import Certification
import Foundation
import Wording

/// The message to administrators about the awards that expire soon.
public struct ExpiringMessage: Sendable {
    private let sender: Sender
    private let wording: any Wording

    public init(sender: Sender, wording: any Wording) {
        self.sender = sender
        self.wording = wording
    }

    /// Its name in the outbox is ``MessageName/expiring(_:)``.
    ///
    /// - `count`: of the awards.
    /// - `end`: the last day that was looked at.
    /// - `month`: `2026-11`.
    /// - `location`: where the list is: an address or a path.
    public func message(
        to recipients: [Mailbox],
        count: Int,
        until end: CalendarDay,
        month: String,
        location: String,
        attachments: [Attachment],
        date: Date
    ) throws(MailError) -> Message {
        Message(
            id: try sender.messageID(MessageName.expiring(month)),
            from: sender.mailbox,
            to: recipients,
            subject: wording.expiringSubject(count, until: end),
            date: date,
            text: wording.expiringText(count, until: end, list: location),
            attachments: attachments
        )
    }
}
