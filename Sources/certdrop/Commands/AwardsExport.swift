import ArgumentParser
import Certification
import DelimitedText
import Foundation
import Glibc
import Store

extension AwardsCommand {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write awards as a certificates file, or as Open Badges 3.0.",
            discussion: """
                The certificates file goes to the standard output. Dropped into another drop root that knows the same \
                learners and certifications, it puts the same awards on record, revoked ones too, and tells nobody.

                With --open-badges, each award that is not revoked becomes a file in that folder: a verifiable credential \
                without a signature, whose issuer is the configured organisation.
                """
        )

        @OptionGroup var selection: AwardSelection

        @Option(help: "Write Open Badges into this folder, which is made if need be.", completion: .directory)
        var openBadges: String?

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let store = try config.openStore(configuration)
            let filter = try selection.filter(store, on: CalendarDay.local(Date()))
            if let openBadges {
                try OpenBadgeFolder(openBadges, configuration, store).write(filter)
            } else {
                var export = CertificatesExport()
                try export.write(filter, from: store)
            }
        }
    }
}

/// Which awards a command is about.
struct AwardSelection: ParsableArguments {
    @Option(help: "Only this learner's: a username or an e-mail address.")
    var learner: String?

    @Option(help: "Only of this certification: its reference or its name.")
    var certification: String?

    @Option(help: "Awarded on this day or later, as 2026-03-17.")
    var from: CalendarDay?

    @Option(help: "Awarded on this day or before.")
    var to: CalendarDay?

    @Option(name: .customLong("run"), help: "Only what this run said last.")
    var runNumber: Int64?

    @Option(help: "valid, expiring, expired or revoked.")
    var state: AwardState?

    func filter(_ store: CertificationStore, on today: CalendarDay) throws -> AwardFilter {
        var filter = AwardFilter()
        filter.learner = try learner.map { try store.named(learner: $0).id }
        filter.certification = try certification.map { try store.named(certification: $0).id }
        filter.awardedFrom = from
        filter.awardedTo = to
        filter.run = runNumber.map(RunID.init)
        if let state { filter.restrict(to: state, on: today) }
        return filter
    }
}

/// Awards as a certificates file that certdrop imports again, with the same result.
private struct CertificatesExport {
    private var writer: DelimitedWriter
    private let isShown = Terminal.outputIsTerminal

    init() {
        writer = DelimitedWriter(lineEnding: isShown ? .lf : Dialect.excel.lineEnding)
    }

    private static let columns: [Column] = [
        .username, .certificationReference, .awardDate, .expiryDate, .certificateNumber, .awardingBody, .notes, .action,
    ]

    mutating func write(_ filter: AwardFilter, from store: CertificationStore) throws {
        if !isShown { try Terminal.output(Dialect.excel.preamble) }
        for column in CertificatesExport.columns { writer.field(column.heading) }
        writer.endRecord()
        try store.forEachAward(filter) { award in
            append(award)
            if writer.buffer.count >= 1 << 16 { try flush() }
        }
        try flush()
    }

    private mutating func append(_ award: ExportedAward) {
        field(award.username)
        field(award.certification)
        writer.field(award.key.awarded.description)
        writer.field(award.expires?.description ?? Expiry.neverWord)
        field(award.number)
        field(award.awardingBody)
        field(award.notes)
        writer.field((award.isRevoked ? AwardAction.restoreRevoked : .restore).rawValue)
        writer.endRecord()
    }

    private mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        if FormulaGuard.isFormula(text) {
            writer.field(FormulaGuard.guarded(String(decoding: text, as: UTF8.self)))
        } else {
            writer.field(text)
        }
    }

    private mutating func flush() throws {
        if isShown {
            try Terminal.output(Array(Terminal.printable(String(decoding: writer.buffer.bytes, as: UTF8.self)).utf8))
        } else {
            try Terminal.output(writer.buffer.bytes)
        }
        writer.buffer.removeAll()
    }
}
