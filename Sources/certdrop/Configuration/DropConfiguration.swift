import DropFolder
import Foundation
import Mail
import Store
import Wording

/// What one drop root goes by.
struct DropConfiguration: Sendable {
    let root: DropRoot
    /// What it says itself, and what the top of the file says where it says nothing.
    let options: DropOptions
    /// What holds for all.
    let instance: Configuration

    var wording: any Wording { options.wording }

    /// Builds what runs need, after the configuration was found to have no ``Configuration/faults``.
    ///
    /// - Throws: ``ConfigurationError``.
    func settings(storeIdentity: String) throws -> RunSettings {
        RunSettings(
            root: root,
            accounts: options.accounts,
            importing: try options.importSettings(),
            contact: try options.contactMailbox(),
            sender: try Sender(mailbox: try options.senderMailbox(), store: storeIdentity),
            templates: try options.messageTemplates(),
            reportBaseURL: try options.baseURL(),
            organisation: options.organisation ?? "",
            largestAttachment: options.attachUpTo?.bytes ?? 512 << 10,
            delivery: options.deliver == true ? try options.deliveryCommand() : nil,
            wording: wording,
            keptRuns: try instance.keptRuns,
            retention: Retention(
                done: instance.retention?.done?.period,
                failed: instance.retention?.failed?.period,
                sent: instance.retention?.sent?.period,
                undeliverable: instance.retention?.undeliverable?.period
            ),
            expiring: try instance.expiryNotices(),
            metricsFile: instance.metricsFile,
            version: Program.version
        )
    }
}
