import Certification
import Foundation
import Testing

@testable import Store

@Suite("Stored awards")
struct AwardTests {
    @Test(
        "The cursor finds what a plain SELECT finds, over gaps small and large",
        arguments: [1, 3, 12, 13, 14, 40, 400]
    )
    func cursorAgreesWithSelect(_ gap: Int) throws {
        var random = SeededGenerator(seed: UInt64(gap))
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let stored = Set((0..<1_500).map { _ in Self.key(&random) }).sorted()
            let writer = try AwardWriter(transaction, run: RunID(rawValue: 1))
            for key in stored {
                let expires = random.below(2) == 0 ? CalendarDay(number: 30_000) : nil
                try writer.insert(key, expires: expires, number: "N\(key.packed % 7)", notes: "")
                if random.below(5) == 0 { try writer.revoke(key, row: 3) }
            }
            let cursor = try AwardCursor(transaction)
            var position = 0
            var found = 0
            while position < stored.count {
                let key = random.below(3) == 0 ? Self.between(stored, position, &random) : stored[position]
                let award = try cursor.seek(key)
                let plain = try transaction.texts(
                    """
                    SELECT ifnull(expires, 'never') || '|' || number || '|' || awarding_body || '|' || notes || '|' || revoked
                    FROM award WHERE key >> 34 = \(key.learner) AND key >> 18 & 65535 = \(key.certification)
                        AND (key & 262143) = \(key.awarded.number) + 25567
                    """
                )
                #expect(award.map { [Self.text($0)] } ?? [] == plain)
                found += plain.count
                position += 1 + random.below(gap)
            }
            #expect(found > 0)
            #expect(try cursor.seek(AwardKey(1 << 20, 1, 0)) == nil)
            #expect(try cursor.seek(AwardKey(1 << 20, 2, 0)) == nil)
        }
    }

    @Test("The same key may be sought again, and an empty store has nothing")
    func seekingAgain() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            #expect(try AwardCursor(transaction).seek(AwardKey(1, 1, 1)) == nil)
            try AwardWriter(transaction, run: RunID(rawValue: 1)).insert(AwardKey(5, 5, 5))
            let cursor = try AwardCursor(transaction)
            #expect(try cursor.seek(AwardKey(5, 5, 4)) == nil)
            #expect(try cursor.seek(AwardKey(5, 5, 5)) != nil)
            #expect(try cursor.seek(AwardKey(5, 5, 5)) != nil)
            #expect(try cursor.seek(AwardKey(5, 5, 6)) == nil)
        }
    }

    @Test("An update changes what it says and leaves the rest; awarding again after a revocation begins anew")
    func writing() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let writer = try AwardWriter(transaction, run: RunID(rawValue: 7))
            let key = AwardKey(1, 2, 20_000)
            try writer.insert(key, expires: CalendarDay(number: 21_000), number: "N1", notes: "noted")
            try writer.update(
                key,
                AwardWriter.Change(
                    expires: nil,
                    number: nil,
                    awardingBody: UnsafeBufferPointer(start: nil, count: 0),
                    notes: nil
                ),
                row: 9
            )
            let sql = "SELECT expires || number || notes || revoked || ' ' || run || ' ' || row FROM award"
            #expect(try transaction.texts(sql) == ["21000N1noted0 7 9"])
            try writer.revoke(key, row: 10)
            #expect(try transaction.texts(sql) == ["21000N1noted1 7 10"])
            try writer.insert(key, expires: CalendarDay(number: 22_000))
            #expect(try transaction.texts(sql) == ["220000 7 2"])
            try writer.update(
                key,
                AwardWriter.Change(expires: .never, number: nil, awardingBody: nil, notes: nil),
                row: 9
            )
            #expect(try transaction.texts("SELECT expires IS NULL FROM award") == ["1"])
        }
    }

    @Test("What was done is taken back, the journal included, and what is done afterwards is committed")
    func rollingBack() throws {
        let scratch = try ScratchStore()
        let (awards, notices) = try scratch.store.transaction { transaction in
            let id = try transaction.nextRun()
            let claim = {
                try transaction.claim(id: id, mode: .verify, folder: [], fileName: [], isInPlace: true, at: Date())
            }
            try claim()
            let writer = try AwardWriter(transaction, run: id)
            try writer.insert(AwardKey(2, 1, 1))
            try writer.notify(of: AwardKey(2, 1, 1))
            let cursor = try AwardCursor(transaction)
            #expect(try cursor.seek(AwardKey(2, 1, 1)) != nil)
            try transaction.rollBack()
            #expect(try transaction.nextRun() == id)
            try claim()
            try AwardWriter(transaction, run: id).insert(AwardKey(1, 1, 1))
            return (
                try transaction.texts("SELECT key >> 34 FROM award"), try transaction.texts("SELECT key FROM notice")
            )
        }
        #expect(awards == ["1"])
        #expect(notices.isEmpty)
        #expect(try scratch.store.counts().awards == 1)
        #expect(try scratch.store.lastRuns(10).count == 1)
    }

    @Test(
        "A stream is stored whole, with its texts, among the awards that are there",
        arguments: [0, 1, 1_000, 20_000]
    )
    func stream(_ count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let writer = try AwardWriter(transaction, run: RunID(rawValue: 1))
            try writer.insert(AwardKey(50, 9, 1))
            let keys = Set((0..<count).map { _ in Self.key(&random) }).sorted()
            let awards = keys.map { key in
                AwardList.Award(
                    key: key,
                    expires: random.below(2) == 0 ? CalendarDay(number: Int32(random.below(9))) : nil,
                    number: random.pick(["", "N1", "Ü"]),
                    notes: random.pick(["", "two\nlines", String(repeating: "x", count: 500)])
                )
            }
            try writer.insert(AwardList(awards))
            let stored = try transaction.texts(
                "SELECT key || '|' || ifnull(expires, '') || '|' || number || '|' || awarding_body || '|' || notes FROM award"
                    + " WHERE key >> 18 & 65535 < 9 ORDER BY key"
            )
            let expected = awards.map {
                "\($0.key.packed)|\($0.expires.map { "\($0.number)" } ?? "")|\($0.number)||\($0.notes)"
            }
            let isSame = stored == expected
            #expect(isSame)
        }
    }

    @Test("What a stream throws is thrown, and nothing of it is stored")
    func throwingStream() throws {
        struct Fault: Error {}
        final class Broken: AwardStream {
            private let awards = AwardList((1...100).map { AwardList.Award(key: AwardKey($0, 1, 1)) })
            private var left = 50

            func next() throws -> StreamedAward? {
                left -= 1
                if left == 0 { throw Fault() }
                return awards.next()
            }
        }
        let scratch = try ScratchStore()
        #expect(throws: Fault.self) {
            try scratch.store.transaction { try AwardWriter($0, run: RunID(rawValue: 1)).insert(Broken()) }
        }
        #expect(try scratch.store.counts().awards == 0)
        // The connection is as good as before.
        try scratch.store.transaction { try AwardWriter($0, run: RunID(rawValue: 1)).insert(AwardKey(1, 1, 1)) }
        #expect(try scratch.store.counts().awards == 1)
    }

    @Test("The highest learner's awards are kept and found as any other's")
    func highestKeys() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let keys = [AwardKey(1, 1, 1), AwardKey(AwardKey.highestLearner, AwardKey.highestCertification, 80_000)]
            try AwardWriter(transaction, run: RunID(rawValue: 1)).insert(
                AwardList(keys.map { AwardList.Award(key: $0) })
            )
            let cursor = try AwardCursor(transaction)
            for key in keys { #expect(try cursor.seek(key)?.key == key) }
            let learners = try transaction.texts("SELECT key >> 34 FROM award ORDER BY key")
            #expect(learners == ["1", "\(AwardKey.highestLearner)"])
        }
    }

    @Test("A transaction that throws leaves nothing behind")
    func throwing() throws {
        struct Fault: Error {}
        let scratch = try ScratchStore()
        #expect(throws: Fault.self) {
            try scratch.store.transaction { transaction in
                try AwardWriter(transaction, run: RunID(rawValue: 1)).insert(AwardKey(1, 1, 1))
                throw Fault()
            }
        }
        #expect(try scratch.store.counts() == StoreCounts(learners: 0, certifications: 0, awards: 0))
    }

    @Test("The view for people has ISO dates and names")
    func view() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let learner = try LearnerTable(transaction).insert(
                Learner(username: "ada", firstName: "Ada", surname: "Byron")
            )
            let certification = try CertificationTable(transaction).insert(
                Certification(reference: "FA", name: "First Aid")
            )
            let day = try #require(CalendarDay(iso: "1969-12-31"))
            try AwardWriter(transaction, run: RunID(rawValue: 1)).insert(
                AwardKey(learner: learner, certification: certification, awarded: day),
                expires: CalendarDay(iso: "2199-12-31")
            )
            let sql = "SELECT username || ' ' || certification_name || ' ' || awarded || ' ' || expires FROM awards"
            #expect(try transaction.texts(sql) == ["ada First Aid 1969-12-31 2199-12-31"])
        }
    }

    private static func key(_ random: inout SeededGenerator) -> AwardKey {
        AwardKey(Int64(1 + random.below(200)), Int64(1 + random.below(6)), Int32(random.below(8) - 4))
    }

    /// A key that is likely not stored, at or after the one at a position.
    private static func between(_ keys: [AwardKey], _ position: Int, _ random: inout SeededGenerator) -> AwardKey {
        AwardKey(packed: keys[position].packed + UInt64(random.below(2)))
    }

    private static func text(_ award: AwardCursor.Stored) -> String {
        func name(_ body: StoredAwardingBody) -> UnsafeBufferPointer<UInt8> {
            switch body {
            case .name(let text), .code(let text): text
            }
        }
        let texts = [award.number, name(award.awardingBody), award.notes].map { String(decoding: $0, as: UTF8.self) }
        let expires = award.expires.map { "\($0.number)" } ?? "never"
        return ([expires] + texts + [award.isRevoked ? "1" : "0"]).joined(separator: "|")
    }
}
