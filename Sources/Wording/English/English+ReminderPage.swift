extension English {
    static let reminderPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Certifications that expire</title>
        </head>
        <body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1c2733;background-color:#ffffff">
        <div style="max-width:600px">
        <p>Hello {{name}},</p>
        <p>{{#several}}{{count}} of your certifications are about to expire:{{/several}}{{^several}}One of your certifications is about to expire:{{/several}}</p>
        {{#awards}}
        <div style="margin:16px 0;padding:12px 16px;border:1px solid #c5ced8;border-left:4px solid #8a5a00">
        <p style="margin:0;font-size:18px"><strong>{{certification}}</strong></p>
        <p style="margin:4px 0 0">Valid until {{expires}}<br>Awarded on {{awarded}}{{#awardingBody}}<br>Awarded by {{awardingBody}}{{/awardingBody}}{{#number}}<br>Certificate number {{number}}{{/number}}</p>
        </div>
        {{/awards}}
        <p>Renew what you still need before it expires. If you have done so already, you need not do anything: it will be recorded.</p>
        {{#organisation}}
        <p style="color:#4a5763">{{organisation}}</p>
        {{/organisation}}
        </div>
        </body>
        </html>
        """
}
