import Certification
import DelimitedText
import Glibc

/// Writes everything that stands beside a processed file, in one pass over its rows: the page, the table and the
/// corrections.
///
/// Owned by one thread. The files appear under the paths that the caller chose, are flushed to the disk by `finish`,
/// and are the caller's to publish.
///
///     let reports = try RunReports(places, table: table, summary: summary)
///     for record in 0..<batch.count { try reports.row(batch, record, outcome: …, finding: …, original: …) }
///     let written = try reports.finish(summary)
public final class RunReports {
    private let places: ReportPlaces
    private let source: SourceTable
    private let headings: [String]
    private let wording: Wording
    private let words: PageWords
    private let permissions: mode_t
    private let remarks: [String]
    private let tableFile: ReportFile
    private var table: TableReport
    private var correctionsFile: ReportFile?
    private var corrections: CorrectionsReport
    private var excerpt: RowExcerpt

    private static let flushThreshold = 1 << 18

    /// - Parameters:
    ///   - places: where the reports are written, and what they will be called.
    ///   - table: how the file is laid out; `.unreadable` if no table could be read.
    ///   - summary: the run as it is known so far: mode, kind, header and refusal must be settled.
    ///   - permissions: of the files made.
    /// - Throws: `createFailed`.
    public init(
        _ places: ReportPlaces,
        table source: SourceTable,
        summary: RunSummary,
        wording: Wording = .english,
        words: PageWords = .english,
        permissions: mode_t = 0o640
    ) throws(ReportError) {
        self.places = places
        self.source = source
        headings = source.headings.isEmpty ? summary.header : source.headings
        self.wording = wording
        self.words = words
        self.permissions = permissions
        let label = { (outcome: Outcome) in
            wording.label(outcome, mode: summary.mode, stored: summary.wasStored)
        }
        remarks = Outcome.allCases.map { label($0) == $0.name ? "" : words.sentence(label($0)) }
        table = TableReport(source) { [remarks] in remarks[Int($0.rawValue)] }
        corrections = CorrectionsReport(source)
        excerpt = RowExcerpt(source, words: words, label: label)
        tableFile = try ReportFile(path: places.table.path, permissions: permissions)
        // A run that was broken off may have left one, and this time there may be nothing to correct.
        unlink(places.corrections.path)
    }

    /// One row of the file that is not blank, in the order of the file.
    ///
    /// - Parameters:
    ///   - finding: what is wrong with it, if it was rejected.
    ///   - original: the row that it repeats, if it is a duplicate.
    /// - Throws: `writeFailed`; `createFailed` for the corrections file.
    public func row(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        finding: Finding?,
        original: Int?
    ) throws(ReportError) {
        if finding == nil && original == nil && outcome != .rejected {
            table.row(records, record, outcome: outcome)
            if excerpt.takes(outcome) { show(records, record, outcome: outcome, finding: nil, message: "") }
        } else {
            try notableRow(records, record, outcome: outcome, finding: finding, original: original)
        }
        if table.bufferedBytes >= RunReports.flushThreshold { try table.write(to: tableFile) }
    }

    private func notableRow(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        finding: Finding?,
        original: Int?
    ) throws(ReportError) {
        let message =
            finding.map { wording.sentence($0, header: headings) }
            ?? original.map { words.repeats(row: $0) }
            ?? remarks[Int(outcome.rawValue)]
        table.row(records, record, outcome: outcome, reason: finding?.reason, message: message)
        if excerpt.takes(outcome) { show(records, record, outcome: outcome, finding: finding, message: message) }
        guard outcome == .rejected else { return }
        corrections.row(records, record, message: message)
        if corrections.bufferedBytes >= RunReports.flushThreshold { try flushCorrections() }
    }

    private func show(_ records: RecordBatch, _ record: Int, outcome: Outcome, finding: Finding?, message: String) {
        excerpt.add(records, record, outcome: outcome, finding: finding, message: message)
    }

    private func flushCorrections() throws(ReportError) {
        if correctionsFile == nil {
            correctionsFile = try ReportFile(path: places.corrections.path, permissions: permissions)
        }
        if let correctionsFile { try corrections.write(to: correctionsFile) }
    }

    /// Writes the page, and brings all reports to the disk.
    ///
    /// - Parameter summary: the run as it ended.
    /// - Throws: `writeFailed`, `createFailed`.
    public func finish(_ summary: RunSummary) throws(ReportError) -> WrittenReports {
        try table.write(to: tableFile)
        try tableFile.finish()
        if corrections.rows > 0 { try flushCorrections() }
        try correctionsFile?.finish()

        let pageFile = try ReportFile(path: places.page.path, permissions: permissions)
        let page = ReportPage(
            summary: summary,
            places: places,
            hasCorrections: corrections.rows > 0,
            headings: headings,
            excerpt: excerpt,
            wording: wording,
            words: words
        )
        try page.write(to: pageFile)
        try pageFile.finish()

        func written(_ place: ReportPlaces.Place, _ file: ReportFile) -> WrittenReports.File {
            WrittenReports.File(path: place.path, bytes: file.size)
        }
        return WrittenReports(
            page: written(places.page, pageFile),
            table: written(places.table, tableFile),
            corrections: correctionsFile.map { written(places.corrections, $0) }
        )
    }
}
