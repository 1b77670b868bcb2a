#!/usr/bin/env python3
"""Opens the pages of a gallery in headless Chromium and checks what only a browser can tell.

usage: check.py GALLERY
       check.py --time PAGE     how long one page takes to open, say that of a file with 1,000,000 rows

Needs chromium and chromedriver; Python's standard library alone. GALLERY is what the test suite leaves in the directory
that REPORTS_GALLERY names.
"""

import pathlib
import sys

from accessibility import accessibility_faults
from webdriver import open_browser

FAULTS = []


def check(page, holds, rule):
    if not holds:
        FAULTS.append(f"{page}: {rule}")


def check_page(browser, path):
    """What holds for every page, whatever is in it."""
    name = path.name
    browser.emulate(width=1280)
    browser.requests()
    browser.open(path.as_uri())
    requests = [url for url in browser.requests() if not url.startswith("data:")]
    check(name, requests == [path.as_uri()], f"it asks for nothing but itself, not {requests}")
    console = browser.console()
    check(name, not console, f"the console is silent, and no policy is violated: {console}")
    check(name, browser.run("return document.compatMode") == "CSS1Compat", "it is standard HTML")
    check(name, path.stat().st_size < 2_000_000, "it is under 2 MB")
    for scheme in "light", "dark":
        browser.emulate(scheme=scheme, width=1280)
        for fault in accessibility_faults(browser):
            check(name, False, f"{scheme}: {fault}")
    browser.emulate(width=390)
    overflow = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    check(name, overflow <= 0, f"nothing sticks out of a narrow screen, but {overflow} px do")
    browser.emulate(media="print", width=800)
    hidden = browser.run(
        "const t = document.getElementById('tools'); return !t || getComputedStyle(t).display === 'none'"
    )
    check(name, hidden, "tools are not printed")
    browser.emulate(width=1280)
    check(name, not browser.console(), "the console stays silent")


def visible_rows(browser):
    return browser.run("return [...document.querySelectorAll('#table tbody tr:not([hidden]) th')].map(x => +x.textContent)")


def focused(browser):
    return browser.run("return document.activeElement.id || document.activeElement.textContent")


def settle(browser):
    """Lets the pause between typing and searching go by."""
    browser.command("/execute/async", {"script": "setTimeout(arguments[0], 200)", "args": []})


def check_tools(browser, path):
    """Search, filters and sorting, by keyboard."""
    name = path.name
    browser.open(path.as_uri())
    everything = visible_rows(browser)
    check(name, len(everything) == 207, "all rows are shown at first")
    check(name, everything[0] == 162, "rejected rows come first")

    browser.press("/")
    check(name, focused(browser) == "search", "/ goes to the search field")
    browser.press(*"OLD-9")
    settle(browser)
    check(name, len(visible_rows(browser)) == 30, "a search shows the rows that have the words, in any case")
    shown = browser.run("return document.getElementById('shown').textContent")
    check(name, shown == "30 of 207 rows", f"the number of rows shown is said: {shown}")
    browser.press(*" nothing")
    settle(browser)
    check(name, browser.run("return !document.getElementById('nothing').hidden"), "an empty result is said")
    browser.press("Escape")
    settle(browser)
    check(name, visible_rows(browser) == everything, "Escape ends the search")

    browser.press("Tab", "Right")
    check(name, visible_rows(browser) and len(visible_rows(browser)) < 207, "arrow keys choose an outcome")
    outcomes = browser.run(
        "return [...new Set([...document.querySelectorAll('#table tbody tr:not([hidden])')].map(x => x.dataset.o))]"
    )
    check(name, outcomes == ["awarded"], f"only the outcome chosen is shown, not {outcomes}")
    browser.click("#clear")
    settle(browser)
    check(name, visible_rows(browser) == everything, "filters are cleared by a button")

    browser.run("document.querySelector('#table thead th button').focus()")
    browser.press("Enter")
    check(name, visible_rows(browser) == sorted(everything), "Enter on a heading sorts, numbers as numbers")
    check(
        name,
        browser.run("return document.querySelector('#table thead th').getAttribute('aria-sort')") == "ascending",
        "how the table is sorted is said",
    )
    browser.press("Space")
    check(name, visible_rows(browser) == sorted(everything, reverse=True), "once more sorts the other way")

    browser.click("a[data-problem='certification.retired']")
    check(name, len(visible_rows(browser)) == 30, "a problem leads to its rows")
    browser.click("a[href='#r165']")
    check(name, 165 in visible_rows(browser), "a row number leads to its row, though it was filtered away")
    check(name, browser.run("return !!document.querySelector('#r165:target')"), "and the row is marked")
    marked = browser.run("return document.querySelector('#r165 td.bad mark').textContent")
    check(name, marked == "FA-03", "the offending cell is marked")
    check(name, not browser.console(), "the console stays silent")


def check_without_script(browser, path):
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(path.as_uri())
    tree = browser.devtools("Accessibility.getFullAXTree")["nodes"]
    rows = sum(node.get("role", {}).get("value") == "rowheader" for node in tree)
    tools = sum(node.get("role", {}).get("value") == "searchbox" and not node.get("ignored") for node in tree)
    check(path.name, rows == 207, f"all rows can be read without JavaScript, not {rows}")
    check(path.name, tools == 0, "tools that would do nothing are not shown without JavaScript")
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)


def check_hostile(browser, path):
    browser.open(path.as_uri())
    count = browser.run("return document.querySelectorAll('img, iframe, object, base, form[action], [onclick]').length")
    check(path.name, count == 0, "cells make no elements")
    check(path.name, browser.run("return document.scripts.length") == 1, "cells make no scripts")
    text = browser.run("return document.body.innerText")
    check(path.name, "<script>alert(1)</script>" in text, "markup is shown as it is written")
    check(path.name, "U+202E" in text and "\u202e" not in text, "characters that turn the direction are made visible")
    check(path.name, "U+001B" in text and "\x1b" not in text, "control characters are made visible")


def opening_time(browser, path):
    """Seconds from the start of loading until everything is laid out and painted: the best of ten, since others may be at work."""
    times = []
    for _ in range(10):
        browser.open("about:blank")
        browser.open(path.as_uri())
        times.append(
            browser.command(
                "/execute/async",
                {
                    "script": "const done = arguments[0]; requestAnimationFrame(() => setTimeout(() => done(performance.now())))",
                    "args": [],
                },
            )
            / 1000
        )
    return min(times)


def measure(page):
    page = pathlib.Path(page).resolve()
    with open_browser() as browser:
        print(f"{page.name}, {page.stat().st_size:,} bytes, opened in {opening_time(browser, page):.2f} s")


def main(gallery):
    pages = sorted(pathlib.Path(gallery).resolve().glob("*.html"))
    if not pages:
        sys.exit(f"There are no pages in {gallery}.")
    with open_browser() as browser:
        for path in pages:
            check_page(browser, path)
            if path.name == "mistakes.report.html":
                check_tools(browser, path)
                check_without_script(browser, path)
            if "onerror" in path.name:
                check_hostile(browser, path)
        largest = max(pages, key=lambda path: path.stat().st_size)
        seconds = opening_time(browser, largest)
    for fault in FAULTS:
        print("fault:", fault)
    print(f"{len(pages)} pages checked in Chromium, {len(FAULTS)} faults;", end=" ")
    print(f"the largest has {largest.stat().st_size:,} bytes and opened in {seconds:.2f} s")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--time":
        measure(sys.argv[2])
    elif len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        sys.exit(__doc__)
