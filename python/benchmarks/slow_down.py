# SPDX-License-Identifier: Apache-2.0
"""How much slower a training loop is with the hook and the agent on.

    ./trainwatt up
    PYTHONPATH=python/src python3 python/benchmarks/slow_down.py [--pairs 60] [--torch]

One process trains in short blocks, by turns without (the agent is stopped by SIGSTOP) and with (it
measures, and the hook reports every step), which of a pair goes first changing from pair to pair. A
block is many steps of the same size. What else the machine does falls on both alike, and a pair is
seconds apart, so the median of the pairs' ratios is the figure; its interval is from resampling the
pairs. Only the agent that answers at the socket is stopped, and it is always set going again.
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
from typing import Any, Callable

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
        return float(loss)

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


def block(step: Step, steps: int, run: trainwatt.Run | None) -> float:
    """Wall-clock seconds a step."""
    began = time.perf_counter()
    if run is None:
        for _ in range(steps):
            step()
    else:
        for _ in range(steps):
            run.step(512, loss=step(), lr=0.001)
    return (time.perf_counter() - began) / steps


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
    step = torch_step(128) if options.torch else plain_step(10_000)
    for _ in range(50):
        step()
    steps = max(1, round(options.block_seconds / block(step, 200, None)))
    run = trainwatt.track("slow-down")
    ratios: list[float] = []
    nulls: list[float] = []
    costs: list[float] = []
    try:
        for pair in range(options.pairs):
            times: dict[bool, float] = {}
            for hooked in (False, True) if pair % 2 else (True, False):
                os.kill(agent, signal.SIGCONT if hooked else signal.SIGSTOP)
                # What the agent missed is made good here, not in what is timed.
                block(step, max(1, steps // 4), run if hooked else None)
                times[hooked] = block(step, steps, run if hooked else None)
            ratios.append(times[True] / times[False])
            costs.append(times[True] - times[False])
            os.kill(agent, signal.SIGSTOP)
            first, second = block(step, steps // 2, None), block(step, steps // 2, None)
            nulls.append(first / second if pair % 2 else second / first)
            os.kill(agent, signal.SIGCONT)
    finally:
        os.kill(agent, signal.SIGCONT)
        run.close()
    low, high = interval(ratios)
    null_low, null_high = interval(nulls)
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    print(
        f"CPython {platform.python_version()}, {os.cpu_count()} cores, load {load}, "
        f"{options.pairs} pairs of {steps} steps\n"
        f"slow-down      median {(statistics.median(ratios) - 1) * 100:+.2f} % "
        f"(95 %: {(low - 1) * 100:+.2f} to {(high - 1) * 100:+.2f}), "
        f"{statistics.median(costs) * 1e6:+.2f} µs a step\n"
        f"nothing twice  median {(statistics.median(nulls) - 1) * 100:+.2f} % "
        f"(95 %: {(null_low - 1) * 100:+.2f} to {(null_high - 1) * 100:+.2f})"
    )


if __name__ == "__main__":
    main()
