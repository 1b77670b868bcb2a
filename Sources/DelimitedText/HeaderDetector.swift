/// Finds out how a table is delimited from its first lines.
///
/// An Excel `sep=;` line settles the delimiter. Otherwise it is the candidate that the header has most of, outside
/// quotes; the order of `candidates` breaks a tie, and the first one is right for a header of one column.
struct HeaderDetector {
    private(set) var delimiter = ASCII.comma
    private(set) var lineEnding = LineEnding.crlf
    /// Where the table begins: behind a `sep=` line.
    private(set) var tableStart = 0
    var hasSeparatorLine: Bool { tableStart > 0 }

    private static let candidates = [ASCII.comma, ASCII.semicolon, ASCII.tab, ASCII.pipe]

    /// - Parameter text: the start of the file in UTF-8, without a byte order mark.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        if let separator = HeaderDetector.separatorLine(text) {
            delimiter = separator.delimiter
            tableStart = separator.length
        }
        let header = HeaderDetector.firstLineWithText(text, from: tableStart)
        if !hasSeparatorLine { delimiter = header.delimiter }
        lineEnding = header.lineEnding
    }

    /// `sep=` and the delimiter, in quotes or not. More delimiters behind it are what a program that added columns made
    /// of it.
    private static func separatorLine(_ text: UnsafeBufferPointer<UInt8>) -> (delimiter: UInt8, length: Int)? {
        let end = text.firstIndex { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn } ?? text.count
        guard end <= 256 else { return nil }
        var line = text[..<end]
        let isQuoted = line.first == ASCII.quote
        if isQuoted { line = line.dropFirst() }
        guard line.prefix(4).map({ $0 | 0x20 }).elementsEqual("sep=".utf8.map { $0 | 0x20 }) else { return nil }
        line = line.dropFirst(4)
        guard let delimiter = line.popFirst(), isDelimiter(delimiter) else { return nil }
        if isQuoted {
            guard line.popFirst() == ASCII.quote else { return nil }
        }
        guard line.allSatisfy({ $0 == delimiter }) else { return nil }
        return (delimiter, end + lineEnd(text, at: end).length)
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        byte == ASCII.tab || byte == ASCII.space
            || (0x21...0x7E).contains(byte) && byte != ASCII.quote && !isAlphanumeric(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }

    /// Tallies the candidates of the first line that has anything else.
    private static func firstLineWithText(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) -> (delimiter: UInt8, lineEnding: LineEnding) {
        var tally = Tally()
        for position in start..<text.count {
            let byte = text[position]
            if (byte == ASCII.lineFeed || byte == ASCII.carriageReturn) && !tally.isInQuotes {
                if tally.hasText { return (tally.mostFrequent, lineEnd(text, at: position).kind ?? .crlf) }
                tally = Tally()
            } else {
                tally.take(byte)
            }
        }
        return (tally.mostFrequent, .crlf)
    }

    private static func lineEnd(
        _ text: UnsafeBufferPointer<UInt8>,
        at position: Int
    ) -> (kind: LineEnding?, length: Int) {
        guard position < text.count else { return (nil, 0) }
        if text[position] == ASCII.lineFeed { return (.lf, 1) }
        return position + 1 < text.count && text[position + 1] == ASCII.lineFeed ? (.crlf, 2) : (.cr, 1)
    }

    private struct Tally {
        private(set) var isInQuotes = false
        private(set) var hasText = false
        private var isAtFieldStart = true
        private var counts = [0, 0, 0, 0]

        var mostFrequent: UInt8 {
            let most = counts.max() ?? 0
            return candidates[counts.firstIndex(of: most) ?? 0]
        }

        mutating func take(_ byte: UInt8) {
            if isInQuotes {
                // A doubled quote closes and opens again, with the same result.
                if byte == ASCII.quote { isInQuotes = false } else { hasText = true }
                isAtFieldStart = byte == ASCII.quote
            } else if byte == ASCII.quote && isAtFieldStart {
                isInQuotes = true
            } else if let candidate = candidates.firstIndex(of: byte) {
                counts[candidate] += 1
                isAtFieldStart = true
            } else {
                if byte != ASCII.space { hasText = true }
                isAtFieldStart = false
            }
        }
    }
}
