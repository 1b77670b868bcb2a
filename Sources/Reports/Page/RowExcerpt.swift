import Certification
import DelimitedText
import Wording

/// The rows that the page shows, as HTML: the first rejected ones and the first others, up to a bound.
struct RowExcerpt {
    /// What keeps a page quick to open whatever the file is.
    struct Bounds {
        var rejectedRows = 1_500
        var rejectedBytes = 800_000
        var otherRows = 1_000
        var otherBytes = 500_000
        /// Columns of the file that are shown.
        var columns = 40
        /// Characters of a cell that are shown.
        var cellCharacters = 200
    }

    /// One bounded list of rows.
    private struct List {
        var html = ByteBuffer()
        var rows = 0
        var isFull = false
    }

    private let bounds: Bounds
    private let outcomeLabels: [String]
    private let columns: [Int]
    /// Columns that the file has, but for those that an earlier corrections file added.
    let ownColumns: Int
    private let headingCount: Int
    private var counts = OutcomeCounts()
    private let offendingMark: String
    private let emptyMark: String
    private var rejected = List()
    private var others = List()
    /// Cells that rows have beyond the header.
    private(set) var extraColumns = 0

    init(_ table: SourceTable, bounds: Bounds = Bounds(), wording: any Wording, label: (Outcome) -> String) {
        self.bounds = bounds
        outcomeLabels = Outcome.allCases.map { HTMLText.escape(label($0)) }
        offendingMark = HTMLText.escape(wording.labels.offendingCell)
        emptyMark = HTMLText.escape(wording.labels.emptyCell)
        headingCount = (table.headings.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? -1) + 1
        let skipped = table.problemColumns()
        let own = (0..<headingCount).filter { !skipped.contains($0) }
        ownColumns = own.count
        columns = Array(own.prefix(bounds.columns))
    }

    /// The columns of the file that are shown.
    var shownColumns: [Int] { columns }
    var rows: Int { rejected.rows + others.rows }

    func count(_ outcome: Outcome) -> Int { counts[outcome] }

    /// Whether a row of this outcome would be shown, so that the caller need not ask for what is said about it.
    func takes(_ outcome: Outcome) -> Bool {
        outcome == .rejected ? !rejected.isFull : !others.isFull
    }

    /// All rejected rows up to this one are shown.
    private(set) var lastRejectedRow = 0

    mutating func add(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        finding: Finding?,
        message: String
    ) {
        var html = ByteBuffer(capacity: 512)
        append(records, record, outcome: outcome, finding: finding, message: message, to: &html)
        let isShown =
            outcome == .rejected
            ? RowExcerpt.add(html, to: &rejected, rows: bounds.rejectedRows, bytes: bounds.rejectedBytes)
            : RowExcerpt.add(html, to: &others, rows: bounds.otherRows, bytes: bounds.otherBytes)
        guard isShown else { return }
        counts[outcome] += 1
        if outcome == .rejected { lastRejectedRow = records.row(record) }
    }

    /// Rejected rows first.
    var html: [ByteBuffer] { [rejected.html, others.html] }

    private static func add(_ html: ByteBuffer, to list: inout List, rows: Int, bytes: Int) -> Bool {
        guard list.html.count + html.count <= bytes else {
            list.isFull = true
            return false
        }
        list.html.append(html.bytes)
        list.rows += 1
        list.isFull = list.rows == rows
        return true
    }
}

extension RowExcerpt {
    private mutating func append(
        _ records: RecordBatch,
        _ record: Int,
        outcome: Outcome,
        finding: Finding?,
        message: String,
        to html: inout ByteBuffer
    ) {
        let row = records.row(record)
        html.append("<tr id=\"r")
        html.append(row)
        html.append("\" data-o=\"\(outcome.name)\"")
        if let finding { html.append(" data-p=\"\(finding.reason.rawValue)\"") }
        html.append("><th scope=\"row\">")
        html.append(row)
        html.append("</th><td>\(outcomeLabels[Int(outcome.rawValue)])</td><td>")
        HTMLText.append(message, limit: 600, to: &html)
        html.append("</td>")
        for column in columns {
            append(records.field(record, column), isOffending: column == finding?.column, to: &html)
        }
        // A row that is too long is shown with what it has too much of, within reason.
        let surplus = min(max(records.fieldCount(record) - headingCount, 0), 5)
        if finding != nil, surplus > 0 {
            extraColumns = max(extraColumns, surplus)
            for column in headingCount..<(headingCount + surplus) {
                append(records.field(record, column), isOffending: true, to: &html)
            }
        }
        html.append("</tr>\n")
    }

    private func append(_ cell: UnsafeBufferPointer<UInt8>, isOffending: Bool, to html: inout ByteBuffer) {
        guard isOffending else {
            html.append("<td>")
            HTMLText.append(cell, limit: bounds.cellCharacters, to: &html)
            return html.append("</td>")
        }
        html.append("<td class=\"bad\"><span class=\"vh\">\(offendingMark) </span><mark>")
        if cell.isEmpty {
            html.append("<i>\(emptyMark)</i>")
        } else {
            HTMLText.append(cell, limit: bounds.cellCharacters, to: &html)
        }
        html.append("</mark></td>")
    }
}
