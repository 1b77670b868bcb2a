import Certification
import DelimitedText
import Foundation
import Reports

/// A report of every kind, on believable data.
enum Gallery {
    static var all: [SampleRun] { [clean, mistakes, verified, verifiedClean, refused, tooMany, hostile, big, empty] }

    static let header = "Username,Certification reference,Award date,Expiry date,Certificate number,Awarding body\r\n"

    private static let people = [
        "abyron", "ghopper", "kjohnson", "mcurie", "rfranklin", "eschrödinger", "jsmith", "lmeitner", "dhodgkin",
        "cdarwin", "anoether", "srobinson", "tberners", "bliskov", "hlamarr",
    ]
    private static let certifications = ["FA-3", "FIRE-1", "FORK-2", "GDPR-1", "HACCP-2"]

    static func row(_ index: Int) -> String {
        let person = people[index * 7 % people.count]
        let certification = certifications[index * 3 % certifications.count]
        let month = index % 9 + 1
        let day = index * 11 % 27 + 1
        return "\(person),\(certification),2026-0\(month)-\(day < 10 ? "0" : "")\(day),,"
            + "C-\(48_200 + index),Red Cross\r\n"
    }

    private static func rows(_ count: Int) -> String {
        (0..<count).map(row).joined()
    }

    static var clean: SampleRun {
        var run = SampleRun(header + rows(187))
        run.name = "clean.csv"
        run.assumptions = ["No byte order mark was found; the text is UTF-8."]
        run.judge = { batch, record in
            let row = batch.row(record)
            return SampleRun.Judgement(row % 17 == 0 ? .unchanged : row % 41 == 0 ? .updated : .awarded)
        }
        return run
    }

    static var mistakes: SampleRun {
        var text = header + rows(160)
        text += "jsmiht,FA-3,2026-03-02,,C-1,Red Cross\r\n"
        text += "jsmiht,FIRE-1,2026-03-04,,C-2,Red Cross\r\n"
        text += "bbabage,FA-3,2026-03-02,,C-3,Red Cross\r\n"
        text += "mcurie,FA-03,2026-03-02,,C-4,Red Cross\r\n"
        text += "mcurie,FA-3,,,C-5,Red Cross\r\n"
        text += "ghopper,FA-3,31.02.2026,,C-6,Red Cross\r\n"
        text += "ghopper,FIRE-1,2026-03-02,2025-03-02,C-7,Red Cross\r\n"
        text += "lmeitner,FA-3,2026-03-02,,1.23E+05,Red Cross\r\n"
        text += "kjohnson,FORK-2,2026-03-02,,C-8,Red Cross,surplus,more\r\n"
        for name in ["aaa", "bbb", "ccc", "ddd", "eee", "fff", "ggg", "hhh"] {
            text += "\(name),FA-3,2026-03-02,,C-9,Red Cross\r\n"
        }
        for index in 0..<30 { text += "hlamarr,OLD-9,2026-03-02,,C-\(index),Red Cross\r\n" }
        var run = SampleRun(text)
        run.name = "mistakes.csv"
        run.assumptions = ["Dates such as 03/04/2026 were read as day, month, year."]
        run.unknownColumns = [
            UnknownColumn(heading: "Expriy date", number: 8, suggestion: "Expiry date"),
            UnknownColumn(heading: "Cost centre", number: 9, suggestion: nil),
        ]
        run.judge = { batch, record in judgeMistake(batch, record) }
        return run
    }

    private static func judgeMistake(_ batch: RecordBatch, _ record: Int) -> SampleRun.Judgement {
        let user = batch.text(record, 0)
        switch batch.row(record) {
        case 162, 163: return .init(.learnerUnknown, column: 0, value: user, suggestion: "jsmith")
        case 164: return .init(.learnerUnknown, column: 0, value: user)
        case 165: return .init(.certificationUnknown, column: 1, value: "FA-03", suggestion: "FA-3")
        case 166: return .init(.dateMissing, column: 2)
        case 167: return .init(.dateInvalid, column: 2, value: "31.02.2026", detail: "day.month.year")
        case 168: return .init(.expiryBeforeAward, column: 3, value: "2025-03-02", detail: "2026-03-02")
        case 169: return .init(.excelNumber, column: 4, value: "1.23E+05")
        case 170: return .init(.rowTooManyFields, value: "8", detail: "6")
        case 171..<179: return .init(.learnerUnknown, column: 0, value: user)
        case 179...: return .init(.certificationRetired, column: 1, value: "OLD-9")
        case let row where row % 23 == 0: return .init(.duplicate, original: row - 8)
        case let row where row % 13 == 0: return .init(.unchanged)
        case let row where row % 37 == 0: return .init(.updated)
        default: return .init(.awarded)
        }
    }

    static var verified: SampleRun {
        var run = mistakes
        run.name = "verified.csv"
        run.mode = .verify
        return run
    }

    static var verifiedClean: SampleRun {
        var run = clean
        run.name = "verified-clean.csv"
        run.mode = .verify
        return run
    }

    static var refused: SampleRun {
        var run = SampleRun("PK")
        run.name = "Zertifikate März 2026.xlsx"
        run.kind = nil
        run.refusal = Refusal(
            .notCSV,
            "It is an Excel workbook (.xlsx), not a CSV file.",
            remedy: "In Excel, choose File, Save As, and the type 'CSV UTF-8 (comma delimited)', then drop that file."
        )
        return run
    }

    static var tooMany: SampleRun {
        var run = mistakes
        run.name = "too-many.csv"
        run.refusal = Refusal(
            .tooManyRejected,
            "47 of 207 rows were rejected, more than the 10% that are allowed.",
            remedy: "Correct the rows that are listed here in your file, and drop the whole file again."
        )
        return run
    }

    static var hostile: SampleRun {
        let cells = [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>",
            "javascript:alert(1)", "</table></section><h1>owned</h1>", "a\u{202E}gpj.exe", "zero\u{200B}width",
            "\u{7}bell\u{1B}[31m", "{{words.language}}", "=HYPERLINK(\"http://evil.example\")", "@SUM(1)", "+1-1",
            "-- > --!> <!-- x", "&amp;&lt;", "x' y` z", "שלום עולם", "e\u{301}\u{323}\u{330}\u{334}\u{335}\u{336}",
            String(repeating: "W", count: 5000), "</title><base href=//evil.example>", "two\nlines\tand a tab",
            "http://evil.example/?a=1&b=2",
        ]
        func quoted(_ text: String) -> String { "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" }
        var text = "Username,\"<b onclick=alert(1)>Certification</b>\",\"Award\u{202E} date\",Expiry date\r\n"
        for cell in cells { text += "\(quoted(cell)),\(quoted(cell)),2026-03-02,\r\n" }
        var run = SampleRun(text)
        run.name = "<img src=x onerror=alert(1)>\u{202E}'\"&.csv"
        run.assumptions = ["<script>alert('assumed')</script>"]
        run.unknownColumns = [
            UnknownColumn(heading: "<b>&amp;", number: 5, suggestion: "</style><script>alert(1)</script>")
        ]
        run.judge = { batch, record in
            let cell = String(batch.text(record, 0).prefix(Finding.longestValue))
            return batch.row(record) % 3 == 0
                ? .init(.awarded)
                : .init(.learnerUnknown, column: 0, value: cell, suggestion: "<i>\(cell.prefix(20))</i>")
        }
        return run
    }

    static var big: SampleRun {
        var run = SampleRun(header + rows(30_000))
        run.name = "big.csv"
        run.seconds = 75
        run.judge = { batch, record in
            batch.row(record) % 7 == 0
                ? .init(.learnerUnknown, column: 0, value: batch.text(record, 0), suggestion: "ghopper")
                : .init(.awarded)
        }
        return run
    }

    static var empty: SampleRun {
        var run = SampleRun(header)
        run.name = "header-only.csv"
        return run
    }
}

extension Gallery {
    static var status: StatusPageContent {
        let now = Date(timeIntervalSince1970: 1_773_738_004)
        func ended(
            _ id: Int64,
            _ name: String,
            _ mode: RunMode,
            _ verdict: StatusPageContent.Ended.Verdict,
            _ summary: String
        ) -> StatusPageContent.Ended {
            StatusPageContent.Ended(
                id: RunID(rawValue: id),
                finished: now.addingTimeInterval(Double(id - 18) * 3000),
                fileName: name,
                mode: mode,
                verdict: verdict,
                summary: summary,
                report: id == 12 ? nil : RelativeLink(path: "done/\(name).report.html")
            )
        }
        return StatusPageContent(
            written: now,
            running: [
                .init(
                    fileName: "suppliers-2026.csv",
                    mode: .import,
                    phase: "Reading",
                    rowsDone: 420_000,
                    rowsTotal: 1_000_000,
                    rowsPerSecond: 611_000.4,
                    secondsLeft: 0.95
                )
            ],
            waiting: [
                .init(fileName: "april.csv", folder: "import/", reason: "It is still being written."),
                .init(fileName: "<b>a\u{202E}.csv", folder: "verify/", reason: "Its checksum file is not there yet."),
                .init(fileName: "old", folder: "import-silent/", reason: "It is a directory, not a file."),
            ],
            ended: [
                ended(17, "march.csv", .import, .needsCorrection, "184 awarded, 3 need correction"),
                ended(16, "march.csv", .verify, .needsCorrection, "184 would be awarded, 3 need correction"),
                ended(15, "learners 24 Nov.csv", .importSilent, .clean, "1,204 unchanged"),
                ended(14, "Book1.xlsx", .import, .refused, "refused, nothing imported"),
                ended(12, "<script>alert(1)</script>.csv", .import, .clean, "12 awarded"),
            ]
        )
    }
}
