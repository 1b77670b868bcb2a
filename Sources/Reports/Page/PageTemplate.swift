import Mustache

/// The templates of this module, parsed once.
enum PageTemplate {
    static let reportHead = parse(ReportTemplate.head)
    static let reportTail = parse(ReportTemplate.tail)
    static let status = parse(StatusTemplate.page)

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
