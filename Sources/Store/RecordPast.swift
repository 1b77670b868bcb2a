import Certification
import GRDB

/// Which runs made a record what it is, one upon the other. A run that was undone is not among them.
struct RecordPast {
    struct Level {
        /// The run, and the row of its file.
        var run: Int64
        var row: Int
        /// The change in the history that holds what was there before; nil if the run made the record, anew or for the
        /// first time.
        var change: Int64?
    }

    /// The first one made the record. Empty if it is gone.
    private(set) var levels: [Level] = []
    /// All that ever said anything of it, undone or not.
    private var sayings: [Level] = []

    /// - Parameter id: a key or an identifier.
    init(_ kind: RecordKind, _ id: Int64, _ database: Database) throws {
        let changes = try Row.fetchCursor(
            database,
            cached: """
                SELECT id, run, row, change, before ->> 'run' AS former_run, before ->> 'row' AS former_row
                FROM history WHERE subject = ? AND key = ? ORDER BY id
                """,
            arguments: [kind.rawValue, id]
        )
        var last: Level?
        while let row = try changes.next() {
            let change = Level(run: row["run"], row: row["row"], change: row["id"])
            // An erasure says no more.
            begin(Level(run: row["former_run"] ?? 0, row: row["former_row"] ?? 0), unlessSaidBy: last)
            if row["change"] == "undone" { takeBack() } else { add(change) }
            last = change
        }
        let table = kind == .rule ? "award_rule" : kind.rawValue
        let current = try Row.fetchOne(
            database,
            cached: "SELECT run, row FROM \(table) WHERE \(kind == .award ? "key" : "id") = ?",
            arguments: [id]
        )
        guard let current else {
            levels = []
            return
        }
        begin(Level(run: current["run"], row: current["row"]), unlessSaidBy: last)
    }

    /// The row of a run's file that said something of the record; 0 if none did.
    func row(of run: Int64) -> Int { sayings.last { $0.run == run }?.row ?? 0 }

    /// What is there was made by whom it names, unless it is what the last change has left.
    private mutating func begin(_ level: Level, unlessSaidBy last: Level?) {
        if last?.run != level.run || last?.row != level.row { add(level) }
    }

    /// Takes back all that the last run did.
    private mutating func takeBack() {
        let last = levels.last?.run
        while let level = levels.last, level.run == last { levels.removeLast() }
    }

    private mutating func add(_ level: Level) {
        levels.append(level)
        sayings.append(level)
    }
}

/// Which run stored something that depends on a record.
final class RecordUses {
    private let kind: RecordKind
    private let database: Database
    /// By identifier, once it was asked for.
    private var users: [Int64: Int64]?

    init(_ kind: RecordKind, _ database: Database) {
        self.kind = kind
        self.database = database
    }

    /// nil if nothing depends on it.
    func user(of id: Int64) throws -> Int64? {
        switch kind {
        case .award: return nil
        case .learner:
            let award = try Int64.fetchOne(
                database,
                sql: "SELECT run FROM award WHERE key >= ?1 << 34 AND key < (?1 + 1) << 34 LIMIT 1",
                arguments: [id]
            )
            return try award ?? firstUsers("SELECT learner, min(run) FROM completion GROUP BY learner")[id]
        case .certification:
            let rule = try Int64.fetchOne(
                database,
                sql: "SELECT run FROM award_rule WHERE certification = ? LIMIT 1",
                arguments: [id]
            )
            return try rule ?? userByAward(ofCertification: id)
        case .rule:
            let sql = "SELECT rule, min(run) FROM award_by_rule JOIN award USING (key) GROUP BY rule"
            return try firstUsers(sql)[id]
        }
    }

    private func userByAward(ofCertification id: Int64) throws -> Int64? {
        for key in try AwardLists.keys(AwardLists.Selection(certification: id), in: database) {
            let run = try Int64.fetchOne(
                database,
                sql: "SELECT run FROM award WHERE key = ?",
                arguments: [key.stored]
            )
            if let run { return run }
        }
        return nil
    }

    /// Reads them once: there is no index.
    private func firstUsers(_ sql: String) throws -> [Int64: Int64] {
        if let users { return users }
        var found: [Int64: Int64] = [:]
        let rows = try Row.fetchCursor(database, sql: sql)
        while let row = try rows.next() { found[row[0]] = row[1] }
        users = found
        return found
    }
}

extension Row {
    /// With a statement that is prepared once and kept.
    static func fetchOne(_ database: Database, cached sql: String, arguments: StatementArguments) throws -> Row? {
        try SQLRequest<Row>(sql: sql, arguments: arguments, cached: true).fetchOne(database)
    }

    /// With a statement that is prepared once and kept.
    static func fetchCursor(
        _ database: Database,
        cached sql: String,
        arguments: StatementArguments
    ) throws -> RowCursor {
        try SQLRequest<Row>(sql: sql, arguments: arguments, cached: true).fetchCursor(database)
    }
}
