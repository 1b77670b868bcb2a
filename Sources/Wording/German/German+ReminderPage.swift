extension German {
    static let reminderPage = """
        <!DOCTYPE html>
        <html lang="de">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Zertifizierungen, die ablaufen</title>
        </head>
        <body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2733;background-color:#ffffff">
        <div style="max-width:600px">
        <p>Guten Tag {{name}},</p>
        <p>{{#several}}{{count}} Ihrer Zertifizierungen laufen bald ab:{{/several}}{{^several}}eine Ihrer Zertifizierungen läuft bald ab:{{/several}}</p>
        {{#awards}}
        <div style="margin:16px 0;padding:12px 16px;border:1px solid #c5ced8;border-left:4px solid #8a5a00">
        <p style="margin:0;font-size:18px"><strong>{{certification}}</strong></p>
        <p style="margin:4px 0 0">Gültig bis {{expires}}<br>Verliehen am {{awarded}}{{#awardingBody}}<br>Verliehen von {{awardingBody}}{{/awardingBody}}{{#number}}<br>Zertifikatsnummer {{number}}{{/number}}</p>
        </div>
        {{/awards}}
        <p>Erneuern Sie, was Sie weiterhin brauchen, bevor es abläuft. Wenn Sie das schon getan haben, brauchen Sie nichts zu tun: Es wird noch eingetragen.</p>
        {{#organisation}}
        <p style="color:#4a5763">{{organisation}}</p>
        {{/organisation}}
        </div>
        </body>
        </html>
        """
}
