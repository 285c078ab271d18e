# SPDX-License-Identifier: Apache-2.0
"""The example learns, by slopes that are right, and ends when it is told to.

From the root: PYTHONPATH=python/src:python:examples python3 -m unittest discover -s examples/tests
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import unittest

from tests.agent_socket import AgentSocket

from char_transformer import HERE, Text, Transformer

SMALL = ["--width", "8", "--context", "6", "--batch-size", "2"]


def tiny(top_k: int | None, seed: int = 3) -> Transformer:
    return Transformer(letters=7, width=8, heads=2, layers=2, context=5, top_k=top_k, seed=seed)


class TheSlopes(unittest.TestCase):
    def check(self, top_k: int | None) -> None:
        """Every weight's slope against the loss a hair to either side of it."""
        model, dice, hair = tiny(top_k), random.Random(5), 1e-5
        letters = [dice.randrange(7) for _ in range(10)]
        following = [dice.randrange(7) for _ in range(10)]
        model.loss(letters, following)
        model.backward()
        checked = 0
        for weights in model.weights:
            for i, row in enumerate(weights.rows):
                for j in range(len(row)):
                    if dice.random() > 0.2 and len(weights.rows) > 1:
                        continue
                    here = row[j]
                    row[j] = here + hair
                    above = model.loss(letters, following)
                    row[j] = here - hair
                    below = model.loss(letters, following)
                    row[j] = here
                    self.assertAlmostEqual(
                        weights.slope[i][j], (above - below) / (2 * hair), delta=1e-7
                    )
                    checked += 1
        self.assertGreater(checked, 200)

    def test_of_dense_attention_are_those_of_the_loss(self) -> None:
        self.check(None)

    def test_of_sparse_attention_are_those_of_the_loss(self) -> None:
        self.check(2)


class TheAttention(unittest.TestCase):
    def test_never_looks_ahead(self) -> None:
        model = tiny(None)
        model.loss([1, 2, 3, 4, 5], [0] * 5)
        before = [list(odds) for odds in model._odds]
        model.loss([1, 2, 3, 4, 6], [0] * 5)
        self.assertEqual(model._odds[:4], before[:4])
        self.assertNotEqual(model._odds[4], before[4])

    def test_that_keeps_every_key_is_the_dense_one(self) -> None:
        letters, following = [1, 2, 3, 4, 5], [2, 3, 4, 5, 6]
        dense, all_kept, few = (tiny(k).loss(letters, following) for k in (None, 5, 1))
        self.assertEqual(dense, all_kept)
        self.assertNotEqual(dense, few)


class TheTraining(unittest.TestCase):
    def said(self, *arguments: str) -> list[str]:
        """What it prints, without the speed, which is the machine's."""
        done = subprocess.run(
            [sys.executable, str(HERE / "char_transformer.py"), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "TRAINWATT_SOCKET": "/nonexistent"},
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [
            line.split("  ")[-2] if "characters/s" in line else line
            for line in done.stdout.splitlines()
        ]

    def test_makes_the_loss_fall_with_either_attention(self) -> None:
        text = Text((HERE / "text.txt").read_text(encoding="utf-8"))
        for top_k in (None, 2):
            model = Transformer(
                letters=text.letters, width=16, heads=2, layers=1, context=8, top_k=top_k, seed=1
            )
            dice, losses = random.Random(1), []
            for step in range(1, 81):
                losses.append(model.loss(*text.batch(text.training, 4, 8, dice)))
                model.backward()
                model.learn(0.01, step)
            self.assertGreater(losses[0], 3.5)
            self.assertLess(sum(losses[-10:]) / 10, 3.0)

    def test_a_step_of_two_batches_goes_by_their_mean(self) -> None:
        text = Text((HERE / "text.txt").read_text(encoding="utf-8"))
        batch = text.batch(text.training, 4, 8, random.Random(1))
        after = []
        for batches in (1, 2):
            model = Transformer(
                letters=text.letters, width=16, heads=2, layers=1, context=8, top_k=None, seed=1
            )
            for _ in range(batches):
                model.loss(*batch)
                model.backward()
            model.learn(0.01, 1, batches)
            after.append(model.loss(*batch))
        self.assertAlmostEqual(*after)

    def test_is_the_same_for_the_same_seed_and_not_for_another(self) -> None:
        once, again, other = (
            self.said(*SMALL, "--steps", "3", "--attention", "sparse", "--seed", seed)
            for seed in ("1", "1", "2")
        )
        self.assertEqual(once, again)
        self.assertNotEqual(once, other)

    def test_ends_after_its_step_when_told_to_and_says_it_is_finished(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with AgentSocket() as agent:
                child = subprocess.Popen(
                    [sys.executable, str(HERE / "char_transformer.py"), *SMALL, "--seconds", "60"],
                    env={**os.environ, "TRAINWATT_SOCKET": agent.path},
                    stdout=subprocess.PIPE,
                    text=True,
                )
                agent.wait_for(lambda: agent.last.get("tokens", 0) > 0)
                child.send_signal(number)
                child.communicate(timeout=30)
                self.assertEqual(child.returncode, 0)
                agent.wait_for(lambda: agent.last.get("type") == "bye")
                last = agent.of_type("progress")[-1]
            self.assertEqual(last["phase"], "finished")
            self.assertEqual(last["tokens"], last["steps"] * 12)
            self.assertGreater(last["planned_steps"], last["steps"])

    def test_tells_the_agent_what_it_is(self) -> None:
        with AgentSocket() as agent:
            subprocess.run(
                [sys.executable, str(HERE / "char_transformer.py"), *SMALL, "--steps", "2"]
                + ["--attention", "sparse"],
                env={**os.environ, "TRAINWATT_SOCKET": agent.path},
                stdout=subprocess.DEVNULL,
                timeout=60,
            )
            agent.wait_for(lambda: agent.last.get("type") == "bye")
        hello, last = agent.heard[0], agent.of_type("progress")[-1]
        self.assertEqual(
            hello["labels"],
            {
                "strategy": "sparse-attention",
                "layers": "1",
                "data": "text.txt",
                "tokenizer": "characters",
            },
        )
        self.assertEqual((last["steps"], last["samples"], last["planned_steps"]), (2, 4, 2))
        self.assertIn("val_loss", {key for said in agent.heard for key in said})


if __name__ == "__main__":
    unittest.main()
