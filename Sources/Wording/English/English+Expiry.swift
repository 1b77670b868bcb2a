import Certification

/// What is said of awards that are about to expire. The HTML part of the reminder is in a file of its own.
extension English {
    public var reminderMessage: MessageTexts {
        MessageTexts(subject: English.reminderSubject, text: English.reminderText, page: English.reminderPage)
    }

    public func expiringSubject(_ count: Int, until end: CalendarDay) -> String {
        count == 1 ? "1 award expires by \(end)" : "\(grouped(count)) awards expire by \(end)"
    }

    public func expiringText(_ count: Int, until end: CalendarDay, list: String) -> String {
        """
        \(count == 1 ? "1 award expires" : "\(grouped(count)) awards expire") by \(end).

        Awards that were renewed already, and those of learners who are inactive, do not count.

        The list:
        \(list)
        """
    }

    private static let reminderSubject = """
        {{#several}}{{count}} of your certifications are about to expire{{/several}}{{^several}}About to expire: {{#awards}}{{certification}}, {{expires}}{{/awards}}{{/several}}
        """

    private static let reminderText = """
        Hello {{name}},

        {{#several}}
        {{count}} of your certifications are about to expire:
        {{/several}}
        {{^several}}
        One of your certifications is about to expire:
        {{/several}}
        {{#awards}}

        {{certification}}
          Valid until: {{expires}}
          Awarded on: {{awarded}}
        {{#awardingBody}}
          Awarded by: {{awardingBody}}
        {{/awardingBody}}
        {{#number}}
          Certificate number: {{number}}
        {{/number}}
        {{/awards}}

        Renew what you still need before it expires. If you have done so already, you need not do anything: it will be recorded.
        {{#organisation}}

        {{organisation}}
        {{/organisation}}
        """
}
