import Certification
import GRDB
import GRDBSQLite

/// An award as it is exported. Its texts are valid until the next one.
public struct ExportedAward {
    public var key: AwardKey
    public var username: UnsafeBufferPointer<UInt8>
    public var email: UnsafeBufferPointer<UInt8>
    /// The certification's reference.
    public var certification: UnsafeBufferPointer<UInt8>
    /// nil if it never expires.
    public var expires: CalendarDay?
    public var number: UnsafeBufferPointer<UInt8>
    public var awardingBody: UnsafeBufferPointer<UInt8>
    public var notes: UnsafeBufferPointer<UInt8>
    public var isRevoked: Bool
}

extension CertificationStore {
    /// Passes over all awards of a filter, in the order of learner, certification and award date, as they were when it
    /// began. Memory does not grow with their number. Awards of learners who were erased are left out.
    public func forEachAward(_ filter: AwardFilter, _ body: (ExportedAward) throws -> Void) throws {
        let (condition, arguments) = filter.sql
        try read { database in
            let statement = try database.makeStatement(
                sql: """
                    SELECT award.key, username, email, reference, award.expires, number, \(Schema.awardingBody), notes,
                        revoked
                    FROM (SELECT * FROM award WHERE \(condition) ORDER BY key) AS award
                    CROSS JOIN learner ON learner.id = award.key >> 34
                    CROSS JOIN certification ON certification.id = award.key >> 18 & 65535
                    WHERE learner.id NOT IN (SELECT learner FROM erasure)
                    ORDER BY award.key
                    """
            )
            try statement.setArguments(arguments)
            while true {
                switch sqlite3_step(statement.sqliteStatement) {
                case SQLITE_ROW: try body(ExportedAward(row: statement.sqliteStatement))
                case SQLITE_DONE: return
                default: throw StoreError(connection: database.sqliteConnection, doing: "reading the awards")
                }
            }
        }
    }
}

extension ExportedAward {
    fileprivate init(row: OpaquePointer) {
        func text(_ column: CInt) -> UnsafeBufferPointer<UInt8> {
            let start = sqlite3_column_text(row, column)
            return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
        }
        let expires = sqlite3_column_int(row, 4)
        self.init(
            key: AwardKey(stored: sqlite3_column_int64(row, 0)),
            username: text(1),
            email: text(2),
            certification: text(3),
            expires: sqlite3_column_type(row, 4) == SQLITE_NULL ? nil : CalendarDay(number: expires),
            number: text(5),
            awardingBody: text(6),
            notes: text(7),
            isRevoked: sqlite3_column_int(row, 8) != 0
        )
    }
}
