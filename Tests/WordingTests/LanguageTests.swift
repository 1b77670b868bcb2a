import Certification
import DelimitedText
import Foundation
import Testing
import Wording

@Suite("Languages")
struct LanguageTests {
    /// Every fault of a file, with facts that are easy to find again.
    private static let faults: [FileFault] =
        ForeignFormat.allCases.map { .foreign($0) } + [
            .empty, .withoutRows, .endsInQuotes(row: 1234), .endsInRow(row: 7, fields: 2, expected: 5),
            .tooLarge(size: 5_000_000, limit: 1_000), .tooManyRows(limit: 5_000_000),
            .rowTooLong(row: 7, limit: 9), .fieldTooLong(row: 7, column: 3, limit: 9),
            .tooManyColumns(row: 7, limit: 9),
            .headingsBlank, .headingsMissing, .headingsDamaged, .headingsUnknown(["Colour", ""]),
            .headingsTogether,
            .columnsMissing(kind: .certificates, [[.awardDate]], misspelt: nil),
            .columnsMissing(
                kind: .learners,
                [[.username, .email], [.surname]],
                misspelt: FileFault.Misspelling(heading: "Surnam", meant: .surname)
            ),
            .columnRepeated(.username, headings: ["Username", "Login"]),
            .tooManyRejected(1, of: 2, limit: 0), .tooManyRejected(30, of: 100, limit: 12.5),
            .notAdministrator(name: "Ada"), .mayNotDrop(.learners, name: "Ada"), .linked(names: 2), .checksumMissing,
            .checksumDiffers, .unreadable, .endsInDate(row: 7, value: "2026-03-1"),
        ]

    private static let remarks: [Remark] = [
        .importedBefore(day: "2026-03-17", run: RunID(rawValue: 7)),
        .readAsWindows1252, .dateOrder(heading: "HEADING", .dayMonthYear), .datesInTwoWays(heading: "HEADING"),
        .noDates(heading: "HEADING", other: nil), .noDates(heading: "HEADING", other: "OTHER"),
        .usernamesAreAddresses(heading: "HEADING"),
        .someUsernamesAreAddresses(heading: "HEADING"), .usernamesInterchanged(heading: "HEADING", emails: "OTHER"),
        .noAddresses(heading: "HEADING"), .noLineEnd(row: 7),
        .resultsUnknown(["Knapp"]),
        .addressesShared(count: 9, first: [SharedAddress(row: 7, username: "ada", other: "bob")]),
    ]

    private static let causes: [WaitingCause] =
        [.next, .beingWritten, .settling, .linked, .gone, .failing("Cause."), .unreadable("CAUSE"), .denied]
        + [.givingWay] + EntryKind.allCases.map { .notRegular($0) }

    @Test("Each reason has a sentence, a title, a meaning and a remedy", arguments: Language.allCases, Reason.allCases)
    func reasons(_ language: Language, _ reason: Reason) {
        let wording = language.wording
        let finding = Finding(row: 7, reason: reason, column: 0, value: "VALUE", detail: "DETAIL", suggestion: "NEAR")
        expectSentence(wording.sentence(finding, header: ["HEADING"]), reason.rawValue)
        expectSentence(wording.meaning(reason), reason.rawValue)
        expectSentence(wording.remedy(reason), reason.rawValue)
        let title = wording.title(reason)
        #expect(title.last?.isLetter == true && title.first?.isUppercase == true, "\(title)")
    }

    @Test("Each refusal has a sentence and a remedy", arguments: Language.allCases, faults)
    func refusals(_ language: Language, _ fault: FileFault) {
        let refusal = language.wording.refusal(fault)
        #expect(refusal.reason == fault.reason)
        // The sentence may begin with a name or a number.
        expectSentence(refusal.message, fault.reason.rawValue)
        expectSentence(refusal.remedy, fault.reason.rawValue)
    }

    @Test("Each diagnosis has a finding with its facts and a remedy", arguments: Language.allCases, Diagnosis.samples)
    func diagnoses(_ language: Language, _ diagnosis: Diagnosis) {
        let advice = language.wording.advice(diagnosis)
        let english = English().advice(diagnosis)
        for (text, other) in [(advice.finding, english.finding), (advice.remedy, english.remedy)] {
            #expect(text.count > 10 && !text.contains("Optional("), "\(text)")
            for fact in ["/PATH", "ACCOUNT", "GROUP", "0755", "4711", "FILENAME", "REASON", "PROGRAM", "START"] {
                #expect(text.contains(fact) == other.contains(fact), "\(fact): \(text)")
            }
            #expect(language == .english || text != other || text.contains("START") || text.contains("FAULT"))
        }
    }

    @Test("Each diagnosis has a code of its own, which begins with its check")
    func codes() {
        let codes = Diagnosis.samples.map(\.code)
        #expect(Set(codes).count == codes.count)
        for diagnosis in Diagnosis.samples { #expect(diagnosis.code.hasPrefix("\(diagnosis.check.rawValue).")) }
        #expect(Set(Diagnosis.samples.map(\.check)) == Set(Check.allCases))
    }

    @Test("Commands quote what a shell would take for something else")
    func quoted() {
        let advice = English().advice(.sticky(path: "/srv/it's here; rm", mode: "0770"))
        #expect(advice.remedy == #"Run: chmod +t '/srv/it'\''s here; rm'"#)
    }

    @Test("An outage has a page and a message in each language", arguments: Language.allCases, OutageCause.allCases)
    func outages(_ language: Language, _ cause: OutageCause) {
        let message = language.wording.outageMessage(cause, sentence: "SENTENCE.", dropRoot: "/PATH")
        #expect(message.text.contains("SENTENCE.") && message.text.contains("/PATH") && !message.subject.isEmpty)
        #expect(language.wording.outage(cause, sentence: "SENTENCE.").hasSuffix("SENTENCE."))
    }

    @Test("All reasons of a file are among the faults that are tested here")
    func allFaults() {
        #expect(Set(LanguageTests.faults.map(\.reason)) == Set(FileReason.allCases))
    }

    @Test("Each remark and each cause of waiting is a sentence", arguments: Language.allCases)
    func sentences(_ language: Language) {
        for remark in LanguageTests.remarks { expectSentence(language.wording.remark(remark), "remark") }
        for cause in LanguageTests.causes { expectSentence(language.wording.waiting(cause), "waiting") }
    }

    @Test("What differs in meaning differs in words", arguments: Language.allCases)
    func distinct(_ language: Language) {
        let wording = language.wording
        func expectDistinct(_ texts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(Set(texts).count == texts.count, "\(texts)", sourceLocation: sourceLocation)
        }
        expectDistinct(Reason.allCases.map(wording.title))
        expectDistinct(Reason.allCases.map(wording.meaning))
        expectDistinct(Outcome.allCases.map { wording.label($0, isConditional: false) })
        expectDistinct(RunMode.allCases.map(wording.mode))
        expectDistinct(FileKind.allCases.map(wording.kind))
        expectDistinct(RunPhase.allCases.map(wording.phase))
        expectDistinct(LanguageTests.causes.map(wording.waiting))
        expectDistinct(LanguageTests.remarks.map(wording.remark))
    }

    @Test("No language has kept a label or a text of another")
    func translated() {
        let english = Mirror(reflecting: English().labels).children.map { ($0.label ?? "", "\($0.value)") }
        let german = Mirror(reflecting: German().labels).children.map { "\($0.value)" }
        let same = zip(english, german).filter { $0.0.1 == $0.1 }.map(\.0.0)
        #expect(same == ["checksumLabel", "filterByProblem"])
        for reason in Reason.allCases {
            #expect(English().title(reason) != German().title(reason))
            #expect(English().meaning(reason) != German().meaning(reason))
            #expect(English().remedy(reason) != German().remedy(reason))
        }
    }

    @Test("The facts of a finding are in its sentence, whatever the language", arguments: Language.allCases)
    func facts(_ language: Language) {
        for reason in Reason.allCases {
            let finding = Finding(row: 7, reason: reason, column: 0, value: "VALUE", detail: "ONE|TWO")
            let english = English().sentence(finding, header: ["HEADING"])
            let other = language.wording.sentence(finding, header: ["HEADING"])
            for fact in ["VALUE", "ONE", "TWO", "HEADING"] {
                // The kind of thing that two rows are about is a word, not a fact.
                if reason == .duplicateConflict && fact == "VALUE" { continue }
                #expect(english.contains(fact) == other.contains(fact), "\(fact): \(other)")
            }
        }
    }

    @Test("Templates of messages name the same values", arguments: Language.allCases)
    func templates(_ language: Language) {
        func tags(_ text: String) -> Set<Substring> { Set(text.matches(of: /\{\{[^}]+\}\}/).map { $0.output }) }
        let wording = language.wording
        let pairs = [
            (English().administratorMessage, wording.administratorMessage),
            (English().learnerMessage, wording.learnerMessage),
        ]
        for (english, other) in pairs {
            #expect(tags(english.subject) == tags(other.subject))
            #expect(tags(english.text) == tags(other.text))
            #expect(tags(english.page) == tags(other.page))
            #expect(other.page.contains("lang=\"\(language.rawValue)\""))
        }
    }

    @Test(
        "Singular and plural, and numbers as the language writes them",
        arguments: [
            (Language.english, ["1 row", "1,200 rows", "929 bytes", "1.2 KB", "1 second", "1.5 seconds", "2 min 5 s"]),
            (.german, ["1 Zeile", "1.200 Zeilen", "929 Byte", "1,2 KB", "1 Sekunde", "1,5 Sekunden", "2 min 5 s"]),
        ]
    )
    func numbers(_ language: Language, _ expected: [String]) {
        let wording = language.wording
        let texts = [
            wording.rows(1), wording.rows(1200), wording.bytes(929), wording.bytes(1234), wording.duration(1.04),
            wording.duration(1.5), wording.duration(125),
        ]
        #expect(texts == expected)
    }

    @Test(
        "The verdict in German",
        arguments: [
            (RunMode.import, [Outcome.awarded: 2], "Alles erledigt: 2 verliehen."),
            (.verify, [.awarded: 2, .unchanged: 1], "Alle Zeilen sind in Ordnung: 2 zu verleihen, 1 unverändert."),
            (.import, [.awarded: 184, .rejected: 1], "1 Zeile muss korrigiert werden; 184 verliehen."),
            (.verify, [.rejected: 1200], "1.200 Zeilen müssen korrigiert werden."),
        ]
    )
    func germanVerdicts(_ mode: RunMode, _ outcomes: [Outcome: Int], _ expected: String) {
        var summary = RunSummary(
            id: RunID(rawValue: 1),
            mode: mode,
            fileName: "maerz.csv",
            fileSize: 1,
            uploader: Uploader(uid: 1, account: "ada", administrator: nil),
            started: Date()
        )
        for (outcome, count) in outcomes { summary.counts[outcome] = count }
        #expect(German().verdict(summary) == expected)
    }

    /// What a person would stumble over.
    private func expectSentence(_ text: String, _ code: String) {
        let start = text.first
        #expect(start?.isUppercase == true || start?.isNumber == true || "'„".contains(start ?? " "), "\(text)")
        #expect(text.hasSuffix(".") || text.hasSuffix("?"), "\(text)")
        for stumble in ["Optional(", "nil", "  ", "..", " .", " ,", code, "Wording.", "[", "]", "|"] {
            #expect(!text.contains(stumble), "\(stumble): \(text)")
        }
    }
}

extension Diagnosis {
    /// Each of them, with facts that are easy to find again.
    fileprivate static let samples: [Diagnosis] = [
        .configuration(file: "FILENAME", fault: "The FAULT is here."), .configurationWritable(file: "FILENAME"),
        .folderMissing(path: "/PATH", mode: "0755", account: "ACCOUNT", group: "GROUP"), .noFolder(path: "/PATH"),
        .fileSystems(path: "/PATH", dropRoot: "/DROP"), .hidden(path: "/PATH", account: "ACCOUNT"),
        .open(path: "/PATH", mode: "0755"), .sticky(path: "/PATH", mode: "0755"),
        .writable(path: "/PATH", mode: "0755"),
        .everyone(path: "/PATH", mode: "0755"), .owner(path: "/PATH", owner: "OWNER", service: "ACCOUNT"),
        .leasesUnavailable(path: "/PATH", reason: "REASON"), .leasesNotAllowed(service: "ACCOUNT"),
        .inotifyInstances(used: 4711, limit: 4711, account: "ACCOUNT"),
        .inotifyWatches(used: 4711, limit: 4711, account: "ACCOUNT"), .inotifyQueue(limit: 4711),
        .diskFull(path: "/PATH", free: 5), .diskLow(path: "/PATH", free: 5), .noInodes(path: "/PATH", free: 5),
        .clockBehind(now: "2026-01-01", run: 4711, began: "2027-01-01"), .clockUnsynchronised,
        .accountMissing(account: "ACCOUNT", file: "FILENAME"),
        .accountShutOut(account: "ACCOUNT", path: "/PATH", group: "GROUP"), .noGlobalAdministrator(file: "FILENAME"),
        .mailProgram(program: "PROGRAM", reason: "REASON"), .mailTemplate(fault: "The FAULT is here."),
        .metricsFolder(path: "/PATH"), .databaseMissing(path: "/PATH"),
        .databaseDamaged(path: "/PATH", detail: "REASON"), .databaseOlder(path: "/PATH"), .databaseNewer(path: "/PATH"),
        .databaseCopy(path: "/PATH", age: 4_000_000),
        .serviceOutdated(process: 4711, running: "1.0", installed: "2.0"),
        .unitProgramMissing(unit: "/PATH", program: "PROGRAM"),
        .unitProgramDiffers(unit: "/PATH", program: "PROGRAM", version: "1.0", own: "2.0"),
        .notServed(start: "START SERVICE"),
        .servedElsewhere(process: 4711), .silent(process: 4711, age: 300),
        .configurationRejected(fault: "The REASON.", age: 7200, reload: "RELOAD"),
        .outage(.diskFull, sentence: "The REASON.", age: 200_000),
        .fileWaits(folder: "import", file: "FILENAME", age: 7200, reason: "REASON"),
        .uploadUnfinished(folder: "import", file: "FILENAME", age: 300_000),
        .notRegular(folder: "import", file: "FILENAME", .namedPipe),
        .runUnfinished(run: 4711, file: "FILENAME", age: 7200),
        .stray(run: 4711, file: "FILENAME", folder: "/FOLDER", config: "/FILE"),
        .orphan(path: "/PATH", dropRoot: "/DROP"), .messagesWait(count: 2, age: 7200, reason: "REASON"),
        .messagesNotFetched(count: 1, age: 300_000), .undeliverable(count: 2, reason: "REASON", folder: "/PATH"),
    ]
}
