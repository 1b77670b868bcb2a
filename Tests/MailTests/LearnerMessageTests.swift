import Certification
import Foundation
import Mail
import Testing

@Suite("The learner's message")
struct LearnerMessageTests {
    private func message(
        _ awards: [LearnerMessage.NewAward],
        learner: Learner = Learner(username: "zm", firstName: "Zoë", surname: "Müller", email: "zoe@example.org"),
        recordedBy: String = "Jo Smith",
        organisation: String = "Example Ltd"
    ) throws -> Message {
        try LearnerMessage(
            templates: try MessageTemplates(),
            sender: try Samples.sender(),
            recordedBy: recordedBy,
            organisation: organisation
        )
        .message(to: learner, number: 17, awards: awards, run: RunID(rawValue: 42), date: Samples.date)
    }

    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(iso: text)) }

    @Test("One award: what, by whom, valid until when")
    func one() throws {
        let award = LearnerMessage.NewAward(
            certification: "First Aid at Work",
            awarded: try day("2026-11-24"),
            expires: try day("2029-11-24"),
            awardingBody: "Red Cross",
            number: "FA-1"
        )
        let parsed = try PythonEmail.parse(try message([award]).encoded())
        #expect(parsed.subject == "You have been awarded: First Aid at Work")
        #expect(parsed.to == [.init(name: "Zoë Müller", newName: "Zoë Müller", address: "zoe@example.org")])
        #expect(parsed.messageID == "<run-42-learner-17.7f3a@example.org>")
        #expect(
            parsed.plainText == """
                Hello Zoë Müller,

                A certification has been recorded for you:

                First Aid at Work
                  Awarded on: 2026-11-24
                  Valid until: 2029-11-24
                  Awarded by: Red Cross
                  Certificate number: FA-1

                Recorded by Jo Smith, Example Ltd

                """
        )
    }

    @Test("Several awards are one message, and what is not known is left out")
    func several() throws {
        let awards = [
            LearnerMessage.NewAward(certification: "A", awarded: try day("2026-01-02"), expires: nil),
            LearnerMessage.NewAward(certification: "B", awarded: try day("2026-01-03"), expires: nil, number: "7"),
        ]
        let parsed = try PythonEmail.parse(try message(awards, recordedBy: "", organisation: "").encoded())
        #expect(parsed.subject == "You have been awarded 2 certifications")
        #expect(
            parsed.plainText == """
                Hello Zoë Müller,

                2 certifications have been recorded for you:

                A
                  Awarded on: 2026-01-02
                  Valid until: does not expire

                B
                  Awarded on: 2026-01-03
                  Valid until: does not expire
                  Certificate number: 7

                """
        )
    }

    @Test("Any values show as themselves in text and page, and as text only", arguments: Samples.hostile)
    func hostileValues(text: String) throws {
        let values = "<i a=\"'\">&amp;\(text)"
        let award = LearnerMessage.NewAward(
            certification: values,
            awarded: try day("2026-01-02"),
            expires: nil,
            awardingBody: values,
            number: values
        )
        let learner = Learner(username: "x", firstName: values, surname: "", email: "x@example.org")
        let message = try message([award], learner: learner, recordedBy: values, organisation: values)
        let shown = Samples.cleaned(values)
        #expect(message.text.contains("  Awarded by: \(shown)\n  Certificate number: \(shown)\n"))
        let escaped = shown.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: String(scalar)
            }
        }.joined()
        let page = try #require(message.html)
        #expect(page.components(separatedBy: escaped).count == 7)
        #expect(!page.contains("<i"))
    }

    @Test(
        "An address that is none is an error of its own, that names it",
        arguments: ["", "jo", "jo@x\r\nBcc: y@z.example"]
    )
    func invalidAddress(address: String) {
        let learner = Learner(username: "x", firstName: "X", surname: "Y", email: address)
        let error = #expect(throws: MailError.self) { try message([], learner: learner) }
        #expect(error?.code == .addressInvalid)
    }

    @Test("A learner without a name is addressed by their username")
    func noName() throws {
        let learner = Learner(username: "zm", firstName: "", surname: "", email: "zoe@example.org")
        #expect(try message([], learner: learner).text.hasPrefix("Hello zm,"))
    }
}
