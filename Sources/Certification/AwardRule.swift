/// When a rule awards its certification.
public enum AwardCriterion: String, CaseIterable, Sendable, Codable {
    case completed
    case passed
    case attended
    /// The rule is withdrawn: it stays on record for the awards that came of it, and awards nothing more.
    case never

    /// Reads a cell of the column `Awarded when`; nil for a word that is none of its own.
    public init?(text: String) {
        switch LookupKey.make(text) {
        case "completed", "complete", "completion", "completes": self = .completed
        case "passed", "pass", "passes": self = .passed
        case "attended", "attend", "attendance", "attends": self = .attended
        case "never", "withdrawn", "off", "removed": self = .never
        default: return nil
        }
    }

    public func isMet(by status: ActivityStatus) -> Bool {
        switch self {
        // Nobody passes what they did not complete, and many systems report the better of the two only.
        case .completed: status == .completed || status == .passed
        case .passed: status == .passed
        case .attended: status == .attended
        case .never: false
        }
    }
}

/// Awards a certification when a learner has done something with an activity: an item of content, or an event.
public struct AwardRule: Sendable, Equatable {
    /// The certification's identifier in the store.
    public var certification: Int64
    public var activity: String
    public var criterion: AwardCriterion

    public init(certification: Int64, activity: String, criterion: AwardCriterion) {
        self.certification = certification
        self.activity = activity
        self.criterion = criterion
    }
}
