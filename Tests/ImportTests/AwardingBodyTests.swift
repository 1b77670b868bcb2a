import Certification
import Import
import Testing

@testable import Store

@Suite("Awarding bodies")
struct AwardingBodyTests {
    private static let header = "Username,Certification reference,Award date,Awarding body\n"
    private static let people = ["jsmith", "mbrown", "zoë", "00123"]

    /// A row for each awarding body.
    private static func file(_ bodies: [(place: Int, name: String)]) -> String {
        header
            + bodies.map { place, name in
                let day = CalendarDay(number: Int32(15_000 + place / people.count))
                return "\(people[place % people.count]),FA-01,\(day),\(name)\n"
            }.joined()
    }

    private static func named(_ places: some Sequence<Int>, _ name: (Int) -> String) -> [(place: Int, name: String)] {
        places.map { ($0, name($0)) }
    }

    /// The names in the order of the places.
    private static func stored(_ trial: Trial) throws -> [String] {
        try trial.store.transaction { transaction in
            let sql = "SELECT awarding_body FROM awards ORDER BY awarded, instr('jsmith mbrown zoë 00123', username)"
            let rows = try transaction.statement(sql, work: "reading")
            var names: [String] = []
            while try rows.step() { names.append(rows.string(0)) }
            return names
        }
    }

    private static func stored(_ trial: Trial, as type: String) throws -> Int64 {
        try trial.store.transaction {
            try $0.integer("SELECT count(*) FROM award WHERE typeof(awarding_body) = '\(type)'")
        }
    }

    @Test("However many there are, each award keeps the name of its own, and the same file again changes nothing")
    func many() throws {
        let most = AwardingBodyNumbers.most
        let trial = try Trial.filled()
        let places = 0..<(most + 300)
        let file = Self.file(Self.named(places) { "Body \($0 % (most + 100))" })
        #expect(try trial.run(file).outcomes.allSatisfy { $0 == .awarded })
        #expect(try Self.stored(trial) == places.map { "Body \($0 % (most + 100))" })
        // Those that came too late, the first of which come once more in the end, are kept as they are.
        #expect(try Self.stored(trial, as: "blob") == Int64(most + 200))
        #expect(try Self.stored(trial, as: "text") == 100)
        #expect(try trial.run(file).outcomes.allSatisfy { $0 == .unchanged })
    }

    @Test("A name that a file has in another place is the same name, whether it has a code, a number, both or neither")
    func mixed() throws {
        let most = AwardingBodyNumbers.most
        let trial = try Trial.filled()
        _ = try trial.run(Self.file(Self.named(0..<(most + 100)) { "Body \($0)" }))
        // Of these, the last have codes but no numbers, the first numbers but no codes.
        let reversed = Self.file(Self.named((0..<(most + 100)).reversed()) { "Body \($0)" })
        #expect(try trial.run(reversed).outcomes.allSatisfy { $0 == .unchanged })
        let others = Self.file(Self.named((0..<(most + 100)).reversed()) { "Body \($0 ^ 1)" })
        #expect(try trial.run(others).outcomes.allSatisfy { $0 == .updated })
        #expect(try Self.stored(trial) == (0..<(most + 100)).map { "Body \($0 ^ 1)" })
        #expect(try trial.run(others).outcomes.allSatisfy { $0 == .unchanged })
    }

    @Test("Whoever asks for an award is told the name")
    func readers() throws {
        let trial = try Trial.filled()
        let file = Self.file([(0, "Red Cross"), (1, ""), (2, "日本赤十字社"), (3, "Red Cross")])
        _ = try trial.run(file)
        #expect(try Self.stored(trial, as: "blob") == 3)
        let names = ["Red Cross", "", "日本赤十字社", "Red Cross"]
        let store = trial.store
        #expect(try store.awards(AwardFilter(), limit: 9).sorted { $0.row < $1.row }.map(\.awardingBody) == names)
        var exported: [String] = []
        try store.forEachAward(AwardFilter()) { exported.append(String(decoding: $0.awardingBody, as: UTF8.self)) }
        #expect(exported.sorted() == names.sorted())
        let notices = try store.notices(of: RunID(rawValue: 4), after: 0, limit: 9)
        #expect(notices.flatMap(\.awards).map(\.awardingBody).sorted() == names.sorted())

        let key = try #require(store.awards(AwardFilter(), limit: 9).first { $0.row == 2 }).key
        #expect(try store.story(of: key).map { $0.details?.awardingBody } == ["Red Cross"])
        _ = try trial.run(Self.file([(0, "Blue Cross")]))
        #expect(try store.story(of: key).map { $0.details?.awardingBody } == ["Red Cross", "Blue Cross"])
        _ = try store.transaction { try $0.undo(RunID(rawValue: 5), of: .certificates, by: RunID(rawValue: 6)) }
        #expect(try store.story(of: key).last?.details?.awardingBody == "Red Cross")
        #expect(try trial.run(file).outcomes.allSatisfy { $0 == .unchanged })
    }

    @Test("An award of a database that had no codes is compared by its name")
    func olderAwards() throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.file([(0, "Red Cross"), (1, "Blue Cross")]))
        try trial.store.write { try $0.execute(sql: "UPDATE award SET awarding_body = 'Red Cross' WHERE row = 2") }
        #expect(try trial.run(Self.file([(0, "Red Cross"), (1, "Red Cross")])).outcomes == [.unchanged, .updated])
    }
}
