import ArgumentParser
import Certification
import DropFolder
import Foundation
import Store
import SystemPackage

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "What became of the files that were dropped.",
        subcommands: [List.self, Show.self, Undo.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the last runs, newest first.")

        @OptionGroup var list: ListOptions
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let roots = configuration.drops.map(\.root)
            let store = try config.openStore(configuration)
            var listing = Listing([
                "id", "started", "file", "mode", "kind", "uploader", "state", "rows", "changed", "rejected", "result",
            ])
            var names: [String?] = []
            for run in try store.lastRuns(list.limit ?? 20) {
                listing.rows.append([
                    .number(Int(run.id.rawValue)), .text(run.claimed.formatted(.iso8601)),
                    .text(FileName(run.fileName).display), .text(run.mode.rawValue),
                    run.kind.map { .text($0.rawValue) } ?? .none, run.uploader.map { .text($0) } ?? .none,
                    .text(run.state.rawValue), .number(run.counts.total), .number(run.changed),
                    .number(run.counts[.rejected]), run.message.map { .text($0) } ?? .none,
                ])
                names.append(run.root(among: roots)?.name)
            }
            if roots.count > 1 { listing.addRoots(names) }
            try listing.write(list.format)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one run.")

        @Argument(help: "The run's number, as 'runs list' shows it.")
        var id: Int64

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let store = try config.openStore(configuration)
            let run = try store.named(run: id)
            var listing = Listing(["key", "value"])
            func add(_ key: String, _ value: String?) {
                if let value, !value.isEmpty { listing.rows.append([.text(key), .text(value)]) }
            }
            add("id", "\(run.id)")
            add("state", run.state.rawValue)
            add("result", run.message)
            add("root", run.root(among: configuration.drops.map(\.root))?.name)
            add("file", FileName(run.fileName).display)
            add("mode", run.mode.rawValue)
            add("kind", run.kind?.rawValue)
            add("undoes", run.undoes.map { "\($0)" })
            add("undone_by", try store.undoings(of: run.id).map { "\($0)" }.joined(separator: ", "))
            add("uploader", run.uploader)
            add("account", run.account)
            add("started", run.claimed.formatted(.iso8601))
            add("finished", run.finished?.formatted(.iso8601))
            add("size", run.size.map { "\($0)" })
            add("sha256", run.checksum)
            add("refusal", run.refusal?.rawValue)
            for (outcome, count) in run.counts.occurring { add(outcome.name, "\(count)") }
            add("destination", run.destination.map { FilePath(bytes: $0).display })
            add("report", run.report.map { FilePath(bytes: $0).display })
            try listing.write(format)
        }
    }
}

extension RunRecord {
    /// Rows that had an effect on the store.
    fileprivate var changed: Int { mode == .verify || refusal != nil ? 0 : counts.changes }
}
