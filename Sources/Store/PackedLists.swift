import Glibc

/// Many lists of numbers at once, each packed.
///
/// They are written in the end, in pieces, or when there is too much of them. More often, and SQLite would have to write the
/// same pages of the table again, and then sum up all of its log once more (walRewriteChecksums).
///
/// A number is seven bits a byte, the lowest first, and all bytes but the last have the highest bit set; a difference d,
/// which may be negative, is first made `d << 1 ^ d >> 63` (Protocol Buffers' `varint` and `sint64`).
final class PackedLists {
    /// What is not written yet of one list. Zero when it is empty and has no memory.
    private struct Piece {
        var bytes: UnsafeMutablePointer<UInt8>?
        var used = 0
        var capacity = 0
        var last: Int64 = 0
        var count: Int64 = 0
    }

    /// Bytes of all pieces that are not written yet.
    private static let heldInMemory = 8 << 20
    /// Bytes of the longest entry: two numbers of 64 bits.
    private static let longestEntry = 20

    private let writePiece: (_ list: Int, _ count: Int64, _ entries: UnsafeRawBufferPointer) throws -> Void
    // A pointer, and not an array, because it is asked for every award.
    private let pieces: UnsafeMutablePointer<Piece>
    /// The lists that have memory.
    private var begun: [Int] = []
    private var held = 0

    /// - Parameters:
    ///   - count: how many lists there can be.
    ///   - writePiece: gets the number of a list, and how many entries which bytes hold.
    init(
        count: Int,
        writePiece: @escaping (_ list: Int, _ count: Int64, _ entries: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        self.writePiece = writePiece
        // The kernel provides only the pages that are used.
        guard let memory = calloc(count, MemoryLayout<Piece>.stride) else { throw PackedLists.noMemory }
        pieces = memory.bindMemory(to: Piece.self, capacity: count)
    }

    deinit {
        for list in begun { free(pieces[list].bytes) }
        free(pieces)
    }

    private static var noMemory: StoreError { StoreError(.failed, "There is no memory for lists of awards.") }

    /// Adds an entry to a list: the difference of a number to that of the entry before (the first of a piece, to 0), and
    /// if it is not nil, another number as it is.
    @inline(__always)
    func add(_ number: Int64, _ other: UInt64? = nil, to list: Int) throws {
        let piece = pieces + list
        if piece.pointee.used + PackedLists.longestEntry > piece.pointee.capacity { try makeRoom(list) }
        guard let start = piece.pointee.bytes else { return }
        var end = start + piece.pointee.used
        let difference = number &- piece.pointee.last
        PackedLists.put(UInt64(bitPattern: difference << 1 ^ difference >> 63), at: &end)
        if let other { PackedLists.put(other, at: &end) }
        piece.pointee.used = end - start
        piece.pointee.last = number
        piece.pointee.count += 1
    }

    @inline(__always)
    private static func put(_ number: UInt64, at end: inout UnsafeMutablePointer<UInt8>) {
        var rest = number
        while rest >= 0x80 {
            end.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            end += 1
            rest >>= 7
        }
        end.pointee = UInt8(truncatingIfNeeded: rest)
        end += 1
    }

    /// Writes what is not written yet. To be called when all is listed.
    func finish() throws {
        for list in begun.sorted() { try write(list) }
        for list in begun {
            free(pieces[list].bytes)
            pieces[list] = Piece()
        }
        begun = []
        held = 0
    }

    /// Makes a piece longer; writes all if they are too long together.
    private func makeRoom(_ list: Int) throws {
        if held > PackedLists.heldInMemory { try finish() }
        let capacity = pieces[list].capacity
        let larger = max(64, capacity * 2)
        guard let memory = realloc(pieces[list].bytes, larger) else { throw PackedLists.noMemory }
        if capacity == 0 { begun.append(list) }
        held += larger - capacity
        pieces[list].bytes = memory.assumingMemoryBound(to: UInt8.self)
        pieces[list].capacity = larger
    }

    private func write(_ list: Int) throws {
        let piece = pieces + list
        guard piece.pointee.count > 0 else { return }
        let entries = UnsafeRawBufferPointer(start: piece.pointee.bytes, count: piece.pointee.used)
        try writePiece(list, piece.pointee.count, entries)
        piece.pointee.used = 0
        piece.pointee.last = 0
        piece.pointee.count = 0
    }
}

extension PackedLists {
    /// Reads the numbers of a piece one after the other.
    struct Numbers {
        private var next: UnsafePointer<UInt8>?
        private let end: UnsafePointer<UInt8>?

        /// Valid as long as the bytes are.
        init(_ bytes: UnsafeRawBufferPointer) {
            let start = bytes.bindMemory(to: UInt8.self)
            next = start.baseAddress
            end = start.baseAddress.map { $0 + start.count }
        }

        /// nil at the end.
        @inline(__always)
        mutating func number() -> UInt64? {
            guard var place = next, let end else { return nil }
            var number: UInt64 = 0
            var shift: UInt64 = 0
            while place < end {
                let byte = place.pointee
                place += 1
                number |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 {
                    next = place
                    return number
                }
                shift += 7
            }
            next = end
            return nil
        }

        /// nil at the end.
        @inline(__always)
        mutating func difference() -> Int64? {
            number().map { Int64(bitPattern: $0 >> 1 ^ (0 &- ($0 & 1))) }
        }
    }
}
