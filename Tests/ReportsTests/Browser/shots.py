#!/usr/bin/env python3
"""Takes screenshots of pages: light, dark and narrow.

usage: shots.py OUT PAGE...
"""

import pathlib
import sys

from webdriver import open_browser


def main(out, pages):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        for page in map(pathlib.Path, pages):
            stem = page.name.removesuffix(".html").removesuffix(".report")
            browser.open(page.resolve().as_uri())
            for name, scheme, width in [("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 390)]:
                browser.emulate(scheme=scheme, width=width)
                browser.screenshot(out / f"{stem}.{name}.png")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
