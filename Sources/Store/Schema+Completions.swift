import GRDB

extension Schema {
    /// What learners did, so that a rule made later can be asked about it; lists of awards by run and certification, so
    /// that neither costs an index; and which run an undoing takes back.
    static func addCompletionsAndLists(_ database: Database) throws {
        try database.execute(sql: completionsAndLists)
        try AwardLists.addAll(in: database)
    }

    /// Selects an identifier that no row of a table has or had: what was taken back is in the history.
    ///
    /// - Parameters:
    ///   - table: with `id` as its key.
    ///   - subject: what the history calls it, if not as the table.
    static func nextIdentifier(of table: String, subject: String? = nil) -> String {
        """
        (SELECT 1 + max(coalesce((SELECT max(id) FROM \(table)), 0),
            coalesce((SELECT max(key) FROM history WHERE subject = '\(subject ?? table)'), 0)))
        """
    }

    private static let completionsAndLists = """
        CREATE TABLE activity (
            id INTEGER PRIMARY KEY,
            reference TEXT NOT NULL,
            reference_key TEXT NOT NULL
        );
        CREATE UNIQUE INDEX activity_by_reference ON activity (reference_key);

        -- Sixteen bytes or so each, in the order of the days: an export adds to the end, and `reapply --since` reads the
        -- end. `day` counts from 1970-01-01, `status` is 1 completed, 2 passed, 3 attended, and `run` is the first one
        -- that said so.
        CREATE TABLE completion (
            day INTEGER NOT NULL,
            learner INTEGER NOT NULL,
            activity INTEGER NOT NULL,
            status INTEGER NOT NULL,
            run INTEGER NOT NULL,
            PRIMARY KEY (day, learner, activity, status)
        ) WITHOUT ROWID;

        CREATE VIEW completions AS
        SELECT learner.username, activity.reference AS activity_reference,
            CASE status WHEN 1 THEN 'completed' WHEN 2 THEN 'passed' ELSE 'attended' END AS status,
            date('1970-01-01', day || ' days') AS day, completion.run
        FROM completion
        JOIN learner ON learner.id = completion.learner
        JOIN activity ON activity.id = completion.activity;

        -- The keys of the awards that a run made, by certification and packed (AwardLists). They may name awards that
        -- are gone.
        CREATE TABLE award_list (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            certification INTEGER NOT NULL,
            count INTEGER NOT NULL,
            keys BLOB NOT NULL
        );
        CREATE INDEX award_list_by_run ON award_list (run);
        CREATE INDEX award_list_by_certification ON award_list (certification);

        ALTER TABLE run ADD COLUMN undoes INTEGER;
        CREATE INDEX run_undoing ON run (undoes) WHERE undoes IS NOT NULL;
        """
}
