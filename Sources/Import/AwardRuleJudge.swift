import Certification
import DelimitedText
import Store

/// Judges the rows of an award-rules file and stores each as it goes.
final class AwardRuleJudge {
    private var reader: RowReader
    private let table: AwardRuleTable
    private let certifications: CertificationDirectory
    private let suggestions: Suggestions
    private let columns: Columns
    private var settledBy = RowsByIdentifier()
    var duplicates: [DuplicateRow] { reader.duplicates }

    private struct Columns {
        let reference: Int
        let activity: Int
        let criterion: Int

        init(_ header: Header) {
            // A header without these three is refused before.
            reference = header.position(of: .certificationReference) ?? 0
            activity = header.position(of: .activityReference) ?? 0
            criterion = header.position(of: .awardedWhen) ?? 0
        }
    }

    init(
        reader: RowReader,
        table: AwardRuleTable,
        certifications: CertificationDirectory,
        suggestions: Suggestions
    ) {
        self.reader = reader
        self.table = table
        self.certifications = certifications
        self.suggestions = suggestions
        columns = Columns(reader.header)
    }

    func judge(_ batch: RecordBatch) throws {
        for record in 0..<batch.count where try reader.begin(batch, record) {
            try judge(batch, record)
        }
    }

    private func judge(_ batch: RecordBatch, _ record: Int) throws {
        let row = batch.row(record)
        let certification = self.certification(batch, record, row)
        let activity = CellText.text(reader.text(batch, record, columns.activity, limit: TextLimit.identifier))
        let word = CellText.text(reader.text(batch, record, columns.criterion, limit: TextLimit.identifier))
        let criterion = AwardCriterion(text: word)
        if activity.isEmpty {
            reader.add(Finding(row: row, reason: .activityMissing, column: columns.activity))
        }
        if criterion == nil {
            reader.add(
                Finding(row: row, reason: .criterionUnknown, column: columns.criterion, value: CellText.shown(word))
            )
        }
        guard let certification, let criterion, reader.isSound else { return try reader.reject(row: row) }
        try settle(row: row, certifications.entries[certification], activity: activity, criterion)
    }

    private func settle(
        row: Int,
        _ certification: CertificationDirectory.Entry,
        activity: String,
        _ criterion: AwardCriterion
    ) throws {
        let stored = try table.find(certification: certification.id, activity: activity)
        let wanted = AwardRule(
            certification: certification.id,
            activity: stored?.rule.activity ?? activity,
            criterion: criterion
        )
        if let stored, let original = settledBy[stored.id] {
            return try reader.settleRepetition(of: original, row: row, agrees: wanted == stored.rule, about: "rule")
        }
        // A rule that is there already may outlive its certification.
        if !certification.certification.isActive, wanted != stored?.rule, criterion != .never {
            reader.add(
                Finding(
                    row: row,
                    reason: .certificationRetired,
                    column: columns.reference,
                    value: certification.certification.reference
                )
            )
            return try reader.reject(row: row)
        }
        guard let (id, rule) = stored else {
            settledBy[try table.insert(wanted, row: row)] = row
            reader.outcomes[row] = .created
            return
        }
        settledBy[id] = row
        try reader.settle(row: row, isSo: wanted == rule) { try table.update(id, to: wanted, row: row) }
    }

    private func certification(_ batch: RecordBatch, _ record: Int, _ row: Int) -> Int? {
        let reference = reader.text(batch, record, columns.reference, limit: TextLimit.identifier)
        if reference.isEmpty {
            reader.add(Finding(row: row, reason: .certificationMissing, column: columns.reference))
            return nil
        }
        if case .one(let index) = certifications.find(reference: reference) { return index }
        guard !reader.problems.contains(where: { $0.column == columns.reference }) else { return nil }
        let isDamaged = CellText.isScientific(reference)
        reader.add(
            Finding(
                row: row,
                reason: isDamaged ? .excelNumber : .certificationUnknown,
                column: columns.reference,
                value: CellText.shown(reference),
                suggestion: isDamaged ? nil : suggestions.certification(near: reference, isName: false)
            )
        )
        return nil
    }
}
