import Certification
import DelimitedText
import Foundation
import Glibc
import Logging
import Mail
import Reports
import Store
import SystemPackage

/// The list of awards that expire soon, `done/expiring-2026-11.csv`, and the message to administrators that says so.
struct ExpiringReport {
    private let settings: RunSettings
    private let store: CertificationStore
    private let logger: Logger

    private static let columns: [Column] = [
        .username, .firstName, .surname, .email, .department, .jobRole, .region, .certificationReference,
        .certificationName, .awardDate, .expiryDate, .certificateNumber, .awardingBody,
    ]
    private static let headings = columns.map(\.heading)

    init(_ settings: RunSettings, _ store: CertificationStore, _ logger: Logger) {
        self.settings = settings
        self.store = store
        self.logger = logger
    }

    /// - Parameter month: `2026-11`, after which the list is called.
    func make(_ month: String, from first: CalendarDay, to last: CalendarDay, _ now: Date) throws {
        let hidden = settings.root.done.appending(".expiring-\(month).csv.new")
        let count = try write(to: hidden, from: first, to: last)
        let file = try publish(hidden, month)
        if count > 0 { try tell(month, count, until: last, file, now) }
        logger.info(
            "Listed the awards that expire.",
            metadata: ["awards": "\(count)", "file": "\(file.fileName.display)"]
        )
    }

    private func write(to path: FilePath, from first: CalendarDay, to last: CalendarDay) throws -> Int {
        let table = try WrittenTable(path, headings: Self.headings)
        var count = 0
        try store.forEachExpiring(from: first, to: last) { award in
            try table.append(Self.cells(award))
            count += 1
        }
        try table.finish()
        return count
    }

    /// Whether a file is such a list, by its name and its header.
    static func isOne(_ path: FilePath) -> Bool {
        let name = path.fileName.display
        // Of hundreds of thousands of names, nearly all are others, and a regular expression takes its time.
        guard name.hasPrefix("expiring-"), name.wholeMatch(of: /expiring-\d{4}-\d\d(-\d+)?\.csv/) != nil else {
            return false
        }
        let beginning = WrittenTable.beginning(headings)
        return (try? FileSystem.read(path, limit: beginning.count)) == beginning
    }

    private static func cells(_ award: ExpiringAward) -> [String] {
        let learner = award.learner
        return [
            learner.username, learner.firstName, learner.surname, learner.email, learner.department, learner.jobRole,
            learner.region, award.certification, award.certificationName, award.key.awarded.description,
            award.expires.description, award.number, award.awardingBody,
        ]
    }

    /// Someone may have dropped a file of that name.
    private func publish(_ hidden: FilePath, _ month: String) throws -> FilePath {
        var attempt = 1
        while true {
            let name = "expiring-\(month)" + (attempt > 1 ? "-\(attempt)" : "") + ".csv"
            let path = settings.root.done.appending(name)
            if try FileSystem.move(hidden, to: path) == .moved {
                try FileSystem.synchronise(directory: settings.root.done)
                return path
            }
            attempt += 1
        }
    }

    private func tell(_ month: String, _ count: Int, until last: CalendarDay, _ file: FilePath, _ now: Date) throws {
        let recipients = settings.contact.map { [$0] } ?? settings.accounts.globalMailboxes
        guard !recipients.isEmpty else { return }
        var attachments: [Attachment] = []
        if let size = FileSystem.status(file)?.st_size, size <= settings.largestAttachment {
            let bytes = try FileSystem.read(file, limit: settings.largestAttachment)
            attachments = [
                Attachment(fileName: file.fileName.display, mediaType: "text/csv", charset: "utf-8", bytes: bytes)
            ]
        }
        let message = try ExpiringMessage(sender: settings.sender, wording: settings.wording).message(
            to: recipients,
            count: count,
            until: last,
            month: month,
            location: settings.location(of: file),
            attachments: attachments,
            date: now
        )
        let name = settings.messageName(MessageName.expiring(month))
        try Outbox(path: settings.root.outbox).queue([(name, message.encoded())])
    }
}

extension RunSettings {
    /// Where people find a file of the drop root: an address, or its path.
    func location(of file: FilePath) -> String {
        guard let reportBaseURL else { return file.display }
        let relative = file.bytes.dropFirst(root.path.utf8.count + 1)
        return reportBaseURL + "/" + RelativeLink(path: relative).text.dropFirst(2)
    }
}
