import Glibc

/// A hash table from lookup keys to 32-bit values, for keys by the million: open addressing, the keys' bytes in one
/// block, about 40 bytes a key in all. Filled by one thread, then read by any number.
final class KeyTable {
    private var slots: [UInt64]
    private var offsets: [UInt32] = []
    private var values: [UInt32] = []
    private var bytes: [UInt8] = []
    private var mask: Int

    init(expected: Int) {
        var capacity = 16
        while capacity < expected * 2 { capacity *= 2 }
        slots = Array(repeating: 0, count: capacity)
        mask = capacity - 1
        offsets.reserveCapacity(expected + 1)
        values.reserveCapacity(expected)
        bytes.reserveCapacity(expected * 14)
        offsets.append(0)
    }

    var count: Int { values.count }

    /// The length of all keys together.
    var byteCount: Int { bytes.count }

    /// Adds `key`, or combines its value with the one that is there.
    func insert(_ key: UnsafeBufferPointer<UInt8>, _ value: UInt32, combine: (UInt32, UInt32) -> UInt32) {
        if (values.count + 1) * 2 > slots.count { grow() }
        let hash = KeyTable.hash(key)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, equals(entry, key) {
                values[entry] = combine(values[entry], value)
                return
            }
            slot = (slot + 1) & mask
        }
        bytes.append(contentsOf: key)
        offsets.append(UInt32(bytes.count))
        values.append(value)
        slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(values.count)
    }

    @inline(__always)
    func find(_ key: UnsafeBufferPointer<UInt8>) -> UInt32? {
        entry(key).map { values[$0] }
    }

    /// The place of `key` among all, in the order of their insertion.
    @inline(__always)
    func entry(_ key: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = KeyTable.hash(key)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, equals(entry, key) { return entry }
            slot = (slot + 1) & mask
        }
        return nil
    }

    func value(_ entry: Int) -> UInt32 { values[entry] }

    func withKey<Result>(_ entry: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { all in
            try body(UnsafeBufferPointer(rebasing: all[Int(offsets[entry])..<Int(offsets[entry + 1])]))
        }
    }

    private func equals(_ entry: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(offsets[entry])
        guard Int(offsets[entry + 1]) - start == key.count else { return false }
        guard let wanted = key.baseAddress else { return true }
        return bytes.withUnsafeBufferPointer { all in
            all.baseAddress.map { memcmp($0 + start, wanted, key.count) == 0 } ?? false
        }
    }

    private func grow() {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        mask = slots.count - 1
        for entry in 0..<values.count {
            let hash = bytes.withUnsafeBufferPointer { all in
                KeyTable.hash(UnsafeBufferPointer(rebasing: all[Int(offsets[entry])..<Int(offsets[entry + 1])]))
            }
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(entry + 1)
        }
    }

    /// Eight bytes at a time, each mixed by a multiplication. Not meant to withstand chosen keys: the keys are the
    /// store's own, and a long chain costs time only.
    @inline(__always)
    static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(key)
        var state = UInt64(truncatingIfNeeded: raw.count) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset + 8 <= raw.count {
            state = mix(state ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        if offset == raw.count { return state }
        // The last bytes once more with those before them, or byte by byte if there are too few.
        guard offset == 0 else {
            return mix(state ^ raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self))
        }
        var tail: UInt64 = 0
        while offset < raw.count {
            tail = tail << 8 | UInt64(raw[offset])
            offset += 1
        }
        return mix(state ^ tail)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
