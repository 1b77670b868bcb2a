import Certification
import DelimitedText
import Foundation
import Store
import Wording

/// The rows of a file with their outcomes.
struct JudgedRows {
    let outcomes: OutcomeTable
    let logs: [FindingLog]
    /// Ascending by row.
    let duplicates: [DuplicateRow]
    let problems: [ProblemGroup]
    /// The sound rows of a certificates file, still to be stored.
    let awards: SortedAwards?
    /// Whether some of them were revoked, and are awarded anew.
    var replaces = false
    /// Which rules awarded, in a completions file.
    var remarks = RowRemarks()
    /// What is to be said of the whole file.
    var fileRemarks: [Remark] = []
}

/// Chooses how a file of its kind and size is judged, and does it.
struct Judging {
    let surveyed: FileSurvey
    let settings: ImportSettings
    let scratchDirectory: String
    let progress: ImportProgress
    let run: RunID
    let mode: RunMode
    let loadedLearners: LearnerDirectory?

    /// Memory for sorting, in bytes, over all judging threads.
    private static let sortingMemory = 72 << 20
    private static let segmentsWorthAThread = 4
    private static let awardsWorthAThread = 100_000

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
                table: try LearnerTable(transaction, run: run)
            )
            try forEachBatch(judge.judge)
            var rows = rows(outcomes, log, judge.duplicates)
            rows.fileRemarks = try judge.remarks()
            return rows
        case .certifications:
            let log = FindingLog(scratchDirectory: scratchDirectory)
            let judge = CertificationJudge(
                reader: RowReader(header: header, log: log, outcomes: outcomes),
                table: CertificationTable(transaction, run: run)
            )
            try forEachBatch(judge.judge)
            return rows(outcomes, log, judge.duplicates)
        case .awardRules: return try judgeAwardRules(outcomes, transaction)
        case .completions: return try judgeCompletions(outcomes, transaction)
        }
    }

    private func judgeAwardRules(_ outcomes: OutcomeTable, _ transaction: StoreTransaction) throws -> JudgedRows {
        let log = FindingLog(scratchDirectory: scratchDirectory)
        let certifications = try CertificationDirectory(transaction)
        let judge = AwardRuleJudge(
            reader: RowReader(header: header, log: log, outcomes: outcomes),
            table: AwardRuleTable(transaction, run: run),
            certifications: certifications,
            suggestions: Suggestions(certifications: certifications, learners: try learners(transaction))
        )
        try forEachBatch(judge.judge)
        return rows(outcomes, log, judge.duplicates)
    }

    private func judgeCompletions(_ outcomes: OutcomeTable, _ transaction: StoreTransaction) throws -> JudgedRows {
        let log = FindingLog(scratchDirectory: scratchDirectory)
        let learners = try learners(transaction)
        let certifications = try CertificationDirectory(transaction)
        let judge = CompletionJudge(
            reader: RowReader(header: header, log: log, outcomes: outcomes),
            learners: learners,
            suggestions: Suggestions(certifications: certifications, learners: learners),
            rules: try AwardRuleDirectory(transaction),
            writer: try RuleAwardWriter(transaction, run: run),
            completions: try CompletionTable(transaction, run: run),
            reading: CompletionJudge.Reading(
                date: reading(of: .date) ?? DateReading(column: 0, configured: nil, evidence: DateOrderEvidence()),
                today: settings.today,
                statusWords: settings.statusWords,
                notifies: mode == .import,
                wording: settings.wording
            )
        )
        try forEachBatch(judge.judge)
        try judge.finish()
        var rows = rows(outcomes, log, judge.duplicates)
        rows.remarks = judge.remarks
        return rows
    }

    private func learners(_ transaction: StoreTransaction) throws -> LearnerDirectory {
        try loadedLearners
            ?? LearnerDirectory(
                transaction,
                lookUps: surveyed.survey.records,
                byEmail: header.position(of: .email) != nil
            )
    }

    private func forEachBatch(_ body: (RecordBatch) throws -> Void) throws {
        let batch = RecordBatch()
        for segment in segments {
            try surveyed.file.read(segment, into: batch)
            try body(batch)
            try progress.advance(by: batch.count)
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
        let judges = try certificateJudges(outcomes, transaction)
        let queue = SegmentQueue(segments)
        try concurrently(
            judges.map { judge in { try judge.judgeSegments(of: surveyed.file, from: queue, progress: progress) } },
            isWorthwhile: judges.count > 1
        )
        let awards = try SortedAwards(sorters: judges.map(\.sorter), transaction)
        let reconciliations = try reconcile(awards, outcomes, transaction, threads: judges.count)
        let conflicts = FindingLog(scratchDirectory: scratchDirectory)
        try reconciliations.flatMap(\.conflicts).sorted { $0.row < $1.row }.forEach(conflicts.append)
        let logs = judges.map(\.log) + [conflicts]
        var problems = ProblemTally()
        for log in logs { problems.merge(log.problems) }
        return JudgedRows(
            outcomes: outcomes,
            logs: logs,
            duplicates: reconciliations.flatMap(\.duplicates).sorted { $0.row < $1.row },
            problems: problems.ordered,
            awards: awards,
            replaces: reconciliations.contains(where: \.replaces),
            fileRemarks: CertificateJudge.remarks(judges)
        )
    }

    /// Settles the sound rows, on several threads if there are many: each takes a range of keys.
    private func reconcile(
        _ awards: SortedAwards,
        _ outcomes: OutcomeTable,
        _ transaction: StoreTransaction,
        threads: Int
    ) throws -> [Reconciliation] {
        let ranges = awards.ranges(awards.count > Self.awardsWorthAThread ? threads : 1)
        let reconciliations = try ranges.map { _ in
            Reconciliation(
                outcomes: outcomes,
                columns: CertificateColumns(header),
                cursor: ranges.count == 1
                    ? try AwardCursor(transaction) : try AwardCursor(AwardReader(beside: transaction)),
                checkpoints: progress.checkpoints
            )
        }
        try concurrently(
            zip(reconciliations, ranges).map { reconciliation, range in { try reconciliation.settle(awards, range) } },
            isWorthwhile: ranges.count > 1
        )
        return reconciliations
    }

    /// One judge for each processor if the file is large and all look-ups are in memory, else one.
    private func certificateJudges(
        _ outcomes: OutcomeTable,
        _ transaction: StoreTransaction
    ) throws -> [CertificateJudge] {
        let learners = try learners(transaction)
        let certifications = try CertificationDirectory(transaction)
        var directories = [learners]
        let wanted = min(ProcessInfo.processInfo.activeProcessorCount, segments.count / Self.segmentsWorthAThread, 8)
        while directories.count < wanted, let another = learners.forAnotherThread() { directories.append(another) }
        return directories.enumerated().map { thread, learners in
            judge(outcomes, learners, certifications.forAnotherThread(), thread: thread, of: directories.count)
        }
    }

    private func judge(
        _ outcomes: OutcomeTable,
        _ learners: LearnerDirectory,
        _ certifications: CertificationDirectory,
        thread: Int,
        of threads: Int
    ) -> CertificateJudge {
        CertificateJudge(
            reader: RowReader(
                header: header,
                log: FindingLog(scratchDirectory: scratchDirectory),
                outcomes: outcomes
            ),
            learners: learners,
            certifications: certifications,
            suggestions: Suggestions(certifications: certifications, learners: learners),
            dates: CertificateDates(
                award: reading(of: .awardDate)
                    ?? DateReading(column: 0, configured: nil, evidence: DateOrderEvidence()),
                expiry: reading(of: .expiryDate),
                today: settings.today
            ),
            statusWords: settings.statusWords,
            sorter: AwardSorter(
                thread: thread,
                scratchDirectory: scratchDirectory,
                capacity: Int(min(Int64(Self.sortingMemory / threads), surveyed.file.size * 4 + 1 << 16))
            )
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
