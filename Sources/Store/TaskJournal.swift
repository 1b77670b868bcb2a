import Certification
import Foundation
import GRDB

/// What is done once in a while. The raw values stand in the database.
public enum RecurringTask: String, Sendable {
    case expiringReport = "expiring report"
    case reminders
    case retention
}

extension CertificationStore {
    /// The day or the month for which a task was done last; nil if it never was.
    public func lastDone(_ task: RecurringTask) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT done FROM task WHERE name = ?", arguments: [task.rawValue]) }
    }

    public func note(_ task: RecurringTask, done: String) throws {
        try write { database in
            try database.execute(
                sql: "INSERT INTO task VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET done = ?2",
                arguments: [task.rawValue, done]
            )
        }
    }

    /// Finished runs of dropped files that ended before a moment and whose files are still there, oldest first.
    ///
    /// - `last`: the last one of the page before.
    public func runsWithFiles(finishedBefore moment: Date, after last: RunID, limit: Int) throws -> [RunRecord] {
        try read { database in
            try RunRecord.fetchAll(
                database,
                sql: """
                    SELECT * FROM run
                    WHERE id > ? AND state = 'finished' AND in_place = 0 AND destination IS NOT NULL AND finished < ?
                    ORDER BY id LIMIT ?
                    """,
                arguments: [last.rawValue, Timestamp.text(moment), limit]
            )
        }
    }

    /// Whether a run put its file there.
    public func hasFile(at path: [UInt8]) throws -> Bool {
        try read {
            try Bool.fetchOne(
                $0,
                sql: "SELECT EXISTS (SELECT 1 FROM run WHERE destination = ?)",
                arguments: [Data(path)]
            )
                ?? false
        }
    }

    /// The files of these runs are gone.
    public func forgetFiles(of runs: [RunID]) throws {
        try write { database in
            for run in runs {
                try database.execute(
                    sql: "UPDATE run SET destination = NULL, report = NULL WHERE id = ?",
                    arguments: [run.rawValue]
                )
            }
        }
    }
}
