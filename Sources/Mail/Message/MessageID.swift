/// The identity of a message: `msg-id` of RFC 5322 section 3.6.4. The same message, made again, has the same one, so
/// that mail programs can tell that a copy is a copy.
public struct MessageID: Sendable, Hashable, CustomStringConvertible {
    /// `left@right`, without angle brackets.
    public let text: String

    /// `name` and `domain` are made of letters, digits, and `-._` and such; throws ``MailError/Code/identifierInvalid``
    /// for anything else.
    public init(name: String, domain: String) throws(MailError) {
        guard MessageID.isDotAtom(name), MessageID.isDotAtom(domain), name.utf8.count + domain.utf8.count <= 240 else {
            throw MailError(
                .identifierInvalid,
                "No message identifier can be made of '\(MailError.printable(name))' and"
                    + " '\(MailError.printable(domain))'. Use letters, digits, hyphens and single dots."
            )
        }
        text = "\(name)@\(domain)"
    }

    public var description: String { "<\(text)>" }

    private static func isDotAtom(_ text: String) -> Bool {
        var previous = UInt8(ascii: ".")
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") ? previous == byte : !ASCIIClass.atom[byte] { return false }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }
}
