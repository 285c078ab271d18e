#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How old is a sample when the live page gets it? Listens as the page does.

    python3 benchmarks/page_latency.py http://127.0.0.1:8484 60

Needs a stack on this machine, so that both ends have one clock. The age is from the moment the
devices were read to the moment the event arrived; up to one tick more passes before it is drawn.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request


def ages(base: str, seconds: float) -> list[float]:
    """Seconds between reading and arrival, of every new series point of a node."""
    found: list[float] = []
    name = ""
    ready = False
    until = time.monotonic() + seconds
    with urllib.request.urlopen(f"{base}/api/v1/live", timeout=30) as stream:
        for line in stream:
            text = line.decode().rstrip("\n")
            if text.startswith("event:"):
                name = text[6:].strip()
                ready = ready or name == "ready"
            elif text.startswith("data:") and name == "series" and ready:
                event = json.loads(text[5:])
                if event["subject"].startswith("node/"):
                    found.append(time.time() - event["point"]["toMicros"] / 1e6)
            if time.monotonic() > until:
                return found
    return found


def main() -> None:
    measured = sorted(ages(sys.argv[1], float(sys.argv[2])))
    if not measured:
        sys.exit("no sample arrived")
    for share in (0.5, 0.99):
        value = measured[min(len(measured) - 1, int(share * len(measured)))]
        print(f"p{share * 100:g} {value * 1000:.0f} ms of {len(measured)} samples")


if __name__ == "__main__":
    main()
