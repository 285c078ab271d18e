# SPDX-License-Identifier: Apache-2.0
"""Jobs of a real Slurm beside a real agent, broker and collector, submitted by plain sbatch.

`./trainwatt test --group slurm` starts the stack and runs this.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable

from cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]
HTTP = f"http://127.0.0.1:{os.environ['TRAINWATT_HTTP_PORT']}/api/v1"
PATIENCE = 120.0


def get(path: str) -> Any:
    with urllib.request.urlopen(f"{HTTP}/{path}", timeout=30) as answer:
        return json.load(answer)


def await_report(run: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    report: dict[str, Any] = {}
    while time.monotonic() < end:
        try:
            report = get(f"runs/{run}")
            if holds(report):
                return report
        except urllib.error.HTTPError as refusal:
            if refusal.code not in (404, 503):
                raise
        time.sleep(0.5)
    raise AssertionError(f"{run} not within {PATIENCE} s: {json.dumps(report)[:3000]}")


def is_running(report: dict[str, Any]) -> bool:
    return report["run"]["state"] == "running" and report["energy"]["totalMicrojoules"] > 0


def has_ended(report: dict[str, Any]) -> bool:
    return report["run"]["state"] == "ended"


def balances(report: dict[str, Any]) -> bool:
    return has_ended(report) and report["booksBalance"]


class JobsOfSlurm(unittest.TestCase):
    cluster: Cluster
    folder: Path

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="trainwatt-slurm-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.cluster = Cluster(cls.folder)
        cls.addClassCleanup(cls.cluster.stop)
        # An interrupted test runs no clean-up of its own.
        atexit.register(cls.cluster.stop)
        cls.cluster.start()
        # Where a user other than root can read it.
        shutil.copytree(ROOT / "examples", cls.folder / "home" / "examples")
        shutil.copytree(ROOT / "python" / "src", cls.folder / "home" / "python" / "src")

    def script(self, name: str, *lines: str) -> Path:
        script = self.folder / name
        script.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        script.chmod(0o755)
        return script

    def training(self, seconds: int, *more: str) -> str:
        example = self.folder / "home" / "examples" / "char_transformer.py"
        return " ".join(["exec python3", str(example), "--seconds", str(seconds), *more])

    def test_job_is_a_run_with_its_number_user_and_name_and_its_energy_ends_when_it_does(self) -> None:
        script = self.script("train.sh", self.training(20))
        job = self.cluster.submit(script, "--job-name=char-transformer", "--ntasks=1")
        run = await_report(f"slurm-{job}", is_running)["run"]
        self.assertEqual(run["name"], "char-transformer")
        self.assertEqual(run["user"], "nobody")
        self.assertEqual(run["foundBy"], "slurm")
        self.assertEqual(run["labels"]["slurm.job"], job)
        self.assertEqual(run["labels"]["slurm.cluster"], "test")
        self.assertEqual(run["labels"]["slurm.partition"], "all")
        ended = await_report(f"slurm-{job}", balances)
        self.assertIn("loss", self.cluster.output(job))
        time.sleep(5)
        later = get(f"runs/slurm-{job}")
        self.assertEqual(
            later["energy"]["totalMicrojoules"],
            ended["energy"]["totalMicrojoules"],
            "nothing is added after the end",
        )

    def test_two_jobs_at_once_split_the_node_and_the_books_balance(self) -> None:
        script = self.script("pair.sh", self.training(25))
        jobs = [self.cluster.submit(script, f"--job-name=pair-{i}", "--ntasks=1") for i in (1, 2)]
        for job in jobs:
            await_report(f"slurm-{job}", is_running)
        reports = [await_report(f"slurm-{job}", balances) for job in jobs]
        for report in reports:
            self.assertTrue(all(check["balances"] for check in report["books"]), report["books"])
            node = report["node"]
            self.assertEqual(
                node["measuredMicrojoules"],
                node["attributedMicrojoules"] + node["unattributedMicrojoules"],
            )
        energies = [report["energy"]["totalMicrojoules"] for report in reports]
        self.assertGreater(min(energies), 0)
        for report in reports:
            # Both ran at once: what the node gave to runs meanwhile is more than one of them had.
            self.assertGreater(
                report["node"]["attributedMicrojoules"], report["energy"]["totalMicrojoules"]
            )
        print(f"two jobs: {energies} uJ")

    def test_steps_of_srun_are_of_their_job(self) -> None:
        script = self.script("steps.sh", "srun --ntasks=2 --overlap " + self.training(15)[5:])
        job = self.cluster.submit(script, "--ntasks=2")
        most = 0
        end = time.monotonic() + PATIENCE
        while most < 3 and time.monotonic() < end:
            with_runs = [run["run"]["id"] for run in get("runs")["runs"]]
            self.assertLessEqual(with_runs.count(f"slurm-{job}"), 1)
            most = max(most, self.processes(f"slurm-{job}"))
            time.sleep(0.5)
        # The script, srun's own two, and a training a task.
        self.assertGreaterEqual(most, 3)
        await_report(f"slurm-{job}", balances)

    def processes(self, run: str) -> int:
        with socket.socket(socket.AF_UNIX) as agent:
            agent.connect(os.environ["TRAINWATT_SOCKET"])
            agent.sendall(b'{"type":"status"}\n')
            status = json.loads(agent.makefile().readline())
        return sum(one["processes"] for one in status["runs"] if one["run"] == run)

    def test_hook_inside_a_job_tells_progress_of_the_jobs_run(self) -> None:
        script = self.script(
            "hooked.sh",
            f"export TRAINWATT_SOCKET={os.environ['TRAINWATT_SOCKET']}",
            self.training(15),
        )
        # As root, whom the socket of this stack is for.
        job = self.cluster.submit(script, "--job-name=hooked", user="")
        report = await_report(f"slurm-{job}", balances)
        # The script names it, the scheduler labels it.
        self.assertEqual(report["run"]["name"], "char-transformer")
        self.assertEqual(report["run"]["labels"]["slurm.job"], job)
        self.assertGreater(report["progress"]["steps"], 0)
        self.assertIn("hook", report["progress"]["sources"])


if __name__ == "__main__":
    unittest.main()
