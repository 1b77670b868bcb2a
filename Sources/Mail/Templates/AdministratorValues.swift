import Certification
import Mustache
import Wording

/// What the templates of the administrator's message can show.
struct AdministratorValues: MustacheParent {
    let summary: RunSummary
    let report: AdministratorMessage.Report
    let corrections: String?
    let attached: [String]
    let wording: any Wording
    let markup: Markup

    /// A group has no more rows in a message; the report has them all.
    static let examples = 5

    func child(named name: String) -> Any? {
        runValue(name) ?? rowValue(name) ?? nextValue(name)
    }

    /// About the file and the run.
    private func runValue(_ name: String) -> Any? {
        switch name {
        case "file": markup.text(summary.fileName)
        case "folder": markup.text(summary.mode.rawValue)
        case "uploader": markup.text(summary.uploader.displayName)
        case "run": markup.text(String(summary.id.rawValue))
        case "finished": markup.text(MessageDate.plain(summary.finished))
        case "verdict": markup.text(wording.verdict(summary))
        case "shortVerdict": markup.text(wording.shortVerdict(summary))
        case "checkOnly": summary.mode == .verify
        case "undo": summary.undoes != nil
        case "refused": summary.refusal != nil
        case "remedy": markup.text(summary.refusal?.remedy ?? "")
        default: nil
        }
    }

    /// About the rows.
    private func rowValue(_ name: String) -> Any? {
        switch name {
        case "rows": markup.text(summary.counts.total > 0 ? wording.rows(summary.counts.total) : "")
        case "counts": summary.refusal == nil ? summary.counts.occurring.map(count) : []
        case "problems": summary.problems.map(problem)
        case "hasCounts": summary.refusal == nil && !isEmpty
        case "hasProblems": !summary.problems.isEmpty
        case "assumptions": summary.assumptions.map { TemplateRow(["text": markup.text($0)]) }
        case "unknownColumns": summary.unknownColumns.map(unknownColumn)
        case "hasNotes": !summary.assumptions.isEmpty || !summary.unknownColumns.isEmpty
        default: nil
        }
    }

    /// About what to do next.
    private func nextValue(_ name: String) -> Any? {
        switch name {
        case "correctAndCheck": hasRejectedRows && summary.mode == .verify
        case "correctAndImport": hasRejectedRows && summary.mode != .verify && summary.undoes == nil
        case "undoLaterFirst": hasRejectedRows && summary.undoes != nil
        case "addRows": isEmpty && summary.undoes == nil
        case "corrections": markup.text(corrections ?? "")
        case "correctionsAttached": corrections.map { attached.contains($0) } ?? false
        case "readyToImport": summary.isClean && !isEmpty && summary.mode == .verify
        case "tellsLearners": summary.kind == .certificates || summary.kind == .completions
        case "finishedWith": summary.isClean && (!isEmpty || summary.undoes != nil) && summary.mode != .verify
        case "link": markup.text(link ?? "")
        case "location": markup.text(location)
        case "attachments": attached.map { TemplateRow(["name": markup.text($0)]) }
        case "hasAttachments": !attached.isEmpty
        default: nil
        }
    }

    private var hasRejectedRows: Bool { summary.refusal == nil && summary.rejected > 0 }
    private var isEmpty: Bool { summary.refusal == nil && summary.counts.total == 0 }

    private var location: String {
        switch report {
        case .link(let text), .path(let text): text
        }
    }

    private var link: String? {
        guard case .link(let address) = report else { return nil }
        let isWeb = ["https://", "http://"].contains { address.lowercased().hasPrefix($0) }
        return isWeb ? address : nil
    }

    private func count(_ entry: (outcome: Outcome, count: Int)) -> TemplateRow {
        let label = wording.label(entry.outcome, in: summary)
        return TemplateRow(["count": markup.text(wording.grouped(entry.count)), "label": markup.text(label)])
    }

    private func problem(_ group: ProblemGroup) -> TemplateRow {
        let shown = group.first.prefix(AdministratorValues.examples)
        return TemplateRow([
            "title": markup.text(wording.title(group.reason)),
            "affected": markup.text(wording.rows(group.count)),
            "advice": markup.text(wording.remedy(group.reason)),
            "examples": shown.map { finding in
                TemplateRow([
                    "row": markup.text(String(finding.row)),
                    "sentence": markup.text(wording.sentence(finding, header: summary.header)),
                ])
            },
            "more": markup.text(group.count > shown.count ? wording.grouped(group.count - shown.count) : ""),
        ])
    }

    private func unknownColumn(_ column: UnknownColumn) -> TemplateRow {
        TemplateRow([
            "heading": markup.text(column.name(wording)),
            "suggestion": markup.text(column.suggestion ?? ""),
        ])
    }
}
