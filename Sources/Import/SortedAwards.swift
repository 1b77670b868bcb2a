import Certification

/// The sound rows of a file in the order of key and row, over all runs of all judging threads. Can be walked more than
/// once.
struct SortedAwards {
    /// Kept alive for their memory.
    let sorters: [AwardSorter]

    var count: Int { sorters.reduce(0) { $0 + $1.count } }

    func walk() throws -> Walk {
        try Walk(sorters.flatMap(\.runs).map(RunCursor.init))
    }

    /// One walk over all candidates.
    final class Walk {
        private var heap: Heap
        private var isAtStart = true

        fileprivate init(_ cursors: [RunCursor]) {
            heap = Heap(cursors.filter { !$0.isAtEnd })
        }

        /// The next candidate, valid until the next call; nil at the end.
        func next() throws -> AwardCandidate? {
            if !isAtStart, let least = heap.least {
                try least.advance()
                heap.settle()
            }
            isAtStart = false
            return heap.least?.current
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

    init(_ run: SortedRun) throws {
        self.run = run
        switch run {
        case .inMemory(let block, let offsets):
            buffer = .allocate(byteCount: 0, alignment: 8)
            current = AwardCandidate(at: block + Int(offsets[0]))
        case .onDisk:
            buffer = .allocate(byteCount: Self.bufferSize, alignment: 8)
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            current = AwardCandidate(at: UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped))
            try advance()
        }
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

/// A binary heap of cursors by key and row.
private struct Heap {
    private var cursors: [RunCursor]

    init(_ cursors: [RunCursor]) {
        self.cursors = cursors.sorted(by: Heap.precedes)
    }

    var least: RunCursor? { cursors.first }

    /// Restores the order after the least cursor has moved on.
    mutating func settle() {
        if cursors[0].isAtEnd {
            let last = cursors.removeLast()
            if cursors.isEmpty { return }
            cursors[0] = last
        }
        if cursors.count == 1 { return }
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < cursors.count {
                if Heap.precedes(cursors[child], cursors[least]) { least = child }
            }
            if least == place { return }
            cursors.swapAt(place, least)
            place = least
        }
    }

    private static func precedes(_ left: RunCursor, _ right: RunCursor) -> Bool {
        let (one, other) = (left.current.header, right.current.header)
        return one.key == other.key ? one.row < other.row : one.key < other.key
    }
}
