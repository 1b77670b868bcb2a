/// The 32 places where Windows-1252 differs from ISO 8859-1 (WHATWG Encoding, but undefined bytes stay undefined).
enum Windows1252 {
    /// The scalar of a byte; U+FFFD for the five that mean nothing.
    static func scalar(_ byte: UInt8) -> UInt32 {
        (0x80...0x9F).contains(byte) ? UInt32(upper[Int(byte) - 0x80]) : UInt32(byte)
    }

    /// The byte of a scalar, if it has one.
    static func byte(_ scalar: UInt32) -> UInt8? {
        if scalar < 0x80 || (0xA0...0xFF).contains(scalar) { return UInt8(scalar) }
        guard scalar != 0xFFFD, let index = upper.firstIndex(where: { UInt32($0) == scalar }) else { return nil }
        return UInt8(0x80 + index)
    }

    private static let upper: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
        0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
}
