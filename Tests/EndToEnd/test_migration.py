"""The guides for files of other learning systems: each does what it says with its sample."""

import csv
import io
import re
import unittest

from certdrop import EXAMPLES, TrialTest, check

FOLDER = EXAMPLES / "migration"


class Guide:
    def __init__(self, name):
        self.path = FOLDER / f"{name}.md"
        self.sample = FOLDER / f"{name}.csv"
        text = self.path.read_text()
        self.settings = "".join(re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
        [table] = re.findall(r"^```csv\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        self.awards = list(csv.DictReader(io.StringIO(table)))
        # The columns that the guide says are read, and those that are not.
        rows = re.findall(r"^\| (`.*?) \| (.*?) \|$", text, re.MULTILINE)
        self.ignored = {name for names, use in rows if use.startswith("nothing") for name in re.findall("`(.*?)`", names)}
        self.read = {name for names, use in rows if not use.startswith("nothing") for name in re.findall("`(.*?)`", names)}


class Migration(TrialTest):
    def assert_does_what_it_says(self, name):
        guide = Guide(name)
        self.trial.configure(guide.settings)
        self.trial.seed()
        self.trial.start()
        run = self.trial.drop_file(guide.sample.name, guide.sample)
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": len(guide.awards)}), run.message)
        listed = check(self.trial.call("awards", "list", "--format", "csv")).stdout.decode("utf-8-sig")
        awards = [{key: row[key] for key in guide.awards[0]} for row in csv.DictReader(io.StringIO(listed))]
        self.assertCountEqual(awards, guide.awards)
        # Every column of the sample is explained, and those that are said to be ignored are named in the report.
        with guide.sample.open(newline="") as file:
            headings = set(next(csv.reader(file)))
        self.assertLessEqual(headings, guide.read | guide.ignored)
        self.assertLessEqual(guide.read, headings)
        page = run.page.read_text()
        for heading in guide.ignored & headings:
            self.assertIn(heading, page)
        # Once more: nothing is awarded twice.
        self.assertEqual(self.trial.drop_file("again.csv", guide.sample).counts, {"unchanged": len(guide.awards)})
        return guide

    def test_peoplefluent(self):
        guide = self.assert_does_what_it_says("peoplefluent")
        revoked = guide.sample.read_bytes().replace(b"\nA,", b"\nD,")
        self.assertEqual(self.trial.drop_file("revoked.csv", revoked).counts, {"revoked": len(guide.awards)})

    def test_totara(self):
        self.assert_does_what_it_says("totara")

    def test_docebo(self):
        self.assert_does_what_it_says("docebo")

    def test_moodle(self):
        self.assert_does_what_it_says("moodle")

    def test_springest(self):
        self.assert_does_what_it_says("springest")


class Guides(unittest.TestCase):
    def test_each_guide_has_a_test_and_the_readme_links_to_it(self):
        names = {path.stem for path in FOLDER.glob("*.md")}
        self.assertEqual(names, {path.stem for path in FOLDER.glob("*.csv")})
        self.assertEqual(names, {name.removeprefix("test_") for name in dir(Migration) if name.startswith("test_")})
        readme = (EXAMPLES.parent / "README.md").read_text()
        for name in names:
            self.assertIn(f"(examples/migration/{name}.md)", readme)
