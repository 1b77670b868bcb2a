#!/usr/bin/env python3
"""Takes screenshots of pages: light, dark and narrow. OUT/NAME.top.png is the first of a page, for a picture of it.

usage: shots.py OUT PAGE...
"""

import pathlib
import sys

from webdriver import open_browser

# In pixels.
LONGEST = 6000
TOP = 1080


def main(out, pages):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        for page in map(pathlib.Path, pages):
            stem = page.name.removesuffix(".html").removesuffix(".report")
            browser.open(page.resolve().as_uri())
            for name, scheme, width in [("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 390)]:
                browser.emulate(scheme=scheme, width=width)
                browser.screenshot(out / f"{stem}.{name}.png", LONGEST)
            browser.emulate(width=1280)
            browser.screenshot(out / f"{stem}.top.png", TOP)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
