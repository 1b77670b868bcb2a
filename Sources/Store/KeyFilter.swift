/// Tells in a few instructions whether a text that is put together from parts may be one of a table's keys: a Bloom
/// filter over hashes that can be computed of parts.
///
/// The hash of a text is a polynomial of its bytes, so that the hash of `xyz` follows from those of `x`, `y` and `z`.
/// A key sets three bits within one word of 64 (Putze, Sanders, Singler: "Cache-, Hash- and Space-Efficient Bloom
/// Filters", 2007). The filter takes 32 to 64 bits a key, 8 MiB for a million; about one text in 500 passes wrongly.
struct KeyFilter: Sendable {
    private var words: [UInt64]
    private let shift: UInt64
    /// The letters of which the keys are made, the commonest first, at most ``mostLetters``.
    private(set) var letters: [Piece] = []
    /// The length of the longest key, in bytes.
    private(set) var longest = 0

    /// More letters than a language's alphabet would make the search slow, and the suggestions no better.
    private static let mostLetters = 64

    init(_ table: KeyTable) {
        var bits: UInt64 = 10
        while 1 << bits < table.count * 2 / 3 { bits += 1 }
        words = Array(repeating: 0, count: 1 << bits)
        shift = 64 - bits
        var census = LetterCensus()
        for entry in 0..<table.count {
            table.withKey(entry) { key in
                longest = max(longest, key.count)
                census.count(key)
                insert(Piece.hash(key))
            }
        }
        letters = census.commonest(Self.mostLetters)
    }

    private mutating func insert(_ hash: UInt64) {
        let mixed = Self.mix(hash)
        words[Int(truncatingIfNeeded: mixed >> shift)] |= Self.pattern(mixed)
    }

    @inline(__always)
    func mayContain(_ hash: UInt64) -> Bool {
        let mixed = Self.mix(hash)
        let pattern = Self.pattern(mixed)
        return words[Int(truncatingIfNeeded: mixed >> shift)] & pattern == pattern
    }

    @inline(__always)
    private static func pattern(_ mixed: UInt64) -> UInt64 {
        1 << (mixed & 63) | 1 << (mixed >> 6 & 63) | 1 << (mixed >> 12 & 63)
    }

    @inline(__always)
    private static func mix(_ hash: UInt64) -> UInt64 {
        let product = (hash ^ hash >> 32).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

/// Counts the letters (scalars of Unicode) of many keys.
private struct LetterCensus {
    private var ascii = [Int](repeating: 0, count: 128)
    private var others: [UInt64: Int] = [:]

    mutating func count(_ key: UnsafeBufferPointer<UInt8>) {
        var isASCII = true
        for byte in key {
            if byte < 0x80 { ascii[Int(byte)] &+= 1 } else { isASCII = false }
        }
        guard !isASCII else { return }
        for letter in Piece.letters(of: key) where letter.count > 1 { others[letter.bytes, default: 0] += 1 }
    }

    func commonest(_ limit: Int) -> [Piece] {
        let all = ascii.enumerated().map { (UInt64($0.offset), $0.element) } + others.map { ($0.key, $0.value) }
        return all.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(limit).map { Piece(bytes: $0.0) }
    }
}
