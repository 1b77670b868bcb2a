import Foundation

/// What a message says, without the encodings of RFC 2045 sections 6.7 and 6.8.
public enum MessageContent {
    /// The parts of a message as ``Message/encoded()`` writes it, without their headers.
    public static func decoded(_ message: Data) -> [Data] {
        let text = String(decoding: message, as: UTF8.self).replacing("\r\n", with: "\n")
        // A boundary begins with two hyphens, and no line of base64 does.
        let parts = text.split(separator: "\n--")
        return parts.map { part in
            let halves = part.split(separator: "\n\n", maxSplits: 1)
            guard halves.count == 2 else { return Data() }
            if halves[0].lowercased().contains("content-transfer-encoding: base64") {
                return Data(base64Encoded: String(halves[1]), options: .ignoreUnknownCharacters) ?? Data()
            }
            return quotedPrintable(halves[1])
        }
    }

    private static func quotedPrintable(_ text: Substring) -> Data {
        var bytes = Data()
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            if rest.first == 0x0A {
                rest.removeFirst()
            } else if let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
