import Certification
import Foundation
import Import
import Testing

@Suite("Verify")
struct VerifyTests {
    @Test("Verify foretells the import of a generated file with every fifth row wrong, row by row, and changes nothing")
    func foretells() throws {
        let trial = try Trial.filled()
        _ = try trial.run(GeneratedFile.learners(500))
        let file = GeneratedFile.certificates(Self.rows, days: Self.rows / 100, learners: 500, seed: 41)
        // Some awards are there already, so that rows are unchanged, updated and revoked as well.
        for seed in [41, 44] as [UInt64] {
            let some = GeneratedFile.certificates(Self.rows / 4, days: Self.rows / 100, learners: 500, seed: seed)
            _ = try trial.run(some, mode: .importSilent)
        }
        let before = try trial.contents()
        let foretold = try trial.run(file, mode: .verify)
        #expect(try trial.contents() == before)
        let happened = try trial.run(file)
        #expect(foretold.rows == happened.rows)
        #expect(foretold.summary.counts == happened.summary.counts)
        #expect(foretold.summary.problems == happened.summary.problems)
        let share = Double(happened.summary.rejected) / Double(Self.rows)
        #expect((0.15...0.3).contains(share))
        for outcome in [Outcome.awarded, .updated, .revoked, .unchanged, .duplicate, .rejected] {
            #expect(happened.summary.counts[outcome] > 0, "\(outcome.name)")
        }
    }

    @Test("What was imported is what the rows say, counted apart")
    func importedIsWhatWasSaid() throws {
        let trial = try Trial.filled()
        _ = try trial.run(GeneratedFile.learners(50))
        let judged = try trial.run(GeneratedFile.certificates(1_000, learners: 50, seed: 42))
        #expect(try trial.store.counts().awards == judged.summary.counts[.awarded])
        #expect(judged.rows.count == judged.summary.counts.total)
        #expect(judged.rows.map(\.row) == Array(2...1_001))
    }

    @Test("How many threads share a file, and in how many pieces, changes nothing", arguments: [500, 4_000, 40_000])
    func pieces(_ segmentBytes: Int) throws {
        let file = GeneratedFile.certificates(3_000, days: 30, learners: 50, seed: 45)
        let (whole, inPieces) = (try Trial.filled(), try Trial.filled())
        inPieces.settings.limits.segmentBytes = segmentBytes
        for trial in [whole, inPieces] { _ = try trial.run(GeneratedFile.learners(50)) }
        let (expected, judged) = (try whole.run(file), try inPieces.run(file))
        #expect(judged.rows == expected.rows)
        #expect(judged.summary.problems == expected.summary.problems)
        #expect(try inPieces.contents() == whole.contents())
        #expect(expected.summary.counts[.duplicate] > 0)
    }

    @Test("A whole file dropped again changes nothing, whatever mistakes it has")
    func droppedAgain() throws {
        let trial = try Trial.filled()
        _ = try trial.run(GeneratedFile.learners(50))
        let file = GeneratedFile.certificates(1_000, learners: 50, seed: 43, revocations: false)
        let first = try trial.run(file)
        let after = try trial.contents()
        let second = try trial.run(file)
        #expect(try trial.contents() == after)
        #expect(second.summary.counts.changes == 0)
        #expect(second.summary.counts[.rejected] == first.summary.counts[.rejected])
    }

    @Test(
        "Verifying learners and certifications foretells their import and changes nothing",
        arguments: [
            FileKind.learners, .certifications,
        ]
    )
    func otherKinds(_ kind: FileKind) throws {
        let file =
            kind == .learners
            ? GeneratedFile.learners(300)
                + "user7,Other,Name,x@example.org,,\nuser8,,,,,\nuser9,A,B,,,user10\nnew,A,B,,,user11\n"
            : "Certification reference,Certification name,Valid for\n"
                + "FA-01,Renamed,1 year\nX-1,Ex,\nX-1,Ex,\nX-1,Ecks,\nY,Why,soon\n"
        let trial = try Trial.filled()
        let before = try trial.contents()
        let foretold = try trial.run(file, mode: .verify)
        #expect(try trial.contents() == before)
        let happened = try trial.run(file)
        #expect(foretold.rows == happened.rows)
        #expect(happened.summary.rejected > 0)
    }

    private static let rows = 100_000
}

/// Files made from a seed.
enum GeneratedFile {
    static func learners(_ count: Int) -> String {
        var text = "Username,First name,Surname,Email,Account state,New username\n"
        for number in 0..<count {
            text +=
                "user\(number),First\(number),Surname,user\(number)@example.org,\(number % 50 == 49 ? "inactive" : ""),\n"
        }
        return text
    }

    static func certificates(_ count: Int, days: Int = 4_000, learners: Int, seed: UInt64, revocations: Bool = true)
        -> String
    {
        var random = SeededGenerator(seed: seed)
        var text = "Username,Certification reference,Award date,Certificate number,Notes,Action\n"
        for row in 0..<count {
            var fields = [
                "user\(random.below(learners - learners / 50))", random.pick(["FA-01", "FS-02", "DR-03"]),
                CalendarDay(number: Int32(14_000 + random.below(days))).description, "N\(random.below(3))",
                random.pick(["", "", "a note", "\"a note\nof two lines\""]), "",
            ]
            if fields[0] == "user49" { fields[0] = "user48" }
            if revocations && random.below(40) == 0 { fields[5] = "revoke" }
            if row % 5 == 4 { spoil(&fields, &random) }
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }

    private static func spoil(_ fields: inout [String], _ random: inout SeededGenerator) {
        switch random.below(8) {
        case 0: fields[0] = "nobody\(random.below(30))"
        case 1: fields[0] = ""
        case 2: fields[1] = random.pick(["FA-10", "OLD-9", ""])
        case 3: fields[2] = random.pick(["2031-01-01", "2026-02-30", "", "45368", "soon"])
        case 4: fields[3] = random.pick(["1.23E+12", "#REF!", "A\u{7}"])
        case 5: fields.removeLast()
        case 6: fields.append("too many")
        default: fields[5] = "celebrate"
        }
    }
}
