/// A file name as the value of a header's parameter (RFC 2231).
struct ParameterName {
    private let name: String

    /// Control characters and path separators become underscores.
    init(_ name: String) {
        var safe = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2F, 0x5C, 0x2028, 0x2029: safe.append("_")
            default: safe.append(scalar)
            }
        }
        self.name = safe.isEmpty ? "attachment" : String(safe)
    }

    /// For mail programs that know nothing else: plain ASCII, at most 60 characters, and the extension kept.
    var ascii: String {
        let plain = name.map { character -> Character in
            guard let byte = character.asciiValue, ASCIIClass.parameter[byte] || byte == 0x20 else { return "_" }
            return character
        }
        if plain.count <= 60 { return String(plain) }
        let dot = plain.lastIndex(of: ".") ?? plain.endIndex
        let tail = plain.count - dot <= 10 ? plain[dot...] : []
        return String(plain.prefix(60 - tail.count) + tail)
    }

    /// `filename="march.csv"`; `filename*=UTF-8''M%C3%A4rz.csv`; or, if that is long, `filename*0*=…`, `filename*1*=…`.
    func parameters(_ key: String) -> [String] {
        if name.utf8.count <= 60, name.utf8.allSatisfy({ ASCIIClass.parameter[$0] || $0 == 0x20 }) {
            return ["\(key)=\"\(name)\""]
        }
        let pieces = encodedPieces(width: 60)
        if pieces.count == 1 { return ["\(key)*=UTF-8''\(pieces[0])"] }
        return pieces.enumerated().map { index, piece in
            "\(key)*\(index)*=\(index == 0 ? "UTF-8''" : "")\(piece)"
        }
    }

    /// Percent-encoded, cut at characters.
    private func encodedPieces(width: Int) -> [String] {
        var pieces: [[UInt8]] = [[]]
        for scalar in name.unicodeScalars {
            var encoded: [UInt8] = []
            for byte in String(scalar).utf8 {
                if ASCIIClass.parameter[byte] {
                    encoded.append(byte)
                } else {
                    Hexadecimal.append(byte, after: UInt8(ascii: "%"), to: &encoded)
                }
            }
            if pieces[pieces.count - 1].count + encoded.count > width { pieces.append([]) }
            pieces[pieces.count - 1] += encoded
        }
        return pieces.map { String(decoding: $0, as: UTF8.self) }
    }
}
