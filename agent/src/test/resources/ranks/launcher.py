# SPDX-License-Identifier: Apache-2.0
"""Starts four ranks with the environment that torchrun lays, and waits for them. Argument: the rendezvous' id."""

import os
import subprocess
import sys

RANKS = 4
HERE = os.path.dirname(os.path.abspath(__file__))

ranks = [
    subprocess.Popen(
        [sys.executable, os.path.join(HERE, "rank.py")],
        env={
            **os.environ,
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": str(RANKS),
            "LOCAL_WORLD_SIZE": str(RANKS),
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": "29500",
            "TORCHELASTIC_RUN_ID": sys.argv[1],
        },
    )
    for rank in range(RANKS)
]
sys.exit(max(rank.wait() for rank in ranks))
