import Certification
import Import
import Testing

@testable import Store

@Suite("Learners files")
struct LearnersFileTests {
    private static let header = "Username,First name,Surname,Email,Account state,New username,Department\n"

    @Test(
        "What cannot be an e-mail address is told from what may be one",
        arguments: [
            ("jo@example.org", true), ("j.o'neil+x@a.b", true), ("zoë@exämple.org", true), ("jo@localhost", true),
            ("", false), ("jo", false), ("@example.org", false), ("jo@", false), ("jo@@example.org", false),
            ("jo@a@b", false), ("jo@.org", false), ("jo@example.", false), ("jo@a..b", false), ("j o@a.b", false),
            ("jo@a.b\u{A0}", false), ("jo@a.b\u{2003}c", false), ("jo\t@a.b", false), ("<jo@a.b>", false),
            ("jo@a.b;max@a.b", false), ("jo@a,b", false), ("j\\o@a.b", false), ("\"jo\"@a.b", false),
            (String(repeating: "x", count: 64) + "@a.b", true), (String(repeating: "x", count: 65) + "@a.b", false),
            ("jo@" + String(repeating: "x", count: 251), true), ("jo@" + String(repeating: "x", count: 252), false),
        ]
    )
    func emails(_ text: String, _ isPlausible: Bool) {
        #expect(EmailAddress.isPlausible(text) == isPlausible)
    }

    @Test("A scheduled export creates and updates, and dropped again says unchanged for every row")
    func droppedAgain() throws {
        let trial = try Trial()
        let first = Self.header + "ada,Ada,Byron,ada@example.org,active,,Maths\nbob,Bob,Hope,,inactive,,\n"
        #expect(try trial.run(first).outcomes == [.created, .created])
        let second = Self.header + "ada,Ada,Lovelace,ada@example.org,active,,Maths\nbob,Bob,Hope,,inactive,,\n"
        #expect(try trial.run(second).outcomes == [.updated, .unchanged])
        let after = try trial.contents()
        #expect(try trial.run(second).outcomes == [.unchanged, .unchanged])
        #expect(try trial.contents() == after)
    }

    @Test("A new username renames, whether the learner was known or not, and dropped again is unchanged")
    func renaming() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "ada,Ada,Byron,,,,\n")
        let file = Self.header + "ada,Ada,Lovelace,,,alovelace,\nbob,Bob,Hope,,,bhope,\n"
        #expect(try trial.run(file).outcomes == [.updated, .created])
        #expect(try usernames(trial) == ["alovelace", "bhope"])
        #expect(try trial.run(file).outcomes == [.unchanged, .unchanged])
    }

    @Test("Awards stay with a learner who is renamed")
    func awardsStay() throws {
        let trial = try Trial.filled()
        _ = try trial.run("Username,Certification reference,Award date\njsmith,DR-03,2026-03-01\n")
        _ = try trial.run(Self.header + "jsmith,Jo,Smith,jo@example.org,active,jo.smith,\n")
        #expect(try trial.awards() == ["jo.smith DR-03 2026-03-01 never"])
    }

    @Test("A username that passes from one to another within the file is given on, and dropped again is unchanged")
    func chain() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "a,Ada,Byron,,,,\nb,Bob,Hope,,,,\n")
        let file = Self.header + "b,Bob,Hope,,,c,\na,Ada,Byron,,,b,\n"
        #expect(try trial.run(file).outcomes == [.updated, .updated])
        #expect(try usernames(trial) == ["b", "c"])
        let after = try trial.contents()
        #expect(try trial.run(file).outcomes == [.unchanged, .unchanged])
        #expect(try trial.contents() == after)
    }

    @Test("A username that is taken is not given to another: neither of two who would swap is renamed")
    func swap() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "a,Ada,Byron,,,,\nb,Bob,Hope,,,,\n")
        let before = try trial.contents()
        let judged = try trial.run(Self.header + "a,Ada,Byron,,,b,\nb,Bob,Hope,,,a,\n")
        #expect(judged.reasons == [.learnerTaken, .learnerTaken])
        #expect(try trial.contents() == before)
    }

    @Test(
        "An unknown username that is to become another learner's is rejected, unless that learner once had it or has the name",
        arguments: [
            ("zed,Zed,Zulu,,,bhope,", [Outcome.rejected]), ("Ada,Ada,King,,,alovelace,", [.updated]),
            ("bob,Bob,Hope,,,bhope,Films", [.updated]), ("zed,Bob,Hope,,,bhope,", [.unchanged]),
        ]
    )
    func renamedToAnother(_ row: String, _ expected: [Outcome]) throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "ada,Ada,Byron,,,,\nbhope,Bob,Hope,,,,\n")
        _ = try trial.run(Self.header + "ada,Ada,Lovelace,,,alovelace,\n")
        let before = try trial.contents()
        let judged = try trial.run(Self.header + row + "\n")
        #expect(judged.outcomes == expected)
        if expected == [.rejected] {
            #expect(judged.reasons == [.learnerTaken])
            #expect(try trial.contents() == before)
        }
    }

    @Test("The same learner twice is a duplicate, or a conflict with the first row")
    func twice() throws {
        let trial = try Trial()
        let judged = try trial.run(Self.header + "ada,Ada,Byron,,,,\nADA ,Ada,Byron,,,,\nada,Ada,Lovelace,,,,\n")
        #expect(judged.outcomes == [.created, .duplicate, .rejected])
        #expect(judged.rows[1].original == 2)
        #expect(judged.reasons[2] == .duplicateConflict)
    }

    @Test("A username in another spelling is the same learner and keeps its spelling")
    func spelling() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "Ada,Ada,Byron,,,,\n")
        #expect(try trial.run(Self.header + " ADA,Ada,Byron,,,,\n").outcomes == [.unchanged])
        #expect(try usernames(trial) == ["Ada"])
        #expect(try trial.run(Self.header + "ada,Ada,Byron,,,ADA,\n").outcomes == [.updated])
        #expect(try usernames(trial) == ["ADA"])
    }

    @Test("A column that the file does not have leaves alone what is stored; an empty cell empties it")
    func absentColumns() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "ada,Ada,Byron,ada@example.org,inactive,,Maths\n")
        #expect(try trial.run("Username,First name,Surname\nada,Ada,Byron\n").outcomes == [.unchanged])
        #expect(try trial.run("Username,First name,Surname,Department\nada,Ada,Byron,\n").outcomes == [.updated])
        let row = try #require(try trial.contents(of: ["learner"]).first)
        #expect(row.contains("ada@example.org") && !row.contains("Maths"))
    }

    @Test("An empty account state is active for a new learner, and changes nothing for a known one")
    func emptyState() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "ada,Ada,Byron,,inactive,,\nbob,Bob,Hope,,,,\n")
        #expect(
            try trial.run(Self.header + "ada,Ada,Byron,,,,\nbob,Bob,Hope,,active,,\n").outcomes == [
                .unchanged, .unchanged,
            ]
        )
    }

    @Test(
        "An e-mail address that is given to a learner while another has it is said, whether they were on record or not",
        arguments: [
            ("ada,Ada,Byron,BOB@example.org,,,\n", ["'ada' (row 2) with 'bob'"]),
            ("7,Ada,Byron,ada@example.org,,,\n", ["'7' (row 2) with '007'"]),
            ("max,Max,M,m@example.org,,,\nmo,Mo,M,m@example.org,,,\n", ["'mo' (row 3) with 'max'"]),
            ("max,Max,M,,,,\nmo,Mo,M,,,,\n", []), ("ada,Ada,Byron,,,,\n", []),
            ("ada,Ada,Lovelace,ada@other.org,,,\n", []),
            ("ada,Ada,Byron,bob@example.org,,,\nbob,Bob,Hope,ada@other.org,,,\n", []),
            ("twin,Tia,Twin,ADA@example.org,,,Maths\n", []), ("nobody,,,bob@example.org,,,\n", []),
        ]
    )
    func sharedAddresses(_ rows: String, _ expected: [String]) throws {
        let trial = try Trial()
        _ = try trial.run(
            Self.header + "ada,Ada,Byron,ada@other.org,,,\nbob,Bob,Hope,bob@example.org,,,\n"
                + "007,Ada,Byron,ada@example.org,,,\ntwin,Tia,Twin,ada@example.org,,,\n"
        )
        for mode in [RunMode.verify, .import] {
            let remarks = try trial.run(Self.header + rows, mode: mode).summary.assumptions
            #expect(remarks.count == expected.count, "\(remarks)")
            for (remark, part) in zip(remarks, expected) { #expect(remark.contains(": \(part).")) }
        }
    }

    private func usernames(_ trial: Trial) throws -> [String] {
        try trial.store.transaction { transaction in
            let rows = try transaction.statement("SELECT username FROM learner ORDER BY username", work: "dumping")
            var names: [String] = []
            while try rows.step() { names.append(rows.string(0)) }
            return names
        }
    }
}

@Suite("Certifications files")
struct CertificationsFileTests {
    private static let header = "Certification reference,Certification name,Valid for,State,Description\n"

    @Test("Creates, updates, and dropped again says unchanged for every row")
    func droppedAgain() throws {
        let trial = try Trial()
        let first = Self.header + "FA-01,First Aid,3 years,active,\nFS-02,Fire,,retired,\n"
        #expect(try trial.run(first).outcomes == [.created, .created])
        let second = Self.header + "fa-01,First Aid at Work,P36M,active,\nFS-02,Fire,never expires,retired,\n"
        #expect(try trial.run(second).outcomes == [.updated, .unchanged])
        #expect(try trial.run(second).outcomes == [.unchanged, .unchanged])
    }

    @Test("A column that the file does not have leaves alone what is stored; an empty period means never")
    func absentColumns() throws {
        let trial = try Trial()
        _ = try trial.run(Self.header + "FA-01,First Aid,3 years,retired,about it\n")
        #expect(try trial.run("Certification reference,Certification name\nFA-01,First Aid\n").outcomes == [.unchanged])
        #expect(
            try trial.run("Certification reference,Certification name,Valid for\nFA-01,First Aid,\n").outcomes == [
                .updated
            ]
        )
    }

    @Test("The same certification twice is a duplicate, or a conflict with the first row")
    func twice() throws {
        let judged = try Trial().run(Self.header + "X,Ex,,,\nx,Ex,,,\nX,Ecks,,,\n")
        #expect(judged.outcomes == [.created, .duplicate, .rejected])
        #expect(judged.rows[1].original == 2)
    }
}
