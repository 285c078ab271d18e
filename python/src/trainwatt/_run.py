# SPDX-License-Identifier: Apache-2.0
"""A training run, as its own script sees it."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import socket
import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from trainwatt._counsel import ACTS, Counsel
from trainwatt._launcher import job, new_run, pid_namespace, prompted, rank_and_world_size
from trainwatt._message import LONGEST_LINE, State, line
from trainwatt._numbers import whole
from trainwatt._sender import Sender

_log = logging.getLogger("trainwatt")

_CLOSE_SECONDS = 1.0
_PHASES = ("training", "evaluation", "checkpoint", "data_wait", "setup")
_SCOPES = ("rank", "job")


def track(
    name: str | None = None,
    labels: Mapping[str, str] | None = None,
    *,
    run: str | None = None,
    planned_steps: int | None = None,
    parameters: int | None = None,
    active_parameters: int | None = None,
    rank: int | None = None,
    world_size: int | None = None,
    scope: str = "rank",
    act: str | None = None,
) -> Run:
    """Begins to report this process's training; use it in a `with`, or call `close()` yourself.

    name, labels: what the run is called and compared by, such as {"strategy": "sparse-attention"}.
    run: an existing run's id; by default $TRAINWATT_RUN, else the agent decides by the process. In
    a notebook or at a prompt a name makes a run of its own, which ends when this is closed.
    planned_steps: the last step the run means to take, for the forecast.
    parameters, active_parameters: the model's size; active is what one token passes through.
    rank, world_size: by default as torchrun or Slurm say.
    scope: "rank" if counts are of this rank alone, "job" if each rank counts the whole job's work.
    Either way a job has the steps of its rank 0, since all ranks take the same ones.
    act: what to do with the collector's advice to stop: "stop" makes `should_stop` true, "dry-run"
    only says what would be done; by default $TRAINWATT_ACT, else advice is not asked for.

    Never waits for the agent and raises nothing: a value that cannot be used is left out with one
    warning. A forked child reports nothing through a run it inherited; it may begin its own.
    """
    known_rank, known_size = rank_and_world_size(os.environ)
    wanted = act or os.environ.get("TRAINWATT_ACT") or None
    acts = wanted if wanted is None or wanted in ACTS else _left_out("act", wanted, None)
    hello: dict[str, Any] = {
        "type": "hello",
        "v": 1,
        "pid": os.getpid(),
        "source": "hook",
        "rank": known_rank if rank is None else rank,
        "world_size": known_size if world_size is None else world_size,
        "scope": scope if scope in _SCOPES else _left_out("scope", scope, "rank"),
        "run": run or os.environ.get("TRAINWATT_RUN") or None,
        "job": job(os.environ),
        "pid_namespace": pid_namespace(),
        "act": acts,
        "name": None if name is None else str(name),
        "labels": _labels(labels),
        "planned_steps": planned_steps,
        "parameters": parameters,
        "active_parameters": active_parameters,
    }
    for count in ("rank", "world_size", "planned_steps", "parameters", "active_parameters"):
        hello[count] = _count_or_none(count, hello[count])
    own = name is not None and not hello["run"] and hello["world_size"] == 1 and prompted()
    if own:
        hello["run"] = new_run()
    said = {key: value for key, value in hello.items() if value not in (None, {})}
    if len(line(said)) > LONGEST_LINE:
        said.pop("labels", None)
        said.pop("name", None)
        _left_out("labels and name", "over 64 KiB", None)
    return Run(said, hello["planned_steps"], acts, own=own)


class Run:
    """What `track` gives. Its methods are for the one thread that trains.

    Each sets a few fields and returns: a step costs about a microsecond, whatever the agent does.
    """

    def __init__(
        self,
        hello: dict[str, Any],
        planned_steps: int | None,
        act: str | None = None,
        *,
        own: bool = False,
    ) -> None:
        self._id: str | None = None
        self._phase = "setup"
        self._steps = self._tokens = self._samples = self._flops = 0
        self._step: int | None = None
        self._loss: tuple[Any] | None = None
        self._val_loss: tuple[Any] | None = None
        self._lr: Any = None
        self._epoch: Any = None
        self._planned_steps = planned_steps
        self._tells_steps = hello.get("scope") == "job" or hello.get("rank", 0) == 0
        self._state = self._now()
        # What it is told to be when the interpreter ends with the run still open.
        self._finished_at_exit = True
        self._counsel = Counsel(act)
        self._sender = _start(hello, self, hello["run"] if own else None)

    @property
    def id(self) -> str | None:
        """The run's id, once the agent has said it."""
        if self._sender is not None:
            self._id = self._sender.run_id
        return self._id

    @property
    def should_stop(self) -> bool:
        """Whether to end the training now, cleanly. True only with `act="stop"`.

        Ask once a step and leave the loop when it is true: asking is taken for following. It is
        this process's own answer: where several ranks train together, agree before anyone leaves.
        """
        if not self._counsel.stop:
            return False
        self._counsel.followed(self._step)
        return True

    @property
    def stop_reason(self) -> str | None:
        """Why to stop, in the collector's words, while that is advised."""
        return self._counsel.reason

    def step(
        self,
        tokens: int | None = None,
        *,
        samples: int | None = None,
        flops: int | None = None,
        loss: Any = None,
        lr: Any = None,
        epoch: Any = None,
        step: int | None = None,
    ) -> None:
        """One optimizer step is done.

        tokens, samples, flops: the work of this step alone. step: the framework's own number of it.
        loss, lr, epoch: numbers, or tensors of one element in host memory. One on an accelerator is
        left out, since reading it would make the training wait: pass loss.item() where you log it.
        """
        try:
            if tokens is not None:
                self._tokens += tokens if type(tokens) is int and tokens >= 0 else whole(tokens)
            if samples is not None:
                self._samples += (
                    samples if type(samples) is int and samples >= 0 else whole(samples)
                )
            if flops is not None:
                self._flops += flops if type(flops) is int and flops >= 0 else whole(flops)
            if step is not None:
                self._step = step if type(step) is int and step >= 0 else whole(step)
        except Exception as problem:
            self._unusable("a count of step()", problem)
        self._steps += 1
        if loss is not None:
            self._loss = (loss,)
        if lr is not None:
            self._lr = lr
        if epoch is not None:
            self._epoch = epoch
        if self._phase == "setup":
            self._phase = "training"
        self._state = self._now()

    def evaluated(self, val_loss: Any) -> None:
        """A validation loss is known; what a `loss` may be, it may be."""
        self._val_loss = (val_loss,)
        self._state = self._now()

    def plan(self, steps: int) -> None:
        """The last step the run now means to take."""
        planned = _count_or_none("planned steps", steps)
        if planned is not None:
            self._planned_steps = planned
            self._state = self._now()

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What the block does: "training", "evaluation", "checkpoint", "data_wait" or "setup"."""
        before = self._phase
        self._enter(name if name in _PHASES else _left_out("phase", name, before))
        try:
            yield
        finally:
            self._enter("training" if before == "setup" and self._steps else before)

    def close(self, *, finished: bool = True) -> None:
        """Sends the last state and leaves, in a second at most; later calls do nothing.

        finished: the run is over; False if it broke off.
        """
        sender, self._sender = self._sender, None
        _live.discard(self)
        if sender is None:
            return
        if finished:
            self._enter("finished")
        self._counsel.ended(self._step)
        try:
            sender.close(_CLOSE_SECONDS)
            self._id = sender.run_id
        except Exception:
            _log.debug("the hook could not say good-bye", exc_info=True)

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(finished=kind is None)

    def _enter(self, phase: str) -> None:
        self._phase = phase
        self._state = self._now()

    def _advance(
        self,
        steps: int,
        *,
        tokens: int = 0,
        samples: int = 0,
        flops: int = 0,
        step: int | None = None,
        loss: Any = None,
        lr: Any = None,
        epoch: Any = None,
    ) -> None:
        """For frameworks that count by themselves: as step(), of any number of steps."""
        self._steps += steps
        self._tokens += tokens
        self._samples += samples
        self._flops += flops
        if step is not None:
            self._step = step
        if loss is not None:
            self._loss = (loss,)
        if lr is not None:
            self._lr = lr
        if epoch is not None:
            self._epoch = epoch
        if steps:
            self._phase = "training"
        self._state = self._now()

    def _now(self) -> State:
        return State(
            time.monotonic_ns(),
            self._phase,
            self._steps if self._tells_steps else None,
            self._tokens,
            self._samples,
            self._flops,
            self._steps if self._step is None and not self._tells_steps else self._step,
            self._loss,
            self._val_loss,
            self._lr,
            self._epoch,
            self._planned_steps,
        )

    def _unusable(self, what: str, problem: Exception) -> None:
        if self._sender is not None:
            self._sender.warn_once(what, problem)

    def _forget(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.forget()


_live: set[Run] = set()


def _start(hello: dict[str, Any], run: Run, ends: str | None) -> Sender | None:
    try:
        if not hasattr(socket, "AF_UNIX"):
            return None
        sender = Sender(hello, lambda: run._state, run._counsel, ends)
        _live.add(run)
        return sender
    except Exception:
        # No thread, no descriptor left: the training goes on unseen.
        _log.debug("the hook could not start", exc_info=True)
        return None


def _labels(labels: Any) -> dict[str, str]:
    try:
        return {str(key): str(value) for key, value in dict(labels or {}).items()}
    except Exception as problem:
        _left_out("labels", problem, None)
        return {}


def _count_or_none(what: str, value: Any) -> int | None:
    try:
        return None if value is None else whole(value)
    except Exception as problem:
        _left_out(what, problem, None)
        return None


def _left_out(what: str, why: Any, instead: Any) -> Any:
    _log.warning("trainwatt: %s is left out: %s", what, why)
    return instead


def _close_all() -> None:
    for run in list(_live):
        run.close(finished=run._finished_at_exit)


def _forget_all() -> None:
    # The agent sees the parent's connection alone; a worker must neither speak on it nor hold it.
    for run in list(_live):
        run._forget()
    _live.clear()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
