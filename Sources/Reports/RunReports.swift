import Certification
import DelimitedText
import Glibc
import Wording

/// Writes everything that stands beside a processed file, in one pass over its rows: the page, the table and the
/// corrections.
///
/// Owned by one thread. The files appear under the paths that the caller chose, are brought to the disk by
/// ``finish(_:)``, and are the caller's to publish.
///
///     let reports = try RunReports(places, table: table, summary: summary)
///     for record in 0..<batch.count { try reports.row(batch, record, outcome: …, finding: …, original: …) }
///     let written = try reports.finish(summary)
public final class RunReports {
    private let places: ReportPlaces
    private let headings: [String]
    private let wording: any Wording
    private let permissions: mode_t
    /// What is said of a row with nothing else to say, by its outcome's raw value.
    private let remarks: [String]
    private var table: TableReport
    private var corrections: CorrectionsReport
    private var excerpt: RowExcerpt
    /// Whether the page takes another row that is not rejected. Beside the excerpt because it is asked for every row.
    private var showsOtherRows = true
    /// Whether rows that awarded have a message of their own: which rules did it.
    private let remarksOnAwards: Bool
    /// Whether rejected rows can be corrected and dropped again.
    private let takesCorrections: Bool
    /// Once they are on the disk.
    private var tableBytes: Int?
    private var correctionsBytes: Int?

    /// - `places`: where the reports are written, and what they will be called.
    /// - `table`: how the file is laid out; `.unreadable` if no table could be read.
    /// - `summary`: the run as it is known so far: its mode and a refusal must be settled.
    /// - `permissions`: of the files made.
    /// - Throws: `createFailed`.
    public init(
        _ places: ReportPlaces,
        table source: SourceTable,
        summary: RunSummary,
        wording: any Wording = English(),
        permissions: mode_t = 0o640
    ) throws(ReportError) {
        self.places = places
        headings = source.headings.isEmpty ? summary.header : source.headings
        self.wording = wording
        self.permissions = permissions
        remarksOnAwards = summary.kind == .completions
        takesCorrections = summary.undoes == nil
        let label = { (outcome: Outcome) in wording.label(outcome, in: summary) }
        remarks = Outcome.allCases.map { outcome in
            if outcome == .noRule { return wording.noRule }
            return label(outcome) == wording.label(outcome, isConditional: false)
                ? "" : wording.asSentence(label(outcome))
        }
        // A run that was broken off may have left one, and this time there may be nothing to correct.
        unlink(places.corrections.path)
        corrections = CorrectionsReport(source, path: places.corrections.path, permissions: permissions)
        let tableFile = try ReportFile(path: places.table.path, permissions: permissions)
        table = TableReport(source, file: tableFile) { [remarks] in remarks[Int($0.rawValue)] }
        excerpt = RowExcerpt(source, wording: wording, label: label)
    }

    /// One row of the file that is not blank, in the order of the file.
    ///
    /// - `finding`: what is wrong with it, if it was rejected.
    /// - `original`: the row that it repeats, if it is a duplicate.
    /// - `remark`: what else there is to say.
    /// - Throws: `writeFailed`; `createFailed` for the corrections file.
    public func row(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        finding: Finding?,
        original: Int?,
        remark: String? = nil
    ) throws(ReportError) {
        if outcome == .rejected || original != nil || remark != nil {
            return try notableRow(
                records,
                record,
                outcome: outcome,
                finding: finding,
                original: original,
                remark: remark
            )
        }
        try table.row(records, record, outcome: outcome)
        if showsOtherRows { show(records, record, outcome: outcome, finding: nil, message: "") }
    }

    /// A draft for one thread.
    public func draft() -> BatchDraft { BatchDraft(table.lines, remarksOnAwards: remarksOnAwards) }

    /// All rows of a batch whose draft was made, in the order of the file.
    ///
    /// - Parameters: as of ``row(_:_:outcome:finding:original:)``, by record.
    public func append(
        _ draft: BatchDraft,
        records: RecordBatch,
        outcome: (Int) -> Outcome?,
        finding: (Int) throws -> Finding?,
        original: (Int) -> Int?,
        remark: (Int) -> String?
    ) throws {
        var written = 0
        let bytes = draft.bytes
        for gap in draft.gaps {
            try table.append(bytes[written..<gap.offset])
            written = gap.offset
            try notableRow(
                records,
                gap.record,
                outcome: outcome(gap.record) ?? .rejected,
                finding: finding(gap.record),
                original: original(gap.record),
                remark: remark(gap.record)
            )
        }
        try table.append(bytes[written...])
        var record = 0
        while showsOtherRows, record < records.count {
            if let outcome = outcome(record), outcome != .rejected, outcome != .duplicate,
                !(outcome == .awarded && remarksOnAwards)
            {
                show(records, record, outcome: outcome, finding: nil, message: "")
            }
            record += 1
        }
    }

    private func notableRow(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        finding: Finding?,
        original: Int?,
        remark: String?
    ) throws(ReportError) {
        let usual = remarks[Int(outcome.rawValue)]
        let message =
            finding.map { wording.sentence($0, header: headings) }
            ?? original.map { wording.repeats(row: $0) }
            ?? remark.map { usual.isEmpty ? $0 : "\(usual) \($0)" }
            ?? usual
        try table.row(records, record, outcome: outcome, reason: finding?.reason, message: message)
        if outcome == .rejected, takesCorrections { try corrections.row(records, record, message: message) }
        show(records, record, outcome: outcome, finding: finding, message: message)
    }

    private func show(_ records: RecordBatch, _ record: Int, outcome: Outcome, finding: Finding?, message: String) {
        guard excerpt.takes(outcome) else { return }
        excerpt.add(records, record, outcome: outcome, finding: finding, message: message)
        showsOtherRows = excerpt.takes(.awarded)
    }

    /// Brings the CSV report and the corrections to the disk, when all rows were told. ``finish(_:)`` does so else.
    public func finishTables() throws(ReportError) {
        guard tableBytes == nil else { return }
        tableBytes = try table.finish()
        correctionsBytes = try corrections.finish()
    }

    /// Writes the page, and brings all reports to the disk.
    ///
    /// - Parameter summary: the run as it ended.
    /// - Throws: `writeFailed`, `createFailed`.
    public func finish(_ summary: RunSummary) throws(ReportError) -> WrittenReports {
        try finishTables()
        let pageFile = try ReportFile(path: places.page.path, permissions: permissions)
        let page = ReportPage(
            summary: summary,
            places: places,
            hasCorrections: correctionsBytes != nil,
            headings: headings,
            excerpt: excerpt,
            wording: wording
        )
        try page.write(to: pageFile)
        try pageFile.finish()
        return WrittenReports(
            page: .init(path: places.page.path, bytes: pageFile.size),
            table: .init(path: places.table.path, bytes: tableBytes ?? 0),
            corrections: correctionsBytes.map { .init(path: places.corrections.path, bytes: $0) }
        )
    }
}
