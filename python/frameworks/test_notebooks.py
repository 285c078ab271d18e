# SPDX-License-Identifier: Apache-2.0
"""Cells of a real Jupyter kernel are measured, as docs/how-to/choose-a-way-in.md says."""

from __future__ import annotations

import subprocess
import time
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import nbclient
import nbformat
from test_frameworks import PATIENCE, TRAINWATT, await_report, get, is_over

STEPS = 30
FIRST = "import os, time, trainwatt"
TRAINING = f"""
for step in range(1, {STEPS} + 1):
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        pass
    run.step(samples=4, loss=1 / step)
"""
THINKING = "time.sleep(3)"


class Kernel:
    """A notebook whose cells are run one after the other, as a reader of it would."""

    def __init__(self) -> None:
        self._notebook = nbformat.v4.new_notebook()
        self._client = nbclient.NotebookClient(self._notebook, timeout=int(PATIENCE))

    @contextmanager
    def running(self) -> Iterator[Kernel]:
        with self._client.setup_kernel():
            yield self

    def cell(self, source: str) -> str:
        """What its last line is."""
        cell = nbformat.v4.new_code_cell(source)
        self._notebook.cells.append(cell)
        self._client.execute_cell(cell, len(self._notebook.cells) - 1)
        results = [out for out in cell.outputs if out.output_type == "execute_result"]
        return str(results[0]["data"]["text/plain"]) if results else ""


def tracked(how: str) -> str:
    body = "\n".join("    " + line for line in TRAINING.strip().splitlines())
    return f"with {how} as run:\n{body}\n"


def runs() -> set[str]:
    return {run["run"]["id"] for run in get("runs")["runs"]}


def begun_since(instant: datetime) -> set[str]:
    return {
        run["run"]["id"]
        for run in get("runs")["runs"]
        if datetime.fromisoformat(run["run"]["startedAt"].replace("Z", "+00:00")) >= instant
    }


class Notebooks(unittest.TestCase):
    def test_a_block_in_a_cell_is_a_run_that_ends_while_the_kernel_lives_on(self) -> None:
        with Kernel().running() as kernel:
            kernel.cell(FIRST)
            for name in ("cell-dense", "cell-sparse"):
                kernel.cell(tracked(f"trainwatt.track({name!r}, planned_steps={STEPS})"))
                report = await_report(name, is_over)
                self.assertEqual(report["progress"]["steps"], STEPS)
                self.assertEqual(report["progress"]["samples"], 4 * STEPS)
                self.assertEqual(report["progress"]["lastLoss"], 1 / STEPS)
                self.assertGreater(report["energy"]["totalMicrojoules"], 0)
                kernel.cell(THINKING)
            self.assertTrue(kernel.cell("os.getpid()").isdigit(), "the kernel has ended")

    def test_a_kernel_that_was_found_gives_its_block_away(self) -> None:
        before = runs()
        with Kernel().running() as kernel:
            kernel.cell(FIRST)
            kernel.cell("import torch")
            found = self.found(before)
            kernel.cell(tracked("trainwatt.track('found-kernel')"))
            report = await_report("found-kernel", is_over)
        self.assertNotEqual(report["run"]["id"], found)
        self.assertEqual(report["progress"]["steps"], STEPS)
        await_report(found, lambda r: r["run"]["state"] == "ended" and r["booksBalance"])

    def found(self, before: set[str]) -> str:
        """The run that the agent makes of a kernel that holds a framework, without being told."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for run in get("runs")["runs"]:
                if run["run"]["id"] not in before and run["run"]["name"] == "ipykernel_launcher":
                    return str(run["run"]["id"])
            time.sleep(1)
        raise AssertionError("the kernel was not found")

    def test_an_attached_kernel_is_one_run_with_the_hook_in_it(self) -> None:
        # The kernel of the test before may be found once more, and told of late.
        began = datetime.now(timezone.utc)
        with Kernel().running() as kernel:
            kernel.cell(FIRST)
            pid = kernel.cell("os.getpid()")
            attach = [TRAINWATT, "attach", "--pid", pid, "--name", "notebook"]
            subprocess.run(attach, check=True, capture_output=True, timeout=PATIENCE)
            kernel.cell(THINKING)
            kernel.cell(tracked("trainwatt.track()"))
            report = await_report("notebook", lambda r: r.get("progress", {}).get("steps") == STEPS)
            self.assertEqual(report["run"]["state"], "running", "the kernel is still there")
        report = await_report("notebook", lambda r: r["run"]["state"] == "ended")
        self.assertTrue(report["booksBalance"])
        self.assertEqual(report["progress"]["lastLoss"], 1 / STEPS)
        self.assertGreater(report["energy"]["totalMicrojoules"], 0)
        # The hook's block has not made a run beside the attached one.
        self.assertEqual(begun_since(began), {report["run"]["id"]})


if __name__ == "__main__":
    unittest.main()
