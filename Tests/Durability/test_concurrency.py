"""Several processes on one drop root."""

import re
import subprocess
import threading
import unittest

from certdrop import PROGRAM, ServiceTest, certificates, check, wait_for


class TwoServices(ServiceTest):
    def test_the_second_says_who_holds_the_drop_root(self):
        for words in (["watch"], ["watch", "--once"]):
            second = check(self.trial.call(*words), status=70)
            self.assertIn(f"(process {self.trial.service.pid})", second.stderr.decode())
        self.assert_still_serves()

    def test_the_second_has_another_state_directory(self):
        other = self.trial.folder / "other.yaml"
        text = self.trial.configuration.read_text()
        other.write_text(re.sub(r"(?m)^state_directory:.*$", f"state_directory: {self.trial.folder}/state-2", text))
        second = self.trial.call("watch", "--once", "--config", str(other), config=False)
        check(second, status=70)
        self.assertIn(f"(process {self.trial.service.pid})", second.stderr.decode())
        self.assert_still_serves()

    def test_asking_for_the_status_all_the_time_does_not_keep_the_service_from_starting(self):
        self.trial.stop()
        stopping = threading.Event()

        def ask():
            while not stopping.is_set():
                self.trial.call("status")

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for thread in asking:
            thread.start()
        try:
            for _ in range(20):
                check(self.trial.call("watch", "--once"))
        finally:
            stopping.set()
            for thread in asking:
                thread.join()


class CommandsBesideTheService(ServiceTest):
    def test_imports_and_queries_while_the_service_imports(self):
        """Fifty files of the service and ten of the command line: every row once, every learner told once a run."""
        queries = [["status"], ["runs", "list", "--format", "json"], ["awards", "list", "--format", "csv"]]
        queries = [words for words in queries if self.trial.call(*words).returncode == 0]
        self.assertTrue(queries)
        failures = []
        stopping = threading.Event()

        def ask():
            while not stopping.is_set():
                for words in queries:
                    result = self.trial.call(*words)
                    if result.returncode:
                        failures.append(result)

        asking = threading.Thread(target=ask)
        asking.start()
        commands = []
        try:
            for number in range(50):
                self.trial.put(f"{number}.csv", certificates(f"li.na,FAW,19{number + 40}-01-02"))
                if number % 5 == 0:
                    file = self.scratch / f"command-{number}.csv"
                    file.write_bytes(certificates(f"jose.nunez,FAW,19{number + 40}-01-02"))
                    words = [PROGRAM, "import", str(file), "--config", str(self.trial.configuration)]
                    commands.append(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
            for command in commands:
                _, told = command.communicate(timeout=60)
                self.assertEqual(command.returncode, 0, told)
            for number in range(50):
                self.assertEqual(self.trial.next_run(f"{number}.csv").counts, {"awarded": 1})
        finally:
            stopping.set()
            asking.join()
        self.assertEqual(failures, [])
        self.assertEqual(len(self.trial.awards()), 60)
        wait_for(lambda: all(run.state == "finished" for run in self.trial.runs()), "every run to be finished")
        names = [name for name in self.trial.messages() if "-learner-" in name]
        self.assertEqual(len(names), 60)
        hidden = {path.name for path in self.trial.outbox.glob(".*")} | {path.name for path in self.scratch.glob(".*")}
        self.assertLessEqual(hidden, {".queue.lock"})


if __name__ == "__main__":
    unittest.main()
