import ArgumentParser
import Certification
import DropFolder
import Foundation
import Store
import Wording

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What the service is doing, what waits and why, and the last runs."
    )

    @Option(help: "table or json.")
    var format = ListFormat.table

    @OptionGroup var config: ConfigurationOption

    func validate() throws {
        if format == .csv { throw ValidationError("The status is no list: its format is table or json.") }
    }

    func run() throws {
        let configuration = try config.read()
        let store = try config.openStore(configuration)
        let report = StatusReport(
            dropRoot: configuration.root.path,
            servedBy: ServiceLock.holder(configuration.root),
            service: ServiceStatus.read(configuration.root),
            store: try store.counts(),
            lastRuns: try store.lastRuns(5)
        )
        print(format == .json ? try report.json() : Terminal.printable(report.text(configuration.wording)))
    }
}

/// The status as people and machines read it.
private struct StatusReport: Encodable {
    struct Run: Encodable {
        let id: Int64
        let started: String
        let file: String
        let state: String
        let result: String?
    }

    let dropRoot: String
    let servedBy: Int32?
    let running: [ServiceStatus.Running]
    let waiting: [ServiceStatus.Waiting]
    let store: StoreCounts
    let lastRuns: [Run]

    init(dropRoot: String, servedBy: Int32?, service: ServiceStatus?, store: StoreCounts, lastRuns: [RunRecord]) {
        self.dropRoot = dropRoot
        self.servedBy = servedBy
        // What a service that is gone wrote last says nothing of now.
        running = servedBy == nil ? [] : service?.running ?? []
        waiting = servedBy == nil ? [] : service?.waiting ?? []
        self.store = store
        self.lastRuns = lastRuns.map {
            Run(
                id: $0.id.rawValue,
                started: $0.claimed.formatted(.iso8601),
                file: FileName($0.fileName).display,
                state: $0.state.rawValue,
                result: $0.message
            )
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text(_ wording: any Wording) -> String {
        let labels = wording.terminal
        var lines = [
            (labels.dropRoot, dropRoot),
            (labels.service, wording.service(process: servedBy)),
            (
                labels.store,
                wording.store(
                    learners: store.learners,
                    certifications: store.certifications,
                    awards: store.awards
                )
            ),
        ]
        for run in running {
            var parts = ["\(run.file) (\(run.mode.rawValue)): \(run.phase)"]
            parts.append(wording.progress(run.rowsDone, of: run.rowsTotal))
            if let left = run.secondsLeft { parts.append(wording.timeLeft(left)) }
            lines.append((labels.running, parts.joined(separator: ", ")))
        }
        for file in waiting { lines.append((labels.waiting, "\(file.folder)/\(file.file): \(file.reason)")) }
        let width = lines.map { $0.0.displayWidth + 1 }.max() ?? 0
        var text = lines.map { label, value in
            "\(label):\(String(repeating: " ", count: width - label.displayWidth))\(value)"
        }
        if !lastRuns.isEmpty { text.append("\(labels.lastRuns):") }
        for run in lastRuns {
            text.append("  \(run.id)  \(run.started)  \(run.file)  \(run.result ?? run.state)")
        }
        return text.joined(separator: "\n")
    }
}
