import Certification
import Wording

/// `status.html` of a drop root: it refreshes itself, and is under 2 MB whatever lies in the inboxes.
public enum StatusPage {
    /// The whole page, to be written under a temporary name and renamed.
    ///
    /// - Throws: `templateBroken`.
    public static func render(
        _ content: StatusPageContent,
        wording: any Wording = English()
    ) throws(ReportError) -> String {
        try PageTemplate.status.get().render(TemplateValues(StatusView(content, wording: wording)))
    }
}
