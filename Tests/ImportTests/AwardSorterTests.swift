import Certification
import Foundation
import Store
import Testing

@testable import Import

/// What a candidate holds, outside the memory of a sorter.
private struct Candidate: Equatable {
    var key: AwardKey
    var row: Int
    var isRevocation: Bool
    var expires: CalendarDay?
    var givesExpiry: Bool
    var texts: [[UInt8]]

    init(_ random: inout SeededGenerator, row: Int, keys: Int) {
        key = AwardKey(
            learner: Int64(1 + random.below(keys)),
            certification: Int64(1 + random.below(3)),
            awarded: CalendarDay(number: Int32(random.below(3) * 9_000))
        )
        self.row = row
        isRevocation = random.below(5) == 0
        expires = random.below(2) == 0 ? CalendarDay(number: Int32(random.below(30_000))) : nil
        givesExpiry = expires != nil && random.below(2) == 0
        texts = (0..<3).map { _ in (0..<random.pick([0, 0, 1, 7, 8, 40])).map { _ in UInt8(random.below(256)) } }
        // Few say the same, in short files all have numbers.
        if random.below(2) == 0 { texts[1] = [UInt8(random.below(20))] }
    }

    init(_ candidate: AwardCandidate, _ bodies: AwardingBodies) {
        key = candidate.header.key
        row = candidate.row
        isRevocation = candidate.isRevocation
        expires = candidate.expires
        givesExpiry = candidate.givesExpiry
        texts = [candidate.number, candidate.awardingBodyName(bodies), candidate.notes].map { Array($0) }
    }

    func add(to sorter: AwardSorter) throws {
        try texts[0].withUnsafeBufferPointer { number in
            try texts[1].withUnsafeBufferPointer { awardingBody in
                try texts[2].withUnsafeBufferPointer { notes in
                    try sorter.add(
                        key,
                        row: row,
                        action: isRevocation ? .revoke : .award,
                        expires: givesExpiry ? Expiry(expires) : nil,
                        computedExpiry: givesExpiry ? nil : expires,
                        texts: (number, awardingBody, notes)
                    )
                }
            }
        }
    }
}

@Suite("Sorting awards")
struct AwardSorterTests {
    @Test(
        "Rows come back whole, in the order of key and row, however many runs lie on the disk",
        arguments: [
            (0, 1 << 16, 10), (1, 1 << 16, 10), (200, 1 << 16, 20), (3_000, 1 << 20, 400),
            (3_000, 1 << 20, 1_000_000_000),
            (3_000, 4_096, 400), (3_000, 512, 50), (2_000, 1 << 14, 1_000_000_000),
        ]
    )
    func sorted(_ count: Int, _ capacity: Int, _ keys: Int) throws {
        var random = SeededGenerator(seed: UInt64(count + capacity + keys))
        let rows = (0..<count).map { Candidate(&random, row: $0 + 2, keys: keys) }
        let sorter = AwardSorter(thread: 0, scratchDirectory: NSTemporaryDirectory(), capacity: capacity)
        for row in rows { try row.add(to: sorter) }
        sorter.finish()
        #expect(sorter.count == count)
        #expect(sorter.runs.count > 5 || capacity > 1 << 14)

        let awards = try sortedAwards([sorter])
        let expected = rows.sorted { ($0.key, $0.row) < ($1.key, $1.row) }
        for pass in 1...2 {
            var walked: [Candidate] = []
            try forEach(awards) { walked.append(Candidate($0, awards.bodies)) }
            #expect(walked == expected, "pass \(pass)")
        }
    }

    @Test("Several sorters are walked as one")
    func severalSorters() throws {
        var random = SeededGenerator(seed: 31)
        let rows = (0..<2_000).map { Candidate(&random, row: $0 + 2, keys: 100) }
        let sorters = [4_096, 1 << 20, 1 << 16].enumerated().map { thread, capacity in
            AwardSorter(thread: thread, scratchDirectory: NSTemporaryDirectory(), capacity: capacity)
        }
        for row in rows { try row.add(to: random.pick(sorters)) }
        sorters.forEach { $0.finish() }
        var walked: [Candidate] = []
        let awards = try sortedAwards(sorters)
        try forEach(awards) { walked.append(Candidate($0, awards.bodies)) }
        #expect(walked == rows.sorted { ($0.key, $0.row) < ($1.key, $1.row) })
    }

    @Test("Rows of one key agree exactly if they say the same")
    func agreement() throws {
        var random = SeededGenerator(seed: 32)
        var one = Candidate(&random, row: 2, keys: 1)
        one.givesExpiry = one.expires != nil
        for change in 0..<5 {
            var other = one
            other.row = 3
            switch change {
            case 1: other.isRevocation.toggle()
            case 2: other.texts[2].append(1)
            case 3: other.texts[0] = [1, 2, 3, 4]
            case 4: other.texts[1].append(1)
            default: break
            }
            let sorter = AwardSorter(thread: 0, scratchDirectory: NSTemporaryDirectory(), capacity: 1 << 16)
            try one.add(to: sorter)
            try other.add(to: sorter)
            sorter.finish()
            // Two walks, since a candidate is there until its walk goes on.
            let awards = try sortedAwards([sorter])
            let walks = [try awards.walk(), try awards.walk()]
            _ = try walks[1].next()
            let first = try #require(try walks[0].next())
            let second = try #require(try walks[1].next())
            #expect(first.agrees(with: second, awards.bodies) == (change == 0))
            withExtendedLifetime(walks) {}
        }
    }

    private func sortedAwards(_ sorters: [AwardSorter]) throws -> SortedAwards {
        let trial = try Trial()
        return try withExtendedLifetime(trial) {
            try trial.store.transaction { try SortedAwards(sorters: sorters, $0) }
        }
    }

    private func forEach(_ awards: SortedAwards, _ body: (AwardCandidate) -> Void) throws {
        let walk = try awards.walk()
        while let candidate = try walk.next() { body(candidate) }
        #expect(try walk.next().map(\.row) == nil)
    }
}
