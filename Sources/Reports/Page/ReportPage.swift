import Certification
import Mustache

/// Writes `NAME.report.html`: one file that is complete in itself, under 2 MB whatever was dropped.
struct ReportPage {
    let summary: RunSummary
    let places: ReportPlaces
    let hasCorrections: Bool
    let headings: [String]
    let excerpt: RowExcerpt
    let wording: Wording
    let words: PageWords

    func write(to file: ReportFile) throws(ReportError) {
        let view = ReportView(self)
        try file.write(PageTemplate.reportHead.get().render(view))
        for rows in excerpt.html { try file.write(rows) }
        try file.write(PageTemplate.reportTail.get().render(view))
    }
}

/// The templates of this module, parsed once.
enum PageTemplate {
    static let reportHead = parse(ReportTemplate.head)
    static let reportTail = parse(ReportTemplate.tail)

    private static func parse(_ text: String) -> Result<MustacheTemplate, ReportError> {
        // Before the first template is parsed, since it names it.
        MustacheContentTypes.register(HTMLText.ContentType(), named: "certdrop")
        do {
            return .success(try MustacheTemplate(string: text))
        } catch {
            return .failure(ReportError(.templateBroken, "The template of a report page is broken: \(error)"))
        }
    }
}
