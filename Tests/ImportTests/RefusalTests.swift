import Certification
import Import
import Testing

/// A file that is refused as a whole.
struct RefusedFile: Sendable, CustomTestStringConvertible {
    let reason: FileReason
    let bytes: [UInt8]
    /// What the sentence must say.
    let says: String

    init(_ reason: FileReason, _ bytes: [UInt8], says: String) {
        self.reason = reason
        self.bytes = bytes
        self.says = says
    }

    init(_ reason: FileReason, _ text: String, says: String) {
        self.init(reason, Array(text.utf8), says: says)
    }

    var testDescription: String { "\(reason.rawValue): \(says)" }

    static let all: [RefusedFile] = [
        RefusedFile(.empty, "", says: "empty"),
        RefusedFile(.empty, "\n\n\r\n", says: "empty"),
        RefusedFile(.empty, "Username,Certification reference,Award date\n", says: "no rows"),
        RefusedFile(.empty, "Username,Certification reference,Award date\n,,\n , ,\n\n", says: "no rows"),
        RefusedFile(
            .notCSV,
            [0x50, 0x4B, 0x03, 0x04] + Array("....xl/workbook.xml".utf8),
            says: "Excel workbook (.xlsx)"
        ),
        RefusedFile(
            .notCSV,
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 500),
            says: "Excel workbook (.xls)"
        ),
        RefusedFile(.notCSV, "%PDF-1.7\n%âãÏÓ\n", says: "PDF"),
        RefusedFile(.notCSV, [0x50, 0x4B, 0x03, 0x04] + Array("holiday.jpg".utf8), says: "ZIP"),
        RefusedFile(.notCSV, "<html><table><tr><td>Username</td></tr></table></html>", says: "HTML"),
        RefusedFile(.headerMissing, "jo@example.org,FA-01,2026-03-01\n", says: "data instead of column headings"),
        RefusedFile(.headerMissing, "jsmith,FA-01,2026-03-01\n", says: "data instead of column headings"),
        RefusedFile(.columnMissing, "Username,Award date\njsmith,2026-03-01\n", says: "'Certification reference' or"),
        RefusedFile(.columnMissing, "Username,Certification reference,Awrad date\na,b,c\n", says: "'Award date'"),
        RefusedFile(.columnMissing, "Username,Surname,Email\na,b,c@example.org\n", says: "'First name'"),
        RefusedFile(
            .truncated,
            "Username,Certification reference,Award date\njsmith,FA-01,2026-03-11\njsmith,FA-01,2026-03-1",
            says: "breaks off in row 3, in the date '2026-03-1'"
        ),
        RefusedFile(
            .truncated,
            "Username,Certification reference,Award date\njsmith,FA-01,2026-03-1",
            says: "breaks off in row 2"
        ),
        RefusedFile(
            .columnRepeated,
            "User ID,Login,Certification reference,Award date\na,b,c,2026-01-01\n",
            says: "'User ID' and 'Login' both mean 'Username'"
        ),
        RefusedFile(
            .columnRepeated,
            "Username,Certification reference,Award date,Award date\na,b,2026-01-01,2026-01-02\n",
            says: "The column 'Award date' stands there twice."
        ),
        RefusedFile(.kindUnknown, "Colour,Shape\nred,round\n", says: "'Colour', 'Shape'"),
        RefusedFile(.kindUnknown, "Colour,,Shape\nred,,round\n", says: "'Colour', '', 'Shape'"),
        RefusedFile(
            .encoding,
            [0xEF, 0xBB, 0xBF] + Array("Username,Certific".utf8) + [0xFF]
                + Array("tion reference,Award date\na,b,c\n".utf8),
            says: "headings hold characters that were damaged"
        ),
        RefusedFile(
            .truncated,
            "Username,Certification reference,Award date,Notes\njsmith,FA-01,2026-03-01,\"half a no",
            says: "row 2"
        ),
        RefusedFile(
            .truncated,
            "Username,Certification reference,Award date\njsmith,FA-01,2026-03-01\nmbrown,FA-",
            says: "row 3"
        ),
        RefusedFile(
            .tooLarge,
            "Username,Certification reference,Award date\njsmith,FA-01,"
                + String(repeating: "x", count: 70_000) + "\n",
            says: "Column 3 of row 2"
        ),
        RefusedFile(.tooLarge, String(repeating: "x", count: 2 << 20), says: "longer than"),
        RefusedFile(
            .tooLarge,
            "Username,Certification reference,Award date\n" + String(repeating: ",", count: 2_000) + "\n",
            says: "Row 2 has more than"
        ),
    ]
}

@Suite("Refused files")
struct RefusalTests {
    @Test(
        "A file that cannot be judged is refused with a reason and a remedy, and changes nothing",
        arguments: RefusedFile.all
    )
    func refused(_ file: RefusedFile) throws {
        let trial = try Trial.filled()
        let before = try trial.contents()
        let judged = try trial.run(file.bytes)
        let refusal = try #require(judged.summary.refusal)
        #expect(refusal.reason == file.reason)
        #expect(refusal.message.contains(file.says), "\(refusal.message)")
        #expect(refusal.message.hasSuffix("."))
        #expect(refusal.remedy.hasSuffix("."))
        #expect(!judged.summary.isClean)
        #expect(try trial.contents() == before)
    }

    @Test("Every reason that a file's content gives is produced by a file")
    func complete() {
        let fromElsewhere: Set<FileReason> = [.checksum, .linked, .unreadable, .unauthorised, .tooManyRejected]
        #expect(Set(RefusedFile.all.map(\.reason)).union(fromElsewhere) == Set(FileReason.allCases))
    }

    @Test("A heading near a missing column is named in the remedy")
    func nearHeading() throws {
        let judged = try Trial.filled().run("Username,Certification reference,Awrad date\na,b,c\n")
        #expect(judged.summary.refusal?.remedy.contains("'Awrad date' meant to be 'Award date'") == true)
    }

    @Test(
        "More rejected rows than the limit refuse the file; as many as the limit do not",
        arguments: [
            (0.0, 0, false), (0.0, 1, true), (25.0, 1, false), (24.9, 1, true), (50.0, 2, false), (50.0, 3, true),
        ]
    )
    func tooManyRejected(_ limit: Double, _ rejected: Int, _ isRefused: Bool) throws {
        var settings = ImportSettings(today: Trial.today)
        settings.maxRejectedPercent = limit
        let trial = try Trial.filled(settings: settings)
        let rows = (0..<4).map { "\($0 < rejected ? "nobody" : "jsmith"),FA-01,2026-03-0\($0 + 1)" }
        let judged = try trial.run(
            "Username,Certification reference,Award date\n" + rows.joined(separator: "\n") + "\n"
        )
        #expect(judged.refusal == (isRefused ? .tooManyRejected : nil))
        #expect(judged.summary.counts[.rejected] == rejected)
        #expect(try trial.store.counts().awards == (isRefused ? 0 : 4 - rejected))
    }

    @Test("A file above the size limit is refused unread")
    func tooLarge() throws {
        let trial = try Trial.filled()
        trial.settings.maxFileBytes = 10
        #expect(try trial.run("Username,First name,Surname\na,b,c\n").refusal == .tooLarge)
    }

    @Test("Who is no administrator may drop nothing")
    func unauthorised() throws {
        let trial = try Trial.filled()
        trial.administrator = nil
        let judged = try trial.run("Username,Certification reference,Award date\njsmith,FA-01,2026-03-01\n")
        #expect(judged.refusal == .unauthorised)
        #expect(try trial.store.counts().awards == 0)
    }

    @Test(
        "A certifications administrator may import certificates, but neither learners nor certifications",
        arguments: [
            ("Username,Certification reference,Award date\njsmith,FA-01,2026-03-01\n", nil),
            ("Username,First name,Surname\nnew,A,B\n", FileReason.unauthorised),
            ("Certification reference,Certification name\nX-1,Ex\n", .unauthorised),
        ]
    )
    func roles(_ text: String, _ expected: FileReason?) throws {
        let trial = try Trial.filled()
        trial.administrator?.role = .certifications
        #expect(try trial.run(text).refusal == expected)
    }
}
