# SPDX-License-Identifier: Apache-2.0
"""What one `run.step(...)` costs the training loop, in nanoseconds.

    PYTHONPATH=python/src python3 python/benchmarks/step_cost.py

Measured three ways: no agent, an agent that reads, an agent that never reads. The loop around it is
measured without the hook and taken off. Prints the median and the worst of the rounds.
"""

from __future__ import annotations

import os
import platform
import socket
import statistics
import tempfile
import threading
import time

import trainwatt

STEPS = 100_000
ROUNDS = 15


def bare_round() -> float:
    began = time.perf_counter_ns()
    for number in range(STEPS):
        _ = 1.0 / (number + 1)
    return (time.perf_counter_ns() - began) / STEPS


def hooked_round(run: trainwatt.Run) -> float:
    began = time.perf_counter_ns()
    for number in range(STEPS):
        run.step(512, loss=1.0 / (number + 1), lr=0.001)
    return (time.perf_counter_ns() - began) / STEPS


def listen(path: str, reads: bool) -> socket.socket:
    """An agent's socket; the reader throws away what it hears."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen()

    def read() -> None:
        connection, _ = listening.accept()
        while connection.recv(65536):
            pass

    if reads:
        threading.Thread(target=read, daemon=True).start()
    return listening


def report(what: str, rounds: list[float], bare: float) -> None:
    costs = [cost - bare for cost in rounds]
    print(
        f"{what:24} median {statistics.median(costs):7.0f} ns a step, "
        f"worst round {max(costs):7.0f} ns"
    )


def main() -> None:
    print(f"CPython {platform.python_version()}, {os.cpu_count()} cores, {ROUNDS} x {STEPS} steps")
    bare = statistics.median(bare_round() for _ in range(ROUNDS))
    for what, agent, reads in (
        ("no agent", False, False),
        ("an agent that reads", True, True),
        ("an agent that never reads", True, False),
    ):
        with tempfile.TemporaryDirectory(prefix="tw-") as folder:
            path = os.path.join(folder, "agent.sock")
            os.environ["TRAINWATT_SOCKET"] = path
            listening = listen(path, reads) if agent else None
            with trainwatt.track("step-cost") as run:
                report(what, [hooked_round(run) for _ in range(ROUNDS)], bare)
            if listening is not None:
                listening.close()


if __name__ == "__main__":
    main()
