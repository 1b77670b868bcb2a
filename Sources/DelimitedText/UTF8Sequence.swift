/// The next sequence of a text that may or may not be UTF-8 (Unicode Standard, table 3-7).
enum UTF8Sequence {
    /// One scalar of 2 to 4 bytes, or 1 in ASCII.
    case valid(length: Int)
    /// Bytes that cannot be part of a scalar: as many as U+FFFD replaces once ("maximal subpart").
    case invalid(length: Int)
    /// The text ends within a scalar that is valid so far.
    case incomplete(length: Int)

    @inline(__always)
    init(at bytes: UnsafePointer<UInt8>, count: Int) {
        let lead = bytes[0]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0x00...0x7F:
            self = .valid(length: 1)
            return
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default:
            self = .invalid(length: 1)
            return
        }
        for index in 1..<length {
            guard index < count else {
                self = .incomplete(length: index)
                return
            }
            guard (index == 1 ? second : 0x80...0xBF).contains(bytes[index]) else {
                self = .invalid(length: index)
                return
            }
        }
        self = .valid(length: length)
    }

    /// The number of bytes from the start that are ASCII, to within a word: what it counts is ASCII, but more may be.
    @inline(__always)
    static func asciiPrefix(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        let raw = UnsafeRawPointer(bytes)
        var done = 0
        while done &+ 64 <= count {
            var joined: UInt64 = 0
            for word in 0..<8 { joined |= raw.loadUnaligned(fromByteOffset: done &+ word &* 8, as: UInt64.self) }
            if joined & 0x8080_8080_8080_8080 != 0 { break }
            done &+= 64
        }
        while done &+ 8 <= count, raw.loadUnaligned(fromByteOffset: done, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            done &+= 8
        }
        return done
    }
}
