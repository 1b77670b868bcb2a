/// Appends text in an encoding, for files that must leave in the encoding that they came in.
///
/// What the encoding does not have becomes `?`. Invalid UTF-8 becomes U+FFFD first.
public func encode(_ utf8: UnsafeBufferPointer<UInt8>, as encoding: TextEncoding, into output: inout ByteBuffer) {
    switch encoding {
    case .utf8:
        output.append(utf8)
    case .windows1252:
        for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
            output.append(byte: Windows1252.byte(scalar.value) ?? UInt8(ascii: "?"))
        }
    case .utf16LittleEndian:
        for unit in String(decoding: utf8, as: UTF8.self).utf16 {
            output.append(byte: UInt8(truncatingIfNeeded: unit))
            output.append(byte: UInt8(truncatingIfNeeded: unit >> 8))
        }
    case .utf16BigEndian:
        for unit in String(decoding: utf8, as: UTF8.self).utf16 {
            output.append(byte: UInt8(truncatingIfNeeded: unit >> 8))
            output.append(byte: UInt8(truncatingIfNeeded: unit))
        }
    }
}
