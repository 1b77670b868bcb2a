/// What happened to one row of a file. Every row that is not blank has exactly one.
public enum Outcome: UInt8, CaseIterable, Sendable, Codable {
    /// A learner or a certification that was not known before.
    case created
    /// A learner holds an award that they did not hold before.
    case awarded
    /// Something known now has other details.
    case updated
    /// An award was taken back.
    case revoked
    /// The row says what is already so.
    case unchanged
    /// The row repeats an earlier row of the same file; in a completions file, what that row has awarded.
    case duplicate
    /// The row has a problem; nothing was done about it. Its ``Finding`` says why.
    case rejected
    /// No rule awards anything for what the learner did. Not a problem.
    case noRule
    /// What an undone run had made is gone.
    case takenBack
    /// What an undone run had changed is as it was before.
    case restored

    /// The stable name, as it stands in reports and in the database.
    public var name: String {
        switch self {
        case .created: "created"
        case .awarded: "awarded"
        case .updated: "updated"
        case .revoked: "revoked"
        case .unchanged: "unchanged"
        case .duplicate: "duplicate"
        case .rejected: "rejected"
        case .noRule: "no rule"
        case .takenBack: "taken back"
        case .restored: "restored"
        }
    }
}

/// How many rows ended in each outcome.
public struct OutcomeCounts: Sendable, Equatable, Codable {
    private var counts: [Int]

    public init() {
        counts = Array(repeating: 0, count: Outcome.allCases.count)
    }

    public subscript(outcome: Outcome) -> Int {
        get { counts[Int(outcome.rawValue)] }
        set { counts[Int(outcome.rawValue)] = newValue }
    }

    /// Rows in all.
    public var total: Int { counts.reduce(0, +) }

    /// Rows that have, or would have, an effect on the store.
    public var changes: Int {
        [Outcome.created, .awarded, .updated, .revoked, .takenBack, .restored].reduce(0) { $0 + self[$1] }
    }

    /// The outcomes that occurred, in the order of ``Outcome``, with their counts.
    public var occurring: [(outcome: Outcome, count: Int)] {
        Outcome.allCases.compactMap { self[$0] > 0 ? ($0, self[$0]) : nil }
    }

    /// Encoded as a dictionary by outcome name, so that the journal stays readable and can grow.
    public init(from decoder: any Decoder) throws {
        self.init()
        let named = try decoder.singleValueContainer().decode([String: Int].self)
        for outcome in Outcome.allCases {
            self[outcome] = named[outcome.name] ?? 0
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: occurring.map { ($0.outcome.name, $0.count) }))
    }
}
