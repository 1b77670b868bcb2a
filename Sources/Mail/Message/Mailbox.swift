/// Someone with an e-mail address: `mailbox` of RFC 5322 section 3.4.
public struct Mailbox: Sendable, Hashable {
    /// How people call them, in any script; empty if only the address is known.
    public var name: String
    public var address: EmailAddress

    public init(name: String = "", address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// Throws ``MailError/Code/addressInvalid``, whose sentence names the address.
    public init(name: String = "", address: String) throws(MailError) {
        self.init(name: name, address: try EmailAddress(address))
    }
}
