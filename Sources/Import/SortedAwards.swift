import Certification

/// The sound rows of a file in the order of key and row, over all runs of all judging threads. Can be walked more than
/// once.
struct SortedAwards {
    /// Kept alive for their memory.
    let sorters: [AwardSorter]

    var count: Int { sorters.reduce(0) { $0 + $1.count } }

    /// - Parameter range: the keys to walk over; all if nil.
    func walk(_ range: Range<AwardKey>? = nil) throws -> Walk {
        let first = range?.lowerBound ?? AwardKey(packed: 0)
        return try Walk(
            sorters.flatMap(\.runs).map { try RunCursor($0, from: first) },
            end: range?.upperBound ?? AwardKey(packed: .max)
        )
    }

    /// Ranges of about as many keys each that cover all of them.
    func ranges(_ count: Int) -> [Range<AwardKey>] {
        var borders = [AwardKey(packed: 0)]
        for run in sorters.flatMap(\.runs) {
            guard case .inMemory(let block, let offsets) = run else { continue }
            for part in 1..<max(count, 1) {
                borders.append(AwardCandidate(at: block + Int(offsets[offsets.count * part / count])).header.key)
            }
            break
        }
        return zip(borders, borders.dropFirst() + [AwardKey(packed: .max)]).map { $0..<max($0, $1) }
    }

    /// One walk over all candidates.
    final class Walk {
        private var heap: Heap
        private var isAtStart = true
        private let end: AwardKey

        fileprivate init(_ cursors: [RunCursor], end: AwardKey) {
            self.end = end
            heap = Heap(cursors.filter { !$0.isAtEnd })
        }

        /// The next candidate, valid until the next call; nil at the end.
        func next() throws -> AwardCandidate? {
            if !isAtStart, let least = heap.least {
                try least.advance()
                heap.settle()
            }
            isAtStart = false
            guard let candidate = heap.least?.current, candidate.header.key < end else { return nil }
            return candidate
        }
    }
}

/// A place in one run.
private final class RunCursor {
    private let run: SortedRun
    private var index = 0
    private var fileOffset = 0
    private let buffer: UnsafeMutableRawBufferPointer
    private var bufferStart = 0
    private var bufferEnd = 0
    private(set) var current: AwardCandidate
    private(set) var isAtEnd = false

    /// Holds a few of the longest candidates.
    private static let bufferSize = 1 << 18

    /// Begins with the first candidate whose key is not below `first`.
    init(_ run: SortedRun, from first: AwardKey) throws {
        self.run = run
        switch run {
        case .inMemory(let block, let offsets):
            buffer = .allocate(byteCount: 0, alignment: 8)
            index = Self.place(of: first, block, offsets)
            isAtEnd = index == offsets.count
            current = AwardCandidate(at: block + Int(offsets[min(index, offsets.count - 1)]))
        case .onDisk:
            buffer = .allocate(byteCount: Self.bufferSize, alignment: 8)
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            current = AwardCandidate(at: UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped))
            try advance()
            while !isAtEnd, current.header.key < first { try advance() }
        }
    }

    private static func place(of key: AwardKey, _ block: UnsafeRawPointer, _ offsets: [UInt32]) -> Int {
        var range = 0..<offsets.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if AwardCandidate(at: block + Int(offsets[middle])).header.key < key {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }

    deinit {
        buffer.deallocate()
    }

    func advance() throws {
        switch run {
        case .inMemory(let block, let offsets):
            index += 1
            guard index < offsets.count else {
                isAtEnd = true
                return
            }
            current = AwardCandidate(at: block + Int(offsets[index]))
        case .onDisk(let file):
            if fileOffset > 0 { bufferStart += current.size }
            try fill(from: file)
            guard bufferStart < bufferEnd else {
                isAtEnd = true
                return
            }
            current = AwardCandidate(at: UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped + bufferStart))
        }
    }

    /// Sees to it that the next candidate is in the buffer whole.
    private func fill(from file: ScratchFile) throws {
        guard bufferEnd - bufferStart < AwardCandidate.longest, fileOffset < file.size else { return }
        let base = buffer.baseAddress.unsafelyUnwrapped
        base.copyMemory(from: base + bufferStart, byteCount: bufferEnd - bufferStart)
        bufferEnd -= bufferStart
        bufferStart = 0
        let read = try file.read(at: fileOffset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[bufferEnd...]))
        bufferEnd += read
        fileOffset += read
    }
}

extension AwardCandidate {
    /// No candidate is longer: each of its three texts has a length of 16 bits.
    fileprivate static let longest = 3 * (1 << 16)
}

/// A binary heap of cursors by key and row. The order is kept beside the cursors, so that comparing touches no object.
private struct Heap {
    private struct Head {
        var key: UInt64
        var row: UInt32
        var cursor: Int32

        static func < (left: Head, right: Head) -> Bool {
            left.key == right.key ? left.row < right.row : left.key < right.key
        }
    }

    private let cursors: [RunCursor]
    private var heads: [Head] = []

    init(_ cursors: [RunCursor]) {
        self.cursors = cursors
        heads = cursors.indices.map(head).sorted(by: <)
    }

    var least: RunCursor? { heads.isEmpty ? nil : cursors[Int(heads[0].cursor)] }

    private func head(_ cursor: Int) -> Head {
        let header = cursors[cursor].current.header
        return Head(key: header.key.packed, row: header.row, cursor: Int32(cursor))
    }

    /// Restores the order after the least cursor has moved on.
    mutating func settle() {
        let moved = Int(heads[0].cursor)
        if cursors[moved].isAtEnd {
            let last = heads.removeLast()
            if heads.isEmpty { return }
            heads[0] = last
        } else {
            heads[0] = head(moved)
        }
        var place = 0
        while 2 * place + 1 < heads.count {
            var least = 2 * place + 1
            if least + 1 < heads.count, heads[least + 1] < heads[least] { least += 1 }
            if !(heads[least] < heads[place]) { return }
            heads.swapAt(place, least)
            place = least
        }
    }
}
