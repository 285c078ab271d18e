# SPDX-License-Identifier: Apache-2.0
"""Which rank of how many this process is, as its launcher says."""

from __future__ import annotations

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


def _whole(text: str | None) -> int:
    try:
        return int(text) if text else -1
    except ValueError:
        return -1
