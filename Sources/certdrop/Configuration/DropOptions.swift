import Certification
import Wording

/// What may be said for each drop root: at the top of the configuration for all of them, and by one for itself.
struct DropOptions: Decodable, Sendable {
    /// Where it stands in the file, as its keys begin: empty at the top, or `drop_roots[1].`.
    private(set) var place = ""
    var administrators: [AdministratorEntry]?
    var contact: String?
    var mailFrom: String?
    var deliver: Bool?
    var mailCommand: [String]?
    var mailTemplates: String?
    var organisation: String?
    var language: Language?
    var reportBaseURL: String?
    var attachUpTo: ByteSize?
    var onRejection: OnRejection?
    var maxRejectedPercent: Double?
    var dateOrder: DateOrder?
    var columnAliases: [String: [String]]?
    var statusWords: [String: [String]]?
    var limits: Limits?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case administrators
        case contact
        case mailFrom = "mail_from"
        case deliver
        case mailCommand = "mail_command"
        case mailTemplates = "mail_templates"
        case organisation
        case language
        case reportBaseURL = "report_base_url"
        case attachUpTo = "attach_up_to"
        case onRejection = "on_rejection"
        case maxRejectedPercent = "max_rejected_percent"
        case dateOrder = "date_order"
        case columnAliases = "column_aliases"
        case statusWords = "status_words"
        case limits

        static var names: [String] { allCases.map(\.rawValue) }
    }

    enum OnRejection: String, Decodable, CaseIterable {
        case importRest = "import-rest"
        case rejectFile = "reject-file"
    }

    struct Limits: Decodable, Sendable {
        var fileSize: ByteSize?
        var rowLength: ByteSize?
        var fieldLength: ByteSize?
        var columns: Int?
        var rows: Int?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case fileSize = "file_size"
            case rowLength = "row_length"
            case fieldLength = "field_length"
            case columns
            case rows
        }

        init(from decoder: any Decoder) throws {
            let values = try KnownKeys<CodingKeys>(decoder)
            fileSize = values.optional(.fileSize)
            rowLength = values.optional(.rowLength)
            fieldLength = values.optional(.fieldLength)
            columns = values.optional(.columns)
            rows = values.optional(.rows)
            try values.end()
        }
    }

    struct AdministratorEntry: Decodable, Sendable {
        var account: String
        var name: String
        var email: String
        var role: Role

        enum CodingKeys: String, CodingKey, CaseIterable {
            case account, name, email, role
        }

        init(from decoder: any Decoder) throws {
            let values = try KnownKeys<CodingKeys>(decoder)
            account = values.required(.account) ?? ""
            name = values.optional(.name) ?? account
            email = values.required(.email) ?? ""
            role = values.choice(.role) ?? .certifications
            try values.end()
        }
    }

    init() {}

    /// Decodes these keys of a group that has others, too, which are its own business.
    init(from decoder: any Decoder) throws {
        let values = try KnownKeys<CodingKeys>(decoder, besides: nil)
        if !decoder.codingPath.isEmpty { place = ConfigurationError.path(decoder.codingPath) + "." }
        administrators = values.list(.administrators)
        contact = values.optional(.contact)
        mailFrom = values.optional(.mailFrom)
        deliver = values.optional(.deliver)
        mailCommand = values.optional(.mailCommand)
        mailTemplates = values.optional(.mailTemplates)
        organisation = values.optional(.organisation)
        language = values.choice(.language)
        reportBaseURL = values.optional(.reportBaseURL)
        attachUpTo = values.optional(.attachUpTo)
        onRejection = values.choice(.onRejection)
        maxRejectedPercent = values.optional(.maxRejectedPercent)
        dateOrder = values.choice(.dateOrder)
        columnAliases = values.optional(.columnAliases)
        statusWords = values.optional(.statusWords)
        limits = values.optional(.limits)
        try values.end()
    }

    /// What this says, and where it says nothing, what `others` do. A list or a group counts as a whole.
    func completed(by others: DropOptions) -> DropOptions {
        var options = self
        // Templates alone are read after this, and where they stand is told if they are at fault.
        if mailTemplates == nil { options.place = others.place }
        options.administrators = administrators ?? others.administrators
        options.contact = contact ?? others.contact
        options.mailFrom = mailFrom ?? others.mailFrom
        options.deliver = deliver ?? others.deliver
        options.mailCommand = mailCommand ?? others.mailCommand
        options.mailTemplates = mailTemplates ?? others.mailTemplates
        options.organisation = organisation ?? others.organisation
        options.language = language ?? others.language
        options.reportBaseURL = reportBaseURL ?? others.reportBaseURL
        options.attachUpTo = attachUpTo ?? others.attachUpTo
        options.onRejection = onRejection ?? others.onRejection
        options.maxRejectedPercent = maxRejectedPercent ?? others.maxRejectedPercent
        options.dateOrder = dateOrder ?? others.dateOrder
        options.columnAliases = columnAliases ?? others.columnAliases
        options.statusWords = statusWords ?? others.statusWords
        options.limits = limits ?? others.limits
        return options
    }
}
