import Certification
import DelimitedText
import Foundation
import Import
import Mail
import Reports
import Store
import SystemPackage
import Wording

/// Taking a run back.
extension RunProcessor {
    /// Takes back what a run did. The undoing is a run of its own: its file lists what the other run had changed, and its
    /// reports say what became of each.
    ///
    /// - `undone`: a finished run that stored a file of `kind`.
    /// - `uploader`: on whose behalf, who may drop files of this kind.
    public func undo(
        _ undone: RunRecord,
        of kind: FileKind,
        uploader: Uploader
    ) throws -> (RunSummary, report: FilePath, rows: UndoneRows) {
        var rows = UndoneRows()
        let name = "undo-of-run-\(undone.id).csv"
        let (summary, report) = try inSpool(name, mode: .importSilent, uploader: uploader, undoes: undone.id) {
            transaction,
            claimed,
            places in
            var summary = claimed
            rows = try Self.undo(undone, of: kind, by: summary.id, in: transaction)
            summary.kind = kind
            if kind == .completions {
                let forgotten = try transaction.forgetCompletions(of: undone.id)
                if forgotten > 0 {
                    summary.assumptions.append(settings.wording.remark(.completionsForgotten(count: forgotten)))
                }
            }
            return try writeReports(rows, of: kind, summary, in: transaction, places)
        }
        return (summary, report, rows)
    }

    /// What ``undo(_:of:uploader:)`` would do now. Nothing is changed.
    public func foretellUndo(_ undone: RunRecord, of kind: FileKind) throws -> UndoneRows {
        try store.transaction { transaction in
            let rows = try Self.undo(undone, of: kind, by: RunID(rawValue: .max), in: transaction)
            try transaction.rollBack()
            return rows
        }
    }

    /// Takes back the messages to learners that tell of nothing but what was taken back, as far as they are not sent yet.
    /// Can be repeated from any point.
    func withdrawMessages(of undone: RunID) throws {
        let names = settings.messageName(MessageName.learner(0, undone)).dropLast()
        let holders = try store.learnersHolding(awardsOf: undone)
        let withdrawn = try Outbox(path: settings.root.outbox).withdraw { name in
            guard name.hasPrefix(names), let learner = Int64(name.dropFirst(names.count)) else { return false }
            return !holders.contains(learner)
        }
        guard withdrawn > 0 else { return }
        logger.info(
            "Withdrew messages of an undone run that were not sent yet.",
            metadata: ["run": "\(undone)", "messages": "\(withdrawn)"]
        )
    }

    private static func undo(
        _ undone: RunRecord,
        of kind: FileKind,
        by run: RunID,
        in transaction: StoreTransaction
    ) throws -> UndoneRows {
        UndoneRows(try transaction.undo(undone.id, of: kind, by: run))
    }

    private func writeReports(
        _ rows: UndoneRows,
        of kind: FileKind,
        _ claimed: RunSummary,
        in transaction: StoreTransaction,
        _ spooled: RunPlaces
    ) throws -> (RunSummary, PublishedNames) {
        var summary = claimed
        let headings = UndoneRow.headings(kind)
        let table = try WrittenTable(spooled.file, headings: headings)
        var problems = ProblemTally()
        for row in rows {
            try table.append(row.cells)
            summary.counts[row.outcome] += 1
            if let finding = row.finding { problems.add(finding) }
        }
        try table.finish()
        summary.problems = problems.ordered
        let opened = try OpenedFile(spooled.file)
        let file = try DelimitedFile(descriptor: opened.descriptor, scratchDirectory: settings.root.spool)
        summary.fileSize = opened.size
        summary.header = headings
        summary.encoding = file.dialect.encoding.rawValue
        let names = names(for: summary)
        let source = SourceTable(
            headings: headings,
            keyColumns: Array(headings.indices),
            dialect: file.dialect,
            problemHeading: Header.problemHeading
        )
        let places = names.places(from: spooled)
        let reports = try RunReports(places, table: source, summary: summary, wording: settings.wording)
        _ = try file.survey { batch in
            for record in 0..<batch.count {
                let row = rows[batch.row(record) - 2]
                try reports.row(batch, record, outcome: row.outcome, finding: row.finding, original: nil)
            }
        }
        summary.finished = Date()
        let written = try reports.finish(summary)
        try claim(summary, in: transaction)
        try commit(summary, written, in: transaction, places: spooled, names: names, publishing: .everything)
        return (summary, names)
    }
}

/// One row of an undoing's file, and what became of it.
public struct UndoneRow: Sendable {
    /// As ``headings(_:)``: the row of the undone run's file, then what names the thing.
    public let cells: [String]
    public let outcome: Outcome
    /// Why it was left as it is, if it was.
    public let finding: Finding?

    public static func headings(_ kind: FileKind) -> [String] {
        ["Row"] + RecordKind(of: kind).columns.map(\.heading)
    }

    fileprivate init(_ change: UndoneChange, row: Int) {
        cells = ["\(change.row)"] + change.cells
        func kept(_ reason: Reason, _ value: String) -> Finding { Finding(row: row, reason: reason, value: value) }
        (outcome, finding) =
            switch change.outcome {
            case .takenBack: (.takenBack, nil)
            case .restored: (.restored, nil)
            case .unchanged: (.unchanged, nil)
            case .changedLater(let run): (.rejected, kept(.undoChangedLater, "\(run)"))
            case .used(let run): (.rejected, kept(.undoUsed, "\(run)"))
            case .nameTaken(let name): (.rejected, kept(.undoNameTaken, name))
            }
    }
}

/// The rows of an undoing's file, made when they are asked for.
public struct UndoneRows: RandomAccessCollection, Sendable {
    private let changes: UndoneChanges

    fileprivate init(_ changes: UndoneChanges = UndoneChanges(width: 0)) {
        self.changes = changes
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { changes.count }

    public subscript(index: Int) -> UndoneRow { UndoneRow(changes[index], row: index + 2) }
}
