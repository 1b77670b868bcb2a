import ArgumentParser
import Certification
import DelimitedText
import DropFolder
import Foundation
import Glibc
import Logging
import Store
import SystemPackage
import Wording

extension AwardsCommand {
    struct Reapply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what the present rules would award for what learners did before the rules were made.",
            discussion: """
                Completions files are remembered, whether or not a rule awarded anything for them. With --apply, the awards \
                are made, in a run of its own with reports, and the learners are told. What was awarded or revoked before \
                stays as it is.
                """
        )

        @Option(help: "Only for what was done on this day or later, as 2026-03-17.")
        var since: CalendarDay

        @Flag(help: "Make the awards.")
        var apply = false

        @Flag(help: "With --apply: do not tell the learners.")
        var silent = false

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func validate() throws {
            if silent && !apply { throw ValidationError("--silent goes with --apply: nothing is told without it.") }
        }

        func run() throws {
            let configuration = try config.read()
            let drop = try apply ? root.choose(from: configuration) : root.chooseAny(from: configuration)[0]
            let store = try config.openStore(configuration)
            let due = try store.dueAwards(since: since)
            let rows = due.lazy.map { Self.cells($0, drop.wording) }
            try Listing(["username", "certification", "awarded", "rule", "problem"]).write(rows, as: format)
            guard apply, !due.isEmpty else { return }
            let settings = try config.settings(drop, store)
            let processor = RunProcessor(settings: settings, store: store, logger: Logger(label: "certdrop"))
            // The file is the program's own: what was configured for the files of others does not apply to it.
            var importing = settings.importing
            importing.statusWords = StatusWords()
            importing.maxRejectedPercent = nil
            let (summary, report) = try processor.processGenerated(
                Self.file(due),
                name: "reapply-since-\(since).csv",
                mode: silent ? .importSilent : .import,
                uploader: settings.accounts.uploader(uid: getuid()),
                settings: importing
            )
            if format == .table || summary.refusal != nil { tell(summary, report, settings.wording) }
            if !summary.isClean { throw ExitStatus.rejected }
        }

        private func tell(_ summary: RunSummary, _ report: FilePath, _ wording: any Wording) {
            print()
            print(Terminal.styled(wording.verdict(summary), TextStyle(summary)))
            print(Terminal.printable("\(wording.terminal.report): \(report.display)"))
        }

        private static func cells(_ award: DueAward, _ wording: any Wording) -> [Listing.Cell] {
            let inactive = Finding(row: 0, reason: .learnerInactive, value: award.username)
            return [
                .text(award.username), .text(award.certification), .text(award.day.description),
                .text("\(award.rule.activity) \(award.rule.criterion.rawValue)"),
                .text(award.isActive ? "" : wording.sentence(inactive, header: [])),
            ]
        }

        /// A completions file of what the learners did, each once.
        private static func file(_ due: [DueAward]) -> [UInt8] {
            var writer = DelimitedWriter(dialect: .excel)
            let columns: [Column] = [.username, .activityReference, .status, .date]
            for column in columns { writer.field(column.heading) }
            writer.endRecord()
            var written: [String] = []
            for award in due {
                let cells = [award.username, award.rule.activity, award.status.rawValue, award.day.description]
                if cells == written { continue }
                for cell in cells { writer.field(FormulaGuard.guarded(cell)) }
                writer.endRecord()
                written = cells
            }
            return Dialect.excel.preamble + writer.buffer.bytes
        }
    }
}
