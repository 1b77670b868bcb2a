import Certification
import Foundation
import GRDB

/// A file to be moved to its place once its run is committed. Moving it again does no harm.
public struct Publication: Sendable, Equatable {
    /// Paths, as bytes.
    public var source: [UInt8]
    public var destination: [UInt8]

    public init(source: [UInt8], destination: [UInt8]) {
        self.source = source
        self.destination = destination
    }
}

/// The journal of runs.
extension CertificationStore {
    /// A file that is about to be taken: where it lies, as bytes.
    public struct Claim: Sendable {
        public var mode: RunMode
        public var folder: [UInt8]
        public var fileName: [UInt8]

        public init(mode: RunMode, folder: [UInt8], fileName: [UInt8]) {
            self.mode = mode
            self.folder = folder
            self.fileName = fileName
        }
    }

    /// Records that files are about to be taken. On the disk when this returns.
    ///
    /// - Returns: a run for each, in their order.
    public func claim(_ claims: [Claim], at time: Date) throws -> [RunID] {
        try write { database in
            try claims.map { claim in
                try database.insertRun(
                    id: nil,
                    mode: claim.mode,
                    folder: claim.folder,
                    fileName: claim.fileName,
                    isInPlace: false,
                    at: time
                )
            }
        }
    }

    /// Forgets a claim whose file was gone before it could be moved.
    public func forget(_ run: RunID) throws {
        try write { database in
            try database.run(
                sql: "DELETE FROM run WHERE id = ? AND state = 'claimed'",
                arguments: [run.rawValue]
            )
        }
    }

    /// Marks a committed run as finished, drops what was kept for publishing it, and forgets the oldest runs if there are
    /// more than `kept`, but for those whose files are still to be removed one day (`remembersFiles`).
    public func finish(_ run: RunID, at time: Date, keeping kept: Int = .max, remembersFiles: Bool = false) throws {
        try write { database in
            try database.run(
                sql: "UPDATE run SET state = 'finished', finished = ? WHERE id = ?",
                arguments: [Timestamp.text(time), run.rawValue]
            )
            try database.run(sql: "DELETE FROM publication WHERE run = ?", arguments: [run.rawValue])
            try database.run(sql: "DELETE FROM notice WHERE run = ?", arguments: [run.rawValue])
            if kept < run.rawValue {
                let sql =
                    "DELETE FROM run WHERE id <= ? AND state = 'finished'"
                    + (remembersFiles ? " AND (destination IS NULL OR in_place = 1)" : "")
                try database.run(sql: sql, arguments: [run.rawValue - Int64(kept)])
            }
        }
    }

    /// Runs that recovery has to go on with, oldest first.
    public func unfinishedRuns() throws -> [RunRecord] {
        try look { database in
            try RunRecord.fetchAll(
                database,
                sql: "SELECT * FROM run WHERE state IN ('claimed', 'committed') AND state <> 'finished' ORDER BY id"
            )
        }
    }

    public func run(_ id: RunID) throws -> RunRecord? {
        try look { database in
            let request = SQLRequest<RunRecord>(
                sql: "SELECT * FROM run WHERE id = ?",
                arguments: [id.rawValue],
                cached: true
            )
            return try request.fetchOne(database)
        }
    }

    /// The runs that took a run back, in part or as a whole, oldest first.
    public func undoings(of run: RunID) throws -> [RunID] {
        try look { database in
            try Int64.fetchAll(
                database,
                sql: "SELECT id FROM run WHERE undoes = ? ORDER BY id",
                arguments: [run.rawValue]
            ).map(RunID.init)
        }
    }

    /// The last `limit` runs, newest first.
    public func lastRuns(_ limit: Int) throws -> [RunRecord] {
        try look { try RunRecord.fetchAll($0, sql: "SELECT * FROM run ORDER BY id DESC LIMIT ?", arguments: [limit]) }
    }

    /// When a file was last handled without being refused; nil if none was.
    public func lastSuccess() throws -> Date? {
        try look { database in
            let sql = "SELECT finished FROM run WHERE state = 'finished' AND refusal IS NULL ORDER BY id DESC LIMIT 1"
            return try String.fetchOne(database, sql: sql).flatMap(Timestamp.date)
        }
    }

    /// What a committed run still has to move, in this order.
    public func publications(of run: RunID) throws -> [Publication] {
        try look { database in
            let request = SQLRequest<Row>(
                sql: "SELECT source, destination FROM publication WHERE run = ? ORDER BY position",
                arguments: [run.rawValue],
                cached: true
            )
            return try request.fetchAll(database).map {
                Publication(source: [UInt8]($0["source"] as Data), destination: [UInt8]($0["destination"] as Data))
            }
        }
    }
}

extension StoreTransaction {
    /// The last run that stored a file with this checksum and was not undone, but for `run` itself.
    public func lastImport(ofChecksum checksum: String, before run: RunID) throws -> RunRecord? {
        try SQLRequest<RunRecord>(
            sql: """
                SELECT * FROM run
                WHERE checksum = ? AND mode <> ? AND refusal IS NULL AND state <> 'claimed' AND id < ?
                    AND id NOT IN (SELECT undoes FROM run WHERE undoes IS NOT NULL)
                ORDER BY id DESC LIMIT 1
                """,
            arguments: [checksum, RunMode.verify.rawValue, run.rawValue],
            cached: true
        ).fetchOne(database)
    }

    /// What the next run will be called that is claimed in this transaction.
    public func nextRun() throws -> RunID {
        RunID(rawValue: try 1 + integer("SELECT seq FROM sqlite_sequence WHERE name = 'run'"))
    }

    /// Records a run of the command line. If the transaction is not committed, there was no run.
    ///
    /// - `id`: as ``nextRun()`` gave it.
    /// - `isInPlace`: whether the file stays where it is.
    /// - `undoes`: the run that this one takes back.
    /// - `root`: the path of the drop root by whose settings it is judged.
    public func claim(
        id: RunID,
        mode: RunMode,
        folder: [UInt8],
        fileName: [UInt8],
        isInPlace: Bool,
        undoes: RunID? = nil,
        root: [UInt8]? = nil,
        at time: Date
    ) throws {
        _ = try database.insertRun(
            id: id,
            mode: mode,
            folder: folder,
            fileName: fileName,
            isInPlace: isInPlace,
            at: time
        )
        if let root {
            try database.run(sql: "UPDATE run SET root = ? WHERE id = ?", arguments: [Data(root), id.rawValue])
        }
        if let undoes {
            try database.run(
                sql: "UPDATE run SET undoes = ? WHERE id = ?",
                arguments: [undoes.rawValue, id.rawValue]
            )
        }
    }

    /// Whether recovery has to go on with a run.
    public func isUnfinished(_ run: RunID) throws -> Bool {
        try integer(
            "SELECT count(*) FROM run WHERE id = ? AND state IN ('claimed', 'committed')",
            arguments: [run.rawValue]
        ) > 0
    }

    /// Whether what came of a run is on record, and something of it may still have to be published.
    public func isCommitted(_ run: RunID) throws -> Bool {
        try integer("SELECT count(*) FROM run WHERE id = ? AND state = 'committed'", arguments: [run.rawValue]) > 0
    }

    /// Records what came of a run, and what is to be published. The run is committed when the transaction is.
    ///
    /// - `destination`: nil for a run that leaves nothing behind, like `report`.
    public func commit(
        _ summary: RunSummary,
        verdict: String,
        destination: [UInt8]?,
        report: [UInt8]?,
        publications: [Publication]
    ) throws {
        let counts = String(decoding: try JSONEncoder().encode(summary.counts), as: UTF8.self)
        try database.run(
            sql: """
                UPDATE run SET state = 'committed', uid = ?, account = ?, uploader = ?, size = ?, checksum = ?,
                    kind = ?, counts = ?, refusal = ?, message = ?, destination = ?, report = ?
                WHERE id = ?
                """,
            arguments: [
                Int64(summary.uploader.uid), summary.uploader.account, summary.uploader.displayName, summary.fileSize,
                summary.checksum, summary.kind?.rawValue, counts, summary.refusal?.reason.rawValue, verdict,
                destination.map { Data($0) }, report.map { Data($0) }, summary.id.rawValue,
            ]
        )
        for (position, publication) in publications.enumerated() {
            try database.run(
                sql: "INSERT INTO publication VALUES (?, ?, ?, ?)",
                arguments: [
                    summary.id.rawValue, position, Data(publication.source), Data(publication.destination),
                ]
            )
        }
    }
}

extension Database {
    /// Runs a statement that is prepared once and kept.
    fileprivate func run(sql: String, arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    fileprivate func insertRun(
        id: RunID?,
        mode: RunMode,
        folder: [UInt8],
        fileName: [UInt8],
        isInPlace: Bool,
        at time: Date
    ) throws -> RunID {
        try run(
            sql: """
                INSERT INTO run (id, state, mode, folder, file_name, in_place, claimed)
                VALUES (?, 'claimed', ?, ?, ?, ?, ?)
                """,
            arguments: [id?.rawValue, mode.rawValue, Data(folder), Data(fileName), isInPlace, Timestamp.text(time)]
        )
        return RunID(rawValue: lastInsertedRowID)
    }
}
