/// The page of a run, from its head to the first row of the table; the rows and ``tail`` follow.
///
/// `{{name}}` is escaped by ``HTMLText``; `{{{name}}}` is for what this module made itself.
enum ReportTemplate {
    static let head = #"""
        {{% CONTENT_TYPE: certdrop}}<!DOCTYPE html>
        <html lang="{{labels.language}}">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{{{policy}}}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{{title}}</title>
        <link rel="icon" href="{{{icon}}}">
        <style>{{{style}}}</style>
        </head>
        <body class="{{state}}">
        {{#rowTable}}<a class="skip" href="#rows">{{labels.skipToRows}}</a>{{/rowTable}}
        <header class="top">
        <p class="brand">certdrop</p>
        <p class="what">{{modeName}} · {{labels.run}} {{runID}}</p>
        </header>
        <main>
        <section class="verdict" aria-labelledby="verdict">
        <p class="state">{{{stateIcon}}}<span>{{stateName}}</span></p>
        <h1 id="verdict">{{verdict}}</h1>
        <p class="file"><b>{{fileName}}</b> <span>{{uploader}}</span> <time datetime="{{isoTime}}">{{localTime}}</time></p>
        {{#picture}}
        <svg class="bar" role="img" aria-label="{{description}}" width="100%" height="20">
        <defs>{{{patterns}}}</defs>
        {{#segments}}<rect class="{{name}}" x="{{start}}%" width="{{width}}%" height="20" fill="url(#fill-{{name}})"/>
        {{/segments}}</svg>
        <ul class="tally" aria-label="{{labels.outcomes}}">
        {{#segments}}<li><b>{{count}}</b> <span class="label"><svg class="swatch" aria-hidden="true" width="12" height="12"><rect width="12" height="12" fill="url(#fill-{{name}})"/></svg>{{label}}</span></li>
        {{/segments}}<li class="total"><b>{{total}}</b> <span class="label">{{totalLabel}}</span></li>
        </ul>
        {{/picture}}
        </section>
        <div class="columns{{^empty(problemGroups)}} aside{{/empty(problemGroups)}}">
        <section class="next" aria-labelledby="next">
        <h2 id="next">{{labels.whatToDo}}</h2>
        {{#isOneStep}}{{#steps}}<p>{{.}}</p>{{/steps}}{{/isOneStep}}
        {{^isOneStep}}<ol>
        {{#steps}}<li>{{.}}</li>
        {{/steps}}</ol>{{/isOneStep}}
        {{^empty(downloads)}}<ul class="downloads">
        {{#downloads}}<li><a class="button" href="{{{link}}}" download>{{{downloadIcon}}}<span>{{name}}</span></a> <span class="hint">{{hint}}</span></li>
        {{/downloads}}</ul>{{/empty(downloads)}}
        </section>
        {{^empty(problemGroups)}}
        <section class="problems" aria-labelledby="problems">
        <h2 id="problems">{{labels.problems}}</h2>
        {{#problemGroups}}
        <article>
        <h3>{{title}} <span class="count">{{count}}</span></h3>
        <p class="meaning">{{meaning}}</p>
        <p class="remedy">{{remedy}}</p>
        {{^empty(examples)}}<ul class="examples">
        {{#examples}}<li><span class="where">{{{rowLinks}}}</span> <span>{{sentence}}</span></li>
        {{/examples}}</ul>{{/empty(examples)}}
        {{^empty(further)}}<details><summary>{{furtherLabel}}</summary><ul class="examples">
        {{#further}}<li><span class="where">{{{rowLinks}}}</span> <span>{{sentence}}</span></li>
        {{/further}}</ul></details>{{/empty(further)}}
        {{#hasMoreRows}}<p><a href="#rows" data-problem="{{reason}}">{{labels.showInTable}}</a></p>{{/hasMoreRows}}
        </article>
        {{/problemGroups}}
        </section>
        {{/empty(problemGroups)}}
        <section class="facts" aria-labelledby="facts">
        <h2 id="facts">{{labels.aboutThisFile}}</h2>
        <dl>
        {{#facts}}<div><dt>{{term}}</dt><dd{{#isCode}} class="code"{{/isCode}}>{{value}}</dd></div>
        {{/facts}}</dl>
        {{^empty(assumptions)}}<h3>{{labels.pleaseNote}}</h3>
        <ul>{{#assumptions}}<li>{{.}}</li>
        {{/assumptions}}</ul>{{/empty(assumptions)}}
        {{^empty(unknownColumns)}}<h3>{{labels.columnsNotUsed}}</h3>
        <ul>{{#unknownColumns}}<li><q>{{heading}}</q> {{hint}}</li>
        {{/unknownColumns}}{{#moreUnknownColumns}}<li>{{.}}</li>{{/moreUnknownColumns}}</ul>{{/empty(unknownColumns)}}
        </section>
        </div>
        {{#rowTable}}
        <section class="rows" aria-labelledby="rows">
        <h2 id="rows">{{labels.rowsHeading}}</h2>
        {{#note}}<p class="note">{{.}} <a href="{{{tableLink}}}" download>{{tableName}}</a></p>{{/note}}
        {{#columnsNote}}<p class="note">{{.}}</p>{{/columnsNote}}
        <form id="tools" class="tools" role="search" hidden>
        <label class="search"><span>{{labels.search}}</span> <input type="search" id="search" placeholder="{{labels.searchHint}}" autocomplete="off" spellcheck="false"></label>
        <fieldset><legend>{{labels.filterByOutcome}}</legend>
        <label><input type="radio" name="outcome" value="" checked><span>{{labels.all}}</span></label>
        {{#outcomeFilters}}<label><input type="radio" name="outcome" value="{{name}}"><span>{{label}} <small>{{count}}</small></span></label>
        {{/outcomeFilters}}</fieldset>
        {{^empty(problemFilters)}}<label class="problem"><span>{{labels.filterByProblem}}</span> <select id="problem">
        <option value="">{{labels.allProblems}}</option>
        {{#problemFilters}}<option value="{{reason}}">{{title}}</option>
        {{/problemFilters}}</select></label>{{/empty(problemFilters)}}
        <button type="reset" id="clear" hidden>{{labels.clearFilters}}</button>
        <p id="shown" role="status" data-pattern="{{labels.shownPattern}}"></p>
        </form>
        <div class="scroll" role="region" aria-labelledby="rows" tabindex="0">
        <table id="table">
        <thead><tr><th scope="col">{{labels.rowColumn}}</th><th scope="col">{{labels.outcomeColumn}}</th><th scope="col">{{labels.messageColumn}}</th>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{/rowTable}}
        """#

    /// Behind the rows.
    static let tail = #"""
        {{% CONTENT_TYPE: certdrop}}{{#rowTable}}
        </tbody>
        </table>
        <p id="nothing" class="note" hidden>{{labels.nothingFound}}</p>
        </div>
        </section>
        {{/rowTable}}
        </main>
        <footer><p>certdrop · {{labels.run}} {{runID}} · <a href="{{{tableLink}}}" download>{{tableName}}</a></p></footer>
        {{#rowTable}}<script>{{{script}}}</script>{{/rowTable}}
        </body>
        </html>

        """#
}
