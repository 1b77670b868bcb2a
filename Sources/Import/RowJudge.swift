import Certification
import DelimitedText

/// What all judges share: the shape of a row, the texts of its cells, and the list of what is wrong with it.
struct RowReader {
    let header: Header
    let log: FindingLog
    let outcomes: OutcomeTable
    private(set) var problems: [Finding] = []
    /// Ascending by row.
    private(set) var duplicates: [DuplicateRow] = []
    private let width: Int

    init(header: Header, log: FindingLog, outcomes: OutcomeTable) {
        self.header = header
        self.log = log
        self.outcomes = outcomes
        width = header.headings.count
    }

    /// Prepares for a row. False if it is blank, or rejected for its shape.
    @inline(__always)
    mutating func begin(_ batch: RecordBatch, _ record: Int) throws -> Bool {
        let fields = batch.fieldCount(record)
        if fields == width, let first = batch.field(record, 0).first, first > 0x20, !batch.hasStrayQuote(record) {
            return true
        }
        return try beginUnusual(batch, record, fields)
    }

    private mutating func beginUnusual(_ batch: RecordBatch, _ record: Int, _ fields: Int) throws -> Bool {
        if batch.isBlank(record) { return false }
        let row = batch.row(record)
        if batch.hasStrayQuote(record) {
            problems.append(Finding(row: row, reason: .rowQuote))
        } else if fields < width {
            problems.append(Finding(row: row, reason: .rowTooFewFields, value: "\(fields)", detail: "\(width)"))
        } else if (width..<fields).contains(where: { !CellText.trimmed(batch.field(record, $0)).isEmpty })
            || fields > header.fieldCount && hasDividedText(batch, record)
        {
            problems.append(Finding(row: row, reason: .rowTooManyFields, value: "\(fields)", detail: "\(width)"))
        }
        if problems.isEmpty { return true }
        try reject(row: row)
        return false
    }

    /// Whether a comma within a text seems to have divided it, so that all behind it stands one column too far and the last
    /// field, which was blank, is one too many: people write a space behind a comma, and programs none.
    private func hasDividedText(_ batch: RecordBatch, _ record: Int) -> Bool {
        (1..<width).contains { column in
            let field = batch.field(record, column)
            return field.first == 0x20 && field.contains { $0 != 0x20 }
        }
    }

    mutating func add(_ finding: Finding) {
        problems.append(finding)
    }

    var isSound: Bool { problems.isEmpty }

    /// Ends a row about what an earlier row has settled already: it repeats that row, or contradicts it.
    ///
    /// - Parameter thing: what both are about, for the finding.
    mutating func settleRepetition(of original: Int, row: Int, agrees: Bool, about thing: String) throws {
        if agrees {
            duplicate(of: original, row: row)
        } else {
            add(Finding(row: row, reason: .duplicateConflict, value: thing, detail: "\(original)"))
            try reject(row: row)
        }
    }

    /// Ends a row that repeats an earlier one.
    mutating func duplicate(of original: Int, row: Int) {
        outcomes[row] = .duplicate
        duplicates.append(DuplicateRow(row: UInt32(row), original: UInt32(original)))
    }

    /// Ends a row about something that is stored, which is updated unless it is so already.
    mutating func settle(row: Int, isSo: Bool, update: () throws -> Void) rethrows {
        if !isSo { try update() }
        outcomes[row] = isSo ? .unchanged : .updated
    }

    /// Ends a row that has problems.
    mutating func reject(row: Int) throws {
        guard var finding = problems.first else { return }
        finding.others = Array(problems.dropFirst())
        problems.removeAll(keepingCapacity: true)
        outcomes[row] = .rejected
        try log.append(finding)
    }

    /// The text of a column without the space around it; empty if the file does not have the column. What cannot be
    /// kept is a problem.
    @inline(__always)
    mutating func text(
        _ batch: RecordBatch,
        _ record: Int,
        _ column: Int,
        limit: Int,
        isMultiline: Bool = false
    ) -> CellBytes {
        let bytes = CellText.trimmed(batch.field(record, column))
        if bytes.count <= limit, CellText.isPlain(bytes), bytes.first != UInt8(ascii: "#") { return bytes }
        check(bytes, row: batch.row(record), column, limit: limit, isMultiline: isMultiline)
        return bytes
    }

    private mutating func check(_ bytes: CellBytes, row: Int, _ column: Int, limit: Int, isMultiline: Bool) {
        if CellText.isSpreadsheetError(bytes) {
            add(Finding(row: row, reason: .excelError, column: column, value: CellText.shown(bytes)))
        } else if let reason = CellText.problem(bytes, isMultiline: isMultiline) {
            add(Finding(row: row, reason: reason, column: column, value: CellText.shown(bytes)))
        } else if bytes.count > limit, CellText.length(bytes) > limit {
            add(
                Finding(
                    row: row,
                    reason: .textTooLong,
                    column: column,
                    value: CellText.shown(bytes),
                    detail: "\(limit)"
                )
            )
        }
    }
}

/// The longest texts that are kept, in characters.
enum TextLimit {
    static let identifier = 255
    static let notes = 4000
}
