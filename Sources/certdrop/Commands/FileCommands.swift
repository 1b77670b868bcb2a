import ArgumentParser
import Certification
import DropFolder
import Foundation
import Glibc
import Import
import Logging
import Store
import SystemPackage
import Wording

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Validate a file and report every problem; nothing changes.",
        discussion: "The reports are put beside the file."
    )

    @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"]))
    var file: String

    @OptionGroup var root: DropRootOption
    @OptionGroup var config: ConfigurationOption

    func run() throws {
        try FileRun(config: config, root: root, file: file, mode: .verify).run()
    }
}

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import a file: award what is right, and report every problem.",
        discussion: "The file stays where it is; the reports are put beside it."
    )

    @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"]))
    var file: String

    @Flag(help: "Do not tell the learners.")
    var silent = false

    @OptionGroup var root: DropRootOption
    @OptionGroup var config: ConfigurationOption

    func run() throws {
        try FileRun(config: config, root: root, file: file, mode: silent ? .importSilent : .import).run()
    }
}

/// One file through the pipeline, from the command line.
private struct FileRun {
    let config: ConfigurationOption
    let root: DropRootOption
    let file: String
    let mode: RunMode

    private static let shownProblems = 10

    func run() throws {
        let configuration = try config.read()
        let drop = try root.choose(from: configuration)
        let store = try config.openStore(configuration)
        let settings = try config.settings(drop, store)
        let processor = RunProcessor(settings: settings, store: store, logger: Logger(label: "certdrop"))
        let progress = ImportProgress()
        let bar = ProgressBar(progress, wording: drop.wording)
        let path = FilePath(URL(fileURLWithPath: file).path)
        let result = Result {
            try processor.processInPlace(
                path,
                mode: mode,
                uploader: settings.accounts.uploader(uid: getuid()),
                progress: progress
            )
        }
        bar.end()
        let (summary, report) = try result.get()
        show(summary, report: report, wording: drop.wording)
        if !summary.isClean { throw ExitStatus.rejected }
    }

    private func show(_ summary: RunSummary, report: FilePath, wording: any Wording) {
        func say(_ text: String = "") { print(Terminal.printable(text)) }
        print(Terminal.styled("\(summary.fileName): \(wording.verdict(summary))", TextStyle(summary)))
        if let refusal = summary.refusal { say(refusal.remedy) }
        if mode == .verify, summary.refusal == nil { say(wording.terminal.nothingChanged) }
        for group in summary.problems.prefix(Self.shownProblems) {
            say()
            let title = Terminal.styled("\(wording.title(group.reason)) (\(wording.rows(group.count))).", .strong)
            print("\(title) \(Terminal.printable(wording.remedy(group.reason)))")
            for finding in group.first.prefix(3) {
                say("  \(wording.rowLabel(1)) \(finding.row): \(wording.sentence(finding, header: summary.header))")
            }
            if group.count > 3 { say("  … \(wording.andMore(group.count - 3))") }
        }
        if summary.problems.count > Self.shownProblems {
            say()
            say(wording.moreProblems(summary.problems.count - Self.shownProblems))
        }
        say()
        say("\(wording.terminal.report): \(report.display)")
    }
}
