import Certification
import Wording

/// Writes `NAME.report.html`: one file that is complete in itself, under 2 MB whatever was dropped.
struct ReportPage {
    let summary: RunSummary
    let places: ReportPlaces
    let hasCorrections: Bool
    let headings: [String]
    let excerpt: RowExcerpt
    let wording: any Wording

    func write(to file: ReportFile) throws(ReportError) {
        let view = TemplateValues(ReportView(self))
        try file.write(PageTemplate.reportHead.get().render(view))
        for rows in excerpt.html { try file.write(rows) }
        try file.write(PageTemplate.reportTail.get().render(view))
    }
}
