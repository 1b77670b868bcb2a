extension German {
    static let learnerPage = """
        <!DOCTYPE html>
        <html lang="de">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Ihre Zertifizierungen</title>
        </head>
        <body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2733;background-color:#ffffff">
        <div style="max-width:600px">
        <p>Guten Tag {{name}},</p>
        <p>{{#several}}für Sie wurden {{count}} Zertifizierungen eingetragen:{{/several}}{{^several}}für Sie wurde eine Zertifizierung eingetragen:{{/several}}</p>
        {{#awards}}
        <div style="margin:16px 0;padding:12px 16px;border:1px solid #c5ced8;border-left:4px solid #1f6f43">
        <p style="margin:0;font-size:18px"><strong>{{certification}}</strong></p>
        <p style="margin:4px 0 0">Verliehen am {{awarded}}<br>{{#expires}}Gültig bis {{expires}}{{/expires}}{{^expires}}Gültig ohne Ablaufdatum{{/expires}}{{#awardingBody}}<br>Verliehen von {{awardingBody}}{{/awardingBody}}{{#number}}<br>Zertifikatsnummer {{number}}{{/number}}</p>
        </div>
        {{/awards}}
        {{#recordedBy}}
        <p style="color:#4a5763">Eingetragen von {{recordedBy}}{{#organisation}}, {{organisation}}{{/organisation}}</p>
        {{/recordedBy}}
        {{^recordedBy}}
        {{#organisation}}
        <p style="color:#4a5763">Eingetragen von {{organisation}}</p>
        {{/organisation}}
        {{/recordedBy}}
        </div>
        </body>
        </html>
        """
}
