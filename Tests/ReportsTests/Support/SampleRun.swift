import Certification
import DelimitedText
import Foundation
import Glibc
import Reports

/// A file and what became of its rows, as the import would tell it.
struct SampleRun {
    struct Judgement {
        var outcome: Outcome
        var finding: Finding?
        var original: Int?

        init(_ outcome: Outcome, original: Int? = nil) {
            self.outcome = outcome
            self.original = original
        }

        init(_ reason: Reason, column: Int? = nil, value: String = "", detail: String = "", suggestion: String? = nil) {
            outcome = .rejected
            finding = Finding(
                row: 0,
                reason: reason,
                column: column,
                value: value,
                detail: detail,
                suggestion: suggestion
            )
        }
    }

    var name = "march.csv"
    var bytes: [UInt8]
    var mode = RunMode.import
    var kind: FileKind? = .certificates
    var refusal: Refusal?
    var keyColumns = [0, 1, 2]
    var assumptions: [String] = []
    var unknownColumns: [UnknownColumn] = []
    var seconds = 0.84
    /// What becomes of a row, by its number.
    var judge: (RecordBatch, Int) -> Judgement = { _, _ in Judgement(.awarded) }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var stem: String { name.hasSuffix(".csv") ? String(name.dropLast(4)) : name }

    /// Reads the file and writes its reports into `directory`.
    @discardableResult
    func write(to directory: String) throws -> WrittenReports {
        var summary = summary
        let places = ReportPlaces(directory: directory, stem: stem)
        guard refusal == nil || refusal?.reason == .tooManyRejected else {
            return try RunReports(places, table: .unreadable, summary: summary).finish(summary)
        }
        let path = "\(directory)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let file = try DelimitedFile(descriptor: descriptor, scratchDirectory: directory)
        summary.header = file.header
        summary.encoding = file.dialect.encoding.rawValue
        summary.delimiter = file.dialect.delimiter == UInt8(ascii: ";") ? "semicolon" : "comma"
        try tally(file, into: &summary)
        let table = SourceTable(
            headings: file.header,
            keyColumns: keyColumns,
            dialect: file.dialect,
            problemHeading: "Problem"
        )
        let reports = try RunReports(places, table: table, summary: summary)
        _ = try file.survey { batch in
            for record in 0..<batch.count where !batch.isBlank(record) {
                let judgement = judged(batch, record)
                try reports.row(
                    batch,
                    record,
                    outcome: judgement.outcome,
                    finding: judgement.finding,
                    original: judgement.original
                )
            }
        }
        return try reports.finish(summary)
    }

    private func judged(_ batch: RecordBatch, _ record: Int) -> Judgement {
        var judgement = judge(batch, record)
        judgement.finding?.row = batch.row(record)
        return judgement
    }

    private func tally(_ file: DelimitedFile, into summary: inout RunSummary) throws {
        _ = try file.survey { batch in
            for record in 0..<batch.count where !batch.isBlank(record) {
                let judgement = judged(batch, record)
                summary.counts[judgement.outcome] += 1
                guard let finding = judgement.finding else { continue }
                let place = summary.problems.firstIndex { $0.reason == finding.reason }
                if let place {
                    summary.problems[place].count += 1
                    if summary.problems[place].first.count < ProblemGroup.examples {
                        summary.problems[place].first.append(finding)
                    }
                } else {
                    summary.problems.append(ProblemGroup(reason: finding.reason, count: 1, first: [finding]))
                }
            }
        }
    }

    private var summary: RunSummary {
        let ada = Administrator(account: "ada", name: "Ada Byron", email: "ada@example.org", role: .global)
        var summary = RunSummary(
            id: RunID(rawValue: 17),
            mode: mode,
            fileName: name,
            fileSize: Int64(bytes.count),
            uploader: Uploader(uid: 1001, account: "ada", administrator: ada),
            started: Date(timeIntervalSince1970: 1_773_738_004)
        )
        summary.finished = summary.started.addingTimeInterval(seconds)
        summary.checksum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        summary.kind = kind
        summary.refusal = refusal
        summary.assumptions = assumptions
        summary.unknownColumns = unknownColumns
        return summary
    }
}
