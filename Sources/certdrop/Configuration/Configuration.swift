import Certification
import Foundation
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
    var logLevel: String?

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
            fileSize = try values.optional(.fileSize)
            rowLength = try values.optional(.rowLength)
            fieldLength = try values.optional(.fieldLength)
            columns = try values.optional(.columns)
            rows = try values.optional(.rows)
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
            done = try values.optional(.done)
            failed = try values.optional(.failed)
            sent = try values.optional(.sent)
            undeliverable = try values.optional(.undeliverable)
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
            reportWithin = try values.optional(.reportWithin)
            dayOfMonth = try values.optional(.dayOfMonth)
            reminders = try values.optional(.reminders)
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
            account = try values.required(.account)
            name = try values.optional(.name) ?? account
            email = try values.required(.email)
            role = try values.choice(.role) ?? .certifications
        }
    }

    init(from decoder: any Decoder) throws {
        let values = try KnownKeys<CodingKeys>(decoder)
        dropRoot = try values.required(.dropRoot)
        stateDirectory = try values.optional(.stateDirectory)
        administrators = try values.required(.administrators)
        contact = try values.optional(.contact)
        mailFrom = try values.optional(.mailFrom)
        deliver = try values.optional(.deliver)
        mailCommand = try values.optional(.mailCommand)
        mailTemplates = try values.optional(.mailTemplates)
        organisation = try values.optional(.organisation)
        language = try values.choice(.language)
        reportBaseURL = try values.optional(.reportBaseURL)
        attachUpTo = try values.optional(.attachUpTo)
        onRejection = try values.choice(.onRejection)
        maxRejectedPercent = try values.optional(.maxRejectedPercent)
        dateOrder = try values.choice(.dateOrder)
        columnAliases = try values.optional(.columnAliases)
        statusWords = try values.optional(.statusWords)
        limits = try values.optional(.limits)
        keepRuns = try values.optional(.keepRuns)
        retention = try values.optional(.retention)
        expiring = try values.optional(.expiring)
        settle = try values.optional(.settle)
        rescan = try values.optional(.rescan)
        stopGrace = try values.optional(.stopGrace)
        logLevel = try values.optional(.logLevel)
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
            return configuration
        } catch let error as ConfigurationError {
            throw ConfigurationError("\(path): \(error.message)")
        } catch DecodingError.dataCorrupted(let context) where context.underlyingError is YamlError {
            throw ConfigurationError("\(path) is not YAML: \(context.underlyingError.map(Self.sentence) ?? "")")
        } catch let error as DecodingError {
            throw ConfigurationError("\(path): \(ConfigurationError.sentence(error))")
        } catch {
            throw ConfigurationError("\(path) is not YAML: \(Self.sentence(error))")
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
