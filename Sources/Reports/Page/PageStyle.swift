/// How the pages look: one style sheet for the report and for the status page.
///
/// Text in the reader's own fonts, one colour for the state of things, and nothing told by colour alone: each state has
/// its icon and its word, each outcome its pattern and its word, an offending cell its mark.
enum PageStyle {
    static let text = #"""
        :root {
          --paper: #faf9f6; --card: #fff; --ink: #1e1d1b; --soft: #5d5952; --line: #dedad2; --faint: #efece6;
          --good: #17694a; --warn: #8a4a00; --bad: #a5221b; --info: #2b5b88; --rest: #6d6860; --mark: #fbe7e4;
          --state: var(--rest);
          --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", P052, Georgia, serif;
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;
          color-scheme: light dark;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #141517; --card: #1b1d20; --ink: #eae7e1; --soft: #aaa59c; --line: #363940; --faint: #24272b;
            --good: #67c596; --warn: #e5aa5c; --bad: #f38b80; --info: #88b8e4; --rest: #a09b92; --mark: #3d1f1d;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body {
          margin: 0; border-top: 6px solid var(--state); background: var(--paper); color: var(--ink);
          font: 1rem/1.5 var(--sans); overflow-wrap: anywhere;
        }
        .good { --state: var(--good); }
        .work { --state: var(--warn); }
        .refused { --state: var(--bad); }
        .top, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem); }
        .vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 9; }
        a { color: var(--info); text-underline-offset: .18em; text-decoration-thickness: 1px; }
        a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 2px solid var(--info); outline-offset: 2px; border-radius: 2px; }
        h1, h2, h3, p, ul, ol, dl { margin: 0; }
        p, li { text-wrap: pretty; }
        h2 { font: 600 1.3rem/1.3 var(--serif); margin-bottom: .75rem; }
        h3 { font: 600 1rem/1.4 var(--sans); }

        .top { display: flex; justify-content: space-between; gap: 1rem; padding-top: 1.1rem; color: var(--soft); font-size: .875rem; }
        .brand { font: 600 1rem/1.4 var(--serif); letter-spacing: .01em; color: var(--ink); }

        .verdict { padding: clamp(1.5rem, 5vw, 3.25rem) 0 2rem; }
        .state { display: flex; align-items: center; gap: .6rem; color: var(--state); font-weight: 600; }
        .state svg { width: 1.75rem; height: 1.75rem; flex: none; }
        h1 { font: 400 clamp(1.6rem, 1.1rem + 2.1vw, 2.6rem)/1.2 var(--serif); letter-spacing: -.012em; margin: .6rem 0 .9rem; max-width: 34em; text-wrap: balance; }
        .file { color: var(--soft); }
        .file b { color: var(--ink); font-weight: 600; }
        .file > :not(:first-child)::before { content: "· "; }
        .bar { display: block; margin: 2rem 0 1rem; border-radius: 4px; }
        .bar > rect { stroke: var(--paper); stroke-width: 2px; }
        .fill { fill: var(--rest); }
        .fill-created, .fill-awarded { fill: var(--good); }
        .fill-updated, .fill-restored { fill: var(--info); }
        .fill-revoked, .fill-taken-back { fill: var(--warn); }
        .fill-rejected { fill: var(--bad); }
        .grain { fill: none; stroke: var(--paper); stroke-width: 1.5; }
        .grain.dot { fill: var(--paper); stroke: none; }
        .tally { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; }
        .tally b { display: block; font: 400 1.75rem/1.15 var(--serif); font-variant-numeric: lining-nums tabular-nums; }
        .tally .label { color: var(--soft); font-size: .9rem; display: flex; align-items: center; gap: .45rem; }
        .tally .total { margin-left: auto; text-align: right; }
        .swatch { flex: none; border-radius: 2px; }

        .columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.25rem clamp(2rem, 5vw, 4.5rem); border-top: 1px solid var(--line); padding: 2rem 0 2.5rem; }
        @media (min-width: 60rem) {
          .columns.aside { grid-template-columns: minmax(0, 1fr) 21rem; grid-template-rows: auto 1fr; }
          .aside .next, .aside .problems { grid-column: 1; }
          .aside .facts { grid-column: 2; grid-row: 1 / span 2; }
        }
        .next { max-width: 46rem; }
        .next p { font-size: 1.0625rem; }
        .next ol { padding-left: 1.4em; }
        .next li + li { margin-top: .35rem; }
        .next ol li::marker { color: var(--state); font-weight: 600; }
        .downloads { list-style: none; padding: 0; margin-top: 1.1rem; display: grid; gap: .6rem; }
        .button { display: inline-flex; align-items: center; gap: .5rem; padding: .4rem .85rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink); text-decoration: none; font-weight: 600; }
        .button:hover { border-color: var(--ink); }
        .button svg { width: 1rem; height: 1rem; flex: none; color: var(--state); }
        .hint { color: var(--soft); font-size: .9rem; margin-left: .4rem; }

        .problems article { border-top: 1px solid var(--line); padding: 1rem 0 1.1rem; max-width: 46rem; }
        .problems h2 + article { border-top: 0; padding-top: 0; }
        .count { color: var(--soft); font-weight: 400; white-space: nowrap; margin-left: .35em; }
        .meaning { color: var(--soft); }
        .remedy::before { content: "→ "; color: var(--state); font-weight: 600; }
        .examples { list-style: none; padding: 0; margin-top: .5rem; font-size: .9375rem; }
        .examples li { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .75rem; padding: .22rem 0; }
        .where { color: var(--soft); font-variant-numeric: tabular-nums; }
        summary { cursor: pointer; color: var(--info); font-size: .9375rem; padding: .22rem 0; }
        .problems article > p:last-child a { font-size: .9375rem; }

        .facts { font-size: .9rem; align-self: start; }
        .facts h3 { font-size: .9rem; margin-top: 1.25rem; }
        .facts ul { padding-left: 1.1em; }
        .facts dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); column-gap: 2rem; }
        .facts dl > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .75rem; padding: .38rem 0; border-top: 1px solid var(--line); }
        dt { color: var(--soft); }
        dd { margin: 0; }
        .code { font: .8125rem/1.5 var(--mono); word-break: break-all; }
        q { quotes: "‘" "’"; }

        .rows { border-top: 1px solid var(--line); padding: 2rem 0 2.5rem; }
        .note { color: var(--soft); margin-bottom: .75rem; max-width: 60rem; }
        .tools { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem 1.5rem; margin-bottom: .9rem; font-size: .9rem; }
        .tools legend, .tools label > span { line-height: 1.45; }
        .tools fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: .3rem; }
        .tools legend, .tools label > span:first-child:not(:last-child) { padding: 0; margin-bottom: .25rem; color: var(--soft); font-size: .8125rem; }
        .search, .problem { display: grid; }
        .tools input[type=search], .tools select, .tools button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .35rem .65rem; min-height: 2.25rem; max-width: 100%; }
        .tools input[type=search] { width: 15rem; }
        .tools fieldset label { position: relative; }
        .tools input[type=radio] { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
        .tools input[type=radio] + span { display: block; border: 1px solid var(--line); border-radius: 6px; background: var(--card); padding: .35rem .65rem; line-height: 1.45; }
        .tools input[type=radio]:checked + span { background: var(--ink); border-color: var(--ink); color: var(--paper); }
        .tools input[type=radio]:checked + span::before { content: "✓ "; }
        .tools input[type=radio]:focus-visible + span { outline: 2px solid var(--info); outline-offset: 2px; }
        .tools small { font-size: .8125rem; opacity: .75; font-variant-numeric: tabular-nums; }
        #shown { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; padding: .35rem 0; }
        .scroll { position: relative; overflow: auto; max-height: min(85vh, 60rem); border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
        #nothing { padding: 1rem; margin: 0; }
        table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .875rem; line-height: 1.45; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        th, td { text-align: start; vertical-align: top; padding: .4rem .75rem; border-bottom: 1px solid var(--faint); max-width: 26rem; }
        td { white-space: pre-wrap; overflow-wrap: break-word; min-width: 6.75rem; unicode-bidi: plaintext; }
        thead th { position: sticky; top: 0; z-index: 2; background: var(--card); border-bottom: 1px solid var(--line); font-weight: 600; white-space: nowrap; max-width: 18rem; overflow: hidden; text-overflow: ellipsis; }
        thead button { all: unset; cursor: pointer; display: inline-block; }
        thead button:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
        thead button::after { content: " ↕"; color: var(--rest); font-weight: 400; }
        [aria-sort=ascending] button::after { content: " ↑"; color: var(--ink); }
        [aria-sort=descending] button::after { content: " ↓"; color: var(--ink); }
        tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); color: var(--soft); font-weight: 400; text-align: end; }
        tbody tr:last-child > * { border-bottom: 0; }
        tbody tr:hover > * { background: var(--faint); }
        #table td:nth-child(2) { white-space: nowrap; overflow-wrap: normal; }
        #table td:nth-child(3) { white-space: normal; }
        #table td:nth-child(3):not(:empty) { min-width: 17rem; }
        [data-o=rejected] td:nth-child(2) { color: var(--bad); font-weight: 600; }
        [data-o=rejected] td:nth-child(2)::before { content: "✕ "; }
        tr:target > * { background: var(--mark); }
        tr:target th { color: var(--ink); font-weight: 600; }
        #table .bad { background: var(--mark); box-shadow: inset 3px 0 var(--bad); }
        .bad mark { background: none; color: inherit; text-decoration: underline wavy var(--bad) 1px; text-underline-offset: .25em; }
        .bad mark i { color: var(--bad); }

        .part { border-top: 1px solid var(--line); padding: 2rem 0 2.5rem; }
        .soft { color: var(--soft); }
        .run { margin-top: 1.5rem; max-width: 46rem; }
        .run b { font-weight: 600; }
        progress { appearance: none; width: 100%; height: 12px; border: 0; border-radius: 6px; background: var(--line); display: block; margin: .5rem 0; overflow: hidden; }
        progress::-webkit-progress-bar { background: var(--line); }
        progress::-webkit-progress-value { background: var(--info); }
        progress::-moz-progress-bar { background: var(--info); }
        .waiting { list-style: none; padding: 0; max-width: 60rem; }
        .waiting li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 1.5rem; padding: .4rem 0; border-top: 1px solid var(--line); }
        .waiting b { font-weight: 600; }
        .mark { display: flex; gap: .5rem; align-items: start; }
        .mark svg { width: 1.1rem; height: 1.1rem; flex: none; color: var(--state); margin-top: .08rem; }
        .whole { max-height: none; }
        .whole td { min-width: 8rem; }
        .mark { min-width: 11rem; }
        .time { white-space: nowrap; }

        footer { color: var(--soft); font-size: .875rem; padding-bottom: 2rem; }
        @media (max-width: 38rem) {
          .examples li { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .waiting li { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .tally { gap: .75rem 1.75rem; }
          .tally .total { margin-left: 0; text-align: start; }
          .tools input[type=search], .search, .problem { width: 100%; }
          #shown { margin-left: 0; }
          #table td:nth-child(3):not(:empty) { min-width: 13rem; }
        }
        @media print {
          :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #999; --faint: #ddd; --good: #17694a; --warn: #8a4a00; --bad: #a5221b; --info: #2b5b88; --rest: #6d6860; --mark: #fff; }
          html { font-size: 12px; }
          body { border-top: 0; }
          .top, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
          .verdict { padding-top: 1rem; }
          .tools, .skip, .downloads svg { display: none !important; }
          .scroll { max-height: none; overflow: visible; border: 0; }
          thead th, tbody th { position: static; }
          thead button::after { content: ""; }
          tr, article, li { break-inside: avoid; }
          svg, rect, pattern { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        @media (forced-colors: active) {
          .bad mark { outline: 1px solid; }
          .tools input[type=radio]:checked + span { outline: 2px solid; }
        }
        """#
}
