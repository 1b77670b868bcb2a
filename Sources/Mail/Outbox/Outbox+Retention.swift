import Foundation
import Glibc

extension Outbox {
    /// Where messages end.
    public enum End: String, Sendable {
        case sent
        case undeliverable
    }

    /// Removes messages that were queued before a moment, with the reasons beside them.
    ///
    /// - `isMeant`: whether a message, by its name, may be removed at all. One that may yet be queued again under its
    ///   name must stay, since it would be sent again.
    /// - Returns: how many messages were removed.
    public func remove(
        _ end: End,
        queuedBefore moment: Date,
        where isMeant: (String) -> Bool
    ) throws(MailError) -> Int {
        let folders = try OutboxFolders(self)
        switch end {
        case .sent: return try remove(from: folders.sent, end, moment, isMeant)
        case .undeliverable: return try remove(from: folders.undeliverable, end, moment, isMeant)
        }
    }

    private func remove(
        from folder: borrowing Descriptor,
        _ end: End,
        _ moment: Date,
        _ isMeant: (String) -> Bool
    ) throws(MailError) -> Int {
        var removed = 0
        for file in try folder.names(doing: "tidying the outbox", path: "\(path)/\(end.rawValue)")
        where file.hasSuffix(Outbox.suffix) && !file.hasPrefix(".") {
            let name = String(file.dropLast(Outbox.suffix.count))
            guard let status = folder.status(of: file), status.st_mode & S_IFMT == S_IFREG, status.modified < moment,
                isMeant(name), unlinkat(folder.number, file, 0) == 0
            else { continue }
            // The message first: a reason without its message is found by nobody, but does no harm.
            unlinkat(folder.number, UndeliverableReason.fileName(name), 0)
            removed += 1
        }
        return removed
    }
}
