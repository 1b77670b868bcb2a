/// Base64 of RFC 2045 section 6.8.
enum Base64Lines {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// 57 bytes make the longest line allowed, 76 columns.
    private static let bytesPerLine = 57

    /// Appends lines, each ended by CR LF.
    static func append(_ bytes: [UInt8], to out: inout [UInt8]) {
        var start = 0
        while start < bytes.count {
            let end = min(start + bytesPerLine, bytes.count)
            encode(bytes[start..<end], to: &out)
            out.append(0x0D)
            out.append(0x0A)
            start = end
        }
    }

    /// One run of base64, without line ends.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        encode(bytes, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes of one run of base64; nil if it is none.
    static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var out: [UInt8] = []
        var group: UInt32 = 0
        var digits = 0
        for byte in text where byte != UInt8(ascii: "=") {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            group = group << 6 | UInt32(value)
            digits += 1
            if digits % 4 != 1 { out.append(UInt8(truncatingIfNeeded: group >> [0, 0, 4, 2][digits % 4])) }
        }
        return out
    }

    private static func encode(_ bytes: ArraySlice<UInt8>, to out: inout [UInt8]) {
        alphabet.withUnsafeBufferPointer { alphabet in
            var position = bytes.startIndex
            while position < bytes.endIndex {
                let count = min(3, bytes.endIndex - position)
                var group = UInt32(bytes[position]) << 16
                if count > 1 { group |= UInt32(bytes[position + 1]) << 8 }
                if count > 2 { group |= UInt32(bytes[position + 2]) }
                out.append(alphabet[Int(group >> 18)])
                out.append(alphabet[Int(group >> 12 & 63)])
                out.append(count > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
                out.append(count > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
                position += count
            }
        }
    }
}
