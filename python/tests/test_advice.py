# SPDX-License-Identifier: Apache-2.0
"""What the hook does with advice: nothing at all, unless its user asked for it."""

from __future__ import annotations

import functools
import os
import time
import unittest
from typing import Any, Callable
from unittest import mock

import trainwatt
from tests.agent_socket import AgentSocket


def stop(**other: Any) -> dict[str, Any]:
    advice = {
        "type": "advice",
        "id": "a-1",
        "action": "stop",
        "reason": "the loss is flat",
        "dry_run": False,
        "wall_micros": time.time_ns() // 1000 + 60_000_000,
    }
    return {**advice, **other}


def await_that(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("not within 10 s")
        time.sleep(0.01)


class Advice(unittest.TestCase):
    def setUp(self) -> None:
        self.agent = AgentSocket()
        self.addCleanup(self.agent.__exit__, None, None, None)
        keep = {"PATH": os.environ.get("PATH", ""), "TRAINWATT_SOCKET": self.agent.path}
        patch = mock.patch.dict(os.environ, keep, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def outcomes(self) -> list[tuple[str, str]]:
        return [(said["id"], said["outcome"]) for said in self.agent.of_type("outcome")]

    def was_said(self, advice: str, outcome: str) -> bool:
        return (advice, outcome) in self.outcomes()

    def track(self, act: str | None) -> trainwatt.Run:
        run = trainwatt.track(act=act)
        self.addCleanup(run.close)
        self.agent.wait_for(lambda: run.id is not None)
        return run

    def test_who_did_not_ask_hears_nothing_and_never_stops(self) -> None:
        run = self.track(None)
        self.assertNotIn("act", self.agent.heard[0])
        self.agent.tell(**stop())
        time.sleep(0.3)
        self.assertFalse(run.should_stop)
        run.close()
        self.assertEqual(self.outcomes(), [])

    def test_a_loop_that_asked_stops_and_says_so(self) -> None:
        run = self.track("stop")
        self.assertEqual(self.agent.heard[0]["act"], "stop")
        steps = 1
        run.step(step=steps)
        self.agent.tell(**stop())
        with self.assertLogs("trainwatt", "WARNING") as logs:
            end = time.monotonic() + 10
            while not run.should_stop and time.monotonic() < end:
                steps += 1
                run.step(step=steps)
                time.sleep(0.01)
        self.assertEqual(run.stop_reason, "the loss is flat")
        self.assertIn("the loss is flat", logs.output[0])
        run.close()
        self.agent.wait_for(lambda: self.agent.last.get("type") == "bye")
        self.assertEqual(
            self.agent.of_type("outcome"),
            [
                {"type": "outcome", "id": "a-1", "outcome": "heard"},
                {"type": "outcome", "id": "a-1", "outcome": "stopping", "step": steps},
                {"type": "outcome", "id": "a-1", "outcome": "stopped", "step": steps},
            ],
        )

    def test_a_dry_run_of_either_side_only_tells(self) -> None:
        for act, advice in (
            ("dry-run", stop(id="mine")),
            ("stop", stop(id="theirs", dry_run=True)),
            ("stop", {key: value for key, value in stop(id="unsaid").items() if key != "dry_run"}),
        ):
            with self.subTest(advice["id"]), self.assertLogs("trainwatt", "WARNING"):
                run = self.track(act)
                self.agent.tell(**advice)
                told = (advice["id"], "dry_run")
                await_that(functools.partial(self.was_said, *told))
                self.assertFalse(run.should_stop)
                run.close()

    def test_what_became_of_it_is_said_though_the_training_goes_on(self) -> None:
        run = self.track("dry-run")
        self.agent.tell(**stop())
        end = time.monotonic() + 10
        while not self.outcomes() and time.monotonic() < end:
            run.step()
            time.sleep(0.001)
        self.assertEqual(self.outcomes(), [("a-1", "dry_run")])

    def test_a_loop_that_never_asks_is_said_to_have_ignored_it(self) -> None:
        run = self.track("stop")
        self.agent.tell(**stop())
        self.agent.wait_for(lambda: self.outcomes() == [("a-1", "heard")])
        run.close()
        self.agent.wait_for(lambda: self.agent.last.get("type") == "bye")
        self.assertEqual(self.outcomes()[-1], ("a-1", "ignored"))

    def test_what_is_withdrawn_before_it_was_followed_is_not_followed(self) -> None:
        run = self.track("stop")
        self.agent.tell(**stop())
        self.agent.tell(**stop(action="withdraw"))
        self.agent.wait_for(lambda: ("a-1", "withdrawn") in self.outcomes())
        self.assertFalse(run.should_stop)

    def test_advice_older_than_this_process_is_of_the_run_before_it_was_resumed(self) -> None:
        run = self.track("stop")
        self.agent.tell(**stop(wall_micros=1))
        self.agent.wait_for(lambda: self.outcomes() == [("a-1", "outdated")])
        self.assertFalse(run.should_stop)

    def test_the_same_advice_is_heard_once_also_over_a_reconnect(self) -> None:
        run = self.track("stop")
        self.agent.tell(**stop())
        self.agent.wait_for(lambda: self.outcomes() == [("a-1", "heard")])
        path = self.agent.path
        self.agent.close()
        with AgentSocket(path) as second:
            second.wait_for(lambda: bool(second.of_type("hello")))
            second.tell(**stop())
            await_that(lambda: run.should_stop)
            second.wait_for(lambda: len(second.of_type("outcome")) == 1)
            self.assertEqual(second.of_type("outcome")[0]["outcome"], "stopping")

    def test_a_word_that_is_no_way_to_act_is_left_out(self) -> None:
        with self.assertLogs("trainwatt", "WARNING"):
            self.track("halt")
        self.assertNotIn("act", self.agent.heard[0])

    def test_the_environment_may_ask_for_it(self) -> None:
        with mock.patch.dict(os.environ, {"TRAINWATT_ACT": "dry-run"}):
            self.track(None)
        self.assertEqual(self.agent.heard[0]["act"], "dry-run")


if __name__ == "__main__":
    unittest.main()
