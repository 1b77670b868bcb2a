/// Numbers and byte strings in a row: each number four bytes, little-endian, each string behind its length.
struct LengthPrefixedReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number() -> Int {
        defer { position += 4 }
        return (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    mutating func string() -> [UInt8] {
        let count = number()
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}

struct LengthPrefixedWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ value: Int) {
        for index in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }

    mutating func string(_ value: [UInt8]) {
        number(value.count)
        bytes += value
    }
}
