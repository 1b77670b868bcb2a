import Certification
import Foundation
import Wording

/// All that the template of a run's page names.
struct ReportView {
    struct Download {
        let link: String
        let name: String
        let hint: String
    }

    struct Fact {
        let term: String
        let value: String
        let isCode: Bool
    }

    struct UnknownColumnView {
        let heading: String
        let hint: String
    }

    let labels: PageLabels
    let policy: String
    let icon: String
    let style = PageStyle.text
    let script = PageScript.text
    let title: String
    let state: String
    let stateName: String
    let stateIcon: String
    let downloadIcon = ReportView.downloadIcon
    let verdict: String
    let modeName: String
    let runID: String
    let fileName: String
    let uploader: String
    let localTime: String
    let isoTime: String
    let picture: OutcomePicture?
    let steps: [String]
    let isOneStep: Bool
    let downloads: [Download]
    let problemGroups: [ProblemView]
    let facts: [Fact]
    let assumptions: [String]
    let unknownColumns: [UnknownColumnView]
    let moreUnknownColumns: String?
    let rowTable: RowTableView?
    let tableLink: String
    let tableName: String

    /// What of the examples goes into a page, in bytes.
    private static let exampleBytes = 250_000
    /// Assumptions and unknown columns that are listed.
    private static let listed = 20

    init(_ page: ReportPage) {
        let (summary, wording) = (page.summary, page.wording)
        let label = { (outcome: Outcome) in wording.label(outcome, in: summary) }
        let pageState = PageState(summary)
        labels = wording.labels
        rowTable = RowTableView(
            summary,
            headings: page.headings,
            excerpt: page.excerpt,
            wording: wording,
            label: label
        )
        policy = PagePolicy(style: PageStyle.text, script: rowTable == nil ? nil : PageScript.text).text
        icon = pageState.favicon
        state = pageState.rawValue
        stateName = pageState.name(wording.labels)
        stateIcon = pageState.icon
        title = "\(summary.fileName): \(wording.shortVerdict(summary))"
        verdict = HTMLText.clip(wording.verdict(summary), to: 600)
        modeName = wording.mode(of: summary)
        runID = summary.id.description
        fileName = summary.fileName
        uploader = summary.uploader.displayName
        let time = LocalTime(summary.started)
        (localTime, isoTime) = (time.text, time.iso)
        picture = OutcomePicture(summary.counts, wording: wording, label: label)
        steps = wording.nextSteps(summary).map { HTMLText.clip($0, to: 600) }
        isOneStep = steps.count == 1
        downloads = ReportView.downloads(page)
        var budget = ReportView.exampleBytes
        problemGroups = summary.problems.map { group in
            ProblemView(
                group,
                header: page.headings,
                lastShownRow: page.excerpt.lastRejectedRow,
                wording: wording,
                budget: &budget
            )
        }
        facts = ReportView.facts(summary, wording: wording)
        assumptions = summary.assumptions.prefix(ReportView.listed).map { HTMLText.clip($0, to: 400) }
        unknownColumns = summary.unknownColumns.prefix(ReportView.listed).map { column in
            UnknownColumnView(
                heading: HTMLText.clip(column.name(wording), to: 80),
                hint: column.suggestion.map { wording.didYouMean($0) } ?? ""
            )
        }
        let moreColumns = summary.unknownColumns.count - unknownColumns.count
        moreUnknownColumns = moreColumns > 0 ? wording.andMore(moreColumns) : nil
        tableLink = page.places.table.link.text
        tableName = page.places.table.name
    }

    private static func downloads(_ page: ReportPage) -> [Download] {
        guard page.hasCorrections else { return [] }
        let place = page.places.corrections
        return [
            Download(
                link: place.link.text,
                name: place.name,
                hint: page.wording.correctionsHint(rejected: page.summary.rejected)
            )
        ]
    }

    private static func facts(_ summary: RunSummary, wording: any Wording) -> [Fact] {
        let labels = wording.labels
        let uploader = summary.uploader
        let account = uploader.account.map { $0 == uploader.displayName ? "" : " (\($0))" } ?? ""
        let values: [(String, String, Bool)] = [
            (labels.fileLabel, "\(summary.fileName), \(wording.bytes(summary.fileSize))", false),
            (labels.kindLabel, summary.kind.map { wording.kind($0) } ?? "", false),
            (labels.uploaderLabel, uploader.displayName + account, false),
            (labels.startedLabel, LocalTime(summary.started).text, false),
            (labels.durationLabel, wording.duration(summary.finished.timeIntervalSince(summary.started)), false),
            (labels.delimiterLabel, summary.delimiter.isEmpty ? "" : wording.delimiter(summary.delimiter), false),
            (labels.encodingLabel, summary.encoding, false),
            (labels.run, summary.id.description, false),
            (labels.checksumLabel, summary.checksum, true),
        ]
        return values.filter { !$0.1.isEmpty }.map { Fact(term: $0.0, value: $0.1, isCode: $0.2) }
    }

    private static let downloadIcon =
        "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\""
        + " stroke-linecap=\"round\" stroke-linejoin=\"round\" d=\"M8 2v8M4.5 7L8 10.5L11.5 7M2.5 13.5h11\"/></svg>"
}
