extension English {
    static let learnerPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Your certifications</title>
        </head>
        <body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2733;background-color:#ffffff">
        <div style="max-width:600px">
        <p>Hello {{name}},</p>
        <p>{{#several}}{{count}} certifications have been recorded for you:{{/several}}{{^several}}A certification has been recorded for you:{{/several}}</p>
        {{#awards}}
        <div style="margin:16px 0;padding:12px 16px;border:1px solid #c5ced8;border-left:4px solid #1f6f43">
        <p style="margin:0;font-size:18px"><strong>{{certification}}</strong></p>
        <p style="margin:4px 0 0">Awarded on {{awarded}}<br>{{#expires}}Valid until {{expires}}{{/expires}}{{^expires}}Does not expire{{/expires}}{{#awardingBody}}<br>Awarded by {{awardingBody}}{{/awardingBody}}{{#number}}<br>Certificate number {{number}}{{/number}}</p>
        </div>
        {{/awards}}
        {{#recordedBy}}
        <p style="color:#4a5763">Recorded by {{recordedBy}}{{#organisation}}, {{organisation}}{{/organisation}}</p>
        {{/recordedBy}}
        {{^recordedBy}}
        {{#organisation}}
        <p style="color:#4a5763">Recorded by {{organisation}}</p>
        {{/organisation}}
        {{/recordedBy}}
        </div>
        </body>
        </html>
        """
}
