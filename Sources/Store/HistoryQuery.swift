import Certification
import Foundation
import GRDB

/// One thing that happened to an award.
public struct AwardEvent: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case awarded, updated, revoked, undone
    }

    public var kind: Kind
    /// The run that did it and the row of its file; nil if the run is not on record any more.
    public var runID: RunID
    public var row: Int
    public var when: Date?
    public var uploader: String?
    public var fileName: [UInt8]?
    public var checksum: String?
    /// The details as they were from then on; nil if the award was gone.
    public var details: Details?
    /// The rule that awarded, as `SAFE-101 passed`.
    public var rule: String?

    public struct Details: Sendable, Equatable {
        public var expires: String?
        public var number: String
        public var awardingBody: String
        public var notes: String
    }
}

extension CertificationStore {
    /// All that happened to an award, from the first day; empty if there never was one.
    public func story(of key: AwardKey) throws -> [AwardEvent] {
        try read { database in
            let current = try Row.fetchOne(
                database,
                sql: """
                    SELECT date('1970-01-01', expires || ' days') AS expires, number,
                        \(Schema.awardingBody) AS awarding_body, notes, revoked, run, row
                    FROM award WHERE key = ?
                    """,
                arguments: [key.stored]
            )
            let changes = try Row.fetchAll(
                database,
                sql: """
                    SELECT run, row, change, before ->> 'expires' AS b_expires, before ->> 'number' AS b_number,
                        before ->> 'awarding_body' AS b_awarding_body, before ->> 'notes' AS b_notes,
                        before ->> 'revoked' AS b_revoked, before ->> 'run' AS b_run, before ->> 'row' AS b_row
                    FROM history WHERE subject = 'award' AND key = ? ORDER BY id
                    """,
                arguments: [key.stored]
            )
            var events: [AwardEvent] = []
            for (index, state) in (changes.map(StoredState.init(before:)) + (current.map { [StoredState($0)] } ?? []))
                .enumerated()
            {
                // What was there is what the last change left, or another award in its place.
                let left = index > 0 ? changes[index - 1] : nil
                if left == nil || left?["run"] != state.run || left?["row"] != state.row {
                    events.append(AwardEvent(.awarded, run: state.run, row: state.row, state.details))
                } else {
                    events[events.count - 1].details = state.details
                }
                guard index < changes.count else { break }
                let kind = AwardEvent.Kind(rawValue: changes[index]["change"]) ?? .updated
                events.append(AwardEvent(kind, run: changes[index]["run"], row: changes[index]["row"], nil))
            }
            // One that an export put back on record was revoked before.
            if let current, current["revoked"] as Bool, let last = events.last, last.kind == .awarded {
                events.append(AwardEvent(.revoked, run: current["run"], row: current["row"], last.details))
            }
            for index in events.indices { try events[index].complete(key, in: database) }
            return events
        }
    }
}

/// An award's details at some time, and what said them.
private struct StoredState {
    let run: Int64
    let row: Int
    let details: AwardEvent.Details

    init(_ row: Row, prefix: String = "") {
        run = row["\(prefix)run"]
        self.row = row["\(prefix)row"]
        details = AwardEvent.Details(
            expires: row["\(prefix)expires"],
            number: row["\(prefix)number"],
            awardingBody: row["\(prefix)awarding_body"],
            notes: row["\(prefix)notes"]
        )
    }

    init(before row: Row) {
        self.init(row, prefix: "b_")
    }
}

extension AwardEvent {
    fileprivate init(_ kind: Kind, run: Int64, row: Int, _ details: Details?) {
        self.init(kind: kind, runID: RunID(rawValue: run), row: row, details: details)
    }

    fileprivate mutating func complete(_ key: AwardKey, in database: Database) throws {
        guard
            let run = try RunRecord.fetchOne(
                database,
                sql: "SELECT * FROM run WHERE id = ?",
                arguments: [runID.rawValue]
            )
        else { return }
        when = run.claimed
        uploader = run.uploader
        fileName = run.fileName
        checksum = run.checksum
        guard kind == .awarded, run.kind == .completions else { return }
        rule = try String.fetchOne(
            database,
            sql: """
                SELECT activity || ' ' || criterion FROM award_by_rule JOIN award_rule ON award_rule.id = rule
                WHERE key = ?
                """,
            arguments: [key.stored]
        )
    }
}

/// How a learner, a certification or a rule was before something changed it.
public struct FormerState: Sendable {
    public var when: Date?
    public var uploader: String?
    public var runID: RunID
    public var row: Int
    /// Names and values, as a JSON object.
    public var before: String
}

extension CertificationStore {
    /// All changes of a learner, oldest first.
    public func history(ofLearner id: Int64) throws -> [FormerState] { try history(of: "learner", id) }

    /// All changes of a certification, oldest first.
    public func history(ofCertification id: Int64) throws -> [FormerState] { try history(of: "certification", id) }

    private func history(of subject: String, _ id: Int64) throws -> [FormerState] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT history.run, row, before, claimed, uploader FROM history LEFT JOIN run ON run.id = history.run
                    WHERE subject = ? AND key = ? ORDER BY history.id
                    """,
                arguments: [subject, id]
            )
            return rows.map { row in
                FormerState(
                    when: (row["claimed"] as String?).flatMap(Timestamp.date),
                    uploader: row["uploader"],
                    runID: RunID(rawValue: row["run"]),
                    row: row["row"],
                    before: row["before"]
                )
            }
        }
    }
}
