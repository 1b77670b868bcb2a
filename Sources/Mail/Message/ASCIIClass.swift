/// A set of bytes, looked up by index.
struct ASCIIClass: Sendable {
    private let members: (UInt64, UInt64)

    private init(_ isMember: (UInt8) -> Bool) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in UInt8(0)..<128 where isMember(byte) {
            if byte < 64 { low |= 1 << byte } else { high |= 1 << (byte - 64) }
        }
        members = (low, high)
    }

    @inline(__always)
    subscript(byte: UInt8) -> Bool {
        byte < 64 ? members.0 >> byte & 1 == 1 : byte < 128 && members.1 >> (byte & 63) & 1 == 1
    }

    static let alphanumeric = ASCIIClass(isAlphanumeric)

    /// `atext` of RFC 5322 section 3.2.3.
    static let atom = ASCIIClass { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }

    /// What the Q encoding leaves as it is in any header, phrases included (RFC 2047 section 5, rule 3).
    static let encodedWord = ASCIIClass { isAlphanumeric($0) || "!*+-/".utf8.contains($0) }

    /// `attribute-char` of RFC 2231 section 7.
    static let parameter = ASCIIClass { isAlphanumeric($0) || "!#$&+-.^_`{|}~".utf8.contains($0) }

    /// What quoted-printable leaves as it is inside a line (RFC 2045 section 6.7).
    static let quotedPrintable = ASCIIClass { (0x20...0x7E).contains($0) && $0 != 0x3D || $0 == 0x09 }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
