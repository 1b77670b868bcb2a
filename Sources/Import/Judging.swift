import Certification
import DelimitedText
import Foundation
import Store

/// The rows of a file with their outcomes.
struct JudgedRows {
    let outcomes: OutcomeTable
    let logs: [FindingLog]
    /// Ascending by row.
    let duplicates: [DuplicateRow]
    let problems: [ProblemGroup]
    /// The sound rows of a certificates file, still to be stored.
    let awards: SortedAwards?
}

/// Chooses how a file of its kind and size is judged, and does it.
struct Judging {
    let surveyed: FileSurvey
    let settings: ImportSettings
    let scratchDirectory: String
    let progress: ImportProgress

    /// Memory for sorting, in bytes, over all judging threads.
    private static let sortingMemory = 48 << 20

    private var header: Header { surveyed.header }
    private var segments: [DelimitedFile.Segment] { surveyed.survey.segments }

    func judge(in transaction: StoreTransaction) throws -> JudgedRows {
        let outcomes = OutcomeTable(firstRow: surveyed.file.headerRow + 1, count: surveyed.survey.records)
        switch header.kind {
        case .certificates: return try judgeCertificates(outcomes, transaction)
        case .learners:
            let log = FindingLog(scratchDirectory: scratchDirectory)
            let judge = LearnerJudge(
                reader: RowReader(header: header, log: log, outcomes: outcomes),
                table: try LearnerTable(transaction)
            )
            try forEachBatch(judge.judge)
            return rows(outcomes, log, judge.duplicates)
        case .certifications:
            let log = FindingLog(scratchDirectory: scratchDirectory)
            let judge = CertificationJudge(
                reader: RowReader(header: header, log: log, outcomes: outcomes),
                table: CertificationTable(transaction)
            )
            try forEachBatch(judge.judge)
            return rows(outcomes, log, judge.duplicates)
        case .awardRules, .completions:
            throw Refusal(
                .kindUnknown,
                "It is a file of \(header.kind.rawValue), which this version does not process yet.",
                remedy: "Drop certificates, learners or certifications."
            )
        }
    }

    private func forEachBatch(_ body: (RecordBatch) throws -> Void) throws {
        let batch = RecordBatch()
        for segment in segments {
            try surveyed.file.read(segment, into: batch)
            try body(batch)
            progress.advance(by: batch.count)
        }
    }

    private func rows(_ outcomes: OutcomeTable, _ log: FindingLog, _ duplicates: [DuplicateRow]) -> JudgedRows {
        JudgedRows(
            outcomes: outcomes,
            logs: [log],
            duplicates: duplicates,
            problems: log.problems.ordered,
            awards: nil
        )
    }

    private func judgeCertificates(_ outcomes: OutcomeTable, _ transaction: StoreTransaction) throws -> JudgedRows {
        let learners = try LearnerDirectory(
            transaction,
            lookUps: surveyed.survey.records,
            byEmail: header.position(of: .email) != nil
        )
        let certifications = try CertificationDirectory(transaction)
        let dates = CertificateDates(
            award: reading(of: .awardDate) ?? DateReading(column: 0, configured: nil, evidence: DateOrderEvidence()),
            expiry: reading(of: .expiryDate),
            today: settings.today
        )
        let log = FindingLog(scratchDirectory: scratchDirectory)
        let sorter = AwardSorter(
            scratchDirectory: scratchDirectory,
            capacity: Int(min(Int64(Self.sortingMemory), surveyed.file.size * 4 + 1 << 16))
        )
        let judge = CertificateJudge(
            reader: RowReader(header: header, log: log, outcomes: outcomes),
            learners: learners,
            certifications: certifications,
            suggestions: Suggestions(certifications: certifications, learners: learners),
            dates: dates,
            sorter: sorter
        )
        try forEachBatch(judge.judge)
        sorter.finish()

        let awards = SortedAwards(sorters: [sorter])
        let reconciliation = Reconciliation(
            outcomes: outcomes,
            columns: CertificateColumns(header),
            cursor: try AwardCursor(transaction)
        )
        try reconciliation.settle(awards)
        let conflicts = FindingLog(scratchDirectory: scratchDirectory)
        try reconciliation.conflicts.forEach(conflicts.append)
        var problems = log.problems
        problems.merge(conflicts.problems)
        return JudgedRows(
            outcomes: outcomes,
            logs: [log, conflicts],
            duplicates: reconciliation.duplicates,
            problems: problems.ordered,
            awards: awards
        )
    }

    private func reading(of column: Column) -> DateReading? {
        header.position(of: column).map { position in
            DateReading(
                column: position,
                configured: settings.dateOrder,
                evidence: surveyed.dateEvidence[position] ?? DateOrderEvidence()
            )
        }
    }
}
