import Certification
import Foundation
import Mail
import Testing

@Suite("The administrator's message")
struct AdministratorMessageTests {
    private func message(
        _ summary: RunSummary,
        report: AdministratorMessage.Report = .path("/srv/drop/failed/march.report.html"),
        corrections: String? = nil,
        attachments: [Mail.Attachment] = []
    ) throws -> Message {
        try AdministratorMessage(templates: try MessageTemplates(), sender: try Samples.sender())
            .message(
                for: summary,
                to: [try Mailbox(name: "Jo Smith", address: "jo@example.org")],
                report: report,
                corrections: corrections,
                attachments: attachments
            )
    }

    @Test("Problems are grouped, with what to do, and the first rows of each")
    func problems() throws {
        let corrections = Mail.Attachment(fileName: "march.corrections.csv", mediaType: "text/csv", bytes: [1])
        let message = try message(Samples.summary(), corrections: corrections.fileName, attachments: [corrections])
        let parsed = try PythonEmail.parse(message.encoded())
        #expect(parsed.defects.isEmpty)
        #expect(parsed.subject == "march.csv: 1,184 awarded, 2 unchanged, 8 need correction")
        #expect(parsed.messageID == "<run-42-administrator.7f3a@example.org>")
        #expect(
            parsed.plainText == """
                8 rows need correction; 1,184 awarded, 2 unchanged.

                File:         march.csv, 1,194 rows
                Dropped into: import/
                Dropped by:   Jo Smith
                Finished:     2026-11-24 10:15 UTC
                - 1,184 awarded
                - 2 unchanged
                - 8 rejected

                What needs correction
                ---------------------

                Unknown learner (7 rows)
                Correct the spelling, or add the learner first with a learners file.
                  Row 5: No learner 'jsmiht0'. Did you mean 'jsmith'?
                  Row 6: No learner 'jsmiht1'.
                  Row 7: No learner 'jsmiht2'.
                  Row 8: No learner 'jsmiht3'.
                  Row 9: No learner 'jsmiht4'.
                  … and 2 more: see the report.

                Not a date (1 row)
                Write the date as year-month-day, with all four digits of the year (2026-03-17).
                  Row 31: '31.02.2026' is not a date.

                What to do next
                ---------------
                Correct the rows in march.corrections.csv, which is attached,
                and drop that file into import/. It holds only the rows that need correction, and you need not
                remove its Problem column.

                The report:
                /srv/drop/failed/march.report.html

                """
        )
    }

    @Test("A check says in subject, text and page that nothing was changed", arguments: [true, false])
    func verify(isClean: Bool) throws {
        let message = try message(isClean ? Samples.clean(.verify) : Samples.summary(.verify))
        #expect(message.subject.hasPrefix("march.csv (check only, nothing was changed): "))
        #expect(message.text.contains("This was a check only: nothing was changed."))
        #expect(message.html?.contains("This was a check only: nothing was changed.") == true)
        #expect(message.text.contains("Drop the same file into import/") == isClean)
        #expect(message.text.contains("drop it into verify/ again, or straight into import/.") == !isClean)
    }

    @Test("A run without problems leaves nothing to do")
    func clean() throws {
        let message = try message(Samples.clean())
        #expect(message.subject == "march.csv: 184 awarded")
        #expect(message.text.contains("Nothing is left to do."))
        #expect(!message.text.contains("correct"))
    }

    @Test("A refusal says why and what to do")
    func refusal() throws {
        var summary = Samples.clean()
        summary.counts = OutcomeCounts()
        summary.refusal = Refusal(.notCSV, "This is an Excel workbook.", remedy: "Save it as CSV UTF-8.")
        let message = try message(summary)
        #expect(message.subject == "march.csv: refused, nothing imported")
        for part in [message.text, message.html ?? ""] {
            #expect(part.contains("The file was refused and nothing was imported: This is an Excel workbook."))
            #expect(part.contains("Save it as CSV UTF-8."))
            #expect(!part.contains("Nothing is left to do"))
        }
    }

    @Test("Only an address of the web becomes a link")
    func links() throws {
        let web = try message(Samples.clean(), report: .link("https://files.example.org/a?b=\"c\"&d"))
        #expect(web.html?.contains("<a href=\"https://files.example.org/a?b=&quot;c&quot;&amp;d\"") == true)
        for report in [AdministratorMessage.Report.link("javascript:alert(1)"), .path("/srv/drop/a.html")] {
            #expect(try message(Samples.clean(), report: report).html?.contains("<a ") == false)
        }
    }

    @Test("A hostile file name and hostile cells stay text")
    func hostile() throws {
        let messages = try Samples.hostile.map { text in
            var summary = Samples.summary()
            summary.fileName = text + "<script>"
            summary.assumptions = [text]
            summary.unknownColumns = [UnknownColumn(heading: text + "<script>", number: 9, suggestion: text)]
            let finding = Finding(row: 2, reason: .learnerUnknown, value: "<script>" + text, suggestion: text)
            summary.problems = [ProblemGroup(reason: .learnerUnknown, count: 1, first: [finding])]
            return try message(summary, corrections: text)
        }
        for (message, parsed) in zip(messages, try PythonEmail.parse(messages.map { $0.encoded() })) {
            #expect(message.html?.contains("<script") == false)
            #expect(parsed.defects.isEmpty)
            #expect(!parsed.headers.contains("Bcc"))
            #expect(parsed.longestLine <= 78)
        }
    }

    @Test("The page asks for nothing from outside")
    func selfContained() throws {
        let page = try #require(try message(Samples.summary(), report: .link("https://x.example/")).html)
        #expect(!page.contains("src="))
        #expect(!page.contains("url("))
        #expect(!page.contains("<link"))
        #expect(page.components(separatedBy: "https://").count == 3)
    }
}
