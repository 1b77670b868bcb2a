import Certification
import DropFolder
import Foundation
import Glibc
import Logging
import Wording
import Yams

/// The configuration file. Every key is described where it stands in `config/certdrop.yaml`.
///
/// ``drops`` holds what each drop root goes by.
struct Configuration: Decodable, Sendable {
    private var dropRoot: String?
    private var dropRoots: [DropRootEntry]?
    private var stateDirectory: String?
    /// Where no drop root says otherwise.
    var options: DropOptions
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
        case dropRoots = "drop_roots"
        case stateDirectory = "state_directory"
        case keepRuns = "keep_runs"
        case retention
        case expiring
        case settle
        case rescan
        case stopGrace = "stop_grace"
        case metricsFile = "metrics_file"
        case logLevel = "log_level"
    }

    /// The drop roots, in the order of the file; there is at least one.
    var drops: [DropConfiguration] {
        let entries = dropRoots ?? [DropRootEntry(path: dropRoot ?? "")]
        let beside = URL(fileURLWithPath: entries[0].path).deletingLastPathComponent().path
        let state = stateDirectory ?? beside + "/state"
        return entries.map { entry in
            DropConfiguration(
                root: DropRoot(name: entry.name, path: entry.path, stateDirectory: state),
                options: entry.options?.completed(by: options) ?? options,
                instance: self
            )
        }
    }

    /// The first of them, by which the state directory is found, which is that of all.
    var root: DropRoot { drops[0].root }

    /// What stands under `drop_roots`; nil if there is just one drop root, which has no name.
    var entries: [DropRootEntry]? { dropRoots }

    /// An entry of `drop_roots`.
    struct DropRootEntry: Decodable, Sendable {
        /// Empty for the only one.
        var name = ""
        var path: String
        /// What it says itself.
        var options: DropOptions?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, path
        }

        init(path: String) {
            self.path = path
        }

        init(from decoder: any Decoder) throws {
            let values = try KnownKeys<CodingKeys>(decoder, besides: DropOptions.CodingKeys.names)
            name = values.required(.name) ?? ""
            path = values.required(.path) ?? ""
            options = values.group { try DropOptions(from: decoder) }
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

    init(from decoder: any Decoder) throws {
        let values = try KnownKeys<CodingKeys>(decoder, besides: DropOptions.CodingKeys.names)
        dropRoot = values.optional(.dropRoot)
        dropRoots = values.list(.dropRoots)
        stateDirectory = values.optional(.stateDirectory)
        options = values.group { try DropOptions(from: decoder) } ?? DropOptions()
        keepRuns = values.optional(.keepRuns)
        retention = values.optional(.retention)
        expiring = values.optional(.expiring)
        settle = values.optional(.settle)
        rescan = values.optional(.rescan)
        stopGrace = values.optional(.stopGrace)
        metricsFile = values.optional(.metricsFile)
        logLevel = values.choice(.logLevel)
        for fault in missing(values.names, isSound: values.faults.isEmpty) { values.note(fault) }
        try values.end()
    }

    /// What a configuration cannot be without.
    ///
    /// - Parameter names: the keys that are there, be their values right or wrong.
    private func missing(_ names: Set<String>, isSound: Bool) -> [String] {
        let one = CodingKeys.dropRoot.rawValue
        let several = CodingKeys.dropRoots.rawValue
        let administrators = DropOptions.CodingKeys.administrators.rawValue
        guard names.contains(several) else {
            return [one, administrators].filter { !names.contains($0) }.map { "'\($0)' is missing." }
        }
        if names.contains(one) { return ["'\(one)' and '\(several)' cannot both be there. Keep one of them."] }
        guard isSound, let dropRoots else { return [] }
        if dropRoots.isEmpty { return ["'\(several)' names no drop root."] }
        guard !names.contains(administrators) else { return [] }
        return dropRoots.indices.filter { dropRoots[$0].options?.administrators == nil }.map {
            "'\(administrators)' is missing, and '\(several)[\($0)].\(administrators)', too."
        }
    }

    /// Reads the file at `path`. Relative paths in it start from its folder.
    ///
    /// - Throws: ``ConfigurationError`` with the key at fault.
    static func read(_ path: String) throws -> Configuration {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            guard access(path, F_OK) == 0 || errno != ENOENT else {
                throw ConfigurationError(
                    "There is no configuration \(path). Run 'certdrop init DIR' to make one, "
                        + "or name another with --config or CERTDROP_CONFIG."
                )
            }
            let cause = access(path, R_OK) == 0 ? "it is no text in UTF-8" : String(cString: strerror(errno))
            throw ConfigurationError("The configuration \(path) cannot be read: \(cause).")
        }
        do {
            var configuration = try YAMLDecoder().decode(Configuration.self, from: text)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            func absolute(_ path: String) -> String { URL(fileURLWithPath: path, relativeTo: folder).path }
            configuration.dropRoot = configuration.dropRoot.map(absolute)
            configuration.dropRoots = configuration.dropRoots?.map { entry in
                var entry = entry
                entry.path = absolute(entry.path)
                let templates = entry.options?.mailTemplates.map(absolute)
                entry.options?.mailTemplates = templates
                return entry
            }
            configuration.stateDirectory = configuration.stateDirectory.map(absolute)
            configuration.options.mailTemplates = configuration.options.mailTemplates.map(absolute)
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
