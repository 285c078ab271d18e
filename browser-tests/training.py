# SPDX-License-Identifier: Apache-2.0
"""A training for the browser tests: light, with a plan, phases and a falling loss; with --nan it breaks.

python3 training.py NAME [--nan] [LABEL=VALUE]...
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "python" / "src"))
import trainwatt

STEPS = 6_000


def main() -> None:
    name, *more = sys.argv[1:]
    broken = "--nan" in more
    labels = dict(pair.split("=", 1) for pair in more if pair != "--nan")
    with trainwatt.track(name, labels=labels, planned_steps=STEPS, parameters=10_000) as run:
        for step in range(1, STEPS + 1):
            work(0.03)
            loss = 1 + 3 / step**0.5
            run.step(tokens=256, loss=float("nan") if broken and step > 10 else loss)
            with run.phase("data_wait"):
                time.sleep(0.15)
            if step % 15 == 0 and not broken:
                with run.phase("evaluation"):
                    work(0.05)
                    run.evaluated(loss + 0.1)


def work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        sum(range(200))


main()
