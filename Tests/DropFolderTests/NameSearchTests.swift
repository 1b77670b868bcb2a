import Foundation
import Testing

@testable import DropFolder

@Suite("Searching for a name")
struct NameSearchTests {
    private func finds(_ name: String, in content: Data) -> Bool {
        content.withUnsafeBytes { bytes in NameSearch.all(name).contains { $0.place(in: bytes) != nil } }
    }

    @Test(
        "A name is found where it stands as a word of its own, whatever its case",
        arguments: [
            ("li.na", "li.na"), ("li.na", "1,awarded,li.na,FAW"), ("li.na", "\"LI.NA\";x"), ("li.na", "by li.na."),
            ("li.na", "<li.na>"), ("li.na", "x\nLi.Na\r\n"), ("12", "row 12, 3"), ("a@b.org", "<A@B.ORG>"),
            ("zoë", "the zoë,"), ("Zoë", "zoë"),
        ]
    )
    func found(name: String, text: String) {
        #expect(finds(name, in: Data(text.utf8)))
    }

    @Test(
        "A part of another word is not meant",
        arguments: [
            ("li", "li.na"), ("na", "li.na"), ("jo", "jo@example.org"), ("example", "jo@example.org"), ("jo", "joan"),
            ("jo", "banjo"), ("jo", "jo-ann"), ("12", "112"), ("12", "12.5"), ("zo", "zoë"), ("", "anything"),
        ]
    )
    func notFound(name: String, text: String) {
        #expect(!finds(name, in: Data(text.utf8)))
    }

    @Test(
        "It is found in each encoding that files come in",
        arguments: [String.Encoding.utf8, .utf16, .utf16LittleEndian, .utf16BigEndian, .windowsCP1252]
    )
    func encodings(encoding: String.Encoding) throws {
        let content = try #require("Username;Name\r\nJürgen.Groß;Jürgen\r\n".data(using: encoding))
        #expect(finds("jürgen.groß", in: content))
        #expect(!finds("jürgen.gro", in: content))
        #expect(!finds("groß", in: content))
    }
}
