/// What ends a line.
public enum LineEnding: String, Sendable, CaseIterable {
    case lf
    case crlf
    case cr

    /// The bytes of the line end, in ASCII.
    public var bytes: [UInt8] {
        switch self {
        case .lf: [ASCII.lineFeed]
        case .crlf: [ASCII.carriageReturn, ASCII.lineFeed]
        case .cr: [ASCII.carriageReturn]
        }
    }
}

/// How a table is written down: everything that is needed to write another file just like one that was read.
public struct Dialect: Sendable, Equatable {
    /// The ASCII character between fields.
    public var delimiter: UInt8
    /// How the characters are stored.
    public var encoding: TextEncoding
    /// Whether the file opens with U+FEFF.
    public var hasByteOrderMark: Bool
    /// The line end of the header; other lines of the file may end otherwise.
    public var lineEnding: LineEnding
    /// Whether the file opens with Excel's `sep=;` line.
    public var hasSeparatorLine: Bool

    /// Makes a dialect; without arguments, `standard`.
    public init(
        delimiter: UInt8 = ASCII.comma,
        encoding: TextEncoding = .utf8,
        hasByteOrderMark: Bool = false,
        lineEnding: LineEnding = .crlf,
        hasSeparatorLine: Bool = false
    ) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.hasByteOrderMark = hasByteOrderMark
        self.lineEnding = lineEnding
        self.hasSeparatorLine = hasSeparatorLine
    }

    /// What Excel opens correctly by a double click: comma, UTF-8 with a byte order mark, CRLF.
    public static let excel = Dialect(hasByteOrderMark: true)

    /// RFC 4180 in UTF-8: comma, no byte order mark, CRLF.
    public static let standard = Dialect()

    /// What stands before the header in a file of this dialect: byte order mark and `sep=` line, encoded.
    public var preamble: [UInt8] {
        var output = ByteBuffer()
        if hasByteOrderMark { output.append(encoding.byteOrderMark) }
        if hasSeparatorLine {
            let line = Array("sep=".utf8) + [delimiter] + lineEnding.bytes
            line.withUnsafeBufferPointer { encode($0, as: encoding, into: &output) }
        }
        return output.bytes
    }
}
