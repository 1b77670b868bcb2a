import Glibc

extension Outbox {
    /// Removes messages that wait. One that is handed over at this moment still goes.
    ///
    /// - `isMeant`: whether a message, by its name, is to be removed.
    /// - Returns: how many messages were removed.
    public func withdraw(where isMeant: (String) -> Bool) throws(MailError) -> Int {
        let folders = try OutboxFolders(self)
        var withdrawn = 0
        for file in try folders.waiting.names(doing: "withdrawing messages", path: path)
        where file.hasSuffix(Outbox.suffix) && !file.hasPrefix(".") {
            let name = String(file.dropLast(Outbox.suffix.count))
            guard isMeant(name), unlinkat(folders.waiting.number, file, 0) == 0 else { continue }
            RetryNote.remove(name, in: folders.waiting)
            withdrawn += 1
        }
        if withdrawn > 0 { try folders.waiting.synchronise(doing: "withdrawing messages", path: path) }
        return withdrawn
    }
}
