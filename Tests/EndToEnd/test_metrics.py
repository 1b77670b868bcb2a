"""Metrics for Prometheus: what is in the file, whether Prometheus's own tool takes it, and the sample alert rules."""

import re
import shutil
import subprocess
import unittest

from certdrop import CERTIFICATES, MISTAKES, REPOSITORY, TrialTest, certificates, check, wait_for

RULES = REPOSITORY / "config/prometheus/certdrop.rules.yaml"
RULE_TESTS = REPOSITORY / "Tests/EndToEnd/certdrop.rules.test.yaml"

needs_promtool = unittest.skipUnless(shutil.which("promtool"), "there is no promtool")


def series(text):
    """The samples of the exposition format: (name, labels) -> value."""
    samples = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = re.fullmatch(r"([a-z_]+)\{(.*)\} (\S+)", line).groups()
        labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels))
        samples[name, frozenset(labels.items())] = float(value)
    return samples


class Metrics(TrialTest):
    def setUp(self):
        super().setUp()
        self.file = self.scratch / "certdrop.prom"
        self.trial.configure(f"metrics_file: {self.file}\nrescan: 1\n")
        self.trial.seed()
        self.trial.start()

    def value(self, name, **labels):
        """nil if there is no such series."""
        labels["drop_root"] = str(self.trial.drop)
        return series(self.file.read_text()).get((name, frozenset(labels.items())))

    def wait_for_value(self, expected, name, **labels):
        wait_for(lambda: self.file.exists() and self.value(name, **labels) == expected, f"{name} {labels} to be {expected}")

    def test_runs_rows_and_durations_are_counted(self):
        self.wait_for_value(0, "certdrop_runs_total", kind="certificates", mode="import", verdict="clean")
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.trial.drop_file("april.csv", MISTAKES, mode="verify")
        self.trial.drop_file("empty.csv", b"")
        self.wait_for_value(1, "certdrop_runs_total", kind="unknown", mode="import", verdict="refused")
        self.assertEqual(self.value("certdrop_runs_total", kind="certificates", mode="import", verdict="clean"), 1)
        self.assertEqual(self.value("certdrop_runs_total", kind="certificates", mode="verify", verdict="needs_correction"), 1)
        self.assertEqual(self.value("certdrop_rows_total", mode="import", outcome="awarded"), 6)
        self.assertEqual(self.value("certdrop_rows_total", mode="verify", outcome="rejected"), 14)
        self.assertEqual(self.value("certdrop_run_duration_seconds_count"), 3)
        self.assertEqual(self.value("certdrop_run_duration_seconds_bucket", le="+Inf"), 3)
        self.assertGreater(self.value("certdrop_run_duration_seconds_sum"), 0)
        version = check(self.trial.call("--version", config=False)).stdout.decode().strip()
        self.assertEqual(self.value("certdrop_build_info", version=version), 1)

    def test_what_waits_is_told_by_the_time_of_the_oldest(self):
        self.wait_for_value(0, "certdrop_inbox_files")
        self.assertIsNone(self.value("certdrop_inbox_oldest_timestamp_seconds"))
        path = self.trial.inbox("import", "march.csv")
        with path.open("wb") as file:
            file.write(b"Username")
            file.flush()
            self.wait_for_value(1, "certdrop_inbox_files")
            self.assertAlmostEqual(self.value("certdrop_inbox_oldest_timestamp_seconds"), path.stat().st_ctime, delta=1)
        self.trial.next_run("march.csv")
        self.wait_for_value(0, "certdrop_inbox_files")
        self.trial.drop_file("april.csv", certificates("li.na,FAW,2025-01-02"))
        messages = [path.stat().st_mtime for path in self.trial.outbox.glob("*.eml")]
        self.wait_for_value(len(messages), "certdrop_outbox_messages")
        self.assertAlmostEqual(self.value("certdrop_outbox_oldest_timestamp_seconds"), min(messages), delta=1)

    def test_each_look_at_the_inboxes_is_a_sign_of_life(self):
        wait_for(self.file.exists, "the metrics")
        first = self.value("certdrop_last_look_timestamp_seconds")
        wait_for(lambda: self.value("certdrop_last_look_timestamp_seconds") > first + 1, "the next look")

    @needs_promtool
    def test_prometheus_takes_them(self):
        self.trial.drop_file('we"ird\\ \n.csv', certificates("li.na,FAW,2025-01-02"))
        self.wait_for_value(1, "certdrop_runs_total", kind="certificates", mode="import", verdict="clean")
        result = subprocess.run(["promtool", "check", "metrics"], input=self.file.read_bytes(), capture_output=True, check=False)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, b"", b""))

    def test_metrics_that_cannot_be_written_do_not_stop_the_service(self):
        wait_for(self.file.exists, "the metrics")
        self.file.unlink()
        self.file.mkdir()
        self.trial.drop_file("march.csv", CERTIFICATES)
        wait_for(lambda: "The metrics cannot be written." in self.trial.log.read_text(), "the log to say so")
        self.trial.drop_file("april.csv", CERTIFICATES)
        self.assertEqual(self.trial.log.read_text().count("The metrics cannot be written."), 1)
        self.file.rmdir()
        wait_for(self.file.is_file, "the metrics again")


@needs_promtool
class Rules(unittest.TestCase):
    def promtool(self, *arguments):
        result = subprocess.run(["promtool", *arguments], capture_output=True, check=False)
        self.assertEqual(result.returncode, 0, (result.stdout + result.stderr).decode())

    def test_the_sample_rules_are_right(self):
        self.promtool("check", "rules", str(RULES))

    def test_they_raise_alerts_when_they_should(self):
        self.promtool("test", "rules", str(RULE_TESTS))

    def test_they_name_only_metrics_that_there_are(self):
        source = (REPOSITORY / "Sources/DropFolder/ServiceMetrics.swift").read_text()
        for name in set(re.findall(r"certdrop_\w+", RULES.read_text())):
            self.assertIn(f'"{name}"', source)


if __name__ == "__main__":
    unittest.main()
