import Certification
import DelimitedText
import Store
import Wording

/// Judges the rows of a completions file, and stores the awards that rules make of each as it goes.
///
/// Exports of this kind hold everything that anyone did, so most rows concern no rule, and that something is wrong with
/// such a row does not matter. What the others say is kept (``CompletionTable``), for rules that are made later.
///
/// An award that is there already stays as it is, even if it was revoked: the export of the next day says again what the
/// learner did. A row that adds nothing to what an earlier row of the same file has awarded is a duplicate of that row,
/// as in a certificates file; one that adds nothing to what earlier runs have awarded is unchanged.
final class CompletionJudge {
    private var reader: RowReader
    private let learners: LearnerDirectory
    private let suggestions: Suggestions
    private let rules: AwardRuleDirectory
    private let writer: RuleAwardWriter
    private let completions: CompletionTable
    private let reading: Reading
    private let columns: Columns
    private(set) var remarks = RowRemarks()
    var duplicates: [DuplicateRow] { reader.duplicates }

    /// How cells are read, and what is done beside storing.
    struct Reading {
        let date: DateReading
        let today: CalendarDay
        let statusWords: StatusWords
        /// Whether learners are told of new awards.
        let notifies: Bool
        let wording: any Wording
    }

    private struct Columns {
        let learner: LearnerCells
        let activity: Int
        let status: Int
        let date: Int

        init(_ header: Header) {
            learner = LearnerCells(header)
            // A header without these three is refused before.
            activity = header.position(of: .activityReference) ?? 0
            status = header.position(of: .status) ?? 0
            date = header.position(of: .date) ?? 0
        }
    }

    init(
        reader: RowReader,
        learners: LearnerDirectory,
        suggestions: Suggestions,
        rules: AwardRuleDirectory,
        writer: RuleAwardWriter,
        completions: CompletionTable,
        reading: Reading
    ) {
        self.reader = reader
        self.learners = learners
        self.suggestions = suggestions
        self.rules = rules
        self.writer = writer
        self.completions = completions
        self.reading = reading
        columns = Columns(reader.header)
    }

    func judge(_ batch: RecordBatch) throws {
        for record in 0..<batch.count where try reader.begin(batch, record) {
            try judge(batch, record)
        }
    }

    /// To be called after the last batch.
    func finish() throws {
        try writer.finish()
    }

    private func judge(_ batch: RecordBatch, _ record: Int) throws {
        let row = batch.row(record)
        let activity = CellText.text(reader.text(batch, record, columns.activity, limit: TextLimit.identifier))
        if activity.isEmpty { reader.add(Finding(row: row, reason: .activityMissing, column: columns.activity)) }
        guard reader.isSound else { return try reader.reject(row: row) }
        let rules = self.rules.rules(activity: activity)
        if rules.isEmpty { return try keep(batch, record, activity, knownStatus(batch, record)) }
        guard let status = status(batch, record, row) else { return try reader.reject(row: row) }
        let met = rules.filter { $0.rule.criterion.isMet(by: status) }
        if met.isEmpty { return try keep(batch, record, activity, status) }
        let learner = try reader.learner(batch, record, columns.learner, learners, suggestions)
        let day = self.day(batch, record, row)
        guard let learner, let day, reader.isSound else { return try reader.reject(row: row) }
        if try award(learner, on: day, by: met, row: row) {
            try completions.record(learner.id, activity, status, on: day)
        }
    }

    /// Ends a row that concerns no rule. What it says is kept if it can be.
    private func keep(
        _ batch: RecordBatch,
        _ record: Int,
        _ activity: String,
        _ status: ActivityStatus?
    ) throws {
        reader.outcomes[batch.row(record)] = .noRule
        guard let status, status != .nothing,
            let learner = try columns.learner.identifier(batch, record, learners),
            case .success(let day) = read(day: batch, record), day <= reading.today
        else { return }
        try completions.record(learner, activity, status, on: day)
    }

    /// - Returns: whether the row was right.
    private func award(
        _ learner: NamedLearner,
        on day: CalendarDay,
        by rules: [AwardRuleDirectory.Entry],
        row: Int
    ) throws -> Bool {
        var new: [(key: AwardKey, entry: AwardRuleDirectory.Entry)] = []
        var repeated: Int?
        for entry in rules {
            let key = AwardKey(learner: learner.id, certification: entry.rule.certification, awarded: day)
            switch try writer.origin(of: key) {
            case nil: new.append((key, entry))
            case .row(let original): repeated = min(repeated ?? original, original)
            case .earlierRun: break
            }
        }
        guard !new.isEmpty else {
            if let repeated { reader.duplicate(of: repeated, row: row) } else { reader.outcomes[row] = .unchanged }
            return true
        }
        guard learner.isActive else {
            reader.addInactive(learner, row: row)
            try reader.reject(row: row)
            return false
        }
        for (key, entry) in new {
            try writer.insert(
                key,
                expires: entry.certification.validFor?.end(from: day),
                rule: entry.id,
                row: row,
                notify: reading.notifies
            )
        }
        reader.outcomes[row] = .awarded
        remarks.add(remark(new.map(\.entry)), row: row)
        return true
    }

    /// `FAW by the rule 'SAFE-101 passed'.`
    private func remark(_ entries: [AwardRuleDirectory.Entry]) -> String {
        let parts = entries.map { reading.wording.awarded($0.certification.reference, by: $0.rule) }
        return parts.joined(separator: ", ") + "."
    }

    /// nil if there is none, or it is not known.
    private func knownStatus(_ batch: RecordBatch, _ record: Int) -> ActivityStatus? {
        let bytes = CellText.trimmed(batch.field(record, columns.status))
        return bytes.isEmpty ? nil : reading.statusWords.status(CellText.text(bytes))
    }

    private func status(_ batch: RecordBatch, _ record: Int, _ row: Int) -> ActivityStatus? {
        let bytes = reader.text(batch, record, columns.status, limit: TextLimit.identifier)
        if bytes.isEmpty {
            reader.add(Finding(row: row, reason: .statusMissing, column: columns.status))
            return nil
        }
        if let status = reading.statusWords.status(CellText.text(bytes)) { return status }
        if reader.isSound {
            reader.add(
                Finding(row: row, reason: .statusUnknown, column: columns.status, value: CellText.shown(bytes))
            )
        }
        return nil
    }

    private func day(_ batch: RecordBatch, _ record: Int, _ row: Int) -> CalendarDay? {
        switch read(day: batch, record) {
        case .success(let day):
            if day > reading.today {
                reader.add(Finding(row: row, reason: .dateFuture, column: columns.date, value: day.description))
            }
            return day
        case .failure(let problem):
            reader.add(problem.finding)
            return nil
        }
    }

    private func read(day batch: RecordBatch, _ record: Int) -> Result<CalendarDay, DateReading.Problem> {
        let bytes = CellText.trimmed(batch.field(record, columns.date))
        return reading.date.read(bytes, row: batch.row(record), invalid: .dateInvalid)
    }
}
