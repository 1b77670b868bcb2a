/// An e-mail address that is safe in a header and that every mail server takes: `addr-spec` of RFC 5322 section 3.4.1
/// without quoted strings, comments, domain literals and the obsolete forms, within the lengths of RFC 5321 section
/// 4.5.3.1.
public struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    /// `name@domain`, as given.
    public let text: String

    /// Throws ``MailError/Code/addressInvalid`` for anything else than an address, whatever would break a header
    /// included.
    public init(_ text: String) throws(MailError) {
        if let fault = EmailAddress.fault(text) {
            let shown = text.isEmpty ? "An empty e-mail address" : "'\(MailError.printable(text))'"
            throw MailError(.addressInvalid, "\(shown) is not an e-mail address that mail can be sent to: \(fault).")
        }
        self.text = text
    }

    /// What stands after the `@`.
    public var domain: String {
        text.firstIndex(of: "@").map { String(text[text.index(after: $0)...]) } ?? ""
    }

    public var description: String { text }

    private static func fault(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.isEmpty { return "there is nothing in it" }
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return "it has no @" }
        if bytes.count > 254 { return "it is longer than 254 characters" }
        return localFault(bytes[..<at]) ?? domainFault(bytes[(at + 1)...])
    }

    private static func localFault(_ local: ArraySlice<UInt8>) -> String? {
        if local.isEmpty { return "nothing stands before the @" }
        if local.count > 64 { return "more than 64 characters stand before the @" }
        var previous = UInt8(ascii: ".")
        for byte in local {
            if byte == UInt8(ascii: ".") && previous == byte { return "a dot is in the wrong place before the @" }
            if byte != UInt8(ascii: ".") && !ASCIIClass.atom[byte] { return foreign(byte) }
            previous = byte
        }
        return previous == UInt8(ascii: ".") ? "a dot is in the wrong place before the @" : nil
    }

    private static func domainFault(_ domain: ArraySlice<UInt8>) -> String? {
        if domain.isEmpty { return "nothing stands after the @" }
        for label in domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            if label.isEmpty { return "a dot is in the wrong place after the @" }
            if label.count > 63 { return "a part after the @ is longer than 63 characters" }
            if let byte = label.first(where: { !ASCIIClass.alphanumeric[$0] && $0 != UInt8(ascii: "-") }) {
                return byte == UInt8(ascii: "@") ? "it has more than one @" : foreign(byte)
            }
            if label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-") {
                return "a hyphen is in the wrong place after the @"
            }
        }
        return nil
    }

    private static func foreign(_ byte: UInt8) -> String {
        switch byte {
        case 0x20: "it has a space in it"
        case 0..<0x20, 0x7F: "it has a control character in it"
        case 0x80...: "it has characters outside plain English letters, which mail servers do not all take"
        default: "it has a '\(Character(UnicodeScalar(byte)))' in the wrong place"
        }
    }
}
