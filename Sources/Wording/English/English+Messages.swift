/// The texts of messages. Their HTML parts are in files of their own, `English+…Page.swift`.
extension English {
    public var administratorMessage: MessageTexts {
        MessageTexts(
            subject: English.administratorSubject,
            text: English.administratorText,
            page: English.administratorPage
        )
    }

    public var learnerMessage: MessageTexts {
        MessageTexts(subject: English.learnerSubject, text: English.learnerText, page: English.learnerPage)
    }

    private static let administratorSubject = """
        {{file}}{{#checkOnly}} (check only, nothing was changed){{/checkOnly}}: {{shortVerdict}}
        """

    private static let administratorText = """
        {{verdict}}
        {{#checkOnly}}
        This was a check only: nothing was changed.
        {{/checkOnly}}

        File:         {{file}}{{#rows}}, {{rows}}{{/rows}}
        {{#undo}}
        Undone by:    {{uploader}}
        {{/undo}}
        {{^undo}}
        Dropped into: {{folder}}/
        Dropped by:   {{uploader}}
        {{/undo}}
        Finished:     {{finished}}
        {{#counts}}
        - {{count}} {{label}}
        {{/counts}}
        {{#hasProblems}}

        What needs correction
        ---------------------
        {{/hasProblems}}
        {{#problems}}

        {{title}} ({{affected}})
        {{advice}}
        {{#examples}}
          Row {{row}}: {{sentence}}
        {{/examples}}
        {{#more}}
          … and {{more}} more: see the report.
        {{/more}}
        {{/problems}}

        What to do next
        ---------------
        {{#refused}}
        {{remedy}}
        {{/refused}}
        {{#correctAndCheck}}
        Correct the rows in your file and drop it into verify/ again, or straight into import/.
        {{/correctAndCheck}}
        {{#correctAndImport}}
        {{#corrections}}
        Correct the rows in {{corrections}}{{#correctionsAttached}}, which is attached,{{/correctionsAttached}}
        and drop that file into {{folder}}/. It holds only the rows that need correction, and you need not
        remove its Problem column.
        {{/corrections}}
        {{^corrections}}
        Correct the rows in your file and drop it into {{folder}}/ again. Rows that are stored already stay as they are.
        {{/corrections}}
        {{/correctAndImport}}
        {{#undoLaterFirst}}
        Undo the later runs that are named above first, then this one again.
        {{/undoLaterFirst}}
        {{#addRows}}
        Add rows below the headings and drop the file into {{folder}}/ again.
        {{/addRows}}
        {{#readyToImport}}
        Drop the same file into import/ to store it{{#tellsLearners}}, or into import-silent/ to store it without telling the learners{{/tellsLearners}}.
        {{/readyToImport}}
        {{#finishedWith}}
        Nothing is left to do.
        {{/finishedWith}}

        The report:
        {{location}}
        {{#hasNotes}}

        Please note
        -----------
        {{#assumptions}}
        - {{text}}
        {{/assumptions}}
        {{#unknownColumns}}
        - The column '{{heading}}' is not known and was left out.{{#suggestion}} Did you mean '{{suggestion}}'?{{/suggestion}}
        {{/unknownColumns}}
        {{/hasNotes}}
        """

    private static let learnerSubject = """
        {{#several}}You have been awarded {{count}} certifications{{/several}}{{^several}}You have been awarded: {{#awards}}{{certification}}{{/awards}}{{/several}}
        """

    private static let learnerText = """
        Hello {{name}},

        {{#several}}
        {{count}} certifications have been recorded for you:
        {{/several}}
        {{^several}}
        A certification has been recorded for you:
        {{/several}}
        {{#awards}}

        {{certification}}
          Awarded on: {{awarded}}
          Valid until: {{expires}}{{^expires}}does not expire{{/expires}}
        {{#awardingBody}}
          Awarded by: {{awardingBody}}
        {{/awardingBody}}
        {{#number}}
          Certificate number: {{number}}
        {{/number}}
        {{/awards}}
        {{#recordedBy}}

        Recorded by {{recordedBy}}{{#organisation}}, {{organisation}}{{/organisation}}
        {{/recordedBy}}
        {{^recordedBy}}
        {{#organisation}}

        Recorded by {{organisation}}
        {{/organisation}}
        {{/recordedBy}}
        """
}
