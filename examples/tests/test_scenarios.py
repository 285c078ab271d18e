# SPDX-License-Identifier: Apache-2.0
"""What goes wrong goes wrong for real.

From the root: PYTHONPATH=python/src:python:examples python3 -m unittest discover -s examples/tests
"""

from __future__ import annotations

import math
import random
import unittest

from scenarios import BATCH, Model, good


def train(model: Model, rate: float, steps: int, dice: random.Random) -> list[float]:
    return [model.step(dice.sample(model.training, BATCH), rate) for _ in range(steps)]


class TheModel(unittest.TestCase):
    def test_learns(self) -> None:
        dice = random.Random(5)
        model = good(dice)
        before = model.loss(model.validation)
        train(model, 0.2, 200, dice)
        self.assertLess(model.loss(model.validation), before / 2)

    def test_blows_up_at_a_rate_that_is_far_too_high(self) -> None:
        dice = random.Random(5)
        losses = train(good(dice), 400.0, 80, dice)
        self.assertFalse(all(math.isfinite(loss) for loss in losses))

    def test_learns_few_noisy_examples_by_heart(self) -> None:
        dice = random.Random(5)
        model = Model(features=150, examples=20, noise=0.6, dice=dice)
        train(model, 0.3, 30, dice)
        early = model.loss(model.validation)
        train(model, 0.3, 500, dice)
        self.assertGreater(model.loss(model.validation), early * 1.2)


if __name__ == "__main__":
    unittest.main()
