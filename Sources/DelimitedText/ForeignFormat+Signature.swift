extension ForeignFormat {
    /// Recognises a format by the first bytes of a file; the last ones tell the kinds of ZIP archives apart.
    ///
    /// - Parameters:
    ///   - head: up to 64 KiB from the start of the file.
    ///   - tail: up to 64 KiB from its end, where a ZIP archive has its directory.
    static func recognise(head: UnsafeBufferPointer<UInt8>, tail: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        for (format, signatures) in signatures where signatures.contains(where: { starts(head, with: $0) }) {
            return format == .zip ? zipContent(head: head, tail: tail) : format
        }
        if isPicture(head) { return .image }
        if starts(head, with: [0x09]), isBIFF(head) { return .legacyExcelWorkbook }
        return markup(head)
    }

    /// Whether the bytes look like no text at all: too many are control characters. What is valid UTF-8 may have more
    /// of them, since some systems pad fields with NULs, and a short file any number: the rows can be judged one by one.
    static func looksBinary(_ head: UnsafeBufferPointer<UInt8>, isUTF8: Bool) -> Bool {
        let sample = head.prefix(4096)
        guard sample.count >= 64 else { return false }
        let controls = sample.count { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B }
        return controls > sample.count / (isUTF8 ? 2 : 20)
    }

    private static let signatures: [(ForeignFormat, [[UInt8]])] = [
        (.zip, [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]]),
        (.legacyExcelWorkbook, [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]]),
        (.pdf, [Array("%PDF-".utf8)]),
        (.gzip, [[0x1F, 0x8B]]),
        (
            .archive,
            [
                [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], Array("Rar!".utf8) + [0x1A, 0x07],
                Array("BZh9".utf8) + [0x31, 0x41],
                [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], [0x28, 0xB5, 0x2F, 0xFD],
            ]
        ),
        (.image, [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF87a".utf8), Array("GIF89a".utf8)]),
        (.image, [[0x49, 0x49, 0x2A, 0x00], [0x4D, 0x4D, 0x00, 0x2A]]),
        (.richText, [Array(#"{\rtf"#.utf8)]),
        (.binary, [[0x7F, 0x45, 0x4C, 0x46], Array("SQLite format 3".utf8) + [0], Array("PAR1".utf8)]),
        // UTF-32, which nothing that writes CSV files uses.
        (.binary, [[0xFF, 0xFE, 0x00, 0x00], [0x00, 0x00, 0xFE, 0xFF]]),
    ]

    private static func zipContent(head: UnsafeBufferPointer<UInt8>, tail: UnsafeBufferPointer<UInt8>) -> ForeignFormat
    {
        func holds(_ name: String) -> Bool {
            let name = Array(name.utf8)
            return contains(head, name) || contains(tail, name)
        }
        if holds("mimetypeapplication/vnd.oasis.opendocument") { return .openDocument }
        if holds("xl/workbook") || holds("xl/_rels/") || holds("xl/worksheets/") { return .excelWorkbook }
        if holds("word/document") || holds("ppt/presentation") { return .officeDocument }
        if holds("Index/Document.iwa") { return .appleDocument }
        return .zip
    }

    /// BMP, WebP and HEIC, whose first bytes alone could be text.
    private static func isPicture(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        guard head.count >= 12 else { return false }
        if starts(head, with: Array("BM".utf8)) { return head[6..<10].allSatisfy { $0 == 0 } }
        if starts(head, with: Array("RIFF".utf8)) { return head[8..<12].elementsEqual("WEBP".utf8) }
        return head[0] == 0 && head[4..<8].elementsEqual("ftyp".utf8)
    }

    /// The first record of a BIFF2-BIFF8 stream without its OLE2 container.
    private static func isBIFF(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        guard head.count >= 4 else { return false }
        return [0x00, 0x02, 0x04, 0x08].contains(head[1]) && [0x04, 0x06, 0x08, 0x10].contains(head[2]) && head[3] == 0
    }

    /// What systems call an "Excel export" is often an HTML table.
    private static func markup(_ head: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        var text = head.prefix(1024)
        if text.starts(with: TextEncoding.utf8.byteOrderMark) { text = text.dropFirst(3) }
        text = text.drop { $0 == ASCII.space || (0x09...0x0D).contains($0) }
        let opening = text.prefix(16).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if opening.starts(with: "<?xml".utf8) { return .xml }
        let tags = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style", "<div"]
        return tags.contains { opening.starts(with: $0.utf8) } ? .html : nil
    }

    private static func starts(_ bytes: UnsafeBufferPointer<UInt8>, with signature: [UInt8]) -> Bool {
        bytes.starts(with: signature)
    }

    private static func contains(_ bytes: UnsafeBufferPointer<UInt8>, _ needle: [UInt8]) -> Bool {
        guard bytes.count >= needle.count else { return false }
        return (0...bytes.count - needle.count).contains { start in
            bytes[start] == needle[0] && bytes[start..<start + needle.count].elementsEqual(needle)
        }
    }
}
