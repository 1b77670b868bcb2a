/// What a row of a certificates file asks for.
public enum AwardAction: String, CaseIterable, Sendable {
    case award
    case revoke
    /// Puts an award of an export back on record as it was: learners who are inactive by now and certifications that are
    /// retired by now have theirs too, and nobody is told.
    case restore
    /// The same for an award that was revoked.
    case restoreRevoked = "restore-revoked"

    /// Reads the words of people and of other systems; nil for any that is not known. No word is ``award``.
    public init?(_ text: String) {
        switch LookupKey.make(text) {
        case "", "award", "add", "a", "import": self = .award
        case "revoke", "remove", "delete", "d", "withdraw": self = .revoke
        case "restore": self = .restore
        case "restore-revoked", "restore revoked": self = .restoreRevoked
        default: return nil
        }
    }

    /// Whether the award ends up revoked.
    public var revokes: Bool { self == .revoke || self == .restoreRevoked }
    /// Whether it is about what was awarded already, so that it does not matter if the learner is inactive or the
    /// certification retired by now: one must be able to revoke what was awarded.
    public var concernsPast: Bool { self != .award }
    public var restores: Bool { self == .restore || self == .restoreRevoked }
}
