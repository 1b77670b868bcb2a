/// What an administrator may do.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Everything.
    case global
    /// Certificates, award rules and completions, but neither learners nor certifications.
    case certifications
}

/// Someone who may drop files, known by the account that owns them.
public struct Administrator: Sendable, Equatable, Codable {
    /// The login name of the operating system.
    public var account: String
    public var name: String
    public var email: String
    public var role: Role

    public init(account: String, name: String, email: String, role: Role) {
        self.account = account
        self.name = name
        self.email = email
        self.role = role
    }

    public func may(drop kind: FileKind) -> Bool {
        switch kind {
        case .learners, .certifications: role == .global
        case .certificates, .awardRules, .completions: true
        }
    }
}
