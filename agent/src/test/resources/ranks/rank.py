# SPDX-License-Identifier: Apache-2.0
"""One of four ranks: twenty steps of its own loss, the third rank a straggler."""

import os
import time

import trainwatt

RANK = int(os.environ["RANK"])
STEPS = 20

with trainwatt.track(name="ranks") as run:
    for step in range(1, STEPS + 1):
        until = time.process_time() + (0.16 if RANK == 2 else 0.04)
        while time.process_time() < until:
            pass
        run.step(tokens=100, loss=RANK + 1 / step, step=step)
