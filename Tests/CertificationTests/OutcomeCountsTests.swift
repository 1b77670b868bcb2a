import Certification
import Foundation
import Testing

@Suite("Outcome counts")
struct OutcomeCountsTests {
    @Test("Counts read back from JSON are themselves")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<100 {
            var counts = OutcomeCounts()
            for outcome in Outcome.allCases { counts[outcome] = random.pick([0, 0, 1, 1_000_000]) }
            #expect(try JSONDecoder().decode(OutcomeCounts.self, from: JSONEncoder().encode(counts)) == counts)
        }
    }

    @Test("JSON has the outcomes by name, and only those that occurred")
    func names() throws {
        var counts = OutcomeCounts()
        counts[.awarded] = 3
        counts[.rejected] = 1
        let encoded = try JSONDecoder().decode([String: Int].self, from: JSONEncoder().encode(counts))
        #expect(encoded == ["awarded": 3, "rejected": 1])
    }

    @Test("An outcome of a later version is passed over")
    func unknownNames() throws {
        let counts = try JSONDecoder().decode(OutcomeCounts.self, from: Data(#"{"awarded": 2, "postponed": 5}"#.utf8))
        #expect(counts.total == 2)
    }

    @Test("Changes are what has an effect; the total is every row")
    func sums() {
        var counts = OutcomeCounts()
        for (index, outcome) in Outcome.allCases.enumerated() { counts[outcome] = 1 << index }
        #expect(counts.total == 1 << Outcome.allCases.count - 1)
        let changing: [Outcome] = [.created, .awarded, .updated, .revoked, .takenBack, .restored]
        #expect(counts.changes == changing.map { counts[$0] }.reduce(0, +))
        #expect(counts.occurring.map(\.outcome) == Outcome.allCases)
    }
}
