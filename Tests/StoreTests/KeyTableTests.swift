import Testing

@testable import Store

@Suite("Key tables")
struct KeyTableTests {
    @Test("A table holds what a dictionary holds, while it grows", arguments: [0, 1, 10, 5_000])
    func agreesWithDictionary(_ expected: Int) {
        var random = SeededGenerator(seed: UInt64(expected) + 1)
        let table = KeyTable(expected: expected)
        var dictionary: [[UInt8]: UInt32] = [:]
        for _ in 0..<6_000 {
            let key = Self.key(&random)
            let value = UInt32(random.below(1_000))
            key.withUnsafeBufferPointer { table.insert($0, value) { old, new in old &* 31 &+ new } }
            dictionary[key] = dictionary[key].map { $0 &* 31 &+ value } ?? value
        }
        #expect(table.count == dictionary.count)
        for (key, value) in dictionary {
            #expect(key.withUnsafeBufferPointer { table.find($0) } == value)
        }
        for _ in 0..<6_000 {
            let key = Self.key(&random)
            #expect(key.withUnsafeBufferPointer { table.find($0) } == dictionary[key])
        }
    }

    @Test("Keys that fall on one slot are told apart")
    func colliding() {
        let table = KeyTable(expected: 0)
        let keys = (0..<20_000).map { Array("user\($0)".utf8) }
            .filter { key in key.withUnsafeBufferPointer { KeyTable.hash($0) } & 0x3FF == 5 }
        #expect(keys.count > 5)
        for (index, key) in keys.enumerated() {
            key.withUnsafeBufferPointer { table.insert($0, UInt32(index)) { _, new in new } }
        }
        for (index, key) in keys.enumerated() {
            #expect(key.withUnsafeBufferPointer { table.find($0) } == UInt32(index))
        }
        #expect(Array("someone".utf8).withUnsafeBufferPointer { table.find($0) } == nil)
    }

    @Test("Keys that differ in length alone, or in zeros at the end, are different keys")
    func zeros() {
        let table = KeyTable(expected: 4)
        let keys: [[UInt8]] = [
            [], [0], [0, 0], Array(repeating: 0, count: 8), Array(repeating: 0, count: 9), [1], [1, 0],
        ]
        for (index, key) in keys.enumerated() {
            key.withUnsafeBufferPointer { table.insert($0, UInt32(index)) { _, new in new } }
        }
        #expect(table.count == keys.count)
        for (index, key) in keys.enumerated() {
            #expect(key.withUnsafeBufferPointer { table.find($0) } == UInt32(index))
        }
    }

    @Test("An empty table has nothing")
    func empty() {
        #expect(Array("a".utf8).withUnsafeBufferPointer { KeyTable(expected: 0).find($0) } == nil)
    }

    /// From few letters, so that keys come again.
    private static func key(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<random.pick([0, 1, 3, 7, 8, 9, 17])).map { _ in random.pick([0, 97, 98, 255]) }
    }
}
