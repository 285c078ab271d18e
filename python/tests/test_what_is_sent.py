# SPDX-License-Identifier: Apache-2.0
"""What an agent hears from a training loop."""

from __future__ import annotations

import math
import os
import sys
import time
import unittest
from typing import Any
from unittest import mock

import trainwatt
from tests.agent_socket import AgentSocket, Message


class Tensor:
    """As far as the hook can tell, a tensor of one element."""

    def __init__(self, value: float, device: str) -> None:
        self.device = device
        self._value = value

    def item(self) -> float:
        if self.device != "cpu":
            raise AssertionError("an accelerator was made to wait")
        return self._value

    def __bool__(self) -> bool:
        raise AssertionError("a tensor was read in the loop")


class WhatIsSent(unittest.TestCase):
    def setUp(self) -> None:
        self.agent = AgentSocket()
        self.addCleanup(self.agent.__exit__, None, None, None)
        keep = {"PATH": os.environ.get("PATH", ""), "TRAINWATT_SOCKET": self.agent.path}
        patch = mock.patch.dict(os.environ, keep, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def last_after(self, **step: Any) -> Message:
        """The last progress of a run of that one step."""
        with trainwatt.track() as run:
            run.step(**step)
        return self.agent.of_type("progress")[-1]

    def test_hello_says_who_and_what(self) -> None:
        with trainwatt.track(
            "plain", {"strategy": "dense"}, planned_steps=9, parameters=1000, active_parameters=10
        ):
            pass
        self.assertEqual(
            self.agent.heard[0],
            {
                "type": "hello",
                "v": 1,
                "pid": os.getpid(),
                "source": "hook",
                "name": "plain",
                "labels": {"strategy": "dense"},
                "rank": 0,
                "world_size": 1,
                "scope": "rank",
                "pid_namespace": os.stat("/proc/self/ns/pid").st_ino,
                "planned_steps": 9,
                "parameters": 1000,
                "active_parameters": 10,
            },
        )

    def test_the_run_of_the_environment_is_named(self) -> None:
        with mock.patch.dict(os.environ, {"TRAINWATT_RUN": "20260101-000000-aaaaaa"}):
            with trainwatt.track():
                pass
        self.assertEqual(self.agent.heard[0]["run"], "20260101-000000-aaaaaa")

    def test_a_named_block_at_a_prompt_is_a_run_that_ends_with_it(self) -> None:
        with mock.patch.object(sys, "ps1", ">>> ", create=True):
            for name in ("dense", "sparse"):
                with trainwatt.track(name) as run:
                    run.step()
        hellos, ended = self.agent.of_type("hello"), self.agent.of_type("ended")
        self.assertEqual([hello["name"] for hello in hellos], ["dense", "sparse"])
        self.assertEqual(len({hello["run"] for hello in hellos}), 2)
        for hello, over in zip(hellos, ended):
            self.assertRegex(hello["run"], r"^\d{8}-\d{6}-[0-9a-f]{6}$")
            self.assertEqual(over, {"type": "ended", "run": hello["run"]})
        self.assertEqual([line["type"] for line in self.agent.heard[-2:]], ["ended", "bye"])

    def test_a_run_that_is_named_elsewhere_does_not_end_with_a_block(self) -> None:
        with mock.patch.object(sys, "ps1", ">>> ", create=True):
            with trainwatt.track():
                pass
            with trainwatt.track("named", run="20260101-000000-aaaaaa"):
                pass
            with trainwatt.track("rank", rank=1, world_size=2):
                pass
        self.assertEqual(self.agent.of_type("ended"), [])
        runs = [hello.get("run") for hello in self.agent.of_type("hello")]
        self.assertEqual(runs, [None, "20260101-000000-aaaaaa", None])

    def test_a_script_runs_on_after_its_block(self) -> None:
        with trainwatt.track("script"):
            pass
        self.assertNotIn("run", self.agent.heard[0])
        self.assertEqual(self.agent.of_type("ended"), [])

    def test_the_run_id_is_known_once_the_agent_welcomed(self) -> None:
        with trainwatt.track() as run:
            self.agent.wait_for(lambda: run.id is not None)
        self.assertEqual(run.id, "20260101-000000-abcdef")

    def test_counts_are_cumulative_and_the_last_state_is_sent_at_the_end(self) -> None:
        with trainwatt.track(planned_steps=100) as run:
            for number in range(100):
                run.step(
                    32, samples=2, flops=10**10, loss=4.0 - number / 100, lr=0.5, step=7 + number
                )
        last = self.agent.of_type("progress")[-1]
        self.assertEqual(last["phase"], "finished")
        self.assertEqual((last["steps"], last["tokens"], last["samples"]), (100, 3200, 200))
        self.assertEqual((last["gigaflops"], last["step"], last["lr"]), (1000, 106, 0.5))
        self.assertEqual((last["loss"], last["planned_steps"]), (3.01, 100))
        self.assertEqual(self.agent.last, {"type": "bye"})

    def test_the_time_is_that_of_the_step_on_both_clocks(self) -> None:
        with trainwatt.track() as run:
            run.step()
            monotonic, wall = time.monotonic_ns(), time.time_ns() // 1000
            time.sleep(0.3)
            self.agent.wait_for(lambda: self.agent.last.get("steps") == 1)
            seen = self.agent.last
        self.assertLess(abs(monotonic - seen["monotonic_nanos"]), 50_000_000)
        self.assertLess(abs(wall - seen["wall_micros"]), 50_000)

    def test_nothing_is_sent_while_nothing_happens(self) -> None:
        with trainwatt.track() as run:
            run.step()
            self.agent.wait_for(lambda: self.agent.last.get("steps") == 1)
            before = len(self.agent.heard)
            time.sleep(0.5)
            self.assertEqual(len(self.agent.heard), before)

    def test_a_fast_loop_is_told_a_few_times_a_second(self) -> None:
        with trainwatt.track() as run:
            end = time.monotonic() + 1.0
            while time.monotonic() < end:
                run.step(1, loss=1.0)
                time.sleep(0.0005)
        told = len(self.agent.of_type("progress"))
        self.assertGreaterEqual(told, 2)
        self.assertLessEqual(told, 8)

    def test_a_loss_that_is_no_number_is_sent_by_name(self) -> None:
        self.assertEqual(self.last_after(loss=math.nan)["loss"], "NaN")
        self.assertEqual(self.last_after(loss=math.inf)["loss"], "Infinity")
        self.assertEqual(self.last_after(loss=-math.inf)["loss"], "-Infinity")

    def test_a_loss_is_sent_once_and_not_again_with_a_later_step(self) -> None:
        with trainwatt.track() as run:
            run.step(loss=2.5)
            self.agent.wait_for(lambda: self.agent.last.get("loss") == 2.5)
            run.step()
            self.agent.wait_for(lambda: self.agent.last.get("steps") == 2)
        self.assertNotIn("loss", self.agent.of_type("progress")[-1])

    def test_a_tensor_in_host_memory_is_read_and_one_on_an_accelerator_never(self) -> None:
        self.assertEqual(self.last_after(loss=Tensor(1.5, "cpu"))["loss"], 1.5)
        with self.assertLogs("trainwatt", "WARNING") as logs:
            last = self.last_after(loss=Tensor(1.5, "cuda:0"), tokens=Tensor(3, "cuda:0"))
        self.assertNotIn("loss", last)
        self.assertNotIn("tokens", last)
        self.assertTrue(any("pass loss.item()" in text for text in logs.output))

    def test_values_of_no_use_are_left_out_with_one_warning(self) -> None:
        with self.assertLogs("trainwatt", "WARNING") as logs:
            with trainwatt.track() as run:
                for _ in range(3):
                    run.step(-5, loss="none", lr=math.nan)
                    time.sleep(0.25)
        last = self.agent.of_type("progress")[-1]
        self.assertEqual(last["steps"], 3)
        for absent in ("tokens", "loss", "lr"):
            self.assertNotIn(absent, last)
        self.assertEqual(len(logs.output), 3)

    def test_labels_too_long_for_a_line_are_left_out(self) -> None:
        with self.assertLogs("trainwatt", "WARNING"):
            with trainwatt.track(labels={"k": "v" * 70_000}):
                pass
        self.assertNotIn("labels", self.agent.heard[0])

    def test_the_steps_of_a_job_are_those_of_its_rank_0(self) -> None:
        with trainwatt.track(rank=1, world_size=2) as run:
            run.step(8)
        last = self.agent.of_type("progress")[-1]
        self.assertNotIn("steps", last)
        self.assertEqual((last["step"], last["tokens"]), (1, 8))
        with trainwatt.track(rank=0, world_size=2) as run:
            run.step(8)
        last = self.agent.of_type("progress")[-1]
        self.assertNotIn("step", last)
        self.assertEqual((last["steps"], last["tokens"]), (1, 8))

    def test_phases_are_told_and_end(self) -> None:
        with trainwatt.track() as run:
            self.agent.wait_for(lambda: self.agent.last.get("phase") == "setup")
            run.step()
            with run.phase("evaluation"):
                run.evaluated(3.5)
                self.agent.wait_for(lambda: self.agent.last.get("val_loss") == 3.5)
                self.assertEqual(self.agent.last["phase"], "evaluation")
            self.agent.wait_for(lambda: self.agent.last.get("phase") == "training")

    def test_a_run_that_breaks_off_is_not_called_finished(self) -> None:
        with self.assertRaises(KeyError):
            with trainwatt.track() as run:
                run.step(5)
                raise KeyError("the training's own")
        last = self.agent.of_type("progress")[-1]
        self.assertEqual((last["phase"], last["tokens"]), ("training", 5))


if __name__ == "__main__":
    unittest.main()
