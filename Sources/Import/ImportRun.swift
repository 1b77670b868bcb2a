import Certification
import DelimitedText
import Foundation
import Glibc
import Store

/// One file's way from bytes to outcomes.
///
/// The steps are called in this order: ``survey()`` reads the file once; ``judge(in:)`` settles the outcome of every
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

    /// - Parameters:
    ///   - summary: what is known of the run so far; the steps fill in the rest.
    ///   - descriptor: the file, open for reading, as long as the run is used.
    ///   - scratchDirectory: for what does not fit into memory.
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
    public func survey() throws {
        guard summary.refusal == nil else { return }
        do {
            try admit(nil)
            guard summary.fileSize <= settings.maxFileBytes else {
                throw Refusal(
                    .tooLarge,
                    "The file has \(summary.fileSize) bytes; the limit is \(settings.maxFileBytes).",
                    remedy: "Split it into smaller files, or raise limits.file_size in the configuration."
                )
            }
            try readOnce()
        } catch let refusal as Refusal {
            summary.refusal = refusal
        }
    }

    private func readOnce() throws {
        var checksum = ""
        var refusal: Refusal?
        let work: [() throws -> Void] = [
            { checksum = try Checksum.hexadecimal(of: self.descriptor) },
            {
                do { try self.readTable() } catch let error as Refusal { refusal = error }
            },
        ]
        try concurrently(work, isWorthwhile: isLarge)
        summary.checksum = checksum
        if let refusal { throw refusal }
    }

    private func readTable() throws {
        let surveyed = try FileSurvey(
            descriptor: descriptor,
            scratchDirectory: scratchDirectory,
            settings: settings,
            progress: progress
        )
        self.surveyed = surveyed
        let dialect = surveyed.file.dialect
        summary.kind = surveyed.header.kind
        summary.header = surveyed.header.headings
        summary.encoding = dialect.encoding.rawValue
        summary.delimiter = dialect.delimiterName
        summary.unknownColumns = surveyed.header.unknownColumns
        summary.assumptions = assumptions(surveyed)
        try admit(surveyed.header.kind)
    }

    /// Refuses the file for a reason that its content does not show.
    public func refuse(_ refusal: Refusal) {
        summary.refusal = refusal
    }

    /// Notes when the run ended.
    public func end(at time: Date) {
        summary.finished = time
    }

    /// Whether the file is large enough for its work to be shared among threads.
    public var isLarge: Bool { summary.fileSize >= Self.largeFile }

    /// Settles the outcome of every row. A file with too many rejected rows is refused in ``summary``, and so is one of
    /// a kind that certdrop cannot process; its rows have outcomes all the same.
    public func judge(in transaction: StoreTransaction) throws {
        guard let surveyed, summary.refusal == nil else { return }
        progress.begin(.judging, total: surveyed.survey.records)
        let judging = Judging(
            surveyed: surveyed,
            settings: settings,
            scratchDirectory: scratchDirectory,
            progress: progress
        )
        let rows: JudgedRows
        do {
            rows = try judging.judge(in: transaction)
        } catch let refusal as Refusal {
            summary.refusal = refusal
            return
        }
        summary.counts = rows.outcomes.counts()
        summary.problems = rows.problems
        summary.assumptions += surveyed.sample.hints(surveyed.header) { reason in
            rows.problems.first { $0.reason == reason }?.count ?? 0
        }
        judged = rows
        refuseIfWithoutRows()
        refuseIfTooManyRejected()
    }

    private func refuseIfWithoutRows() {
        guard summary.counts.total == 0 else { return }
        summary.refusal = Refusal(
            .empty,
            "The file has column headings, but no rows under them.",
            remedy: "Fill in the rows and drop the file again."
        )
    }

    private func refuseIfTooManyRejected() {
        guard let limit = settings.maxRejectedPercent, summary.rejected > 0 else { return }
        let percent = Double(summary.rejected) * 100 / Double(summary.counts.total)
        guard percent > limit else { return }
        summary.refusal = Refusal(
            .tooManyRejected,
            limit == 0
                ? "\(Wording.english.rows(summary.rejected)) must be corrected before anything is imported."
                : "\(Wording.english.rows(summary.rejected)) of \(summary.counts.total) must be corrected; "
                    + "at most \(limit.formatted()) % may be.",
            remedy: "Correct the rows that are listed and drop the whole file again."
        )
    }

    /// Writes the awards that ``judge(in:)`` settled. Learners and certifications are written already.
    public func store(in transaction: StoreTransaction) throws {
        guard storesAwards, let judged, let awards = judged.awards, let header else { return }
        progress.begin(.storing, total: summary.counts.changes)
        let storage = AwardStorage(
            awards: awards,
            outcomes: judged.outcomes,
            columns: CertificateColumns(header),
            progress: progress
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
        let notes = try RowNotes(logs: judged.logs, duplicates: judged.duplicates)
        let queue = SegmentQueue(surveyed.survey.segments)
        let turnstile = Turnstile()
        func work() throws {
            var draft = draft()
            let records = RecordBatch()
            do {
                while let (index, segment) = queue.next() {
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
    private var storesAwards: Bool {
        summary.refusal == nil && summary.counts.changes > 0 && judged?.awards != nil
    }

    /// Files from this size are worth a second thread.
    static let largeFile: Int64 = 4 << 20

    private func assumptions(_ surveyed: FileSurvey) -> [String] {
        var sentences: [String] = []
        if surveyed.file.dialect.encoding == .windows1252 {
            sentences.append("The text is not UTF-8, so it was read as Windows-1252.")
        }
        if settings.dateOrder == nil {
            for (column, evidence) in surveyed.dateEvidence.sorted(by: { $0.key < $1.key }) {
                guard surveyed.header.headings.indices.contains(column) else { continue }
                let heading = surveyed.header.headings[column]
                if evidence.isMixed && evidence.open > 0 {
                    sentences.append(
                        "The dates in '\(heading)' are written in two ways, some with leading zeros and some without, as if "
                            + "a spreadsheet program had turned some of them. So no order was assumed."
                    )
                }
                guard let order = evidence.settled else { continue }
                sentences.append("The dates in '\(heading)' were read as \(order.rawValue), which the column settles.")
            }
        }
        return sentences
    }

    /// Whether the uploader may drop the kind of file; before the kind is known, whether they may drop anything.
    private func admit(_ kind: FileKind?) throws(Refusal) {
        guard let administrator = summary.uploader.administrator else {
            throw Refusal(
                .unauthorised,
                "\(summary.uploader.displayName) is no administrator of certdrop.",
                remedy: "Ask a global administrator to drop the file, or to add the account to the configuration."
            )
        }
        guard let kind, !administrator.may(drop: kind) else { return }
        throw Refusal(
            .unauthorised,
            "\(administrator.name) is a certifications administrator and may not import \(kind.rawValue).",
            remedy: "Ask a global administrator to drop the file."
        )
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
