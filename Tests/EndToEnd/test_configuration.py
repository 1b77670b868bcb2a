"""The configuration file: its sample, its documentation and its reader know the same keys."""

import re

from certdrop import REPOSITORY, TrialTest, check

# `#key: value`, or `#  key: value` within a group: a default or an example that is not in force.
OFF = re.compile(r"(?m)^#((?:  )?\w[\w ]*:(?: .*)?)$")
# The example of several drop roots, which stands in for the one that is in force.
SEVERAL = re.compile(r"(?m)^#drop_roots:\n(?:#  .*\n)+")
KEY = re.compile(r"(?m)^#?(\w+):")


class Keys(TrialTest):
    def setUp(self):
        super().setUp()
        self.documented = (REPOSITORY / "config/certdrop.yaml").read_text()

    def test_the_sample_names_the_keys_that_are_documented(self):
        self.assertEqual(set(KEY.findall(self.trial.configuration.read_text())), set(KEY.findall(self.documented)))

    def test_the_reader_knows_the_keys_that_are_documented(self):
        self.trial.configure("no_such_key: 1\n")
        complaint = check(self.trial.call("status"), status=2).stderr.decode()
        self.assertIn("'no_such_key' is no key", complaint)
        known = set(re.findall(r"\w+", complaint.partition("Known here:")[2]))
        self.assertEqual(known, set(KEY.findall(self.documented)))

    def test_a_key_that_stands_there_twice_is_named(self):
        self.trial.configure("language: en\nlanguage: de\n")
        complaint = check(self.trial.call("status"), status=2).stderr.decode()
        self.assertIn("'language' stands there twice", complaint)
        self.assertEqual(complaint.count("\n"), 1)

    def test_one_that_cannot_be_read_is_told_from_one_that_is_not_there(self):
        self.trial.configuration.write_bytes(b"contact: \xe4@example.org\n")
        self.assertIn(b"cannot be read: it is no text in UTF-8", check(self.trial.call("status"), status=2).stderr)
        self.trial.configuration.unlink()
        self.assertIn(b"There is no configuration", check(self.trial.call("status"), status=2).stderr)

    def test_all_that_is_documented_can_be_put_in_force_as_it_stands(self):
        self.put_in_force(SEVERAL.sub("", self.documented))

    def test_the_drop_roots_that_are_documented_can_be_put_in_force_as_they_stand(self):
        several = re.sub("(?m)^#", "", SEVERAL.search(self.documented)[0]).replace("/srv/certdrop/", f"{self.trial.folder}/")
        text = re.sub("(?m)^drop_root: .*", "", SEVERAL.sub(lambda _: several, self.documented))
        # An address leads to one drop root.
        self.put_in_force(text.replace("#report_base_url:", "# report_base_url:"))
        for name in ("sales", "nursing"):
            self.assertTrue((self.trial.folder / name / "import").is_dir(), name)

    def put_in_force(self, text):
        text = OFF.sub(r"\1", text)
        templates = self.scratch / "templates"
        templates.mkdir()
        here = {
            "drop_root": self.trial.drop,
            "state_directory": self.trial.folder / "state",
            "mail_templates": templates,
            "metrics_file": self.scratch / "certdrop.prom",
        }
        for key, path in here.items():
            text = re.sub(rf"(?m)^{key}: .*", f"{key}: {path}", text)
        self.trial.configuration.write_text(text)
        check(self.trial.call("watch", "--once"))
