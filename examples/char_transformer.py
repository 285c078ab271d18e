#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A small transformer that learns to write, one character at a time, in nothing but Python.

It is here to be measured, and to be read. No library does the work: every layer below has a
`forward`, and a `backward` that takes the slope of the loss by the layer's output and returns the
slope by its input, adding up the slopes by its own weights on the way. What a layer needs for its
way back it keeps from its way forward.

    python3 examples/char_transformer.py --attention sparse --top-k 8 --seconds 60

Data is held as rows: a list of one list of floats for each character of the batch.
"""

from __future__ import annotations

import argparse
import math
import random
import signal
import sys
import time
from collections.abc import Iterable
from operator import add, mul
from pathlib import Path
from types import FrameType

HERE = Path(__file__).resolve().parent
try:
    import trainwatt
except ModuleNotFoundError:  # not installed: the one of this checkout
    sys.path.append(str(HERE.parent / "python" / "src"))
    import trainwatt

Row = list[float]
Rows = list[Row]


# --- arithmetic on rows ---------------------------------------------------------------------------

if sys.version_info >= (3, 12):
    from math import sumprod as dot  # several times as fast
else:

    def dot(a: Iterable[float], b: Iterable[float]) -> float:
        return sum(map(mul, a, b), 0.0)


def times(a: Rows, b: Rows) -> Rows:
    """Every row of `a` with every row of `b`: the matrix product of a and b transposed."""
    return [[dot(row, other) for other in b] for row in a]


def transposed(a: Rows) -> Rows:
    return list(map(list, zip(*a)))


def plus(a: Rows, b: Rows) -> Rows:
    return [list(map(add, x, y)) for x, y in zip(a, b)]


def softmax(scores: Row) -> Row:
    highest = max(scores)  # taken off first, since exp of a large number overflows
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


# --- layers ---------------------------------------------------------------------------------------


class Weights:
    """What training changes: a matrix, its slope, and the two running means Adam keeps of it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.clear()
        self._mean = [[0.0] * len(row) for row in rows]
        self._square = [[0.0] * len(row) for row in rows]

    def clear(self) -> None:
        self.slope = [[0.0] * len(row) for row in self.rows]

    def adam(self, lr: float, step: int, beta: float = 0.9, gamma: float = 0.99) -> None:
        """One step against the slope, each weight by its own usual size of slope."""
        rate = lr * math.sqrt(1 - gamma**step) / (1 - beta**step)
        for i, slope in enumerate(self.slope):
            mean = [beta * m + (1 - beta) * s for m, s in zip(self._mean[i], slope)]
            square = [gamma * q + (1 - gamma) * s * s for q, s in zip(self._square[i], slope)]
            self._mean[i], self._square[i] = mean, square
            self.rows[i] = [
                w - rate * m / (math.sqrt(q) + 1e-8) for w, m, q in zip(self.rows[i], mean, square)
            ]


class Linear:
    """out = in times the weights, `ins` numbers to `outs` numbers, each row by itself."""

    def __init__(self, ins: int, outs: int, dice: random.Random) -> None:
        spread = 1 / math.sqrt(ins)
        self.weights = Weights([[dice.gauss(0, spread) for _ in range(ins)] for _ in range(outs)])

    def forward(self, x: Rows) -> Rows:
        self._x = x
        return times(x, self.weights.rows)

    def backward(self, slope: Rows) -> Rows:
        by_weight = times(transposed(slope), transposed(self._x))
        self.weights.slope = plus(self.weights.slope, by_weight)
        return times(slope, transposed(self.weights.rows))


class Norm:
    """Scales each row to the length 1 a number, then each column by a weight (RMSNorm)."""

    def __init__(self, width: int) -> None:
        self.weights = Weights([[1.0] * width])

    def forward(self, x: Rows) -> Rows:
        gain = self.weights.rows[0]
        self._scales = [1 / math.sqrt(dot(row, row) / len(row) + 1e-5) for row in x]
        self._unit = [[v * scale for v in row] for row, scale in zip(x, self._scales)]
        return [list(map(mul, row, gain)) for row in self._unit]

    def backward(self, slope: Rows) -> Rows:
        gain = self.weights.rows[0]
        by_gain = [dot(s, u) for s, u in zip(transposed(slope), transposed(self._unit))]
        self.weights.slope = plus(self.weights.slope, [by_gain])
        result = []
        for row, unit, scale in zip(slope, self._unit, self._scales):
            by_unit = list(map(mul, row, gain))
            along = dot(by_unit, unit) / len(unit)  # a longer row changes nothing: take it out
            result.append([(s - along * u) * scale for s, u in zip(by_unit, unit)])
        return result


class Attention:
    """Each character looks back at those before it and takes up what it finds useful.

    With `top_k` it takes up only the k it scores highest (sparse); the others get neither weight
    nor slope, so neither way pays for them. All are scored either way.
    """

    def __init__(self, width: int, heads: int, top_k: int | None, dice: random.Random) -> None:
        self._width, self._size, self._top_k = width, width // heads, top_k
        self._project = Linear(width, 3 * width, dice)
        self._combine = Linear(width, width, dice)
        self.weights = [self._project.weights, self._combine.weights]

    def forward(self, x: Rows, context: int) -> Rows:
        self._context = context
        projected = self._project.forward(x)
        result = [[0.0] * self._width for _ in x]
        self._looks = []
        for start, first in self._parts(len(x)):
            queries, keys, values = self._of_head(projected, start, first)
            for t, query in enumerate(queries):
                kept, look = self._look(query, keys[: t + 1])
                taken = [dot(look, column) for column in zip(*[values[s] for s in kept])]
                result[start + t][first : first + self._size] = taken
                self._looks.append((kept, look))
        self._projected = projected
        return self._combine.forward(result)

    def _look(self, query: Row, keys: Rows) -> tuple[list[int], Row]:
        """Which of the keys the query keeps, and how much of its attention each gets."""
        shrink = 1 / math.sqrt(self._size)
        scores = [dot(query, key) * shrink for key in keys]
        kept = list(range(len(keys)))
        if self._top_k is not None and len(kept) > self._top_k:
            kept = sorted(kept, key=scores.__getitem__)[-self._top_k :]
        return kept, softmax([scores[s] for s in kept])

    def backward(self, slope: Rows) -> Rows:
        by_result = self._combine.backward(slope)
        by_projected = [[0.0] * (3 * self._width) for _ in slope]
        shrink = 1 / math.sqrt(self._size)
        looks = iter(self._looks)
        for start, first in self._parts(len(slope)):
            queries, keys, values = self._of_head(self._projected, start, first)
            by_key = [[0.0] * self._size for _ in keys]
            by_value = [[0.0] * self._size for _ in keys]
            for t, query in enumerate(queries):
                kept, look = next(looks)
                by_taken = by_result[start + t][first : first + self._size]
                by_look = [dot(by_taken, values[s]) for s in kept]
                middle = dot(look, by_look)  # attention given to one is taken from the others
                by_score = [a * (b - middle) * shrink for a, b in zip(look, by_look)]
                for s, a, b in zip(kept, look, by_score):
                    by_value[s] = [old + a * v for old, v in zip(by_value[s], by_taken)]
                    by_key[s] = [old + b * q for old, q in zip(by_key[s], query)]
                by_query = [dot(by_score, column) for column in zip(*[keys[s] for s in kept])]
                by_projected[start + t][first : first + self._size] = by_query
            for offset, part in ((self._width, by_key), (2 * self._width, by_value)):
                for t, row in enumerate(part, start):
                    by_projected[t][offset + first : offset + first + self._size] = row
        return self._project.backward(by_projected)

    def _parts(self, rows: int) -> list[tuple[int, int]]:
        """First row of each text, with first column of each head."""
        firsts = range(0, self._width, self._size)
        return [(start, first) for start in range(0, rows, self._context) for first in firsts]

    def _of_head(self, projected: Rows, start: int, first: int) -> list[Rows]:
        """Queries, keys and values of one head in one text."""
        text = projected[start : start + self._context]
        begins = (first, self._width + first, 2 * self._width + first)
        return [[row[begin : begin + self._size] for row in text] for begin in begins]


class FeedForward:
    """Each character thinks by itself: wide, nothing below zero, narrow again."""

    def __init__(self, width: int, dice: random.Random) -> None:
        self._widen = Linear(width, 4 * width, dice)
        self._narrow = Linear(4 * width, width, dice)
        self.weights = [self._widen.weights, self._narrow.weights]

    def forward(self, x: Rows) -> Rows:
        self._hidden = [[v if v > 0 else 0.0 for v in row] for row in self._widen.forward(x)]
        return self._narrow.forward(self._hidden)

    def backward(self, slope: Rows) -> Rows:
        by_hidden = self._narrow.backward(slope)
        open_only = [
            [s if h > 0 else 0.0 for s, h in zip(row, hidden)]
            for row, hidden in zip(by_hidden, self._hidden)
        ]
        return self._widen.backward(open_only)


class Block:
    """Attention, then thinking; each adds to what came in, so the slope finds a way through."""

    def __init__(self, width: int, heads: int, top_k: int | None, dice: random.Random) -> None:
        self._norm_attention, self._attention = Norm(width), Attention(width, heads, top_k, dice)
        self._norm_think, self._think = Norm(width), FeedForward(width, dice)
        norms = [self._norm_attention.weights, self._norm_think.weights]
        self.weights = norms + self._attention.weights + self._think.weights

    def forward(self, x: Rows, context: int) -> Rows:
        x = plus(x, self._attention.forward(self._norm_attention.forward(x), context))
        return plus(x, self._think.forward(self._norm_think.forward(x)))

    def backward(self, slope: Rows) -> Rows:
        slope = plus(slope, self._norm_think.backward(self._think.backward(slope)))
        return plus(slope, self._norm_attention.backward(self._attention.backward(slope)))


class Transformer:
    """Characters in, for each of them the odds of the next one out."""

    def __init__(
        self,
        *,
        letters: int,
        width: int,
        heads: int,
        layers: int,
        context: int,
        top_k: int | None,
        seed: int,
    ) -> None:
        dice = random.Random(seed)
        self._context = context
        self._letter = Linear(width, letters, dice).weights
        self._place = Linear(width, context, dice).weights
        self._blocks = [Block(width, heads, top_k, dice) for _ in range(layers)]
        self._norm, self._guess = Norm(width), Linear(width, letters, dice)
        self.weights = [self._letter, self._place, self._norm.weights, self._guess.weights]
        for block in self._blocks:
            self.weights += block.weights

    def parameters(self) -> int:
        return sum(len(row) for weights in self.weights for row in weights.rows)

    def loss(self, letters: list[int], following: list[int]) -> float:
        """Mean nats of surprise at the following letters; texts of `context` letters in a row."""
        self._letters, self._following = letters, following
        places = self._place.rows * (len(letters) // self._context)
        x = plus([self._letter.rows[letter] for letter in letters], places)
        for block in self._blocks:
            x = block.forward(x, self._context)
        self._odds = [softmax(row) for row in self._guess.forward(self._norm.forward(x))]
        surprise = [-math.log(odds[n] + 1e-300) for odds, n in zip(self._odds, following)]
        return sum(surprise) / len(surprise)

    def backward(self) -> None:
        """Adds the slope of the last `loss` by every weight to that weight's slope."""
        share = 1 / len(self._following)
        slope = [[p * share for p in odds] for odds in self._odds]
        for row, n in zip(slope, self._following):
            row[n] -= share
        slope = self._norm.backward(self._guess.backward(slope))
        for block in reversed(self._blocks):
            slope = block.backward(slope)
        for i, row in enumerate(slope):
            letter, place = self._letters[i], i % self._context
            self._letter.slope[letter] = list(map(add, self._letter.slope[letter], row))
            self._place.slope[place] = list(map(add, self._place.slope[place], row))

    def learn(self, lr: float, step: int, batches: int = 1) -> None:
        """Moves every weight against its mean slope over the batches and clears the slopes."""
        for weights in self.weights:
            if batches > 1:
                weights.slope = [[s / batches for s in row] for row in weights.slope]
            weights.adam(lr, step)
            weights.clear()


# --- training -------------------------------------------------------------------------------------


class Text:
    """A text as numbers, its last tenth kept back to tell learning from remembering."""

    def __init__(self, text: str) -> None:
        alphabet = sorted(set(text))
        number = {letter: i for i, letter in enumerate(alphabet)}
        numbers = [number[letter] for letter in text]
        self.letters = len(alphabet)
        self.training, self.held_out = numbers[: -len(text) // 10], numbers[-len(text) // 10 :]

    @staticmethod
    def batch(numbers: list[int], size: int, context: int, dice: random.Random) -> list[list[int]]:
        """`size` pieces from anywhere in the numbers: the letters, and what follows each."""
        starts = [dice.randrange(len(numbers) - context) for _ in range(size)]
        letters = [n for start in starts for n in numbers[start : start + context]]
        following = [n for start in starts for n in numbers[start + 1 : start + context + 1]]
        return [letters, following]


class Interrupted:
    """True once SIGINT or SIGTERM came; a second one ends the process at once."""

    def __init__(self) -> None:
        self._came = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._came = True
        signal.signal(number, signal.SIG_DFL)

    def __bool__(self) -> bool:
        return self._came


def whole(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return int(text)


def options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Trains a small character transformer in pure Python and tells Trainwatt.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--attention", choices=("dense", "sparse"), default="dense")
    parser.add_argument("--top-k", type=whole, default=4, help="keys kept by sparse attention")
    parser.add_argument("--layers", type=whole, default=1)
    parser.add_argument("--heads", type=whole, default=2)
    parser.add_argument("--width", type=whole, default=32, help="numbers a character is held in")
    parser.add_argument("--context", type=whole, default=24, help="characters it sees at once")
    parser.add_argument("--batch-size", type=whole, default=4, help="texts at once")
    parser.add_argument("--accumulate", type=whole, default=1, help="batches a step")
    parser.add_argument("--lr", type=float, default=0.01, help="learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=whole, help="1000 if --seconds isn't given either")
    parser.add_argument("--seconds", type=float, help="stop after the step that passes them")
    parser.add_argument("--text", type=Path, default=HERE / "text.txt", help="what to learn")
    parser.add_argument("--name", default="char-transformer", help="what Trainwatt calls the run")
    chosen = parser.parse_args(arguments)
    if chosen.width % chosen.heads:
        parser.error(f"--width {chosen.width} cannot be shared among --heads {chosen.heads}")
    if not chosen.text.is_file():
        parser.error(f"--text {chosen.text}: there is no such file")
    if chosen.seconds is not None and chosen.seconds <= 0:
        parser.error(f"--seconds {chosen.seconds}: give a time above 0")
    if chosen.steps is None:
        chosen.steps = 1000 if chosen.seconds is None else sys.maxsize
    return chosen


def train(chosen: argparse.Namespace, run: trainwatt.Run, model: Transformer, text: Text) -> None:
    """Steps until they are done, the time is over or a signal came."""
    dice = random.Random(chosen.seed)
    interrupted = Interrupted()
    tokens_a_step = chosen.accumulate * chosen.batch_size * chosen.context
    began = spoke = time.monotonic()
    for step in range(1, chosen.steps + 1):
        loss = 0.0
        for _ in range(chosen.accumulate):
            batch = text.batch(text.training, chosen.batch_size, chosen.context, dice)
            loss += model.loss(*batch) / chosen.accumulate
            model.backward()
        lr = chosen.lr * min(1.0, step / 20)  # carefully at first
        model.learn(lr, step, chosen.accumulate)
        samples = chosen.accumulate * chosen.batch_size
        run.step(tokens_a_step, samples=samples, loss=loss, lr=lr, step=step)
        now = time.monotonic()
        last = bool(interrupted) or over(chosen, now - began) or step == chosen.steps
        if last or step == 1 or now - spoke >= 2:
            spoke = now
            run.plan(planned(chosen, step, now - began))
            speed = step * tokens_a_step / (now - began)
            print(f"step {step}  loss {loss:.3f}  {speed:.0f} characters/s", flush=True)
        if last:
            break
    with run.phase("evaluation"):
        val_loss = model.loss(*text.batch(text.held_out, 8, chosen.context, random.Random(0)))
        run.evaluated(val_loss)
    print(f"done: val_loss {val_loss:.3f} on text it never saw", flush=True)


def over(chosen: argparse.Namespace, seconds: float) -> bool:
    return bool(chosen.seconds) and seconds >= float(chosen.seconds)


def planned(chosen: argparse.Namespace, step: int, seconds: float) -> int:
    """How many steps it will come to: as told, or as many as the time allows."""
    steps: int = chosen.steps
    if chosen.seconds is None:
        return steps
    return max(step, min(steps, int(step * chosen.seconds / seconds)))


def main(arguments: list[str] | None = None) -> None:
    chosen = options(arguments)
    text = Text(" ".join(chosen.text.read_text(encoding="utf-8").split()))
    if len(text.held_out) <= chosen.context + 1:
        sys.exit(f"--text {chosen.text} is too short for --context {chosen.context}")
    model = Transformer(
        letters=text.letters,
        width=chosen.width,
        heads=chosen.heads,
        layers=chosen.layers,
        context=chosen.context,
        top_k=chosen.top_k if chosen.attention == "sparse" else None,
        seed=chosen.seed,
    )
    print(f"{model.parameters()} weights, {chosen.attention} attention, reading {chosen.text.name}")
    labels = {
        "strategy": f"{chosen.attention}-attention",
        "layers": str(chosen.layers),
        "data": chosen.text.name,
        "tokenizer": "characters",
    }
    with trainwatt.track(
        chosen.name,
        labels,
        planned_steps=chosen.steps if chosen.seconds is None else None,
        parameters=model.parameters(),
    ) as run:
        train(chosen, run, model, text)


if __name__ == "__main__":
    main()
