import Foundation
import Glibc
import Logging
import Mail
import Store
import SystemPackage
import Wording

/// Tells the operator that the service cannot go on: once for each outage, however often it is tried again or the service
/// is restarted meanwhile, which a note in the state directory remembers. Owned by one thread.
public struct OutageNotice {
    /// Who is told, and how.
    public struct Addressee {
        let root: DropRoot
        let contact: Mailbox?
        let sender: Mailbox
        let wording: any Wording

        /// - `contact`: nil if the log and `status.html` have to do.
        public init(root: DropRoot, contact: Mailbox?, sender: Mailbox, wording: any Wording) {
            self.root = root
            self.contact = contact
            self.sender = sender
            self.wording = wording
        }

        init(_ settings: RunSettings) {
            self.init(
                root: settings.root,
                contact: settings.contact,
                sender: settings.sender.mailbox,
                wording: settings.wording
            )
        }
    }

    /// One for each drop root.
    private let addressees: [Addressee]
    /// The first drop root, by which the state directory is found.
    private let root: DropRoot
    private let logger: Logger
    /// The outage that lasts, if there is one.
    private(set) var outage: Outage?
    private var isTold = false

    /// - `addressees`: at least one.
    public init(_ addressees: [Addressee], logger: Logger) {
        self.addressees = addressees
        root = addressees[0].root
        self.logger = logger
        outage = Outage.noted(in: root)
        isTold = outage != nil
    }

    /// Notes that the service cannot go on, and tells the operator unless that was done.
    mutating func tell(_ error: any Error) {
        let cause = OutageCause(error)
        let isSame = outage?.cause == cause
        let outage = Outage(
            cause: cause,
            sentence: sentence(error),
            since: isSame ? self.outage?.since ?? Date() : Date()
        )
        self.outage = outage
        if !isSame { isTold = false }
        guard !isTold else { return }
        DiskReserve(root).release()
        do {
            try tellContacts(outage)
        } catch {
            logger.error("The contact cannot be told. \(sentence(error))", metadata: ["cause": "\(cause.rawValue)"])
            return
        }
        isTold = true
        note(outage)
    }

    /// Each address once, though it may be that of several drop roots.
    private func tellContacts(_ outage: Outage) throws {
        var told: Set<EmailAddress> = []
        for addressee in addressees {
            guard let contact = addressee.contact, told.insert(contact.address).inserted else { continue }
            try Outbox(path: addressee.root.outbox).queue([try message(outage, to: contact, addressee)])
            logger.notice("The contact is told.", metadata: ["cause": "\(outage.cause.rawValue)"])
        }
    }

    /// Notes that the service goes on.
    mutating func end() {
        DiskReserve(root).make()
        guard let outage else { return }
        self.outage = nil
        isTold = false
        try? FileSystem.remove(FilePath(root.outageNote))
        logger.notice("The service goes on.", metadata: ["cause": "\(outage.cause.rawValue)"])
    }

    /// Does what the service needs to start. If it fails, the operator is told, and so is whoever looks at the page of a
    /// service that is not there to write it.
    public func telling<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            var notice = self
            notice.tell(error)
            for addressee in addressees {
                StatusBoard.leavePage(addressee.root, addressee.wording, notice.outage)
            }
            throw error
        }
    }

    private func note(_ outage: Outage) {
        guard let json = try? JSONEncoder().encode(outage) else { return }
        // Without the note a restart tells the operator again, which is the lesser evil.
        try? FileSystem.write([UInt8](json), to: FilePath(root.outageNote), permissions: 0o600)
    }

    private func message(
        _ outage: Outage,
        to contact: Mailbox,
        _ addressee: Addressee
    ) throws -> (name: String, bytes: [UInt8]) {
        let time = outage.since.formatted(.iso8601).filter { !"-:".contains($0) }
        let name = "outage-\(outage.cause.rawValue)-\(time)-\(getpid())" + addressee.root.nameEnding
        let texts = addressee.wording.outageMessage(
            outage.cause,
            sentence: outage.sentence,
            dropRoot: addressee.root.path
        )
        let message = Message(
            id: try Sender(mailbox: addressee.sender, store: "").messageID(name),
            from: addressee.sender,
            to: [contact],
            subject: texts.subject,
            date: outage.since,
            text: texts.text,
            html: nil,
            attachments: []
        )
        return (name, message.encoded())
    }
}

/// Some room on the disk that is given up when it is full, so that there is enough left to say so.
private struct DiskReserve {
    private static let bytes = 128 << 10
    private let path: FilePath

    init(_ root: DropRoot) {
        path = FilePath(root.stateDirectory).appending("reserve")
    }

    func release() {
        try? FileSystem.remove(path)
    }

    func make() {
        guard !FileSystem.exists(path) else { return }
        let descriptor = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, off_t(Self.bytes)) != 0 { release() }
    }
}
