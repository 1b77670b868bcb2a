/// The kinds of file that can be dropped. The header row tells which.
public enum FileKind: String, CaseIterable, Sendable, Codable {
    case certificates
    case learners
    case certifications
    case awardRules = "award-rules"
    case completions

    /// The columns of the kind, in the order of its template.
    public var columns: [Column] {
        switch self {
        case .certificates:
            [
                .username, .email, .certificationReference, .certificationName, .awardDate, .expiryDate,
                .certificateNumber, .awardingBody, .notes, .action,
            ]
        case .learners:
            [
                .username, .firstName, .surname, .email, .accountState, .newUsername, .department, .jobRole, .region,
            ]
        case .certifications:
            [.certificationReference, .certificationName, .validFor, .state, .description]
        case .awardRules:
            [.certificationReference, .activityReference, .awardedWhen]
        case .completions:
            [.username, .email, .activityReference, .status, .date, .result]
        }
    }

    /// What a file of the kind cannot do without: of each group, at least one column.
    public var needed: [[Column]] {
        switch self {
        case .certificates:
            [[.username, .email], [.certificationReference, .certificationName], [.awardDate]]
        case .learners: [[.username], [.firstName], [.surname]]
        case .certifications: [[.certificationReference], [.certificationName]]
        case .awardRules: [[.certificationReference], [.activityReference], [.awardedWhen]]
        case .completions: [[.username, .email], [.activityReference], [.status], [.date]]
        }
    }

    /// The columns that tell people which row is meant; they stand in the CSV report.
    public var keyColumns: [Column] {
        switch self {
        case .certificates: [.username, .email, .certificationReference, .certificationName, .awardDate]
        case .learners: [.username, .firstName, .surname]
        case .certifications: [.certificationReference, .certificationName]
        case .awardRules: [.certificationReference, .activityReference, .awardedWhen]
        case .completions: [.username, .email, .activityReference, .date]
        }
    }
}
