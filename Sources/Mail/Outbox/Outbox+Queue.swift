import Glibc

extension Outbox {
    /// Up to so many messages are put on the disk one by one; for more, the whole file system is, once.
    private static let few = 4

    /// Queues messages: none of them is visible before it is complete and on the disk, and all are when this returns.
    ///
    /// A name that waits, was sent or is undeliverable already is passed over, so that the call can be repeated after a
    /// crash or a full disk. Hand over some thousands at a time: the more, the less the disk is waited for.
    /// Returns how many were new.
    @discardableResult
    public func queue(_ messages: [(name: String, bytes: [UInt8])]) throws(MailError) -> Int {
        guard !messages.isEmpty else { return 0 }
        for message in messages { try Outbox.check(message.name) }
        let folders = try OutboxFolders(self)
        let lock = try folders.lock(.queue)
        defer { flock(lock.number, LOCK_UN) }
        var written: Set<String> = []
        do throws(MailError) {
            for message in messages where !written.contains(message.name) && !folders.hold(message.name) {
                try write(message.bytes, temporary(message.name), in: folders, durably: messages.count <= Outbox.few)
                written.insert(message.name)
            }
            if messages.count > Outbox.few && !written.isEmpty { try folders.waiting.synchroniseFileSystem(path) }
            for name in written { try publish(name, in: folders) }
        } catch {
            for name in written { unlinkat(folders.waiting.number, temporary(name), 0) }
            throw error
        }
        if !written.isEmpty { try folders.waiting.synchronise(doing: "queueing messages", path: path) }
        return written.count
    }

    private func temporary(_ name: String) -> String { ".\(name)\(Outbox.suffix)\(Outbox.temporarySuffix)" }

    private func write(
        _ bytes: [UInt8],
        _ name: String,
        in folders: borrowing OutboxFolders,
        durably: Bool
    ) throws(MailError) {
        unlinkat(folders.waiting.number, name, 0)
        let place = "\(path)/\(name)"
        do throws(MailError) {
            let file = try folders.waiting.open(
                name,
                flags: O_WRONLY | O_CREAT | O_EXCL,
                doing: "writing a message",
                path: place
            )
            // Whatever the umask is: the program that delivers may run with the group of the outbox.
            fchmod(file.number, 0o640)
            try file.write(bytes, doing: "writing a message", path: place)
            if durably { try file.synchronise(doing: "writing a message", path: place) }
        } catch {
            unlinkat(folders.waiting.number, name, 0)
            throw error
        }
    }

    private func publish(_ name: String, in folders: borrowing OutboxFolders) throws(MailError) {
        let folder = folders.waiting.number
        guard renameat(folder, temporary(name), folder, name + Outbox.suffix) == 0 else {
            throw MailError(errno: errno, doing: "queueing a message", path: "\(path)/\(name)\(Outbox.suffix)")
        }
    }
}
