import Certification
import Store

/// Writes what the settled outcomes of a certificates file say, in the order of the keys.
struct AwardStorage {
    let awards: SortedAwards
    let outcomes: OutcomeTable
    let columns: CertificateColumns
    let progress: ImportProgress

    /// - Parameters:
    ///   - counts: of the file's outcomes.
    ///   - notify: whether the learners are to be told of new awards.
    func store(_ counts: OutcomeCounts, with writer: AwardWriter, notify: Bool) throws {
        if counts[.awarded] > 0 {
            try writer.insert(NewAwards(self, progress))
            let notices = ImportProgress(checkpoints: progress.checkpoints)
            if notify { try writer.notify(NewAwards(self, notices, withRestored: false)) }
        }
        if counts[.updated] + counts[.revoked] > 0 { try storeChanges(with: writer) }
    }

    private func storeChanges(with writer: AwardWriter) throws {
        let walk = try awards.walk()
        while let candidate = try walk.next() {
            switch outcomes[candidate.row] {
            case .updated: try writer.update(candidate.header.key, change(candidate), row: candidate.row)
            case .revoked where candidate.isRestoration: try writer.restoreRevoked(StreamedAward(candidate))
            case .revoked: try writer.revoke(candidate.header.key, row: candidate.row)
            default: continue
            }
            try progress.advance()
        }
        try writer.finish()
    }

    private func change(_ candidate: AwardCandidate) -> AwardWriter.Change {
        AwardWriter.Change(
            expires: candidate.givesExpiry ? Expiry(candidate.expires) : nil,
            number: columns.number == nil ? nil : candidate.number,
            awardingBody: columns.awardingBody == nil ? nil : candidate.awardingBody,
            notes: columns.notes == nil ? nil : candidate.notes
        )
    }

    /// The rows that became awards.
    private final class NewAwards: AwardStream {
        private let walk: SortedAwards.Walk
        private let outcomes: OutcomeTable
        private let progress: ImportProgress
        private let withRestored: Bool

        init(_ storage: AwardStorage, _ progress: ImportProgress, withRestored: Bool = true) throws {
            walk = try storage.awards.walk()
            outcomes = storage.outcomes
            self.progress = progress
            self.withRestored = withRestored
        }

        func next() throws -> StreamedAward? {
            while let candidate = try walk.next() {
                guard outcomes[candidate.row] == .awarded, withRestored || !candidate.isRestoration else { continue }
                try progress.advance()
                return StreamedAward(candidate)
            }
            return nil
        }
    }
}

extension StreamedAward {
    fileprivate init(_ candidate: AwardCandidate) {
        self.init(
            key: candidate.header.key,
            expires: candidate.expires,
            number: candidate.number,
            awardingBody: candidate.awardingBody,
            notes: candidate.notes,
            row: candidate.row
        )
    }
}
