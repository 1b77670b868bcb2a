/// Whom messages come from, and what makes their identity unlike that of any other certdrop's.
public struct Sender: Sendable {
    public var mailbox: Mailbox
    /// What stands after the `@` of a `Message-ID`.
    public let domain: String
    /// What tells this store from others on the same domain, such as a random name given when it was made; may be
    /// empty.
    public let store: String

    /// `domain` is that of the mailbox unless given. Throws ``MailError/Code/identifierInvalid`` if `domain` or `store`
    /// cannot stand in a `Message-ID`.
    public init(mailbox: Mailbox, domain: String? = nil, store: String = "") throws(MailError) {
        self.mailbox = mailbox
        self.domain = domain ?? mailbox.address.domain
        self.store = store
        _ = try messageID("run-1")
    }

    /// The identity of the message that is called `name` in the outbox: the same each time.
    public func messageID(_ name: String) throws(MailError) -> MessageID {
        try MessageID(name: store.isEmpty ? name : "\(name).\(store)", domain: domain)
    }
}
