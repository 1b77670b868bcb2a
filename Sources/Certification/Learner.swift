/// Someone who can hold awards.
public struct Learner: Sendable, Equatable {
    public var username: String
    public var firstName: String
    public var surname: String
    public var email: String
    public var isActive: Bool
    public var department: String
    public var jobRole: String
    public var region: String

    public init(
        username: String,
        firstName: String,
        surname: String,
        email: String = "",
        isActive: Bool = true,
        department: String = "",
        jobRole: String = "",
        region: String = ""
    ) {
        self.username = username
        self.firstName = firstName
        self.surname = surname
        self.email = email
        self.isActive = isActive
        self.department = department
        self.jobRole = jobRole
        self.region = region
    }

    public var fullName: String {
        [firstName, surname].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// How they are addressed.
    public var displayName: String { fullName.isEmpty ? username : fullName }
}
