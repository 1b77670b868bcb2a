import Certification
import DelimitedText
import DropFolder
import Foundation
import Glibc
import Import
import Mail
import Store
import Wording

extension Configuration {
    var root: DropRoot {
        let beside = URL(fileURLWithPath: dropRoot).deletingLastPathComponent().path
        return DropRoot(path: dropRoot, stateDirectory: stateDirectory ?? beside + "/state")
    }

    var wording: any Wording { (language ?? .english).wording }

    var accounts: Accounts {
        Accounts(
            administrators.map {
                Administrator(account: $0.account, name: $0.name, email: $0.email, role: $0.role)
            }
        )
    }

    /// All that only meaning can tell to be wrong, but for the templates, in sentences with the key's path.
    var faults: [String] {
        var faults: [String] = []
        func note(_ work: () throws -> Void) {
            do {
                try work()
            } catch let error as ConfigurationError {
                faults += error.faults
            } catch {
                faults.append("\(error)")
            }
        }
        for (account, entries) in Dictionary(grouping: administrators, by: \.account) where entries.count > 1 {
            faults.append("'administrators' names the account '\(account)' twice.")
        }
        for (index, administrator) in administrators.enumerated() {
            note { _ = try mailbox(administrator.email, key: "administrators[\(index)].email") }
        }
        note { _ = try contactMailbox() }
        note { _ = try senderMailbox() }
        note { _ = try importSettings() }
        note { _ = try baseURL() }
        note { _ = try deliveryCommand() }
        note { _ = try atLeastOne(keepRuns, key: "keep_runs") }
        note { _ = try expiryNotices() }
        return faults
    }

    /// Checks what only meaning can tell, and builds what runs need.
    ///
    /// - Throws: ``ConfigurationError``.
    func settings(store: CertificationStore) throws -> RunSettings {
        try settings(storeIdentity: try store.identity())
    }

    /// The same without asking the store, which a run may have in hand.
    func settings(storeIdentity: String) throws -> RunSettings {
        let faults = faults
        if !faults.isEmpty { throw ConfigurationError(faults) }
        return RunSettings(
            root: root,
            accounts: accounts,
            importing: try importSettings(),
            contact: try contactMailbox(),
            sender: try Sender(mailbox: try senderMailbox(), store: storeIdentity),
            templates: try messageTemplates(),
            reportBaseURL: try baseURL(),
            organisation: organisation ?? "",
            largestAttachment: attachUpTo?.bytes ?? 512 << 10,
            delivery: deliver == true ? try deliveryCommand() : nil,
            wording: wording,
            keptRuns: try atLeastOne(keepRuns, key: "keep_runs") ?? 100_000,
            retention: Retention(
                done: retention?.done?.period,
                failed: retention?.failed?.period,
                sent: retention?.sent?.period,
                undeliverable: retention?.undeliverable?.period
            ),
            expiring: try expiryNotices(),
            metricsFile: metricsFile,
            version: Program.version
        )
    }

    private func expiryNotices() throws -> ExpiryNotices {
        let day = expiring?.dayOfMonth ?? 1
        guard (1...28).contains(day) else {
            throw ConfigurationError("'expiring.day_of_month' cannot be \(day). Write a number from 1 to 28.")
        }
        return ExpiryNotices(
            reportWithin: expiring?.reportWithin?.period,
            dayOfMonth: day,
            reminders: expiring?.reminders?.map(\.period) ?? []
        )
    }

    /// Who is told when the service cannot go on.
    func contactMailbox() throws -> Mailbox? {
        try contact.map { try mailbox($0, key: "contact") }
    }

    func senderMailbox() throws -> Mailbox {
        try mailbox(mailFrom ?? "certdrop@\(Self.hostName)", name: "certdrop", key: "mail_from")
    }

    /// The program that messages are handed to.
    ///
    /// - Throws: ``ConfigurationError`` if the configured one is no command.
    func deliveryCommand() throws -> DeliveryCommand {
        guard let mailCommand else { return .sendmail }
        do {
            return try DeliveryCommand(mailCommand)
        } catch {
            throw ConfigurationError("'mail_command': \(error.message)")
        }
    }

    private func messageTemplates() throws -> MessageTemplates {
        do {
            return try MessageTemplates(folder: mailTemplates, wording: wording)
        } catch {
            throw ConfigurationError("'mail_templates': \(error.message)")
        }
    }

    var timing: DropService.Timing {
        var timing = DropService.Timing()
        if let settle { timing.settle = settle }
        if let rescan { timing.rescan = rescan }
        if let stopGrace { timing.stopGrace = stopGrace }
        return timing
    }

    private func importSettings() throws -> ImportSettings {
        if let percent = maxRejectedPercent, !(0...100).contains(percent) {
            throw ConfigurationError("'max_rejected_percent' cannot be \(percent). Write a number from 0 to 100.")
        }
        return ImportSettings(
            dateOrder: dateOrder,
            maxRejectedPercent: onRejection == .rejectFile ? 0 : maxRejectedPercent,
            maxFileBytes: Int64(limits?.fileSize?.bytes ?? 4 << 30),
            maxRows: try atLeastOne(limits?.rows, key: "limits.rows") ?? 100_000_000,
            limits: ReadLimits(
                maxRecordBytes: limits?.rowLength?.bytes ?? 1 << 20,
                maxFieldBytes: limits?.fieldLength?.bytes ?? 64 << 10,
                maxFields: try atLeastOne(limits?.columns, key: "limits.columns") ?? 1000
            ),
            columnAliases: try aliases(),
            statusWords: StatusWords(adding: try addedStatusWords()),
            today: CalendarDay.local(Date()),
            wording: wording
        )
    }

    private func atLeastOne(_ number: Int?, key: String) throws -> Int? {
        guard let number, number < 1 else { return number }
        throw ConfigurationError("'\(key)' cannot be \(number). Write a number from 1.")
    }

    private func aliases() throws -> [Column: [String]] {
        var aliases: [Column: [String]] = [:]
        for (heading, others) in columnAliases ?? [:] {
            guard let column = Column.allCases.first(where: { HeadingKey.make($0.heading) == HeadingKey.make(heading) })
            else {
                throw ConfigurationError(
                    "'column_aliases.\(heading)' is no column."
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
                    "'status_words.\(name)' is no status."
                        + ConfigurationError.hint(name, among: ActivityStatus.allCases.map(\.rawValue))
                )
            }
            added[status] = words
        }
        return added
    }

    private func baseURL() throws -> String? {
        guard var address = reportBaseURL else { return nil }
        let schemes = ["https://", "http://", "sftp://", "smb://", "file://"]
        guard schemes.contains(where: address.hasPrefix) else {
            throw ConfigurationError("'report_base_url' cannot be '\(address)'. Write an address such as https://…")
        }
        while address.hasSuffix("/") { address.removeLast() }
        return address
    }

    private func mailbox(_ address: String, name: String = "", key: String) throws -> Mailbox {
        do {
            return try Mailbox(name: name, address: address)
        } catch {
            throw ConfigurationError("'\(key)': \(error.message)")
        }
    }

    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.isEmpty ? "localhost" : name
    }
}
