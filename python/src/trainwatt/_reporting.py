# SPDX-License-Identifier: Apache-2.0
"""What the callbacks of all frameworks share."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Mapping
from typing import Any, Callable, TypeVar

from trainwatt._run import Run, track

_log = logging.getLogger("trainwatt")

_Method = TypeVar("_Method", bound=Callable[..., Any])

AGREE_EVERY = 10


def harmless(method: _Method) -> _Method:
    """Whatever goes wrong in it, the training goes on, and one warning says what is left out."""

    @functools.wraps(method)
    def guarded(self: Any, *args: Any, **more: Any) -> Any:
        try:
            return method(self, *args, **more)
        except Exception as problem:
            self._failed(method.__name__, problem)
            return None

    return guarded  # type: ignore[return-value]


class Reporting:
    """A callback's run: begun with the training, closed with it, never carried to another process.

    name, labels, run, act: as of `trainwatt.track`.
    """

    def __init__(
        self,
        name: str | None = None,
        labels: Mapping[str, str] | None = None,
        *,
        run: str | None = None,
        act: str | None = None,
    ) -> None:
        super().__init__()
        self._facts: dict[str, Any] = {"name": name, "labels": labels, "run": run, "act": act}
        self._run: Run | None = None
        self._agreement = Agreement(1)
        self._told: set[str] = set()

    @property
    def tracked(self) -> Run | None:
        """The run while it trains."""
        return self._run

    def _begin(self, **facts: Any) -> Run:
        """facts: more arguments of `track`."""
        self._end(finished=False)
        self._run = track(**{**self._facts, **facts})
        # A training that fails may end without telling its callbacks.
        self._run._finished_at_exit = False
        acts = self._run._counsel.act == "stop"
        self._agreement = Agreement(facts.get("world_size") or 1 if acts else 1)
        return self._run

    def _end(self, *, finished: bool) -> None:
        run, self._run = self._run, None
        if run is not None:
            run.close(finished=finished)

    def _must_stop(self) -> bool:
        """Asked once after each step, by every rank: all of them are told the same."""
        run = self._run
        if run is None or run._counsel.act != "stop":
            return False
        stop = self._agreement.reached(run._counsel.stop)
        if stop:
            run._counsel.stop = True
            return run.should_stop
        return False

    def _failed(self, where: str, problem: Exception) -> None:
        if where not in self._told:
            self._told.add(where)
            _log.warning("trainwatt: what %s tells is left out: %r", where, problem)

    def __getstate__(self) -> dict[str, Any]:
        # Copied and pickled by launchers and checkpoints; a run is of its own process alone.
        return {**self.__dict__, "_run": None, "_agreement": Agreement(1)}


class Agreement:
    """Whether any rank means to stop, so that all leave at the same step and none waits for ever.

    Only where several ranks train together through torch.distributed and act="stop" was asked for:
    every tenth step one number is exchanged in main memory, which an accelerator does not wait for.
    """

    def __init__(self, world_size: int) -> None:
        self._steps = 0
        self._group: Any = None
        self._distributed: Any = None
        if world_size > 1 and "torch" in sys.modules:
            import torch.distributed as distributed

            if distributed.is_available() and distributed.is_initialized():
                self._distributed = distributed
                self._group = distributed.new_group(backend="gloo")

    def reached(self, mine: bool) -> bool:
        if self._distributed is None:
            return mine
        self._steps += 1
        if self._steps % AGREE_EVERY:
            return False
        import torch

        wish = torch.tensor([int(mine)], dtype=torch.int32)
        self._distributed.all_reduce(wish, op=self._distributed.ReduceOp.MAX, group=self._group)
        return bool(wish.item())
