# SPDX-License-Identifier: Apache-2.0
"""For the Hugging Face Trainer.

    from trainwatt.huggingface import TrainwattCallback

    trainer = Trainer(..., callbacks=[TrainwattCallback(labels={"strategy": "dense"})])

transformers is imported with this module, never with `trainwatt` itself.
"""

from __future__ import annotations

from typing import Any

from trainwatt._reporting import Reporting, harmless

try:
    from transformers import TrainerCallback
except ImportError as problem:
    raise ImportError("trainwatt.huggingface needs Hugging Face transformers") from problem

__all__ = ["TrainwattCallback"]


class TrainwattCallback(Reporting, TrainerCallback):
    """Reports a Trainer's steps, samples, tokens, FLOPs, loss, learning rate and phases.

    Counts are of the whole job, so every rank's are the same and they are taken once; rank 0 speaks
    for the loss. Tokens are those of `state.num_input_tokens_seen`: they are known where
    `include_num_input_tokens_seen` is set. With act="stop", advice sets `should_training_stop`.
    """

    _seen_tokens = 0
    _seen_flops = 0
    _step = 0

    @harmless
    def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        model = more.get("model")
        self._begin(
            planned_steps=state.max_steps if state.max_steps > 0 else None,
            parameters=None if model is None else sum(p.numel() for p in model.parameters()),
            rank=args.process_index,
            world_size=args.world_size,
            scope="job",
        )
        self._step = state.global_step
        self._seen_tokens = int(state.num_input_tokens_seen)
        self._seen_flops = int(state.total_flos)
        self._batches = _Batches(more.get("train_dataloader"), args)

    @harmless
    def on_step_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        run = self._run
        if run is not None and run._phase in ("evaluation", "checkpoint"):
            run._enter("training")

    @harmless
    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        run = self._run
        if run is None:
            return
        run._advance(
            state.global_step - self._step,
            tokens=self._new_tokens(state),
            samples=self._batches.samples(self._step, state.global_step),
            step=state.global_step,
            epoch=state.epoch,
        )
        self._step = state.global_step
        if self._must_stop():
            control.should_training_stop = True
        self._enter_next(control)

    @harmless
    def on_epoch_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self._enter_next(control)

    def _enter_next(self, control: Any) -> None:
        """The Trainer evaluates and saves after this, in that order."""
        if self._run is not None and (control.should_evaluate or control.should_save):
            self._run._enter("evaluation" if control.should_evaluate else "checkpoint")

    @harmless
    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **more: Any) -> None:
        run = self._run
        if run is not None and logs and state.is_world_process_zero:
            loss, lr = logs.get("loss"), logs.get("learning_rate")
            if loss is not None or lr is not None:
                run._advance(0, loss=loss, lr=lr)

    @harmless
    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: Any = None, **more: Any
    ) -> None:
        run = self._run
        if run is None:
            return
        loss = (metrics or {}).get("eval_loss")
        if loss is not None and state.is_world_process_zero:
            run.evaluated(loss)
        run._enter("checkpoint" if control.should_save else "training")

    @harmless
    def on_save(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        run = self._run
        if run is not None:
            run._advance(0, flops=self._new_flops(state))
            run._enter("training")

    @harmless
    def on_train_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        run = self._run
        if run is not None:
            run._advance(0, tokens=self._new_tokens(state), flops=self._new_flops(state))
            self._end(finished=True)

    def _new_tokens(self, state: Any) -> int:
        seen = int(state.num_input_tokens_seen)
        new, self._seen_tokens = max(0, seen - self._seen_tokens), seen
        return new

    def _new_flops(self, state: Any) -> int:
        seen = int(state.total_flos)
        new, self._seen_flops = max(0, seen - self._seen_flops), seen
        return new


class _Batches:
    """How many samples each step of an epoch takes, over all ranks."""

    def __init__(self, loader: Any, args: Any) -> None:
        accumulated = max(1, args.gradient_accumulation_steps)
        ranks = max(1, args.world_size)
        batch = args.train_batch_size * ranks
        self._step_samples = batch * accumulated
        self._epoch_steps: int | None = None
        self._epoch_samples = 0
        try:
            batches = len(loader)
            samples = len(loader.sampler) if ranks == 1 else 0
        except (TypeError, AttributeError):
            return
        self._epoch_steps = max(1, -(-batches // accumulated))
        # Over several ranks the last batch is filled up, so that each has the same.
        whole = batches * batch
        self._epoch_samples = min(samples, whole) if samples else whole

    def samples(self, before: int, after: int) -> int:
        """Between two global steps."""
        return self._until(after) - self._until(before)

    def _until(self, step: int) -> int:
        if self._epoch_steps is None:
            return int(step * self._step_samples)
        epochs, rest = divmod(step, self._epoch_steps)
        rest = min(rest * self._step_samples, self._epoch_samples)
        return int(epochs * self._epoch_samples + rest)
