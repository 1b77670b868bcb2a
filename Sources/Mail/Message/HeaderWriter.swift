/// Writes header fields, folded at 78 columns where they can be (RFC 5322 section 2.1.1).
struct HeaderWriter {
    var bytes: [UInt8] = []
    /// Bytes on the line so far.
    private var column = 0

    static let width = 78

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// A field whose body is safe and goes on one line.
    mutating func field(_ name: String, _ body: String) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: ": ".utf8)
        bytes.append(contentsOf: body.utf8)
        end()
    }

    mutating func begin(_ name: String) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ":"))
        column = name.utf8.count + 1
    }

    /// One thing that cannot be split, after a space; on a line of its own if it would not fit any more.
    mutating func word(_ text: String) {
        let count = text.utf8.count
        if column + 1 + count > HeaderWriter.width && column > 1 { end() }
        bytes.append(0x20)
        bytes.append(contentsOf: text.utf8)
        column += 1 + count
    }

    mutating func end() {
        bytes.append(contentsOf: "\r\n".utf8)
        column = 0
    }

    /// Between the header and the body.
    mutating func blankLine() { end() }

    /// Text for people: as it is if it is plain, else in encoded-words.
    mutating func unstructured(_ name: String, _ text: String) {
        let text = HeaderText.cleaned(text)
        begin(name)
        if HeaderText.isPlain(text) {
            for part in text.split(separator: " ") { word(String(part)) }
        } else {
            encodedWords(text)
        }
        end()
    }

    mutating func mailboxes(_ name: String, _ mailboxes: [Mailbox]) {
        begin(name)
        // An empty group, since a field without an address is none (RFC 6854).
        if mailboxes.isEmpty { word("undisclosed-recipients:;") }
        for (index, mailbox) in mailboxes.enumerated() {
            let separator = index == mailboxes.count - 1 ? "" : ","
            let display = HeaderText.trimmed(HeaderText.cleaned(mailbox.name))
            if display.isEmpty {
                word(mailbox.address.text + separator)
            } else {
                phrase(display)
                word("<\(mailbox.address.text)>\(separator)")
            }
        }
        end()
    }

    /// A display name: atoms, a quoted string, or encoded-words (RFC 5322 section 3.2.5, RFC 2047 section 5).
    private mutating func phrase(_ text: String) {
        guard HeaderText.isPlain(text) else {
            encodedWords(text)
            return
        }
        if text.utf8.allSatisfy({ ASCIIClass.atom[$0] || $0 == 0x20 }) {
            for part in text.split(separator: " ") { word(String(part)) }
        } else if text.utf8.count <= 60 {
            word(HeaderText.quoted(text))
        } else {
            encodedWords(text)
        }
    }

    private mutating func encodedWords(_ text: String) {
        var words = EncodedWords(text)
        while !words.isEmpty {
            // A line with an encoded-word has at most 76 columns, and a word 75 (RFC 2047 section 2).
            if 76 - column - 1 < EncodedWords.leastRoom && column > 1 { end() }
            word(words.next(room: min(75, 76 - column - 1)))
        }
    }
}
