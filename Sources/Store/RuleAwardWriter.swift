import Certification

/// Writes awards that rules make, one by one in any order, for completions files. Belongs to one transaction.
public final class RuleAwardWriter {
    private let known: BulkStatement
    private let insertion: BulkStatement
    private let attribution: BulkStatement
    private let notice: BulkStatement
    private let lists: AwardLists
    private let run: RunID

    public init(_ transaction: StoreTransaction, run: RunID) throws {
        self.run = run
        lists = try AwardLists(transaction, run: run)
        known = try transaction.statement("SELECT run, row FROM award WHERE key = ?", work: "reading an award")
        insertion = try transaction.statement(
            "INSERT INTO award (key, expires, run, row) VALUES (?, ?, ?, ?)",
            work: "writing an award"
        )
        attribution = try transaction.statement(
            "INSERT OR REPLACE INTO award_by_rule (key, rule) VALUES (?, ?)",
            work: "writing an award"
        )
        notice = try transaction.statement(
            "INSERT OR IGNORE INTO notice (run, key) VALUES (?, ?)",
            work: "noting messages"
        )
    }

    /// Where an award is from that is there already, be it revoked or not.
    public enum Origin: Equatable {
        case earlierRun
        /// An earlier row of the same file.
        case row(Int)
    }

    /// nil if there is no such award.
    public func origin(of key: AwardKey) throws -> Origin? {
        known.bind(1, key.stored)
        defer { known.reset() }
        guard try known.step() else { return nil }
        return known.integer(0) == run.rawValue ? .row(Int(known.integer(1))) : .earlierRun
    }

    /// - `rule`: the identifier of the rule that awards.
    /// - `notify`: whether the learner is to be told once the run is committed.
    public func insert(_ key: AwardKey, expires: CalendarDay?, rule: Int64, row: Int, notify: Bool) throws {
        insertion.bind(1, key.stored)
        insertion.bind(2, (expires?.number).map(Int64.init))
        insertion.bind(3, run.rawValue)
        insertion.bind(4, Int64(row))
        try insertion.run()
        attribution.bind(1, key.stored)
        attribution.bind(2, rule)
        try attribution.run()
        try lists.add(key, expires: expires)
        guard notify else { return }
        notice.bind(1, run.rawValue)
        notice.bind(2, key.stored)
        try notice.run()
    }

    /// To be called after the last award.
    public func finish() throws {
        try lists.finish()
    }
}
