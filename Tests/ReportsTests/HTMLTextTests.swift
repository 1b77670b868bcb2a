import DelimitedText
import Testing

@testable import Reports

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("<b a=\"x\" c='y'>&amp;", "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;"),
        ("a\u{202E}b", "a⟨U+202E⟩b"),
        ("a\u{2066}b\u{200F}", "a⟨U+2066⟩b⟨U+200F⟩"),
        ("\u{FEFF}a\u{200B}", "⟨U+FEFF⟩a⟨U+200B⟩"),
        ("\0\u{1B}\u{85}\t", "⟨U+0000⟩⟨U+001B⟩⟨U+0085⟩⟨U+0009⟩"),
        ("\u{E0041}", "⟨U+E0041⟩"),
        ("two\nlines", "two↵\nlines"),
        ("Ærøskøbing 東京 🎓", "Ærøskøbing 東京 🎓"),
    ])
    func textStaysTextAndShowsAllItHolds(_ text: String, _ html: String) {
        #expect(HTMLText.escape(text) == html)
    }

    @Test func joinersStayWhereAScriptNeedsThem() {
        #expect(HTMLText.escape("می\u{200C}خواهم") == "می\u{200C}خواهم")
        #expect(HTMLText.escape("👩\u{200D}🚀") == "👩\u{200D}🚀")
        #expect(HTMLText.escape("js\u{200D}mith") == "js⟨U+200D⟩mith")
    }

    @Test func longTextIsCutByCharacters() {
        #expect(HTMLText.escape("ééééé", limit: 3) == "ééé…")
        #expect(HTMLText.escape("<<<<<", limit: 2) == "&lt;&lt;…")
        #expect(HTMLText.escape("abc", limit: 3) == "abc")
        #expect(HTMLText.clip("abcdef", to: 4) == "abcd…")
        #expect(HTMLText.clip("abcd", to: 4) == "abcd")
    }

    @Test func whatIsNoUTF8IsReplaced() {
        var output = ByteBuffer()
        [0x61, 0xFF, 0x3C].withUnsafeBufferPointer { HTMLText.append($0, to: &output) }
        #expect(String(decoding: output.bytes, as: UTF8.self) == "a\u{FFFD}&lt;")
    }
}
