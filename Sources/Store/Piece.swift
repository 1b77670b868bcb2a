/// One or two letters (scalars of Unicode), or none, as UTF-8: what a slip puts between the parts of a word that it
/// leaves as they are.
struct Piece: Sendable, Equatable {
    /// The first byte is the lowest one.
    let bytes: UInt64
    let count: Int
    /// As ``hash(_:)`` of the bytes.
    let hash: UInt64

    static let none = Piece(bytes: 0)
    /// Stands for a letter that may be any. UTF-8 has no such byte.
    static let gap = Piece(bytes: UInt64(gapByte))
    static let gapByte: UInt8 = 0xFF

    /// - Parameter bytes: one letter, or nothing if 0.
    init(bytes: UInt64) {
        self.bytes = bytes
        count = 8 - bytes.leadingZeroBitCount / 8
        var hash: UInt64 = 0
        for index in 0..<count { hash = Piece.appending(UInt8(truncatingIfNeeded: bytes >> (index * 8)), to: hash) }
        self.hash = hash
    }

    /// `first` and `second` side by side.
    init(_ first: Piece, _ second: Piece) {
        self.init(bytes: first.bytes | second.bytes << (first.count * 8))
    }

    /// The letters of a text. What is not UTF-8 counts as letters of one byte.
    static func letters(of text: UnsafeBufferPointer<UInt8>) -> [Piece] {
        var letters: [Piece] = []
        letters.reserveCapacity(text.count)
        var start = 0
        while start < text.count {
            let end = Piece.end(ofLetterAt: start, in: text)
            let bytes = text[start..<end].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            letters.append(Piece(bytes: bytes))
            start = end
        }
        return letters
    }

    private static func end(ofLetterAt start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var end = start + 1
        guard text[start] >= 0xC0 else { return end }
        while end < text.count, end < start + 4, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    // The polynomial hash. Its base is odd and has no pattern; what counts in a key is mixed by the filter afterwards.

    static let base: UInt64 = 0xA24B_AED4_963E_E407

    @inline(__always)
    static func appending(_ byte: UInt8, to hash: UInt64) -> UInt64 {
        hash &* base &+ UInt64(byte) &+ 1
    }

    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        text.reduce(0) { appending($1, to: $0) }
    }
}

/// The hashes of all prefixes and suffixes of a word.
struct PartHashes {
    private var prefixes: [UInt64] = [0]
    private var suffixes: [UInt64]
    private var powers: [UInt64] = [1]
    private let count: Int

    init(_ word: UnsafeBufferPointer<UInt8>) {
        count = word.count
        suffixes = Array(repeating: 0, count: count + 1)
        prefixes.reserveCapacity(count + 1)
        powers.reserveCapacity(count + 9)
        for byte in word {
            prefixes.append(Piece.appending(byte, to: prefixes[prefixes.count - 1]))
        }
        // As far as two letters of four bytes beyond the word.
        for power in 0..<(count + 8) { powers.append(powers[power] &* Piece.base) }
        for index in stride(from: count - 1, through: 0, by: -1) {
            suffixes[index] = (UInt64(word[index]) &+ 1) &* powers[count - index - 1] &+ suffixes[index + 1]
        }
    }

    @inline(__always)
    func hash(_ slip: Slips.Slip) -> UInt64 {
        (prefixes[slip.prefixEnd] &* powers[slip.middle.count] &+ slip.middle.hash) &* powers[count - slip.suffixStart]
            &+ suffixes[slip.suffixStart]
    }
}
