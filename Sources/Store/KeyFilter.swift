import Dispatch
import Glibc
import Synchronization

/// Tells in a few instructions whether a text that is put together from parts may be one of a table's keys, or one of
/// them with a gap in place of a letter (`jsmith` also goes in as `?smith`, `j?mith`, …).
///
/// Bloom filters over hashes that can be computed of parts: the hash of a text is a polynomial of its bytes, so that the
/// hash of `xyz` follows from those of `x`, `y` and `z`. They take 8 to 16 bits a text, about 20 MiB for a million keys of
/// eleven letters. At most about one text in 50 passes wrongly.
final class KeyFilter: Sendable {
    private let keys: BloomFilter
    private let gapped: BloomFilter
    /// The letters of which the keys are made: all of ASCII, and of others the commonest, at most ``mostOthers``.
    let letters: [Piece]
    /// The length of the longest key, in bytes.
    let longest: Int

    private static let mostOthers = 64

    /// Half of the keys are worth a thread if there are many. Words of the filters are met at random, so each thread has
    /// filters of its own, which are put together at the end.
    private static let keysWorthAThread = 2_000

    init(_ table: KeyTable) {
        let middle = table.count > Self.keysWorthAThread ? table.count / 2 : 0
        let shares = [0..<middle, middle..<table.count].filter { !$0.isEmpty }
        let made = Mutex<[Share]>([])
        // Not written any more.
        nonisolated(unsafe) let table = table
        DispatchQueue.concurrentPerform(iterations: shares.count) { number in
            let share = Share(table, shares[number])
            made.withLock { $0.append(share) }
        }
        var parts = made.withLock { $0 }
        var whole = parts.popLast() ?? Share(table, 0..<0)
        for part in parts { whole.formUnion(part) }
        keys = whole.keys
        gapped = whole.gapped
        letters = whole.census.letters(others: Self.mostOthers)
        longest = whole.longest
    }

    /// What some of the keys come to.
    private struct Share: Sendable {
        let keys: BloomFilter
        let gapped: BloomFilter
        private(set) var census = LetterCensus()
        private(set) var longest = 0

        init(_ table: KeyTable, _ entries: Range<Int>) {
            keys = BloomFilter(expected: table.count * 3)
            gapped = BloomFilter(expected: table.byteCount)
            for entry in entries { table.withKey(entry) { insert($0) } }
        }

        private mutating func insert(_ key: UnsafeBufferPointer<UInt8>) {
            longest = max(longest, key.count)
            let whole = Piece.hash(key)
            keys.insert(whole)
            if census.count(key) {
                KeyFilter.insertGaps(key, whole, into: gapped)
            } else {
                KeyFilter.insertGaps(key, into: gapped)
            }
        }

        mutating func formUnion(_ other: Share) {
            keys.formUnion(other.keys)
            gapped.formUnion(other.gapped)
            census.formUnion(other.census)
            longest = max(longest, other.longest)
        }
    }

    @inline(__always)
    func mayContain(_ hash: UInt64) -> Bool {
        keys.mayContain(hash)
    }

    @inline(__always)
    func mayContain(gapped hash: UInt64) -> Bool {
        gapped.mayContain(hash)
    }

    /// In ASCII, a gap changes the polynomial in one place.
    private static func insertGaps(_ key: UnsafeBufferPointer<UInt8>, _ whole: UInt64, into filter: BloomFilter) {
        var power: UInt64 = 1
        for byte in key.reversed() {
            filter.insert(whole &+ UInt64(Piece.gapByte &- byte) &* power)
            power &*= Piece.base
        }
    }

    private static func insertGaps(_ key: UnsafeBufferPointer<UInt8>, into filter: BloomFilter) {
        let parts = PartHashes(key)
        Slips(of: key).forEach(from: [.gap]) { slip in
            if slip.middle == .gap, slip.suffixStart > slip.prefixEnd { filter.insert(parts.hash(slip)) }
            return true
        }
    }
}

/// A set of hashes that forgets none and sometimes claims one that it does not have. A hash sets three bits within one
/// word (Putze, Sanders, Singler: "Cache-, Hash- and Space-Efficient Bloom Filters", 2007).
///
/// Owned by one thread of ``KeyFilter/init(_:)`` while it is filled, and only read afterwards: hence `@unchecked Sendable`.
private final class BloomFilter: @unchecked Sendable {
    private let words: UnsafeMutablePointer<UInt64>
    private let count: Int
    private let shift: UInt64

    /// Takes 8 to 16 bits for each of the hashes expected.
    init(expected: Int) {
        var bits: UInt64 = 10
        while 1 << bits < expected / 8 { bits += 1 }
        shift = 64 - bits
        count = 1 << Int(bits)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 8, alignment: BloomFilter.largePage)
        // Words are met at random: with small pages, finding the page costs more than the word. Only a hint.
        madvise(memory, count * 8, MADV_HUGEPAGE)
        words = memory.initializeMemory(as: UInt64.self, repeating: 0, count: count)
    }

    private static let largePage = 2 << 20

    deinit {
        words.deallocate()
    }

    @inline(__always)
    func insert(_ hash: UInt64) {
        let mixed = BloomFilter.mix(hash)
        words[Int(truncatingIfNeeded: mixed >> shift)] |= BloomFilter.pattern(mixed)
    }

    /// Adds the hashes of another one, which expects as many.
    func formUnion(_ other: BloomFilter) {
        for word in 0..<count { words[word] |= other.words[word] }
    }

    @inline(__always)
    func mayContain(_ hash: UInt64) -> Bool {
        let mixed = BloomFilter.mix(hash)
        let pattern = BloomFilter.pattern(mixed)
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

/// Finds out of which letters (scalars of Unicode) many keys are made.
private struct LetterCensus {
    private var ascii = SIMD2<UInt64>()
    private var others: [UInt64: Int] = [:]

    /// Whether all letters of the key are of ASCII.
    mutating func count(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var all: UInt8 = 0
        for byte in key {
            let bit: UInt64 = 1 << UInt64(byte & 63)
            if byte & 64 == 0 { low |= bit } else { high |= bit }
            all |= byte
        }
        if all < 0x80 {
            ascii |= SIMD2(low, high)
            return true
        }
        for letter in Piece.letters(of: key) {
            if letter.count > 1 {
                others[letter.bytes, default: 0] += 1
            } else if letter.bytes < 0x80 {
                ascii[Int(letter.bytes >> 6)] |= 1 << (letter.bytes & 63)
            }
        }
        return false
    }

    mutating func formUnion(_ other: LetterCensus) {
        ascii |= other.ascii
        others.merge(other.others, uniquingKeysWith: +)
    }

    func letters(others limit: Int) -> [Piece] {
        let plain = (UInt64(1)..<128).filter { ascii[Int($0 >> 6)] >> ($0 & 63) & 1 == 1 }
        let commonest = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
        return (plain + commonest.map(\.key)).map { Piece(bytes: $0) }
    }
}
