/// A growable run of bytes to write text into.
public struct ByteBuffer: Sendable {
    /// What was appended so far.
    public private(set) var bytes: [UInt8] = []

    /// Makes an empty buffer.
    public init() {}

    /// Makes an empty buffer with room for so many bytes.
    public init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// The number of bytes.
    public var count: Int { bytes.count }
    /// Whether there are no bytes.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Appends one byte. It is labelled so that a literal is not taken for a number in decimal.
    public mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    /// Appends bytes from memory that need not outlive the call.
    public mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Appends bytes.
    public mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// Appends the UTF-8 of a string.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Appends a number in decimal.
    public mutating func append(_ number: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestNumber) { digits in
            var start = digits.count
            var rest = number.magnitude
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                digits[start] = 0x30 + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest != 0
            if number < 0 {
                start -= 1
                digits[start] = 0x2D
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Nineteen digits and a sign.
    private static let longestNumber = 20

    /// Forgets the bytes and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with the bytes, for `write(2)` and the like.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.span.withUnsafeBytes(body)
    }
}
