import Certification
import GRDB

/// Reads and writes certifications one by one, for certifications files. Belongs to one transaction.
public struct CertificationTable {
    private let database: Database
    private let run: RunID

    /// - `run`: on whose behalf certifications are written.
    public init(_ transaction: StoreTransaction, run: RunID = RunID(rawValue: 0)) {
        self.run = run
        database = transaction.database
    }

    public func find(reference: String) throws -> (id: Int64, certification: Certification)? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT id, reference, name, valid_months, valid_days, active, description FROM certification
                WHERE reference_key = ?
                """,
            arguments: [LookupKey.make(reference)]
        )
        return row.map { ($0["id"], Certification(row: $0)) }
    }

    /// - `row`: of the run's file.
    /// - Returns: the identifier of the new certification.
    public func insert(_ certification: Certification, row: Int = 0) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO certification
                (id, reference, reference_key, name, name_key, valid_months, valid_days, active, description, run, row)
                VALUES (\(Schema.nextIdentifier(of: "certification")), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: arguments(certification) + [run.rawValue, row]
        )
        let id = database.lastInsertedRowID
        guard id <= AwardKey.highestCertification else {
            throw StoreError(
                .tooMany,
                "The store holds as many certifications as it can: \(AwardKey.highestCertification)."
            )
        }
        return id
    }

    /// - `row`: of the run's file.
    public func update(_ id: Int64, to certification: Certification, row: Int = 0) throws {
        try database.execute(
            sql: """
                UPDATE certification SET reference = ?, reference_key = ?, name = ?, name_key = ?,
                    valid_months = ?, valid_days = ?, active = ?, description = ?, run = ?, row = ?
                WHERE id = ?
                """,
            arguments: arguments(certification) + [run.rawValue, row, id]
        )
    }

    private func arguments(_ certification: Certification) -> StatementArguments {
        [
            certification.reference, LookupKey.make(certification.reference), certification.name,
            LookupKey.make(certification.name), certification.validFor?.months, certification.validFor?.days,
            certification.isActive, certification.description,
        ]
    }
}

extension Certification {
    init(row: Row) {
        let months: Int? = row["valid_months"]
        self.init(
            reference: row["reference"],
            name: row["name"],
            validFor: months.map { Period(months: $0, days: row["valid_days"]) },
            isActive: row["active"],
            description: row["description"]
        )
    }
}
