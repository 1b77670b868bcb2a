import ArgumentParser
import Certification
import DropFolder
import Foundation
import Glibc
import Store
import Wording

extension LearnersCommand {
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase a learner: name and address are gone, and awards stay without telling whose they are.",
            discussion: """
                It cannot be undone. The username becomes a random one; what history says of the learner loses what could \
                tell who it was. Files and messages of the drop root that name the learner, and copies of the database from \
                before an update, are listed, and removed with --remove-files: whole, also what they say of others, which \
                the database knows. A learners file that names the person later makes a new learner. The database is \
                rewritten as a whole, so that nothing is left in it. It takes a global administrator.
                """
        )

        @Argument(help: "A username or an e-mail address.")
        var learner: String

        @Flag(help: "Remove the files and messages that name the learner, too.")
        var removeFiles = false

        @Flag(help: "Only say what would be done, and which files name the learner.")
        var dryRun = false

        @Flag(help: "Do not ask.")
        var yes = false

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let store = try config.openStore(configuration)
            // The learners are those of all drop roots, so whoever is a global administrator of one may do it.
            let uploaders = configuration.drops.map { $0.options.accounts.uploader(uid: getuid()) }
            let uploader = uploaders.first { $0.administrator?.role == .global } ?? uploaders[0]
            guard uploader.administrator?.role == .global else {
                throw ConfigurationError(configuration.wording.mayNotErase(uploader.displayName))
            }
            let stored = try store.named(learner: learner)
            guard try !store.isErased(learner: stored.id) else {
                throw ConfigurationError(configuration.wording.erasedAlready(stored.learner.username))
            }
            let traces = try PersonalTraces(ofLearner: stored.id, store, configuration.drops.map(\.root))
            let wording = configuration.wording
            if dryRun {
                say(wording.wouldErase(stored.learner, awards: stored.awards))
                try show(traces.find(), wording)
                return show(copies: copies(configuration), wording)
            }
            guard yes || isConfirmed(stored, wording) else { throw ExitStatus.usedWrongly }
            // Files are found by the name, so the record, which has it, goes last: what was interrupted is given again.
            try settle(traces, store, wording)
            try settle(copies: copies(configuration), wording)
            let erased = try store.transaction { try Erasing($0, uploader, wording).carryOut(stored.id) }
            try store.finish(erased.run, at: Date())
            say(wording.erased(as: erased.learner.placeholder, awards: erased.learner.awards))
            say(wording.backupsKeep)
            try store.rewrite()
        }

        private func isConfirmed(_ stored: StoredLearner, _ wording: any Wording) -> Bool {
            guard isatty(STDIN_FILENO) == 1 else {
                Terminal.complain(wording.erasureNeedsYes)
                return false
            }
            say(wording.wouldErase(stored.learner, awards: stored.awards))
            Terminal.write(Terminal.printable(wording.confirmErasure) + " ", to: STDOUT_FILENO)
            guard let answer = readLine(), LookupKey.make(answer) == LookupKey.make(stored.learner.username) else {
                say(wording.nothingErased)
                return false
            }
            return true
        }

        /// Deals with what is outside of the database.
        private func settle(_ traces: PersonalTraces, _ store: CertificationStore, _ wording: any Wording) throws {
            guard removeFiles else { return try show(traces.find(), wording) }
            let removed = try traces.removeAll()
            try store.eraseFileNames(where: traces.names)
            for trace in removed { say("  \(trace.path)") }
            say(wording.removedTraces(removed.count))
        }

        /// Of the database, from before an update. Whether they name the learner is not asked: they are in the way of
        /// nobody but those who want to go back.
        private func copies(_ configuration: Configuration) -> [String] {
            CertificationStore.copiesBeforeMigration(of: configuration.root.database)
        }

        private func settle(copies: [String], _ wording: any Wording) throws {
            guard removeFiles else { return show(copies: copies, wording) }
            for copy in copies {
                try FileManager.default.removeItem(atPath: copy)
                say("  \(copy)")
            }
            if !copies.isEmpty { say(wording.removedCopies(copies.count)) }
        }

        private func show(copies: [String], _ wording: any Wording) {
            guard !copies.isEmpty else { return }
            say(wording.copies(copies.count))
            for copy in copies { say("  \(copy)") }
            if !removeFiles { say(wording.copiesAdvice) }
        }

        private func show(_ found: [PersonalTraces.Trace], _ wording: any Wording) throws {
            guard !found.isEmpty else { return say(wording.noTraces) }
            say(wording.traces(found.count))
            for trace in found { say("  \(trace.path)" + (trace.isWaiting ? " (\(wording.terminal.waiting))" : "")) }
            if !removeFiles { say(wording.traceAdvice) }
        }

        private func say(_ text: String) {
            print(Terminal.printable(text))
        }
    }
}

/// The run that erases a learner. It says that there was an erasure, and not whose.
private struct Erasing {
    let transaction: StoreTransaction
    let uploader: Uploader
    let wording: any Wording
    let started = Date()

    init(_ transaction: StoreTransaction, _ uploader: Uploader, _ wording: any Wording) {
        self.transaction = transaction
        self.uploader = uploader
        self.wording = wording
    }

    func carryOut(_ learner: Int64) throws -> (run: RunID, learner: ErasedLearner) {
        let name = "erasure"
        let id = try transaction.nextRun()
        try transaction.claim(
            id: id,
            mode: .importSilent,
            folder: [],
            fileName: Array(name.utf8),
            isInPlace: true,
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
        let erased = try transaction.erase(learner: learner, by: id)
        summary.kind = .learners
        summary.counts[.updated] = 1
        try transaction.commit(
            summary,
            verdict: wording.erased(as: erased.placeholder, awards: erased.awards),
            destination: nil,
            report: nil,
            publications: []
        )
        return (id, erased)
    }
}
