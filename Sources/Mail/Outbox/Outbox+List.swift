import Foundation
import Glibc

extension Outbox {
    /// The header of a message that certdrop wrote is shorter, unless it has very many recipients.
    private static let longestHeader = 1 << 16

    /// The messages that wait, the oldest first.
    public func list() throws(MailError) -> [WaitingMessage] {
        let folders = try OutboxFolders(self)
        var messages: [WaitingMessage] = []
        for name in try waitingNames(in: folders) {
            // Gone since the folder was read: delivered meanwhile.
            guard let file = try? folders.waiting.open(name + Outbox.suffix, doing: "reading a message", path: path),
                let status = file.status()
            else { continue }
            let header = try MessageHeader(reading: file, atMost: Outbox.longestHeader, path: "\(path)/\(name)")
            let note = RetryNote.read(name, in: folders.waiting)
            messages.append(
                WaitingMessage(
                    name: name,
                    to: header.recipients,
                    subject: header.subject,
                    queued: status.modified,
                    attempts: note.attempts,
                    nextAttempt: note.attempts > 0 ? note.next : nil,
                    lastError: note.attempts > 0 ? note.reason : nil
                )
            )
        }
        return messages.sorted { ($0.queued, $0.name) < ($1.queued, $1.name) }
    }

    /// In the order of names, so that the administrator's message of a run goes before the learners'.
    func waitingNames(in folders: borrowing OutboxFolders) throws(MailError) -> [String] {
        try folders.waiting.names(doing: "reading the outbox", path: path)
            .filter { $0.hasSuffix(Outbox.suffix) && !$0.hasPrefix(".") }
            .map { String($0.dropLast(Outbox.suffix.count)) }
            .sorted()
    }
}

extension stat {
    /// When the content was last written: for a message, when it was queued.
    var modified: Date {
        Date(timeIntervalSince1970: Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1e9)
    }
}
