import GRDB

/// The tables, as a list of migrations that is only ever added to.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: learners, certifications, awards, journal") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2: award rules") { database in
            try database.execute(sql: second)
        }
        migrator.registerMigration("3: history") { database in
            try database.execute(sql: third)
        }
        migrator.registerMigration("4: completions, lists of awards, undone runs", migrate: addCompletionsAndLists)
        migrator.registerMigration("5: erasures, reminders, daily tasks") { database in
            try database.execute(sql: fifth)
        }
        migrator.registerMigration("6: drop roots of runs") { database in
            try database.execute(sql: sixth)
        }
        migrator.registerMigration("7: awarding bodies", migrate: addAwardingBodies)
        migrator.registerMigration("8: lists of awards by day") { database in
            try database.execute(sql: eighth)
            try AwardLists.addAllByDay(in: database)
        }
        return migrator
    }

    /// The path of the drop root by whose settings a run of the command line is judged; that of a dropped file is told by
    /// its folder.
    private static let sixth = "ALTER TABLE run ADD COLUMN root BLOB"

    private static let eighth = """
        -- Whose awards of which certification were made on some day, or expire then, or were made then and are revoked:
        -- 0, 1 and 2, for 32 days each, counted from 1900-01-01, and packed (AwardLists+Days). They may name what is
        -- otherwise by now.
        CREATE TABLE award_day_list (
            id INTEGER PRIMARY KEY,
            subject INTEGER NOT NULL,
            days INTEGER NOT NULL,
            count INTEGER NOT NULL,
            keys BLOB NOT NULL
        );
        CREATE INDEX award_day_list_by_days ON award_day_list (subject, days);
        """

    private static let fifth = """
        -- Learners who were erased: what stands in their rows is a placeholder.
        CREATE TABLE erasure (
            learner INTEGER PRIMARY KEY,
            run INTEGER NOT NULL
        );

        -- Reminders that an award is about to expire, each once for an award and a distance. One that is not queued yet
        -- is still on its way to the outbox.
        CREATE TABLE reminder (
            key INTEGER NOT NULL,
            distance TEXT NOT NULL,
            -- Days since 1970-01-01.
            day INTEGER NOT NULL,
            queued INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (key, distance)
        ) WITHOUT ROWID;
        CREATE INDEX reminder_on_its_way ON reminder (day, key) WHERE queued = 0;

        -- What is done once in a while, and the day or the month for which it was done last.
        CREATE TABLE task (
            name TEXT PRIMARY KEY,
            done TEXT NOT NULL
        ) WITHOUT ROWID;
        """

    /// Each table holds what is so now, and the run and row that said so last; `history` holds what was there before.
    /// Only changes are written down, and by the database itself, so that none is forgotten: a new award is told by its
    /// own run and row, and costs nothing more. An award that was revoked and is awarded anew replaces the old one: that
    /// it did is seen by its run, which is not the one that revoked.
    private static let third = """
        ALTER TABLE learner ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE learner ADD COLUMN row INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE certification ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE certification ADD COLUMN row INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE award_rule ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE award_rule ADD COLUMN row INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE history (
            id INTEGER PRIMARY KEY,
            -- award, learner, certification or rule, and its key or identifier.
            subject TEXT NOT NULL,
            key INTEGER NOT NULL,
            -- What changed it, and how.
            run INTEGER NOT NULL,
            row INTEGER NOT NULL,
            change TEXT NOT NULL,
            -- What was there before, with the run and row that had said so: a JSON object.
            before TEXT NOT NULL
        );
        CREATE INDEX history_by_subject ON history (subject, key);
        CREATE INDEX history_by_run ON history (run);

        CREATE TRIGGER award_changed AFTER UPDATE ON award BEGIN
            INSERT INTO history (subject, key, run, row, change, before) VALUES (
                'award', OLD.key, NEW.run, NEW.row, iif(NEW.revoked > OLD.revoked, 'revoked', 'updated'),
                json_object('expires', date('1970-01-01', OLD.expires || ' days'), 'number', OLD.number,
                    'awarding_body', OLD.awarding_body, 'notes', OLD.notes, 'revoked', OLD.revoked, 'run', OLD.run,
                    'row', OLD.row)
            );
        END;
        CREATE TRIGGER learner_changed AFTER UPDATE ON learner BEGIN
            INSERT INTO history (subject, key, run, row, change, before) VALUES (
                'learner', OLD.id, NEW.run, NEW.row, 'updated',
                json_object('username', OLD.username, 'first_name', OLD.first_name, 'surname', OLD.surname,
                    'email', OLD.email, 'active', OLD.active, 'department', OLD.department, 'job_role', OLD.job_role,
                    'region', OLD.region, 'run', OLD.run, 'row', OLD.row)
            );
        END;
        CREATE TRIGGER certification_changed AFTER UPDATE ON certification BEGIN
            INSERT INTO history (subject, key, run, row, change, before) VALUES (
                'certification', OLD.id, NEW.run, NEW.row, 'updated',
                json_object('reference', OLD.reference, 'name', OLD.name, 'valid_months', OLD.valid_months,
                    'valid_days', OLD.valid_days, 'active', OLD.active, 'description', OLD.description,
                    'run', OLD.run, 'row', OLD.row)
            );
        END;
        CREATE TRIGGER award_rule_changed AFTER UPDATE ON award_rule BEGIN
            INSERT INTO history (subject, key, run, row, change, before) VALUES (
                'rule', OLD.id, NEW.run, NEW.row, 'updated',
                json_object('activity', OLD.activity, 'criterion', OLD.criterion, 'run', OLD.run, 'row', OLD.row)
            );
        END;
        """

    private static let second = """
        CREATE TABLE award_rule (
            id INTEGER PRIMARY KEY,
            certification INTEGER NOT NULL,
            activity TEXT NOT NULL,
            activity_key TEXT NOT NULL,
            criterion TEXT NOT NULL
        );
        CREATE UNIQUE INDEX award_rule_by_activity ON award_rule (activity_key, certification);

        -- Which rule made an award. Certificates files, which are the larger ones, do not pay for it.
        CREATE TABLE award_by_rule (
            key INTEGER PRIMARY KEY,
            rule INTEGER NOT NULL
        );
        """

    private static let first = """
        CREATE TABLE learner (
            id INTEGER PRIMARY KEY,
            username TEXT NOT NULL,
            username_key TEXT NOT NULL,
            first_name TEXT NOT NULL,
            surname TEXT NOT NULL,
            email TEXT NOT NULL,
            email_key TEXT NOT NULL,
            active INTEGER NOT NULL,
            department TEXT NOT NULL,
            job_role TEXT NOT NULL,
            region TEXT NOT NULL
        );
        CREATE UNIQUE INDEX learner_by_username ON learner (username_key);
        CREATE INDEX learner_by_email ON learner (email_key) WHERE email_key <> '';

        CREATE TABLE certification (
            id INTEGER PRIMARY KEY,
            reference TEXT NOT NULL,
            reference_key TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            valid_months INTEGER,
            valid_days INTEGER,
            active INTEGER NOT NULL,
            description TEXT NOT NULL
        );
        CREATE UNIQUE INDEX certification_by_reference ON certification (reference_key);
        CREATE INDEX certification_by_name ON certification (name_key);

        -- The key packs learner, certification and award date into one integer, in the order of importance (AwardKey):
        -- learner = key >> 34, certification = key >> 18 & 65535, award date = (key & 262143) days after 1900-01-01.
        -- So a sorted batch is appended, and the view `awards` shows it all in plain words.
        -- Every text has a default because SQLite else keeps a statement journal for bulk insertion.
        CREATE TABLE award (
            key INTEGER PRIMARY KEY,
            expires INTEGER,
            number TEXT NOT NULL DEFAULT '',
            awarding_body TEXT NOT NULL DEFAULT '',
            notes TEXT NOT NULL DEFAULT '',
            revoked INTEGER NOT NULL DEFAULT 0,
            run INTEGER NOT NULL DEFAULT 0,
            row INTEGER NOT NULL DEFAULT 0
        );

        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL,
            mode TEXT NOT NULL,
            -- Paths and names are bytes: a file system does not promise UTF-8.
            folder BLOB NOT NULL,
            file_name BLOB NOT NULL,
            in_place INTEGER NOT NULL,
            claimed TEXT NOT NULL,
            finished TEXT,
            uid INTEGER,
            account TEXT,
            uploader TEXT,
            size INTEGER,
            checksum TEXT,
            kind TEXT,
            counts TEXT,
            refusal TEXT,
            message TEXT,
            destination BLOB,
            report BLOB
        );
        CREATE INDEX run_unfinished ON run (state) WHERE state <> 'finished';
        CREATE INDEX run_by_checksum ON run (checksum);

        -- What a committed run still has to move to its place, in this order.
        CREATE TABLE publication (
            run INTEGER NOT NULL,
            position INTEGER NOT NULL,
            source BLOB NOT NULL,
            destination BLOB NOT NULL,
            PRIMARY KEY (run, position)
        ) WITHOUT ROWID;

        -- New awards of a committed run whose learners are still to be told.
        CREATE TABLE notice (
            run INTEGER NOT NULL,
            key INTEGER NOT NULL,
            PRIMARY KEY (run, key)
        ) WITHOUT ROWID;

        -- Tells the messages of this store from those of another one under the same name.
        CREATE TABLE store (identity TEXT NOT NULL);
        INSERT INTO store VALUES (lower(hex(randomblob(4))));

        CREATE VIEW awards AS
        SELECT learner.username, learner.first_name, learner.surname,
            certification.reference AS certification_reference, certification.name AS certification_name,
            date('1900-01-01', (award.key & 262143) || ' days') AS awarded,
            date('1970-01-01', award.expires || ' days') AS expires,
            award.number, award.awarding_body, award.notes, award.revoked, award.run, award.row
        FROM award
        JOIN learner ON learner.id = award.key >> 34
        JOIN certification ON certification.id = award.key >> 18 & 65535;
        """
}
