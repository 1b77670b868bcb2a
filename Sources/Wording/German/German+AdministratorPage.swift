extension German {
    static let administratorPage = """
        <!DOCTYPE html>
        <html lang="de">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{file}}: {{shortVerdict}}</title>
        </head>
        <body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2733;background-color:#ffffff">
        <div style="max-width:680px">
        <h1 style="margin:0 0 8px;font-size:22px;line-height:1.3">{{verdict}}</h1>
        {{#checkOnly}}
        <p style="margin:0 0 8px"><strong>Dies war nur eine Prüfung: Es wurde nichts geändert.</strong></p>
        {{/checkOnly}}
        <p style="margin:0 0 16px;color:#4a5763">{{file}}, {{#undo}}zurückgenommen{{/undo}}{{^undo}}abgelegt in {{folder}}/{{/undo}} von {{uploader}}, beendet {{finished}}{{#rows}}, {{rows}}{{/rows}}</p>
        {{#hasCounts}}
        <table role="presentation" style="border-collapse:collapse">
        {{#counts}}
        <tr><td style="padding:2px 12px 2px 0;text-align:right"><strong>{{count}}</strong></td><td style="padding:2px 0">{{label}}</td></tr>
        {{/counts}}
        </table>
        {{/hasCounts}}
        {{#hasProblems}}
        <h2 style="margin:24px 0 8px;font-size:18px">Was zu korrigieren ist</h2>
        {{/hasProblems}}
        {{#problems}}
        <div style="margin:0 0 16px;padding:8px 16px;border:1px solid #c5ced8;border-left:4px solid #a8321f">
        <h3 style="margin:0;font-size:16px">{{title}} ({{affected}})</h3>
        <p style="margin:4px 0">{{advice}}</p>
        <ul style="margin:4px 0;padding-left:20px">
        {{#examples}}
        <li>Zeile {{row}}: {{sentence}}</li>
        {{/examples}}
        {{#more}}
        <li>… und {{more}} weitere: siehe Bericht.</li>
        {{/more}}
        </ul>
        </div>
        {{/problems}}
        <h2 style="margin:24px 0 8px;font-size:18px">Was zu tun ist</h2>
        {{#refused}}
        <p style="margin:0 0 8px">{{remedy}}</p>
        {{/refused}}
        {{#correctAndCheck}}
        <p style="margin:0 0 8px">Korrigieren Sie die Zeilen in Ihrer Datei, und legen Sie sie erneut in verify/ ab oder gleich in import/.</p>
        {{/correctAndCheck}}
        {{#correctAndImport}}
        {{#corrections}}
        <p style="margin:0 0 8px">Korrigieren Sie die Zeilen in <strong>{{corrections}}</strong>{{#correctionsAttached}} (siehe Anhang){{/correctionsAttached}}, und legen Sie diese Datei in {{folder}}/ ab. Sie enthält nur die Zeilen, die zu korrigieren sind; die Spalte Problem darf stehen bleiben.</p>
        {{/corrections}}
        {{^corrections}}
        <p style="margin:0 0 8px">Korrigieren Sie die Zeilen in Ihrer Datei, und legen Sie sie erneut in {{folder}}/ ab. Zeilen, die schon gespeichert sind, bleiben, wie sie sind.</p>
        {{/corrections}}
        {{/correctAndImport}}
        {{#undoLaterFirst}}
        <p style="margin:0 0 8px">Nehmen Sie zuerst die oben genannten späteren Läufe zurück, dann diesen noch einmal.</p>
        {{/undoLaterFirst}}
        {{#addRows}}
        <p style="margin:0 0 8px">Ergänzen Sie Zeilen unter den Überschriften, und legen Sie die Datei erneut in {{folder}}/ ab.</p>
        {{/addRows}}
        {{#readyToImport}}
        <p style="margin:0 0 8px">Legen Sie dieselbe Datei in import/ ab, um sie zu importieren{{#tellsLearners}}, oder in import-silent/, um die Lernenden dabei nicht zu benachrichtigen{{/tellsLearners}}.</p>
        {{/readyToImport}}
        {{#finishedWith}}
        <p style="margin:0 0 8px">Es ist nichts weiter zu tun.</p>
        {{/finishedWith}}
        <p style="margin:0 0 8px">Der Bericht: {{#link}}<a href="{{link}}" style="color:#1a56a8">{{link}}</a>{{/link}}{{^link}}<code>{{location}}</code>{{/link}}</p>
        {{#hasNotes}}
        <h2 style="margin:24px 0 8px;font-size:18px">Bitte beachten</h2>
        <ul style="margin:4px 0;padding-left:20px">
        {{#assumptions}}
        <li>{{text}}</li>
        {{/assumptions}}
        {{#unknownColumns}}
        <li>Die Spalte „{{heading}}“ ist nicht bekannt und wurde ausgelassen.{{#suggestion}} Ist „{{suggestion}}“ gemeint?{{/suggestion}}</li>
        {{/unknownColumns}}
        </ul>
        {{/hasNotes}}
        </div>
        </body>
        </html>
        """
}
