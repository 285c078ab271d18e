# SPDX-License-Identifier: Apache-2.0
"""Numbers as trainings have them: plain ones, NumPy scalars, tensors of one element."""

from __future__ import annotations

import math
from typing import Any

_MOST = 2**63 - 1


class OffHost(ValueError):
    """The number lies on an accelerator: to read it would make the training wait for it."""


def real(value: Any) -> float:
    """The value as a float.

    Raises OffHost for a tensor on an accelerator; whatever the value raises if it is no number.
    """
    if isinstance(value, (float, int)):
        return float(value)
    device = getattr(value, "device", None)
    if callable(device):
        device = device()
    if device is not None and "cpu" not in str(device).lower():
        raise OffHost(f"it is on {device}; pass loss.item() at the steps you log")
    item = getattr(value, "item", None)
    return float(item() if callable(item) else value)


def whole(value: Any) -> int:
    """The value as a whole number that is not negative.

    Raises OffHost as real does; ValueError if it is negative, has a fraction or needs over 63 bits.
    """
    number = value if isinstance(value, int) else real(value)
    if not 0 <= number <= _MOST or number != int(number):
        raise ValueError(f"{number!r} is not a count")
    return int(number)


def on_the_wire(value: float) -> float | str:
    """JSON has no word for a loss that is no number, so it goes by name."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"
