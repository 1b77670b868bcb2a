/// Writes records as RFC 4180 has them, in UTF-8, quoting only what needs it.
///
///     var writer = DelimitedWriter(dialect: .excel)
///     writer.field("smith, j")
///     writer.field(42)
///     writer.endRecord()      // "smith, j",42
public struct DelimitedWriter: Sendable {
    /// What was written. Take the bytes and empty it whenever it has become large enough.
    public var buffer = ByteBuffer()

    private let structural: StructuralBytes
    private let lineEnding: LineEnding
    private var isAtRecordStart = true

    /// Writes with this delimiter, an ASCII character, and these line ends.
    public init(delimiter: UInt8 = ASCII.comma, lineEnding: LineEnding = .crlf) {
        structural = StructuralBytes(delimiter: delimiter)
        self.lineEnding = lineEnding
    }

    /// Writes with the delimiter and line ends of a dialect; encoding and preamble are the caller's.
    public init(dialect: Dialect) {
        self.init(delimiter: dialect.delimiter, lineEnding: dialect.lineEnding)
    }

    /// Writes the next field of the record from UTF-8.
    public mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        beginField()
        if needsQuotes(text) {
            appendQuoted(text)
        } else {
            buffer.append(text)
        }
    }

    /// Writes the next field of the record.
    public mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { field($0) }
    }

    /// Writes a number, in decimal, as the next field of the record.
    public mutating func field(_ number: Int) {
        beginField()
        buffer.append(number)
    }

    /// Writes the line end. A record without fields is a blank line.
    public mutating func endRecord() {
        if lineEnding != .lf { buffer.append(byte: ASCII.carriageReturn) }
        if lineEnding != .cr { buffer.append(byte: ASCII.lineFeed) }
        isAtRecordStart = true
    }

    private mutating func beginField() {
        if !isAtRecordStart { buffer.append(byte: structural.delimiter) }
        isAtRecordStart = false
    }

    /// Spaces at either end are quoted too, since some readers trim what is not.
    private func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        if first == ASCII.space || last == ASCII.space { return true }
        return structural.occur(in: text)
    }

    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        buffer.append(byte: ASCII.quote)
        for byte in text {
            if byte == ASCII.quote { buffer.append(byte: ASCII.quote) }
            buffer.append(byte: byte)
        }
        buffer.append(byte: ASCII.quote)
    }
}
