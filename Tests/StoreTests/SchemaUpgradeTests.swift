import Certification
import Foundation
import GRDB
import Testing

@testable import Store

@Suite("A database of another version")
struct SchemaUpgradeTests {
    /// A database as an older certdrop left it, with one learner.
    private func older(upTo migration: String = "2: award rules") throws -> (directory: String, path: String) {
        let directory = NSTemporaryDirectory() + "store-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = directory + "/certdrop.sqlite"
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: migration)
        try queue.write { database in
            try database.execute(
                sql: "INSERT INTO learner VALUES (1, 'ada', 'ada', 'Ada', 'King', '', '', 1, '', '', '')"
            )
        }
        try queue.close()
        return (directory, path)
    }

    private func learners(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: "SELECT username FROM learner") }
    }

    @Test("What an older database holds is copied beside it, whole and for its owner alone, before it is migrated")
    func copied() throws {
        let (directory, path) = try older()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try CertificationStore(path: path)
        #expect(try store.counts().learners == 1)
        let copy = try #require(store.copyBeforeMigration)
        #expect(copy == directory + "/certdrop.schema-2.sqlite")
        #expect(try learners(copy) == ["ada"])
        let queue = try DatabaseQueue(path: copy)
        #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        #expect(try queue.read(Schema.migrator.appliedMigrations).count == 2)
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try CertificationStore(path: path).copyBeforeMigration == nil)
        // The copy is a database to go back to.
        #expect(try CertificationStore(path: copy).counts().learners == 1)
    }

    @Test("A copy that was begun and not finished, or is of an earlier update, is made anew")
    func copiedAgain() throws {
        let (directory, path) = try older()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for name in ["certdrop.schema-2.sqlite", "certdrop.schema-2.sqlite.new"] {
            try Data("left behind".utf8).write(to: URL(fileURLWithPath: directory + "/" + name))
        }
        let copy = try #require(try CertificationStore(path: path).copyBeforeMigration)
        #expect(try learners(copy) == ["ada"])
        #expect(!FileManager.default.fileExists(atPath: copy + ".new"))
    }

    @Test("A new database is not copied")
    func new() throws {
        #expect(try ScratchStore().store.copyBeforeMigration == nil)
    }

    @Test("Without a copy there is no migration")
    func noCopy() throws {
        let (directory, path) = try older()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        // A folder stands in the way.
        try FileManager.default.createDirectory(
            atPath: directory + "/certdrop.schema-2.sqlite/x",
            withIntermediateDirectories: true
        )
        let error = #expect(throws: StoreError.self) { try CertificationStore(path: path) }
        #expect(error?.message.contains("cannot be copied") == true)
        #expect(try DatabaseQueue(path: path).read(Schema.migrator.appliedMigrations).count == 2)
    }

    @Test("Who does not migrate is told that the database is older, and changes nothing")
    func notMigrated() throws {
        let (directory, path) = try older()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let error = #expect(throws: StoreError.self) { try CertificationStore(path: path, migrates: false) }
        #expect(error?.code == .olderSchema)
        #expect(try DatabaseQueue(path: path).read(Schema.migrator.appliedMigrations).count == 2)
        _ = try CertificationStore(path: path)
        _ = try CertificationStore(path: path, migrates: false)
    }

    @Test("A database of a newer certdrop is refused, and the copy to go back to is named if there is one")
    func newer() throws {
        let scratch = try ScratchStore()
        let known = Schema.migrator.migrations.count
        try scratch.store.transaction { transaction in
            try transaction.database.execute(sql: "INSERT INTO grdb_migrations VALUES ('999: from the future')")
        }
        let refusal = #expect(throws: StoreError.self) { try CertificationStore(path: scratch.path) }
        #expect(refusal?.message.contains("(schema \(known + 1); this version knows up to \(known))") == true)
        #expect(refusal?.message.hasSuffix("Install that version again.") == true)
        let copy = scratch.directory + "/store.schema-\(known).sqlite"
        try Data().write(to: URL(fileURLWithPath: copy))
        let another = #expect(throws: StoreError.self) { try CertificationStore(path: scratch.path) }
        #expect(another?.message.contains("put \(copy) in its place") == true)
    }
}
