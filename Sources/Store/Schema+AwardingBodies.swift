import GRDB

extension Schema {
    /// Selects the name of an award's awarding body, from a table `award`. Without the plus, SQLite would not use the
    /// key.
    static let awardingBody = awardingBody(of: "award")

    private static func awardingBody(of award: String) -> String {
        "coalesce((SELECT name FROM awarding_body WHERE code = +\(award).awarding_body), \(award).awarding_body)"
    }

    /// The names of awarding bodies in a table of their own, so that an award takes a quarter less. Awards that are there
    /// stay as they are.
    static func addAwardingBodies(_ database: Database) throws {
        try database.execute(
            sql: """
                -- The first awarding bodies that files named. An award has the code instead of the name; of others, the
                -- name itself, which is never taken for a code, since that is a BLOB.
                CREATE TABLE awarding_body (
                    code BLOB PRIMARY KEY,
                    name TEXT NOT NULL UNIQUE
                ) WITHOUT ROWID;

                DROP TRIGGER award_changed;
                CREATE TRIGGER award_changed AFTER UPDATE ON award BEGIN
                    INSERT INTO history (subject, key, run, row, change, before) VALUES (
                        'award', OLD.key, NEW.run, NEW.row, iif(NEW.revoked > OLD.revoked, 'revoked', 'updated'),
                        json_object('expires', date('1970-01-01', OLD.expires || ' days'), 'number', OLD.number,
                            'awarding_body', \(awardingBody(of: "OLD")), 'notes', OLD.notes, 'revoked', OLD.revoked,
                            'run', OLD.run, 'row', OLD.row)
                    );
                END;

                DROP VIEW awards;
                CREATE VIEW awards AS
                SELECT learner.username, learner.first_name, learner.surname,
                    certification.reference AS certification_reference, certification.name AS certification_name,
                    date('1900-01-01', (award.key & 262143) || ' days') AS awarded,
                    date('1970-01-01', award.expires || ' days') AS expires,
                    award.number, \(awardingBody) AS awarding_body, award.notes, award.revoked, award.run, award.row
                FROM award
                JOIN learner ON learner.id = award.key >> 34
                JOIN certification ON certification.id = award.key >> 18 & 65535;
                """
        )
    }
}
