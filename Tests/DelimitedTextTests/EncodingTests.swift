import Testing

@testable import DelimitedText

@Suite("Encodings")
struct EncodingTests {
    private static let text = "Name,Ort\r\nZoë,\"Köln, Altstadt\"\r\n日本,𝄞\r\n"
    private static let western = "Name,Ort\r\nZoë,\"Köln – Altstadt\"\r\n5 €,œuvre\r\n"

    private func encoded(_ text: String, _ encoding: TextEncoding, mark: Bool) -> [UInt8] {
        var buffer = ByteBuffer()
        if mark { buffer.append(encoding.byteOrderMark) }
        Array(text.utf8).withUnsafeBufferPointer { encode($0, as: encoding, into: &buffer) }
        return buffer.bytes
    }

    @Test(
        "UTF-8 and UTF-16 are recognised with and without byte order mark",
        arguments: [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian],
        [true, false]
    )
    func unicode(encoding: TextEncoding, mark: Bool) throws {
        let table = try Table(encoded(EncodingTests.text, encoding, mark: mark))
        #expect(table.file.dialect == Dialect(encoding: encoding, hasByteOrderMark: mark))
        #expect(table.file.header == ["Name", "Ort"])
        #expect(table.texts == [["Zoë", "Köln, Altstadt"], ["日本", "𝄞"]])
        #expect(!table.survey.replacedEncodingErrors)
        #expect(try table.reread() == table.records)
    }

    @Test("What is not UTF-8 is Windows-1252")
    func windows1252() throws {
        let table = try Table(encoded(EncodingTests.western, .windows1252, mark: false))
        #expect(table.file.dialect.encoding == .windows1252)
        #expect(table.texts == [["Zoë", "Köln – Altstadt"], ["5 €", "œuvre"]])
        #expect(!table.survey.replacedEncodingErrors)
    }

    @Test("The encoding is right for the header although only a late row shows it")
    func lateEvidence() throws {
        let rows = String(repeating: "a,b\n", count: 200_000)
        let table = try Table(Array(("x,y\n" + rows).utf8) + [0xE9, 0x2C, 0x62, 0x0A])
        #expect(table.file.dialect.encoding == .windows1252)
        #expect(table.texts.last == ["é", "b"])
        #expect(table.survey.records == 200_001)
    }

    @Test("Bytes that Windows-1252 does not define are replaced")
    func undefinedBytes() throws {
        let table = try Table(Array("a,b\n".utf8) + [0x81, 0x2C, 0xE9, 0x0A])
        #expect(table.texts == [["\u{FFFD}", "é"]])
        #expect(table.survey.replacedEncodingErrors)
    }

    @Test("UTF-8 with little damage stays UTF-8, and the damage becomes U+FFFD")
    func damagedUTF8() throws {
        let table = try Table(Array("a,b\nZoë,Köln\n".utf8) + [0xFF, 0x2C, 0x62, 0x0A])
        #expect(table.file.dialect.encoding == .utf8)
        #expect(table.texts == [["Zoë", "Köln"], ["\u{FFFD}", "b"]])
        #expect(table.survey.replacedEncodingErrors)
    }

    @Test("A UTF-8 byte order mark settles the encoding, however bad the rest")
    func markedDamagedUTF8() throws {
        let table = try Table([0xEF, 0xBB, 0xBF] + Array("a,b\n".utf8) + [0xE9, 0xE9, 0x2C, 0xE9, 0x0A])
        #expect(table.file.dialect.encoding == .utf8)
        #expect(table.texts == [["\u{FFFD}\u{FFFD}", "\u{FFFD}"]])
    }

    @Test("Windows-1252 is Python's cp1252, byte for byte")
    func windows1252Table() throws {
        let python = try Python.run(
            "result = b''.join(bytes([b]).decode('cp1252', 'replace').encode('utf-16-le') for b in range(256))",
            input: []
        )
        for byte in 0..<256 {
            let expected = UInt32(python[2 * byte]) | UInt32(python[2 * byte + 1]) << 8
            #expect(Windows1252.scalar(UInt8(byte)) == expected)
            if expected != 0xFFFD { #expect(Windows1252.byte(expected) == UInt8(byte)) }
        }
        #expect(Windows1252.byte(0x81) == nil)
        #expect(Windows1252.byte(0x4E00) == nil)
    }

    @Test("Any bytes as UTF-8 or UTF-16 become what the standard library makes of them", arguments: 0..<4)
    func repair(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let interesting: [UInt8] = [
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xD8, 0xDB, 0xDC, 0xDF, 0xE0, 0xE1, 0xED,
            0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 0x00,
        ]
        for _ in 0..<2000 {
            let bytes = (0..<random.below(40)).map { _ in random.pick(interesting) }
            #expect(try repaired(bytes, .utf8) == String(decoding: bytes, as: UTF8.self), "\(bytes)")
            let even = Array(bytes.prefix(bytes.count / 2 * 2))
            let units = stride(from: 0, to: even.count, by: 2).map { UInt16(even[$0]) | UInt16(even[$0 + 1]) << 8 }
            #expect(try repaired(even, .utf16LittleEndian) == String(decoding: units, as: UTF16.self), "\(even)")
            let swapped = units.map(\.byteSwapped)
            #expect(try repaired(even, .utf16BigEndian) == String(decoding: swapped, as: UTF16.self), "\(even)")
        }
    }

    @Test("Characters that straddle the pieces of the transcoder stay whole", arguments: [0, 1, 2, 3])
    func pieces(shift: Int) throws {
        let text = "a,b\n" + String(repeating: "x", count: shift) + String(repeating: "é日𝄞,1\n", count: 100_000)
        for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
            let table = try Table(encoded(text, encoding, mark: true))
            #expect(!table.survey.replacedEncodingErrors)
            #expect(table.survey.records == 100_000)
            #expect(table.texts.allSatisfy { $0[0].hasSuffix("é日𝄞") })
        }
        let damaged = try Table(Array(text.utf8) + [0xFF, 0x2C, 0x0A])
        #expect(damaged.survey.records == 100_001)
        #expect(damaged.texts.dropLast().allSatisfy { $0[0].hasSuffix("é日𝄞") })
    }

    @Test("What an encoding does not have is written as a question mark")
    func unencodable() {
        #expect(encoded("Zoë 日本", .windows1252, mark: false) == Array("Zo".utf8) + [0xEB, 0x20, 0x3F, 0x3F])
    }

    private func repaired(_ bytes: [UInt8], _ encoding: TextEncoding) throws -> String {
        let source = try TemporaryFile(bytes)
        let scratch = try ScratchFile(directory: TemporaryFile.directory)
        var transcoder = Transcoder(from: encoding)
        try transcoder.transcode(InputFile(descriptor: source.descriptor), from: 0, to: scratch)
        let result = try InputFile(descriptor: scratch.descriptor)
        let count = Int(result.size)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
        defer { memory.deallocate() }
        try result.read(at: 0, into: memory, count: count)
        return String(decoding: UnsafeBufferPointer(start: memory, count: count), as: UTF8.self)
    }
}
