import Certification
import DelimitedText
import Store

/// Sorts the sound rows of a certificates file by key, then row, in memory of a bounded size.
///
/// Rows are gathered in a block: they from its start, what tells where each lies from its end. A full block is sorted
/// and, as more rows come, written as a *run* to a scratch file; ``SortedAwards`` then merges the runs. So a file of any
/// length is sorted with one block, and a small file never leaves memory. One thread fills it.
final class AwardSorter {
    /// Where a candidate lies in the block.
    struct Entry {
        var key: UInt64
        var offset: UInt32
    }

    private let block: UnsafeMutableRawPointer
    private let capacity: Int
    /// Bytes of candidates.
    private var used = 0
    /// The end of the block. Below it lie the entries, the newest first.
    private let top: UnsafeMutablePointer<Entry>
    private var held = 0
    /// What sorting needs beside the block.
    private var spare = UnsafeMutableBufferPointer<Entry>.allocate(capacity: 0)
    private let directory: String
    let bodies: AwardingBodyNumbers
    private(set) var runs: [SortedRun] = []
    private(set) var count = 0

    /// - Parameters:
    ///   - thread: which of the judging threads fills it, from 0.
    ///   - capacity: bytes of a block, at most 4 GiB.
    init(thread: Int, scratchDirectory: String, capacity: Int) {
        directory = scratchDirectory
        bodies = AwardingBodyNumbers(thread: thread)
        self.capacity = capacity & ~(MemoryLayout<Entry>.stride - 1)
        block = .allocate(byteCount: self.capacity, alignment: MemoryLayout<Entry>.alignment)
        top = (block + self.capacity).assumingMemoryBound(to: Entry.self)
    }

    deinit {
        block.deallocate()
        spare.deallocate()
    }

    /// Rows must come in ascending order.
    ///
    /// - Parameters:
    ///   - expires: what the row says; nil if it says nothing, and then `computedExpiry` counts.
    func add(
        _ key: AwardKey,
        row: Int,
        action: AwardAction,
        expires: Expiry?,
        computedExpiry: CalendarDay?,
        texts: (number: CellBytes, awardingBody: CellBytes, notes: CellBytes)
    ) throws {
        let body =
            bodies.number(of: texts.awardingBody).map(AwardCandidate.AwardingBody.number)
            ?? .text(length: texts.awardingBody.count)
        let textLength = texts.number.count + body.length + texts.notes.count
        let size = AwardCandidate.size(textLength: textLength)
        if used + size + (held + 1) * MemoryLayout<Entry>.stride > capacity { try spill() }
        let address = block + used
        let header = AwardCandidate.Header(
            key: key,
            row: UInt32(truncatingIfNeeded: row),
            expires: (expires ?? Expiry(computedExpiry)).day?.number ?? AwardCandidate.Header.never,
            numberLength: UInt16(truncatingIfNeeded: texts.number.count),
            awardingBody: body.packed,
            notesLength: UInt16(truncatingIfNeeded: texts.notes.count),
            flags: (action.revokes ? AwardCandidate.Header.revocation : 0)
                | (action.restores ? AwardCandidate.Header.restoration : 0)
                | (expires == nil ? 0 : AwardCandidate.Header.expiryIsGiven)
        )
        address.storeBytes(of: header, as: AwardCandidate.Header.self)
        var end = address + AwardCandidate.headerSize
        Self.append(texts.number, at: &end)
        if case .text = body { Self.append(texts.awardingBody, at: &end) }
        Self.append(texts.notes, at: &end)
        held += 1
        (top - held).initialize(to: Entry(key: key.packed, offset: UInt32(used)))
        used += size
        count += 1
    }

    @inline(__always)
    private static func append(_ text: CellBytes, at end: inout UnsafeMutableRawPointer) {
        guard let start = text.baseAddress else { return }
        end.copyMemory(from: start, byteCount: text.count)
        end += text.count
    }

    /// Sorts what is left in memory. Nothing may be added afterwards.
    func finish() {
        let entries = sorted()
        if !entries.isEmpty {
            runs.append(.inMemory(block: UnsafeRawPointer(block), entries: UnsafeBufferPointer(entries)))
        }
        guard entries.baseAddress != spare.baseAddress else { return }
        spare.deallocate()
        spare = .allocate(capacity: 0)
    }

    private func spill() throws {
        let file = try ScratchFile(directory: directory)
        var buffer: [UInt8] = []
        buffer.reserveCapacity(1 << 20)
        for entry in sorted() {
            let address = UnsafeRawPointer(block + Int(entry.offset))
            let candidate = AwardCandidate(at: address)
            buffer.append(contentsOf: UnsafeRawBufferPointer(start: address, count: candidate.size))
            if buffer.count > 1 << 20 - 1 << 13 {
                try buffer.withUnsafeBytes { try file.append($0) }
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try buffer.withUnsafeBytes { try file.append($0) }
        runs.append(.onDisk(file))
        held = 0
        used = 0
    }

    /// The block's entries in the order of key and row, in the block or in `spare`. Radix sort by the bytes of the key,
    /// least first: stable, so rows of one key stay in their order.
    private func sorted() -> UnsafeMutableBufferPointer<Entry> {
        var entries = UnsafeMutableBufferPointer(start: top - held, count: held)
        if held < 256 {
            // Offsets grow with the rows.
            entries.sort { ($0.key, $0.offset) < ($1.key, $1.offset) }
            return entries
        }
        entries.reverse()
        if spare.count < held {
            spare.deallocate()
            spare = .allocate(capacity: held)
        }
        var target = UnsafeMutableBufferPointer(rebasing: spare[..<held])
        let varying = entries.reduce(into: UInt64(0)) { $0 |= $1.key ^ entries[0].key }
        for shift in stride(from: 0, to: 64, by: 8) where varying >> UInt64(shift) & 0xFF != 0 {
            Self.distribute(entries, into: target, count: held, shift: UInt64(shift))
            swap(&entries, &target)
        }
        return entries
    }

    private static func distribute(
        _ source: UnsafeMutableBufferPointer<Entry>,
        into target: UnsafeMutableBufferPointer<Entry>,
        count: Int,
        shift: UInt64
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
            places.initialize(repeating: 0)
            for index in 0..<count { places[Int(source[index].key >> shift & 0xFF)] += 1 }
            var place = 0
            for digit in 0..<256 { (places[digit], place) = (place, place + places[digit]) }
            for index in 0..<count {
                let digit = Int(source[index].key >> shift & 0xFF)
                target[places[digit]] = source[index]
                places[digit] += 1
            }
        }
    }
}

/// Candidates in the order of key and row.
enum SortedRun {
    case inMemory(block: UnsafeRawPointer, entries: UnsafeBufferPointer<AwardSorter.Entry>)
    case onDisk(ScratchFile)
}
