import Certification

/// Writes awards in the order of their keys. Belongs to one transaction.
///
/// New awards come as a stream that SQLite itself pulls (`AwardSource`); what is there already is changed one by one.
public final class AwardWriter {
    private let transaction: StoreTransaction
    private let lists: AwardLists
    private let run: RunID
    private let change: BulkStatement
    private let revocation: BulkStatement
    private let revokedInsertion: BulkStatement

    public init(_ transaction: StoreTransaction, run: RunID) throws {
        self.transaction = transaction
        self.run = run
        lists = try AwardLists(transaction, run: run)
        change = try transaction.statement(
            """
            UPDATE award SET expires = iif(?8, ?2, expires), number = coalesce(?3, number),
                awarding_body = coalesce(?4, awarding_body), notes = coalesce(?5, notes), run = ?6, row = ?7
            WHERE key = ?1
            """,
            work: "updating an award"
        )
        revocation = try transaction.statement(
            "UPDATE award SET revoked = 1, run = ?2, row = ?3 WHERE key = ?1",
            work: "revoking an award"
        )
        revokedInsertion = try transaction.statement(
            "INSERT OR IGNORE INTO award VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7)",
            work: "writing an award"
        )
    }

    /// Inserts all awards of a stream, whose keys ascend.
    ///
    /// - Parameters:
    ///   - stream: the awards.
    ///   - replacing: whether some of them were revoked, and are awarded anew. To allow for it costs SQLite a tenth
    ///     more.
    /// - Throws: also what the stream throws.
    public func insert(_ stream: any AwardStream, replacing: Bool = true) throws {
        let statement = try transaction.statement(
            """
            INSERT OR \(replacing ? "REPLACE" : "FAIL") INTO award
            SELECT key, expires, number, awarding_body, notes, 0, ?2, row FROM award_source(?1)
            """,
            work: "writing awards"
        )
        statement.bind(2, run.rawValue)
        try AwardSource.pull(stream, into: statement, listing: lists)
        try finish()
    }

    /// To be called after the last award and the last change.
    public func finish() throws {
        try lists.finish()
    }

    /// Notes that the learners are to be told of the awards of a stream once the run is committed.
    public func notify(_ stream: any AwardStream) throws {
        let statement = try transaction.statement(
            "INSERT INTO notice SELECT ?2, key FROM award_source(?1)",
            work: "noting messages"
        )
        statement.bind(2, run.rawValue)
        try AwardSource.pull(stream, into: statement)
    }

    /// What a row says of an award that is there. nil: the file does not say, so what is stored stays.
    public struct Change {
        public var expires: Expiry?
        public var number: UnsafeBufferPointer<UInt8>?
        public var awardingBody: UnsafeBufferPointer<UInt8>?
        public var notes: UnsafeBufferPointer<UInt8>?

        public init(
            expires: Expiry?,
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

    public func update(_ key: AwardKey, _ details: Change, row: Int) throws {
        change.bind(1, key.stored)
        change.bind(2, (details.expires?.day?.number).map(Int64.init))
        bind(details.number, at: 3)
        bind(details.awardingBody, at: 4)
        bind(details.notes, at: 5)
        change.bind(6, run.rawValue)
        change.bind(7, Int64(row))
        change.bind(8, details.expires == nil ? 0 : 1 as Int64)
        try change.run()
        if let expires = details.expires?.day { try lists.add(key, expiringOn: expires) }
    }

    public func revoke(_ key: AwardKey, row: Int) throws {
        revocation.bind(1, key.stored)
        revocation.bind(2, run.rawValue)
        revocation.bind(3, Int64(row))
        try revocation.run()
        try lists.addRevoked(key)
    }

    /// Writes an award that is revoked already, or revokes the one that is there.
    public func restoreRevoked(_ award: StreamedAward) throws {
        let before = transaction.database.totalChangesCount
        revokedInsertion.bind(1, award.key.stored)
        revokedInsertion.bind(2, (award.expires?.number).map(Int64.init))
        revokedInsertion.bind(3, text: award.number)
        revokedInsertion.bind(4, award.awardingBody)
        revokedInsertion.bind(5, text: award.notes)
        revokedInsertion.bind(6, run.rawValue)
        revokedInsertion.bind(7, Int64(award.row))
        try revokedInsertion.run()
        if transaction.database.totalChangesCount == before {
            try revoke(award.key, row: award.row)
        } else {
            try lists.add(award.key, expires: award.expires)
            try lists.addRevoked(award.key)
        }
    }

    private func bind(_ text: UnsafeBufferPointer<UInt8>?, at index: Int32) {
        if let text { change.bind(index, text: text) } else { change.bind(index, nil as Int64?) }
    }
}
