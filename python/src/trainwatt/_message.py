# SPDX-License-Identifier: Apache-2.0
"""The lines of docs/reference/agent-protocol.md that a hook writes."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from trainwatt._numbers import on_the_wire, real

LONGEST_LINE = 64 * 1024
_MOST = 2**63 - 1


class State(NamedTuple):
    """How far a run is at one instant. Made whole, so a reader never sees half a step."""

    monotonic_nanos: int
    phase: str
    # None from a rank whose steps are rank 0's steps too.
    steps: int | None
    tokens: int
    samples: int
    flops: int
    step: int | None
    # In a tuple of its own, so that the same loss said twice can be told from one said once.
    loss: tuple[Any] | None
    val_loss: tuple[Any] | None
    lr: Any
    epoch: Any
    planned_steps: int | None


def line(message: Mapping[str, Any]) -> bytes:
    """One message as one line."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def progress(
    state: State, before: State | None, unusable: Callable[[str, Exception], None]
) -> bytes:
    """What is new since `before`, the last state this connection carried.

    A field whose value cannot be used is left out and told to `unusable`.
    """
    monotonic_now, wall_now = time.monotonic_ns(), time.time_ns()
    message: dict[str, Any] = {
        "type": "progress",
        "wall_micros": (wall_now - (monotonic_now - state.monotonic_nanos)) // 1000,
        "monotonic_nanos": state.monotonic_nanos,
        "phase": state.phase,
    }
    for name, total in (
        ("tokens", state.tokens),
        ("samples", state.samples),
        ("gigaflops", state.flops // 10**9),
    ):
        if total > _MOST:
            unusable(name, ValueError(f"{total} needs over 63 bits"))
        elif total:
            message[name] = total
    for name in ("steps", "step", "planned_steps"):
        if getattr(state, name) is not None:
            message[name] = getattr(state, name)
    for name in ("loss", "val_loss"):
        said = getattr(state, name)
        if said is not None and (before is None or said is not getattr(before, name)):
            _add(message, name, said[0], _loss, unusable)
    for name in ("lr", "epoch"):
        _add(message, name, getattr(state, name), _finite, unusable)
    return line(message)


def _add(
    message: dict[str, Any],
    name: str,
    value: Any,
    as_sent: Callable[[Any], float | str],
    unusable: Callable[[str, Exception], None],
) -> None:
    if value is None:
        return
    try:
        message[name] = as_sent(value)
    except Exception as problem:  # a foreign type may raise anything
        unusable(name, problem)


def _loss(value: Any) -> float | str:
    return on_the_wire(real(value))


def _finite(value: Any) -> float:
    number = real(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not finite")
    return number
