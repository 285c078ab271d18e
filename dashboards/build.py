#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the boards, each of which answers one question: dashboards/build.py after a change in boards/."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

sys.dont_write_bytecode = True
from boards import carbon, compare, fleet, health, node, one_run, prometheus, waste  # noqa: E402
from boards.influx import Influx  # noqa: E402
from boards.panels import Json  # noqa: E402

HERE = Path(__file__).resolve().parent
INFLUX: dict[str, Callable[[Influx], Json]] = {
    "fleet.json": fleet.make,
    "one-run.json": one_run.make,
    "compare-runs.json": compare.make,
    "waste.json": waste.make,
    "carbon.json": carbon.make,
    "node.json": node.make,
    "health.json": health.make,
}
PROMETHEUS: dict[str, Callable[[], Json]] = {
    "prometheus/fleet.json": prometheus.fleet,
    "prometheus/one-run.json": prometheus.run,
    "prometheus/health.json": prometheus.health,
}


def texts(db: Influx) -> dict[str, str]:
    boards = {file: make(db) for file, make in INFLUX.items()}
    boards |= {file: make() for file, make in PROMETHEUS.items()}
    return {file: json.dumps(board, indent=2, ensure_ascii=False) + "\n" for file, board in boards.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only see whether they are current")
    parser.add_argument(
        "--kept",
        metavar="POLICY",
        default="",
        help="for a site that keeps minutes, hours and alerts in a retention policy of their own "
        "while raw points go to the default one",
    )
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=HERE, help="where to")
    asked = parser.parse_args()
    stale = {}
    for file, text in texts(Influx(asked.kept)).items():
        path = asked.to / file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale[path] = text
    if asked.check and stale:
        names = ", ".join(path.relative_to(asked.to).as_posix() for path in stale)
        print(f"run dashboards/build.py: not current are {names}", file=sys.stderr)
        return 1
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
