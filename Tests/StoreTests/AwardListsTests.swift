import Certification
import Testing

@testable import Store

@Suite("Lists of awards")
struct AwardListsTests {
    @Test("Every award is listed for its run and its certification, in whatever order they came")
    func everyAward() throws {
        let scratch = try ScratchStore()
        var random = SeededGenerator(seed: 4)
        var byRun: [Int64: Set<AwardKey>] = [:]
        try scratch.store.transaction { transaction in
            for run in 1...4 as ClosedRange<Int64> {
                let keys = Set((0..<3_000).map { _ in Self.key(&random) }).subtracting(
                    byRun.values.reduce([]) { $0.union($1) }
                )
                byRun[run] = keys
                if run % 2 == 0 {
                    let writer = try RuleAwardWriter(transaction, run: RunID(rawValue: run))
                    for key in keys { try writer.insert(key, expires: nil, rule: 1, row: 2, notify: false) }
                    try writer.finish()
                } else {
                    let list = keys.sorted().map { AwardList.Award(key: $0) }
                    try AwardWriter(transaction, run: RunID(rawValue: run)).insert(AwardList(list))
                }
            }
        }
        let all = byRun.values.reduce(into: Set<AwardKey>()) { $0.formUnion($1) }
        try scratch.store.read { database in
            for (run, keys) in byRun {
                let selection = AwardLists.Selection(run: RunID(rawValue: run))
                #expect(try Set(AwardLists.keys(selection, in: database)) == keys)
                #expect(try AwardLists.count(selection, in: database) == keys.count)
            }
            for certification in [0, 1, 77, 78, AwardKey.highestCertification] {
                let found = try AwardLists.keys(AwardLists.Selection(certification: certification), in: database)
                #expect(Set(found) == all.filter { $0.certification == certification })
            }
        }
    }

    /// Near ones and far ones, the least and the highest.
    private static func key(_ random: inout SeededGenerator) -> AwardKey {
        let certifications = [0, 1, 77, AwardKey.highestCertification]
        let learners = [1, 2, Int64(random.below(100)), Int64(random.below(1 << 29)), AwardKey.highestLearner]
        return AwardKey(
            learners[random.below(learners.count)],
            certifications[random.below(certifications.count)],
            Int32(random.below(200_000)) + AwardKey.firstDay
        )
    }

    @Test("A look-up by run or certification finds what a look at all awards finds, in the same order")
    func lookUps() throws {
        let scratch = try ScratchStore()
        try fill(scratch.store)
        let all = try scratch.store.awards(AwardFilter(), limit: 10_000)
        #expect(all.count == 600)
        var random = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            var filter = AwardFilter()
            if random.below(2) == 0 { filter.run = RunID(rawValue: Int64(1 + random.below(6))) }
            if random.below(2) == 0 { filter.certification = Int64(1 + random.below(6)) }
            if random.below(3) == 0 { filter.awardedFrom = CalendarDay(number: Int32(random.below(40))) }
            if random.below(3) == 0 { filter.awardedTo = CalendarDay(number: Int32(random.below(40))) }
            if random.below(3) == 0 { filter.isRevoked = random.below(2) == 0 }
            let order = AwardOrder.allCases[random.below(3)]
            let expected = all.filter { award in
                (filter.run.map { $0 == award.run } ?? true)
                    && (filter.certification.map { $0 == award.key.certification } ?? true)
                    && (filter.awardedFrom.map { $0 <= award.key.awarded } ?? true)
                    && (filter.awardedTo.map { award.key.awarded <= $0 } ?? true)
                    && (filter.isRevoked.map { $0 == award.isRevoked } ?? true)
            }.sorted { Self.rank($0, order) < Self.rank($1, order) }
            let (offset, limit) = (random.below(20), random.below(60))
            let found = try scratch.store.awards(filter, order: order, offset: offset, limit: limit)
            #expect(found == Array(expected.dropFirst(offset).prefix(limit)))
        }
    }

    private static func rank(_ award: StoredAward, _ order: AwardOrder) -> (Int32, AwardKey) {
        switch order {
        case .learner: (0, award.key)
        case .awarded: (award.key.awarded.number, award.key)
        case .expires: (award.expires?.number ?? .max, award.key)
        }
    }

    /// Four runs that award, and two that change, revoke and award anew.
    private func fill(_ store: CertificationStore) throws {
        var random = SeededGenerator(seed: 6)
        try store.transaction { transaction in
            let learners = try LearnerTable(transaction)
            for number in 1...30 {
                _ = try learners.insert(Learner(username: "u\(number)", firstName: "U", surname: "\(number)"))
            }
            let certifications = CertificationTable(transaction)
            for number in 1...6 {
                _ = try certifications.insert(Certification(reference: "\(number)", name: "\(number)"))
            }
            var keys: Set<AwardKey> = []
            while keys.count < 600 {
                keys.insert(
                    AwardKey(Int64(1 + random.below(30)), Int64(1 + random.below(5)), Int32(random.below(40)))
                )
            }
            let sorted = keys.sorted()
            for run in 0..<4 {
                let own = sorted.indices.filter { $0 % 4 == run }.map { index in
                    let expires = random.below(3) == 0 ? nil : CalendarDay(number: Int32(100 + random.below(50)))
                    return AwardList.Award(key: sorted[index], expires: expires)
                }
                try AwardWriter(transaction, run: RunID(rawValue: Int64(run + 1))).insert(AwardList(own))
            }
            let fifth = try AwardWriter(transaction, run: RunID(rawValue: 5))
            for key in sorted.prefix(200) { try fifth.revoke(key, row: 3) }
            let sixth = try AwardWriter(transaction, run: RunID(rawValue: 6))
            try sixth.insert(AwardList(sorted.prefix(50).map { AwardList.Award(key: $0) }))
        }
    }
}
