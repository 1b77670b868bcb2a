import Certification
import Mustache

/// What the templates of a reminder can show.
struct ReminderValues: MustacheParent {
    let name: String
    let awards: [ReminderMessage.DueAward]
    let organisation: String
    let markup: Markup

    func child(named name: String) -> Any? {
        switch name {
        case "name": markup.text(self.name)
        case "awards": awards.map(row)
        case "several": awards.count > 1
        case "count": markup.text(String(awards.count))
        case "organisation": markup.text(organisation)
        default: nil
        }
    }

    private func row(_ award: ReminderMessage.DueAward) -> TemplateRow {
        TemplateRow([
            "certification": markup.text(award.certification), "awarded": markup.text(award.awarded.description),
            "expires": markup.text(award.expires.description), "awardingBody": markup.text(award.awardingBody),
            "number": markup.text(award.number),
        ])
    }
}
