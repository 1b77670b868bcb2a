#!/usr/bin/env python3
"""Makes the fixtures beside it: one table as LibreOffice saves it to CSV in many ways, and one with the damage that
spreadsheet programs do.

    apt-get install --no-install-recommends libreoffice-calc-nogui    (made with 7.4.7.2, in an English locale)
    Tests/ImportTests/Fixtures/make.py

The tests read the committed files; they do not need LibreOffice.
"""

import datetime
import pathlib
import subprocess
import tempfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent

HEADINGS = [
    "Username", "Certification reference", "Award date", "Expiry date", "Certificate number", "Awarding body", "Notes",
]
DAY = datetime.date
ROWS = [
    ["jsmith", "FA-01", DAY(2026, 3, 31), DAY(2029, 3, 31), "FA-0001", "St John Ambulance", ""],
    ["zoë", "FS-02", DAY(2026, 1, 13), None, "000042", "Österreichisches Rotes Kreuz", 'Said "passed",\nthen left; see | file'],
    ["00123", "DR-03", DAY(2025, 12, 5), DAY(2027, 12, 5), "1E5-7", "Croix-Rouge française", "Prüfung – bestanden, 12 €"],
    ["mbrown", "FA-01", DAY(2024, 2, 29), DAY(2027, 2, 28), "'quoted'", "City & Guilds <UK>", "  spaces around  "],
    ["nobody", "FA-01", DAY(2026, 4, 3), None, "", "", "unknown learner"],
    ["jsmith", "FS-02", DAY(2026, 4, 3), None, "", "", "=not a formula"],
]

# Name, character set (76: UTF-8, 1: Windows-1252, 65535: UTF-16), delimiter, whose dates, all texts quoted.
VARIANTS = [
    ("comma-utf8", 76, ",", "sv-SE", False),
    ("comma-utf8-quoted", 76, ",", "en-GB", True),
    ("comma-utf8-us", 76, ",", "en-US", False),
    ("comma-windows-1252", 1, ",", "en-GB", False),
    ("semicolon-utf8", 76, ";", "de-DE", False),
    ("semicolon-windows-1252", 1, ";", "de-DE", True),
    ("semicolon-utf8-dutch", 76, ";", "nl-NL", False),
    ("tab-utf16", 65535, "\t", "fr-FR", False),
    ("tab-utf8", 76, "\t", "en-ZA", False),
    ("pipe-utf8", 76, "|", "pt-BR", False),
]
# LibreOffice writes a byte order mark since 7.6 only, so this script puts it before a copy.
MARKED = ("comma-utf8", "comma-utf8-bom")

# What a spreadsheet program does to values. Numbers, formulas and dates here are those of the sheet.
DAMAGED = [
    HEADINGS,
    [("number", 123), "FA-01", DAY(2026, 3, 1), "", "", "", "leading zeros of the username lost"],
    ["jsmith", "FA-01", DAY(2026, 3, 2), "", ("number", 1234567890123456789), "", "a number too long"],
    ["jsmith", "FA-01", ("number", 46112), "", "", "", "a date formatted as a number"],
    ["jsmith", ("formula", "=NA()"), DAY(2026, 3, 4), "", "", "", "a look-up that failed"],
    ["jsmith", "FA-01", DAY(2026, 3, 5), "", ("formula", "=1/0"), "", "a division by zero"],
    ["\u00a0jsmith\u00a0", "\u201cFA-01\u201d", DAY(2026, 3, 6), "", "", "", "non-breaking spaces, curly quotes"],
    [("number", 1.5e17), "FA-01", DAY(2026, 3, 7), "", "", "", "a username that became a number"],
    [],
    ["mbrown", "FA\u201301", DAY(2026, 3, 8), "", "", "", "a dash for a hyphen, after a blank row"],
    [("formula", '=""')] + [""] * 7 + [("formula", '=""')],
]

def cell(value):
    if isinstance(value, DAY):
        return (
            f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{value.isoformat()}"/>'
        )
    if isinstance(value, tuple):
        kind, content = value
        if kind == "number":
            return f'<table:table-cell office:value-type="float" office:value="{content}"/>'
        formula = escape(content, {'"': "&quot;"})
        return f'<table:table-cell table:formula="of:{formula}" office:value-type="string"/>'
    if not value:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line).replace('  ', ' <text:s/>')}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def sheet(rows, locale):
    language, country = locale.split("-")
    body = "".join(
        f"<table:table-row>{''.join(map(cell, row)) or '<table:table-cell/>'}</table:table-row>" for row in rows
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2">
<office:automatic-styles>
<number:date-style style:name="usual" number:language="{language}" number:country="{country}"
 number:automatic-order="true" number:format-source="language">
<number:day number:style="long"/><number:month number:style="long"/><number:year number:style="long"/>
</number:date-style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="usual"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Sheet1">{body}</table:table></office:spreadsheet></office:body>
</office:document>
"""


def save(folder, name, rows, locale, charset, delimiter, quoted):
    source = folder / f"{name}.fods"
    source.write_text(sheet(rows, locale), encoding="utf-8")
    # Delimiter, quotation mark, character set, first line, columns, language, quote all texts, values as shown.
    options = f"{ord(delimiter)},34,{charset},1,,1033,{str(quoted).lower()},true,false"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
            f"csv:Text - txt - csv (StarCalc):{options}", "--outdir", str(HERE), str(source),
        ],
        check=True, capture_output=True, timeout=120,
    )


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for name, charset, delimiter, locale, quoted in VARIANTS:
            save(folder, name, [HEADINGS, *ROWS], locale, charset, delimiter, quoted)
        save(folder, "damaged", DAMAGED, "sv-SE", 76, ",", False)
    plain, marked = MARKED
    (HERE / f"{marked}.csv").write_bytes(b"\xef\xbb\xbf" + (HERE / f"{plain}.csv").read_bytes())


main()
