# SPDX-License-Identifier: Apache-2.0
"""Real frameworks train beside a real agent, broker and collector; what these say is theirs too.

`./trainwatt test --group frameworks` starts the stack and runs this with the frameworks installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable

from advice import publish

from tests.agent_socket import AgentSocket

HERE = Path(__file__).resolve().parent
HTTP = f"http://127.0.0.1:{os.environ['TRAINWATT_HTTP_PORT']}/api/v1"
BROKER = f"127.0.0.1:{os.environ['TRAINWATT_KAFKA_PORT']}"
PATIENCE = 300.0
TINY = [sys.executable, str(HERE / "tiny.py")]
TRAINWATT = str(HERE.parents[1] / "trainwatt")


def records(output: str) -> list[dict[str, Any]]:
    lines = [line for line in output.splitlines() if line.startswith("RECORD ")]
    return [json.loads(line.partition(" ")[2]) for line in lines]


def train(*arguments: str, command: list[str] | None = None, **env: str) -> list[dict[str, Any]]:
    """The records of a training that ends well, by rank where there are several."""
    done = subprocess.run(
        [*(command or TINY), *arguments],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )
    if done.returncode or "Traceback" in done.stderr:
        raise AssertionError(f"ended with {done.returncode}\n{done.stderr[-4000:]}")
    return sorted(records(done.stdout), key=lambda record: int(record.get("rank", 0)))


def torchrun(ranks: int) -> list[str]:
    return [
        *(sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", str(ranks)),
        *("--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0", TINY[1]),
    ]


def get(path: str) -> Any:
    with urllib.request.urlopen(f"{HTTP}/{path}", timeout=30) as answer:
        return json.load(answer)


def await_report(name: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The report of a run once it `holds`."""
    end = time.monotonic() + PATIENCE
    report: dict[str, Any] = {}
    while time.monotonic() < end:
        try:
            report = get(f"runs/{name}")
            if holds(report):
                return report
        except urllib.error.HTTPError as refusal:
            if refusal.code not in (404, 503):
                raise
        time.sleep(0.5)
    raise AssertionError(f"not within {PATIENCE} s: {json.dumps(report)[:3000]}")


def is_over(report: dict[str, Any]) -> bool:
    return (
        report.get("progress", {}).get("phase") == "finished"
        and report["run"]["state"] == "ended"
        and report["booksBalance"]
    )


def samples() -> bytes:
    """All that the agent published in samples, as raw bytes: events are plain text in it."""
    done = subprocess.run(
        ["kcat", "-C", "-b", BROKER, "-t", "trainwatt.samples", "-o", "beginning", "-e", "-q"],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return done.stdout


class Frameworks(unittest.TestCase):
    def same_with_and_without(self, framework: str) -> None:
        (without,) = train(framework)
        (record,) = train(framework, "--hook", "--name", framework)
        for name in ("step", "loss", "val_loss", "samples", "lr"):
            self.assertEqual(record.get(name), without.get(name), f"{name} is changed by the hook")
        report = await_report(framework, is_over)
        progress = report["progress"]
        self.assertEqual(progress["step"], record["step"])
        self.assertEqual(progress["steps"], record["step"])
        self.assertEqual(progress["samples"], record["samples"])
        self.assertEqual(progress["lastLoss"], record["loss"])
        self.assertEqual(progress["learningRate"], record["lr"])
        self.assertEqual(progress.get("validationLoss"), record.get("val_loss"))
        self.assertEqual(progress.get("tokens"), record.get("tokens"))
        self.assertEqual(progress["plannedSteps"], record["step"])
        self.assertEqual(progress["sources"], ["hook"])
        self.assertGreater(report["energy"]["totalMicrojoules"], 0)

    def stops(self, framework: str) -> None:
        name = f"{framework}-stop"
        command = [*TINY, framework, "--hook", "--name", name, "--act", "stop"]
        training = subprocess.Popen(
            [*command, "--epochs", "100000", "--pause", "0.05"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            report = await_report(name, lambda r: r.get("progress", {}).get("steps", 0) > 0)
            run = report["run"]["id"]
            publish(BROKER, run, f"{name}-dry", "only to say", dry_run=True)
            end = time.monotonic() + PATIENCE
            while f"{name}-dry".encode() not in samples() and time.monotonic() < end:
                time.sleep(1)
            self.assertIsNone(training.poll(), "a dry run stopped it")
            publish(BROKER, run, f"{name}-now", "the loss is flat", dry_run=False)
            out, problems = training.communicate(timeout=PATIENCE)
        finally:
            training.kill()
            training.wait()
        self.assertEqual(training.returncode, 0, problems[-4000:])
        (record,) = records(out)
        report = await_report(name, is_over)
        self.assertEqual(report["progress"]["step"], record["step"])
        self.assertLess(record["step"], report["progress"]["plannedSteps"])
        end = time.monotonic() + PATIENCE
        published = samples()
        while b"adviceStopped" not in published and time.monotonic() < end:
            time.sleep(1)
            published = samples()
        for kind in (b"adviceDryRun", b"adviceHeard", b"adviceStopping", b"adviceStopped"):
            self.assertIn(kind, published)
        self.assertIn(f"advice {name}-now, rank 0, step {record['step']}".encode(), published)

    def test_hugging_face_says_the_same(self) -> None:
        self.same_with_and_without("huggingface")

    def test_lightning_says_the_same(self) -> None:
        self.same_with_and_without("lightning")

    def test_keras_says_the_same(self) -> None:
        self.same_with_and_without("keras")

    def test_hugging_face_stops(self) -> None:
        self.stops("huggingface")

    def test_lightning_stops(self) -> None:
        self.stops("lightning")

    def test_keras_stops(self) -> None:
        self.stops("keras")

    def test_a_plain_loop_stops(self) -> None:
        self.stops("loop")

    def test_a_resumed_training_keeps_its_position_and_counts_its_own_work(self) -> None:
        with tempfile.TemporaryDirectory() as folder, AgentSocket() as agent:
            socket = {"TRAINWATT_SOCKET": agent.path}
            (first,) = train("huggingface", "--epochs", "1", "--folder", folder, **socket)
            checkpoint = f"{folder}/checkpoint-{first['step']}"
            (whole,) = train(
                *("huggingface", "--hook", "--folder", folder, "--resume", checkpoint),
                # Long enough for the hook to be heard while it trains.
                *("--pause", "0.1"),
                **socket,
            )
            last = agent.of_type("progress")[-1]
            phases = {line["phase"] for line in agent.of_type("progress")}
        self.assertGreater(whole["step"], first["step"])
        self.assertEqual(last["step"], whole["step"])
        self.assertEqual(last["steps"], whole["step"] - first["step"])
        # The Trainer's own rate is of the samples since it resumed, its tokens are of the whole.
        self.assertEqual(last["samples"], whole["samples"])
        self.assertEqual(last["tokens"], whole["tokens"] - first["tokens"])
        self.assertIn("training", phases)

    def test_workers_that_load_data_neither_speak_nor_are_ranks(self) -> None:
        with AgentSocket() as agent:
            (record,) = train(
                "loop",
                "--hook",
                "--workers",
                "2",
                TRAINWATT_SOCKET=agent.path,
                PYTHONWARNINGS="ignore",
            )
            self.assertEqual(agent.connections, 1)
            self.assertEqual(len(agent.of_type("hello")), 1)
            self.assertEqual(agent.of_type("progress")[-1]["steps"], record["step"])

    def test_ranks_that_one_of_them_was_told_to_stop_leave_at_the_same_step(self) -> None:
        ranks = train("agree", command=torchrun(2))
        self.assertEqual([record["step"] for record in ranks], [30, 30])

    def test_four_ranks_are_one_run_counted_once_with_the_loss_of_rank_0(self) -> None:
        ranks = train(
            "loop",
            *("--hook", "--name", "ranks", "--epochs", "6", "--pause", "0.05"),
            command=torchrun(4),
        )
        self.assertEqual([record["rank"] for record in ranks], [0, 1, 2, 3])
        self.assertEqual(len({record["loss"] for record in ranks}), 4)
        report = await_report("ranks", is_over)
        progress = report["progress"]
        self.assertEqual((progress["ranksSeen"], progress["worldSize"]), (4, 4))
        self.assertEqual(progress["lastLoss"], ranks[0]["loss"])
        self.assertEqual(progress["steps"], ranks[0]["step"])
        self.assertEqual(progress["samples"], sum(record["samples"] for record in ranks))
        named = [run for run in get("runs")["runs"] if run["run"]["name"] == "ranks"]
        self.assertEqual(len(named), 1, "one job is one run")
        total = report["energy"]["totalMicrojoules"]
        self.assertGreater(total, 0)
        self.assertLessEqual(total, report["node"]["measuredMicrojoules"])


class FromItsFiles(unittest.TestCase):
    """The same trainings without a word of ours in them: what they write themselves is read."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="trainwatt-training-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def command(self, framework: str, writes: str) -> list[str]:
        return [
            *(*TINY, framework, "--writes", writes, "--folder", str(self.folder)),
            *("--record", str(self.folder / "record"), "--pause", "0.1", "--linger", "3"),
        ]

    def record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads((self.folder / "record").read_text())
        return record

    def measured(
        self, framework: str, writes: str, *, silent: bool = True, last_words: bool = False
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the framework says, and what is known of the run `trainwatt run` made of it."""
        name = f"{framework}-{writes}"
        command = self.command(framework, writes)
        if silent:
            # What it prints goes nowhere: only its files can speak.
            command = ["sh", "-c", '"$@" >/dev/null 2>&1', "sh", *command]
        done = subprocess.run(
            [TRAINWATT, "run", "--name", name, "--", *command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
        )
        self.assertEqual(done.returncode, 0, done.stderr[-4000:])
        return self.record(), self.ended(name, self.record()["step"] if last_words else None)

    def ended(self, name: str, step: int | None = None) -> dict[str, Any]:
        """Once it is over; what it left in files is told a tick after its end: at that `step`."""
        report = await_report(
            name,
            lambda r: (
                r["run"]["state"] == "ended"
                and r["booksBalance"]
                and "progress" in r
                and (step is None or r["progress"].get("step") == step)
            ),
        )
        self.assertGreater(report["energy"]["totalMicrojoules"], 0)
        progress: dict[str, Any] = report["progress"]
        return progress

    def test_hugging_face_by_its_event_file(self) -> None:
        record, progress = self.measured("huggingface", "tensorboard")
        self.assertEqual(progress["sources"], ["tensorboard"])
        self.assertEqual(progress["step"], record["step"])
        self.assertEqual(progress["steps"], record["step"] - 1)
        self.assertEqual(progress["lastLoss"], record["loss"])
        self.assertEqual(progress["validationLoss"], record["val_loss"])
        self.assertAlmostEqual(progress["learningRate"], record["lr"], places=10)

    def test_hugging_face_by_its_checkpoints(self) -> None:
        record, progress = self.measured("huggingface", "state", last_words=True)
        self.assertEqual(progress["sources"], ["trainerstate"])
        self.assertEqual(progress["step"], record["step"])
        self.assertEqual(progress["plannedSteps"], record["planned_steps"])
        self.assertEqual(progress["lastLoss"], record["loss"])

    def test_hugging_face_by_its_output_in_a_file(self) -> None:
        """As Slurm keeps it: found by the process that is attached to."""
        with (self.folder / "slurm-1.out").open("wb") as out:
            training = subprocess.Popen(
                self.command("huggingface", "console"),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            attach = [TRAINWATT, "attach", "--pid", str(training.pid), "--name", "attached"]
            subprocess.run(attach, check=True, capture_output=True, timeout=PATIENCE)
            self.assertEqual(training.wait(2 * PATIENCE), 0)
        finally:
            training.kill()
            training.wait()
        record, progress = self.record(), self.ended("attached")
        self.assertEqual(progress["sources"], ["console"])
        self.assertEqual(progress["step"], record["step"])
        self.assertEqual(progress["steps"], record["step"] - 1)
        self.assertEqual(progress["plannedSteps"], record["planned_steps"])
        # It prints four digits.
        self.assertEqual(progress["lastLoss"], float(f"{record['loss']:.4g}"))
        self.assertEqual(progress["validationLoss"], float(f"{record['val_loss']:.4g}"))
        self.assertEqual(progress["phase"], "finished")

    def test_lightning_by_its_table(self) -> None:
        record, progress = self.measured("lightning", "csv")
        self.assertEqual(progress["sources"], ["csv"])
        # It numbers steps from 0.
        self.assertEqual(progress["step"], record["step"] - 1)
        self.assertEqual(progress["steps"], record["step"] - 1)
        self.assertEqual(progress["lastLoss"], record["loss"])
        self.assertEqual(progress["validationLoss"], record["val_loss"])

    def test_lightning_by_its_event_file(self) -> None:
        record, progress = self.measured("lightning", "tensorboard")
        self.assertEqual(progress["sources"], ["tensorboard"])
        self.assertEqual(progress["step"], record["step"] - 1)
        self.assertEqual(progress["lastLoss"], record["loss"])
        self.assertEqual(progress["validationLoss"], record["val_loss"])

    def test_keras_by_its_table(self) -> None:
        record, progress = self.measured("keras", "csv")
        self.assertEqual(progress["sources"], ["console"])
        self.assertEqual(progress["lastLoss"], record["loss"])
        self.assertEqual(progress["validationLoss"], record["val_loss"])
        self.assertNotIn("step", progress)

    def test_keras_by_its_bars(self) -> None:
        record, progress = self.measured("keras", "console", silent=False)
        self.assertEqual(progress["sources"], ["console"])
        self.assertEqual(progress["step"], record["step"])
        self.assertEqual(progress["plannedSteps"], record["step"])
        self.assertEqual(progress["lastLoss"], float(f"{record['loss']:.4f}"))
        self.assertEqual(progress["validationLoss"], float(f"{record['val_loss']:.4f}"))

    def test_a_plain_loop_by_whatever_it_writes(self) -> None:
        for writes, source in (
            ("tensorboard", "tensorboard"),
            ("jsonl", "jsonl"),
            ("console", "console"),
        ):
            with self.subTest(writes):
                record, progress = self.measured("loop", writes, silent=writes != "console")
                self.assertEqual(progress["sources"], [source])
                self.assertEqual(progress["step"], record["step"])
                self.assertEqual(progress["steps"], record["step"] - 1)
                # Work is counted from what was first told: after the first batch.
                self.assertEqual(progress["samples"], record["samples"] - 4)
                self.assertEqual(progress["lastLoss"], record["loss"])


if __name__ == "__main__":
    unittest.main()
