import Certification
import Foundation
import Logging
import Wording
import Yams

/// The configuration file (DESIGN section 9). Every key is described where it stands in `config/certdrop.yaml`.
struct Configuration: Decodable, Sendable {
    var dropRoot: String
    var stateDirectory: String?
    var administrators: [AdministratorEntry]
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
    var keepRuns: Int?
    var retention: RetentionEntry?
    var expiring: ExpiringEntry?
    var settle: Double?
    var rescan: Double?
    var stopGrace: Double?
    var metricsFile: String?
    var logLevel: Logger.Level?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case dropRoot = "drop_root"
        case stateDirectory = "state_directory"
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
        case keepRuns = "keep_runs"
        case retention
        case expiring
        case settle
        case rescan
        case stopGrace = "stop_grace"
        case metricsFile = "metrics_file"
        case logLevel = "log_level"
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

    struct RetentionEntry: Decodable, Sendable {
        var done: PeriodText?
        var failed: PeriodText?
        var sent: PeriodText?
        var undeliverable: PeriodText?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case done, failed, sent, undeliverable
        }

        init(from decoder: any Decoder) throws {
            let values = try KnownKeys<CodingKeys>(decoder)
            done = values.optional(.done)
            failed = values.optional(.failed)
            sent = values.optional(.sent)
            undeliverable = values.optional(.undeliverable)
            try values.end()
        }
    }

    struct ExpiringEntry: Decodable, Sendable {
        var reportWithin: PeriodText?
        var dayOfMonth: Int?
        var reminders: [PeriodText]?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case reportWithin = "report_within"
            case dayOfMonth = "day_of_month"
            case reminders
        }

        init(from decoder: any Decoder) throws {
            let values = try KnownKeys<CodingKeys>(decoder)
            reportWithin = values.optional(.reportWithin)
            dayOfMonth = values.optional(.dayOfMonth)
            reminders = values.optional(.reminders)
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

    init(from decoder: any Decoder) throws {
        let values = try KnownKeys<CodingKeys>(decoder)
        dropRoot = values.required(.dropRoot) ?? ""
        stateDirectory = values.optional(.stateDirectory)
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
        keepRuns = values.optional(.keepRuns)
        retention = values.optional(.retention)
        expiring = values.optional(.expiring)
        settle = values.optional(.settle)
        rescan = values.optional(.rescan)
        stopGrace = values.optional(.stopGrace)
        metricsFile = values.optional(.metricsFile)
        logLevel = values.choice(.logLevel)
        try values.end()
    }

    /// Reads the file at `path`. Relative paths in it start from its folder.
    ///
    /// - Throws: ``ConfigurationError`` with the key at fault.
    static func read(_ path: String) throws -> Configuration {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ConfigurationError(
                "The configuration \(path) cannot be read. Run 'certdrop init DIR' to make one, "
                    + "or name another with --config or CERTDROP_CONFIG."
            )
        }
        do {
            var configuration = try YAMLDecoder().decode(Configuration.self, from: text)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            func absolute(_ path: String) -> String { URL(fileURLWithPath: path, relativeTo: folder).path }
            configuration.dropRoot = absolute(configuration.dropRoot)
            configuration.stateDirectory = configuration.stateDirectory.map(absolute)
            configuration.mailTemplates = configuration.mailTemplates.map(absolute)
            configuration.metricsFile = configuration.metricsFile.map(absolute)
            return configuration
        } catch {
            throw ConfigurationError(Self.faults(error), in: path)
        }
    }

    /// What an error of decoding says, in sentences.
    private static func faults(_ error: any Error) -> [String] {
        switch error {
        case let error as ConfigurationError: error.faults
        // The decoder wraps what it does not know.
        case DecodingError.dataCorrupted(let context) where context.underlyingError is ConfigurationError:
            (context.underlyingError as? ConfigurationError)?.faults ?? []
        case DecodingError.dataCorrupted(let context) where context.underlyingError is YamlError:
            ["This is not YAML: \(context.underlyingError.map(sentence) ?? "")"]
        case let error as DecodingError: [ConfigurationError.sentence(error)]
        default: ["This is not YAML: \(sentence(error))"]
        }
    }

    private static func sentence(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            "\(problem.trimmingCharacters(in: .whitespacesAndNewlines)) in line \(mark.line)."
        case .duplicatedKeysInMapping(let duplicates, _):
            "\(duplicates.map { "'\($0)'" }.joined(separator: ", ")) stands there twice."
        default: "\(error)"
        }
    }
}
