# SPDX-License-Identifier: Apache-2.0
"""Which rank of how many this process is, of which job, and whether it outlives its training."""

from __future__ import annotations

import builtins
import hashlib
import os
import re
import sys
import time
from collections.abc import Mapping

# srun sets the step's own count; a batch script sees only that of the whole job.
_LAUNCHERS = (
    ("RANK", ("WORLD_SIZE",)),
    ("SLURM_PROCID", ("SLURM_STEP_NUM_TASKS", "SLURM_NTASKS")),
)


def rank_and_world_size(environment: Mapping[str, str]) -> tuple[int, int]:
    """From torchrun's variables, else Slurm's, else the only rank of one."""
    for rank_name, size_names in _LAUNCHERS:
        for size_name in size_names:
            rank = _whole(environment.get(rank_name))
            size = _whole(environment.get(size_name))
            if 0 <= rank < size:
                return rank, size
    return 0, 1


def job(environment: Mapping[str, str]) -> str | None:
    """A name that all ranks of a torchrun job share and no other job has; None where there is none.

    The rendezvous' id where its user or `--standalone` gave one. Without one, on a single node, the
    launcher that all ranks are children of.
    """
    if "TORCHELASTIC_RUN_ID" not in environment:
        return None
    given = environment["TORCHELASTIC_RUN_ID"]
    if given not in ("", "none"):
        return "torchrun-" + re.sub(r"[^A-Za-z0-9._-]", "-", given)[:80]
    if environment.get("LOCAL_WORLD_SIZE") != environment.get("WORLD_SIZE"):
        return None
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            boot = file.read()
        parent = os.getppid()
        with open(f"/proc/{parent}/stat") as file:
            started = file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError, ValueError):
        return None
    told = f"{boot} {parent} {started}".encode()
    return "torchrun-" + hashlib.sha256(told).hexdigest()[:12]


def prompted() -> bool:
    """Whether somebody goes on in this process after a training: in a notebook, at a prompt."""
    return hasattr(sys, "ps1") or hasattr(builtins, "get_ipython")


def new_run() -> str:
    """A run's id, as the agent makes them."""
    return time.strftime("%Y%m%d-%H%M%S-", time.gmtime()) + os.urandom(3).hex()


def pid_namespace() -> int | None:
    """Inode of the namespace that this process's pid is of."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return None


def _whole(text: str | None) -> int:
    try:
        return int(text) if text else -1
    except ValueError:
        return -1
