import Certification
import Store

/// A sound row of a certificates file, as it lies in the memory of an ``AwardSorter``: a header of fixed size, then the
/// three texts. Valid as long as that memory.
struct AwardCandidate {
    struct Header {
        var key: AwardKey
        var row: UInt32
        /// The expiry date to store, `never` if there is none.
        var expires: Int32
        var numberLength: UInt16
        var awardingBodyLength: UInt16
        var notesLength: UInt16
        var flags: UInt16

        static let never = Int32.max
        static let revocation: UInt16 = 1
        /// The row itself gives the expiry date; else it was computed from the period of validity.
        static let expiryIsGiven: UInt16 = 2
        /// The row puts back on record what an export says.
        static let restoration: UInt16 = 4
    }

    static let headerSize = MemoryLayout<Header>.stride

    let header: Header
    /// The texts, one after the other.
    let texts: CellBytes

    /// Reads the candidate at `address`, which is aligned to 8 bytes.
    @inline(__always)
    init(at address: UnsafeRawPointer) {
        header = address.load(as: Header.self)
        let length = Int(header.numberLength) + Int(header.awardingBodyLength) + Int(header.notesLength)
        texts = CellBytes(
            start: (address + Self.headerSize).assumingMemoryBound(to: UInt8.self),
            count: length
        )
    }

    /// Bytes of a candidate with this much text, up to the next multiple of 8.
    @inline(__always)
    static func size(textLength: Int) -> Int { (headerSize + textLength + 7) & ~7 }

    @inline(__always) var size: Int { Self.size(textLength: texts.count) }
    @inline(__always) var row: Int { Int(header.row) }
    @inline(__always) var isRevocation: Bool { header.flags & Header.revocation != 0 }
    @inline(__always) var isRestoration: Bool { header.flags & Header.restoration != 0 }
    @inline(__always) var givesExpiry: Bool { header.flags & Header.expiryIsGiven != 0 }
    @inline(__always) var expires: CalendarDay? {
        header.expires == Header.never ? nil : CalendarDay(number: header.expires)
    }
    @inline(__always) var number: CellBytes { CellBytes(rebasing: texts[..<Int(header.numberLength)]) }
    @inline(__always) var awardingBody: CellBytes {
        let start = Int(header.numberLength)
        return CellBytes(rebasing: texts[start..<(start + Int(header.awardingBodyLength))])
    }
    @inline(__always) var notes: CellBytes {
        CellBytes(rebasing: texts[(Int(header.numberLength) + Int(header.awardingBodyLength))...])
    }

    /// Whether two rows of one file with the same key say the same.
    func agrees(with other: AwardCandidate) -> Bool {
        header.flags == other.header.flags && header.expires == other.header.expires
            && header.numberLength == other.header.numberLength
            && header.awardingBodyLength == other.header.awardingBodyLength
            && same(texts, other.texts)
    }
}

/// Whether two texts are the same, byte for byte.
@inline(__always)
func same(_ left: CellBytes, _ right: CellBytes) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
}
