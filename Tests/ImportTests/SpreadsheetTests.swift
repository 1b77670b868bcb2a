import Certification
import Foundation
import Testing

/// Files that LibreOffice saved: `Fixtures/make.py` made them.
@Suite("Files saved by a spreadsheet program")
struct SpreadsheetTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let variants: [(name: String, encoding: String, delimiter: String)] = [
        ("comma-utf8", "UTF-8", "comma"), ("comma-utf8-bom", "UTF-8", "comma"), ("comma-utf8-quoted", "UTF-8", "comma"),
        ("comma-utf8-us", "UTF-8", "comma"), ("comma-windows-1252", "Windows-1252", "comma"),
        ("semicolon-utf8", "UTF-8", "semicolon"), ("semicolon-utf8-dutch", "UTF-8", "semicolon"),
        ("semicolon-windows-1252", "Windows-1252", "semicolon"), ("tab-utf16", "UTF-16LE", "tab"),
        ("tab-utf8", "UTF-8", "tab"), ("pipe-utf8", "UTF-8", "pipe"),
    ]

    @Test("The same table is judged the same, however it was saved", arguments: variants)
    func savedInManyWays(_ name: String, _ encoding: String, _ delimiter: String) throws {
        let trial = try Trial.filled()
        let judged = try trial.run(Self.fixture(name))
        #expect(judged.summary.encoding == encoding)
        #expect(judged.summary.delimiter == delimiter)
        #expect(judged.outcomes == [.awarded, .awarded, .awarded, .awarded, .rejected, .awarded])
        #expect(judged.rows.map(\.row) == Array(2...7))
        #expect(judged.reasons == [nil, nil, nil, nil, .learnerUnknown, nil])
        #expect(
            try trial.awards() == [
                "00123 DR-03 2025-12-05 2027-12-05 1E5-7 Croix-Rouge française Prüfung – bestanden, 12 €",
                "jsmith FA-01 2026-03-31 2029-03-31 FA-0001 St John Ambulance",
                "jsmith FS-02 2026-04-03 2027-04-03 =not a formula",
                "mbrown FA-01 2024-02-29 2027-02-28 'quoted' City & Guilds <UK> spaces around",
                "zoë FS-02 2026-01-13 2027-01-13 000042 Österreichisches Rotes Kreuz "
                    + "Said \"passed\",\nthen left; see | file",
            ]
        )
    }

    @Test("All fixtures are tested")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".csv")
        }
        #expect(Set(files) == Set(Self.variants.map { $0.name + ".csv" } + ["damaged.csv"]))
    }

    @Test("What the program did to values is recognised, row by row")
    func damage() throws {
        let judged = try Trial.filled().run(Self.fixture("damaged"))
        #expect(judged.rows.map(\.row) == [2, 3, 4, 5, 6, 7, 8, 10])
        #expect(
            judged.reasons == [
                .learnerUnknown, .excelNumber, .excelDateSerial, .excelError, .excelError, nil, .excelNumber, nil,
            ]
        )
        #expect(judged.rows[0].finding?.suggestion == "00123")
        #expect(judged.rows[2].finding?.detail == "2026-03-31")
        #expect(judged.rows[5].outcome == .awarded)
        #expect(judged.rows[7].outcome == .awarded)
    }

    private static func fixture(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name + ".csv")))
    }
}
