import Certification
import Store

/// Compares the sound rows of a certificates file with each other and with the stored awards, and settles the outcome
/// of each. Only reads; ``AwardStorage`` then does what the outcomes say.
final class Reconciliation {
    private let outcomes: OutcomeTable
    private let columns: CertificateColumns
    private let cursor: AwardCursor
    private let checkpoints: Checkpoints
    private(set) var duplicates: [DuplicateRow] = []
    /// In the order of the keys, as are the duplicates.
    private(set) var conflicts: [Finding] = []
    /// Whether an award that was revoked is awarded anew.
    private(set) var replaces = false

    /// The first row of the key at hand; the candidate itself may be gone from memory when the next one comes.
    private var leaderKey = AwardKey(packed: 0)
    private var leaderRow = 0
    private var leader: [UInt64] = []

    init(outcomes: OutcomeTable, columns: CertificateColumns, cursor: AwardCursor, checkpoints: Checkpoints) {
        self.outcomes = outcomes
        self.columns = columns
        self.cursor = cursor
        self.checkpoints = checkpoints
    }

    /// Settles the rows whose keys lie in a range.
    func settle(_ awards: SortedAwards, _ range: Range<AwardKey>) throws {
        let walk = try awards.walk(range)
        let bodies = awards.bodies
        var settled = 0
        while let candidate = try walk.next() {
            settled += 1
            if settled & 1023 == 0 { try checkpoints.pass() }
            if leaderRow > 0, candidate.header.key == leaderKey {
                settleRepetition(candidate, bodies)
            } else {
                try settleFirst(candidate, bodies)
            }
        }
    }

    private func settleFirst(_ candidate: AwardCandidate, _ bodies: AwardingBodies) throws {
        leaderKey = candidate.header.key
        leaderRow = candidate.row
        keepLeader(candidate)
        let stored = try cursor.seek(candidate.header.key)
        switch (candidate.isRevocation, stored) {
        case (true, nil) where candidate.isRestoration:
            outcomes[candidate.row] = .revoked
        case (true, nil):
            outcomes[candidate.row] = .rejected
            conflicts.append(Finding(row: candidate.row, reason: .awardUnknown))
        case (true, let stored?):
            outcomes[candidate.row] = stored.isRevoked ? .unchanged : .revoked
        case (false, nil):
            outcomes[candidate.row] = .awarded
        case (false, let stored?) where stored.isRevoked:
            outcomes[candidate.row] = .awarded
            replaces = true
        case (false, let stored?):
            outcomes[candidate.row] = try says(candidate, stored, bodies) ? .unchanged : .updated
        }
    }

    private func settleRepetition(_ candidate: AwardCandidate, _ bodies: AwardingBodies) {
        let agrees = leader.withUnsafeBytes { bytes in
            bytes.baseAddress.map { candidate.agrees(with: AwardCandidate(at: $0), bodies) } ?? false
        }
        if agrees {
            outcomes[candidate.row] = .duplicate
            duplicates.append(DuplicateRow(row: UInt32(candidate.row), original: UInt32(leaderRow)))
        } else {
            outcomes[candidate.row] = .rejected
            conflicts.append(
                Finding(row: candidate.row, reason: .duplicateConflict, value: "award", detail: "\(leaderRow)")
            )
        }
    }

    @inline(__always)
    private func keepLeader(_ candidate: AwardCandidate) {
        let size = candidate.size
        if leader.count * 8 < size { leader = Array(repeating: 0, count: size / 8 + 64) }
        leader.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { candidate.copy(to: start) }
        }
    }

    /// Whether the stored award is already as the row says. What the file does not say does not count.
    @inline(__always)
    private func says(
        _ candidate: AwardCandidate,
        _ stored: AwardCursor.Stored,
        _ bodies: AwardingBodies
    ) throws -> Bool {
        try (!candidate.givesExpiry || candidate.expires == stored.expires)
            && (columns.number == nil || same(candidate.number, stored.number))
            && (columns.awardingBody == nil || names(candidate, stored.awardingBody, bodies))
            && (columns.notes == nil || same(candidate.notes, stored.notes))
    }

    /// Whether the row names a stored awarding body.
    @inline(__always)
    private func names(
        _ candidate: AwardCandidate,
        _ stored: StoredAwardingBody,
        _ bodies: AwardingBodies
    ) throws -> Bool {
        switch (candidate.storedAwardingBody(bodies), stored) {
        case (.code(let body), .code(let code)): same(body, code)
        case (_, .name(let name)): same(candidate.awardingBodyName(bodies), name)
        case (.name(let name), .code(let code)): same(name, try cursor.name(ofAwardingBody: code))
        }
    }
}
