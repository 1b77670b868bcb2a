/// Line ends of text in a message.
enum LineEnds {
    /// CR, LF and CR LF all as CR LF, which is what text in MIME has before it is encoded (RFC 2046 section 4.1.1).
    static func normalised(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 32)
        var previous: UInt8 = 0
        for byte in text {
            if byte == 0x0A || byte == 0x0D {
                if !(byte == 0x0A && previous == 0x0D) { out.append(contentsOf: [0x0D, 0x0A]) }
            } else {
                out.append(byte)
            }
            previous = byte
        }
        return out
    }
}
