import Certification

/// Keeps what learners did, for rules that are made later. Belongs to one transaction.
public final class CompletionTable {
    private let insertion: BulkStatement
    private let activityInsertion: BulkStatement
    private let knownActivity: BulkStatement
    private let run: RunID
    private var activities: [String: Int64] = [:]

    /// - `run`: on whose behalf completions are written.
    public init(_ transaction: StoreTransaction, run: RunID) throws {
        self.run = run
        insertion = try transaction.statement(
            "INSERT OR IGNORE INTO completion (day, learner, activity, status, run) VALUES (?, ?, ?, ?, ?)",
            work: "recording what a learner did"
        )
        activityInsertion = try transaction.statement(
            "INSERT INTO activity (reference, reference_key) VALUES (?, ?) RETURNING id",
            work: "recording an activity"
        )
        knownActivity = try transaction.statement(
            "SELECT id FROM activity WHERE reference_key = ?",
            work: "looking up an activity"
        )
    }

    /// Keeps that a learner did something; once, however often it is said. What no rule can award is not kept.
    ///
    /// - `learner`: the learner's identifier in the store.
    /// - `activity`: the reference as the file has it.
    public func record(_ learner: Int64, _ activity: String, _ status: ActivityStatus, on day: CalendarDay) throws {
        guard let code = status.code else { return }
        insertion.bind(1, Int64(day.number))
        insertion.bind(2, learner)
        insertion.bind(3, try identifier(of: activity))
        insertion.bind(4, code)
        insertion.bind(5, run.rawValue)
        try insertion.run()
    }

    private func identifier(of activity: String) throws -> Int64 {
        let key = LookupKey.make(activity)
        if let id = activities[key] { return id }
        let id = try stored(key) ?? insert(activity, key)
        activities[key] = id
        return id
    }

    private func stored(_ key: String) throws -> Int64? {
        var key = key
        return try key.withUTF8 { bytes in
            knownActivity.bind(1, text: bytes)
            defer { knownActivity.reset() }
            return try knownActivity.step() ? knownActivity.integer(0) : nil
        }
    }

    private func insert(_ activity: String, _ key: String) throws -> Int64 {
        var (activity, key) = (activity, key)
        return try activity.withUTF8 { reference in
            try key.withUTF8 { key in
                activityInsertion.bind(1, text: reference)
                activityInsertion.bind(2, text: key)
                defer { activityInsertion.reset() }
                _ = try activityInsertion.step()
                return activityInsertion.integer(0)
            }
        }
    }
}

extension ActivityStatus {
    /// As the database has it; nil for what is not kept.
    var code: Int64? {
        switch self {
        case .completed: 1
        case .passed: 2
        case .attended: 3
        case .nothing: nil
        }
    }

    init?(code: Int64) {
        guard let status = ActivityStatus.allCases.first(where: { $0.code == code }) else { return nil }
        self = status
    }
}
