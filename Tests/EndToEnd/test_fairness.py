"""A huge file in one drop root does not hold up a small one in another, and ends all the same."""

import datetime
import itertools

from certdrop import certificates, check, csv_bytes, wait_for
from test_roots import NURSING, SALES, RootsTest

LEARNERS = 20_000
DAYS = 150
# As many times a run may give way before its rows are stored.
MOST = 8


def certificates_file(days):
    """Every learner gets a certification on every one of some days."""
    first = datetime.date(2020, 1, 1)
    days = [(first + datetime.timedelta(day)).isoformat() for day in range(days)]
    lines = (f"learner{learner},FAW,{day}\r\n" for day in days for learner in range(LEARNERS))
    return b"Username,Certification reference,Award date\r\n" + "".join(lines).encode()


def learners_file():
    rows = (f"learner{number},First,Last,learner{number}@example.org" for number in range(LEARNERS))
    return csv_bytes("Username,First name,Surname,Email", *rows)


class Fairness(RootsTest):
    @classmethod
    def setUpClass(cls):
        # Takes seconds to be stored, on any machine; nobody is told.
        cls.huge = certificates_file(DAYS)
        # Stored in a moment; all those messages take seconds.
        cls.talkative = certificates_file(1)

    def setUp(self):
        super().setUp()
        self.small = itertools.count()
        file = self.scratch / "learners.csv"
        file.write_bytes(learners_file())
        check(self.trial.call("import", "--silent", "--root", "sales", str(file)))
        self.trial.start()

    def put_huge(self):
        self.trial.put("huge.csv", self.huge, mode="import-silent")
        wait_for(lambda: self.trial.runs("huge.csv"), "the claim")

    def put_talkative(self):
        self.trial.put("talkative.csv", self.talkative)
        wait_for(lambda: self.state("talkative.csv") == "committed", "its rows to be stored")

    def state(self, name):
        runs = self.trial.runs(name)
        return runs and runs[0].state

    def drop_small(self, other):
        """Drops a small file into the other drop root, waits for its answer, and says how far the huge one is then."""
        number = next(self.small)
        day = datetime.date(1990, 1, 1) + datetime.timedelta(number)
        run = self.nursing.drop_file(f"small-{number}.csv", certificates(f"li.na,FAW,{day}"))
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": 1}))
        return self.state(other)

    def drop_small_until_it_ends(self, other):
        states = []
        while not states or states[-1] != "finished":
            states.append(self.drop_small(other))
        return states

    def gave_way(self):
        return self.log().count("begins anew after it")

    def assert_right(self, name, rows, told):
        """It ended right: every award once, one message to each learner, one report; and so did the small ones."""
        run = self.trial.next_run(name)
        self.assertEqual((run.file, run.counts), (self.trial.done / name, {"awarded": rows}))
        self.assertEqual(self.trial.query("SELECT count(*), count(DISTINCT key) FROM award WHERE run = ?", run.id), [(rows, rows)])
        self.assertEqual(len(list(self.trial.outbox.glob(f"*-run-{run.id}-learner-*.eml"))), told)
        self.assertEqual(len(list(self.trial.outbox.glob(f"*-run-{run.id}-administrator.eml"))), 1)
        self.assertEqual(len(list(self.trial.done.glob("*.report.*"))), 2)
        self.assert_published(run)
        self.assertEqual(len(self.trial.runs(name)), 1)
        smalls = next(self.small)
        self.assertEqual(len(list(self.nursing.done.glob("small-*.report.html"))), smalls)
        self.assertEqual(self.trial.query("SELECT count(*) FROM award WHERE run <> ?", run.id), [(smalls,)])

    def test_small_files_that_keep_coming_are_done_before_its_rows_are_stored_and_it_ends(self):
        self.put_huge()
        states = self.drop_small_until_it_ends("huge.csv")
        self.assertEqual(states[0], "claimed", "the small file was done before the rows of the huge one were stored")
        self.assertTrue(1 <= self.gave_way() <= MOST, self.log())
        self.assert_right("huge.csv", LEARNERS * DAYS, told=0)

    def test_small_files_that_keep_coming_are_done_while_it_is_published_and_it_ends(self):
        self.put_talkative()
        states = self.drop_small_until_it_ends("talkative.csv")
        self.assertEqual(states[0], "committed", "the small file was done before all messages were queued")
        self.assert_right("talkative.csv", LEARNERS, told=LEARNERS)

    def test_killed_after_it_gave_way_it_ends_right(self):
        self.put_huge()
        self.drop_small("huge.csv")
        self.trial.kill()
        self.assertEqual(self.state("huge.csv"), "claimed")
        self.trial.start()
        self.drop_small("huge.csv")
        self.assert_right("huge.csv", LEARNERS * DAYS, told=0)

    def test_killed_after_its_publishing_gave_way_it_ends_right(self):
        self.put_talkative()
        self.drop_small("talkative.csv")
        self.trial.kill()
        self.assertEqual(self.state("talkative.csv"), "committed")
        self.trial.start()
        self.assert_right("talkative.csv", LEARNERS, told=LEARNERS)

    def test_the_page_of_the_other_says_that_the_service_is_busy(self):
        self.put_huge()
        page = self.nursing.drop / "status.html"
        wait_for(lambda: "aus einer anderen Ablage" in page.read_text(), "the page to say so")
        self.assertNotIn("huge.csv", page.read_text())
        self.trial.next_run("huge.csv")
        wait_for(lambda: "aus einer anderen Ablage" not in page.read_text(), "the page to say so no more")

    def test_neither_a_larger_file_nor_one_that_is_still_being_written_interrupts_it(self):
        with self.nursing.inbox("import", "writing.csv").open("wb") as file:
            file.write(b"Username")
            file.flush()
            self.trial.put("huge.csv", self.huge, mode="import-silent")
            self.nursing.put("larger.csv", self.huge + b"li.na,FAW,1999-09-09\r\n", mode="verify")
            self.trial.next_run("huge.csv")
            self.nursing.next_run("larger.csv")
        self.assertEqual(self.gave_way(), 0)

    def test_the_daily_tasks_let_files_go_first_even_of_the_same_drop_root(self):
        self.trial.stop()
        file = self.scratch / "soon.csv"
        ((awarded, expires),) = self.trial.query("SELECT date('now', '-1 year'), date('now', '+10 days')")
        rows = (f"learner{number},FAW,{awarded},{expires}" for number in range(LEARNERS))
        file.write_bytes(csv_bytes("Username,Certification reference,Award date,Expiry date", *rows))
        check(self.trial.call("import", "--silent", "--root", "sales", str(file)))
        self.configure(SALES + NURSING)
        self.trial.configure("expiring:\n  reminders: [60d]\n")
        self.trial.start()
        reminders = lambda: sum(1 for _ in self.trial.outbox.glob("*-reminder-*.eml"))
        wait_for(reminders, "the first reminder")
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"))
        self.assertEqual(run.counts, {"awarded": 1})
        self.assertLess(reminders(), LEARNERS, "the file was done before the last reminder")
        wait_for(lambda: self.trial.query("SELECT 1 FROM task WHERE name = 'reminders'"), "the last reminder")
        self.assertEqual(reminders(), LEARNERS)
