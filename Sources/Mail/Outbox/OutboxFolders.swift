import Glibc

/// The three folders of an outbox, open.
struct OutboxFolders: ~Copyable {
    let path: String
    let waiting: Descriptor
    let sent: Descriptor
    let undeliverable: Descriptor

    init(_ outbox: Outbox) throws(MailError) {
        let waiting = try Descriptor.folder(outbox.path, doing: "opening the outbox")
        let sent = try Descriptor.folder("\(outbox.path)/\(Outbox.sent)", doing: "opening the outbox")
        let undeliverable = try Descriptor.folder(
            "\(outbox.path)/\(Outbox.undeliverable)",
            doing: "opening the outbox"
        )
        path = outbox.path
        self.waiting = waiting
        self.sent = sent
        self.undeliverable = undeliverable
    }

    /// What only one process, or only those that do the same, may do at a time. The kernel frees the lock of a process
    /// that dies.
    enum Lock: String {
        case queue = ".queue.lock"
        case delivery = ".delivery.lock"
    }

    /// The lock, together with others that take it so; waits until no one has it alone. `flock(2)`.
    func lock(_ lock: Lock) throws(MailError) -> Descriptor {
        let file = try lockFile(lock)
        while flock(file.number, LOCK_SH) != 0 {
            guard errno == EINTR else { throw MailError(errno: errno, doing: "locking the outbox", path: path) }
        }
        return file
    }

    /// The lock alone; nil if anyone else has it.
    func lockAlone(_ lock: Lock) throws(MailError) -> Descriptor? {
        let file = try lockFile(lock)
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return file }
        guard errno == EWOULDBLOCK else { throw MailError(errno: errno, doing: "locking the outbox", path: path) }
        return nil
    }

    private func lockFile(_ lock: Lock) throws(MailError) -> Descriptor {
        try waiting.open(
            lock.rawValue,
            flags: O_RDWR | O_CREAT,
            doing: "locking the outbox",
            path: "\(path)/\(lock.rawValue)"
        )
    }

    /// Whether a message of that name waits, was sent or cannot be delivered.
    ///
    /// The outbox is asked first: a message that a delivery takes away meanwhile has reached its new place by the time
    /// that is asked.
    func hold(_ name: String) -> Bool {
        let file = name + Outbox.suffix
        return waiting.holds(file) || sent.holds(file) || undeliverable.holds(file)
    }
}
