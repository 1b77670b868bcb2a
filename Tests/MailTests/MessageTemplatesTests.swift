import Certification
import Foundation
import Mail
import Testing
import Wording

@Suite("Templates of messages")
struct MessageTemplatesTests {
    private static let learner = Learner(username: "jo", firstName: "Jo", surname: "Smith", email: "jo@example.org")
    private static let award = LearnerMessage.NewAward(
        certification: "First <Aid>",
        awarded: CalendarDay(number: 20_000),
        expires: nil
    )

    private func message(_ templates: MessageTemplates) throws -> Message {
        try LearnerMessage(templates: templates, sender: try Samples.sender(), recordedBy: "Zoë")
            .message(to: Self.learner, number: 17, awards: [Self.award], run: RunID(rawValue: 42), date: Samples.date)
    }

    @Test("Those built in have no fault, as files of a folder too")
    func builtIn() throws {
        let folder = try TemporaryFolder()
        for name in TemplateName.allCases { try folder.write(name.fileName, name.builtIn(English())) }
        #expect(try MessageTemplates.faults(in: folder.path).isEmpty)
        let fromFolder = try message(try MessageTemplates(folder: folder.path))
        #expect(fromFolder.encoded() == (try message(try MessageTemplates())).encoded())
    }

    @Test("A file of the folder takes the place of the one built in")
    func override() throws {
        let folder = try TemporaryFolder()
        try folder.write("learner.subject.mustache", "\u{FEFF}Bravo {{name}}!\r\n")
        try folder.write("learner.html.mustache", "<b>{{{name}}}</b>{{#awards}}{{&certification}}{{/awards}}")
        try folder.write("notes.txt", "{{not a template")
        let message = try message(try MessageTemplates(folder: folder.path))
        #expect(message.subject == "Bravo Jo Smith!")
        #expect(message.text.hasPrefix("Hello Jo Smith,"))
        #expect(message.html == "<b>Jo Smith</b>First &lt;Aid&gt;")
    }

    @Test("An empty page leaves the plain text alone")
    func noPage() throws {
        let folder = try TemporaryFolder()
        try folder.write("learner.html.mustache", "\n")
        #expect(try message(try MessageTemplates(folder: folder.path)).html == nil)
    }

    @Test(
        "A fault is found at once, with the template's name and the line",
        arguments: [
            ("one\ntwo\n{{#awards}}\nfour", 3), ("one\n{{/awards}}", 2), ("{{#awards}}\n\n{{/award}}", 3),
            ("one\ntwo {{name", 2),
            ("one\r\n\r\n{{nome}}", 3), ("{{name}}\n{{#awards}}\n{{certificat}}\n{{/awards}}", 3), ("{{> part}}", 1),
            ("x\n{{=<% %>=}}", 2), ("a\n{{{name}}", 2), ("", 1), ("x\n\u{1}", 2), ("x\n{{}}", 2),
            ("x\n{{#name}}{{/name}} {{", 2),
            ("x\n{{upper(name)}}", 2), ("{{# }}{{/ }}", 1), ("a\n{{", 2), ("a\n{{#", 2), ("a\n{{name}}\n{{", 3),
            ("{{! comment\nover lines }}\n{{nome}}", 3), ("{{na me}}", 1), ("{{name.first}}", 1),
        ]
    )
    func faults(text: String, line: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("learner.text.mustache", text)
        let error = #expect(throws: MailError.self) { try MessageTemplates(folder: folder.path) }
        #expect(error?.code == .templateInvalid)
        #expect(error?.template == .init(name: "learner.text", line: line))
        #expect(error?.message.contains("learner.text.mustache") == true)
        #expect(error?.message.contains("line \(line)") == true)
    }

    @Test("A template that is not UTF-8 is a fault in its line")
    func notUTF8() throws {
        let folder = try TemporaryFolder()
        try folder.write("learner.text.mustache", Data("one\ntwo\nM".utf8) + Data([0xFC]) + Data("ller\n".utf8))
        let error = #expect(throws: MailError.self) { try MessageTemplates(folder: folder.path) }
        #expect(error?.template == .init(name: "learner.text", line: 3))
    }

    @Test("All faults of a folder are told, misnamed files among them")
    func allFaults() throws {
        let folder = try TemporaryFolder()
        try folder.write("learner.text.mustache", "{{x}}")
        try folder.write("administrator.html.mustache", "{{#x}}")
        try folder.write("lerner.subject.mustache", "x")
        let faults = try MessageTemplates.faults(in: folder.path)
        #expect(Set(faults.compactMap(\.template?.name)) == ["learner.text", "administrator.html", "lerner.subject"])
    }

    @Test("A folder that is not there is an error that names it")
    func noFolder() {
        let error = #expect(throws: MailError.self) { try MessageTemplates(folder: "/nowhere/at/all") }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("/nowhere/at/all") == true)
    }

    @Test(
        "The templates of every language can be used, and no two languages say the same",
        arguments: Language.allCases
    )
    func languages(_ language: Language) throws {
        _ = try MessageTemplates(wording: language.wording)
        for name in TemplateName.allCases where language != .english {
            #expect(name.builtIn(language.wording) != name.builtIn(English()))
        }
    }
}
