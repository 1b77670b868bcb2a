import GRDB

/// How much the store holds.
public struct StoreCounts: Sendable, Equatable, Codable {
    public var learners: Int
    public var certifications: Int
    /// Without revoked ones.
    public var awards: Int
}

extension CertificationStore {
    /// A random name that this store was given when it was made: eight hexadecimal digits.
    public func identity() throws -> String {
        try read { try String.fetchOne($0, sql: "SELECT identity FROM store") ?? "" }
    }

    private func revoked(in database: Database) throws -> Int {
        var filter = AwardFilter()
        filter.isRevoked = true
        return try AwardSearch(filter: filter, order: .learner, database: database).page(offset: 0, limit: .max).count
    }

    public func counts() throws -> StoreCounts {
        try read { database in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            return StoreCounts(
                learners: try count("SELECT count(*) FROM learner"),
                certifications: try count("SELECT count(*) FROM certification"),
                awards: try count("SELECT count(*) FROM award") - revoked(in: database)
            )
        }
    }
}
