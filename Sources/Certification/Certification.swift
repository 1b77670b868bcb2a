/// What can be earned.
public struct Certification: Sendable, Equatable {
    public var reference: String
    public var name: String
    /// nil if it never expires.
    public var validFor: Period?
    /// A retired certification is kept for the awards that exist, and takes no new ones.
    public var isActive: Bool
    public var description: String

    public init(
        reference: String,
        name: String,
        validFor: Period? = nil,
        isActive: Bool = true,
        description: String = ""
    ) {
        self.reference = reference
        self.name = name
        self.validFor = validFor
        self.isActive = isActive
        self.description = description
    }
}
