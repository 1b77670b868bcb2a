import Certification
import Foundation
import Testing

@testable import Import

@Suite("The log of findings")
struct FindingLogTests {
    @Test("Findings read back are what was appended, in memory and past it", arguments: [0, 1, 100, 9_000])
    func roundTrip(_ count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let findings = (0..<count).map { Self.finding(&random, row: $0 * 2 + 2) }
        let log = FindingLog(scratchDirectory: NSTemporaryDirectory())
        for finding in findings { try log.append(finding) }
        for _ in 0..<2 {
            let reader = log.reader()
            for finding in findings {
                try reader.advance()
                if reader.current != finding {
                    Issue.record("\(finding) came back as \(String(describing: reader.current))")
                }
            }
            try reader.advance()
            #expect(reader.current == nil)
        }
    }

    @Test("Problems are counted by the first reason of a row, with the first examples in the order of the file")
    func tally() throws {
        let log = FindingLog(scratchDirectory: NSTemporaryDirectory())
        for row in 2..<102 {
            try log.append(Finding(row: row, reason: row % 2 == 0 ? .dateInvalid : .learnerUnknown))
        }
        let groups = log.problems.ordered
        #expect(groups.map(\.reason) == [.dateInvalid, .learnerUnknown])
        #expect(groups.map(\.count) == [50, 50])
        #expect(groups[1].first.map(\.row) == Array(stride(from: 3, to: 43, by: 2)))
    }

    @Test("Tallies merged in any order are that of all findings")
    func merging() {
        var random = SeededGenerator(seed: 33)
        var rows = Array(2..<200)
        rows.shuffle(using: &random)
        let reasons: [Reason] = [.dateInvalid, .learnerUnknown, .duplicateConflict]
        var (whole, parts) = (ProblemTally(), [ProblemTally(), ProblemTally(), ProblemTally()])
        for row in rows {
            let finding = Finding(row: row, reason: reasons[row % 3])
            whole.add(finding)
            parts[random.below(3)].add(finding)
        }
        for order in [[0, 1, 2], [2, 0, 1]] {
            var merged = ProblemTally()
            for part in order { merged.merge(parts[part]) }
            #expect(merged.ordered == whole.ordered)
        }
    }

    private static func finding(_ random: inout SeededGenerator, row: Int) -> Finding {
        var finding = alone(&random, row)
        finding.others = (0..<random.pick([0, 0, 1, 3])).map { _ in alone(&random, row) }
        return finding
    }

    private static func alone(_ random: inout SeededGenerator, _ row: Int) -> Finding {
        Finding(
            row: row,
            reason: random.pick(Reason.allCases),
            column: random.pick([nil, 0, 3, 999]),
            value: String(repeating: random.pick(["x", "é", "😀", "\u{FFFD}", ""]), count: random.pick([0, 1, 120])),
            detail: String(repeating: "d", count: random.pick([0, 10, 480])),
            suggestion: random.pick([nil, "", "jsmith", "Zoë"])
        )
    }
}
