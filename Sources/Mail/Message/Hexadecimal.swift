/// Bytes as two upper-case hexadecimal digits after a mark: `=C3` of quoted-printable, `%C3` of RFC 2231.
enum Hexadecimal {
    @inline(__always)
    static func append(_ byte: UInt8, after mark: UInt8, to out: inout [UInt8]) {
        out.append(mark)
        out.append(digit(byte >> 4))
        out.append(digit(byte & 15))
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }

    /// The value of a digit of either case.
    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
