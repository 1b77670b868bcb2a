import Certification
import Store

/// Writes what the settled outcomes of a certificates file say, in the order of the keys.
struct AwardStorage {
    let awards: SortedAwards
    let outcomes: OutcomeTable
    let columns: CertificateColumns
    let progress: ImportProgress
    /// Whether the file is worth several threads.
    let isLarge: Bool
    /// Whether some awards were revoked, and are awarded anew.
    let replaces: Bool

    /// - Parameters:
    ///   - counts: of the file's outcomes.
    ///   - notify: whether the learners are to be told of new awards.
    func store(_ counts: OutcomeCounts, with writer: AwardWriter, notify: Bool) throws {
        if counts[.awarded] > 0 {
            try NewAwards.with(awards, progress, isLarge: isLarge, isNew: { outcomes[$0.row] == .awarded }) {
                try writer.insert($0, replacing: replaces)
            }
            if notify { try storeNotices(with: writer) }
        }
        if counts[.updated] + counts[.revoked] > 0 { try storeChanges(with: writer) }
    }

    private func storeNotices(with writer: AwardWriter) throws {
        let notices = ImportProgress(checkpoints: progress.checkpoints)
        try NewAwards.with(
            awards,
            notices,
            isLarge: isLarge,
            isNew: { outcomes[$0.row] == .awarded && !$0.isRestoration },
            writer.notify
        )
    }

    private func storeChanges(with writer: AwardWriter) throws {
        let walk = try awards.walk()
        while let candidate = try walk.next() {
            switch outcomes[candidate.row] {
            case .updated: try writer.update(candidate.header.key, change(candidate), row: candidate.row)
            case .revoked where candidate.isRestoration:
                try writer.restoreRevoked(StreamedAward(candidate, awards.bodies))
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
            awardingBody: columns.awardingBody.map { _ in candidate.awardingBodyName(awards.bodies) },
            notes: columns.notes == nil ? nil : candidate.notes
        )
    }
}
