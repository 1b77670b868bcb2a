import ArgumentParser
import Certification
import DropFolder
import Foundation
import Glibc
import Logging
import Store
import SystemPackage
import Wording

extension RunsCommand {
    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what a run did.",
            discussion: """
                What the run made is gone, and what it changed is as it was before. What a later run changed, or built \
                on, is kept, and listed. Messages to learners that wait in the outbox and tell of nothing else are \
                withdrawn; learners who were told already are told nothing. The undoing is a run of its own, with \
                reports; dropping the file again redoes it.
                """
        )

        @Argument(help: "The run's number, as 'runs list' shows it.")
        var id: Int64

        @Flag(help: "Only list what would be done.")
        var dryRun = false

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let store = try config.openStore(configuration)
            let (undone, kind) = try undoable(store)
            let settings = try config.settings(try drop(of: undone, configuration), store)
            let uploader = settings.accounts.uploader(uid: getuid())
            guard uploader.administrator?.may(drop: kind) == true else {
                throw ConfigurationError(
                    "\(uploader.displayName) may not undo run \(id): it takes an administrator who may drop such files."
                )
            }
            let processor = RunProcessor(settings: settings, store: store, logger: Logger(label: "certdrop"))
            let rows: UndoneRows
            if dryRun {
                rows = try processor.foretellUndo(undone, of: kind)
                try list(rows, kind, settings.wording)
            } else {
                let (summary, report, done) = try processor.undo(undone, of: kind, uploader: uploader)
                rows = done
                try list(rows, kind, settings.wording)
                if format == .table { tell(summary, report, settings.wording) }
            }
            if rows.contains(where: { $0.outcome == .rejected }) { throw ExitStatus.rejected }
        }

        /// The one that is named, else the one of the run.
        private func drop(of run: RunRecord, _ configuration: Configuration) throws -> DropConfiguration {
            let own = run.root(among: configuration.drops.map(\.root))
            let drop = root.name == nil ? configuration.drops.first { $0.root == own } : nil
            return try drop ?? root.choose(from: configuration)
        }

        private func tell(_ summary: RunSummary, _ report: FilePath, _ wording: any Wording) {
            print()
            print(Terminal.styled(wording.verdict(summary), TextStyle(summary)))
            print(Terminal.printable("\(wording.terminal.report): \(report.display)"))
        }

        /// A run that can be undone, and the kind of file that it stored.
        private func undoable(_ store: CertificationStore) throws -> (RunRecord, FileKind) {
            func refusal(_ text: String) -> ConfigurationError { ConfigurationError("Run \(id) \(text)") }
            let run = try store.named(run: id)
            if run.state != .finished { throw refusal("is not finished yet. Undo it when it is.") }
            if let undone = run.undoes {
                let file = try store.run(undone)?.destination.map { ": \(FilePath(bytes: $0).display)" } ?? ""
                throw refusal("has undone run \(undone). To redo that run, drop its file again\(file).")
            }
            if try store.isErasure(run.id) { throw refusal("erased a learner, which cannot be undone.") }
            if run.mode == .verify { throw refusal("was a verification and changed nothing.") }
            guard run.refusal == nil, let kind = run.kind else { throw refusal("was refused and changed nothing.") }
            return (run, kind)
        }

        private func list(_ rows: UndoneRows, _ kind: FileKind, _ wording: any Wording) throws {
            let names = UndoneRow.headings(kind).map { Self.name($0) }
            let cells = rows.lazy.map { row in
                let message = row.finding.map { "\(wording.sentence($0, header: [])) \(wording.remedy($0.reason))" }
                return [.number(Int(row.cells[0]) ?? 0)] + row.cells.dropFirst().map { Listing.Cell.text($0) }
                    + [.text(row.finding == nil ? row.outcome.name : "kept"), .text(message ?? "")]
            }
            try Listing(names + ["outcome", "message"]).write(cells, as: format)
        }

        /// `Award date` as `award_date`.
        private static func name(_ heading: String) -> String {
            heading.lowercased().replacing(" ", with: "_")
        }
    }
}

extension CertificationStore {
    /// - Throws: ``ConfigurationError`` if there is no such run.
    func named(run id: Int64) throws -> RunRecord {
        if let found = try run(RunID(rawValue: id)) { return found }
        throw ConfigurationError("There is no run \(id). 'certdrop runs list' shows the runs.")
    }
}
