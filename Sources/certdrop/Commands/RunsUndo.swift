import ArgumentParser
import Certification
import DropFolder
import Foundation
import Glibc
import Store

extension RunsCommand {
    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what a run did to awards.",
            discussion: """
                What the run awarded is gone, and what it changed or revoked is as it was before. An award that a later \
                run changed is kept, and listed. Nobody is told. The undoing is a run of its own; dropping the file again \
                redoes it.
                """
        )

        @Argument(help: "The run's number, as 'runs list' shows it.")
        var id: Int64

        @Flag(help: "Only list what would be done.")
        var dryRun = false

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let store = try config.openStore(configuration)
            let uploader = configuration.accounts.uploader(uid: getuid())
            let undone = try undoable(store, uploader)
            let (summary, awards) = try store.transaction { transaction in
                try Undoing(transaction, undone, uploader).carryOut(dryRun: dryRun)
            }
            if !dryRun { try store.finish(summary.id, at: Date()) }
            try Self.listing(awards).write(format)
            if awards.contains(where: \.isKept) { throw ExitStatus.rejected }
        }

        private func undoable(_ store: CertificationStore, _ uploader: Uploader) throws -> RunRecord {
            guard let run = try store.run(RunID(rawValue: id)) else {
                throw ConfigurationError("There is no run \(id). 'certdrop runs list' shows the runs.")
            }
            guard run.state == .finished, run.mode != .verify, run.refusal == nil,
                let kind = run.kind, kind == .certificates || kind == .completions
            else {
                throw ConfigurationError("Run \(id) has not changed any awards, so there is nothing to undo.")
            }
            guard uploader.administrator?.may(drop: kind) == true else {
                throw ConfigurationError("\(uploader.displayName) is no administrator of certdrop.")
            }
            return run
        }

        private static func listing(_ awards: [UndoneAward]) -> Listing {
            var listing = Listing(["row", "username", "certification", "awarded", "outcome", "message"])
            listing.rows = awards.map { award in
                [
                    .number(award.row), .text(award.username), .text(award.certification),
                    .text(award.key.awarded.description), .text(award.word), .text(award.sentence),
                ]
            }
            return listing
        }
    }
}

/// The run that takes another one back.
private struct Undoing {
    let transaction: StoreTransaction
    let undone: RunRecord
    let uploader: Uploader
    let started = Date()

    init(_ transaction: StoreTransaction, _ undone: RunRecord, _ uploader: Uploader) {
        self.transaction = transaction
        self.undone = undone
        self.uploader = uploader
    }

    func carryOut(dryRun: Bool) throws -> (RunSummary, [UndoneAward]) {
        let name = "undo of run \(undone.id)"
        let id = try transaction.claimInPlace(
            id: nil,
            mode: .importSilent,
            folder: [],
            fileName: Array(name.utf8),
            at: started
        )
        var summary = RunSummary(
            id: id,
            mode: .importSilent,
            fileName: name,
            fileSize: 0,
            uploader: uploader,
            started: started
        )
        let awards = try transaction.undoAwards(of: undone.id, by: id)
        for award in awards { summary.counts[award.counted] += 1 }
        if dryRun {
            try transaction.rollBack()
        } else {
            try transaction.commit(
                summary,
                verdict: Self.verdict(awards, undone.id),
                destination: nil,
                report: nil,
                publications: []
            )
        }
        return (summary, awards)
    }

    private static func verdict(_ awards: [UndoneAward], _ undone: RunID) -> String {
        func count(_ isMeant: (UndoneAward) -> Bool) -> Int { awards.count(where: isMeant) }
        return "Run \(undone) was undone: \(count { $0.outcome == .takenBack }) taken back, "
            + "\(count { $0.outcome == .restored }) restored, \(count(\.isKept)) kept because later runs changed them."
    }
}

/// Not to be taken for an award's own.
private typealias RowOutcome = Outcome

extension UndoneAward {
    fileprivate var isKept: Bool { if case .kept = outcome { true } else { false } }

    /// The outcome under which the journal counts it.
    fileprivate var counted: RowOutcome {
        switch outcome {
        case .takenBack: .revoked
        case .restored: .updated
        case .kept: .rejected
        case .gone: .unchanged
        }
    }

    fileprivate var word: String {
        switch outcome {
        case .takenBack: "taken back"
        case .restored: "restored"
        case .kept: "kept"
        case .gone: "unchanged"
        }
    }

    fileprivate var sentence: String {
        switch outcome {
        case .takenBack: ""
        case .restored: "It is as it was before."
        case .kept(let run): "Run \(run) changed it later. Undo that run first."
        case .gone: "It is gone already."
        }
    }
}
