import Certification
import Foundation
import Glibc
import Import
import Testing

@testable import Store

/// A store of its own, through which files are run as the service does it.
final class Trial {
    let store: CertificationStore
    let directory: String
    var settings: ImportSettings
    var administrator: Administrator? = Administrator(
        account: "ada",
        name: "Ada",
        email: "ada@example.org",
        role: .global
    )
    private var lastRun: Int64 = 0

    static let today = CalendarDay(iso: "2026-11-24") ?? CalendarDay(number: 0)

    init(settings: ImportSettings = ImportSettings(today: Trial.today)) throws {
        self.settings = settings
        directory = NSTemporaryDirectory() + "import-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        store = try CertificationStore(path: directory + "/store.sqlite")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// A trial with the people and certifications that most tests are about.
    static func filled(settings: ImportSettings = ImportSettings(today: Trial.today)) throws -> Trial {
        let trial = try Trial(settings: settings)
        let learners = try trial.run(
            """
            Username,First name,Surname,Email,Account state
            jsmith,Jo,Smith,jo@example.org,active
            mbrown,Max,Brown,max@example.org,active
            gone,Gwen,Gone,gwen@example.org,inactive
            twin1,Tia,Twin,twins@example.org,active
            twin2,Tom,Twin,twins@example.org,active
            zoë,Zoë,Ångström,zoe@example.org,active
            00123,Nora,Null,nora@example.org,active

            """
        )
        try #require(learners.summary.counts[.created] == 7)
        let certifications = try trial.run(
            """
            Certification reference,Certification name,Valid for,State
            FA-01,First Aid at Work,3 years,active
            FS-02,Fire Safety,P1Y,active
            DR-03,Driving,,active
            OLD-9,Typewriting,,retired
            AM-1,Ambiguous,,active
            AM-2,Ambiguous,,active

            """
        )
        try #require(certifications.summary.counts[.created] == 6)
        let rules = try trial.run("Certification reference,Activity reference,Awarded when\nFA-01,C-1,passed\n")
        try #require(rules.summary.counts[.created] == 1)
        return trial
    }

    func run(_ text: String, mode: RunMode = .import) throws -> JudgedFile {
        try run(Array(text.utf8), mode: mode)
    }

    func run(_ bytes: [UInt8], mode: RunMode = .import) throws -> JudgedFile {
        let descriptor = try file(bytes)
        defer { close(descriptor) }
        lastRun += 1
        let run = ImportRun(
            summary: RunSummary(
                id: RunID(rawValue: lastRun),
                mode: mode,
                fileName: "march.csv",
                fileSize: Int64(bytes.count),
                uploader: Uploader(uid: 1000, account: administrator?.account, administrator: administrator),
                started: Date(timeIntervalSince1970: 0)
            ),
            descriptor: descriptor,
            scratchDirectory: directory,
            settings: settings
        )
        return try store.transaction { transaction in
            try run.survey()
            try run.judge(in: transaction)
            try run.store(in: transaction)
            let rows = try Self.rows(of: run)
            if !run.summary.wasStored { try transaction.rollBack() }
            return JudgedFile(summary: run.summary, rows: rows)
        }
    }

    /// All that the store has of learners, certifications, awards and notices, line by line.
    func contents(of tables: [String] = ["learner", "certification", "award", "notice"]) throws -> [String] {
        try store.transaction { transaction in
            try tables.flatMap { table in
                let columns = Self.columns[table, default: []].map { "quote(\($0))" }.joined(separator: " || '|' || ")
                let rows = try transaction.statement("SELECT \(columns) FROM \(table) ORDER BY 1", work: "dumping")
                var lines: [String] = []
                while try rows.step() { lines.append("\(table): \(rows.string(0))") }
                return lines
            }
        }
    }

    /// The awards as `username reference awarded expires number body notes revoked`.
    func awards() throws -> [String] {
        try store.transaction { transaction in
            let rows = try transaction.statement(
                """
                SELECT username || ' ' || certification_reference || ' ' || awarded || ' ' || coalesce(expires, 'never')
                    || ' ' || number || ' ' || awarding_body || ' ' || notes || iif(revoked, ' revoked', '')
                FROM awards ORDER BY username, certification_reference, awarded
                """,
                work: "dumping"
            )
            var lines: [String] = []
            while try rows.step() { lines.append(rows.string(0).split(separator: " ").joined(separator: " ")) }
            return lines
        }
    }

    private static let columns = [
        "learner": [
            "id", "username", "username_key", "first_name", "surname", "email", "email_key", "active", "department",
            "job_role", "region",
        ],
        "certification": [
            "id", "reference", "reference_key", "name", "name_key", "valid_months", "valid_days", "active",
            "description",
        ],
        "award": [
            "key", "expires", "number", "awarding_body", "notes", "revoked", "run",
            "row",
        ],
        "notice": ["run", "key"],
    ]

    private func file(_ bytes: [UInt8]) throws -> CInt {
        let path = directory + "/dropped.csv"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        unlink(path)
        return descriptor
    }

    private static func rows(of run: ImportRun) throws -> [JudgedRow] {
        var rows: [JudgedRow] = []
        try run.forEachBatch { batch in
            for record in 0..<batch.records.count {
                guard let outcome = batch.outcome(record) else { continue }
                rows.append(
                    JudgedRow(
                        row: batch.records.row(record),
                        outcome: outcome,
                        finding: outcome == .rejected ? try batch.finding(record) : nil,
                        original: outcome == .duplicate ? batch.original(record) : nil
                    )
                )
            }
        }
        return rows
    }
}

struct JudgedFile {
    let summary: RunSummary
    let rows: [JudgedRow]

    var outcomes: [Outcome] { rows.map(\.outcome) }
    var reasons: [Reason?] { rows.map { $0.finding?.reason } }
    var refusal: FileReason? { summary.refusal?.reason }
}

struct JudgedRow: Equatable {
    let row: Int
    let outcome: Outcome
    let finding: Finding?
    let original: Int?

    /// The reasons of all that is wrong with the row.
    var reasons: [Reason] { finding.map { [$0.reason] + $0.others.map(\.reason) } ?? [] }
}
