import Certification
import GRDB

extension StoreTransaction {
    /// Takes back what a run did, each thing by itself: what a later run changed or built on is left alone.
    ///
    /// - `undone`: the run to be taken back.
    /// - `run`: the run that takes it back.
    /// - Returns: what happened to each thing that the run had changed, in the order of the run's rows.
    public func undo(_ undone: RunID, of kind: FileKind, by run: RunID) throws -> UndoneChanges {
        try RunUndo(self, undone, RecordKind(of: kind), by: run).undoAll()
    }

    /// Forgets what learners did as far as a run was the first to say it.
    ///
    /// - Returns: how many completions are forgotten.
    public func forgetCompletions(of run: RunID) throws -> Int {
        try database.execute(sql: "DELETE FROM completion WHERE run = ?", arguments: [run.rawValue])
        return database.changesCount
    }
}

extension CertificationStore {
    /// The learners who hold something that a run awarded, whoever changed it since.
    public func learnersHolding(awardsOf run: RunID) throws -> Set<Int64> {
        try read { database in
            let keys = try AwardLists.keys(AwardLists.Selection(run: run), in: database)
            var learners: Set<Int64> = []
            for start in stride(from: 0, to: keys.count, by: 10_000) {
                let sql = """
                    SELECT DISTINCT award.key >> 34 FROM json_each(?) AS listed CROSS JOIN award ON award.key = listed.value
                    WHERE revoked = 0
                    """
                let part = keys[start..<min(start + 10_000, keys.count)]
                learners.formUnion(try Int64.fetchAll(database, sql: sql, arguments: [part.json]))
            }
            return learners
        }
    }
}

/// Takes one run back.
private final class RunUndo {
    private let transaction: StoreTransaction
    private let database: Database
    private let undone: Int64
    private let kind: RecordKind
    private let run: RunID
    private let uses: RecordUses

    init(_ transaction: StoreTransaction, _ undone: RunID, _ kind: RecordKind, by run: RunID) throws {
        self.transaction = transaction
        self.undone = undone.rawValue
        self.kind = kind
        self.run = run
        database = transaction.database
        uses = RecordUses(kind, database)
    }

    func undoAll() throws -> UndoneChanges {
        var changes = UndoneChanges(width: kind.columns.count)
        let records = try touched()
        for start in stride(from: 0, to: records.count, by: Self.step) {
            let part = records[start..<min(start + Self.step, records.count)]
            let simple = kind == .award ? try takeBackUntouched(part, &changes) : []
            for record in part where !simple.contains(record) { changes.append(try undo(record)) }
        }
        changes.sortByRow()
        return changes
    }

    private static let step = 5_000

    /// The keys or identifiers of all that the run changed.
    private func touched() throws -> [Int64] {
        let made =
            kind == .award
            ? try AwardLists.keys(AwardLists.Selection(run: RunID(rawValue: undone)), in: database).map(\.stored)
            : try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM \(kind.table) WHERE run = ?1
                    UNION SELECT key FROM history WHERE subject = ?2 AND before ->> 'run' = ?1
                    """,
                arguments: [undone, kind.rawValue]
            )
        let changed = try Int64.fetchAll(
            database,
            sql: "SELECT key FROM history WHERE run = ? AND subject = ?",
            arguments: [undone, kind.rawValue]
        )
        return Set(made + changed).sorted()
    }

    /// Takes back, many at once, the awards of which nothing is known but that the run made them: nearly all that it made.
    /// Comes to the same as ``undo(_:)`` for each.
    ///
    /// - Returns: their keys.
    private func takeBackUntouched(_ part: ArraySlice<Int64>, _ changes: inout UndoneChanges) throws -> Set<Int64> {
        let rows = try Row.fetchCursor(
            database,
            cached: """
                SELECT award.key, row, \(RecordKind.namingAward("award.key"))
                FROM \(AwardLists.listed) WHERE run = ? AND NOT EXISTS (
                    SELECT 1 FROM history WHERE subject = ? AND history.key = award.key
                )
                """,
            arguments: [part.map(AwardKey.init(stored:)).json, undone, kind.rawValue]
        )
        var keys: [AwardKey] = []
        while let row = try rows.next() {
            keys.append(AwardKey(stored: row[0]))
            changes.append(UndoneChange(outcome: .takenBack, row: row[1], cells: (2..<row.count).map { row[$0] ?? "" }))
        }
        let listed = "IN (SELECT value FROM json_each(?))"
        let lastChange = try Int64.fetchOne(database, sql: "SELECT max(id) FROM history") ?? 0
        try database.run("UPDATE award SET run = ? WHERE key \(listed)", [run.rawValue, keys.json])
        try database.run("UPDATE history SET change = 'undone' WHERE id > ?", [lastChange])
        try database.run("DELETE FROM award WHERE key \(listed)", [keys.json])
        try database.run("DELETE FROM award_by_rule WHERE key \(listed)", [keys.json])
        return Set(keys.map(\.stored))
    }

    private func undo(_ id: Int64) throws -> UndoneChange {
        let past = try RecordPast(kind, id, database)
        let cells = try self.cells(id)
        guard let top = past.levels.last, past.levels.contains(where: { $0.run == undone }) else {
            return UndoneChange(outcome: .unchanged, row: past.row(of: undone), cells: cells)
        }
        // A run may have made a record and changed it, as one that restores a revoked award does.
        let others = past.levels.lastIndex { $0.run != undone }.map { $0 + 1 } ?? 0
        let outcome: UndoneChange.Outcome =
            if top.run != undone {
                .changedLater(by: RunID(rawValue: top.run))
            } else if others == 0 {
                try takeBack(id, past.levels[0])
            } else {
                try restore(id, past.levels[others], over: past.levels[others - 1])
            }
        return UndoneChange(outcome: outcome, row: past.row(of: undone), cells: cells)
    }

    private func takeBack(_ id: Int64, _ level: RecordPast.Level) throws -> UndoneChange.Outcome {
        if let user = try uses.user(of: id) { return .used(by: RunID(rawValue: user)) }
        // So that what was there is noted as with any other change.
        try database.run(
            "UPDATE \(kind.table) SET run = ?, row = ? WHERE \(kind.identifier) = ?",
            [run.rawValue, level.row, id]
        )
        try markLastChange()
        try database.run("DELETE FROM \(kind.table) WHERE \(kind.identifier) = ?", [id])
        if kind == .award { try database.run("DELETE FROM award_by_rule WHERE key = ?", [id]) }
        return .takenBack
    }

    private func restore(
        _ id: Int64,
        _ level: RecordPast.Level,
        over lower: RecordPast.Level
    ) throws -> UndoneChange.Outcome {
        // An award that was made anew has replaced what its revocation had left.
        guard let change = level.change ?? lower.change else { return .unchanged }
        switch kind {
        case .award: try restoreAward(id, from: change, isRevoked: level.change == nil, row: level.row)
        case .learner:
            let names = "username, first_name, surname, email, active, department, job_role, region"
            let before = Learner(row: try former(change, names))
            let table = try LearnerTable(transaction, run: run)
            let holder = try table.find(username: before.username)?.id
            if let holder, holder != id { return .nameTaken(before.username) }
            try table.update(id, to: before, row: level.row)
        case .certification:
            let names = "reference, name, valid_months, valid_days, active, description"
            let before = Certification(row: try former(change, names))
            let table = CertificationTable(transaction, run: run)
            let holder = try table.find(reference: before.reference)?.id
            if let holder, holder != id { return .nameTaken(before.reference) }
            try table.update(id, to: before, row: level.row)
        case .rule:
            let before = AwardRule(row: try former(change, "activity, criterion", and: "0 AS certification"))
            try AwardRuleTable(transaction, run: run).update(id, to: before, row: level.row)
        }
        try markLastChange()
        return .restored
    }

    private func restoreAward(_ key: Int64, from change: Int64, isRevoked: Bool, row: Int) throws {
        try database.run(
            """
            UPDATE award SET expires = CAST(julianday(before ->> 'expires') - julianday('1970-01-01') AS INTEGER),
                number = before ->> 'number', awarding_body = before ->> 'awarding_body', notes = before ->> 'notes',
                revoked = iif(?, 1, before ->> 'revoked'), run = ?, row = ?
            FROM history WHERE award.key = ? AND history.id = ?
            """,
            [isRevoked, run.rawValue, row, key, change]
        )
    }

    /// What was there before a change.
    private func former(_ change: Int64, _ names: String, and more: String? = nil) throws -> Row {
        let columns = names.split(separator: ", ").map { "before ->> '\($0)' AS \($0)" } + (more.map { [$0] } ?? [])
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(columns.joined(separator: ", ")) FROM history WHERE id = ?",
            arguments: [change]
        )
        guard let row else { throw StoreError(.failed, "The history has lost change \(change).") }
        return row
    }

    /// The database itself notes every change; this one is an undoing.
    private func markLastChange() throws {
        try database.run("UPDATE history SET change = 'undone' WHERE id = (SELECT max(id) FROM history)", [])
    }

    /// What names a thing, even if it is gone.
    private func cells(_ id: Int64) throws -> [String] {
        let present = try Row.fetchOne(database, cached: kind.naming, arguments: [id])
        let row = try present ?? Row.fetchOne(database, cached: kind.formerNaming, arguments: [id])
        return row.map { row in (0..<row.count).map { row[$0] ?? "" } } ?? kind.columns.map { _ in "" }
    }
}

extension RecordKind {
    fileprivate var table: String { self == .rule ? "award_rule" : rawValue }
    fileprivate var identifier: String { self == .award ? "key" : "id" }

    /// Selects the cells of ``columns``.
    fileprivate var naming: String {
        switch self {
        case .award: "SELECT \(Self.namingAward("?1"))"
        case .learner: "SELECT username, first_name, surname FROM learner WHERE id = ?"
        case .certification: "SELECT reference, name FROM certification WHERE id = ?"
        case .rule:
            """
            SELECT reference, activity, criterion FROM award_rule JOIN certification ON certification.id = award_rule.certification
            WHERE award_rule.id = ?
            """
        }
    }

    fileprivate static func namingAward(_ key: String) -> String {
        """
        (SELECT username FROM learner WHERE id = \(key) >> 34),
        (SELECT reference FROM certification WHERE id = \(key) >> 18 & 65535),
        date('1900-01-01', (\(key) & 262143) || ' days')
        """
    }

    /// The same of what is gone.
    fileprivate var formerNaming: String {
        let cells =
            switch self {
            case .award: "NULL, NULL, NULL"
            case .learner: "before ->> 'username', before ->> 'first_name', before ->> 'surname'"
            case .certification: "before ->> 'reference', before ->> 'name'"
            case .rule: "NULL, before ->> 'activity', before ->> 'criterion'"
            }
        return "SELECT \(cells) FROM history WHERE subject = '\(rawValue)' AND key = ? ORDER BY id DESC LIMIT 1"
    }
}

extension Database {
    /// Runs a statement that is prepared once and kept.
    fileprivate func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
