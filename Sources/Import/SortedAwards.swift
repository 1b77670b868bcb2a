import Certification
import DelimitedText
import Store

/// The sound rows of a file in the order of key and row, over all runs of all judging threads. Can be walked more than
/// once.
struct SortedAwards {
    /// Kept alive for their memory.
    let sorters: [AwardSorter]
    private let bodyMemory: AwardingBodyMemory
    var bodies: AwardingBodies { bodyMemory.bodies }

    /// Gives the awarding bodies their codes.
    init(sorters: [AwardSorter], _ transaction: StoreTransaction) throws {
        self.sorters = sorters
        bodyMemory = try AwardingBodyMemory(sorters.map(\.bodies), transaction)
    }

    var count: Int { sorters.reduce(0) { $0 + $1.count } }

    /// - Parameter range: the keys to walk over; all if nil.
    func walk(_ range: Range<AwardKey>? = nil) throws -> Walk {
        let first = range?.lowerBound ?? AwardKey(packed: 0)
        return try Walk(sorters.flatMap(\.runs), from: first, end: range?.upperBound ?? AwardKey(packed: .max))
    }

    /// Ranges of about as many keys each that cover all of them.
    func ranges(_ count: Int) -> [Range<AwardKey>] {
        var borders = [AwardKey(packed: 0)]
        for run in sorters.flatMap(\.runs) {
            guard case .inMemory(_, let entries) = run else { continue }
            for part in 1..<max(count, 1) {
                borders.append(AwardKey(packed: entries[entries.count * part / count].key))
            }
            break
        }
        return zip(borders, borders.dropFirst() + [AwardKey(packed: .max)]).map { $0..<max($0, $1) }
    }

    /// One walk over all candidates: a binary heap of cursors by key and row.
    final class Walk {
        /// The order is kept beside the cursors.
        private struct Head {
            var key: UInt64
            var row: UInt32
            var cursor: Int32

            init(_ candidate: AwardCandidate, _ cursor: Int) {
                key = candidate.header.key.packed
                row = candidate.header.row
                self.cursor = Int32(cursor)
            }

            static func < (left: Head, right: Head) -> Bool {
                left.key == right.key ? left.row < right.row : left.key < right.key
            }
        }

        private let cursors: UnsafeMutablePointer<RunCursor>
        private var cursorCount = 0
        private let heads: UnsafeMutablePointer<Head>
        private var headCount = 0
        private var isAtStart = true
        private let end: AwardKey

        fileprivate init(_ runs: [SortedRun], from first: AwardKey, end: AwardKey) throws {
            self.end = end
            cursors = .allocate(capacity: runs.count)
            heads = .allocate(capacity: runs.count)
            for run in runs {
                (cursors + cursorCount).initialize(to: try RunCursor(run, from: first))
                cursorCount += 1
                guard let candidate = cursors[cursorCount - 1].current else { continue }
                heads[headCount] = Head(candidate, cursorCount - 1)
                headCount += 1
            }
            for place in (0..<headCount / 2).reversed() { sink(place) }
        }

        deinit {
            cursors.deinitialize(count: cursorCount)
            cursors.deallocate()
            heads.deallocate()
        }

        /// The next candidate, valid until the next call; nil at the end.
        func next() throws -> AwardCandidate? {
            if !isAtStart, headCount > 0 {
                let least = Int(heads[0].cursor)
                try cursors[least].advance()
                if let candidate = cursors[least].current {
                    heads[0] = Head(candidate, least)
                } else {
                    headCount -= 1
                    heads[0] = heads[headCount]
                }
                sink(0)
            }
            isAtStart = false
            guard headCount > 0, heads[0].key < end.packed else { return nil }
            return cursors[Int(heads[0].cursor)].current
        }

        /// Restores the order below a place.
        private func sink(_ start: Int) {
            var place = start
            while 2 * place + 1 < headCount {
                var least = 2 * place + 1
                if least + 1 < headCount, heads[least + 1] < heads[least] { least += 1 }
                if !(heads[least] < heads[place]) { return }
                (heads[place], heads[least]) = (heads[least], heads[place])
                place = least
            }
        }
    }
}

/// A place in one run. Candidates come to it by the window: a part of the file, or some gathered from the block, over
/// which they are strewn. Gathered at once, the memory's delays overlap.
private struct RunCursor: ~Copyable {
    private let run: SortedRun
    /// What of the run has been in the window: entries of a block, bytes of a file.
    private var taken = 0
    private let window: UnsafeMutableRawBufferPointer
    private var windowStart = 0
    private var windowEnd = 0
    /// The window is filled when it holds less than this.
    private let least: Int
    /// nil at the end.
    private(set) var current: AwardCandidate?

    /// Holds a few of the longest candidates.
    private static let windowSize = 1 << 18
    /// Small enough for the processor's second cache.
    private static let gatheredSize = 1 << 15

    /// Begins with the first candidate whose key is not below `first`.
    init(_ run: SortedRun, from first: AwardKey) throws {
        self.run = run
        window = .allocate(byteCount: Self.windowSize, alignment: 8)
        switch run {
        case .inMemory(_, let entries):
            least = 1
            taken = Self.place(of: first.packed, in: entries)
        case .onDisk: least = AwardCandidate.longest
        }
        repeat { try advance() } while current.map { $0.header.key < first } ?? false
    }

    deinit {
        window.deallocate()
    }

    private static func place(of key: UInt64, in entries: UnsafeBufferPointer<AwardSorter.Entry>) -> Int {
        var range = 0..<entries.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if entries[middle].key < key {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }

    mutating func advance() throws {
        if let current { windowStart += current.size }
        if windowEnd - windowStart < least { try fill() }
        current =
            windowStart < windowEnd
            ? AwardCandidate(at: UnsafeRawPointer(window.baseAddress.unsafelyUnwrapped + windowStart)) : nil
    }

    /// Sees to it that the next candidate is in the window whole.
    private mutating func fill() throws {
        switch run {
        case .inMemory(let block, let entries):
            windowStart = 0
            windowEnd = 0
            while taken < entries.count, windowEnd < Self.gatheredSize {
                let address = block + Int(entries[taken].offset)
                let size = AwardCandidate(at: address).size
                (window.baseAddress.unsafelyUnwrapped + windowEnd).copyMemory(from: address, byteCount: size)
                windowEnd += size
                taken += 1
            }
        case .onDisk(let file):
            guard taken < file.size else { return }
            let base = window.baseAddress.unsafelyUnwrapped
            base.copyMemory(from: base + windowStart, byteCount: windowEnd - windowStart)
            windowEnd -= windowStart
            windowStart = 0
            let read = try file.read(at: taken, into: UnsafeMutableRawBufferPointer(rebasing: window[windowEnd...]))
            windowEnd += read
            taken += read
        }
    }
}
