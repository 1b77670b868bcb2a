import Certification

/// All certifications in memory, for look-ups by reference or by name.
public final class CertificationDirectory {
    public struct Entry: Sendable, Equatable {
        public var id: Int64
        public var certification: Certification
    }

    public enum Match: Equatable {
        case none
        /// An index into ``entries``.
        case one(Int)
        /// A name that several certifications share.
        case several
    }

    public let entries: [Entry]
    private let bySpelling: KeyTable
    private let byReference: KeyTable
    private let byName: KeyTable
    private let nearReference: NearKeys
    private let nearName: NearKeys
    private var folder = LookupKeyFolder()
    private static let shared = UInt32.max

    public init(_ transaction: StoreTransaction) throws {
        let rows = try transaction.statement(
            """
            SELECT id, reference, name, valid_months, valid_days, active, description, reference_key, name_key
            FROM certification
            """,
            work: "reading the certifications"
        )
        var entries: [Entry] = []
        bySpelling = KeyTable(expected: 256)
        byReference = KeyTable(expected: 256)
        byName = KeyTable(expected: 256)
        while try rows.step() {
            let index = UInt32(entries.count)
            bySpelling.insert(rows.text(1), index) { old, _ in old }
            byReference.insert(rows.text(7), index) { old, _ in old }
            byName.insert(rows.text(8), index) { _, _ in Self.shared }
            entries.append(
                Entry(
                    id: rows.integer(0),
                    certification: Certification(
                        reference: rows.string(1),
                        name: rows.string(2),
                        validFor: rows.isNull(3)
                            ? nil : Period(months: Int(rows.integer(3)), days: Int(rows.integer(4))),
                        isActive: rows.integer(5) != 0,
                        description: rows.string(6)
                    )
                )
            )
        }
        self.entries = entries
        nearReference = NearKeys(byReference)
        nearName = NearKeys(byName)
    }

    private init(_ other: CertificationDirectory) {
        entries = other.entries
        bySpelling = other.bySpelling
        byReference = other.byReference
        byName = other.byName
        nearReference = other.nearReference
        nearName = other.nearName
    }

    /// The same directory for another thread.
    public func forAnotherThread() -> CertificationDirectory {
        CertificationDirectory(self)
    }

    public func find(reference: UnsafeBufferPointer<UInt8>) -> Match {
        // Nearly every row spells the reference as it is stored, capitals and all.
        if let exact = bySpelling.find(reference) { return .one(Int(exact)) }
        return folder.withKey(of: reference) { match(byReference.find($0)) }
    }

    public func find(name: UnsafeBufferPointer<UInt8>) -> Match {
        folder.withKey(of: name) { match(byName.find($0)) }
    }

    private func match(_ value: UInt32?) -> Match {
        guard let value else { return .none }
        return value == Self.shared ? .several : .one(Int(value))
    }

    /// The reference of the only certification that is likely meant by `reference`, which is none's: one slip lies
    /// between them, as ``LearnerDirectory/username(near:)`` says.
    public func reference(near reference: UnsafeBufferPointer<UInt8>) -> String? {
        folder.withKey(of: reference) { nearReference.entry(near: $0) }.map { entries[$0].certification.reference }
    }

    /// The name of a certification that is likely meant by `name`, likewise.
    public func name(near name: UnsafeBufferPointer<UInt8>) -> String? {
        let value = folder.withKey(of: name) { key in nearName.entry(near: key).map { byName.value($0) } }
        guard let value, value != Self.shared else { return nil }
        return entries[Int(value)].certification.name
    }
}
