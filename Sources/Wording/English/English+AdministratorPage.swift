extension English {
    static let administratorPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{file}}: {{shortVerdict}}</title>
        </head>
        <body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2733;background-color:#ffffff">
        <div style="max-width:680px">
        <h1 style="margin:0 0 8px;font-size:22px;line-height:1.3">{{verdict}}</h1>
        {{#checkOnly}}
        <p style="margin:0 0 8px"><strong>This was a check only: nothing was changed.</strong></p>
        {{/checkOnly}}
        <p style="margin:0 0 16px;color:#4a5763">{{file}}, {{#undo}}undone{{/undo}}{{^undo}}dropped into {{folder}}/{{/undo}} by {{uploader}}, finished {{finished}}{{#rows}}, {{rows}}{{/rows}}</p>
        {{#hasCounts}}
        <table role="presentation" style="border-collapse:collapse">
        {{#counts}}
        <tr><td style="padding:2px 12px 2px 0;text-align:right"><strong>{{count}}</strong></td><td style="padding:2px 0">{{label}}</td></tr>
        {{/counts}}
        </table>
        {{/hasCounts}}
        {{#hasProblems}}
        <h2 style="margin:24px 0 8px;font-size:18px">What needs correction</h2>
        {{/hasProblems}}
        {{#problems}}
        <div style="margin:0 0 16px;padding:8px 16px;border:1px solid #c5ced8;border-left:4px solid #a8321f">
        <h3 style="margin:0;font-size:16px">{{title}} ({{affected}})</h3>
        <p style="margin:4px 0">{{advice}}</p>
        <ul style="margin:4px 0;padding-left:20px">
        {{#examples}}
        <li>Row {{row}}: {{sentence}}</li>
        {{/examples}}
        {{#more}}
        <li>… and {{more}} more: see the report.</li>
        {{/more}}
        </ul>
        </div>
        {{/problems}}
        <h2 style="margin:24px 0 8px;font-size:18px">What to do next</h2>
        {{#refused}}
        <p style="margin:0 0 8px">{{remedy}}</p>
        {{/refused}}
        {{#correctAndCheck}}
        <p style="margin:0 0 8px">Correct the rows in your file and drop it into verify/ again, or straight into import/.</p>
        {{/correctAndCheck}}
        {{#correctAndImport}}
        {{#corrections}}
        <p style="margin:0 0 8px">Correct the rows in <strong>{{corrections}}</strong>{{#correctionsAttached}}, which is attached,{{/correctionsAttached}} and drop that file into {{folder}}/. It holds only the rows that need correction, and you need not remove its Problem column.</p>
        {{/corrections}}
        {{^corrections}}
        <p style="margin:0 0 8px">Correct the rows in your file and drop it into {{folder}}/ again. Rows that are stored already stay as they are.</p>
        {{/corrections}}
        {{/correctAndImport}}
        {{#undoLaterFirst}}
        <p style="margin:0 0 8px">Undo the later runs that are named above first, then this one again.</p>
        {{/undoLaterFirst}}
        {{#addRows}}
        <p style="margin:0 0 8px">Add rows below the headings and drop the file into {{folder}}/ again.</p>
        {{/addRows}}
        {{#readyToImport}}
        <p style="margin:0 0 8px">Drop the same file into import/ to store it{{#tellsLearners}}, or into import-silent/ to store it without telling the learners{{/tellsLearners}}.</p>
        {{/readyToImport}}
        {{#finishedWith}}
        <p style="margin:0 0 8px">Nothing is left to do.</p>
        {{/finishedWith}}
        <p style="margin:0 0 8px">The report: {{#link}}<a href="{{link}}" style="color:#1a56a8">{{link}}</a>{{/link}}{{^link}}<code>{{location}}</code>{{/link}}</p>
        {{#hasNotes}}
        <h2 style="margin:24px 0 8px;font-size:18px">Please note</h2>
        <ul style="margin:4px 0;padding-left:20px">
        {{#assumptions}}
        <li>{{text}}</li>
        {{/assumptions}}
        {{#unknownColumns}}
        <li>The column '{{heading}}' is not known and was left out.{{#suggestion}} Did you mean '{{suggestion}}'?{{/suggestion}}</li>
        {{/unknownColumns}}
        </ul>
        {{/hasNotes}}
        </div>
        </body>
        </html>
        """
}
