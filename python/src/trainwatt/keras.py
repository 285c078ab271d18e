# SPDX-License-Identifier: Apache-2.0
"""For Keras 3, on any of its backends.

    from trainwatt.keras import TrainwattCallback

    model.fit(x, y, batch_size=32, callbacks=[TrainwattCallback(batch_size=32, samples=len(x))])

Keras is imported with this module, never with `trainwatt` itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainwatt._numbers import OffHost, real
from trainwatt._reporting import Reporting, harmless

try:
    from keras.callbacks import Callback
except ImportError as problem:
    raise ImportError("trainwatt.keras needs Keras 3") from problem

__all__ = ["TrainwattCallback"]


class TrainwattCallback(Reporting, Callback):
    """Reports a fit's steps, samples, loss, learning rate and phases.

    batch_size, samples: what `fit` does not tell its callbacks: samples a batch and an epoch.
    Without batch_size no samples are counted; without samples every batch is taken for full.

    Counts are of the whole job. The loss is the one that Keras shows, its mean over the epoch so
    far; one on an accelerator is told at the end of each epoch. With act="stop", advice sets
    `model.stop_training`.
    """

    def __init__(
        self,
        name: str | None = None,
        labels: Mapping[str, str] | None = None,
        *,
        run: str | None = None,
        act: str | None = None,
        batch_size: int | None = None,
        samples: int | None = None,
    ) -> None:
        super().__init__(name, labels, run=run, act=act)
        self._batch_size = batch_size
        self._samples = samples
        self._batches = 0
        self._epoch_batches = 0
        self._accumulated = 1
        self._first_step = 0

    @harmless
    def on_train_begin(self, logs: Any = None) -> None:
        optimizer = getattr(self.model, "optimizer", None)
        self._accumulated = getattr(optimizer, "gradient_accumulation_steps", None) or 1
        self._first_step = _iterations(optimizer)
        self._batches = self._epoch_batches = 0
        epochs, batches = self.params.get("epochs"), self.params.get("steps")
        planned = epochs * batches // self._accumulated if epochs and batches else None
        self._begin(
            planned_steps=None if planned is None else self._first_step + planned,
            parameters=self.model.count_params() if self.model.built else None,
            scope="job",
        )

    @harmless
    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch_batches = 0
        if self._run is not None:
            self._run._enter("training")

    @harmless
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        run = self._run
        if run is None:
            return
        # With steps_per_execution several batches end at once, and the last is told.
        new = batch + 1 - self._epoch_batches
        before = self._batches // self._accumulated
        samples = self._until(batch + 1) - self._until(self._epoch_batches)
        self._batches += new
        self._epoch_batches = batch + 1
        steps = self._batches // self._accumulated
        run._advance(
            steps - before,
            samples=samples,
            step=self._first_step + steps,
            loss=_on_host((logs or {}).get("loss")),
        )
        if self._must_stop():
            self.model.stop_training = True

    def _until(self, batches: int) -> int:
        """Samples of an epoch's first batches."""
        if self._batch_size is None:
            return 0
        whole = batches * self._batch_size
        return whole if self._samples is None else min(whole, self._samples)

    @harmless
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        run = self._run
        if run is not None:
            said = logs or {}
            run._advance(
                0,
                loss=said.get("loss"),
                lr=_rate(getattr(self.model, "optimizer", None)),
                epoch=epoch + 1,
            )

    @harmless
    def on_test_begin(self, logs: Any = None) -> None:
        if self._run is not None:
            self._run._enter("evaluation")

    @harmless
    def on_test_end(self, logs: Any = None) -> None:
        run = self._run
        if run is not None:
            loss = _on_host((logs or {}).get("loss"))
            if loss is not None:
                run.evaluated(loss)
            run._enter("training")

    @harmless
    def on_train_end(self, logs: Any = None) -> None:
        self._end(finished=True)


def _on_host(loss: Any) -> Any:
    """The loss, or None while to read it the training would have to wait."""
    if loss is None or isinstance(loss, float):
        return loss
    try:
        return real(loss)
    except OffHost:
        return None


def _iterations(optimizer: Any) -> int:
    try:
        return int(_number(optimizer.iterations))
    except Exception:  # not built yet, or no optimizer at all
        return 0


def _rate(optimizer: Any) -> float | None:
    try:
        return _number(optimizer.learning_rate)
    except Exception:
        return None


def _number(variable: Any) -> float:
    from keras import ops

    return float(ops.convert_to_numpy(variable))
