import Glibc

/// The folder of messages that wait to be delivered, one RFC 5322 file each, and what became of those that do no more.
///
/// ```
/// outbox/NAME.eml                        waits
/// outbox/sent/NAME.eml                   was accepted by the mail server
/// outbox/undeliverable/NAME.eml          was not, for good; NAME.reason.txt says why
/// outbox/.NAME.retry                     when to try again, and why
/// ```
///
/// A message appears under its name when it is complete and on the disk. A name is used once: whoever queues a message
/// again, after a crash say, queues nothing.
public struct Outbox: Sendable {
    public let path: String

    static let sent = "sent"
    static let undeliverable = "undeliverable"
    static let suffix = ".eml"
    static let temporarySuffix = ".tmp"

    /// `path` is the folder itself, as a rule `outbox` in the drop root. Nothing is touched yet.
    public init(path: String) {
        self.path = path
    }

    /// Creates the folder and those under it, as far as they are not there.
    public func create() throws(MailError) {
        for folder in [path, "\(path)/\(Outbox.sent)", "\(path)/\(Outbox.undeliverable)"] {
            guard mkdir(folder, 0o750) == 0 || errno == EEXIST else {
                throw MailError(errno: errno, doing: "creating the outbox", path: folder)
            }
        }
    }

    /// Removes what a crash left half done: temporary files, and the retry notes of messages that are gone.
    /// To be called at start; does nothing while another process queues messages.
    public func removeLeftovers() throws(MailError) {
        let folders = try OutboxFolders(self)
        guard let lock = try folders.lockAlone(.queue) else { return }
        defer { flock(lock.number, LOCK_UN) }
        for name in try folders.waiting.names(doing: "tidying the outbox", path: path) where name.hasPrefix(".") {
            let isOrphan =
                RetryNote.messageName(ofFile: name).map { !folders.waiting.holds($0 + Outbox.suffix) } ?? false
            if isOrphan || name.hasSuffix(Outbox.temporarySuffix) { unlinkat(folders.waiting.number, name, 0) }
        }
        let undeliverable = "\(path)/\(Outbox.undeliverable)"
        for name in try folders.undeliverable.names(doing: "tidying the outbox", path: undeliverable)
        where name.hasPrefix(".") && name.hasSuffix(Outbox.temporarySuffix) {
            unlinkat(folders.undeliverable.number, name, 0)
        }
    }

    /// Names become file names: letters, digits, and `-._`, at most 200 of them, no dot in front.
    static func check(_ name: String) throws(MailError) {
        let bytes = name.utf8
        let isFit = bytes.allSatisfy { ASCIIClass.alphanumeric[$0] || "-._".utf8.contains($0) }
        guard isFit, !name.hasPrefix("."), (1...200).contains(bytes.count) else {
            throw MailError(
                .nameInvalid,
                "'\(MailError.printable(name))' cannot be the name of a message. Use letters, digits and hyphens."
            )
        }
    }
}
