import Certification
import Glibc
import Store

/// A sound row of a certificates file, as it lies in the memory of an ``AwardSorter``: a header of fixed size, then the
/// texts. Valid as long as that memory.
struct AwardCandidate {
    struct Header {
        var key: AwardKey
        var row: UInt32
        /// The expiry date to store, `never` if there is none.
        var expires: Int32
        var numberLength: UInt16
        /// ``AwardCandidate/AwardingBody/packed``.
        var awardingBody: UInt16
        var notesLength: UInt16
        var flags: UInt16

        static let never = Int32.max
        static let revocation: UInt16 = 1
        /// The row itself gives the expiry date; else it was computed from the period of validity.
        static let expiryIsGiven: UInt16 = 2
        /// The row puts back on record what an export says.
        static let restoration: UInt16 = 4
    }

    /// A number (``AwardingBodyNumbers``), or a text of a length that stands among the texts.
    enum AwardingBody {
        case number(Int)
        case text(length: Int)

        private static let isNumber: UInt16 = 1 << 15

        @inline(__always)
        init(packed: UInt16) {
            let value = Int(packed & ~Self.isNumber)
            self = packed & Self.isNumber == 0 ? .text(length: value) : .number(value)
        }

        @inline(__always) var packed: UInt16 {
            switch self {
            case .number(let number): UInt16(number) | Self.isNumber
            case .text(let length): UInt16(length)
            }
        }

        @inline(__always) var length: Int {
            if case .text(let length) = self { length } else { 0 }
        }
    }

    static let headerSize = MemoryLayout<Header>.stride

    let header: Header
    /// The texts, one after the other.
    let texts: CellBytes

    /// Reads the candidate at `address`, which is aligned to 8 bytes.
    @inline(__always)
    init(at address: UnsafeRawPointer) {
        header = address.load(as: Header.self)
        let body = AwardingBody(packed: header.awardingBody)
        let length = Int(header.numberLength) + body.length + Int(header.notesLength)
        texts = CellBytes(
            start: (address + Self.headerSize).assumingMemoryBound(to: UInt8.self),
            count: length
        )
    }

    @inline(__always)
    func copy(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: header, as: Header.self)
        guard let source = texts.baseAddress else { return }
        (target + Self.headerSize).copyMemory(from: source, byteCount: texts.count)
    }

    /// No candidate is longer: each of its three texts has a length of 16 bits.
    static let longest = headerSize + 3 * (1 << 16)

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
    @inline(__always) var notes: CellBytes { CellBytes(rebasing: texts[(texts.count - Int(header.notesLength))...]) }
    @inline(__always) var awardingBody: AwardingBody { AwardingBody(packed: header.awardingBody) }

    /// The awarding body's name.
    @inline(__always)
    func awardingBodyName(_ bodies: AwardingBodies) -> CellBytes {
        switch awardingBody {
        case .number(let number): bodies.name(number)
        case .text(let length): CellBytes(rebasing: texts[Int(header.numberLength)...].prefix(length))
        }
    }

    /// The awarding body as the store has it.
    @inline(__always)
    func storedAwardingBody(_ bodies: AwardingBodies) -> StoredAwardingBody {
        if case .number(let number) = awardingBody, let code = bodies.code(number) { return .code(code) }
        return .name(awardingBodyName(bodies))
    }

    /// Whether two rows of one file with the same key say the same.
    func agrees(with other: AwardCandidate, _ bodies: AwardingBodies) -> Bool {
        header.flags == other.header.flags && header.expires == other.header.expires
            && same(number, other.number) && same(notes, other.notes)
            && same(awardingBodyName(bodies), other.awardingBodyName(bodies))
    }
}

/// Whether two texts are the same, byte for byte.
@inline(__always)
func same(_ left: CellBytes, _ right: CellBytes) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let start = right.baseAddress else { return true }
    return memcmp(left, start, right.count) == 0
}
