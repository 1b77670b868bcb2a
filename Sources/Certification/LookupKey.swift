import Foundation

/// The form in which usernames, e-mail addresses, references and names are compared: composed (NFC), lower case, with
/// runs of white space as one space and none around, plain quotation marks and hyphens, and no pair of quotation marks
/// around it.
///
/// `JSmith`, `jsmith ` and `jsmith` followed by a non-breaking space are one learner. So are `o'brien` and `o’brien`, or
/// `jsmith` and `“jsmith”`: word processors turn what is typed into these, nobody tells them apart by eye, and no system
/// gives them to two people. Only comparisons are affected: texts are stored as they were written.
public enum LookupKey {
    public static func make(_ text: String) -> String {
        var text = text
        let plain = text.withUTF8 { isPlain($0) }
        return plain ? text : fold(text)
    }

    /// Whether `bytes` are their own key: ASCII without capitals, control characters, or spaces to be folded.
    @inlinable
    public static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if bytes.isEmpty { return true }
        if bytes[0] == 0x22 || bytes[0] == 0x27 { return false }
        if bytes[0] == 0x20 || bytes[bytes.count - 1] == 0x20 { return false }
        var before: UInt8 = 0
        for byte in bytes {
            if byte >= 0x7F || byte < 0x20 || byte &- 0x41 < 26 || (byte == 0x20 && before == 0x20) { return false }
            before = byte
        }
        return true
    }

    private static func fold(_ text: String) -> String {
        // Scalars and not characters: a combining mark behind a space is not part of the space.
        let words = text.unicodeScalars.compactMap(plain).split { $0.properties.isWhitespace }
        let joined = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
        return unquoted(joined.lowercased().precomposedStringWithCanonicalMapping)
    }

    /// The plain character for one that word processors put in; nil for one that cannot be seen.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x2018...0x201B, 0x2032, 0x02BC: "'"
        case 0x201C...0x201F, 0x2033: "\""
        case 0x2010...0x2015, 0x2212: "-"
        // Soft hyphen, zero-width space, word joiner, byte order mark.
        case 0x00AD, 0x200B, 0x2060, 0xFEFF: nil
        default: scalar
        }
    }

    /// Without the pairs of quotation marks around it, and the space within them.
    private static func unquoted(_ text: String) -> String {
        var rest = text.unicodeScalars[...]
        while rest.count >= 2, let first = rest.first, first == "\"" || first == "'", rest.last == first {
            rest = rest.dropFirst().dropLast()
            while rest.first == " " { rest.removeFirst() }
            while rest.last == " " { rest.removeLast() }
        }
        return String(String.UnicodeScalarView(rest))
    }
}

/// Makes lookup keys of field bytes without allocating. Owned by one thread at a time.
public struct LookupKeyFolder {
    private var scratch: [UInt8] = []

    public init() {}

    /// Calls `body` with the lookup key of `bytes`.
    @inlinable
    public mutating func withKey<Result>(
        of bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        if LookupKey.isPlain(bytes) { return try body(bytes) }
        return try withFoldedKey(of: bytes, body)
    }

    @usableFromInline
    mutating func withFoldedKey<Result>(
        of bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        scratch.removeAll(keepingCapacity: true)
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x22 && $0 != 0x27 }) {
            foldASCII(bytes)
        } else {
            scratch.append(contentsOf: LookupKey.make(String(decoding: bytes, as: UTF8.self)).utf8)
        }
        return try scratch.withUnsafeBufferPointer(body)
    }

    private mutating func foldASCII(_ bytes: UnsafeBufferPointer<UInt8>) {
        var spacePending = false
        for byte in bytes {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                spacePending = !scratch.isEmpty
                continue
            }
            if spacePending { scratch.append(0x20) }
            spacePending = false
            scratch.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
    }
}
