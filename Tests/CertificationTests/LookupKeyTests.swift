import Certification
import Testing

@Suite("Lookup keys")
struct LookupKeyTests {
    @Test(
        "Case, spaces and the way of composing do not count",
        arguments: [
            ("JSmith", "jsmith"), (" jsmith ", "jsmith"), ("jsmith\u{A0}", "jsmith"),
            ("First  Aid\tat Work", "first aid at work"),
            ("Zoe\u{308}", "zo\u{EB}"), ("ÉCOLE", "école"), ("\u{2003}a\u{3000}\u{2009}b\u{202F}", "a b"),
            ("a\r\nb", "a b"),
            ("ΑΒΓ", "αβγ"), ("\u{212B}", "å"), ("", ""), ("   ", ""), ("a b", "a b"),
        ]
    )
    func folding(_ text: String, _ key: String) {
        #expect(Array(LookupKey.make(text).utf8) == Array(key.utf8))
    }

    @Test(
        "What word processors make of quotation marks and hyphens does not count",
        arguments: [
            ("“jsmith”", "jsmith"), ("\"jsmith\"", "jsmith"), ("'jsmith'", "jsmith"), ("‘jsmith’ ", "jsmith"),
            ("„JSmith“", "jsmith"), ("O’Brien", "o'brien"), ("o\u{2BC}brien", "o'brien"), ("FA–01", "fa-01"),
            ("FA\u{2011}01", "fa-01"), ("FA\u{AD}-01\u{200B}", "fa-01"), ("\u{FEFF}jsmith", "jsmith"),
            ("'s-Hertogenbosch", "'s-hertogenbosch"), ("'tis 'em'", "tis 'em"), ("\"", "\""), ("''", ""),
            ("“ a ”", "a"),
        ]
    )
    func typography(_ text: String, _ key: String) {
        #expect(Array(LookupKey.make(text).utf8) == Array(key.utf8))
    }

    @Test(
        "What differs otherwise stays apart",
        arguments: [
            ("jsmith", "j.smith"), ("zoe", "zoë"), ("o", "ø"), ("00123", "123"), ("a b", "ab"), ("straße", "strasse"),
        ]
    )
    func apart(_ one: String, _ other: String) {
        #expect(LookupKey.make(one) != LookupKey.make(other))
    }

    @Test("The key of bytes is the key of their text, for random Unicode and for damaged bytes")
    func bytesAndTextAgree() {
        var random = SeededGenerator(seed: 8)
        var folder = LookupKeyFolder()
        for _ in 0..<20_000 {
            let bytes = Self.randomBytes(&random)
            let text = String(decoding: bytes, as: UTF8.self)
            let ofBytes = bytes.withUnsafeBufferPointer { folder.withKey(of: $0) { Array($0) } }
            #expect(ofBytes == Array(LookupKey.make(text).utf8), "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test("The key of a key is itself")
    func idempotence() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<20_000 {
            let key = LookupKey.make(String(decoding: Self.randomBytes(&random), as: UTF8.self))
            #expect(Array(LookupKey.make(key).utf8) == Array(key.utf8), "\(key.unicodeScalars.map(\.value))")
        }
    }

    @Test(
        "Headings are compared by their letters and digits alone",
        arguments: [
            "USERID", "User ID", "user_id", "user-id", " User  Id ", "User.ID", "\u{FEFF}userid",
        ]
    )
    func headings(_ heading: String) {
        #expect(HeadingKey.make(heading) == "userid")
    }

    private static let pieces: [[UInt8]] =
        [
            "a", "B", "z", "0", "@", ".", " ", "  ", "\t", "\n", "\r\n", "\u{1C}", "\u{7F}", "\u{85}", "\u{A0}",
            "\u{2003}",
        ].map { Array($0.utf8) }
        + [
            "é", "e\u{301}", "É", "\u{301}", "Å", "\u{212B}", "İ", "ß", "ẞ", "Σ", "ς", "한", "\u{1112}\u{1161}", "😀",
            "\u{FEFF}", "'", "\"", "“", "”", "’", "–",
        ]
        .map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x82]]

    private static func randomBytes(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<random.below(9)).flatMap { _ in random.pick(pieces) }
    }
}
