/// What the store keeps a record and a history of.
public enum RecordKind: String, Sendable {
    case award, learner, certification, rule

    /// What files of a kind make records of.
    public init(of kind: FileKind) {
        switch kind {
        case .certificates, .completions: self = .award
        case .learners: self = .learner
        case .certifications: self = .certification
        case .awardRules: self = .rule
        }
    }

    /// The columns that name a record to people.
    public var columns: [Column] {
        switch self {
        case .award: [.username, .certificationReference, .awardDate]
        case .learner: [.username, .firstName, .surname]
        case .certification: [.certificationReference, .certificationName]
        case .rule: [.certificationReference, .activityReference, .awardedWhen]
        }
    }
}
