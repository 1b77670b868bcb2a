import Certification
import Testing
import Wording

/// A file of which one row has a problem.
struct FaultyFile: Sendable, CustomTestStringConvertible {
    let reason: Reason
    let bytes: [UInt8]
    /// The row that Excel shows for the one at fault.
    let row: Int
    /// What people read about it.
    let sentence: String

    init(_ reason: Reason, _ text: String, row: Int = 2, _ sentence: String) {
        self.init(reason, Array(text.utf8), row: row, sentence)
    }

    init(_ reason: Reason, _ bytes: [UInt8], row: Int = 2, _ sentence: String) {
        self.reason = reason
        self.bytes = bytes
        self.row = row
        self.sentence = sentence
    }

    var testDescription: String { "\(reason.rawValue): \(sentence)" }

    private static let header =
        "Username,Email,Certification reference,Certification name,Award date,Expiry date,Certificate number,Notes,Action\n"

    private static func certificate(
        username: String = "jsmith",
        email: String = "",
        reference: String = "FA-01",
        name: String = "",
        awarded: String = "2026-03-01",
        expires: String = "",
        number: String = "",
        notes: String = "",
        action: String = ""
    ) -> String {
        header + [username, email, reference, name, awarded, expires, number, notes, action].joined(separator: ",")
            + "\n"
    }

    private static func learner(_ row: String) -> String {
        "Username,First name,Surname,Email,Account state,New username\n\(row)\n"
    }

    private static func certification(_ row: String) -> String {
        "Certification reference,Certification name,Valid for,State\n\(row)\n"
    }

    private static func completion(_ row: String) -> String {
        "Username,Activity reference,Status,Date\n\(row)\n"
    }

    static let all: [FaultyFile] = learners + certifications + dates + rows + texts + rules

    private static let rules: [FaultyFile] = [
        FaultyFile(
            .activityMissing,
            completion("jsmith,,passed,2026-03-01"),
            "No activity is named: its reference is empty."
        ),
        FaultyFile(.statusMissing, completion("jsmith,C-1,,2026-03-01"), "'Status' is empty."),
        FaultyFile(
            .statusUnknown,
            completion("jsmith,C-1,juggled,2026-03-01"),
            "'juggled' is not a status. Expected one such as completed, passed or attended."
        ),
        FaultyFile(.learnerUnknown, completion("nobody,C-1,passed,2026-03-01"), "No learner 'nobody'."),
        FaultyFile(.learnerInactive, completion("gone,C-1,passed,2026-03-01"), "The learner 'gone' is inactive."),
        FaultyFile(.dateMissing, completion("jsmith,C-1,passed,"), "'Date' is empty."),
        FaultyFile(
            .criterionUnknown,
            "Certification reference,Activity reference,Awarded when\nFA-01,C-2,sometimes\n",
            "'sometimes' does not say when to award. Expected completed, passed, attended or never."
        ),
    ]

    private static let learners: [FaultyFile] = [
        FaultyFile(
            .learnerMissing,
            certificate(username: ""),
            "No learner is named: the username or e-mail address is empty."
        ),
        FaultyFile(
            .learnerMissing,
            learner(",Jo,Smith,,,"),
            "No learner is named: the username or e-mail address is empty."
        ),
        FaultyFile(.learnerUnknown, certificate(username: "nobody.at.all"), "No learner 'nobody.at.all'."),
        FaultyFile(
            .learnerUnknown,
            certificate(username: "", email: "who@example.org"),
            "No learner 'who@example.org'."
        ),
        FaultyFile(
            .learnerAmbiguous,
            certificate(username: "", email: "Twins@example.org"),
            "More than one learner has the e-mail address 'Twins@example.org'."
        ),
        FaultyFile(.learnerInactive, certificate(username: "gone"), "The learner 'gone' is inactive."),
        FaultyFile(
            .learnerMismatch,
            certificate(email: "max@example.org"),
            "'jsmith' and 'max@example.org' belong to two different learners."
        ),
        FaultyFile(
            .learnerTaken,
            learner("jsmith,Jo,Smith,jo@example.org,,MBrown"),
            "The username 'MBrown' already belongs to another learner."
        ),
        FaultyFile(.nameMissing, learner("new,,,,,"), "'Surname' is empty."),
        FaultyFile(.emailInvalid, learner("new,A,B,a b@example.org,,"), "'a b@example.org' is not an e-mail address."),
        FaultyFile(
            .stateUnknown,
            learner("new,A,B,,asleep,"),
            "'asleep' is not a state. Expected active or inactive."
        ),
        FaultyFile(
            .duplicateConflict,
            learner("new,A,B,,,\nnew,A,C,,,"),
            row: 3,
            "Row 2 is about the same learner but says something else."
        ),
        FaultyFile(
            .excelNumber,
            learner("1.23E+05,A,B,,,"),
            "'1.23E+05' was shortened by Excel: digits of the original are lost."
        ),
    ]

    private static let certifications: [FaultyFile] = [
        FaultyFile(
            .certificationMissing,
            certificate(reference: ""),
            "No certification is named: its reference or name is empty."
        ),
        FaultyFile(
            .certificationMissing,
            certification("X-1,,,"),
            "No certification is named: its reference or name is empty."
        ),
        FaultyFile(
            .certificationUnknown,
            certificate(reference: "FA-10"),
            "No certification 'FA-10'. Did you mean 'FA-01'?"
        ),
        FaultyFile(
            .certificationUnknown,
            certificate(reference: "", name: "Fire Safty"),
            "No certification 'Fire Safty'. Did you mean 'Fire Safety'?"
        ),
        FaultyFile(
            .certificationAmbiguous,
            certificate(reference: "", name: "ambiguous"),
            "More than one certification is called 'ambiguous'."
        ),
        FaultyFile(
            .certificationRetired,
            certificate(reference: "old-9"),
            "The certification 'old-9' is retired and takes no new awards."
        ),
        FaultyFile(
            .certificationMismatch,
            certificate(name: "Fire Safety"),
            "'FA-01' and 'Fire Safety' are two different certifications."
        ),
        FaultyFile(
            .periodInvalid,
            certification("X-1,Ex,a while,"),
            "'a while' is not a period, such as '2 years', '18 months' or P2Y."
        ),
        FaultyFile(
            .stateUnknown,
            certification("X-1,Ex,,maybe"),
            "'maybe' is not a state. Expected active or retired."
        ),
        FaultyFile(
            .duplicateConflict,
            certification("X-1,Ex,,\nx-1,Ecks,,"),
            row: 3,
            "Row 2 is about the same certification but says something else."
        ),
    ]

    private static let dates: [FaultyFile] = [
        FaultyFile(.dateMissing, certificate(awarded: " "), "'Award date' is empty."),
        FaultyFile(.dateInvalid, certificate(awarded: "2026-02-30"), "'2026-02-30' is not a date."),
        FaultyFile(
            .dateInvalid,
            certificate(awarded: "31/01/2026") + "mbrown,,FA-01,,1/31/2026,,,,\njsmith,,FS-02,,soon,,,,\n",
            row: 4,
            "'soon' is not a date."
        ),
        FaultyFile(
            .dateAmbiguous,
            certificate(awarded: "03/04/2026"),
            "'03/04/2026' could be 2026-04-03 or 2026-03-04: the column does not settle which."
        ),
        FaultyFile(.dateFuture, certificate(awarded: "2026-11-25"), "The award date 2026-11-25 lies in the future."),
        FaultyFile(.expiryInvalid, certificate(expires: "soon"), "'soon' is not a date."),
        FaultyFile(
            .expiryBeforeAward,
            certificate(expires: "2026-02-28"),
            "The expiry date 2026-02-28 lies before the award date 2026-03-01."
        ),
        FaultyFile(
            .excelDateSerial,
            certificate(awarded: "45368"),
            "'45368' is Excel's inner number for a date, perhaps 2024-03-17."
        ),
        FaultyFile(
            .excelError,
            certificate(awarded: "########"),
            "'########' is an error value of Excel, not a value."
        ),
        FaultyFile(
            .dateAmbiguous,
            certificate(expires: "03/04/2027"),
            "'03/04/2027' could be 2027-04-03 or 2027-03-04: the column does not settle which."
        ),
    ]

    private static let rows: [FaultyFile] = [
        FaultyFile(
            .duplicateConflict,
            certificate(number: "1") + "JSMITH,,,First aid at work,01 Mar 2026,,2,,\n",
            row: 3,
            "Row 2 is about the same award but says something else."
        ),
        FaultyFile(.awardUnknown, certificate(action: "revoke"), "There is no such award to revoke."),
        FaultyFile(
            .awardNotEarned,
            "Username,Qualification,Date achieved,Result\njsmith,First aid at work,2026-03-01,FAIL\n",
            "'Result' says 'FAIL', so nothing was earned."
        ),
        FaultyFile(
            .actionUnknown,
            certificate(action: "celebrate"),
            "'celebrate' is not an action. Expected award or revoke."
        ),
        FaultyFile(
            .rowTooManyFields,
            header + "jsmith,,FA-01,,2026-03-01,,1,a note, with, commas\n",
            "The row has 10 fields, but the header has 9."
        ),
        FaultyFile(
            .rowTooManyFields,
            "Username,Qualification,Date achieved,Awarding body,Notes\njsmith,FA-01,2026-03-01,City, Guilds,\n",
            "The row has 6 fields, but the header has 5."
        ),
        FaultyFile(
            .rowTooFewFields,
            header + "jsmith,,FA-01\n",
            "The row has only 3 fields, but the header has 9."
        ),
        FaultyFile(
            .rowQuote,
            header + "jsmith,,FA-01,,2026-03-01,,1,\"a\" note,\n",
            "A quotation mark in this row is not paired, so its columns cannot be told apart."
        ),
    ]

    private static let texts: [FaultyFile] = [
        FaultyFile(
            .textTooLong,
            certificate(number: String(repeating: "7", count: 256)),
            "'Certificate number' is longer than 255 characters."
        ),
        FaultyFile(
            .textTooLong,
            certificate(notes: "e" + String(repeating: "\u{301}", count: 4_000)),
            "'Notes' is longer than 4000 characters."
        ),
        FaultyFile(
            .textControl,
            certificate(number: "A\u{7}"),
            "'Certificate number' holds a control character that cannot be printed."
        ),
        FaultyFile(
            .textControl,
            certificate(notes: "a bell \u{7} within a longer text"),
            "'Notes' holds a control character that cannot be printed."
        ),
        FaultyFile(
            .textControl,
            certificate(notes: "a delete \u{7F} within a longer text"),
            "'Notes' holds a control character that cannot be printed."
        ),
        FaultyFile(
            .textControl,
            certificate(notes: "a next line \u{85} within a longer text"),
            "'Notes' holds a control character that cannot be printed."
        ),
        FaultyFile(
            .textControl,
            header + "\"js\nmith\",,FA-01,,2026-03-01,,,,\n",
            "'Username' holds a control character that cannot be printed."
        ),
        FaultyFile(
            .excelNumber,
            certificate(number: "1.23457E+12"),
            "'1.23457E+12' was shortened by Excel: digits of the original are lost."
        ),
        FaultyFile(
            .excelNumber,
            certificate(username: "1.23E+05"),
            "'1.23E+05' was shortened by Excel: digits of the original are lost."
        ),
        FaultyFile(.excelError, certificate(username: "#REF!"), "'#REF!' is an error value of Excel, not a value."),
        FaultyFile(.excelError, certificate(reference: "#N/A"), "'#N/A' is an error value of Excel, not a value."),
        FaultyFile(.excelError, certificate(number: "#NV"), "'#NV' is an error value of Excel, not a value."),
        FaultyFile(
            .encodingInvalid,
            Array((header + "zoë,,FA-01,,2026-03-01,,,Zoë was here,\njsmith,,FA-01,,2026-03-01,,,caf").utf8)
                + [0xFF] + Array(" au lait,\n".utf8),
            row: 3,
            "'Notes' holds characters that were damaged on the way here."
        ),
        FaultyFile(
            .encodingInvalid,
            certificate(notes: "a long note with a \u{FFFD} in it"),
            "'Notes' holds characters that were damaged on the way here."
        ),
    ]
}

@Suite("Reasons of rows")
struct ReasonTests {
    @Test("A row with one problem is rejected for it, told in one sentence", arguments: FaultyFile.all)
    func oneProblem(_ file: FaultyFile) throws {
        let judged = try Trial.filled().run(file.bytes, mode: .verify)
        #expect(judged.refusal == nil)
        let row = try #require(judged.rows.first { $0.row == file.row })
        #expect(row.outcome == .rejected)
        #expect(row.reasons == [file.reason])
        let finding = try #require(row.finding)
        let expected = file.sentence
        #expect(English().sentence(finding, header: judged.summary.header) == expected)
    }

    @Test("Every reason is produced by a file, but for those of an undoing")
    func complete() {
        let ofUndoing: Set<Reason> = [.undoChangedLater, .undoUsed, .undoNameTaken]
        #expect(Set(FaultyFile.all.map(\.reason)) == Set(Reason.allCases).subtracting(ofUndoing))
    }

    @Test("A row with several problems tells all of them, so that it need not be corrected twice")
    func severalProblems() throws {
        let judged = try Trial.filled().run(
            """
            Username,Certification reference,Award date,Certificate number,Action
            nobody,XX-99,2026-13-01,1.2E+10,celebrate
            jsmith,FA-01,2026-03-01,,

            """
        )
        #expect(judged.outcomes == [.rejected, .awarded])
        #expect(
            judged.rows[0].reasons
                == [.learnerUnknown, .certificationUnknown, .dateInvalid, .actionUnknown, .excelNumber]
        )
        #expect(judged.rows[0].finding?.others.map(\.column) == [1, 2, 4, 3])
        #expect(judged.rows[0].finding?.others.allSatisfy { $0.row == 2 } == true)
    }

    @Test("A value in a finding is cut to what people read, whatever its length and kind")
    func longValues() throws {
        let long = String(repeating: "x", count: 60_000)
        let files = [
            "Username,First name,Surname,Email,Account state\nnew,A,B,\(long),\(long)\n",
            "Certification reference,Certification name,Valid for,State\nX,Y,\(long),\(long)\n",
            "Username,Certification reference,Award date,Action\n\(long),\(long),\(long),\(long)\n",
            "Username,First name,Surname,Email\nnew,A,B,e\(String(repeating: "\u{301}", count: 20_000))\n",
        ]
        for file in files {
            let judged = try Trial.filled().run(file)
            let finding = try #require(judged.rows.first?.finding)
            for finding in [finding] + finding.others {
                #expect(finding.value.count <= Finding.longestValue + 1)
                #expect(finding.value.utf8.count <= Finding.longestValue * 4 + 6)
            }
        }
    }

    @Test("A certification's suggestion is a reference for a reference and a name for a name")
    func suggestionsOfTheRightKind() throws {
        let trial = try Trial()
        _ = try trial.run("Certification reference,Certification name\nalpha-1,beta-2\nbeta-1,alpha-2\n")
        let judged = try trial.run(
            """
            Username,Certification reference,Certification name,Award date
            x,alpha-3,,2026-01-01
            x,,alpha-3,2026-01-01

            """
        )
        let suggestions = judged.rows.map { $0.finding?.others.first?.suggestion }
        #expect(suggestions == ["alpha-1", "alpha-2"])
    }
}
