/// Cuts text into encoded-words (RFC 2047), each of whole characters, all of the shorter of the two encodings.
///
/// A word ends after a space of the text where it can: some readers take the fold between two words for a space.
struct EncodedWords {
    private let bytes: [UInt8]
    private let isBase64: Bool
    private var position = 0

    private static let suffix = "?="

    init(_ text: String) {
        bytes = Array(text.utf8)
        let plain = bytes.count(where: { EncodedWords.cost($0) == 1 })
        isBase64 = plain + 3 * (bytes.count - plain) > (bytes.count + 2) / 3 * 4
    }

    /// Columns that are enough for any character.
    static let leastRoom = 24

    var isEmpty: Bool { position == bytes.count }

    /// The next word, at most `room` columns wide, which is ``leastRoom`` or more.
    mutating func next(room: Int) -> String {
        let start = position
        let prefix = isBase64 ? "=?UTF-8?B?" : "=?UTF-8?Q?"
        let payload = room - prefix.utf8.count - EncodedWords.suffix.utf8.count
        var left = isBase64 ? payload / 4 * 3 : payload
        var lastSpace = start
        while position < bytes.count {
            let length = EncodedWords.length(of: bytes[position])
            let character = bytes[position..<min(position + length, bytes.count)]
            let cost = isBase64 ? length : character.reduce(0) { $0 + EncodedWords.cost($1) }
            guard cost <= left else {
                if lastSpace - start > (position - start) / 2 { position = lastSpace }
                break
            }
            left -= cost
            position += length
            if character.first == 0x20 { lastSpace = position }
        }
        let body = bytes[start..<position]
        return prefix + (isBase64 ? Base64Lines.text(body) : EncodedWords.quoted(body)) + EncodedWords.suffix
    }

    /// Columns that a byte takes in the Q encoding.
    private static func cost(_ byte: UInt8) -> Int {
        ASCIIClass.encodedWord[byte] || byte == 0x20 ? 1 : 3
    }

    /// Bytes of the character that starts with `byte` in UTF-8.
    private static func length(of byte: UInt8) -> Int {
        switch byte {
        case 0..<0x80: 1
        case 0..<0xE0: 2
        case 0..<0xF0: 3
        default: 4
        }
    }

    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            if byte == 0x20 {
                out.append(UInt8(ascii: "_"))
            } else if ASCIIClass.encodedWord[byte] {
                out.append(byte)
            } else {
                Hexadecimal.append(byte, after: UInt8(ascii: "="), to: &out)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
