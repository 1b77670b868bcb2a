import Dispatch
import Foundation
import Glibc
import Synchronization

/// One attempt for every message that is due, by several workers that share the list of them.
final class DeliveryRound: Sendable {
    private struct State {
        var names: ArraySlice<String>
        var report = DeliveryReport()
        var moves = 0
        /// The first fault that is not one of a message; ends the round.
        var fault: MailError?
    }

    private let folders: OutboxFolders
    private let command: DeliveryCommand
    private let now: Date
    private let retry: RetryPolicy
    private let triesAll: Bool
    private let state: Mutex<State>

    init(
        _ folders: consuming OutboxFolders,
        names: [String],
        command: DeliveryCommand,
        now: Date,
        retry: RetryPolicy,
        triesAll: Bool
    ) {
        self.folders = folders
        self.command = command
        self.now = now
        self.retry = retry
        self.triesAll = triesAll
        state = Mutex(State(names: names[...]))
    }

    /// Blocks until all workers have ended.
    func run(workers: Int, isStopping: @Sendable () -> Bool) throws(MailError) -> DeliveryReport {
        try checkWritable()
        DispatchQueue.concurrentPerform(iterations: max(1, workers)) { _ in
            while !isStopping(), let name = state.withLock({ $0.names.popFirst() }) {
                work(on: name)
            }
        }
        try synchronise()
        let (report, fault) = state.withLock { ($0.report, $0.fault) }
        if let fault { throw fault }
        return report
    }

    /// A message that was accepted but cannot be moved would be sent again and again: rather none is sent.
    private func checkWritable() throws(MailError) {
        for (folder, place) in [
            (folders.waiting.number, folders.path), (folders.sent.number, "\(folders.path)/\(Outbox.sent)"),
            (folders.undeliverable.number, "\(folders.path)/\(Outbox.undeliverable)"),
        ] {
            guard faccessat(folder, ".", W_OK, 0) == 0 else {
                throw MailError(errno: errno, doing: "moving delivered messages", path: place)
            }
        }
    }

    private func work(on name: String) {
        do throws(MailError) {
            try deliver(name)
        } catch {
            state.withLock {
                $0.fault = $0.fault ?? error
                $0.names = []
            }
        }
    }

    private func deliver(_ name: String) throws(MailError) {
        var note = RetryNote.read(name, in: folders.waiting)
        guard note.attempts == 0 || note.next <= now || triesAll else {
            let next = note.next
            state.withLock { state in
                state.report.notDue += 1
                state.report.awaits(next)
            }
            return
        }
        let place = "\(folders.path)/\(name)\(Outbox.suffix)"
        let file: Descriptor
        do throws(MailError) {
            file = try folders.waiting.open(name + Outbox.suffix, doing: "reading a message", path: place)
        } catch {
            // It was withdrawn, or someone else took it away.
            guard error.code == .missing else { throw error }
            return
        }
        let queued = file.status()?.modified ?? now
        switch try DeliveryAttempt(command: command).run(message: file) {
        case .accepted:
            try move(name, to: folders.sent, Outbox.sent)
            state.withLock { $0.report.sent.append(name) }
        case .refused(let reason):
            try giveUp(name, reason)
        case .failed(let reason):
            note.attempts += 1
            note.reason = reason
            note.next = now + retry.pause(after: note.attempts)
            guard now.timeIntervalSince(queued) < retry.patience else {
                return try giveUp(name, "Given up after \(note.attempts) attempts. \(reason)")
            }
            try note.write(name, in: folders.waiting, path: folders.path)
            // Of one that was withdrawn while it was handed over, nothing is left.
            guard folders.waiting.holds(name + Outbox.suffix) else {
                return RetryNote.remove(name, in: folders.waiting)
            }
            let next = note.next
            state.withLock { state in
                state.report.postponed.append(.init(name: name, reason: reason))
                state.report.awaits(next)
            }
        }
    }

    /// The reason is there before the message is.
    private func giveUp(_ name: String, _ reason: String) throws(MailError) {
        try folders.undeliverable.replace(
            UndeliverableReason.fileName(name),
            with: Array("\(reason)\n".utf8),
            doing: "noting why a message cannot be delivered",
            path: "\(folders.path)/\(Outbox.undeliverable)"
        )
        try move(name, to: folders.undeliverable, Outbox.undeliverable)
        guard folders.undeliverable.holds(name + Outbox.suffix) else {
            unlinkat(folders.undeliverable.number, UndeliverableReason.fileName(name), 0)
            return
        }
        state.withLock { $0.report.undeliverable.append(.init(name: name, reason: reason)) }
    }

    private func move(_ name: String, to folder: borrowing Descriptor, _ folderName: String) throws(MailError) {
        let file = name + Outbox.suffix
        // It may have been withdrawn while it was handed over.
        guard renameat(folders.waiting.number, file, folder.number, file) == 0 || !folders.waiting.holds(file) else {
            throw MailError(
                errno: errno,
                doing: "moving a delivered message",
                path: "\(folders.path)/\(folderName)/\(file)"
            )
        }
        RetryNote.remove(name, in: folders.waiting)
        let moves = state.withLock { state in
            state.moves += 1
            return state.moves
        }
        if moves % Outbox.movesPerSync == 0 { try synchronise() }
    }

    /// The new places first: a message may be on the disk twice for a moment, but never nowhere.
    private func synchronise() throws(MailError) {
        try folders.sent.synchronise(doing: "moving delivered messages", path: folders.path)
        try folders.undeliverable.synchronise(doing: "moving delivered messages", path: folders.path)
        try folders.waiting.synchronise(doing: "moving delivered messages", path: folders.path)
    }
}

/// Why a message lies in `undeliverable/`: a text file beside it.
enum UndeliverableReason {
    static let suffix = ".reason.txt"
    static func fileName(_ name: String) -> String { name + suffix }
}
