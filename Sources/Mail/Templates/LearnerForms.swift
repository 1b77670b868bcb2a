import Synchronization

/// The forms of learners' messages, made when a shape is first met.
final class LearnerForms: Sendable {
    struct Forms: Sendable {
        let subject: TemplateForm
        let text: TemplateForm
        let page: TemplateForm?
    }

    private let templates: MessageTemplates
    private let recordedBy: String
    private let organisation: String
    private let made = Mutex<[LearnerShape: Forms]>([:])

    /// More are made anew each time, so that rare shapes do not fill the memory.
    private static let most = 500

    init(templates: MessageTemplates, recordedBy: String, organisation: String) {
        self.templates = templates
        self.recordedBy = recordedBy
        self.organisation = organisation
    }

    func forms(_ shape: LearnerShape) -> Forms {
        if let known = made.withLock({ $0[shape] }) { return known }
        let new = Forms(
            subject: form(.learnerSubject, shape) ?? TemplateForm("", markup: .plain),
            text: form(.learnerText, shape) ?? TemplateForm("", markup: .plain),
            page: form(.learnerPage, shape)
        )
        made.withLock { if $0.count < LearnerForms.most { $0[shape] = new } }
        return new
    }

    private func form(_ name: TemplateName, _ shape: LearnerShape) -> TemplateForm? {
        let values = LearnerValues(
            shape: shape,
            recordedBy: recordedBy,
            organisation: organisation,
            markup: name.markup
        )
        return templates.render(name, values).map { TemplateForm($0, markup: name.markup) }
    }
}
