import Foundation

/// An e-mail message, written by ``encoded()`` as RFC 5322 and MIME (RFC 2045 to 2047, 2231) want it.
///
/// The same message is always the same bytes: nothing in it comes from a clock or from chance.
public struct Message: Sendable {
    public var id: MessageID
    public var from: Mailbox
    /// At least one, if it is to be delivered.
    public var to: [Mailbox]
    /// In any script; control characters become spaces.
    public var subject: String
    /// Written in UTC, in whole seconds.
    public var date: Date
    /// The plain text. Any kind of line end.
    public var text: String
    /// The same as a page, for mail programs that show pages; nil if there is none.
    public var html: String?
    public var attachments: [Attachment]

    public init(
        id: MessageID,
        from: Mailbox,
        to: [Mailbox],
        subject: String,
        date: Date,
        text: String,
        html: String? = nil,
        attachments: [Attachment] = []
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.text = text
        self.html = html
        self.attachments = attachments
    }

    /// The message as it is handed to a mail server: 7-bit, lines of at most 78 bytes (but for an address or an
    /// identifier that is longer) that end in CR LF, none of them a lone dot.
    public func encoded() -> [UInt8] {
        MessageEncoder(self).encoded()
    }
}
