import Certification
import Foundation
import GRDB

/// What is left of a learner who was erased.
public struct ErasedLearner: Sendable, Equatable {
    /// A username that has nothing to do with the old one.
    public var placeholder: String
    /// Awards that stay, without what could tell whose they are.
    public var awards: Int
}

extension CertificationStore {
    /// Writes the whole database anew, without what was deleted or changed at any time: pages keep that until something
    /// else takes its place. Waits until no other process writes or reads, and needs room for a second database.
    public func rewrite() throws {
        try CertificationStore.translatingErrors("rewriting the database") {
            try queue.vacuum()
            _ = try queue.inDatabase { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        }
    }
}

extension CertificationStore {
    /// Takes the names of their files from finished runs, and where these files were.
    ///
    /// - Parameter names: whether a file's name tells whom it is about.
    public func eraseFileNames(where names: ([UInt8]) -> Bool) throws {
        try write { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, file_name FROM run WHERE state = 'finished'")
            for row in rows where names([UInt8](row["file_name"] as Data)) {
                try database.execute(
                    sql:
                        "UPDATE run SET file_name = CAST('erased' AS BLOB), destination = NULL, report = NULL WHERE id = ?",
                    arguments: [row["id"] as Int64]
                )
            }
        }
    }
}

extension StoreTransaction {
    /// Makes a learner nobody: no name and no address, a username by chance, and no awards that tell by their numbers,
    /// notes or rows of files whose they were; what the learner did is forgotten. What history has of them goes the same way; that there were changes, and
    /// by which runs, stays.
    ///
    /// - `run`: the run that erases.
    public func erase(learner id: Int64, by run: RunID) throws -> ErasedLearner {
        let placeholder = "erased-" + String(UInt64.random(in: 1 << 60...(.max)), radix: 16)
        try database.execute(
            sql: """
                UPDATE learner SET username = ?1, username_key = ?1, first_name = '', surname = '', email = '',
                    email_key = '', active = 0, department = '', job_role = '', region = '', run = ?2, row = 0
                WHERE id = ?3
                """,
            arguments: [placeholder, run.rawValue, id]
        )
        try database.execute(sql: "DELETE FROM completion WHERE learner = ?", arguments: [id])
        let keys = [AwardKey.first(of: id).stored, AwardKey.first(of: id + 1).stored]
        try database.execute(
            sql: "UPDATE award SET number = '', notes = '', run = ?, row = 0 WHERE key >= ? AND key < ?",
            arguments: StatementArguments([run.rawValue] + keys)
        )
        let awards = database.changesCount
        try eraseHistory(id, keys)
        try database.execute(
            sql:
                "INSERT INTO history (subject, key, run, row, change, before) VALUES ('learner', ?, ?, 0, 'erased', '{}')",
            arguments: [id, run.rawValue]
        )
        try database.execute(sql: "INSERT INTO erasure VALUES (?, ?)", arguments: [id, run.rawValue])
        return ErasedLearner(placeholder: placeholder, awards: awards)
    }

    /// The changes above have just written down what was there before.
    private func eraseHistory(_ id: Int64, _ keys: [Int64]) throws {
        try database.execute(
            sql: """
                UPDATE history SET before = json_object('run', before ->> 'run', 'row', 0), row = 0
                WHERE subject = 'learner' AND key = ?
                """,
            arguments: [id]
        )
        try database.execute(
            sql: """
                UPDATE history SET before = json_set(before, '$.number', '', '$.notes', '', '$.row', 0), row = 0
                WHERE subject = 'award' AND key >= ? AND key < ?
                """,
            arguments: StatementArguments(keys)
        )
    }
}
