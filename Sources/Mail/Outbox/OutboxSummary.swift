import Foundation
import Glibc

/// How many messages lie in an outbox, and for how long.
public struct OutboxSummary: Sendable, Equatable {
    public struct Oldest: Sendable, Equatable {
        public var name: String
        public var queued: Date
        /// Why the last attempt to deliver it failed; nil if there was none.
        public var lastError: String?
    }

    public var waiting = 0
    /// The one that has waited longest.
    public var oldest: Oldest?
    public var undeliverable = 0
}

extension Outbox {
    /// Reads names and times alone, and changes nothing. Throws if the outbox cannot be read.
    public func summary() throws(MailError) -> OutboxSummary {
        let folders = try OutboxFolders(self)
        var summary = OutboxSummary()
        for name in try waitingNames(in: folders) {
            // Gone since the folder was read: delivered meanwhile.
            guard let queued = folders.waiting.modified(name + Outbox.suffix) else { continue }
            summary.waiting += 1
            if queued < summary.oldest?.queued ?? .distantFuture {
                summary.oldest = OutboxSummary.Oldest(name: name, queued: queued)
            }
        }
        if let oldest = summary.oldest {
            let note = RetryNote.read(oldest.name, in: folders.waiting)
            summary.oldest?.lastError = note.attempts > 0 ? note.reason : nil
        }
        summary.undeliverable = try undeliverableNames().count
        return summary
    }

    /// The messages that cannot be delivered. Throws if the outbox cannot be read.
    public func undeliverableNames() throws(MailError) -> [String] {
        let place = "\(path)/\(Outbox.undeliverable)"
        return try OutboxFolders(self).undeliverable.names(doing: "reading the outbox", path: place)
            .filter { $0.hasSuffix(Outbox.suffix) && !$0.hasPrefix(".") }
            .map { String($0.dropLast(Outbox.suffix.count)) }
            .sorted()
    }

    /// Why the message that was given up last cannot be delivered; nil if none was, or nobody says why.
    public func lastReason() throws(MailError) -> String? {
        let folders = try OutboxFolders(self)
        let place = "\(path)/\(Outbox.undeliverable)"
        var last: (name: String, modified: Date)?
        for name in try folders.undeliverable.names(doing: "reading the outbox", path: place)
        where name.hasSuffix(UndeliverableReason.suffix) {
            guard let modified = folders.undeliverable.modified(name) else { continue }
            if modified > last?.modified ?? .distantPast { last = (name, modified) }
        }
        guard let last,
            let file = try? folders.undeliverable.open(last.name, doing: "reading the outbox", path: place),
            let bytes = try? file.readAll(atMost: 4096, doing: "reading the outbox", path: place)
        else { return nil }
        return MailError.printable(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}

extension Descriptor {
    /// When a file of this folder was last written; nil if there is none of that name.
    fileprivate func modified(_ name: String) -> Date? {
        var status = stat()
        return fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.modified : nil
    }
}
