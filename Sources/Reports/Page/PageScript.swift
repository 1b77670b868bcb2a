/// The script of a report: search, filters and sorting over the rows that the page holds. The page is whole without it.
enum PageScript {
    static let text = #"""
        (() => {
          'use strict';
          const table = document.getElementById('table');
          const body = table.tBodies[0];
          const rows = Array.from(body.rows);
          const tools = document.getElementById('tools');
          const search = document.getElementById('search');
          const problem = document.getElementById('problem');
          const clear = document.getElementById('clear');
          const shown = document.getElementById('shown');
          const nothing = document.getElementById('nothing');
          const number = new Intl.NumberFormat(document.documentElement.lang);
          let texts = null;

          const outcome = () => tools.elements.outcome.value;

          const apply = () => {
            const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
            if (words.length && !texts) texts = rows.map((row) => row.textContent.toLowerCase());
            const wantedOutcome = outcome();
            const wantedProblem = problem ? problem.value : '';
            let count = 0;
            rows.forEach((row, index) => {
              const fits =
                (!wantedOutcome || row.dataset.o === wantedOutcome) &&
                (!wantedProblem || row.dataset.p === wantedProblem) &&
                words.every((word) => texts[index].includes(word));
              if (row.hidden === fits) row.hidden = !fits;
              if (fits) count += 1;
            });
            clear.hidden = !(words.length || wantedOutcome || wantedProblem);
            nothing.hidden = count > 0;
            shown.textContent = shown.dataset.pattern
              .replace('{n}', number.format(count))
              .replace('{total}', number.format(rows.length));
          };

          const reset = () => {
            tools.reset();
            apply();
          };

          let waiting = 0;
          search.addEventListener('input', () => {
            clearTimeout(waiting);
            waiting = setTimeout(apply, 80);
          });
          tools.addEventListener('change', apply);
          tools.addEventListener('submit', (event) => event.preventDefault());
          tools.addEventListener('reset', () => setTimeout(apply));

          document.addEventListener('keydown', (event) => {
            const inField = event.target.closest('input:not([type=radio]), select, textarea');
            if (event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
              event.preventDefault();
              search.focus();
              search.select();
            } else if (event.key === 'Escape' && event.target === search && search.value) {
              search.value = '';
              apply();
            }
          });

          document.addEventListener('click', (event) => {
            const link = event.target.closest('a');
            if (!link) return;
            if (link.dataset.problem) {
              tools.reset();
              if (problem) problem.value = link.dataset.problem;
              else tools.elements.outcome.value = 'rejected';
              apply();
            } else if (/^#r\d+$/.test(link.hash)) {
              // The row may be one that is filtered away.
              const row = document.querySelector(link.hash);
              if (row && row.hidden) reset();
            }
          });

          const order = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: 'base' });
          const headings = Array.from(table.tHead.rows[0].cells);
          const sortBy = (column, direction) => {
            const key = (row) => (row.cells[column] ? row.cells[column].textContent : '');
            const keyed = rows.map((row, index) => ({ row, index, key: key(row) }));
            keyed.sort((a, b) => direction * order.compare(a.key, b.key) || a.index - b.index);
            const sorted = document.createDocumentFragment();
            keyed.forEach(({ row }) => sorted.append(row));
            body.append(sorted);
          };
          headings.forEach((heading, column) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.append(...heading.childNodes);
            heading.append(button);
            button.addEventListener('click', () => {
              const direction = heading.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
              headings.forEach((other) => other.removeAttribute('aria-sort'));
              heading.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
              sortBy(column, direction);
            });
          });

          // What is folded away cannot be read on paper.
          window.addEventListener('beforeprint', () => {
            document.querySelectorAll('details').forEach((part) => { part.open = true; });
          });

          tools.hidden = false;
          apply();
        })();
        """#
}
