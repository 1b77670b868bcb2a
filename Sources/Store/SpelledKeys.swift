/// A table of lookup keys that also knows how each was spelled when it was stored, for those that are not their own key.
/// Takes about 20 bytes more for each of these. Filled by one thread, then read by any number.
final class SpelledKeys {
    let table: KeyTable
    private let near: NearKeys
    /// The entries that have a spelling of their own, ascending, and where each spelling ends in `bytes`.
    private var entries: [UInt32] = []
    private var ends: [UInt32] = []
    private var bytes: [UInt8] = []

    init(expected: Int) {
        table = KeyTable(expected: expected)
        near = NearKeys(table)
    }

    /// Adds `key`, or combines its value with the one that is there.
    ///
    /// - Parameter spelling: nil if it is the key itself.
    func insert(
        _ key: UnsafeBufferPointer<UInt8>,
        _ value: UInt32,
        spelling: UnsafeBufferPointer<UInt8>?,
        combine: (UInt32, UInt32) -> UInt32
    ) {
        let entry = table.count
        table.insert(key, value, combine: combine)
        guard let spelling, table.count > entry else { return }
        entries.append(UInt32(entry))
        bytes.append(contentsOf: spelling)
        ends.append(UInt32(bytes.count))
    }

    /// The spelling of the key that is likely meant by `word`, as ``NearKeys/entry(near:)`` finds it.
    func spelling(near word: UnsafeBufferPointer<UInt8>) -> String? {
        near.entry(near: word).map(spelling)
    }

    private func spelling(of entry: Int) -> String {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < entry { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, entries[low] == entry else {
            return table.withKey(entry) { String(decoding: $0, as: UTF8.self) }
        }
        let start = low == 0 ? 0 : Int(ends[low - 1])
        return String(decoding: bytes[start..<Int(ends[low])], as: UTF8.self)
    }
}
