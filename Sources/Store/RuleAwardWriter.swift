import Certification

/// Writes awards that rules make, one by one in any order, for completions files. Belongs to one transaction.
public final class RuleAwardWriter {
    private let known: BulkStatement
    private let insertion: BulkStatement
    private let origin: BulkStatement
    private let notice: BulkStatement
    private let run: RunID

    public init(_ transaction: StoreTransaction, run: RunID) throws {
        self.run = run
        known = try transaction.statement("SELECT 1 FROM award WHERE key = ?", work: "reading an award")
        insertion = try transaction.statement(
            "INSERT INTO award (key, expires, run, row) VALUES (?, ?, ?, ?)",
            work: "writing an award"
        )
        origin = try transaction.statement(
            "INSERT OR REPLACE INTO award_by_rule (key, rule) VALUES (?, ?)",
            work: "writing an award"
        )
        notice = try transaction.statement(
            "INSERT OR IGNORE INTO notice (run, key) VALUES (?, ?)",
            work: "noting messages"
        )
    }

    /// Whether there is such an award, be it revoked or not.
    public func contains(_ key: AwardKey) throws -> Bool {
        known.bind(1, key.stored)
        defer { known.reset() }
        return try known.step()
    }

    /// - Parameters:
    ///   - rule: the identifier of the rule that awards.
    ///   - notify: whether the learner is to be told once the run is committed.
    public func insert(_ key: AwardKey, expires: CalendarDay?, rule: Int64, row: Int, notify: Bool) throws {
        insertion.bind(1, key.stored)
        insertion.bind(2, (expires?.number).map(Int64.init))
        insertion.bind(3, run.rawValue)
        insertion.bind(4, Int64(row))
        try insertion.run()
        origin.bind(1, key.stored)
        origin.bind(2, rule)
        try origin.run()
        guard notify else { return }
        notice.bind(1, run.rawValue)
        notice.bind(2, key.stored)
        try notice.run()
    }
}
