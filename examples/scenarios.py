#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small real trainings that go wrong, each in its own way, in nothing but Python.

A linear model on random features learns a noisy curve by gradient descent. What goes wrong is real:
losses that are no numbers come of a learning rate that is too high, over-fitting of more features
than examples, waiting of a loader that sleeps.

    python3 examples/scenarios.py --scenario plateau --seconds 60

Which alert of docs/reference/alerts.md each one is for stands in SCENARIOS.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

HERE = Path(__file__).resolve().parent
try:
    import trainwatt
except ModuleNotFoundError:  # not installed: the one of this checkout
    sys.path.append(str(HERE.parent / "python" / "src"))
    import trainwatt

Row = list[float]
BATCH = 16
PLANNED = 600
LABELS: dict[str, str] = {}


class Model:
    """A linear model on `features` random cosines: enough to learn with, and to over-fit with."""

    def __init__(self, features: int, examples: int, noise: float, dice: random.Random) -> None:
        self._waves = [(dice.gauss(0, 3), dice.uniform(0, math.tau)) for _ in range(features)]
        self.weights = [0.0] * features
        self.training = [self._example(noise, dice) for _ in range(examples)]
        self.validation = [self._example(noise, dice) for _ in range(64)]

    def _example(self, noise: float, dice: random.Random) -> tuple[Row, float]:
        x = dice.uniform(-1, 1)
        scale = math.sqrt(2 / len(self._waves))
        row = [scale * math.cos(wave * x + phase) for wave, phase in self._waves]
        return row, math.sin(3 * x) + dice.gauss(0, noise)

    def loss(self, examples: list[tuple[Row, float]]) -> float:
        errors = [self._error(row, y) for row, y in examples]
        return sum(error * error for error in errors) / len(examples)

    def _error(self, row: Row, y: float) -> float:
        return sum(w * v for w, v in zip(self.weights, row)) - y

    def step(self, batch: list[tuple[Row, float]], rate: float) -> float:
        """One step of gradient descent; gives the loss before it."""
        slope = [0.0] * len(self.weights)
        loss = 0.0
        for row, y in batch:
            error = self._error(row, y)
            loss += error * error / len(batch)
            for i, value in enumerate(row):
                slope[i] += 2 * error * value / len(batch)
        self.weights = [w - rate * s for w, s in zip(self.weights, slope)]
        return loss


class Training:
    """A training that reports itself, until the time is over or it is told to end."""

    def __init__(self, seconds: float, planned: int = PLANNED) -> None:
        self.dice = random.Random(5)
        self._end = time.monotonic() + seconds
        self._told = False
        self.number = 0
        self._planned = planned
        self.pause = seconds / planned
        signal.signal(signal.SIGTERM, self._tell)
        signal.signal(signal.SIGINT, self._tell)

    def _tell(self, _signal: int, _frame: FrameType | None) -> None:
        self._told = True

    def goes_on(self) -> bool:
        return not self._told and time.monotonic() < self._end

    def train(
        self,
        run: trainwatt.Run,
        model: Model,
        rate: float,
        *,
        steps: int = 10**9,
        every: int = 5,
        busy: float = 0.5,
    ) -> None:
        """Takes steps; `busy` is the share of a step's time that is worked."""
        last = self.number + steps
        while self.goes_on() and not run.should_stop and self.number < last:
            began = time.monotonic()
            loss = model.step(self.dice.sample(model.training, BATCH), rate)
            self.number += 1
            run.step(loss=loss, lr=rate, samples=BATCH, step=self.number)
            if self.number % every == 0:
                run.evaluated(val_loss=model.loss(model.validation))
            self.work_until(began + busy * self.pause)
            self.rest_until(began + self.pause)
        if run.stop_reason:
            print(f"stopped on advice: {run.stop_reason}", flush=True)

    def work_until(self, when: float) -> None:
        while self.goes_on() and time.monotonic() < when:
            sum(i * i for i in range(1_000))

    def rest_until(self, when: float) -> None:
        while self.goes_on() and time.monotonic() < when:
            time.sleep(max(0.0, min(0.2, when - time.monotonic())))


def track(labels: dict[str, str] | None = None, planned: int = PLANNED) -> trainwatt.Run:
    return trainwatt.track(
        os.environ.get("TRAINWATT_NAME", "scenario"),
        labels={**LABELS, **(labels or {})},
        planned_steps=planned,
    )


def good(dice: random.Random) -> Model:
    return Model(features=40, examples=400, noise=0.3, dice=dice)


def idle(seconds: float) -> None:
    training = Training(seconds)
    with track() as run:
        training.train(run, good(training.dice), 0.2, steps=20)
        training.rest_until(math.inf)


def hang(seconds: float) -> None:
    training = Training(seconds)
    with track() as run:
        training.train(run, good(training.dice), 0.2, steps=100)
        training.work_until(math.inf)


def nan(seconds: float) -> None:
    training = Training(seconds)
    with track() as run:
        # Far more than this model can stand: each step makes the error a thousand times larger.
        training.train(run, good(training.dice), 400.0)


def plateau(seconds: float) -> None:
    training = Training(seconds)
    with track({"lr_schedule": "constant"}) as run:
        training.train(run, good(training.dice), 0.2)


def overfit(seconds: float) -> None:
    training = Training(seconds)
    dice = training.dice
    model = Model(features=150, examples=20, noise=0.6, dice=dice)
    with track({"lr_schedule": "constant"}) as run:
        training.train(run, model, 0.3)


def diverge(seconds: float) -> None:
    training = Training(seconds)
    model = good(training.dice)
    with track({"lr_schedule": "constant"}) as run:
        training.train(run, model, 0.2, steps=150)
        # A bad restart: the weights are far off, and a rate this small never brings them back.
        model.weights = [training.dice.gauss(0, 4) for _ in model.weights]
        training.train(run, model, 0.0002)


def starved(seconds: float) -> None:
    training = Training(seconds)
    model = good(training.dice)
    with track() as run:
        while training.goes_on():
            began = time.monotonic()
            training.rest_until(began + 4)  # the loader fetches the next shard
            training.pause = 0.25
            training.train(run, model, 0.05, steps=16, busy=1.0)


def straggler(seconds: float) -> None:
    ranks = [
        multiprocessing.Process(target=_rank, args=(rank, seconds)) for rank in range(4)
    ]
    for each in ranks:
        each.start()
    waiting = Training(seconds + 5)
    while waiting.goes_on() and any(each.is_alive() for each in ranks):
        time.sleep(0.2)
    for each in ranks:
        each.terminate()
        each.join()


def _rank(rank: int, seconds: float) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE="4")
    training = Training(seconds)
    training.pause = 0.5 if rank == 2 else 0.25
    with track() as run:
        training.train(run, good(training.dice), 0.05, busy=0.1)


def budget(seconds: float) -> None:
    training = Training(seconds)
    # 3.6 J: less than any machine needs for it in time, however little of it the training gets.
    with track({"budget_kwh": "0.000001"}) as run:
        training.train(run, good(training.dice), 0.1)


def at_risk(seconds: float) -> None:
    training = Training(seconds)
    training.pause = 0.1
    # Days of steps, and a budget that lasts for some minutes or hours of them.
    with track({"budget_kwh": "0.01"}, planned=10_000_000) as run:
        training.train(run, good(training.dice), 0.1)


def shared(seconds: float) -> None:
    training = Training(seconds)
    # One of two trainings; the budget of this label is the collector's.
    with track({"project": "demo"}) as run:
        # Both are there before it is spent.
        training.rest_until(time.monotonic() + 3)
        training.train(run, good(training.dice), 0.1)


def overhead(seconds: float) -> None:
    training = Training(seconds)
    training.pause = 0.5
    model = good(training.dice)
    with track(planned=10_000) as run:
        while training.goes_on():
            training.train(run, model, 0.05, steps=24, every=10**9)
            with run.phase("evaluation"):
                until = time.monotonic() + 8
                # The same examples over and over: two fifths of its time for one number.
                while training.goes_on() and time.monotonic() < until:
                    loss = model.loss(model.validation)
                run.evaluated(val_loss=loss)


def inefficient(seconds: float) -> None:
    training = Training(seconds)
    training.pause = 0.5
    # What a sample takes that is worked on once; here each is, until the next batch is due.
    with track({"joules_per_sample": "0.001"}, planned=10_000) as run:
        training.train(run, good(training.dice), 0.05, busy=1.0)


def costlier(seconds: float) -> None:
    training = Training(seconds)
    training.pause = 0.5
    with track(planned=10_000) as run:
        training.train(run, good(training.dice), 0.05, busy=0.9)


def usual(seconds: float) -> None:
    # Ten minutes of training are what others are compared with.
    training = Training(min(seconds, 640))
    training.pause = 0.5
    with track(planned=10_000) as run:
        training.train(run, good(training.dice), 0.05, busy=0.1)


def dirty_hours(seconds: float) -> None:
    helpers = [
        multiprocessing.Process(target=_work, args=(seconds,))
        for _ in range((os.cpu_count() or 1) - 1)
    ]
    for each in helpers:
        each.start()
    training = Training(seconds)
    training.pause = 0.5
    # Eighteen hours of all cores: enough that it matters when they are.
    with track(planned=18 * 3600 * 2) as run:
        training.train(run, good(training.dice), 0.05, busy=1.0)
    for each in helpers:
        each.terminate()
        each.join()


def _work(seconds: float) -> None:
    Training(seconds).work_until(math.inf)


SCENARIOS: dict[str, Callable[[float], None]] = {
    "idle": idle,  # IdlePower
    "hang": hang,  # RunSilent
    "nan": nan,  # LossNotFinite
    "plateau": plateau,  # Plateau
    "overfit": overfit,  # Overfitting
    "diverge": diverge,  # Diverging
    "starved": starved,  # DataStarved
    "straggler": straggler,  # Straggler
    "budget": budget,  # BudgetBroken
    "shared": shared,  # BudgetBroken, of a budget that two runs share
    "at-risk": at_risk,  # BudgetAtRisk
    "overhead": overhead,  # OverheadShare
    "inefficient": inefficient,  # LessEfficient
    "costlier": costlier,  # CostlierThanUsual
    "dirty-hours": dirty_hours,  # DirtyHoursAhead
}
# What runs at the same time, for an alert that takes more than one run.
BESIDE: dict[str, Callable[[float], None]] = {"shared": shared, "costlier": usual}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenario", choices=SCENARIOS, required=True)
    parser.add_argument(
        "--beside", action="store_true", help="the other training, of those that take several"
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--name", help="what the run is called")
    parser.add_argument("--label", action="append", default=[], metavar="NAME=VALUE")
    chosen = parser.parse_args()
    if chosen.name:
        os.environ["TRAINWATT_NAME"] = chosen.name
    LABELS.update(label.split("=", 1) for label in chosen.label)
    (BESIDE if chosen.beside else SCENARIOS)[chosen.scenario](chosen.seconds)


if __name__ == "__main__":
    main()
