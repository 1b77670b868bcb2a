import Certification
import Foundation
import GRDB
import Testing

@testable import Store

@Suite("Faults of the store")
struct StoreFaultTests {
    @Test("A database that a newer certdrop wrote is refused, with the way out")
    func newerSchema() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            try transaction.database.execute(sql: "INSERT INTO grdb_migrations VALUES ('999: from the future')")
        }
        let error = #expect(throws: StoreError.self) { try CertificationStore(path: scratch.path) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("newer version of certdrop") == true)
    }

    @Test("Opening again finds everything, under the same identity")
    func openingAgain() throws {
        let scratch = try ScratchStore()
        _ = try scratch.store.transaction {
            try LearnerTable($0).insert(Learner(username: "a", firstName: "", surname: "b"))
        }
        let again = try CertificationStore(path: scratch.path)
        #expect(try again.counts().learners == 1)
        #expect(try again.identity() == scratch.store.identity())
        #expect(try again.identity().count == 8)
    }

    @Test("A file that is no database is called damaged, with the remedy")
    func noDatabase() throws {
        let scratch = try ScratchStore()
        let path = scratch.directory + "/other.sqlite"
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) { try CertificationStore(path: path) }
        #expect(error?.code == .damaged)
        #expect(error?.message.hasSuffix("Restore the last backup.") == true)
    }

    @Test("Damage inside a database is called damage, on the bulk path as well")
    func damagedPages() throws {
        let scratch = try ScratchStore()
        let path = scratch.directory + "/damaged.sqlite"
        do {
            let store = try CertificationStore(path: path)
            try store.transaction { transaction in
                let writer = try AwardWriter(transaction, run: RunID(rawValue: 1))
                for learner in 1...5_000 as ClosedRange<Int64> { try writer.insert(AwardKey(learner, 1, 1)) }
            }
            try store.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        }
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let size = Int(try file.seekToEnd())
        for page in stride(from: 4_096 * 80, to: size, by: 4_096) {
            try file.seek(toOffset: UInt64(page))
            try file.write(contentsOf: Data(repeating: 0xEE, count: 4_096))
        }
        try file.close()
        let store = try CertificationStore(path: path)
        let error = #expect(throws: StoreError.self) {
            try store.transaction { transaction in
                let cursor = try AwardCursor(transaction)
                for learner in 1...5_000 as ClosedRange<Int64> { _ = try cursor.seek(AwardKey(learner, 1, 1)) }
            }
        }
        #expect(error?.code == .damaged)
    }

    @Test("A database that another process holds is called busy once the time is up")
    func busy() throws {
        let scratch = try ScratchStore()
        let other = try CertificationStore(path: scratch.path, busyTimeout: 0.05)
        let error = #expect(throws: StoreError.self) {
            try scratch.store.transaction { _ in
                _ = try other.claim([.init(mode: .verify, folder: [], fileName: [])], at: Date())
            }
        }
        #expect(error?.code == .busy)
    }

    @Test("The database is the service's alone")
    func permissions() throws {
        let scratch = try ScratchStore()
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("Two learners cannot have one username key")
    func uniqueUsernames() throws {
        let scratch = try ScratchStore()
        let error = #expect(throws: StoreError.self) {
            try scratch.store.transaction { transaction in
                let table = try LearnerTable(transaction)
                _ = try table.insert(Learner(username: "Ada", firstName: "", surname: "x"))
                _ = try table.insert(Learner(username: "ada ", firstName: "", surname: "y"))
            }
        }
        #expect(error?.code == .failed)
        #expect(error?.message.contains("adding a learner failed") == true)
    }

    @Test("A learner read back is the one that was written, whatever the texts")
    func learnerRoundTrip() throws {
        let scratch = try ScratchStore()
        try scratch.store.transaction { transaction in
            let table = try LearnerTable(transaction)
            let learner = Learner(
                username: "Zoë'; DROP TABLE learner; --",
                firstName: "",
                surname: "Ångström",
                email: "zoe@example.org",
                isActive: false,
                department: "\"quoted\"",
                jobRole: "😀",
                region: "a\u{0}b"
            )
            let id = try table.insert(learner)
            #expect(try table.find(username: learner.username)?.learner == learner)
            var changed = learner
            changed.username = "zoe"
            try table.update(id, to: changed)
            #expect(try table.find(username: learner.username) == nil)
            #expect(try table.find(username: "ZOE")?.learner == changed)
        }
    }
}
