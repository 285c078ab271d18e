#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long after a training says that its loss is no number does the alert arrive?

    ./trainwatt up
    python3 benchmarks/alert_latency.py http://127.0.0.1:8484 30

Starts that many runs, one after the other: a process that sleeps, whose loss is told to the agent
of this machine through the socket that training scripts use. From the moment the loss is said to
the moment the alert's row arrives on the live stream; up to a second of it is the agent's tick.
Needs a stack on this machine, so that both ends have one clock. The runs stay in the books.
"""

from __future__ import annotations

import json
import os
import queue
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

RULE = "LossNotFinite"


def agent_socket() -> str:
    """Where docs/reference/agent-protocol.md says it is."""
    if "TRAINWATT_SOCKET" in os.environ:
        return os.environ["TRAINWATT_SOCKET"]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/nowhere")
    for folder in ("/run/trainwatt", f"{runtime}/trainwatt", f"/tmp/trainwatt-{os.getuid()}"):
        if (path := Path(folder) / "agent.sock").exists():
            return str(path)
    sys.exit("no agent's socket here: start the stack with ./trainwatt up")


class Alerts:
    """Arrivals on the live stream, as the page gets them: run and time."""

    def __init__(self, base: str) -> None:
        self._arrived: queue.Queue[tuple[str, float]] = queue.Queue()
        self._ready = threading.Event()
        threading.Thread(target=self._listen, args=(base,), daemon=True).start()
        if not self._ready.wait(30):
            sys.exit(f"no live stream at {base}")

    def _listen(self, base: str) -> None:
        name = ""
        with urllib.request.urlopen(f"{base}/api/v1/live", timeout=60) as stream:
            for line in stream:
                now = time.time()
                text = line.decode().rstrip("\n")
                if text.startswith("event:"):
                    name = text[6:].strip()
                    if name == "ready":
                        self._ready.set()
                elif text.startswith("data:") and name == "alert" and self._ready.is_set():
                    alert = json.loads(text[5:])
                    if alert["rule"] == RULE:
                        self._arrived.put((alert["subject"], now))

    def of(self, run: str, seconds: float) -> float:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                subject, at = self._arrived.get(timeout=left)
            except queue.Empty:
                break
            if subject == f"run/{run}":
                return at
        sys.exit(f"no alert about {run} within {seconds:g} s")


def age(alerts: Alerts, agent: str) -> float:
    """Seconds from one loss that is no number to its alert."""
    process = subprocess.Popen(["sleep", "120"])
    run = ""
    try:
        with socket.socket(socket.AF_UNIX) as hook:
            hook.connect(agent)
            lines = hook.makefile("rw")

            def say(**line: object) -> None:
                lines.write(json.dumps(line) + "\n")
                lines.flush()

            def progress(step: int, loss: object) -> float:
                now = time.time()
                say(type="progress", wall_micros=int(now * 1e6),
                    monotonic_nanos=time.monotonic_ns(), phase="training",
                    step=step, steps=step, loss=loss)  # fmt: skip
                return now

            say(type="hello", v=1, pid=process.pid, source="hook", name="alert-latency")
            run = json.loads(lines.readline())["run"]
            for step in range(1, 4):
                progress(step, 2.5 / step)
                time.sleep(1)
            # At any moment between two ticks.
            time.sleep(random.random())
            said = progress(4, "NaN")
            return alerts.of(run, 60) - said
    finally:
        process.kill()
        process.wait()
        with socket.socket(socket.AF_UNIX) as command:
            command.connect(agent)
            command.sendall(json.dumps({"type": "ended", "run": run}).encode() + b"\n")
            command.recv(1024)


def main() -> None:
    base, times = sys.argv[1], int(sys.argv[2])
    agent = agent_socket()
    alerts = Alerts(base)
    measured = sorted(age(alerts, agent) for _ in range(times))
    for share in (0.5, 0.99):
        value = measured[min(len(measured) - 1, int(share * len(measured)))]
        print(f"p{share * 100:g} {value * 1000:.0f} ms of {len(measured)} alerts")


if __name__ == "__main__":
    main()
