import ArgumentParser
import Certification
import DropFolder
import Foundation
import Mail
import Store
import Wording

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What the service is doing, what waits and why, and the last runs.",
        discussion: """
            Exit status: 0 healthy; 1 the service does not run, does not answer, cannot go on or could not take over a \
            changed configuration, or something has waited for too long: files for an hour, messages for an hour if the service delivers them, else for a day; 70 the \
            database cannot be read.
            """
    )

    @Option(help: "table or json.")
    var format = ListFormat.table

    @OptionGroup var config: ConfigurationOption

    func validate() throws {
        if format == .csv { throw ValidationError("The status is no list: its format is table or json.") }
    }

    func run() throws {
        let configuration = try config.read()
        try config.checkDatabase(configuration)
        let roots = configuration.drops.map(\.root)
        var fault: String?
        var database: (counts: StoreCounts, runs: [RunRecord], lastSuccess: Date?)?
        do {
            let store = try CertificationStore(reading: roots[0].database)
            database = (try store.counts(), try store.lastRuns(5), try store.lastSuccess())
        } catch {
            fault = "\(error)"
        }
        let health = Doctor(file: config.file, configuration: configuration).health()
        let report = StatusReport(
            configuration,
            health: health,
            fault: fault,
            outboxes: roots.map { try? Outbox(path: $0.outbox).summary() },
            store: database?.counts,
            lastRuns: database?.runs ?? [],
            lastSuccess: database?.lastSuccess
        )
        let text = format == .json ? try report.json() : Terminal.printable(report.text(configuration.wording))
        try Terminal.output(Array("\(text)\n".utf8))
        if fault != nil { throw ExitStatus.fault }
        if !health.isEmpty { throw ExitStatus.rejected }
    }
}

/// The status as people and machines read it.
private struct StatusReport: Encodable {
    struct Run: Encodable {
        let id: Int64
        let started: String
        /// The name of the drop root, if there are several.
        let root: String?
        let file: String
        let state: String
        let result: String?
    }

    struct Problem: Encodable {
        let code: String
        let finding: String
        let remedy: String
    }

    struct Messages: Encodable {
        let waiting: Int
        let oldest: String?
        let undeliverable: Int
    }

    struct Root: Encodable {
        let name: String
        let path: String
        let outbox: Messages?
    }

    let version = Program.version
    let healthy: Bool
    let problems: [Problem]
    /// nil if there are several.
    let dropRoot: String?
    /// nil if there is just one.
    let dropRoots: [Root]?
    let servedBy: Int32?
    /// Of the program that serves.
    let servedVersion: String?
    let outage: String?
    let running: [ServiceStatus.Running]
    let waiting: [Waiting]
    /// Of all drop roots together.
    let outbox: Messages?
    let store: StoreCounts?
    let lastRuns: [Run]
    let lastSuccess: String?

    struct Waiting: Encodable {
        let root: String?
        let file: String
        let folder: String
        let reason: String
        let since: String?
    }

    init(
        _ configuration: Configuration,
        health: [Diagnosis],
        fault: String?,
        outboxes: [OutboxSummary?],
        store: StoreCounts?,
        lastRuns: [RunRecord],
        lastSuccess: Date?
    ) {
        let roots = configuration.drops.map(\.root)
        let root = roots[0]
        let problems = health.map { diagnosis in
            let advice = configuration.wording.advice(diagnosis)
            return Problem(code: diagnosis.code, finding: advice.finding, remedy: advice.remedy)
        }
        self.problems = (fault.map { [Problem(code: "database.unreadable", finding: $0, remedy: "")] } ?? []) + problems
        healthy = self.problems.isEmpty
        dropRoot = roots.count == 1 ? root.path : nil
        dropRoots =
            roots.count == 1
            ? nil : zip(roots, outboxes).map { Root(name: $0.name, path: $0.path, outbox: $1.map { Messages([$0]) }) }
        servedBy = ServiceLock.holder(root)
        // What a service that is gone wrote last says nothing of now.
        let service = servedBy == nil ? nil : ServiceStatus.read(root)
        servedVersion = service?.version
        outage = service?.outage?.sentence
        running = service?.running ?? []
        waiting = (service?.waiting ?? []).map {
            Waiting(
                root: $0.root,
                file: $0.file,
                folder: $0.folder,
                reason: $0.reason,
                since: $0.since?.formatted(.iso8601)
            )
        }
        let known = outboxes.compactMap(\.self)
        outbox = known.isEmpty ? nil : Messages(known)
        self.store = store
        self.lastRuns = lastRuns.map {
            Run(
                id: $0.id.rawValue,
                started: $0.claimed.formatted(.iso8601),
                root: roots.count == 1 ? nil : $0.root(among: roots)?.name,
                file: FileName($0.fileName).display,
                state: $0.state.rawValue,
                result: $0.message
            )
        }
        self.lastSuccess = lastSuccess?.formatted(.iso8601)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text(_ wording: any Wording) -> String {
        let labels = wording.terminal
        var lines = dropRoot.map { [(labels.dropRoot, $0)] } ?? []
        for root in dropRoots ?? [] { lines.append((labels.dropRoot, "\(root.name): \(root.path)")) }
        lines.append((labels.service, wording.service(process: servedBy)))
        if let store {
            let text = wording.store(
                learners: store.learners,
                certifications: store.certifications,
                awards: store.awards
            )
            lines.append((labels.store, text))
        }
        if let outbox {
            lines.append((labels.outbox, wording.outbox(outbox.waiting, undeliverable: outbox.undeliverable)))
        }
        if let lastSuccess { lines.append((labels.lastSuccess, lastSuccess)) }
        for run in running {
            var parts = ["\(Self.place(run.root))\(run.file) (\(run.mode.rawValue)): \(run.phase)"]
            parts.append(wording.progress(run.rowsDone, of: run.rowsTotal))
            if let left = run.secondsLeft { parts.append(wording.timeLeft(left)) }
            lines.append((labels.running, parts.joined(separator: ", ")))
        }
        for problem in problems { lines.append((labels.problem, problem.finding)) }
        for file in waiting {
            lines.append((labels.waiting, "\(Self.place(file.root))\(file.folder)/\(file.file): \(file.reason)"))
        }
        let width = lines.map { $0.0.displayWidth + 1 }.max() ?? 0
        var text = lines.map { label, value in
            "\(label):\(String(repeating: " ", count: width - label.displayWidth))\(value)"
        }
        if !lastRuns.isEmpty { text.append("\(labels.lastRuns):") }
        for run in lastRuns {
            text.append("  \(run.id)  \(run.started)  \(Self.place(run.root))\(run.file)  \(run.result ?? run.state)")
        }
        return text.joined(separator: "\n")
    }

    private static func place(_ root: String?) -> String { root.map { "\($0)/" } ?? "" }
}

extension StatusReport.Messages {
    fileprivate init(_ outboxes: [OutboxSummary]) {
        waiting = outboxes.reduce(0) { $0 + $1.waiting }
        oldest = outboxes.compactMap(\.oldest?.queued).min()?.formatted(.iso8601)
        undeliverable = outboxes.reduce(0) { $0 + $1.undeliverable }
    }
}
