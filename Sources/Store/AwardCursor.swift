import Certification

/// Walks the stored awards alongside sorted keys. A gap of a few awards is stepped over, a larger one jumped, so that
/// both a file about everyone and a file about a few cost little.
public final class AwardCursor {
    /// The award under the cursor; its texts are valid until the next ``seek(_:)``.
    public struct Stored {
        public var key: AwardKey
        /// nil if it never expires.
        public var expires: CalendarDay?
        public var number: UnsafeBufferPointer<UInt8>
        public var awardingBody: StoredAwardingBody
        public var notes: UnsafeBufferPointer<UInt8>
        public var isRevoked: Bool
    }

    /// Awards stepped over before jumping pays.
    private static let longestWalk = 12

    private let statement: BulkStatement
    private let body: BulkStatement
    private var isStarted = false
    private var isAtEnd = false
    private var current = AwardKey(packed: 0)

    private static let sql =
        "SELECT key, expires, number, awarding_body, notes, revoked FROM award WHERE key >= ? ORDER BY key"
    private static let bodySQL = "SELECT name FROM awarding_body WHERE code = ?"
    private static let work = "reading awards"

    public init(_ transaction: StoreTransaction) throws {
        statement = try transaction.statement(Self.sql, work: Self.work)
        body = try transaction.statement(Self.bodySQL, work: Self.work)
    }

    /// For a thread beside the transaction's.
    public init(_ reader: AwardReader) throws {
        statement = try BulkStatement(reader.connection, Self.sql, work: Self.work)
        body = try BulkStatement(reader.connection, Self.bodySQL, work: Self.work)
    }

    /// The stored award of `key`, if there is one. Keys must come in ascending order.
    public func seek(_ key: AwardKey) throws -> Stored? {
        if !isStarted { try jump(to: key) }
        var steps = 0
        while !isAtEnd, current < key {
            if steps == Self.longestWalk {
                try jump(to: key)
                break
            }
            try advance()
            steps += 1
        }
        guard !isAtEnd, current == key else { return nil }
        return Stored(
            key: key,
            expires: statement.isNull(1) ? nil : CalendarDay(number: Int32(statement.integer(1))),
            number: statement.text(2),
            awardingBody: statement.awardingBody(3),
            notes: statement.text(4),
            isRevoked: statement.integer(5) != 0
        )
    }

    /// The name of an awarding body; valid until it is asked for another one.
    public func name(ofAwardingBody code: UnsafeBufferPointer<UInt8>) throws -> UnsafeBufferPointer<UInt8> {
        body.reset()
        body.bind(1, blob: UnsafeRawBufferPointer(code))
        return try body.step() ? body.text(0) : UnsafeBufferPointer(start: nil, count: 0)
    }

    private func jump(to key: AwardKey) throws {
        isStarted = true
        statement.reset()
        statement.bind(1, key.stored)
        try advance()
    }

    private func advance() throws {
        guard try statement.step() else {
            isAtEnd = true
            return
        }
        current = AwardKey(stored: statement.integer(0))
    }
}

extension AwardKey {
    /// As the database has it. The highest of the 64 bits is never set.
    @inline(__always) var stored: Int64 { Int64(bitPattern: packed) }

    @inline(__always) init(stored: Int64) {
        self.init(packed: UInt64(bitPattern: stored))
    }
}
