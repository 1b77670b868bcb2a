/// `status.html`, whole. `{{name}}` is escaped by ``HTMLText``; `{{{name}}}` is for what this module made itself.
enum StatusTemplate {
    static let page = #"""
        {{% CONTENT_TYPE: certdrop}}<!DOCTYPE html>
        <html lang="{{labels.language}}">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{{{policy}}}">
        <meta http-equiv="refresh" content="{{refreshSeconds}}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{{title}}</title>
        <link rel="icon" href="{{{icon}}}">
        <style>{{{style}}}</style>
        </head>
        <body class="{{state}}">
        <header class="top">
        <p class="brand">certdrop</p>
        <p class="what">{{asOf}} <time datetime="{{isoTime}}">{{localTime}}</time></p>
        </header>
        <main>
        <section class="verdict" aria-labelledby="verdict">
        <p class="state">{{{stateIcon}}}<span>{{stateName}}</span></p>
        <h1 id="verdict">{{verdict}}</h1>
        {{#runs}}<div class="run">
        <p><b>{{fileName}}</b> <span class="soft">{{mode}}</span></p>
        <progress aria-label="{{fileName}}"{{#hasShare}} value="{{share}}" max="100"{{/hasShare}}></progress>
        <p class="soft">{{progress}}</p>
        </div>
        {{/runs}}
        </section>
        {{^empty(waiting)}}
        <section class="part" aria-labelledby="waiting">
        <h2 id="waiting">{{labels.waiting}}</h2>
        <ul class="waiting">{{#waiting}}<li><span><b>{{fileName}}</b> <span class="soft">{{folder}}</span></span> <span>{{reason}}</span></li>
        {{/waiting}}</ul>
        {{#moreWaiting}}<p class="note">{{.}}</p>{{/moreWaiting}}
        </section>
        {{/empty(waiting)}}
        <section class="part" aria-labelledby="ended">
        <h2 id="ended">{{labels.lastRuns}}</h2>
        {{#empty(ended)}}<p class="note">{{labels.noRunsYet}}</p>{{/empty(ended)}}
        {{^empty(ended)}}
        <div class="scroll whole" role="region" aria-labelledby="ended" tabindex="0">
        <table>
        <thead><tr><th scope="col">{{labels.run}}</th><th scope="col">{{labels.fileLabel}}</th><th scope="col">{{labels.result}}</th><th scope="col">{{labels.modeLabel}}</th><th scope="col">{{labels.finishedLabel}}</th></tr></thead>
        <tbody>
        {{#ended}}<tr><th scope="row">{{id}}</th><td>{{#link}}<a href="{{{link}}}">{{fileName}}</a>{{/link}}{{^link}}{{fileName}}{{/link}}</td><td><span class="mark {{verdictClass}}">{{{verdictIcon}}}<span>{{summary}}</span></span></td><td>{{mode}}</td><td class="time"><time datetime="{{isoFinished}}">{{localFinished}}</time></td></tr>
        {{/ended}}
        </tbody>
        </table>
        </div>
        {{/empty(ended)}}
        </section>
        </main>
        <footer><p>{{refreshNote}}</p></footer>
        </body>
        </html>

        """#
}
