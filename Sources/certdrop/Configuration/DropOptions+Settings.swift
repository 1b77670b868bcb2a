import Certification
import DelimitedText
import DropFolder
import Foundation
import Import
import Mail
import Wording

extension DropOptions {
    var wording: any Wording { (language ?? .english).wording }

    var accounts: Accounts {
        Accounts(
            (administrators ?? []).map {
                Administrator(account: $0.account, name: $0.name, email: $0.email, role: $0.role)
            }
        )
    }

    /// All that only meaning can tell to be wrong, but for the templates, in sentences with the key's path.
    var faults: [String] {
        var faults: [String] = []
        let administrators = administrators ?? []
        for (account, entries) in Dictionary(grouping: administrators, by: \.account) where entries.count > 1 {
            faults.append("'\(place)administrators' names the account '\(account)' twice.")
        }
        for (index, administrator) in administrators.enumerated() {
            faults.note { _ = try mailbox(administrator.email, key: "administrators[\(index)].email") }
        }
        faults.note { _ = try contactMailbox() }
        faults.note { _ = try senderMailbox() }
        faults.note { _ = try importSettings() }
        faults.note { _ = try baseURL() }
        faults.note { _ = try deliveryCommand() }
        return faults
    }

    /// Who is told when the service cannot go on.
    func contactMailbox() throws -> Mailbox? {
        try contact.map { try mailbox($0, key: "contact") }
    }

    func senderMailbox() throws -> Mailbox {
        try mailbox(mailFrom ?? "certdrop@\(Configuration.hostName)", name: "certdrop", key: "mail_from")
    }

    /// The program that messages are handed to.
    ///
    /// - Throws: ``ConfigurationError`` if the configured one is no command.
    func deliveryCommand() throws -> DeliveryCommand {
        guard let mailCommand else { return .sendmail }
        do {
            return try DeliveryCommand(mailCommand)
        } catch {
            throw ConfigurationError("'\(place)mail_command': \(error.message)")
        }
    }

    func messageTemplates() throws -> MessageTemplates {
        do {
            return try MessageTemplates(folder: mailTemplates, wording: wording)
        } catch {
            throw ConfigurationError("'\(place)mail_templates': \(error.message)")
        }
    }

    func importSettings() throws -> ImportSettings {
        if let percent = maxRejectedPercent, !(0...100).contains(percent) {
            throw ConfigurationError(
                "'\(place)max_rejected_percent' cannot be \(percent). Write a number from 0 to 100."
            )
        }
        return ImportSettings(
            dateOrder: dateOrder,
            maxRejectedPercent: onRejection == .rejectFile ? 0 : maxRejectedPercent,
            maxFileBytes: Int64(limits?.fileSize?.bytes ?? 4 << 30),
            maxRows: try atLeastOne(limits?.rows, key: "\(place)limits.rows") ?? 100_000_000,
            limits: ReadLimits(
                maxRecordBytes: limits?.rowLength?.bytes ?? 1 << 20,
                maxFieldBytes: limits?.fieldLength?.bytes ?? 64 << 10,
                maxFields: try atLeastOne(limits?.columns, key: "\(place)limits.columns") ?? 1000
            ),
            columnAliases: try aliases(),
            statusWords: StatusWords(adding: try addedStatusWords()),
            today: CalendarDay.local(Date()),
            wording: wording
        )
    }

    private func aliases() throws -> [Column: [String]] {
        var aliases: [Column: [String]] = [:]
        for (heading, others) in columnAliases ?? [:] {
            guard let column = Column.allCases.first(where: { HeadingKey.make($0.heading) == HeadingKey.make(heading) })
            else {
                throw ConfigurationError(
                    "'\(place)column_aliases.\(heading)' is no column."
                        + ConfigurationError.hint(heading, among: Column.allCases.map(\.heading))
                )
            }
            aliases[column] = others
        }
        return aliases
    }

    private func addedStatusWords() throws -> [ActivityStatus: [String]] {
        var added: [ActivityStatus: [String]] = [:]
        for (name, words) in statusWords ?? [:] {
            guard let status = ActivityStatus(rawValue: name) else {
                throw ConfigurationError(
                    "'\(place)status_words.\(name)' is no status."
                        + ConfigurationError.hint(name, among: ActivityStatus.allCases.map(\.rawValue))
                )
            }
            added[status] = words
        }
        return added
    }

    func baseURL() throws -> String? {
        guard var address = reportBaseURL else { return nil }
        let schemes = ["https://", "http://", "sftp://", "smb://", "file://"]
        guard schemes.contains(where: address.hasPrefix) else {
            throw ConfigurationError(
                "'\(place)report_base_url' cannot be '\(address)'. Write an address such as https://…"
            )
        }
        while address.hasSuffix("/") { address.removeLast() }
        return address
    }

    private func mailbox(_ address: String, name: String = "", key: String) throws -> Mailbox {
        do {
            return try Mailbox(name: name, address: address)
        } catch {
            throw ConfigurationError("'\(place)\(key)': \(error.message)")
        }
    }
}
