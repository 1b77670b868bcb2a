import Testing

@testable import DelimitedText

@Suite("Files that are no text")
struct ForeignFormatTests {
    /// Archives as Python makes them, one behind the other.
    private static let script = """
        import gzip, io, struct, zipfile
        def archive(*names, first=None, filler=0):
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, 'w', zipfile.ZIP_DEFLATED) as file:
                if first: file.writestr('mimetype', first, zipfile.ZIP_STORED)
                if filler: file.writestr('docProps/thumbnail.jpeg', bytes(filler), zipfile.ZIP_STORED)
                for name in names: file.writestr(name, b'<xml/>')
            return stream.getvalue()
        files = [
            archive('[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml'),
            archive('[Content_Types].xml', 'xl/workbook.bin', filler=200000),
            archive('[Content_Types].xml', 'word/document.xml'),
            archive('content.xml', first='application/vnd.oasis.opendocument.spreadsheet'),
            archive('march.csv'),
            archive(),
            gzip.compress(b'a,b'),
        ]
        result = b''.join(struct.pack('<I', len(file)) + file for file in files)
        """

    @Test("Archives are told apart by what is in them")
    func archives() throws {
        var files = LengthPrefixedReader(try Python.run(ForeignFormatTests.script, input: []))
        for format in [ForeignFormat.excelWorkbook, .excelWorkbook, .officeDocument, .openDocument, .zip, .zip, .gzip] {
            #expect(try defect(of: files.string()) == .foreign(format))
        }
        #expect(files.isAtEnd)
    }

    private static let openings: [(bytes: [UInt8], format: ForeignFormat)] = [
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], .legacyExcelWorkbook),
        ([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00], .legacyExcelWorkbook),
        ([0x09, 0x00, 0x04, 0x00, 0x02, 0x00, 0x10, 0x00], .legacyExcelWorkbook),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .image),
        ([0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10], .image),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .archive),
        ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], .binary),
        ([UInt8](repeating: 0, count: 4096), .binary),
        (noise, .binary),
    ]

    private static let noise: [UInt8] = {
        var random = SeededGenerator(seed: 5)
        return (0..<4096).map { _ in UInt8(random.below(256)) }
    }()

    @Test("Text of another kind is known by how it opens")
    func markup() throws {
        #expect(try defect(of: "%PDF-1.7\n") == .foreign(.pdf))
        #expect(try defect(of: "\n<!DOCTYPE HTML><html>") == .foreign(.html))
        #expect(try defect(of: "\u{FEFF}<table border=1>") == .foreign(.html))
        #expect(try defect(of: "<?xml version=\"1.0\"?><Workbook>") == .foreign(.xml))
        #expect(try defect(of: #"{\rtf1\ansi"#) == .foreign(.richText))
    }

    @Test("Other formats are known by their first bytes", arguments: openings)
    func signatures(bytes: [UInt8], format: ForeignFormat) throws {
        #expect(try defect(of: bytes) == .foreign(format))
    }

    @Test(
        "Text that begins like a signature is text",
        arguments: ["PK,b\n", "BM,name,of,all\n", "\ta\tb\n", "<x>,b\n", "RIFF,b,c,d\n"]
    )
    func innocentText(text: String) throws {
        #expect(try defect(of: text) == nil)
    }

    @Test("A stray NUL does not make a table binary")
    func strayNULs() throws {
        let text = "a,b\n" + String(repeating: "x\0,y\n", count: 100)
        #expect(try Table(text).records.count == 100)
    }
}
