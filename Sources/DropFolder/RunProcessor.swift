import Certification
import DelimitedText
import Foundation
import Glibc
import Import
import Logging
import Mail
import Reports
import Store
import SystemPackage
import Wording

/// Takes one file through processing and publishing. Owned by one thread.
///
/// The order is what keeps data safe; a change must keep it:
/// 1. the file, the reports and the message are on the disk, in the spool, before the transaction commits;
/// 2. the transaction holds the awards and the list of what is to be published, so both are there or neither is;
/// 3. the reports and messages are in their place before the file is; all are there, on the disk, before the run is
///    finished.
public final class RunProcessor {
    let settings: RunSettings
    let store: CertificationStore
    let logger: Logger
    private let outbox: Outbox
    /// Of runs whose publishing was interrupted: up to which learner messages are in the outbox.
    private var told: [RunID: Int64] = [:]
    private let checkpoints: Checkpoints

    /// - `checkpoints`: passed while a run is published.
    public init(
        settings: RunSettings,
        store: CertificationStore,
        logger: Logger,
        checkpoints: Checkpoints = Checkpoints()
    ) {
        self.checkpoints = checkpoints
        self.settings = settings
        self.store = store
        self.logger = logger
        outbox = Outbox(path: settings.root.outbox)
    }

    // MARK: Runs of the service

    /// Processes a claimed file that lies in the spool, on the disk. What came of it is to be published next.
    ///
    /// - Returns: what came of it, and where its page will be.
    func process(_ record: RunRecord, progress: ImportProgress) throws -> (RunSummary, report: FilePath) {
        let places = RunPlaces(spooledIn: settings.root.spool(of: record.id))
        let file = try OpenedFile(places.file, evenIfDenied: true)
        var summary = RunSummary(
            id: record.id,
            mode: record.mode,
            fileName: FileName(record.fileName).display,
            fileSize: file.size,
            uploader: settings.accounts.uploader(uid: file.owner),
            // Not when it was claimed, which the journal knows to the second.
            started: Date()
        )
        if file.links > 1 {
            summary.refusal = settings.wording.refusal(.linked(names: file.links))
        } else if file.isDenied {
            summary.refusal = settings.wording.refusal(.unreadable)
        }
        let run = ImportRun(
            summary: summary,
            descriptor: file.descriptor,
            scratchDirectory: settings.root.spool,
            settings: settingsOfToday(),
            progress: progress
        )
        FileSystem.beginWriting(file.descriptor)
        try run.survey()
        try checkSidecar(places, run)
        let names = try store.transaction { transaction in
            let names = try carryOut(run, in: transaction, places: places) { summary in
                let folder = summary.isClean ? settings.root.done : settings.root.failed
                return PublishedNames(for: FileName(record.fileName), in: folder, at: record.claimed)
            }
            // Nor may the file be empty after a loss of power: its writer need not have made sure.
            if !file.isDenied { try FileSystem.synchronise(file.descriptor, places.file) }
            return names
        }
        return (run.summary, names.folder.appending(names.page))
    }

    private func checkSidecar(_ places: RunPlaces, _ run: ImportRun) throws {
        guard FileSystem.exists(places.sidecar), run.summary.refusal == nil else { return }
        let expected = try ChecksumSidecar.read(places.sidecar)
        guard expected != run.summary.checksum else { return }
        run.refuse(expected == nil ? .checksumMissing : .checksumDiffers)
    }

    // MARK: Processing

    func settingsOfToday() -> ImportSettings {
        var settings = self.settings.importing
        settings.today = CalendarDay.local(Date())
        return settings
    }

    /// Judges, stores and reports, and records what is to be published.
    ///
    /// - Parameters:
    ///   - claim: records a run that the journal does not have yet.
    ///   - publishing: what of it is published.
    @discardableResult
    func carryOut(
        _ run: ImportRun,
        in transaction: StoreTransaction,
        places: RunPlaces,
        claim: (() throws -> Void)? = nil,
        publishing: Publishing = .everything,
        names chooseNames: (RunSummary) -> PublishedNames
    ) throws -> PublishedNames {
        if claim != nil { try transaction.keepLock() }
        try run.judge(in: transaction)
        let sharesWork = run.isLarge && run.storesAwards
        if sharesWork { transaction.beginBulk() }
        let names = chooseNames(run.summary)
        let reports = try RunReports(
            names.places(from: places),
            table: run.sourceTable,
            summary: run.summary,
            wording: settings.wording
        )
        try concurrently(
            [
                { try run.store(in: transaction) },
                { try Self.report(run, to: reports) },
            ],
            // Else the report has all processors to itself, which it would not get within another piece of work.
            isWorthwhile: sharesWork
        )
        if !run.summary.wasStored { try transaction.rollBack() }
        // Not earlier: a page that is changed before and after a large file's awards makes SQLite read and sum up all
        // of its log once more (walRewriteChecksums).
        try claim?()
        run.end(at: Date())
        let written = try reports.finish(run.summary)
        try commit(run.summary, written, in: transaction, places: places, names: names, publishing: publishing)
        return names
    }

    /// What of a run is published.
    enum Publishing {
        /// Nothing: the answer is on the terminal.
        case nothing
        /// The reports; the file stays where it is.
        case reports
        /// The reports, the administrator's message and the file.
        case everything
    }

    /// Records what came of a run and what is to be published, all of which is on the disk then.
    func commit(
        _ summary: RunSummary,
        _ written: WrittenReports,
        in transaction: StoreTransaction,
        places: RunPlaces,
        names: PublishedNames,
        publishing: Publishing
    ) throws {
        // Those of the command line belong to who typed it.
        if publishing == .everything {
            for report in [written.page, written.table, written.corrections].compactMap(\.self) {
                FileSystem.letRead(FilePath(report.path), account: summary.uploader.uid)
            }
        }
        var publications = [
            Publication(places.page, names.folder.appending(names.page)),
            Publication(places.table, names.folder.appending(names.table)),
        ]
        if written.corrections != nil {
            publications.append(Publication(places.corrections, names.folder.appending(names.corrections)))
        }
        if publishing == .everything {
            if try writeMessage(summary, names, written, to: places.message) {
                let name = settings.messageName(MessageName.administrator(summary.id)) + ".eml"
                publications.append(Publication(places.message, FilePath(settings.root.outbox).appending(name)))
            }
            if FileSystem.exists(places.sidecar), let name = names.file.checksumName {
                publications.append(Publication(places.sidecar, names.folder.appending(name)))
            }
            publications.append(Publication(places.file, names.folder.appending(names.file)))
        }
        try FileSystem.synchronise(directory: places.page.directory)
        let isPublished = publishing != .nothing
        try transaction.commit(
            summary,
            verdict: settings.wording.verdict(summary),
            destination: isPublished ? names.folder.appending(names.file).bytes : nil,
            report: isPublished ? names.folder.appending(names.page).bytes : nil,
            publications: isPublished ? publications : []
        )
    }

    private static func report(_ run: ImportRun, to reports: RunReports) throws {
        try run.forEachBatch(
            draft: reports.draft,
            prepare: { batch, draft in draft.make(batch.records, outcome: batch.outcome) },
            inOrder: { batch, draft in
                try reports.append(
                    draft,
                    records: batch.records,
                    outcome: batch.outcome,
                    finding: batch.finding,
                    original: batch.original,
                    remark: batch.remark
                )
            }
        )
        try reports.finishTables()
    }

    // MARK: Messages

    /// - Returns: whether there is anyone to send it to.
    private func writeMessage(
        _ summary: RunSummary,
        _ names: PublishedNames,
        _ written: WrittenReports,
        to path: FilePath
    ) throws -> Bool {
        let recipients = recipients(of: summary)
        guard !recipients.isEmpty else { return false }
        let message = try AdministratorMessage(
            templates: settings.templates,
            sender: settings.sender,
            wording: settings.wording
        ).message(
            for: summary,
            to: recipients,
            report: reportLocation(names),
            corrections: written.corrections == nil ? nil : names.corrections.display,
            attachments: try attachments(names, written)
        )
        try FileSystem.write(message.encoded(), to: path, permissions: 0o640)
        return true
    }

    private func recipients(of summary: RunSummary) -> [Mailbox] {
        if let administrator = summary.uploader.administrator,
            let mailbox = try? Mailbox(name: administrator.name, address: administrator.email)
        {
            return [mailbox]
        }
        return settings.contact.map { [$0] } ?? []
    }

    private func reportLocation(_ names: PublishedNames) -> AdministratorMessage.Report {
        let location = settings.location(of: names.folder.appending(names.page))
        return settings.reportBaseURL == nil ? .path(location) : .link(location)
    }

    private func attachments(_ names: PublishedNames, _ written: WrittenReports) throws -> [Attachment] {
        var attachments: [Attachment] = []
        func attach(_ file: WrittenReports.File?, _ name: FileName, _ type: String) throws {
            guard let file, file.bytes <= settings.largestAttachment else { return }
            let bytes = try FileSystem.read(FilePath(file.path), limit: settings.largestAttachment)
            attachments.append(Attachment(fileName: name.display, mediaType: type, bytes: bytes))
        }
        try attach(written.page, names.page, "text/html")
        try attach(written.corrections, names.corrections, "text/csv")
        return attachments
    }

    private func queueLearnerMessages(_ record: RunRecord) throws {
        let learnerMessage = LearnerMessage(
            templates: settings.templates,
            sender: settings.sender,
            recordedBy: record.uploader ?? "",
            organisation: settings.organisation
        )
        var last = told[record.id] ?? 0
        while true {
            let notices = try store.notices(of: record.id, after: last, limit: 2_000)
            if notices.isEmpty { return }
            var messages: [(name: String, bytes: [UInt8])] = []
            for notice in notices {
                if checkpoints.isClosed && !messages.isEmpty { break }
                if let message = try message(notice, record, learnerMessage) { messages.append(message) }
                last = notice.learnerID
            }
            try outbox.queue(messages)
            told[record.id] = last
            try checkpoints.pass()
        }
    }

    /// nil if the learner cannot be reached.
    private func message(
        _ notice: Notice,
        _ record: RunRecord,
        _ learnerMessage: LearnerMessage
    ) throws -> (name: String, bytes: [UInt8])? {
        let name = settings.messageName(MessageName.learner(notice.learnerID, record.id))
        do throws(MailError) {
            let message = try learnerMessage.message(
                to: notice.learner,
                number: notice.learnerID,
                awards: notice.awards.map(LearnerMessage.NewAward.init),
                run: record.id,
                date: record.claimed
            )
            return (name, message.encoded())
        } catch {
            guard error.code == .addressInvalid else { throw error }
            logger.warning(
                "A learner cannot be told: the stored e-mail address is not valid.",
                metadata: ["run": "\(record.id)", "learner": "\(notice.learnerID)"]
            )
            return nil
        }
    }

    // MARK: Publishing

    /// Publishes a run; one of a large file comes from the database's log into its file meanwhile.
    func publish(_ id: RunID, fileSize: Int64) throws {
        let publish = { try self.publish(id) }
        guard ImportRun.isLarge(fileSize) else { return try publish() }
        try concurrently([publish, store.checkpoint], isWorthwhile: true)
    }

    /// Moves everything of a committed run to its place, and finishes it. Can be repeated from any point.
    func publish(_ id: RunID) throws {
        let lock = try PublishLock(settings.root)
        defer { withExtendedLifetime(lock) {} }
        guard let record = try store.run(id), record.state == .committed else { return }
        var publications = try store.publications(of: id)
        let folders = Set(publications.map { FilePath(bytes: $0.destination).directory })
        let file = record.isInPlace ? nil : publications.popLast()
        for publication in publications {
            try checkpoints.pass()
            try move(publication, record)
        }
        try queueLearnerMessages(record)
        if let undone = record.undoes { try withdrawMessages(of: undone) }
        if let file { try move(file, record) }
        for folder in folders {
            // The folder of a run of the command line may be gone by the time that recovery comes to it.
            if record.isInPlace && !FileSystem.exists(folder) { continue }
            try FileSystem.synchronise(directory: folder)
        }
        if !record.isInPlace { try FileSystem.removeTree(settings.root.spool(of: id)) }
        try store.finish(
            id,
            at: Date(),
            keeping: settings.keptRuns,
            remembersFiles: !settings.retention.keepsFiles
        )
        told[id] = nil
    }

    private func move(_ publication: Publication, _ record: RunRecord) throws {
        let source = FilePath(bytes: publication.source)
        let destination = FilePath(bytes: publication.destination)
        if record.isInPlace {
            _ = try FileSystem.replace(source, at: destination)
            return
        }
        // A source that is missing was moved before. Someone may have made a file of that name since it was chosen.
        try FileSystem.move(source, to: destination, orMarkedWith: record.id)
    }
}

extension Publication {
    init(_ source: FilePath, _ destination: FilePath) {
        self.init(source: source.bytes, destination: destination.bytes)
    }
}

extension LearnerMessage.NewAward {
    init(_ award: Notice.NewAward) {
        self.init(
            certification: award.certification,
            awarded: award.awarded,
            expires: award.expires,
            awardingBody: award.awardingBody,
            number: award.number
        )
    }
}

extension ImportRun {
    /// How the file is laid out, for the reports.
    var sourceTable: SourceTable {
        guard let header, let dialect else { return .unreadable }
        return SourceTable(
            headings: header.headings,
            keyColumns: header.kind.keyColumns.compactMap(header.position),
            dialect: dialect,
            problemHeading: Header.problemHeading
        )
    }
}
