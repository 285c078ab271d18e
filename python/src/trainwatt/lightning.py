# SPDX-License-Identifier: Apache-2.0
"""For the Lightning Trainer, whether imported as `lightning` or as `pytorch_lightning`.

    from trainwatt.lightning import TrainwattCallback

    trainer = Trainer(..., callbacks=[TrainwattCallback(labels={"strategy": "dense"})])

Lightning is imported with this module, never with `trainwatt` itself.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trainwatt._reporting import Reporting, harmless

if TYPE_CHECKING:
    from lightning.pytorch import Callback
else:
    # The two are separate classes; the Trainer in use takes its own alone.
    _first = "pytorch_lightning" in sys.modules and "lightning.pytorch" not in sys.modules
    _names = ["lightning.pytorch", "pytorch_lightning"]
    for _name in reversed(_names) if _first else _names:
        try:
            Callback = __import__(_name, fromlist=["Callback"]).Callback
            break
        except ImportError:
            continue
    else:
        raise ImportError("trainwatt.lightning needs lightning or pytorch_lightning")

__all__ = ["TrainwattCallback"]


class TrainwattCallback(Reporting, Callback):
    """Reports a Trainer's steps, samples, loss, learning rate and phases.

    val_loss: the name under which the module logs its validation loss.

    Counts are of the whole job; rank 0 speaks for the loss. A step is one of the optimizer's, as
    `trainer.global_step` counts. A loss on an accelerator is read at the Trainer's own logging
    steps only. With act="stop", advice sets `trainer.should_stop`.
    """

    def __init__(
        self,
        name: str | None = None,
        labels: Mapping[str, str] | None = None,
        *,
        run: str | None = None,
        act: str | None = None,
        val_loss: str = "val_loss",
    ) -> None:
        super().__init__(name, labels, run=run, act=act)
        self._val_loss = val_loss
        self._step = 0

    @harmless
    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:
        self._begin(
            parameters=_parameters(pl_module),
            rank=trainer.global_rank,
            world_size=trainer.world_size,
            scope="job",
        )

    @harmless
    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        self._step = trainer.global_step
        run = self._run
        if run is not None:
            planned = trainer.estimated_stepping_batches
            if math.isfinite(planned) and planned > 0:
                run.plan(int(planned))
            run._enter("training")

    @harmless
    def on_train_batch_start(self, trainer: Any, pl_module: Any, *batch: Any) -> None:
        run = self._run
        if run is not None and run._phase != "training":
            run._enter("training")

    @harmless
    def on_train_batch_end(
        self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        run = self._run
        if run is None:
            return
        at = trainer.global_step
        run._advance(
            at - self._step,
            samples=_size(batch) * trainer.world_size,
            step=at,
            loss=self._loss(trainer, outputs) if trainer.global_rank == 0 else None,
            lr=_rate(trainer),
            epoch=trainer.current_epoch,
        )
        self._step = at
        if self._must_stop():
            trainer.should_stop = True

    @staticmethod
    def _loss(trainer: Any, outputs: Any) -> Any:
        loss = outputs.get("loss") if isinstance(outputs, Mapping) else outputs
        if loss is None:
            return None
        divided = trainer.accumulate_grad_batches
        if getattr(getattr(loss, "device", None), "type", "cpu") == "cpu":
            return loss if divided == 1 else loss * divided
        every = trainer.log_every_n_steps
        if trainer.loggers and every and trainer.global_step % every == 0:
            return loss.item() * divided
        return None

    @harmless
    def on_validation_start(self, trainer: Any, pl_module: Any) -> None:
        run = self._run
        if run is not None and not trainer.sanity_checking:
            run._enter("evaluation")

    @harmless
    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        run = self._run
        if run is None or trainer.sanity_checking:
            return
        loss = trainer.callback_metrics.get(self._val_loss)
        if loss is not None and trainer.global_rank == 0:
            run.evaluated(loss.item() if hasattr(loss, "item") else loss)
        run._enter("training")

    @harmless
    def on_save_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: Any) -> None:
        # Until the next batch begins: nothing tells the end of the writing.
        if self._run is not None:
            self._run._enter("checkpoint")

    @harmless
    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._end(finished=False)

    @harmless
    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        self._end(finished=True)


def _parameters(module: Any) -> int | None:
    try:
        return int(sum(parameter.numel() for parameter in module.parameters()))
    except Exception:  # lazy ones have no size yet
        return None


def _rate(trainer: Any) -> Any:
    optimizers = trainer.optimizers
    return optimizers[0].param_groups[0].get("lr") if optimizers else None


def _size(batch: Any) -> int:
    """Samples of a batch: the length of its first tensor; 0 where there is none."""
    for _ in range(4):
        shape = getattr(batch, "shape", None)
        if shape is not None:
            return int(shape[0]) if len(shape) else 1
        if isinstance(batch, Mapping):
            batch = next(iter(batch.values()), None)
        elif isinstance(batch, (list, tuple)) and batch:
            batch = batch[0]
        else:
            return 0
    return 0
