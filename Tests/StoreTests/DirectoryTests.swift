import Certification
import Testing

@testable import Store

@Suite("Looking up learners")
struct LearnerDirectoryTests {
    @Test("By index and by table, the same learner is found")
    func bothFormsAgree() throws {
        var random = SeededGenerator(seed: 1)
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let table = try LearnerTable(transaction)
            for number in 0..<400 {
                _ = try table.insert(
                    Learner(
                        username: "\(random.pick(["Üser", "user", "USER."]))\(number)",
                        firstName: "A",
                        surname: "B",
                        email: random.pick([
                            "", "shared@example.org", "user\(number)@example.org", "Ü\(number)@example.org",
                        ]),
                        isActive: random.below(4) > 0
                    )
                )
            }
            let byIndex = try LearnerDirectory(transaction, lookUps: 1, byEmail: true)
            let byTable = try LearnerDirectory(transaction, lookUps: 1_000, byEmail: true)
            var found = 0
            for _ in 0..<3_000 {
                let number = random.below(450)
                let username = random.pick(["üser", " USER", "user.", "U\u{308}ser", "x"]) + "\(number)"
                let match = try find(username, in: byIndex)
                #expect(try find(username, in: byTable) == match, "\(username)")
                if match != .none { found += 1 }
                let email = random.pick([
                    "", "SHARED@example.org", "user\(number)@Example.org", "u\u{308}\(number)@example.org",
                ])
                #expect(try find(email: email, in: byIndex) == find(email: email, in: byTable), "\(email)")
            }
            #expect(found > 500)
        }
    }

    @Test("An e-mail address of several learners is none's; an empty one finds nobody", arguments: [1, 1_000])
    func sharedAddresses(_ lookUps: Int) throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let table = try LearnerTable(transaction)
            for number in 0..<20 {
                let email = number < 2 ? "shared@example.org" : number < 4 ? "" : "\(number)@example.org"
                _ = try table.insert(
                    Learner(username: "u\(number)", firstName: "", surname: "", email: email, isActive: number != 5)
                )
            }
            let directory = try LearnerDirectory(transaction, lookUps: lookUps, byEmail: true)
            #expect(try find(email: "Shared@example.org", in: directory) == .several)
            #expect(try find(email: "", in: directory) == .none)
            #expect(try find(email: "5@example.org", in: directory) == .one(id: 6, isActive: false))
            #expect(try find(email: "6@example.org", in: directory) == .one(id: 7, isActive: true))
            #expect(try find("", in: directory) == .none)
        }
    }

    private func find(_ username: String, in directory: LearnerDirectory) throws -> LearnerMatch {
        try Array(username.utf8).withUnsafeBufferPointer { try directory.find(username: $0) }
    }

    private func find(email: String, in directory: LearnerDirectory) throws -> LearnerMatch {
        try Array(email.utf8).withUnsafeBufferPointer { try directory.find(email: $0) }
    }
}

@Suite("Looking up certifications")
struct CertificationDirectoryTests {
    @Test("Each is found by its reference and by its name, in any spelling, unless the name is shared")
    func lookUps() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let table = CertificationTable(transaction)
            let firstAid = Certification(
                reference: "FA-01",
                name: "First Aid",
                validFor: Period(months: 36),
                isActive: false
            )
            #expect(try table.insert(firstAid) == 1)
            _ = try table.insert(Certification(reference: "X-1", name: "Shared", description: "one"))
            _ = try table.insert(Certification(reference: "X-2", name: "shared "))
            let directory = try CertificationDirectory(transaction)
            #expect(directory.entries.count == 3)
            #expect(directory.entries[0] == CertificationDirectory.Entry(id: 1, certification: firstAid))
            #expect(match(directory.find(reference:), " fa-01") == .one(0))
            #expect(match(directory.find(name:), "FIRST  AID") == .one(0))
            #expect(match(directory.find(name:), "Shared") == .several)
            #expect(match(directory.find(reference:), "X-2") == .one(2))
            #expect(match(directory.find(reference:), "First Aid") == CertificationDirectory.Match.none)
            #expect(try table.find(reference: "fa-01")?.certification == firstAid)
        }
    }

    private func match(
        _ find: (UnsafeBufferPointer<UInt8>) -> CertificationDirectory.Match,
        _ text: String
    ) -> CertificationDirectory.Match {
        Array(text.utf8).withUnsafeBufferPointer(find)
    }
}
