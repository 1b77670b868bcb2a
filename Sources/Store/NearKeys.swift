import Synchronization

/// Finds the one key of a table that is likely meant by a word that is none.
///
/// A word of ten letters has about 800 words one slip away. They are not made. Their hashes are put together of the
/// hashes of the word's parts, first with a gap in place of the letter that is wrong or missing; where the ``KeyFilter``
/// knows of a key with that gap, all letters are tried in it, and what passes the filter once more is looked up. That
/// takes a few microseconds whatever the number of keys, and the answer is exact: the key is the only one near.
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
        if NearKeys.isNumber(word), let padded = entryWithLeadingZeros(word, filter) {
            return padded.only
        }
        guard word.count >= NearKeys.shortestWord, word.count <= filter.longest + 4 else { return nil }
        return search(Slips(of: word), filter)
    }

    /// Nearly every shorter word is near some key. In bytes.
    static let shortestWord = 3
    static let mostLeadingZeros = 12
    private static let gap = [Piece.gap]

    static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        word.allSatisfy { $0 &- 0x30 < 10 }
    }

    private func entryWithLeadingZeros(_ word: UnsafeBufferPointer<UInt8>, _ filter: KeyFilter) -> OnlyOne<Int>? {
        let most = min(filter.longest - word.count, NearKeys.mostLeadingZeros)
        guard most > 0 else { return nil }
        var found: OnlyOne<Int>?
        let padded = Array(repeating: 0x30, count: most) + Array(word)
        padded.withUnsafeBufferPointer { padded in
            for start in 0..<most {
                let key = UnsafeBufferPointer(rebasing: padded[start...])
                guard filter.mayContain(Piece.hash(key)), let entry = table.entry(key) else { continue }
                OnlyOne.add(entry, to: &found)
            }
        }
        return found
    }

    private func search(_ slips: Slips, _ filter: KeyFilter) -> Int? {
        var found: OnlyOne<Int>?
        var scratch: [UInt8] = []
        let parts = PartHashes(slips.word)
        func look(_ slip: Slips.Slip) {
            guard filter.mayContain(parts.hash(slip)) else { return }
            guard let entry = slips.withBytes(of: slip, in: &scratch, table.entry) else { return }
            OnlyOne.add(entry, to: &found)
        }
        slips.forEach(from: NearKeys.gap) { slip in
            if slip.middle != .gap {
                look(slip)
            } else if filter.mayContain(gapped: parts.hash(slip)) {
                for letter in filter.letters {
                    look(Slips.Slip(prefixEnd: slip.prefixEnd, middle: letter, suffixStart: slip.suffixStart))
                }
            }
            return found == nil || found?.only != nil
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
