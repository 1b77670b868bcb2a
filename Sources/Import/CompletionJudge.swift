import Certification
import DelimitedText
import Store
import Wording

/// Judges the rows of a completions file, and stores the awards that rules make of each as it goes.
///
/// Exports of this kind hold everything that anyone did, so most rows concern no rule, and what such a row says of its
/// learner or date does not matter. An award that is there already stays as it is, even if it was revoked: the export of
/// the next day says again what the learner did.
final class CompletionJudge {
    private var reader: RowReader
    private let learners: LearnerDirectory
    private let suggestions: Suggestions
    private let rules: AwardRuleDirectory
    private let writer: RuleAwardWriter
    private let reading: Reading
    private let columns: Columns
    private(set) var remarks = RowRemarks()

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
        reading: Reading
    ) {
        self.reader = reader
        self.learners = learners
        self.suggestions = suggestions
        self.rules = rules
        self.writer = writer
        self.reading = reading
        columns = Columns(reader.header)
    }

    func judge(_ batch: RecordBatch) throws {
        for record in 0..<batch.count where try reader.begin(batch, record) {
            try judge(batch, record)
        }
    }

    private func judge(_ batch: RecordBatch, _ record: Int) throws {
        let row = batch.row(record)
        let activity = reader.text(batch, record, columns.activity, limit: TextLimit.identifier)
        if activity.isEmpty { reader.add(Finding(row: row, reason: .activityMissing, column: columns.activity)) }
        guard reader.isSound else { return try reader.reject(row: row) }
        let rules = self.rules.rules(activity: CellText.text(activity))
        if rules.isEmpty {
            reader.outcomes[row] = .noRule
            return
        }
        guard let status = status(batch, record, row) else { return try reader.reject(row: row) }
        let met = rules.filter { $0.rule.criterion.isMet(by: status) }
        if met.isEmpty {
            reader.outcomes[row] = .noRule
            return
        }
        let learner = try reader.learner(batch, record, columns.learner, learners, suggestions)
        let day = self.day(batch, record, row)
        guard let learner, let day, reader.isSound else { return try reader.reject(row: row) }
        try award(learner, on: day, by: met, row: row)
    }

    private func award(
        _ learner: NamedLearner,
        on day: CalendarDay,
        by rules: [AwardRuleDirectory.Entry],
        row: Int
    ) throws {
        var new: [(key: AwardKey, entry: AwardRuleDirectory.Entry)] = []
        for entry in rules {
            let key = AwardKey(learner: learner.id, certification: entry.rule.certification, awarded: day)
            if try !writer.contains(key) { new.append((key, entry)) }
        }
        guard !new.isEmpty else {
            reader.outcomes[row] = .unchanged
            return
        }
        guard learner.isActive else {
            reader.addInactive(learner, row: row)
            return try reader.reject(row: row)
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
    }

    /// `FAW by the rule 'SAFE-101 passed'.`
    private func remark(_ entries: [AwardRuleDirectory.Entry]) -> String {
        let parts = entries.map { reading.wording.awarded($0.certification.reference, by: $0.rule) }
        return parts.joined(separator: ", ") + "."
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
        let bytes = CellText.trimmed(batch.field(record, columns.date))
        switch reading.date.read(bytes, row: row, invalid: .dateInvalid) {
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
}
