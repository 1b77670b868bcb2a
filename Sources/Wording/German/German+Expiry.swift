import Certification

/// What is said of awards that are about to expire. The HTML part of the reminder is in a file of its own.
extension German {
    public var reminderMessage: MessageTexts {
        MessageTexts(subject: German.reminderSubject, text: German.reminderText, page: German.reminderPage)
    }

    public func expiringSubject(_ count: Int, until end: CalendarDay) -> String {
        count == 1 ? "1 Verleihung läuft bis \(end) ab" : "\(grouped(count)) Verleihungen laufen bis \(end) ab"
    }

    public func expiringText(_ count: Int, until end: CalendarDay, list: String) -> String {
        """
        \(count == 1 ? "1 Verleihung läuft" : "\(grouped(count)) Verleihungen laufen") bis \(end) ab.

        Verleihungen, die schon erneuert wurden, und die von inaktiven Lernenden zählen nicht mit.

        Die Liste:
        \(list)
        """
    }

    private static let reminderSubject = """
        {{#several}}{{count}} Ihrer Zertifizierungen laufen bald ab{{/several}}{{^several}}Läuft bald ab: {{#awards}}{{certification}}, {{expires}}{{/awards}}{{/several}}
        """

    private static let reminderText = """
        Guten Tag {{name}},

        {{#several}}
        {{count}} Ihrer Zertifizierungen laufen bald ab:
        {{/several}}
        {{^several}}
        eine Ihrer Zertifizierungen läuft bald ab:
        {{/several}}
        {{#awards}}

        {{certification}}
          Gültig bis: {{expires}}
          Verliehen am: {{awarded}}
        {{#awardingBody}}
          Verliehen von: {{awardingBody}}
        {{/awardingBody}}
        {{#number}}
          Zertifikatsnummer: {{number}}
        {{/number}}
        {{/awards}}

        Erneuern Sie, was Sie weiterhin brauchen, bevor es abläuft. Wenn Sie das schon getan haben, brauchen Sie nichts zu tun: Es wird noch eingetragen.
        {{#organisation}}

        {{organisation}}
        {{/organisation}}
        """
}
