# SPDX-License-Identifier: Apache-2.0
"""Tiny, randomly initialised trainings of the real frameworks.

    python tiny.py FRAMEWORK [--hook] [--act stop] [--writes tensorboard] ...

Prints one line of JSON: what the framework itself says of the training. Nothing is downloaded.
With --writes it tells of itself as its framework does unasked or by its own logger, in --folder:
console, tensorboard, csv, state, jsonl.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any, Callable

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

SAMPLES = 37
BATCH = 4
WORDS = 16


def huggingface(options: argparse.Namespace) -> dict[str, Any]:
    import torch
    from transformers import (
        GPT2Config,
        GPT2LMHeadModel,
        Trainer,
        TrainerCallback,
        TrainingArguments,
    )

    torch.manual_seed(1)
    model = GPT2LMHeadModel(
        GPT2Config(vocab_size=64, n_positions=WORDS, n_embd=16, n_layer=1, n_head=2)
    )
    words = torch.randint(0, 64, (SAMPLES, WORDS), generator=torch.Generator().manual_seed(2))
    data = [{"input_ids": row, "labels": row} for row in words]

    class Slow(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            time.sleep(options.pause)

    callbacks: list[Any] = [Slow()]
    if options.hook:
        from trainwatt.huggingface import TrainwattCallback

        callbacks.append(TrainwattCallback(options.name, act=options.act))
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model=model,
            args=TrainingArguments(
                output_dir=options.folder or folder,
                per_device_train_batch_size=BATCH,
                per_device_eval_batch_size=BATCH,
                gradient_accumulation_steps=2,
                num_train_epochs=options.epochs,
                logging_steps=1,
                eval_strategy="epoch",
                # A checkpoint tells of progress, too: only where that is what is to be read.
                save_strategy="epoch"
                if options.folder and options.writes in ("", "state")
                else "no",
                include_num_input_tokens_seen="all",
                report_to=["tensorboard"] if options.writes == "tensorboard" else [],
                disable_tqdm=options.writes != "console",
                use_cpu=True,
                seed=3,
            ),
            train_dataset=data,
            eval_dataset=data[:8],
            callbacks=callbacks,
        )
        done = trainer.train(resume_from_checkpoint=options.resume or None)
        state = trainer.state
        logged = [entry for entry in state.log_history if "loss" in entry]
        evaluated = [entry for entry in state.log_history if "eval_loss" in entry]
        return {
            "step": state.global_step,
            "planned_steps": state.max_steps,
            "loss": logged[-1]["loss"],
            "losses": [entry["loss"] for entry in logged],
            "lr": logged[-1]["learning_rate"],
            "val_loss": evaluated[-1]["eval_loss"] if evaluated else None,
            "samples": round(
                done.metrics["train_samples_per_second"] * done.metrics["train_runtime"]
            ),
            "tokens": int(state.num_input_tokens_seen),
            "gigaflops": int(state.total_flos) // 10**9,
            "parameters": sum(p.numel() for p in model.parameters()),
        }


def lightning(options: argparse.Namespace) -> dict[str, Any]:
    import warnings

    import lightning.pytorch as pl
    import torch

    warnings.simplefilter("ignore")
    torch.manual_seed(1)
    seen = {"samples": 0}

    class Line(pl.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(8, 1)

        def training_step(self, batch: Any, number: int) -> Any:
            x, y = batch
            seen["samples"] += len(x)
            time.sleep(options.pause)
            loss = torch.nn.functional.mse_loss(self.layer(x), y)
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch: Any, number: int) -> None:
            x, y = batch
            self.log("val_loss", torch.nn.functional.mse_loss(self.layer(x), y))

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.01)

    source = torch.Generator().manual_seed(2)
    x = torch.randn(SAMPLES, 8, generator=source)
    data = torch.utils.data.TensorDataset(x, x.sum(1, keepdim=True))
    callbacks: list[Any] = []
    if options.hook:
        from trainwatt.lightning import TrainwattCallback

        callbacks.append(TrainwattCallback(options.name, act=options.act))
    module = Line()
    with tempfile.TemporaryDirectory() as folder:
        where = options.folder or folder
        logger: Any = False
        if options.writes == "csv":
            logger = pl.loggers.CSVLogger(where, flush_logs_every_n_steps=1)
        elif options.writes == "tensorboard":
            logger = pl.loggers.TensorBoardLogger(where)
        trainer = pl.Trainer(
            max_epochs=options.epochs,
            accelerator="cpu",
            accumulate_grad_batches=2,
            callbacks=callbacks,
            default_root_dir=where,
            logger=logger,
            log_every_n_steps=1,
            enable_progress_bar=options.writes == "console",
            enable_model_summary=False,
        )
        loader = torch.utils.data.DataLoader
        trainer.fit(module, loader(data, BATCH), loader(data, BATCH))
    return {
        "step": trainer.global_step,
        "loss": float(trainer.callback_metrics["train_loss"]),
        "val_loss": float(trainer.callback_metrics["val_loss"]),
        "samples": seen["samples"],
        "lr": trainer.optimizers[0].param_groups[0]["lr"],
        "parameters": sum(p.numel() for p in module.parameters()),
    }


def keras(options: argparse.Namespace) -> dict[str, Any]:
    import keras as k
    import numpy

    k.utils.set_random_seed(1)
    source = numpy.random.default_rng(2)
    x = source.normal(size=(SAMPLES, 8)).astype("float32")
    y = x.sum(1, keepdims=True)
    model = k.Sequential([k.Input((8,)), k.layers.Dense(4, activation="relu"), k.layers.Dense(1)])
    model.compile(optimizer=k.optimizers.SGD(0.01), loss="mse")

    class Slow(k.callbacks.Callback):  # type: ignore[misc]
        batches = 0

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            Slow.batches += 1
            time.sleep(options.pause)

    callbacks: list[Any] = [Slow()]
    if options.hook:
        from trainwatt.keras import TrainwattCallback

        callbacks.append(
            TrainwattCallback(options.name, act=options.act, batch_size=BATCH, samples=SAMPLES)
        )
    if options.writes == "csv":
        callbacks.append(k.callbacks.CSVLogger(os.path.join(options.folder, "training.log")))
    history = model.fit(
        x,
        y,
        batch_size=BATCH,
        epochs=options.epochs,
        validation_data=(x[:8], y[:8]),
        callbacks=callbacks,
        verbose=1 if options.writes == "console" else 0,
    )
    steps = int(k.ops.convert_to_numpy(model.optimizer.iterations))
    a_epoch = -(-SAMPLES // BATCH)
    return {
        "step": steps,
        "batches": Slow.batches,
        "loss": history.history["loss"][-1],
        "val_loss": history.history["val_loss"][-1],
        "samples": steps // a_epoch * SAMPLES + steps % a_epoch * BATCH,
        "lr": float(k.ops.convert_to_numpy(model.optimizer.learning_rate)),
        "parameters": model.count_params(),
    }


def loop(options: argparse.Namespace) -> dict[str, Any]:
    """A plain loop; under torchrun a data-parallel one, each rank with its own loss."""
    import torch
    import torch.distributed as distributed

    torch.set_num_threads(1)
    rank, ranks = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if ranks > 1:
        distributed.init_process_group("gloo")
    torch.manual_seed(1)
    model: Any = torch.nn.Linear(8, 1)
    if ranks > 1:
        model = torch.nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    source = torch.Generator().manual_seed(2 + rank)
    run: Any = None
    if options.hook:
        import trainwatt

        run = trainwatt.track(options.name, act=options.act, planned_steps=options.epochs * 10)
    step, last = 0, 0.0
    tell = teller(options)
    for x in itertools.islice(batches(options, source), options.epochs * 10):
        loss = torch.nn.functional.mse_loss(model(x), x.sum(1, keepdim=True))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step, last = step + 1, loss.item()
        time.sleep(options.pause)
        if tell is not None:
            tell(step, last)
        if run is not None:
            run.step(samples=BATCH, loss=last, lr=0.01, step=step)
            if run.should_stop:
                break
    if run is not None:
        run.close()
    if ranks > 1:
        distributed.destroy_process_group()
    return {"step": step, "loss": last, "samples": step * BATCH, "lr": 0.01, "rank": rank}


def batches(options: argparse.Namespace, source: Any) -> Iterator[Any]:
    """Endless; from worker processes that are forked while the run is open, where asked for."""
    import torch

    while not options.workers:
        yield torch.randn(BATCH, 8, generator=source)
    rows = torch.utils.data.TensorDataset(torch.randn(10 * BATCH, 8, generator=source))
    while True:
        for (x,) in torch.utils.data.DataLoader(rows, BATCH, num_workers=options.workers):
            yield x


def teller(options: argparse.Namespace) -> Callable[[int, float], None] | None:
    """How a plain loop tells of its steps without us."""
    path = os.path.join(options.folder, "train")
    if options.writes == "tensorboard":
        from torch.utils.tensorboard import SummaryWriter

        writer = SummaryWriter(path)

        def scalars(step: int, loss: float) -> None:
            writer.add_scalar("Loss/train", loss, step)
            writer.add_scalar("samples_seen", step * BATCH, step)
            writer.flush()

        return scalars
    if options.writes == "jsonl":
        lines = open(path + ".jsonl", "w", buffering=1)

        def line(step: int, loss: float) -> None:
            entry = {"step": step, "loss": loss, "samples_seen": step * BATCH, "lr": 0.01}
            lines.write(json.dumps(entry) + "\n")

        return line
    if options.writes == "console":

        def words(step: int, loss: float) -> None:
            print(f"step {step} loss {loss!r} samples_seen {step * BATCH}", flush=True)

        return words
    return None


def agree(options: argparse.Namespace) -> dict[str, Any]:
    """Under torchrun: one rank alone is told to stop, at its 23rd step."""
    import torch.distributed as distributed

    from trainwatt._reporting import Agreement

    distributed.init_process_group("gloo")
    rank = distributed.get_rank()
    agreement = Agreement(distributed.get_world_size())
    step = 0
    while step < 100:
        step += 1
        if agreement.reached(rank == 1 and step >= 23):
            break
    distributed.destroy_process_group()
    return {"step": step, "rank": rank}


FRAMEWORKS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "huggingface": huggingface,
    "lightning": lightning,
    "keras": keras,
    "loop": loop,
    "agree": agree,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("framework", choices=FRAMEWORKS)
    parser.add_argument("--hook", action="store_true")
    parser.add_argument("--name", default=None)
    parser.add_argument("--act", default=None)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds after each step")
    parser.add_argument("--folder", default="", help="where to keep checkpoints")
    parser.add_argument("--writes", default="", help="what it writes of itself")
    parser.add_argument("--workers", type=int, default=0, help="that load a loop's data")
    parser.add_argument("--record", default="", help="a file for what it prints else")
    parser.add_argument("--linger", type=float, default=0.0, help="seconds before it ends")
    parser.add_argument("--resume", default="", help="a checkpoint to go on from")
    options = parser.parse_args()
    began = time.monotonic()
    record = FRAMEWORKS[options.framework](options)
    record["seconds"] = time.monotonic() - began
    if options.record:
        with open(options.record, "w") as file:
            json.dump(record, file)
    else:
        sys.stdout.write("RECORD " + json.dumps(record) + "\n")
    sys.stdout.flush()
    time.sleep(options.linger)


if __name__ == "__main__":
    main()
