import Certification
import Foundation
import GRDB
import Testing

@testable import Store

@Suite("Databases of earlier versions")
struct MigrationTests {
    /// The migrations after which a version was used, with what could be in a database then.
    private static let versions: [(last: String, fill: String)] = [
        ("1: learners, certifications, awards, journal", learnersAndAwards),
        ("2: award rules", learnersAndAwards + rules),
        ("3: history", learnersAndAwards + rules + changes),
        ("5: erasures, reminders, daily tasks", learnersAndAwards + rules + changes),
    ]

    @Test("All that was in them reads as before, and is found by every look-up", arguments: versions.indices)
    func readsAsBefore(_ version: Int) throws {
        let path = try makeDatabase(version)
        defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
        let store = try CertificationStore(path: path)
        #expect(try store.counts() == StoreCounts(learners: 2, certifications: 2, awards: 3))
        let ada = try #require(try store.learner("ADA"))
        #expect(ada.learner == Learner(username: "ada", firstName: "Ada", surname: "Byron", email: "ada@example.org"))
        #expect(try store.learner("ben")?.learner.isActive == false)
        let faw = try #require(try store.certification("faw"))
        #expect(faw.certification.validFor == Period(months: 36, days: 0))
        #expect(try store.certification("Fire Warden")?.certification.isActive == false)

        let all = try store.awards(AwardFilter(), limit: 10).map(description)
        #expect(
            all == [
                "ada FAW 1970-01-11 1970-04-11 N-1 7/2", "ada FIRE 1970-01-12 never  7/3",
                "ben FAW 1970-01-13 never  8/2",
                "ben FIRE 1970-01-14 never revoked 9/2",
            ]
        )
        var filter = AwardFilter()
        filter.run = RunID(rawValue: 7)
        #expect(try store.awards(filter, limit: 10).map(description) == Array(all[..<2]))
        filter = AwardFilter()
        filter.certification = faw.id
        #expect(try store.awards(filter, limit: 10).map(description) == [all[0], all[2]])
        filter.run = RunID(rawValue: 8)
        #expect(try store.awards(filter, limit: 10).map(description) == [all[2]])
        #expect(try store.awards(AwardFilter(), order: .awarded, limit: 1).map(description) == [all[0]])
        #expect(try store.awards(expiring(on: 100), order: .expires, limit: 10).map(description) == [all[0]])
        #expect(try store.awards(expiring(on: 50), limit: 10).isEmpty)
        filter = AwardFilter()
        filter.isRevoked = true
        #expect(try store.awards(filter, limit: 10).map(description) == [all[3]])

        let run = try #require(try store.run(RunID(rawValue: 7)))
        #expect((run.kind, run.counts[.awarded], run.undoes) == (.certificates, 2, nil))
        let story = try store.story(of: AwardKey(1, 1, 10))
        #expect(story.last?.details?.number == "N-1")
        if version > 0 {
            #expect(faw.rules.map(\.activity) == ["SAFE-101"])
            #expect(try store.story(of: AwardKey(2, 1, 12)).first?.rule == "SAFE-101 passed")
        }
        if version > 1 {
            #expect(story.map(\.kind) == [.awarded, .updated])
            #expect(story[0].details?.number == "N-0")
        }
    }

    @Test("What is stored afterwards goes on from there", arguments: versions.indices)
    func goesOn(_ version: Int) throws {
        let path = try makeDatabase(version)
        defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
        let store = try CertificationStore(path: path)
        let run = RunID(rawValue: 10)
        let undone = try store.transaction { transaction in
            let id = try LearnerTable(transaction, run: run).insert(
                Learner(username: "cy", firstName: "Cy", surname: "Po")
            )
            #expect(id == 3)
            try AwardWriter(transaction, run: run).insert(AwardKey(id, 1, 1))
            return try transaction.undo(RunID(rawValue: 7), of: .certificates, by: RunID(rawValue: 11))
        }
        #expect(undone.map(\.row) == [2, 3])
        // Of the third version, run 7 has only changed what run 6 had awarded.
        #expect(undone.map(\.outcome) == [version > 1 ? .restored : .takenBack, .takenBack])
        #expect(try store.counts().awards == (version > 1 ? 3 : 2))
        if version > 1 { #expect(try store.awards(expiring(on: 50), order: .expires, limit: 10).count == 1) }
        let first = try store.transaction { transaction in
            try transaction.undo(RunID(rawValue: 6), of: .certificates, by: RunID(rawValue: 12))
        }
        #expect(first.map(\.outcome) == (version > 1 ? [.takenBack] : []))
    }

    private func expiring(on day: Int32) -> AwardFilter {
        var filter = AwardFilter()
        filter.expiresFrom = CalendarDay(number: day)
        filter.expiresTo = CalendarDay(number: day)
        return filter
    }

    private func description(_ award: StoredAward) -> String {
        let details = award.isRevoked ? "revoked" : award.number
        let expires = award.expires?.description ?? "never"
        return "\(award.learner.username) \(award.certification) \(award.key.awarded) \(expires) \(details) "
            + "\(award.run)/\(award.row)"
    }

    /// A database as a version left it, in a directory of its own.
    private func makeDatabase(_ version: Int) throws -> String {
        let directory = NSTemporaryDirectory() + "store-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = directory + "/store.sqlite"
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: Self.versions[version].last)
        try queue.write { database in
            try database.execute(sql: Self.versions[version].fill)
            if version > 2 { try AwardLists.addAll(in: database) }
        }
        try queue.close()
        return path
    }

    private static func key(_ learner: Int64, _ certification: Int64, _ day: Int32) -> Int64 {
        AwardKey(learner, certification, day).stored
    }

    private static var learnersAndAwards: String {
        """
        INSERT INTO learner (id, username, username_key, first_name, surname, email, email_key, active, department,
            job_role, region)
        VALUES (1, 'ada', 'ada', 'Ada', 'Byron', 'ada@example.org', 'ada@example.org', 1, '', '', ''),
            (2, 'ben', 'ben', 'Ben', 'Li', '', '', 0, '', '', '');
        INSERT INTO certification (id, reference, reference_key, name, name_key, valid_months, valid_days, active,
            description)
        VALUES (1, 'FAW', 'faw', 'First Aid', 'first aid', 36, 0, 1, ''),
            (2, 'FIRE', 'fire', 'Fire Warden', 'fire warden', NULL, NULL, 0, '');
        INSERT INTO award (key, expires, number, revoked, run, row)
        VALUES (\(key(1, 1, 10)), 100, 'N-1', 0, 7, 2), (\(key(1, 2, 11)), NULL, '', 0, 7, 3),
            (\(key(2, 1, 12)), NULL, '', 0, 8, 2), (\(key(2, 2, 13)), NULL, '', 1, 9, 2);
        INSERT INTO run (id, state, mode, folder, file_name, in_place, claimed, kind, counts)
        VALUES (7, 'finished', 'import', x'2f', x'61', 0, '2026-01-02T03:04:05Z', 'certificates', '{"awarded":2}'),
            (8, 'finished', 'import', x'2f', x'62', 0, '2026-01-02T03:04:06Z', 'completions', '{"awarded":1}');
        """
    }

    private static var rules: String {
        """

        INSERT INTO award_rule (id, certification, activity, activity_key, criterion)
        VALUES (1, 1, 'SAFE-101', 'safe-101', 'passed');
        INSERT INTO award_by_rule (key, rule) VALUES (\(key(2, 1, 12)), 1);
        """
    }

    /// What run 6 awarded, run 7 has changed.
    private static var changes: String {
        """

        UPDATE award SET number = 'N-0', expires = 50, run = 6 WHERE key = \(key(1, 1, 10));
        UPDATE award SET number = 'N-1', expires = 100, run = 7 WHERE key = \(key(1, 1, 10));
        DELETE FROM history WHERE run = 6;
        """
    }
}
