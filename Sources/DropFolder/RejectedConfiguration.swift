import Foundation
import Logging
import Mail
import SystemPackage
import Wording

/// A configuration that the service was told to take over and could not use, so that it goes on by the one before. Noted
/// in the state directory until another one is taken over.
public struct RejectedConfiguration: Codable, Sendable, Equatable {
    /// What is wrong with it, in sentences.
    public var fault: String
    public var since: Date

    /// What was noted last; nil if the service goes by the configuration that it was given.
    public static func noted(in root: DropRoot) -> RejectedConfiguration? {
        guard let note = try? FileSystem.read(FilePath(root.rejectedConfiguration), limit: 1 << 16) else { return nil }
        return try? JSONDecoder().decode(RejectedConfiguration.self, from: Data(note))
    }

    /// A configuration was taken over.
    public static func forget(in root: DropRoot) {
        try? FileSystem.remove(FilePath(root.rejectedConfiguration))
    }

    /// Notes a fault, and tells the contacts of the configuration that stays in force, once for each fault.
    ///
    /// - `settings`: of each drop root.
    public static func tell(_ fault: String, _ settings: [RunSettings], logger: Logger) {
        let rejected = RejectedConfiguration(fault: fault, since: Date())
        let root = settings[0].root
        guard noted(in: root)?.fault != fault else { return }
        do {
            var told: Set<EmailAddress> = []
            for settings in settings {
                guard let contact = settings.contact, told.insert(contact.address).inserted else { continue }
                try Outbox(path: settings.root.outbox).queue([try rejected.message(to: contact, settings)])
            }
            let note = [UInt8](try JSONEncoder().encode(rejected))
            try FileSystem.write(note, to: FilePath(root.rejectedConfiguration), permissions: 0o600)
        } catch {
            logger.error("The contact cannot be told of it. \(sentence(error))")
        }
    }

    private func message(to contact: Mailbox, _ settings: RunSettings) throws -> (name: String, bytes: [UInt8]) {
        let name = "configuration-\(Int(since.timeIntervalSince1970 * 1000))" + settings.root.nameEnding
        let texts = settings.wording.configurationMessage(fault: fault, dropRoot: settings.root.path)
        let message = Message(
            id: try settings.sender.messageID(name),
            from: settings.sender.mailbox,
            to: [contact],
            subject: texts.subject,
            date: since,
            text: texts.text,
            html: nil,
            attachments: []
        )
        return (settings.messageName(name), message.encoded())
    }
}
