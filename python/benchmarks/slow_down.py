# SPDX-License-Identifier: Apache-2.0
"""How much slower a training loop is with the hook and the agent on.

    ./trainwatt up
    PYTHONPATH=python/src python3 python/benchmarks/slow_down.py [--pairs 60] [--torch]

One process trains in short blocks, by turns without (the agent is stopped by SIGSTOP) and with (it
measures, and the hook reports every step), which of a pair goes first changing from pair to pair. A
block is many steps of the same size. What else the machine does falls on both alike, and a pair is
seconds apart, so the median of the pairs' ratios is the figure; its interval is from resampling the
pairs. CPU time is of this process, the hook's thread included: other load hardly touches it, so it
tells what wall-clock time on a busy machine cannot. Only the agent that answers at the socket is
stopped, and it is always set going again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import statistics
import sys
import time
from typing import Any, Callable, NamedTuple

import trainwatt
from trainwatt import _address

Step = Callable[[], float]


def plain_step(size: int) -> Step:
    numbers = [1.0 / (n + 1) for n in range(size)]

    def step() -> float:
        return sum(number * number for number in numbers)

    return step


def torch_step(size: int) -> Step:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = torch.nn.Sequential(
        torch.nn.Linear(size, size), torch.nn.ReLU(), torch.nn.Linear(size, 1)
    )
    optimizer = torch.optim.AdamW(model.parameters())
    x, y = torch.randn(32, size), torch.randn(32, 1)

    def step() -> float:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
        optimizer.step()
        return float(loss.item())

    return step


def ask_agent() -> dict[str, Any]:
    connection = _address.connect(_address.candidates(os.environ, os.getuid()))
    if connection is None:
        sys.exit("no agent answers: start one (./trainwatt up) or set TRAINWATT_SOCKET")
    with connection, connection.makefile("rwb") as lines:
        connection.settimeout(10)
        connection.sendall(b'{"type":"status"}\n')
        answer: dict[str, Any] = json.loads(lines.readline())
        return answer


class Times(NamedTuple):
    """Seconds a step."""

    wall: float
    cpu: float


def block(step: Step, steps: int, run: trainwatt.Run | None) -> Times:
    wall, cpu = time.perf_counter(), time.process_time()
    if run is None:
        for _ in range(steps):
            step()
    else:
        for _ in range(steps):
            run.step(512, loss=step(), lr=0.001)
    return Times((time.perf_counter() - wall) / steps, (time.process_time() - cpu) / steps)


def interval(ratios: list[float]) -> tuple[float, float]:
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(4000))
    return medians[100], medians[-101]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--block-seconds", type=float, default=1.2)
    parser.add_argument("--torch", action="store_true", help="a small network, not plain Python")
    options = parser.parse_args()
    agent = int(ask_agent()["pid"])
    # An end from outside must pass through `finally` too, or the agent would stay stopped.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    step = torch_step(128) if options.torch else plain_step(10_000)
    for _ in range(50):
        step()
    steps = max(1, round(options.block_seconds / block(step, 200, None).wall))
    run = trainwatt.track("slow-down")
    pairs: list[tuple[Times, Times]] = []
    nulls: list[tuple[Times, Times]] = []
    try:
        for pair in range(options.pairs):
            times: dict[bool, Times] = {}
            for hooked in (False, True) if pair % 2 else (True, False):
                os.kill(agent, signal.SIGCONT if hooked else signal.SIGSTOP)
                # What the agent missed is made good here, not in what is timed.
                block(step, max(1, steps // 4), run if hooked else None)
                times[hooked] = block(step, steps, run if hooked else None)
            pairs.append((times[False], times[True]))
            os.kill(agent, signal.SIGSTOP)
            halves = block(step, steps // 2, None), block(step, steps // 2, None)
            nulls.append(halves if pair % 2 else (halves[1], halves[0]))
            os.kill(agent, signal.SIGCONT)
    finally:
        os.kill(agent, signal.SIGCONT)
        run.close()
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    print(
        f"CPython {platform.python_version()}, {os.cpu_count()} cores, load {load}, "
        f"{options.pairs} pairs of {steps} steps"
    )
    for what, measured in (("slow-down", pairs), ("nothing, twice", nulls)):
        report(f"{what}, wall clock", [(a.wall, b.wall) for a, b in measured])
        report(f"{what}, CPU time", [(a.cpu, b.cpu) for a, b in measured])


def report(what: str, measured: list[tuple[float, float]]) -> None:
    ratios = [after / before for before, after in measured]
    low, high = interval(ratios)
    step = statistics.median(before for before, _ in measured)
    cost = statistics.median(after - before for before, after in measured)
    print(
        f"{what:26} median {(statistics.median(ratios) - 1) * 100:+6.2f} % "
        f"(95 %: {(low - 1) * 100:+.2f} to {(high - 1) * 100:+.2f}), "
        f"{cost * 1e6:+.2f} µs on a step of {step * 1e6:.0f} µs"
    )


if __name__ == "__main__":
    main()
