import Certification
import DelimitedText
import Foundation
import Glibc
import Store
import Synchronization
import Wording

/// One file's way from bytes to outcomes.
///
/// The steps are called in this order: ``survey(in:)`` reads the file once; ``judge(in:)`` settles the outcome of every
/// row within a transaction; ``store(in:)`` writes what the outcomes say, while another thread may already read them
/// back with ``forEachBatch(_:)``. Verifying is the same, and the caller takes the transaction back.
///
/// A run is owned by one thread; only ``forEachBatch(_:)`` may go on beside ``store(in:)``.
public final class ImportRun {
    public private(set) var summary: RunSummary
    public let progress: ImportProgress
    /// nil if the file could not be read as a table.
    public var dialect: Dialect? { surveyed?.file.dialect }
    /// nil if the file was refused before its header was understood.
    public var header: Header? { surveyed?.header }

    private let descriptor: CInt
    private let scratchDirectory: String
    private let settings: ImportSettings
    private var surveyed: FileSurvey?
    private var judged: JudgedRows?
    /// If they were loaded already.
    private var learners: LearnerDirectory?

    /// - `summary`: what is known of the run so far; the steps fill in the rest.
    /// - `descriptor`: the file, open for reading, as long as the run is used.
    /// - `scratchDirectory`: for what does not fit into memory.
    public init(
        summary: RunSummary,
        descriptor: CInt,
        scratchDirectory: String,
        settings: ImportSettings,
        progress: ImportProgress = ImportProgress()
    ) {
        self.summary = summary
        self.descriptor = descriptor
        self.scratchDirectory = scratchDirectory
        self.settings = settings
        self.progress = progress
    }

    /// Reads the file once: its checksum, dialect, header and the order of its dates. A file that cannot be judged is
    /// refused in ``summary``.
    ///
    /// - Parameter transaction: the one in which the file will be judged, if it has begun and nothing is changed yet.
    ///   Learners are then loaded by the thread that has finished first.
    public func survey(in transaction: StoreTransaction? = nil) throws {
        guard summary.refusal == nil else { return }
        do {
            try admit(nil)
            guard summary.fileSize <= settings.maxFileBytes else {
                throw FileFault.tooLarge(size: summary.fileSize, limit: settings.maxFileBytes)
            }
            try readOnce(transaction)
        } catch let fault as FileFault {
            refuse(fault)
        }
    }

    private func readOnce(_ transaction: StoreTransaction?) throws {
        var checksum = ""
        var fault: FileFault?
        let header = Mutex<Header?>(nil)
        let work: [() throws -> Void] = [
            {
                checksum = try Checksum.hexadecimal(of: self.descriptor, checkpoints: self.progress.checkpoints)
                guard let transaction, let header = header.withLock(\.self) else { return }
                try self.loadLearners(beside: transaction, header)
            },
            {
                do {
                    try self.readTable { known in header.withLock { $0 = known } }
                } catch let found as FileFault {
                    fault = found
                }
            },
        ]
        try concurrently(work, isWorthwhile: isLarge)
        summary.checksum = checksum
        if let fault { throw fault }
    }

    private func loadLearners(beside transaction: StoreTransaction, _ header: Header) throws {
        guard header.kind == .certificates || header.kind == .completions else { return }
        learners = try LearnerDirectory(
            AwardReader(beside: transaction),
            lookUps: Int(summary.fileSize) / Self.bytesOfLongRow,
            byEmail: header.position(of: .email) != nil
        )
    }

    /// Few rows are longer.
    private static let bytesOfLongRow = 256

    private func readTable(headerIsKnown: (Header) -> Void) throws {
        let surveyed = try FileSurvey(
            descriptor: descriptor,
            scratchDirectory: scratchDirectory,
            settings: settings,
            progress: progress,
            headerIsKnown: headerIsKnown
        )
        self.surveyed = surveyed
        let dialect = surveyed.file.dialect
        summary.kind = surveyed.header.kind
        summary.header = surveyed.header.headings
        summary.encoding = dialect.encoding.rawValue
        summary.delimiter = dialect.delimiterName
        summary.unknownColumns = surveyed.header.unknownColumns
        summary.assumptions = assumptions(surveyed).map(settings.wording.remark)
        try admit(surveyed.header.kind)
    }

    /// Refuses the file.
    public func refuse(_ fault: FileFault) {
        summary.refusal = settings.wording.refusal(fault)
    }

    /// Notes when the run ended.
    public func end(at time: Date) {
        summary.finished = time
    }

    /// Whether the file is large enough for its work to be shared among threads.
    public var isLarge: Bool { Self.isLarge(summary.fileSize) }

    /// Whether a file of that many bytes is.
    public static func isLarge(_ bytes: Int64) -> Bool { bytes >= largeFile }

    /// Settles the outcome of every row. A file with too many rejected rows is refused in ``summary``, and so is one of
    /// a kind that certdrop cannot process; its rows have outcomes all the same.
    public func judge(in transaction: StoreTransaction) throws {
        guard let surveyed, summary.refusal == nil else { return }
        progress.begin(.judging, total: surveyed.survey.records)
        if let before = try transaction.lastImport(ofChecksum: summary.checksum, before: summary.id) {
            let day = before.claimed.formatted(.iso8601.year().month().day())
            summary.assumptions.append(settings.wording.remark(.importedBefore(day: day, run: before.id)))
        }
        let judging = Judging(
            surveyed: surveyed,
            settings: settings,
            scratchDirectory: scratchDirectory,
            progress: progress,
            run: summary.id,
            mode: summary.mode,
            loadedLearners: learners
        )
        learners = nil
        let rows: JudgedRows
        do {
            rows = try judging.judge(in: transaction)
        } catch let fault as FileFault {
            return refuse(fault)
        }
        summary.counts = rows.outcomes.counts()
        summary.problems = rows.problems
        let remarks = surveyed.sample.remarks(surveyed.header) { reason in
            rows.problems.first { $0.reason == reason }?.count ?? 0
        }
        summary.assumptions += (remarks + rows.fileRemarks).map(settings.wording.remark)
        judged = rows
        refuseIfWithoutRows()
        refuseIfTooManyRejected()
    }

    private func refuseIfWithoutRows() {
        guard summary.counts.total == 0 else { return }
        refuse(.withoutRows)
    }

    private func refuseIfTooManyRejected() {
        guard let limit = settings.maxRejectedPercent, summary.rejected > 0 else { return }
        let percent = Double(summary.rejected) * 100 / Double(summary.counts.total)
        guard percent > limit else { return }
        refuse(.tooManyRejected(summary.rejected, of: summary.counts.total, limit: limit))
    }

    /// Writes the awards that ``judge(in:)`` settled. Learners and certifications are written already.
    public func store(in transaction: StoreTransaction) throws {
        guard storesAwards, let judged, let awards = judged.awards, let header else { return }
        progress.begin(.storing, total: summary.counts.changes)
        let storage = AwardStorage(
            awards: awards,
            outcomes: judged.outcomes,
            columns: CertificateColumns(header),
            progress: progress,
            isLarge: isLarge,
            replaces: judged.replaces
        )
        try storage.store(
            summary.counts,
            with: AwardWriter(transaction, run: summary.id),
            notify: summary.mode == .import
        )
    }

    /// Passes over all rows with their outcomes. Nothing for a file that was refused unread.
    ///
    /// - Parameters:
    ///   - draft: makes what a thread keeps from batch to batch.
    ///   - prepare: called for all batches in any order, on all processors unless ``store(in:)`` needs one of them; must
    ///     not ask for findings and originals.
    ///   - inOrder: called for one batch at a time, in the order of the file.
    public func forEachBatch<Draft>(
        draft: () -> Draft,
        prepare: (JudgedBatch, inout Draft) -> Void,
        inOrder: (JudgedBatch, Draft) throws -> Void
    ) throws {
        guard let surveyed, let judged else { return }
        let notes = try RowNotes(judged)
        let queue = SegmentQueue(surveyed.survey.segments)
        let turnstile = Turnstile()
        func work() throws {
            var draft = draft()
            let records = RecordBatch()
            do {
                while let (index, segment) = queue.next() {
                    try progress.checkpoints.pass()
                    try surveyed.file.read(segment, into: records)
                    let batch = JudgedBatch(records: records, outcomes: judged.outcomes, notes: notes)
                    prepare(batch, &draft)
                    try turnstile.pass(index) { try inOrder(batch, draft) }
                }
            } catch {
                turnstile.fail(error)
                throw error
            }
        }
        let threads = isLarge && !storesAwards ? ProcessInfo.processInfo.activeProcessorCount : 1
        try concurrently(threads: threads, work)
    }

    /// Passes over all rows with their outcomes, in the order of the file.
    public func forEachBatch(_ body: (JudgedBatch) throws -> Void) throws {
        try forEachBatch(draft: { () }, prepare: { _, _ in }, inOrder: { batch, _ in try body(batch) })
    }

    /// Whether ``store(in:)`` has work to do.
    public var storesAwards: Bool {
        summary.refusal == nil && summary.counts.changes > 0 && judged?.awards != nil
    }

    /// Files from this size are worth a second thread.
    private static let largeFile: Int64 = 4 << 20

    private func assumptions(_ surveyed: FileSurvey) -> [Remark] {
        var remarks: [Remark] = []
        if surveyed.file.dialect.encoding == .windows1252 { remarks.append(.readAsWindows1252) }
        if let row = surveyed.unterminatedRow { remarks.append(.noLineEnd(row: row)) }
        guard settings.dateOrder == nil else { return remarks }
        for (column, evidence) in surveyed.dateEvidence.sorted(by: { $0.key < $1.key }) {
            guard surveyed.header.headings.indices.contains(column) else { continue }
            let heading = surveyed.header.headings[column]
            if evidence.isMixed && evidence.open > 0 { remarks.append(.datesInTwoWays(heading: heading)) }
            if let order = evidence.settled { remarks.append(.dateOrder(heading: heading, order)) }
        }
        return remarks
    }

    /// Whether the uploader may drop the kind of file; before the kind is known, whether they may drop anything.
    private func admit(_ kind: FileKind?) throws(FileFault) {
        guard let administrator = summary.uploader.administrator else {
            throw .notAdministrator(name: summary.uploader.displayName)
        }
        guard let kind, !administrator.may(drop: kind) else { return }
        throw .mayNotDrop(kind, name: administrator.name)
    }
}

extension Dialect {
    /// For people: `comma`, `semicolon`, `tab`, `pipe`.
    var delimiterName: String {
        switch delimiter {
        case UInt8(ascii: ","): "comma"
        case UInt8(ascii: ";"): "semicolon"
        case UInt8(ascii: "\t"): "tab"
        case UInt8(ascii: "|"): "pipe"
        default: String(UnicodeScalar(delimiter))
        }
    }
}
