import Certification
import Import
import Testing
import Wording

@Suite("Headers")
struct HeaderTests {
    @Test("The template of each kind is recognised as that kind", arguments: FileKind.allCases)
    func templates(_ kind: FileKind) throws {
        let header = try Header(kind.columns.map(\.heading), aliases: [:])
        #expect(header.kind == kind)
        #expect(header.unknownColumns.isEmpty)
        for (position, column) in kind.columns.enumerated() { #expect(header.position(of: column) == position) }
    }

    @Test("What a kind needs at least is enough", arguments: FileKind.allCases)
    func needed(_ kind: FileKind) throws {
        for choice in [0, 1] {
            let headings = kind.needed.map { $0[min(choice, $0.count - 1)].heading }
            #expect(try Header(headings, aliases: [:]).kind == kind)
        }
    }

    @Test(
        "Without one of the needed columns the file is refused, and the column is named",
        arguments: FileKind.allCases
    )
    func missing(_ kind: FileKind) throws {
        for group in kind.needed where kind.needed.count > 2 {
            let headings = kind.columns.filter { !group.contains($0) }.map(\.heading)
            let fault = #expect(throws: FileFault.self) { try Header(headings, aliases: [:]) }
            let refusal = fault.map(English().refusal)
            #expect(refusal?.reason == .columnMissing)
            for column in group { #expect(refusal?.message.contains("'\(column.heading)'") == true) }
        }
    }

    @Test(
        "A list with names in it that lacks a column of awards or completions is not taken for learners",
        arguments: [
            (["Username", "First name", "Surname", "Certificaat", "Award date"], Column.certificationReference),
            (["Username", "First name", "Surname", "Award date"], .certificationReference),
            (["Username", "First name", "Surname", "Qualification", "Passed in"], .awardDate),
            (["Username", "First name", "Surname", "Course", "Progress"], .status),
        ]
    )
    func notLearners(_ headings: [String], _ missing: Column) throws {
        let fault = #expect(throws: FileFault.self) { try Header(headings, aliases: [:]) }
        let refusal = fault.map(English().refusal)
        #expect(refusal?.reason == .columnMissing)
        #expect(refusal?.message.contains("'\(missing.heading)'") == true)
    }

    @Test(
        "Columns that nobody knows do not keep a learners file from being one",
        arguments: ["Status", "Date", "Shoe size", "Notes"]
    )
    func learnersWithMore(_ heading: String) throws {
        #expect(try Header(["Username", "First name", "Surname", heading], aliases: [:]).kind == .learners)
    }

    @Test(
        "The headings of other learning systems' exports are known",
        arguments: [
            ["USERID", "CERTIFICATION_TITLE", "DATE_ACHIEVED", "EXPIRE_DATE"],
            ["User ID", "certification_code", "Date achieved", "Expiration date"],
            ["username", "certificationidnumber", "completiondate", "Expiry date"],
            ["username", "certification_code", "certification_issue_date", "certification_expire_date"],
            ["user_id", "Certification Short Name", "certification_issue_date", "certification-expiry-date"],
            ["User ID", "Certification ID", "Valid from", "Valid until"],
            ["E-MAIL ADDRESS", "Qualification", "Issued on", "Valid until"],
            ["Login", "certification", "Completion Date", "expires"],
            ["  STAFF   NUMBER ", "Cert-Code", "AwardedOn", "VALID_TO"],
        ]
    )
    func aliases(_ headings: [String]) throws {
        let header = try Header(headings, aliases: [:])
        #expect(header.kind == .certificates)
        #expect(header.position(of: .username) == 0 || header.position(of: .email) == 0)
        #expect(header.position(of: .certificationReference) == 1 || header.position(of: .certificationName) == 1)
        #expect(header.position(of: .awardDate) == 2)
        #expect(header.position(of: .expiryDate) == 3)
        #expect(header.unknownColumns.isEmpty)
    }

    @Test(
        "Each alias of a kind's column leads to that column or to one that has the name itself",
        arguments: FileKind.allCases
    )
    func everyAlias(_ kind: FileKind) throws {
        for column in kind.columns {
            for alias in column.aliases {
                let others = kind.needed.filter { !$0.contains(column) }.map { $0[0].heading }
                guard let header = try? Header(others + [alias], aliases: [:]), header.kind == kind else { continue }
                let rival = kind.columns.first { $0 != column && ([$0.heading] + $0.aliases).contains(alias) }
                #expect(header.position(of: column) == others.count || rival != nil, "\(alias)")
            }
        }
    }

    @Test("Case, spaces, underscores, hyphens and blanks at the end do not count")
    func loosely() throws {
        let header = try Header(["USER_NAME", "certification-REFERENCE", " award date\u{A0}", "", ""], aliases: [:])
        #expect(header.headings == ["USER_NAME", "certification-REFERENCE", "award date"])
        #expect(header.kind == .certificates)
    }

    @Test("An unknown column is listed, with the known heading that it looks like")
    func unknownColumns() throws {
        let header = try Header(
            ["Username", "Certification reference", "Award date", "Shoe size", "Expiri date", "", "Notes"],
            aliases: [:]
        )
        #expect(
            header.unknownColumns == [
                UnknownColumn(heading: "Shoe size", number: 4, suggestion: nil),
                UnknownColumn(heading: "Expiri date", number: 5, suggestion: "Expiry date"),
                UnknownColumn(heading: "", number: 6, suggestion: nil),
            ]
        )
    }

    @Test("The columns of results are known in a certificates file, and only there")
    func resultColumns() throws {
        let awards = ["Username", "Certification", "Award date"]
        #expect(try Header(awards + ["Shoe size", "COURSE_STATUS", "Grade"], aliases: [:]).resultColumns == [4, 5])
        let header = try Header(awards + ["Result", "Shoe size"], aliases: [:])
        #expect(header.unknownColumns.map(\.heading) == ["Shoe size"])
        #expect(try Header(awards + ["Status"], aliases: [.notes: ["Status"]]).resultColumns == [])
        #expect(try Header(["Username", "Activity", "Status", "Date", "Result"], aliases: [:]).resultColumns == [])
    }

    @Test("No suggestion leads to a column that the file has already")
    func noSuggestionTwice() throws {
        let header = try Header(["Username", "Certification reference", "Award date", "Awrad date"], aliases: [:])
        #expect(header.unknownColumns.map(\.suggestion) == [nil])
    }

    @Test(
        "Headings that all stand in the first cell are told from headings of no kind",
        arguments: [
            (["Username,Certification reference,Award date"], FileFault.headingsTogether),
            (["Username;Certification reference;Award date", "", ""], .headingsTogether),
            (["Username,Shoe size"], .headingsUnknown(["Username,Shoe size"])),
            (["Username,First name,Surname", "Colour"], .headingsUnknown(["Username,First name,Surname", "Colour"])),
        ]
    )
    func together(_ headings: [String], _ expected: FileFault) {
        #expect(throws: expected) { try Header(headings, aliases: [:]) }
    }

    @Test("A column twice refuses the file, and both headings are named")
    func repeated() throws {
        let fault = #expect(throws: FileFault.self) {
            try Header(["User ID", "Login", "Certification reference", "Award date"], aliases: [:])
        }
        let refusal = fault.map(English().refusal)
        #expect(refusal?.reason == .columnRepeated)
        #expect(refusal?.message == "The columns 'User ID' and 'Login' both mean 'Username'.")
    }

    @Test("A heading of another system yields to the one that a column is called, or is configured")
    func yielding() throws {
        let awards = ["Login", "Certification reference", "Award date", "Completion date"]
        let header = try Header(awards + ["Username"], aliases: [:])
        #expect(header.position(of: .username) == 4)
        #expect(header.position(of: .awardDate) == 2)
        #expect(header.unknownColumns.map(\.heading) == ["Login", "Completion date"])
        #expect(header.unknownColumns.map(\.suggestion) == [nil, nil])
        let configured = try Header(awards + ["Kürzel"], aliases: [.username: ["Kürzel"]])
        #expect(configured.position(of: .username) == 4)
        let fault = #expect(throws: FileFault.self) {
            try Header(["Kürzel", "Username"] + awards.dropFirst(), aliases: [.username: ["Kürzel"]])
        }
        #expect(fault.map(English().refusal)?.reason == .columnRepeated)
    }

    @Test("The Problem column of a corrections file is passed over")
    func problemColumn() throws {
        let header = try Header(["Problem", "Username", "Certification reference", "Award date"], aliases: [:])
        #expect(header.unknownColumns.isEmpty)
        #expect(header.position(of: .username) == 1)
    }

    @Test("The configuration adds headings")
    func configuredAliases() throws {
        let header = try Header(
            ["Persoon", "Certificaat", "Datum"],
            aliases: [.username: ["persoon"], .certificationName: ["CERTIFICAAT"], .awardDate: ["datum"]]
        )
        #expect(header.kind == .certificates)
        #expect(header.position(of: .awardDate) == 2)
    }

    @Test("An alias of the configuration outranks one that is built in, but not a column's own name")
    func configuredAliasesFirst() throws {
        let header = try Header(
            ["Username", "Certification reference", "Award date", "Certificate", "Notes"],
            aliases: [.certificateNumber: ["Certificate"], .awardingBody: ["Notes"]]
        )
        #expect(header.position(of: .certificateNumber) == 3)
        #expect(header.position(of: .certificationName) == nil)
        #expect(header.position(of: .notes) == 4)
    }

    @Test(
        "A blank first row, data in it, and headings of no kind are told apart",
        arguments: [
            (["", " ", ""], FileReason.headerMissing), (["jo@example.org", "FA-01"], .headerMissing),
            (["jsmith", "2026-03-01"], .headerMissing), (["Colour", "Shape"], .kindUnknown),
            (["Colour", "", "Shape"], .kindUnknown),
        ]
    )
    func noKind(_ headings: [String], _ reason: FileReason) {
        #expect(#expect(throws: FileFault.self) { try Header(headings, aliases: [:]) }?.reason == reason)
    }
}
