import Foundation
import Glibc

extension Outbox {
    /// Tries to deliver every message that is due, at most one attempt each, and moves those that the command accepts
    /// to `sent/`, those that it refuses for good to `undeliverable/`.
    ///
    /// `workers` programs run at a time. `isStopping` is asked before each message; messages in hand are finished.
    /// `now` is the time that retries are reckoned by; `triesAll` tries those too whose next attempt is not due yet.
    ///
    /// Exit status 0 is acceptance. 64, 65, 67, 68 and 77 of `sysexits.h` are final; anything else, and running out of
    /// time, is tried again as `retry` says, and is final when its patience has ended.
    ///
    /// What is promised when certdrop is killed: no message is lost, and one that lies in `sent/` is never sent again.
    /// What cannot be: a message that the mail system accepted while certdrop was killed, before the message was moved,
    /// is sent once more when certdrop is back, since no one wrote down that it was accepted. That is at most one
    /// message a worker each time, with the same `Message-ID`, so that mail programs can tell that it is a copy. The
    /// moves are forced to the disk every ``Outbox/movesPerSync`` messages and at the end; if the power fails, those
    /// since are sent once more as well.
    ///
    /// Throws ``MailError/Code/busy`` if another process is at it, ``MailError/Code/command`` if the program cannot be
    /// started, and otherwise if the outbox cannot be read or written; messages not reached simply wait.
    public func deliver(
        by command: DeliveryCommand = .sendmail,
        now: Date,
        retry: RetryPolicy = RetryPolicy(),
        workers: Int = 1,
        triesAll: Bool = false,
        isStopping: @Sendable () -> Bool = { false }
    ) throws(MailError) -> DeliveryReport {
        let folders = try OutboxFolders(self)
        guard let lock = try folders.lockAlone(.delivery) else {
            throw MailError(.busy, "Another certdrop is delivering these messages. Wait until it is done.")
        }
        defer { flock(lock.number, LOCK_UN) }
        let names = try waitingNames(in: folders)
        let round = DeliveryRound(
            folders,
            names: names,
            command: command,
            now: now,
            retry: retry,
            triesAll: triesAll
        )
        return try round.run(workers: workers, isStopping: isStopping)
    }

    /// After so many moves to `sent/` or `undeliverable/`, they are forced to the disk.
    public static let movesPerSync = 50

    /// Puts a message from `undeliverable/` back, to be tried anew at once. Throws ``MailError/Code/missing`` if it is
    /// not there.
    public func requeue(_ name: String) throws(MailError) {
        try Outbox.check(name)
        let folders = try OutboxFolders(self)
        let file = name + Outbox.suffix
        let place = "\(path)/\(Outbox.undeliverable)/\(file)"
        // Patience starts anew as well: it is reckoned from the time of the file.
        guard utimensat(folders.undeliverable.number, file, nil, 0) == 0,
            renameat(folders.undeliverable.number, file, folders.waiting.number, file) == 0
        else { throw MailError(errno: errno, doing: "putting a message back", path: place) }
        unlinkat(folders.undeliverable.number, UndeliverableReason.fileName(name), 0)
        try folders.waiting.synchronise(doing: "putting a message back", path: path)
        try folders.undeliverable.synchronise(doing: "putting a message back", path: path)
    }
}
