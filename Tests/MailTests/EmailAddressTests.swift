import Mail
import Testing

@Suite("An e-mail address")
struct EmailAddressTests {
    @Test(
        "is taken if every mail server takes it",
        arguments: [
            "jo@example.org", "jo.smith+tag@mail.example.co.uk", "root@localhost", "o'brien@example.org",
            "a_b-c@x-y.example",
            "{x}|y~!#$%&*/=?^`@example.org", "1@2.example",
        ]
    )
    func valid(text: String) throws {
        #expect(try EmailAddress(text).text == text)
    }

    @Test(
        "is refused, and named, if it could break a header or a mail server",
        arguments: [
            "jo", "@", "jo@", "@example.org", "jo@example.org\r\nBcc: x@y.example", "jo@example.org\n",
            "jo@exa\0mple.org",
            "jo smith@example.org", "jo@example.org, x@y.example", "<jo@example.org>", "Jo <jo@example.org>",
            "jo@@example.org",
            "jo@a@b", ".jo@example.org", "jo.@example.org", "jo..s@example.org", "jo@.example.org", "jo@example..org",
            "jo@example.org.", "jo@-example.org", "jo@example-.org", "jo@exa_mple.org", "\"jo\"@example.org",
            "jo@[127.0.0.1]",
            "jö@example.org", "jo@exämple.org", "jo(comment)@example.org", "jo;x@example.org", "jo:x@example.org",
            "jo@example.org ", " jo@example.org", "jo\t@example.org", "jo\u{202E}@example.org", "",
            String(repeating: "x", count: 65) + "@example.org", "jo@" + String(repeating: "x", count: 64) + ".org",
            "jo@" + String(repeating: "x.", count: 130) + "org",
        ]
    )
    func invalid(text: String) {
        let error = #expect(throws: MailError.self) { try EmailAddress(text) }
        #expect(error?.code == .addressInvalid)
        let shown = error?.message ?? ""
        #expect(text.isEmpty || shown.contains("'" + MailErrorText.printable(text) + "'"))
        #expect(!shown.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
}

/// What an error shows of an odd text.
private enum MailErrorText {
    static func printable(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(200).map { scalar -> Character in
            [.control, .format].contains(scalar.properties.generalCategory) ? "?" : Character(scalar)
        }
        return String(shown) + (text.unicodeScalars.count > 200 ? "…" : "")
    }
}
