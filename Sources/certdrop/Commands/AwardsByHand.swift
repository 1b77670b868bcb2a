import ArgumentParser
import Certification
import DelimitedText
import DropFolder
import Foundation
import Glibc
import Logging
import Store
import Wording

extension AwardsCommand {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Award a certification to a learner.",
            discussion: "Checked as a row of a certificates file is. The learner is told of a new award."
        )

        @OptionGroup var award: NamedAward

        @Option(help: "The last day of validity. Without it, the certification's period of validity tells it.")
        var expires: String?

        @Option(help: "The certificate's number.")
        var number: String?

        @Option(help: "Who issued the certificate.")
        var awardingBody: String?

        @Option(help: "Notes.")
        var notes: String?

        @Flag(help: "Do not tell the learner.")
        var silent = false

        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let details: [(Column, String?)] = [
                (.expiryDate, expires), (.certificateNumber, number), (.awardingBody, awardingBody), (.notes, notes),
            ]
            let given = details.compactMap { column, value in value.map { (column, $0) } }
            try HandRun(config: config, root: root, name: "awards-add.csv").run(award, given, silent: silent)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke an award. The learner is not told.")

        @OptionGroup var award: NamedAward
        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            try HandRun(config: config, root: root, name: "awards-revoke.csv").run(
                award,
                [(.action, "revoke")],
                silent: true
            )
        }
    }
}

/// The award that is meant.
struct NamedAward: ParsableArguments {
    @Option(help: "The learner's username or e-mail address.")
    var learner: String

    @Option(help: "The certification's reference or name.")
    var certification: String

    @Option(help: "The award date, best as 2026-03-17.")
    var date: String
}

/// A certificates file of one row, made of what was typed.
private struct HandRun {
    let config: ConfigurationOption
    let root: DropRootOption
    let name: String

    func run(_ award: NamedAward, _ details: [(Column, String)], silent: Bool) throws {
        let configuration = try config.read()
        let drop = try root.choose(from: configuration)
        let store = try config.openStore(configuration)
        let settings = try config.settings(drop, store)
        let cells = try key(award, store) + details
        let processor = RunProcessor(settings: settings, store: store, logger: Logger(label: "certdrop"))
        let summary = try processor.processByHand(
            Self.file(cells),
            name: name,
            mode: silent ? .importSilent : .import,
            uploader: settings.accounts.uploader(uid: getuid())
        )
        print(Terminal.printable(Self.answer(summary, award, settings.wording)))
        if !summary.isClean { throw ExitStatus.rejected }
    }

    /// The cells that name the award: as what the learner and the certification are found, else as what they look like,
    /// so that the answer can say what is near.
    private func key(_ award: NamedAward, _ store: CertificationStore) throws -> [(Column, String)] {
        let learner = try store.learner(award.learner)?.learner
        let isUsername = learner.map { LookupKey.make($0.username) == LookupKey.make(award.learner) }
        let certification = try store.certification(award.certification)?.certification
        let isReference = certification.map { LookupKey.make($0.reference) == LookupKey.make(award.certification) }
        return [
            (isUsername ?? !award.learner.contains("@") ? .username : .email, award.learner),
            (isReference ?? true ? .certificationReference : .certificationName, award.certification),
            (.awardDate, award.date),
        ]
    }

    private static func file(_ cells: [(Column, String)]) -> [UInt8] {
        var writer = DelimitedWriter()
        for (column, _) in cells { writer.field(column.heading) }
        writer.endRecord()
        for (_, value) in cells { writer.field(value) }
        writer.endRecord()
        return writer.buffer.bytes
    }

    private static func answer(_ summary: RunSummary, _ award: NamedAward, _ wording: any Wording) -> String {
        if let refusal = summary.refusal, summary.problems.isEmpty { return "\(refusal.message) \(refusal.remedy)" }
        if let problem = summary.problems.first, let finding = problem.first.first {
            return "\(wording.sentence(finding, header: summary.header)) \(wording.remedy(finding.reason))"
        }
        let outcome = summary.counts.occurring.first.map { wording.label($0.outcome, in: summary) } ?? ""
        return "\(award.learner), \(award.certification), \(award.date): \(outcome) (run \(summary.id))."
    }
}
