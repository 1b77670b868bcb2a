/// Settles the encoding of a file by looking at all of it.
///
/// A byte order mark decides. Without one, UTF-16 is known by its zero bytes, and UTF-8 by being valid: other encodings
/// are so by accident only. What has some damage stays UTF-8 if it is more right than wrong; else it is Windows-1252.
struct EncodingDetector {
    struct Finding: Equatable {
        var encoding = TextEncoding.utf8
        var hasByteOrderMark = false
        /// Whether some bytes are not text in that encoding, to be replaced by U+FFFD. Only UTF-8 is looked at.
        var hasInvalidBytes = false
        /// Whether the file ends within a character.
        var endsWithinCharacter = false

        /// Whether the file can be read as it is.
        var isCleanUTF8: Bool { encoding == .utf8 && !hasInvalidBytes }
    }

    private var sequences = 0
    private var invalidBytes = 0
    private var endsWithinCharacter = false

    /// - Parameter head: the start of the file, 4 KiB at least unless it is shorter.
    static func detect(_ file: InputFile, head: UnsafeBufferPointer<UInt8>) throws(TextDefect) -> Finding {
        var finding = Finding()
        if let marked = TextEncoding.allCases.first(where: {
            !$0.byteOrderMark.isEmpty && head.starts(with: $0.byteOrderMark)
        }) {
            finding.encoding = marked
            finding.hasByteOrderMark = true
        } else if let guessed = utf16ByZeros(head) {
            finding.encoding = guessed
        }
        guard finding.encoding == .utf8 else {
            finding.endsWithinCharacter = file.size % 2 != 0
            return finding
        }

        var detector = EncodingDetector()
        try detector.survey(file)
        if detector.invalidBytes > 0 || detector.endsWithinCharacter {
            let isUTF8 = finding.hasByteOrderMark || detector.sequences > detector.invalidBytes
            finding.encoding = isUTF8 ? .utf8 : .windows1252
            finding.hasInvalidBytes = isUTF8
            finding.endsWithinCharacter = isUTF8 && detector.endsWithinCharacter
        }
        return finding
    }

    /// UTF-16 without a byte order mark: every other byte of most of the header is zero, and none of the rest.
    private static func utf16ByZeros(_ head: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
        let pairs = min(head.count, 512) / 2
        guard pairs >= 2 else { return nil }
        let first = (0..<pairs).count { head[2 * $0] == 0 }
        let second = (0..<pairs).count { head[2 * $0 + 1] == 0 }
        if first == 0 && second * 2 > pairs { return .utf16LittleEndian }
        if second == 0 && first * 2 > pairs { return .utf16BigEndian }
        return nil
    }

    private mutating func survey(_ file: InputFile) throws(TextDefect) {
        let capacity = Int(min(file.size, 256 << 10))
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        defer { bytes.deallocate() }
        var offset: Int64 = 0
        while offset < file.size {
            let count = Int(min(Int64(capacity), file.size - offset))
            try file.read(at: offset, into: bytes, count: count)
            let seen = tally(bytes, count: count, endsFile: offset + Int64(count) == file.size)
            offset += Int64(seen)
        }
    }

    /// Counts the sequences of a piece of text; the return value is the length without an incomplete last one.
    private mutating func tally(_ bytes: UnsafePointer<UInt8>, count: Int, endsFile: Bool) -> Int {
        var position = 0
        while position < count {
            position += UTF8Sequence.asciiPrefix(bytes + position, count: count - position)
            guard position < count else { break }
            switch UTF8Sequence(at: bytes + position, count: count - position) {
            case .valid(let length):
                if length > 1 { sequences += 1 }
                position += length
            case .invalid(let length):
                invalidBytes += length
                position += length
            case .incomplete(let length):
                guard endsFile else { return position }
                endsWithinCharacter = true
                invalidBytes += length
                position += length
            }
        }
        return count
    }
}
