import Certification
import GRDB

/// A certification as the store has it.
public struct StoredCertification: Sendable, Equatable {
    public var id: Int64
    public var certification: Certification
    /// Rules that award it, withdrawn ones included.
    public var rules: [AwardRule]
}

extension CertificationStore {
    /// The certification with a reference, else the only one with a name.
    public func certification(_ name: String) throws -> StoredCertification? {
        try read { database in
            let key = LookupKey.make(name)
            for column in ["reference_key", "name_key"] {
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT * FROM certification WHERE \(column) = ? LIMIT 2",
                    arguments: [key]
                )
                if rows.count == 1 { return try StoredCertification(row: rows[0], database) }
            }
            return nil
        }
    }

    public func certification(id: Int64) throws -> StoredCertification? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM certification WHERE id = ?", arguments: [id])
                .map { try StoredCertification(row: $0, database) }
        }
    }

    /// Certifications in the order of their references.
    public func certifications() throws -> [StoredCertification] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM certification ORDER BY reference_key")
                .map { try StoredCertification(row: $0, database) }
        }
    }
}

extension StoredCertification {
    fileprivate init(row: Row, _ database: Database) throws {
        let id: Int64 = row["id"]
        self.init(
            id: id,
            certification: Certification(row: row),
            rules: try Row.fetchAll(
                database,
                sql: "SELECT * FROM award_rule WHERE certification = ? ORDER BY activity_key",
                arguments: [id]
            ).map(AwardRule.init)
        )
    }
}
