# SPDX-License-Identifier: Apache-2.0
"""What the collector advised this run to do, and what became of it."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

_log = logging.getLogger("trainwatt")

ACTS = ("stop", "dry-run")
_MOST_REMEMBERED = 1000


class Counsel:
    """Advice on its way from the sender's thread, which hears it, to the loop, which may follow it.

    Only `act="stop"` and advice that plainly says it is no dry run make `stop` true. Whatever is
    done, or is not, `outcomes` holds a line about it for the agent.
    """

    def __init__(self, act: str | None) -> None:
        self.act = act
        self.stop = False
        self.outcomes: deque[dict[str, Any]] = deque(maxlen=_MOST_REMEMBERED)
        self._began_micros = time.time_ns() // 1000
        self._heard: dict[tuple[str, str], None] = {}
        self._id = ""
        self._reason = ""
        self._followed = False

    @property
    def reason(self) -> str | None:
        """Why to stop, while that is advised."""
        return self._reason if self.stop else None

    def hear(self, message: Mapping[str, Any]) -> None:
        """A line of the agent. On the sender's thread."""
        advice, action = str(message.get("id", "")), str(message.get("action", ""))
        if self.act is None or not advice or (advice, action) in self._heard:
            return
        self._heard[advice, action] = None
        if len(self._heard) > _MOST_REMEMBERED:
            del self._heard[next(iter(self._heard))]
        given = message.get("wall_micros")
        if isinstance(given, int) and given < self._began_micros:
            # Of an earlier process of this run: whoever resumed it did so knowing of it.
            self._say("outdated", advice, None)
        elif action == "stop":
            self._advised_to_stop(message, advice)
        elif action == "withdraw":
            self._withdraw(advice)

    def _advised_to_stop(self, message: Mapping[str, Any], advice: str) -> None:
        reason = str(message.get("reason", ""))
        if self.act != "stop" or message.get("dry_run") is not False:
            _log.warning("trainwatt: would stop, as advised, but this is a dry run: %s", reason)
            self._say("dry_run", advice, None)
        elif not self.stop:
            self._id, self._reason = advice, reason
            self._say("heard", advice, None)
            self.stop = True

    def _withdraw(self, advice: str) -> None:
        late = self._followed
        if not late:
            self.stop = False
        self._say("too_late" if late else "withdrawn", advice, None)

    def followed(self, step: int | None) -> None:
        """The loop saw that it is to stop."""
        if not self._followed:
            self._followed = True
            _log.warning("trainwatt: stops, as advised: %s", self._reason or "to another rank")
            self._say("stopping", self._id, step)

    def ended(self, step: int | None) -> None:
        """The run is over."""
        if self.stop:
            self._say("stopped" if self._followed else "ignored", self._id, step)

    def _say(self, outcome: str, advice: str, step: int | None) -> None:
        if not advice:
            return  # told to another rank, which says what became of it
        line = {"type": "outcome", "id": advice, "outcome": outcome}
        self.outcomes.append(line if step is None else {**line, "step": step})
