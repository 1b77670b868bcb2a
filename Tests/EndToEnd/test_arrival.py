"""When a dropped file is taken: complete, under its final name, and each in its turn."""

import hashlib
import os
import time

from certdrop import CERTIFICATES, ServiceTest, certificates, wait_for


class Arrival(ServiceTest):
    def waits(self, mode, name):
        """Why a file waits, as `certdrop status` says it; None if it does not."""
        for file in self.trial.status()["waiting"]:
            if (file["folder"], file["file"]) == (mode, name):
                return file["reason"]
        return None

    def wait_until_looked_at(self):
        """Returns when the service has looked through the inboxes after all that was done before."""
        name = f"look-{time.monotonic_ns()}.csv"
        self.trial.drop_file(name, CERTIFICATES)

    def test_a_file_is_not_taken_until_its_writer_closes_it(self):
        content = certificates(*(f"li.na,FAW,2025-01-{day:02}" for day in range(1, 29)))
        path = self.trial.inbox("import", "slow.csv")
        with path.open("wb", buffering=0) as file:
            for start in range(0, len(content), 100):
                file.write(content[start : start + 100])
                if start % 300 == 0:
                    self.wait_until_looked_at()
                    self.assertEqual(self.trial.runs("slow.csv"), [])
                    self.assertTrue(path.exists())
            wait_for(lambda: "still being written" in (self.waits("import", "slow.csv") or ""), "status to say so")
        run = self.trial.next_run("slow.csv")
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": 28}))

    def test_a_file_that_is_renamed_into_an_inbox_is_taken(self):
        outside = self.trial.drop / "upload.csv"
        outside.write_bytes(CERTIFICATES.read_bytes())
        outside.rename(self.trial.inbox("import", "march.csv"))
        self.assertEqual(self.trial.next_run("march.csv").folder, "done")

    def test_a_file_that_is_linked_in_is_taken_when_its_other_name_is_gone(self):
        outside = self.trial.drop / "upload.csv"
        outside.write_bytes(CERTIFICATES.read_bytes())
        os.link(outside, self.trial.inbox("import", "march.csv"))
        outside.unlink()
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.refusal), ("done", None))

    def test_names_of_unfinished_uploads_are_left_alone_until_the_file_is_renamed(self):
        names = [".march.csv", "a.csv.part", "b.csv.filepart", "c.csv.tmp", "d.csv.crdownload", "~e.csv", "F.CSV.PART"]
        for name in names:
            self.trial.put(name, CERTIFICATES)
        self.wait_until_looked_at()
        for name in names:
            self.assertTrue(self.trial.inbox("import", name).exists(), name)
            self.assertEqual(self.trial.runs(name), [])
            self.assertIsNone(self.waits("import", name))
        for number, name in enumerate(names):
            self.trial.inbox("import", name).rename(self.trial.inbox("import", f"final-{number}.csv"))
            self.assertEqual(self.trial.next_run(f"final-{number}.csv").folder, "done")

    def test_two_files_of_one_name_both_have_their_results(self):
        contents = [certificates("li.na,FAW,2025-01-02"), certificates("li.na,FAW,2025-01-03", "nobody,FAW,2025-01-03")]
        self.trial.put("march.csv", contents[0])
        # The name is free again as soon as the first file is claimed.
        wait_for(lambda: not self.trial.inbox("import", "march.csv").exists(), "the claim")
        self.trial.put("march.csv", contents[1])
        wait_for(lambda: [run.state for run in self.trial.runs("march.csv")] == ["finished"] * 2, "both results")
        runs = self.trial.runs("march.csv")
        self.assertEqual([run.file.read_bytes() for run in runs], contents)
        self.assertEqual([run.counts for run in runs], [{"awarded": 1}, {"awarded": 1, "rejected": 1}])
        for run in runs:
            self.assert_published(run)

    def test_many_results_of_one_name_in_one_second_are_all_kept(self):
        contents = [certificates(f"li.na,FAW,2025-02-{day:02}") for day in range(1, 7)]
        runs = [self.trial.drop_file("march.csv", content) for content in contents]
        self.assertEqual(len({run.file for run in runs}), 6)
        self.assertEqual([run.file.read_bytes() for run in runs], contents)
        for run in runs:
            self.assert_published(run)

    def test_files_are_taken_in_the_order_of_their_arrival(self):
        names = ["z.csv", "a.csv", "m.csv"]
        self.trial.stop()
        for name in names:
            self.trial.put(name, CERTIFICATES)
        self.trial.start()
        for name in names:
            self.trial.next_run(name)
        order = [os.fsdecode(run.name) for run in self.trial.runs() if os.fsdecode(run.name) in names]
        self.assertEqual(order, names)

    def test_a_file_with_a_second_name_is_refused_if_that_stays(self):
        outside = self.trial.drop / "kept.csv"
        outside.write_bytes(CERTIFICATES.read_bytes())
        os.link(outside, self.trial.inbox("import", "march.csv"))
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.refusal), ("failed", "file.linked"))
        self.assertEqual(self.trial.awards(), [])
        self.assertEqual(outside.read_bytes(), CERTIFICATES.read_bytes())
        self.assert_still_serves()






class Checksums(ServiceTest):
    def sidecar(self, content, name="march.csv"):
        return f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()

    def test_a_file_that_matches_its_checksum_is_imported(self):
        content = CERTIFICATES.read_bytes()
        self.trial.put("march.csv.sha256", self.sidecar(content))
        run = self.trial.drop_file("march.csv", content)
        self.assertEqual((run.folder, run.refusal), ("done", None))
        self.assertEqual(run.checksum, hashlib.sha256(content).hexdigest())
        self.assertEqual(run.file.with_name("march.csv.sha256").read_bytes(), self.sidecar(content))
        self.assertFalse(self.trial.inbox("import", "march.csv.sha256").exists())

    def test_a_file_that_does_not_match_its_checksum_is_refused(self):
        content = CERTIFICATES.read_bytes()
        for name, sidecar in (("wrong.csv", self.sidecar(content + b"\n")), ("none.csv", b"no checksum\n")):
            with self.subTest(name):
                self.trial.put(f"{name}.sha256", sidecar)
                run = self.trial.drop_file(name, content)
                self.assertEqual((run.folder, run.refusal), ("failed", "file.checksum"))
                self.assertEqual(self.trial.awards(), [])
                self.assert_published(run)

    def test_a_file_waits_while_its_checksum_is_written_and_others_do_not(self):
        content = CERTIFICATES.read_bytes()
        with self.trial.inbox("import", "march.csv.sha256").open("wb") as sidecar:
            with self.trial.inbox("import", "march.csv").open("wb") as file:
                # Names on either side of it, in whatever order the folder lists them.
                for letter in "abcxyz":
                    self.trial.drop_file(f"{letter}.csv", CERTIFICATES)
                file.write(content)
            for letter in "abcxyz":
                self.trial.drop_file(f"{letter}.csv", CERTIFICATES)
            self.assertEqual(self.trial.runs("march.csv"), [])
            sidecar.write(self.sidecar(content))
        self.assertEqual(self.trial.next_run("march.csv").folder, "done")
