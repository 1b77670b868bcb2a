import Certification
import DelimitedText
import Foundation
import Testing

@testable import Reports

@Suite struct ReportPageTests {
    @Test func theVerdictComesFirst() throws {
        let page = try html(Gallery.mistakes)
        #expect(page.contains("<h1 id=\"verdict\">47 rows need correction; 137 awarded,"))
        #expect(
            page.contains("<title>mistakes.csv: 137 awarded, 4 updated, 12 unchanged, 7 duplicate, 47 need correction")
        )
        #expect(page.contains("href=\"./mistakes.corrections.csv\""))
    }

    @Test func thePolicyNamesTheHashesOfStyleAndScript() throws {
        let directory = try TemporaryDirectory()
        let written = try Gallery.mistakes.write(to: directory.path)
        let script = """
            import base64, hashlib, re, sys
            page = open(sys.argv[1], encoding='utf-8', newline='').read()
            policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
            for tag in 'style', 'script':
                text = re.search(f'<{tag}>(.*?)</{tag}>', page, re.S)[1]
                digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
                print(f"{tag}-src 'sha256-{digest}'" in policy and page.count(f'<{tag}') == 1)
            print("default-src 'none'" in policy and 'unsafe' not in policy)
            """
        #expect(try Python.output(script, written.page.path) == "True\nTrue\nTrue\n")
    }

    @Test func aPageWithoutRowsHasNoScript() throws {
        for run in [Gallery.refused, Gallery.empty] {
            let page = try html(run)
            #expect(!page.contains("<script"))
            #expect(page.contains("script-src 'none'"))
        }
    }

    @Test func nothingOfTheFileBecomesMarkup() throws {
        let page = try html(Gallery.hostile)
        #expect(!page.contains("<img") && !page.contains("<b onclick") && !page.contains("onerror=alert(1)>\""))
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(
            !page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.properties.generalCategory == .format }
        )
    }

    @Test func whatIsLeftOutIsSaid() throws {
        let page = try html(Gallery.big)
        #expect(page.contains("this page shows 2,500 of 30,000 rows, rejected ones first."))
        #expect(page.components(separatedBy: "<tr id=\"r").count == 2501)
        #expect(!(try html(Gallery.mistakes)).contains("this page shows"))
    }

    /// Everything as long as the reader lets it be, all of it of characters that are shown by their numbers.
    @Test func thePageIsUnderTwoMegabytesWhateverIsInTheFile() throws {
        let wide = String(repeating: "\u{202E}", count: 300)
        let header = (0..<900).map { "\(wide)\($0)" }.joined(separator: ",")
        let row = (0..<60).map { _ in wide }.joined(separator: ",")
        var run = SampleRun(header + "\r\n" + String(repeating: row + "\r\n", count: 120))
        run.keyColumns = []
        run.assumptions = Array(repeating: wide, count: 100)
        run.unknownColumns = Array(repeating: UnknownColumn(heading: wide, number: 1, suggestion: "x"), count: 900)
        let value = String(wide.unicodeScalars.prefix(Finding.longestValue).map(Character.init))
        run.judge = { batch, record in
            if batch.row(record) % 2 == 0 { return .init(.duplicate, original: 2) }
            let reason = Reason.allCases[batch.row(record) % Reason.allCases.count]
            return .init(reason, column: 3, value: value, detail: value, suggestion: value)
        }
        let directory = try TemporaryDirectory()
        let written = try run.write(to: directory.path)
        #expect(written.page.bytes > 1_400_000)
        #expect(written.page.bytes < 2_000_000)
    }

    @Test func aProblemColumnOfAnEarlierCorrectionsFileIsNotShown() throws {
        var run = SampleRun("problem,Username,Certification,Award date\r\nold sentence,jsmiht,FA-3,2026-03-17\r\n")
        run.judge = { _, _ in .init(.learnerUnknown, column: 1, value: "jsmiht") }
        let page = try html(run)
        #expect(!page.contains("old sentence"))
        #expect(page.contains("<td class=\"bad\"><span class=\"vh\">Problem here: </span><mark>jsmiht</mark></td>"))
    }

    @Test func statusIsOnePageWithoutScript() throws {
        let page = try StatusPage.render(Gallery.status)
        #expect(page.contains("<meta http-equiv=\"refresh\" content=\"3\">"))
        #expect(page.contains("value=\"42\" max=\"100\""))
        #expect(page.contains("href=\"./done/learners%2024%20Nov.csv.report.html\""))
        #expect(!page.contains("<script"))
        var idle = Gallery.status
        idle.running = []
        idle.waiting = []
        idle.ended = Array(repeating: Gallery.status.ended[0], count: 80)
        let quiet = try StatusPage.render(idle)
        #expect(quiet.contains("Ready for files."))
        #expect(quiet.components(separatedBy: "<tr>").count == 52)
    }

    private func html(_ run: SampleRun) throws -> String {
        let directory = try TemporaryDirectory()
        let written = try run.write(to: directory.path)
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: written.page.path)), as: UTF8.self)
    }
}
