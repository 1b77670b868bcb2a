import Synchronization

/// Finds the one key of a table that is likely meant by a word that is none.
///
/// A word of ten letters has about 800 words one slip away. They are not made: their hashes are put together of the
/// hashes of the word's parts, and only those that pass a ``KeyFilter`` are looked up. That takes a few microseconds
/// whatever the number of keys, and the answer is exact, so that a key is known to be the only one near.
///
/// Any number of threads may ask, once the table is filled. The filter is made when the first of them does.
final class NearKeys: Sendable {
    /// Not written any more when this is made.
    nonisolated(unsafe) private let table: KeyTable
    private let filter = Mutex<KeyFilter?>(nil)

    init(_ table: KeyTable) {
        self.table = table
    }

    /// The entry of the only key that is one slip away from `word`, or that `word` is without its leading zeros.
    func entry(near word: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !word.isEmpty, table.count > 0 else { return nil }
        let filter = filter.withLock { filter in
            let made = filter ?? KeyFilter(table)
            filter = made
            return made
        }
        if NearKeys.isNumber(word), let padded = entryWithLeadingZeros(word, longest: filter.longest) {
            return padded.only
        }
        guard word.count >= NearKeys.shortestWord, word.count <= filter.longest + 4 else { return nil }
        return search(Slips(of: word), filter)
    }

    /// Nearly every shorter word is near some key. In bytes.
    static let shortestWord = 3

    static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        word.allSatisfy { $0 &- 0x30 < 10 }
    }

    private func entryWithLeadingZeros(_ word: UnsafeBufferPointer<UInt8>, longest: Int) -> OnlyOne<Int>? {
        var found: OnlyOne<Int>?
        var padded = Array(word)
        while padded.count < longest {
            padded.insert(0x30, at: 0)
            if let entry = padded.withUnsafeBufferPointer(table.entry) { OnlyOne.add(entry, to: &found) }
        }
        return found
    }

    private func search(_ slips: Slips, _ filter: KeyFilter) -> Int? {
        var found: OnlyOne<Int>?
        var scratch: [UInt8] = []
        let parts = PartHashes(slips.word)
        slips.forEach(from: filter.letters) { slip in
            guard filter.mayContain(parts.hash(slip)) else { return true }
            guard let entry = slips.withBytes(of: slip, in: &scratch, table.entry) else { return true }
            OnlyOne.add(entry, to: &found)
            return found?.only != nil
        }
        return found?.only
    }
}

/// Whether all that was found is one and the same.
struct OnlyOne<Value: Equatable> {
    /// nil if there were several.
    private(set) var only: Value?

    static func add(_ value: Value, to found: inout OnlyOne?) {
        if found == nil {
            found = OnlyOne(only: value)
        } else if found?.only != value {
            found?.only = nil
        }
    }
}

/// The hashes of all prefixes and suffixes of a word.
private struct PartHashes {
    private var prefixes: [UInt64] = [0]
    private var suffixes: [UInt64]
    private var powers: [UInt64] = [1]
    private let count: Int

    init(_ word: UnsafeBufferPointer<UInt8>) {
        count = word.count
        suffixes = Array(repeating: 0, count: count + 1)
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
