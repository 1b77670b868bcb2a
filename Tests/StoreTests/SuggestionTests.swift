import Certification
import Testing

@testable import Store

/// One slip lies between a word and what is suggested for it, and nothing else is as near: compared with the edit
/// distance to every key.
@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "In memory and by index, the suggestion is the only key at a distance of one",
        arguments: [1, 100_000]
    )
    func agreesWithTheDistanceToEveryKey(_ lookUps: Int) throws {
        var random = SeededGenerator(seed: 21)
        let usernames = Self.usernames(3_000, &random)
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            try Self.insert(usernames, transaction)
            let directory = try LearnerDirectory(transaction, lookUps: lookUps, byEmail: true)
            #expect((directory.forAnotherThread() == nil) == (lookUps == 1))
            let known = Set(usernames)
            var suggested = 0
            for _ in 0..<600 {
                let word = Self.withSlips(random.pick(usernames), random.below(3), &random)
                guard !known.contains(word) else { continue }
                let expected = Self.onlyNearKey(word, usernames)
                #expect(try Self.username(near: word, directory) == expected, "\(word)")
                let email = try Self.email(near: "\(word)@example.org", directory)
                #expect(email == expected.map { "\($0)@Example.org" }, "\(word)")
                if expected != nil { suggested += 1 }
            }
            #expect(suggested > 150)
        }
    }

    @Test("A word that many slips away from all others gets no suggestion, nor does one that is near two")
    func noSuggestion() throws {
        try Self.directories(["abcdef", "abcdeg", "zyxwvu", "ab"]) { (directory: LearnerDirectory) throws in
            #expect(try Self.username(near: "abcdeh", directory) == nil)
            #expect(try Self.username(near: "zyxxxu", directory) == nil)
            #expect(try Self.username(near: "zyxwu", directory) == "zyxwvu")
            #expect(try Self.username(near: "", directory) == nil)
            #expect(try Self.username(near: "a", directory) == nil)
            #expect(try Self.username(near: String(repeating: "x", count: 300), directory) == nil)
        }
    }

    @Test("A number whose leading zeros are lost suggests the username that has them")
    func leadingZeros() throws {
        try Self.directories(["00123", "0077", "77", "000077", "5", "0456", "00456", "123a"]) {
            (directory: LearnerDirectory) throws in
            #expect(try Self.username(near: "123", directory) == "00123")
            #expect(try Self.username(near: "0123", directory) == "00123")
            // Two have more zeros: neither is the one.
            #expect(try Self.username(near: "456", directory) == nil)
            #expect(try Self.username(near: "9", directory) == nil)
        }
    }

    @Test("The suggestion is spelled as the learner's username is stored")
    func spelling() throws {
        try Self.directories(["JSmith", "Zoë.Ångström", "o’brien", "mary brown", "plain"]) {
            (directory: LearnerDirectory) throws in
            #expect(try Self.username(near: "jsmiht", directory) == "JSmith")
            #expect(try Self.username(near: "ZOË.ÅNGTSRÖM", directory) == "Zoë.Ångström")
            #expect(try Self.username(near: "Mary  Brwn", directory) == "mary brown")
            #expect(try Self.username(near: "plane", directory) == nil)
            #expect(try Self.username(near: "plin", directory) == "plain")
        }
    }

    @Test("A letter with an accent is one letter, whatever its bytes")
    func accents() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            try Self.insert(["zoë.miller", "łukasz", "日本太郎"], transaction)
            let directory = try LearnerDirectory(transaction, lookUps: 1_000, byEmail: false)
            #expect(try Self.username(near: "zoe.miller", directory) == "zoë.miller")
            #expect(try Self.username(near: "lukasz", directory) == "łukasz")
            #expect(try Self.username(near: "日本郎", directory) == "日本太郎")
            #expect(try Self.username(near: "日太本郎", directory) == "日本太郎")
        }
    }

    @Test("A small file with many unknown names goes on with all keys in memory")
    func indexGivesWay() throws {
        var random = SeededGenerator(seed: 22)
        let usernames = Self.usernames(2_000, &random)
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            try Self.insert(usernames, transaction)
            let directory = try LearnerDirectory(transaction, lookUps: 1, byEmail: true)
            for index in 0..<200 { _ = try Self.username(near: "unknown\(index)", directory) }
            #expect(directory.forAnotherThread() != nil)
            let found = try Array(usernames[7].utf8).withUnsafeBufferPointer { try directory.find(username: $0) }
            #expect(found == .one(id: 8, isActive: true))
            let byEmail = try Array("\(usernames[7])@example.org".utf8).withUnsafeBufferPointer {
                try directory.find(email: $0)
            }
            #expect(byEmail == found)
        }
    }

    @Test("References and names of certifications are suggested likewise")
    func certifications() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let table = CertificationTable(transaction)
            _ = try table.insert(Certification(reference: "FA-01", name: "First Aid at Work"))
            _ = try table.insert(Certification(reference: "FS-02", name: "Shared"))
            _ = try table.insert(Certification(reference: "FX-03", name: "shared"))
            let directory = try CertificationDirectory(transaction)
            func near(_ word: String, _ find: (UnsafeBufferPointer<UInt8>) -> String?) -> String? {
                Array(word.utf8).withUnsafeBufferPointer(find)
            }
            #expect(near("FA-10", directory.reference(near:)) == "FA-01")
            #expect(near("fa01", directory.reference(near:)) == "FA-01")
            #expect(near("first aid at wrok", directory.name(near:)) == "First Aid at Work")
            #expect(near("Shraed", directory.name(near:)) == nil)
            #expect(near("XX-99", directory.reference(near:)) == nil)
        }
    }

    private static func usernames(_ count: Int, _ random: inout SeededGenerator) -> [String] {
        var names = Set<String>()
        while names.count < count {
            let length = 3 + random.below(9)
            names.insert(String((0..<length).map { _ in random.pick(Array("abcdeijlmnorst.1")) }))
        }
        return names.sorted()
    }

    private static func insert(_ usernames: [String], _ transaction: StoreTransaction) throws {
        let table = try LearnerTable(transaction)
        for username in usernames {
            let email = "\(username)@Example.org"
            _ = try table.insert(Learner(username: username, firstName: "A", surname: "B", email: email))
        }
    }

    /// Calls `body` with both forms of a directory of `usernames`.
    private static func directories(_ usernames: [String], _ body: (LearnerDirectory) throws -> Void) throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            try insert(usernames, transaction)
            try body(LearnerDirectory(transaction, lookUps: 0, byEmail: true))
            try body(LearnerDirectory(transaction, lookUps: 1_000, byEmail: true))
        }
    }

    private static func withSlips(_ word: String, _ slips: Int, _ random: inout SeededGenerator) -> String {
        var letters = Array(word)
        for _ in 0...slips {
            let place = random.below(letters.count)
            switch random.below(4) {
            case 0: letters.insert(random.pick(Array("abcdeijlmnorst.1")), at: place)
            case 1 where letters.count > 3: letters.remove(at: place)
            case 2 where place > 0: letters.swapAt(place, place - 1)
            default: letters[place] = random.pick(Array("abcdeijlmnorst.1"))
            }
        }
        return String(letters)
    }

    private static func onlyNearKey(_ word: String, _ keys: [String]) -> String? {
        let bytes = Array(word.utf8)
        let near = keys.filter { EditDistance.between(bytes, Array($0.utf8), limit: 1) != nil }
        return near.count == 1 && word.count >= 3 ? near[0] : nil
    }

    private static func username(near word: String, _ directory: LearnerDirectory) throws -> String? {
        try Array(word.utf8).withUnsafeBufferPointer { try directory.username(near: $0) }
    }

    private static func email(near word: String, _ directory: LearnerDirectory) throws -> String? {
        try Array(word.utf8).withUnsafeBufferPointer { try directory.email(near: $0) }
    }
}
