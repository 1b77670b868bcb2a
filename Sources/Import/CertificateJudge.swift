import Certification
import DelimitedText
import Store
import Wording

/// Judges the rows of a certificates file and hands the sound ones to an ``AwardSorter``. One for each judging thread.
final class CertificateJudge {
    private var reader: RowReader
    private let columns: CertificateColumns
    private let learners: LearnerDirectory
    private let certifications: CertificationDirectory
    private let suggestions: Suggestions
    private let dates: CertificateDates
    private let statusWords: StatusWords
    /// What the columns of results say in words that are not known; not all if they are many.
    private(set) var unknownResults: Set<String> = []
    let sorter: AwardSorter

    init(
        reader: RowReader,
        learners: LearnerDirectory,
        certifications: CertificationDirectory,
        suggestions: Suggestions,
        dates: CertificateDates,
        statusWords: StatusWords,
        sorter: AwardSorter
    ) {
        self.reader = reader
        columns = CertificateColumns(reader.header)
        self.learners = learners
        self.certifications = certifications
        self.suggestions = suggestions
        self.dates = dates
        self.statusWords = statusWords
        self.sorter = sorter
    }

    var log: FindingLog { reader.log }

    /// Takes segments until none are left, then sorts what is still in memory.
    func judgeSegments(of file: DelimitedFile, from queue: SegmentQueue, progress: ImportProgress) throws {
        let batch = RecordBatch()
        while let (_, segment) = queue.next() {
            try file.read(segment, into: batch)
            try judge(batch)
            try progress.advance(by: batch.count)
        }
        sorter.finish()
    }

    private func judge(_ batch: RecordBatch) throws {
        for record in 0..<batch.count where try reader.begin(batch, record) {
            try judge(batch, record)
        }
    }

    private func judge(_ batch: RecordBatch, _ record: Int) throws {
        let row = batch.row(record)
        let action = self.action(batch, record)
        let takesAll = action?.concernsPast ?? false
        let learner = try self.learner(batch, record, row, takesInactive: takesAll)
        let certification = self.certification(batch, record, row, takesRetired: takesAll)
        let awarded = awardDate(batch, record, row)
        let expires = expiryDate(batch, record, row, awarded: awarded)
        if action == nil { addUnknownAction(batch, record, row) }
        if !takesAll { addFailures(batch, record, row) }
        let number = text(batch, record, columns.number)
        if let column = columns.number, CellText.isScientific(number) {
            reader.add(Finding(row: row, reason: .excelNumber, column: column, value: CellText.shown(number)))
        }
        let awardingBody = text(batch, record, columns.awardingBody)
        let notes = text(batch, record, columns.notes, limit: TextLimit.notes, isMultiline: true)
        guard reader.isSound, let learner, let certification, let awarded, let action else {
            return try reader.reject(row: row)
        }
        let entry = certifications.entries[certification]
        try sorter.add(
            AwardKey(learner: learner, certification: entry.id, awarded: awarded),
            row: row,
            action: action,
            expires: expires,
            computedExpiry: expires == nil ? entry.certification.validFor?.end(from: awarded) : nil,
            texts: (number, awardingBody, notes)
        )
    }

    @inline(__always)
    private func text(
        _ batch: RecordBatch,
        _ record: Int,
        _ column: Int?,
        limit: Int = TextLimit.identifier,
        isMultiline: Bool = false
    ) -> CellBytes {
        guard let column else { return CellBytes(start: nil, count: 0) }
        return reader.text(batch, record, column, limit: limit, isMultiline: isMultiline)
    }

    // The parts of a row follow, each of which adds what is wrong with it and then returns nil.

    private func learner(_ batch: RecordBatch, _ record: Int, _ row: Int, takesInactive: Bool) throws -> Int64? {
        let found = try reader.learner(batch, record, columns.learner, learners, suggestions)
        if let found, !found.isActive, !takesInactive { reader.addInactive(found, row: row) }
        return found?.id
    }

    private func certification(_ batch: RecordBatch, _ record: Int, _ row: Int, takesRetired: Bool) -> Int? {
        let reference = text(batch, record, columns.reference)
        let name = text(batch, record, columns.name)
        if reference.isEmpty && name.isEmpty {
            reader.add(Finding(row: row, reason: .certificationMissing, column: columns.reference ?? columns.name))
            return nil
        }
        let byReference = reference.isEmpty ? nil : certifications.find(reference: reference)
        let byName = name.isEmpty ? nil : certifications.find(name: name)
        let named = byReference == nil ? name : reference
        let column = byReference == nil ? columns.name : columns.reference
        switch byReference ?? byName ?? .none {
        case .one(let index):
            if byReference != nil, case .one(let other)? = byName, other != index {
                reader.add(
                    Finding(
                        row: row,
                        reason: .certificationMismatch,
                        column: columns.name,
                        value: CellText.shown(reference),
                        detail: CellText.shown(name)
                    )
                )
            }
            if !takesRetired, !certifications.entries[index].certification.isActive {
                reader.add(
                    Finding(row: row, reason: .certificationRetired, column: column, value: CellText.shown(named))
                )
            }
            return index
        case .several:
            reader.add(
                Finding(row: row, reason: .certificationAmbiguous, column: column, value: CellText.shown(named))
            )
        case .none:
            guard !reader.problems.contains(where: { $0.column == column }) else { return nil }
            let isDamaged = CellText.isScientific(named)
            reader.add(
                Finding(
                    row: row,
                    reason: isDamaged ? .excelNumber : .certificationUnknown,
                    column: column,
                    value: CellText.shown(named),
                    suggestion: isDamaged ? nil : suggestions.certification(near: named, isName: byReference == nil)
                )
            )
        }
        return nil
    }

    private func awardDate(_ batch: RecordBatch, _ record: Int, _ row: Int) -> CalendarDay? {
        let bytes = CellText.trimmed(batch.field(record, columns.awardDate))
        let day: CalendarDay
        if DateText.isISO(bytes), let iso = DateText.isoDay(bytes) {
            day = iso
        } else {
            switch dates.award.read(bytes, row: row, invalid: .dateInvalid) {
            case .success(let read): day = read
            case .failure(let problem):
                reader.add(problem.finding)
                return nil
            }
        }
        if day > dates.today {
            reader.add(
                Finding(row: row, reason: .dateFuture, column: columns.awardDate, value: day.description)
            )
        }
        return day
    }

    private func expiryDate(_ batch: RecordBatch, _ record: Int, _ row: Int, awarded: CalendarDay?) -> Expiry? {
        guard let column = columns.expiryDate, let reading = dates.expiry else { return nil }
        let bytes = CellText.trimmed(batch.field(record, column))
        if bytes.isEmpty { return nil }
        let day: CalendarDay
        if DateText.isISO(bytes), let iso = DateText.isoDay(bytes) {
            day = iso
        } else if bytes[0] &- 0x30 >= 10, Expiry.isNever(CellText.text(bytes)) {
            return .never
        } else {
            switch reading.read(bytes, row: row, invalid: .expiryInvalid) {
            case .success(let read): day = read
            case .failure(let problem):
                reader.add(problem.finding)
                return nil
            }
        }
        if let awarded, day < awarded {
            reader.add(
                Finding(
                    row: row,
                    reason: .expiryBeforeAward,
                    column: column,
                    value: day.description,
                    detail: awarded.description
                )
            )
        }
        return .on(day)
    }

    /// nil for a word that is not known.
    private func action(_ batch: RecordBatch, _ record: Int) -> AwardAction? {
        guard let column = columns.action else { return .award }
        let bytes = CellText.trimmed(batch.field(record, column))
        return bytes.isEmpty ? .award : AwardAction(CellText.text(bytes))
    }

    private func addUnknownAction(_ batch: RecordBatch, _ record: Int, _ row: Int) {
        guard let column = columns.action else { return }
        let value = CellText.shown(CellText.trimmed(batch.field(record, column)))
        reader.add(Finding(row: row, reason: .actionUnknown, column: column, value: value))
    }
}

extension CertificateJudge {
    /// Who is on the list of results has not earned the certificate if the list says that they failed.
    private func addFailures(_ batch: RecordBatch, _ record: Int, _ row: Int) {
        for column in columns.results {
            let bytes = CellText.trimmed(batch.field(record, column))
            guard !bytes.isEmpty else { continue }
            let text = CellText.text(bytes)
            if statusWords.isFailure(text) {
                reader.add(Finding(row: row, reason: .awardNotEarned, column: column, value: CellText.shown(bytes)))
            } else if statusWords.status(text) == nil, !text.contains(where: \.isNumber) {
                noteUnknownResult(text)
            }
        }
    }

    private func noteUnknownResult(_ text: String) {
        guard unknownResults.count < Self.rememberedResults else { return }
        unknownResults.insert(CellText.shown(text))
    }

    private static let rememberedResults = 100

    /// What is to be said of the whole file, after all rows were judged.
    static func remarks(_ judges: [CertificateJudge]) -> [Remark] {
        let words = judges.reduce(into: Set<String>()) { $0.formUnion($1.unknownResults) }.sorted()
        return words.isEmpty ? [] : [.resultsUnknown(words)]
    }
}

/// Where the columns of a certificates file stand.
struct CertificateColumns {
    let learner: LearnerCells
    let reference: Int?
    let name: Int?
    let awardDate: Int
    let expiryDate: Int?
    let number: Int?
    let awardingBody: Int?
    let notes: Int?
    let action: Int?
    let results: [Int]

    init(_ header: Header) {
        learner = LearnerCells(header)
        reference = header.position(of: .certificationReference)
        name = header.position(of: .certificationName)
        // A header without it is refused before.
        awardDate = header.position(of: .awardDate) ?? 0
        expiryDate = header.position(of: .expiryDate)
        number = header.position(of: .certificateNumber)
        awardingBody = header.position(of: .awardingBody)
        notes = header.position(of: .notes)
        action = header.position(of: .action)
        results = header.resultColumns
    }
}
