import Foundation

/// The form in which usernames, e-mail addresses, references and names are compared: composed (NFC), lower case, with
/// runs of white space as one space and none around.
///
/// `JSmith`, `jsmith ` and `jsmith` followed by a non-breaking space are one learner.
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
        let words = text.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }
        return words.joined(separator: " ").lowercased().precomposedStringWithCanonicalMapping
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
        if bytes.allSatisfy({ $0 < 0x80 }) {
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
