/// A column that certdrop knows, whatever a file calls it.
public enum Column: String, CaseIterable, Sendable, Codable {
    case username = "Username"
    case email = "Email"
    case firstName = "First name"
    case surname = "Surname"
    case accountState = "Account state"
    case newUsername = "New username"
    case department = "Department"
    case jobRole = "Job role"
    case region = "Region"
    case certificationReference = "Certification reference"
    case certificationName = "Certification name"
    case validFor = "Valid for"
    case state = "State"
    case description = "Description"
    case awardDate = "Award date"
    case expiryDate = "Expiry date"
    case certificateNumber = "Certificate number"
    case awardingBody = "Awarding body"
    case notes = "Notes"
    case action = "Action"
    case activityReference = "Activity reference"
    case awardedWhen = "Awarded when"
    case status = "Status"
    case date = "Date"
    case result = "Result"

    /// The heading as templates and reports write it.
    public var heading: String { rawValue }

    /// Other headings for the same column, as the exports of learning systems and people write them. Compared by
    /// ``HeadingKey``, so that `USERID`, `User ID` and `user_id` are one.
    public var aliases: [String] {
        switch self {
        case .username:
            [
                "userid", "user", "user name", "login", "login name", "logon", "learner", "learner id",
                "learner username", "learner reference", "employee id", "employee number", "staff number", "person id",
                "student id", "idnumber", "user login",
            ]
        case .email:
            [
                "e-mail", "email address", "e-mail address", "mail", "learner email", "user email", "work email",
                "emailaddress",
            ]
        case .firstName: ["given name", "forename", "name first", "firstname", "first"]
        case .surname: ["last name", "family name", "lastname", "name last", "last"]
        case .accountState: ["account status", "user status", "active", "user state", "learner state"]
        case .newUsername: ["username new", "new user name", "rename to", "new login", "new user id"]
        case .department: ["dept", "organisation unit", "organization unit", "division", "team"]
        case .jobRole: ["job title", "position", "role", "job"]
        case .region: ["location", "area", "site"]
        case .certificationReference:
            [
                "certification code", "certification id", "certification ref", "certification id number",
                "certificationidnumber", "cert reference", "cert code", "cert id", "certificate code",
                "certificate reference",
            ]
        case .certificationName:
            [
                "certification", "certification title", "cert name", "certificate", "certificate name",
                "certificate title", "qualification", "qualification name", "certification short name",
                "certificate template", "certificate template name",
            ]
        case .validFor: ["validity", "validity period", "valid period", "active period", "valid"]
        case .state: ["certification state", "certification status"]
        case .description: ["certification description", "summary"]
        case .awardDate:
            [
                "date achieved", "date awarded", "awarded", "awarded on", "achieved on", "achieved", "issue date",
                "issued", "issued on", "date issued", "certification issue date", "certificate issue date",
                "completion date", "date completed", "date of award", "award on", "certification date",
                "certificate date", "time completed", "valid from",
            ]
        case .expiryDate:
            [
                "expire date", "expiration date", "expires", "expires on", "expiry", "valid until", "valid to",
                "date expires", "end date", "certification expiry date", "certification expire date",
                "certification expiration date",
            ]
        case .certificateNumber:
            [
                "certificate no", "certificate id", "cert number", "cert no", "licence number", "license number",
                "serial",
            ]
        case .awardingBody:
            ["awarded by", "issuer", "issuing body", "issued by", "provider", "supplier", "exam board", "organisation"]
        case .notes: ["note", "comment", "comments", "remarks"]
        case .action: ["operation"]
        case .activityReference:
            [
                "activity", "activity id", "activity code", "course", "course id", "course code", "course reference",
                "content id", "event id", "event reference", "item id", "course shortname", "course short name",
            ]
        case .awardedWhen: ["award when", "when", "criterion", "trigger"]
        case .status: ["completion status", "result status", "lesson status", "outcome", "course status"]
        case .date:
            ["completion date", "date completed", "completed on", "activity date", "completed", "time completed"]
        case .result: ["score", "grade", "mark"]
        }
    }
}

/// The form in which headings are compared: letters and digits only, lower case.
public enum HeadingKey {
    public static func make(_ heading: String) -> String {
        LookupKey.make(heading).filter { $0.isLetter || $0.isNumber }
    }
}
