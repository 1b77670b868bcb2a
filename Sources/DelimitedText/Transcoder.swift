/// Rewrites a file that is not clean UTF-8 as one that is, piece by piece, into a scratch file.
struct Transcoder {
    let encoding: TextEncoding
    /// Whether something had to be replaced by U+FFFD.
    private(set) var hasReplaced = false

    private static let pieceBytes = 256 << 10
    private static let replacement: UInt32 = 0xFFFD

    init(from encoding: TextEncoding) {
        self.encoding = encoding
    }

    /// Appends the text of `file` from `offset` on.
    mutating func transcode(_ file: InputFile, from start: Int64, to scratch: ScratchFile) throws(TextDefect) {
        let input = UnsafeMutablePointer<UInt8>.allocate(capacity: Transcoder.pieceBytes)
        // One byte becomes three at most: U+20AC, or U+FFFD.
        let output = UnsafeMutablePointer<UInt8>.allocate(capacity: Transcoder.pieceBytes * 3)
        defer {
            input.deallocate()
            output.deallocate()
        }
        var offset = start
        while offset < file.size {
            let count = Int(min(Int64(Transcoder.pieceBytes), file.size - offset))
            try file.read(at: offset, into: input, count: count)
            var writer = ScalarWriter(output)
            let endsFile = offset + Int64(count) == file.size
            offset += Int64(convert(UnsafeBufferPointer(start: input, count: count), endsFile: endsFile, to: &writer))
            try scratch.append(UnsafeRawBufferPointer(start: output, count: writer.end - output))
        }
    }

    /// The return value is the number of bytes converted: without an incomplete last character unless the file ends.
    private mutating func convert(
        _ input: UnsafeBufferPointer<UInt8>,
        endsFile: Bool,
        to output: inout ScalarWriter
    ) -> Int {
        switch encoding {
        case .utf8: convertUTF8(input, endsFile: endsFile, to: &output)
        case .utf16LittleEndian: convertUTF16(input, highByte: 1, endsFile: endsFile, to: &output)
        case .utf16BigEndian: convertUTF16(input, highByte: 0, endsFile: endsFile, to: &output)
        case .windows1252: convertWindows1252(input, to: &output)
        }
    }

    private mutating func convertUTF8(
        _ input: UnsafeBufferPointer<UInt8>,
        endsFile: Bool,
        to output: inout ScalarWriter
    ) -> Int {
        guard let bytes = input.baseAddress else { return 0 }
        var position = 0
        while position < input.count {
            let plain = UTF8Sequence.asciiPrefix(bytes + position, count: input.count - position)
            output.copy(bytes + position, count: plain)
            position += plain
            guard position < input.count else { break }
            switch UTF8Sequence(at: bytes + position, count: input.count - position) {
            case .valid(let length):
                output.copy(bytes + position, count: length)
                position += length
            case .incomplete where !endsFile:
                return position
            case .incomplete(let length), .invalid(let length):
                replace(in: &output)
                position += length
            }
        }
        return input.count
    }

    private mutating func convertUTF16(
        _ input: UnsafeBufferPointer<UInt8>,
        highByte: Int,
        endsFile: Bool,
        to output: inout ScalarWriter
    ) -> Int {
        func unit(_ position: Int) -> UInt32 {
            UInt32(input[position + highByte]) << 8 | UInt32(input[position + 1 - highByte])
        }
        let raw = UnsafeRawBufferPointer(input)
        // Four units of ASCII, seen as a word in the byte order of the machine.
        let notASCII: UInt64 = highByte == 1 ? 0xFF80_FF80_FF80_FF80 : 0x80FF_80FF_80FF_80FF
        var position = 0
        while position + 2 <= input.count {
            while position + 8 <= input.count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                guard word & notASCII == 0 else { break }
                output.writeASCII(highByte == 1 ? word : word >> 8)
                position += 8
            }
            guard position + 2 <= input.count else { break }
            let first = unit(position)
            position += 2
            guard first & 0xF800 == 0xD800 else {
                output.write(first)
                continue
            }
            if first < 0xDC00 {
                guard position + 2 <= input.count || endsFile else { return position - 2 }
                if position + 2 <= input.count, case let second = unit(position), second & 0xFC00 == 0xDC00 {
                    output.write(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
                    position += 2
                    continue
                }
            }
            replace(in: &output)
        }
        return endsFile ? input.count : position
    }

    private mutating func convertWindows1252(
        _ input: UnsafeBufferPointer<UInt8>,
        to output: inout ScalarWriter
    ) -> Int {
        guard let bytes = input.baseAddress else { return 0 }
        var position = 0
        while position < input.count {
            let plain = UTF8Sequence.asciiPrefix(bytes + position, count: input.count - position)
            output.copy(bytes + position, count: plain)
            position += plain
            guard position < input.count else { break }
            let scalar = Windows1252.scalar(bytes[position])
            if scalar == Transcoder.replacement { hasReplaced = true }
            output.write(scalar)
            position += 1
        }
        return input.count
    }

    private mutating func replace(in output: inout ScalarWriter) {
        hasReplaced = true
        output.write(Transcoder.replacement)
    }
}

/// Writes scalars as UTF-8 into memory that is known to suffice.
private struct ScalarWriter {
    private(set) var end: UnsafeMutablePointer<UInt8>

    init(_ start: UnsafeMutablePointer<UInt8>) {
        end = start
    }

    mutating func copy(_ bytes: UnsafePointer<UInt8>, count: Int) {
        end.update(from: bytes, count: count)
        end += count
    }

    /// Writes the lowest byte of each of four 16-bit units.
    mutating func writeASCII(_ units: UInt64) {
        let pairs = (units | units >> 8) & 0x0000_FFFF_0000_FFFF
        let four = UInt32(truncatingIfNeeded: pairs | pairs >> 16)
        UnsafeMutableRawPointer(end).storeBytes(of: four.littleEndian, as: UInt32.self)
        end += 4
    }

    mutating func write(_ scalar: UInt32) {
        func put(_ value: UInt32) {
            end.pointee = UInt8(truncatingIfNeeded: value)
            end += 1
        }
        switch scalar {
        case ..<0x80:
            put(scalar)
        case ..<0x800:
            put(0xC0 | scalar >> 6)
            put(0x80 | scalar & 0x3F)
        case ..<0x1_0000:
            put(0xE0 | scalar >> 12)
            put(0x80 | scalar >> 6 & 0x3F)
            put(0x80 | scalar & 0x3F)
        default:
            put(0xF0 | scalar >> 18)
            put(0x80 | scalar >> 12 & 0x3F)
            put(0x80 | scalar >> 6 & 0x3F)
            put(0x80 | scalar & 0x3F)
        }
    }
}
