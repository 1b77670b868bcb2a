/// The texts of messages. Their HTML parts are in files of their own, `German+…Page.swift`.
extension German {
    public var administratorMessage: MessageTexts {
        MessageTexts(
            subject: German.administratorSubject,
            text: German.administratorText,
            page: German.administratorPage
        )
    }

    public var learnerMessage: MessageTexts {
        MessageTexts(subject: German.learnerSubject, text: German.learnerText, page: German.learnerPage)
    }

    private static let administratorSubject = """
        {{file}}{{#checkOnly}} (nur geprüft, nichts geändert){{/checkOnly}}: {{shortVerdict}}
        """

    private static let administratorText = """
        {{verdict}}
        {{#checkOnly}}
        Dies war nur eine Prüfung: Es wurde nichts geändert.
        {{/checkOnly}}

        Datei:        {{file}}{{#rows}}, {{rows}}{{/rows}}
        {{#undo}}
        Veranlasst:   {{uploader}}
        {{/undo}}
        {{^undo}}
        Abgelegt in:  {{folder}}/
        Abgelegt von: {{uploader}}
        {{/undo}}
        Beendet:      {{finished}}
        {{#counts}}
        - {{count}} {{label}}
        {{/counts}}
        {{#hasProblems}}

        Was zu korrigieren ist
        ----------------------
        {{/hasProblems}}
        {{#problems}}

        {{title}} ({{affected}})
        {{advice}}
        {{#examples}}
          Zeile {{row}}: {{sentence}}
        {{/examples}}
        {{#more}}
          … und {{more}} weitere: siehe Bericht.
        {{/more}}
        {{/problems}}

        Was zu tun ist
        --------------
        {{#refused}}
        {{remedy}}
        {{/refused}}
        {{#correctAndCheck}}
        Korrigieren Sie die Zeilen in Ihrer Datei, und legen Sie sie erneut in verify/ ab oder gleich in import/.
        {{/correctAndCheck}}
        {{#correctAndImport}}
        {{#corrections}}
        Korrigieren Sie die Zeilen in {{corrections}}{{#correctionsAttached}} (siehe Anhang){{/correctionsAttached}},
        und legen Sie diese Datei in {{folder}}/ ab. Sie enthält nur die Zeilen, die zu korrigieren sind; die Spalte Problem
        darf stehen bleiben.
        {{/corrections}}
        {{^corrections}}
        Korrigieren Sie die Zeilen in Ihrer Datei, und legen Sie sie erneut in {{folder}}/ ab. Zeilen, die schon gespeichert sind, bleiben, wie sie sind.
        {{/corrections}}
        {{/correctAndImport}}
        {{#undoLaterFirst}}
        Nehmen Sie zuerst die oben genannten späteren Läufe zurück, dann diesen noch einmal.
        {{/undoLaterFirst}}
        {{#addRows}}
        Ergänzen Sie Zeilen unter den Überschriften, und legen Sie die Datei erneut in {{folder}}/ ab.
        {{/addRows}}
        {{#readyToImport}}
        Legen Sie dieselbe Datei in import/ ab, um sie zu importieren{{#tellsLearners}}, oder in import-silent/, um die Lernenden dabei nicht zu benachrichtigen{{/tellsLearners}}.
        {{/readyToImport}}
        {{#finishedWith}}
        Es ist nichts weiter zu tun.
        {{/finishedWith}}

        Der Bericht:
        {{location}}
        {{#hasNotes}}

        Bitte beachten
        --------------
        {{#assumptions}}
        - {{text}}
        {{/assumptions}}
        {{#unknownColumns}}
        - Die Spalte „{{heading}}“ ist nicht bekannt und wurde ausgelassen.{{#suggestion}} Ist „{{suggestion}}“ gemeint?{{/suggestion}}
        {{/unknownColumns}}
        {{/hasNotes}}
        """

    private static let learnerSubject = """
        {{#several}}Ihnen wurden {{count}} Zertifizierungen verliehen{{/several}}{{^several}}Ihnen wurde verliehen: {{#awards}}{{certification}}{{/awards}}{{/several}}
        """

    private static let learnerText = """
        Guten Tag {{name}},

        {{#several}}
        für Sie wurden {{count}} Zertifizierungen eingetragen:
        {{/several}}
        {{^several}}
        für Sie wurde eine Zertifizierung eingetragen:
        {{/several}}
        {{#awards}}

        {{certification}}
          Verliehen am: {{awarded}}
          Gültig bis: {{expires}}{{^expires}}unbefristet{{/expires}}
        {{#awardingBody}}
          Verliehen von: {{awardingBody}}
        {{/awardingBody}}
        {{#number}}
          Zertifikatsnummer: {{number}}
        {{/number}}
        {{/awards}}
        {{#recordedBy}}

        Eingetragen von {{recordedBy}}{{#organisation}}, {{organisation}}{{/organisation}}
        {{/recordedBy}}
        {{^recordedBy}}
        {{#organisation}}

        Eingetragen von {{organisation}}
        {{/organisation}}
        {{/recordedBy}}
        """
}
