/// The bytes that give a table its form: delimiter, quote, LF and CR.
///
/// They are looked for in eight bytes at once, since most bytes are none of them.
struct StructuralBytes: Sendable {
    let delimiter: UInt8
    private let delimiterWord: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    init(delimiter: UInt8) {
        self.delimiter = delimiter
        delimiterWord = UInt64(delimiter) &* StructuralBytes.ones
    }

    /// The top bit of every byte of the word that is structural, and no other bit.
    ///
    /// All four are ASCII. With the top bit of each byte cleared, adding 0x7F to the difference from a character sets
    /// it again unless there is none, and never carries into the next byte.
    @inline(__always)
    func mask(of word: UInt64) -> UInt64 {
        let ones = StructuralBytes.ones
        let low = 0x7F &* ones
        let ascii = word & low
        let differs =
            ((ascii ^ delimiterWord) &+ low)
            & ((ascii ^ (UInt64(ASCII.quote) &* ones)) &+ low)
            & ((ascii ^ (UInt64(ASCII.lineFeed) &* ones)) &+ low)
            & ((ascii ^ (UInt64(ASCII.carriageReturn) &* ones)) &+ low)
        return ~(differs | word) & ~low
    }

    /// Whether a text has any of them.
    func occur(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(text)
        var position = 0
        while position &+ 8 <= raw.count {
            if mask(of: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) != 0 { return true }
            position &+= 8
        }
        var rest: UInt64 = 0
        while position < raw.count {
            rest = rest &<< 8 | UInt64(raw[position])
            position &+= 1
        }
        return mask(of: rest) != 0
    }
}
