import Certification
import Wording

/// The table of rows, but for the rows themselves: its headings, its filters and what it leaves out.
struct RowTableView {
    struct OutcomeFilter {
        let name: String
        let label: String
        let count: String
    }

    struct ProblemFilter {
        let reason: String
        let title: String
    }

    let columns: [String]
    let outcomeFilters: [OutcomeFilter]
    let problemFilters: [ProblemFilter]
    /// Set if rows are left out.
    let note: String?
    let columnsNote: String?

    /// nil if there are no rows to show.
    init?(
        _ summary: RunSummary,
        headings: [String],
        excerpt: RowExcerpt,
        wording: any Wording,
        label: (Outcome) -> String
    ) {
        guard excerpt.rows > 0 else { return nil }
        let ownColumns = excerpt.shownColumns.map { column in
            let heading = headings.indices.contains(column) ? headings[column] : ""
            return heading.allSatisfy(\.isWhitespace) ? wording.labels.noHeading : HTMLText.clip(heading, to: 80)
        }
        columns = ownColumns + Array(repeating: wording.labels.noHeading, count: excerpt.extraColumns)
        outcomeFilters = Outcome.allCases.compactMap { outcome in
            let count = excerpt.count(outcome)
            guard count > 0 else { return nil }
            return OutcomeFilter(name: outcome.name, label: label(outcome), count: wording.grouped(count))
        }
        problemFilters =
            summary.problems.count < 2
            ? []
            : summary.problems.map { ProblemFilter(reason: $0.reason.rawValue, title: wording.title($0.reason)) }
        note =
            excerpt.rows < summary.counts.total
            ? wording.excerptNote(shown: excerpt.rows, of: summary.counts.total)
            : nil
        columnsNote =
            excerpt.shownColumns.count < excerpt.ownColumns
            ? wording.columnsNote(shown: excerpt.shownColumns.count, of: excerpt.ownColumns) : nil
    }
}
