import Certification

/// Writes awards in the order of their keys. Belongs to one transaction.
public final class AwardWriter {
    /// What a row says of an award. nil: the file does not say, so what is stored stays.
    public struct Details {
        public var expires: CalendarDay?
        public var number: UnsafeBufferPointer<UInt8>?
        public var awardingBody: UnsafeBufferPointer<UInt8>?
        public var notes: UnsafeBufferPointer<UInt8>?

        public init(
            expires: CalendarDay?,
            number: UnsafeBufferPointer<UInt8>?,
            awardingBody: UnsafeBufferPointer<UInt8>?,
            notes: UnsafeBufferPointer<UInt8>?
        ) {
            self.expires = expires
            self.number = number
            self.awardingBody = awardingBody
            self.notes = notes
        }
    }

    private let run: RunID
    private let insertion: BulkStatement
    private let change: BulkStatement
    private let revocation: BulkStatement
    private let notice: BulkStatement
    private let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    public init(_ transaction: StoreTransaction, run: RunID) throws {
        self.run = run
        // Replacing serves an award that was revoked and is awarded again.
        insertion = try transaction.statement(
            "INSERT OR REPLACE INTO award VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
            work: "writing an award"
        )
        change = try transaction.statement(
            """
            UPDATE award SET expires = coalesce(?4, expires), number = coalesce(?5, number),
                awarding_body = coalesce(?6, awarding_body), notes = coalesce(?7, notes), run = ?8, row = ?9
            WHERE learner = ?1 AND certification = ?2 AND awarded = ?3
            """,
            work: "updating an award"
        )
        revocation = try transaction.statement(
            """
            UPDATE award SET revoked = 1, run = ?4, row = ?5
            WHERE learner = ?1 AND certification = ?2 AND awarded = ?3
            """,
            work: "revoking an award"
        )
        notice = try transaction.statement("INSERT INTO notice VALUES (?, ?, ?, ?)", work: "noting a message")
    }

    public func insert(_ key: AwardKey, _ details: Details, row: Int) throws {
        bind(key, to: insertion)
        insertion.bind(4, (details.expires?.number).map(Int64.init))
        insertion.bind(5, text: details.number ?? empty)
        insertion.bind(6, text: details.awardingBody ?? empty)
        insertion.bind(7, text: details.notes ?? empty)
        insertion.bind(8, run.rawValue)
        insertion.bind(9, Int64(row))
        try insertion.run()
    }

    public func update(_ key: AwardKey, _ details: Details, row: Int) throws {
        bind(key, to: change)
        change.bind(4, (details.expires?.number).map(Int64.init))
        bind(details.number, at: 5)
        bind(details.awardingBody, at: 6)
        bind(details.notes, at: 7)
        change.bind(8, run.rawValue)
        change.bind(9, Int64(row))
        try change.run()
    }

    public func revoke(_ key: AwardKey, row: Int) throws {
        bind(key, to: revocation)
        revocation.bind(4, run.rawValue)
        revocation.bind(5, Int64(row))
        try revocation.run()
    }

    /// The learner is to be told of this award once the run is committed.
    public func notify(of key: AwardKey) throws {
        notice.bind(1, run.rawValue)
        notice.bind(2, key.learner)
        notice.bind(3, key.certification)
        notice.bind(4, Int64(key.awarded.number))
        try notice.run()
    }

    @inline(__always)
    private func bind(_ key: AwardKey, to statement: BulkStatement) {
        statement.bind(1, key.learner)
        statement.bind(2, key.certification)
        statement.bind(3, Int64(key.awarded.number))
    }

    private func bind(_ text: UnsafeBufferPointer<UInt8>?, at index: Int32) {
        if let text { change.bind(index, text: text) } else { change.bind(index, nil as Int64?) }
    }
}
