import Certification
import Dispatch
import Store
import Synchronization

/// The rows of a file that became awards, on their way to the store.
///
/// They come by the tray. Those of a large file are gathered by another thread, as far ahead as there are trays: to find
/// rows that are strewn over memory takes a fifth of the time that storing them takes.
final class NewAwards: AwardStream, @unchecked Sendable {
    // Sendable: a tray belongs to who waited for it, the walk to who gathers, all else to who takes awards.

    /// Candidates side by side, as they lie in the memory of an ``AwardSorter``.
    private struct Tray {
        let bytes: UnsafeMutableRawPointer
        var used = 0
        var count = 0

        init() {
            bytes = .allocate(byteCount: NewAwards.fullTray + AwardCandidate.longest, alignment: 8)
        }
    }

    /// Bytes from which a tray is full.
    private static let fullTray = 1 << 16

    private let walk: SortedAwards.Walk
    private let bodies: AwardingBodies
    private let isNew: (AwardCandidate) -> Bool
    private let progress: ImportProgress
    private let trays: UnsafeMutableBufferPointer<Tray>
    /// Whether another thread gathers.
    private let isGatheredAhead: Bool
    private let empty = DispatchSemaphore(value: 0)
    private let full = DispatchSemaphore(value: 0)
    private let isAbandoned = Atomic<Bool>(false)
    /// Why the last tray is empty.
    private var failure: (any Error)?
    /// How many trays came before the one at hand.
    private var turn = -1
    private var taken = 0

    private init(
        _ awards: SortedAwards,
        _ progress: ImportProgress,
        isLarge: Bool,
        isNew: @escaping (AwardCandidate) -> Bool
    ) throws {
        walk = try awards.walk()
        bodies = awards.bodies
        self.progress = progress
        self.isNew = isNew
        isGatheredAhead = isLarge
        trays = .allocate(capacity: isLarge ? 3 : 1)
        for index in trays.indices { trays.initializeElement(at: index, to: Tray()) }
    }

    deinit {
        for tray in trays { tray.bytes.deallocate() }
        trays.deallocate()
    }

    /// Calls `body` with the awards among all candidates.
    ///
    /// - Parameters:
    ///   - isLarge: whether another thread is worthwhile.
    ///   - isNew: whether a candidate is one of them.
    static func with(
        _ awards: SortedAwards,
        _ progress: ImportProgress,
        isLarge: Bool,
        isNew: @escaping (AwardCandidate) -> Bool,
        _ body: (NewAwards) throws -> Void
    ) throws {
        defer { withExtendedLifetime(awards) {} }
        let stream = try NewAwards(awards, progress, isLarge: isLarge, isNew: isNew)
        guard isLarge else { return try body(stream) }
        let gathering = DispatchGroup()
        DispatchQueue.global(qos: .userInitiated).async(group: gathering) { stream.gatherAhead() }
        defer {
            stream.isAbandoned.store(true, ordering: .relaxed)
            stream.empty.signal()
            gathering.wait()
        }
        try body(stream)
    }

    func next() throws -> StreamedAward? {
        if turn < 0 || taken == trays[turn].used {
            try exchange()
            guard trays[turn].count > 0 else { return nil }
        }
        let candidate = AwardCandidate(at: trays[turn].bytes + taken)
        taken += candidate.size
        return StreamedAward(candidate, bodies)
    }

    /// Gives an empty tray for a full one; at the end, there is nothing in it.
    private func exchange() throws {
        if turn >= 0 { empty.signal() }
        turn = (turn + 1) % trays.count
        taken = 0
        if isGatheredAhead { full.wait() } else { try fill(&trays[turn]) }
        if trays[turn].count == 0, let failure { throw failure }
        try progress.advance(by: trays[turn].count)
    }

    private func gatherAhead() {
        for _ in trays { empty.signal() }
        var turn = 0
        while true {
            empty.wait()
            if isAbandoned.load(ordering: .relaxed) { return }
            do {
                try fill(&trays[turn])
            } catch {
                failure = error
                trays[turn].count = 0
            }
            let isLast = trays[turn].count == 0
            full.signal()
            if isLast { return }
            turn = (turn + 1) % trays.count
        }
    }

    private func fill(_ tray: inout Tray) throws {
        tray.used = 0
        tray.count = 0
        while tray.used < Self.fullTray, let candidate = try walk.next() {
            guard isNew(candidate) else { continue }
            candidate.copy(to: tray.bytes + tray.used)
            tray.used += candidate.size
            tray.count += 1
        }
    }
}

extension StreamedAward {
    init(_ candidate: AwardCandidate, _ bodies: AwardingBodies) {
        self.init(
            key: candidate.header.key,
            expires: candidate.expires,
            number: candidate.number,
            awardingBody: candidate.storedAwardingBody(bodies),
            notes: candidate.notes,
            row: candidate.row
        )
    }
}
