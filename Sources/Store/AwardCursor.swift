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
        public var awardingBody: UnsafeBufferPointer<UInt8>
        public var notes: UnsafeBufferPointer<UInt8>
        public var isRevoked: Bool
    }

    /// Awards stepped over before jumping pays.
    private static let longestWalk = 12

    private let statement: BulkStatement
    private var isStarted = false
    private var isAtEnd = false
    private var current = AwardKey(packed: 0)

    public init(_ transaction: StoreTransaction) throws {
        statement = try transaction.statement(
            """
            SELECT learner, certification, awarded, expires, number, awarding_body, notes, revoked FROM award
            WHERE (learner, certification, awarded) >= (?, ?, ?) ORDER BY learner, certification, awarded
            """,
            work: "reading awards"
        )
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
            expires: statement.isNull(3) ? nil : CalendarDay(number: Int32(statement.integer(3))),
            number: statement.text(4),
            awardingBody: statement.text(5),
            notes: statement.text(6),
            isRevoked: statement.integer(7) != 0
        )
    }

    private func jump(to key: AwardKey) throws {
        isStarted = true
        statement.reset()
        statement.bind(1, key.learner)
        statement.bind(2, key.certification)
        statement.bind(3, Int64(key.awarded.number))
        try advance()
    }

    private func advance() throws {
        guard try statement.step() else {
            isAtEnd = true
            return
        }
        current = AwardKey(
            learner: statement.integer(0),
            certification: statement.integer(1),
            awarded: CalendarDay(number: Int32(statement.integer(2)))
        )
    }
}
