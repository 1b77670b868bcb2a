"""The corrections file in LibreOffice: opened, mended, saved as CSV in the dialect it has, and dropped again."""

import csv
import io
import os
import pathlib
import shutil
import subprocess
import unittest

from certdrop import PATIENCE, Trial, TrialTest, check, csv_bytes

# Opens a file as CSV, types new contents into cells as a person would, and saves it with the same options.
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
    file = Environ("MEND_FILE")
    Dim arguments(2) As New com.sun.star.beans.PropertyValue
    arguments(0).Name = "FilterName"
    arguments(0).Value = "Text - txt - csv (StarCalc)"
    arguments(1).Name = "FilterOptions"
    arguments(1).Value = Environ("MEND_OPTIONS")
    arguments(2).Name = "Hidden"
    arguments(2).Value = True
    document = StarDesktop.loadComponentFromURL(ConvertToURL(file), "_blank", 0, arguments())
    sheet = document.Sheets(0)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    For Each mend In Split(Environ("MEND_CELLS"), "|")
        parts = Split(mend, ">")
        For row = 0 To cursor.RangeAddress.EndRow
            For column = 0 To cursor.RangeAddress.EndColumn
                cell = sheet.getCellByPosition(column, row)
                If cell.String = parts(0) Then cell.FormulaLocal = parts(1)
            Next
        Next
    Next
    document.storeToURL(ConvertToURL(file), arguments())
    document.close(True)
End Sub
</script:module>
"""

class Office:
    """LibreOffice with a profile of its own."""

    def __init__(self, folder):
        self.profile = pathlib.Path(folder) / "profile"
        # Makes the profile, with an empty module.
        self.run("--terminate_after_init")
        (self.profile / "user/basic/Standard/Module1.xba").write_text(MACRO)

    def run(self, *arguments, **variables):
        subprocess.run(
            ["soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--norestore", *arguments],
            env=os.environ | variables,
            check=True,
            capture_output=True,
            timeout=PATIENCE * 3,
        )

    def mend(self, file, delimiter, encoding, mends):
        """`mends` maps the contents of a cell to what is typed into it."""
        # Delimiter, quotation mark, encoding, first row, no formats, language, text not quoted, dates recognised.
        options = f"{ord(delimiter)},34,{encoding},1,,0,false,true,true"
        pairs = "|".join(f"{old}>{new}" for old, new in mends.items())
        before = file.read_bytes()
        self.run("macro:///Standard.Module1.Main", MEND_FILE=str(file), MEND_OPTIONS=options, MEND_CELLS=pairs)
        assert file.read_bytes() != before, "LibreOffice saved nothing"


ROWS = [
    "Username,Certification reference,Award date,Certificate number,Notes",
    "nobody,FAW,2025-09-18,0042,Croix-Rouge française",
    "00123,FWA,2025-03-01,123456789012345678,=1+1",
    "00123,FIRE,31/02/2025,12E5,+44 20 7946 0000",
    "li.na,DPP,2062-03-12,RK-1,\"Two; words, | and a \"\"quote\"\"\"",
]
MENDS = {"nobody": "amelie.dubois", "FWA": "FAW", "31/02/2025": "2025-03-02", "2062-03-12": "2025-03-12"}
AWARDS = [
    ("00123", "FAW", "2025-03-01", "123456789012345678", "=1+1"),
    ("00123", "FIRE", "2025-03-02", "12E5", "+44 20 7946 0000"),
    ("amelie.dubois", "FAW", "2025-09-18", "0042", "Croix-Rouge française"),
    ("li.na", "DPP", "2025-03-12", "RK-1", 'Two; words, | and a "quote"'),
]
# Delimiter, Python's name of the encoding and LibreOffice's number for it, and what stands before the header.
DIALECTS = {
    "comma": (",", "utf-8-sig", 76, ""),
    "semicolon": (";", "utf-8-sig", 76, ""),
    "tab": ("\t", "utf-16", 65535, ""),
    "pipe": ("|", "utf-8", 76, ""),
    "windows": (";", "cp1252", 1, ""),
    "separator": (";", "utf-8-sig", 76, "sep=;\r\n"),
}


@unittest.skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
class CorrectionsInLibreOffice(TrialTest):
    def test_mended_corrections_are_awarded_in_each_dialect(self):
        (self.scratch / "learners.csv").write_bytes(csv_bytes("Username,First name,Surname", "00123,Ada,Byron"))
        office = Office(self.scratch)
        for name, (delimiter, encoding, number, preamble) in DIALECTS.items():
            with self.subTest(name):
                trial = self.another_trial(name)
                run = self.import_rows(trial, delimiter, encoding, preamble)
                self.assertEqual(run.counts, {"rejected": 4})
                corrections = self.scratch / f"{name}.csv"
                shutil.copy(run.corrections, corrections)
                office.mend(corrections, delimiter, number, MENDS)
                trial.put("mended.csv", corrections)
                trial.call("watch", "--once")
                mended = trial.runs("mended.csv")[0]
                self.assertEqual((mended.counts, mended.refusal), ({"awarded": 4}, None), mended.rows())
                awards = trial.query(
                    "SELECT username, certification_reference, awarded, number, notes FROM awards ORDER BY 1, 2"
                )
                self.assertEqual(awards, AWARDS)

    def another_trial(self, name):
        """A drop root with the same learners and certifications."""
        (self.scratch / name).mkdir()
        trial = Trial(self.scratch / name)
        self.addCleanup(trial.close)
        trial.seed()
        check(trial.call("import", "--silent", str(self.scratch / "learners.csv")))
        return trial

    def import_rows(self, trial, delimiter, encoding, preamble):
        text = io.StringIO(preamble, newline="")
        text.seek(0, io.SEEK_END)
        csv.writer(text, delimiter=delimiter).writerows(csv.reader(ROWS))
        trial.put("march.csv", text.getvalue().encode(encoding))
        trial.call("watch", "--once")
        return trial.runs("march.csv")[0]
