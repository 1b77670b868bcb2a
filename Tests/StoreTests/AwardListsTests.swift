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

    @Test(
        "A look-up by lists finds what a look at all awards finds, in the same order, however much it may look up",
        arguments: [0, 7, 100, 10_000]
    )
    func lookUps(_ longest: Int) throws {
        let scratch = try ScratchStore()
        try fill(scratch.store)
        let all = try scratch.store.awards(AwardFilter(), limit: 10_000)
        #expect(all.count == 600)
        #expect(try scratch.store.counts().awards == all.filter { !$0.isRevoked }.count)
        var random = SeededGenerator(seed: 5)
        func day(_ first: Int, _ count: Int) -> CalendarDay { CalendarDay(number: Int32(first + random.below(count))) }
        for _ in 0..<400 {
            var filter = AwardFilter()
            if random.below(3) == 0 { filter.run = RunID(rawValue: Int64(1 + random.below(8))) }
            if random.below(3) == 0 { filter.certification = Int64(1 + random.below(6)) }
            if random.below(3) == 0 { filter.awardedFrom = day(0, 100) }
            if random.below(3) == 0 { filter.awardedTo = day(0, 100) }
            if random.below(4) == 0 { filter.expiresFrom = day(100, 90) }
            if random.below(4) == 0 { filter.expiresTo = day(100, 90) }
            if random.below(3) == 0 { filter.isRevoked = random.below(2) == 0 }
            let states: [AwardState?] = [nil, nil, .valid, .expiring, .expired, .revoked]
            let (state, today) = (states[random.below(states.count)], day(100, 90))
            if let state { filter.restrict(to: state, on: today, notice: 20) }
            let order = AwardOrder.allCases[random.below(3)]
            let expected = all.filter { award in
                (filter.run.map { $0 == award.run } ?? true)
                    && (filter.certification.map { $0 == award.key.certification } ?? true)
                    && (filter.awardedFrom.map { $0 <= award.key.awarded } ?? true)
                    && (filter.awardedTo.map { award.key.awarded <= $0 } ?? true)
                    && (filter.expiresFrom.map { from in award.expires.map { from <= $0 } ?? false } ?? true)
                    && (filter.expiresTo.map { to in award.expires.map { $0 <= to } ?? false } ?? true)
                    && (filter.isRevoked.map { $0 == award.isRevoked } ?? true)
                    && (state.map { $0 == AwardState(award, on: today, notice: 20) } ?? true)
            }.sorted { Self.rank($0, order) < Self.rank($1, order) }
            let (offset, limit) = (random.below(20), random.below(60))
            let found = try scratch.store.read { database in
                var search = AwardSearch(filter: filter, order: order, database: database)
                search.longestList = longest
                search.longestSearch = longest
                return try search.page(offset: offset, limit: limit)
            }
            #expect(found == expected.dropFirst(offset).prefix(limit).map(\.key))
        }
    }

    @Test("What no list holds, expiries in a thousand years and never, is found all the same")
    func beyondLists() throws {
        let scratch = try ScratchStore()
        let (far, last) = (CalendarDay(number: AwardLists.lastDay.number + 1), AwardLists.lastDay)
        let keys = [AwardKey(1, 1, 0), AwardKey(1, 1, 1), AwardKey(1, 1, 2), AwardKey(1, 1, 3)]
        try scratch.store.transaction { transaction in
            _ = try LearnerTable(transaction).insert(Learner(username: "a", firstName: "A", surname: "A"))
            _ = try CertificationTable(transaction).insert(Certification(reference: "1", name: "1"))
            let list = zip(keys, [far, nil, last, CalendarDay(number: 9)]).map {
                AwardList.Award(key: $0, expires: $1)
            }
            try AwardWriter(transaction, run: RunID(rawValue: 1)).insert(AwardList(list))
        }
        func found(to day: CalendarDay?, _ order: AwardOrder) throws -> [AwardKey] {
            var filter = AwardFilter()
            filter.expiresTo = day
            return try scratch.store.awards(filter, order: order, limit: 10).map(\.key)
        }
        #expect(try found(to: nil, .expires) == [keys[3], keys[2], keys[0], keys[1]])
        #expect(try found(to: far, .expires) == [keys[3], keys[2], keys[0]])
        #expect(try found(to: far, .learner) == [keys[0], keys[2], keys[3]])
        #expect(try found(to: last, .awarded) == [keys[2], keys[3]])
    }

    private static func rank(_ award: StoredAward, _ order: AwardOrder) -> (Int32, AwardKey) {
        switch order {
        case .learner: (0, award.key)
        case .awarded: (award.key.awarded.number, award.key)
        case .expires: (award.expires?.number ?? .max, award.key)
        }
    }

    /// Four runs that award, and others that revoke, award anew, change and undo.
    private func fill(_ store: CertificationStore) throws {
        var random = SeededGenerator(seed: 6)
        func expiry() -> CalendarDay? {
            random.below(3) == 0 ? nil : CalendarDay(number: Int32(100 + random.below(90)))
        }
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
                    AwardKey(Int64(1 + random.below(30)), Int64(1 + random.below(5)), Int32(random.below(100)))
                )
            }
            let sorted = keys.sorted()
            for run in 0..<4 {
                let own = sorted.indices.filter { $0 % 4 == run }.map { index in
                    AwardList.Award(key: sorted[index], expires: expiry())
                }
                try AwardWriter(transaction, run: RunID(rawValue: Int64(run + 1))).insert(AwardList(own))
            }
            let fifth = try AwardWriter(transaction, run: RunID(rawValue: 5))
            for key in sorted.prefix(200) { try fifth.revoke(key, row: 3) }
            try fifth.finish()
            let sixth = try AwardWriter(transaction, run: RunID(rawValue: 6))
            try sixth.insert(AwardList(sorted.prefix(50).map { AwardList.Award(key: $0, expires: expiry()) }))
            let seventh = try AwardWriter(transaction, run: RunID(rawValue: 7))
            for key in sorted[180..<400] {
                let expires = Expiry(expiry())
                try seventh.update(key, .init(expires: expires, number: nil, awardingBody: nil, notes: nil), row: 4)
            }
            try seventh.finish()
            let eighth = try AwardWriter(transaction, run: RunID(rawValue: 8))
            for key in sorted[390..<395] { try eighth.revoke(key, row: 5) }
            try eighth.insert(AwardList((1...2).map { AwardList.Award(key: AwardKey(30, 6, $0)) }))
            try eighth.finish()
            // Revocations, expiries and awards come and go: what is taken back stays listed.
            for (undone, run) in [(8, 9), (7, 10), (7, 11)] as [(Int64, Int64)] {
                _ = try transaction.undo(RunID(rawValue: undone), of: .certificates, by: RunID(rawValue: run))
            }
            _ = try transaction.undo(RunID(rawValue: 6), of: .certificates, by: RunID(rawValue: 12))
            try AwardWriter(transaction, run: RunID(rawValue: 13)).insert(
                AwardList(sorted[100..<120].map { AwardList.Award(key: $0, expires: expiry()) })
            )
        }
    }
}

extension AwardState {
    fileprivate init(_ award: StoredAward, on today: CalendarDay, notice: Int) {
        self.init(expires: award.expires, isRevoked: award.isRevoked, on: today, notice: notice)
    }
}
