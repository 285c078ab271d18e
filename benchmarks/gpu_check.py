#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds Trainwatt's joules of a real NVIDIA GPU against an independent reader of the same library.

    python3 benchmarks/gpu_check.py --out FOLDER [--trainwatt ./trainwatt] [--seconds 25]

Needs an NVIDIA GPU that nobody else uses, its driver, and PyTorch for the loads. A process of its own
reads GPU 0 through ctypes every few milliseconds (the energy counter, power as fields 185 and 186 and
as the old function) while trainwatt measures: a steady load, a bursty one (0.35 s of each 0.7 s), a
small training that reports through the hook, and two processes that share the GPU; once by the energy
counter and once by power. Everything is written to FOLDER; the table at the end is from it. Exit code
1 if what must hold does not: every reading of the agent is a value of the counter, to the millijoule;
a run's joules are those the counter grew by while it held the GPU, but for a tick at either end.
"""

from __future__ import annotations

import argparse
import bisect
import ctypes
import json
import os
import platform
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROW = struct.Struct("<qqqiii")  # wall ns, monotonic ns, mJ, mW by field 185, by 186, by function
AVERAGE, INSTANT = 185, 186
READ_EVERY_SECONDS = 0.004
BURST_SECONDS = 0.35


# --- the independent reader -----------------------------------------------------------------------


class FieldValue(ctypes.Structure):
    _fields_ = [
        ("field", ctypes.c_uint),
        ("scope", ctypes.c_uint),
        ("timestamp", ctypes.c_longlong),
        ("latency", ctypes.c_longlong),
        ("type", ctypes.c_uint),
        ("code", ctypes.c_int),
        ("value", ctypes.c_ulonglong),
    ]


class Nvml:
    """GPU 0, by the C functions and nothing of ours."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libnvidia-ml.so.1")
        self.handle = ctypes.c_void_p()
        self.fields = (FieldValue * 2)()
        self.number = ctypes.c_ulonglong()
        self.small = ctypes.c_uint()
        for code in (
            self.library.nvmlInit_v2(),
            self.library.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(self.handle)),
        ):
            if code:
                raise SystemExit(f"NVML answers {code}: is there an NVIDIA GPU?")

    def text(self, function: str, device: bool = True) -> str:
        buffer = ctypes.create_string_buffer(96)
        call = getattr(self.library, function)
        code = call(self.handle, buffer, 96) if device else call(buffer, 96)
        return buffer.value.decode() if code == 0 else f"error {code}"

    def energy(self) -> int:
        code = self.library.nvmlDeviceGetTotalEnergyConsumption(
            self.handle, ctypes.byref(self.number)
        )
        return self.number.value if code == 0 else -code

    def power(self) -> int:
        code = self.library.nvmlDeviceGetPowerUsage(self.handle, ctypes.byref(self.small))
        return self.small.value if code == 0 else -code

    def powers(self) -> tuple[int, int]:
        self.fields[0].field, self.fields[1].field = AVERAGE, INSTANT
        if code := self.library.nvmlDeviceGetFieldValues(self.handle, 2, self.fields):
            return -code, -code
        return tuple(
            f.value & 0xFFFFFFFF if f.code == 0 else -f.code  # type: ignore[return-value]
            for f in self.fields
        )

    def costs(self) -> Iterator[str]:
        """Of each call the agent may make: median wall and mean CPU time, spaced as an agent would."""
        library, handle = self.library, self.handle
        room = ctypes.create_string_buffer(32 * 256)

        def number(function: str) -> Callable[[], object]:
            return lambda: getattr(library, function)(handle, room)

        def counted(function: str) -> Callable[[], object]:
            return lambda: getattr(library, function)(handle, ctypes.byref(ctypes.c_uint(200)), room)

        def used() -> object:
            since = ctypes.c_ulonglong(time.time_ns() // 1_000 - 1_000_000)
            room_for = ctypes.byref(ctypes.c_uint(256))
            return library.nvmlDeviceGetProcessUtilization(handle, room, room_for, since)

        for name, call in (
            ("energy counter", self.energy),
            ("fields 185 and 186", self.powers),
            ("power, the old function", self.power),
            ("utilisation", number("nvmlDeviceGetUtilizationRates")),
            ("memory", number("nvmlDeviceGetMemoryInfo")),
            ("processes", counted("nvmlDeviceGetComputeRunningProcesses_v3")),
            ("utilisation by process", used),
        ):
            walls, before = [], time.process_time_ns()
            for _ in range(40):
                walls.append(timed(call))
                time.sleep(0.02)
            cpu = (time.process_time_ns() - before) / 40 / 1_000
            yield f"{name:24} wall {statistics.median(walls) * 1e6:7.1f} µs, CPU {cpu:7.1f} µs"


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def read_for_ever(file: Path) -> None:
    """Rows until SIGTERM. Only moments at which anything changed are worth a row."""
    gpu = Nvml()
    going = [True]
    signal.signal(signal.SIGTERM, lambda *_: going.clear())
    before = None
    with file.open("wb") as out:
        while going:
            now = (gpu.energy(), *gpu.powers(), gpu.power())
            if now != before:
                out.write(ROW.pack(time.time_ns(), time.monotonic_ns(), *now))
                before = now
            time.sleep(READ_EVERY_SECONDS)


class Truth:
    """What the reader saw."""

    def __init__(self, file: Path) -> None:
        rows = list(ROW.iter_unpack(file.read_bytes()[: -(file.stat().st_size % ROW.size) or None]))
        self.walls = [row[0] for row in rows]
        self.energies = [row[2] for row in rows]
        self.powers = {"average": [r[3] for r in rows], "instant": [r[4] for r in rows]}
        self.powers["function"] = [row[5] for row in rows]
        self.values = set(self.energies)

    def joules(self, start_ns: int, end_ns: int) -> float:
        return (self.at(end_ns) - self.at(start_ns)) / 1000

    def at(self, wall_ns: int) -> float:
        """Millijoules at an instant, between two changes of the counter in proportion."""
        i = bisect.bisect_right(self.walls, wall_ns)
        if i == 0 or i == len(self.walls):
            return self.energies[0 if i == 0 else -1]
        begin, end = self.walls[i - 1], self.walls[i]
        grown = self.energies[i] - self.energies[i - 1]
        return self.energies[i - 1] + grown * (wall_ns - begin) / (end - begin)

    def integral(self, gauge: str, start_ns: int, end_ns: int) -> float:
        """Joules of a power gauge that holds its value until it changes."""
        joules, values = 0.0, self.powers[gauge]
        for i in range(len(self.walls) - 1):
            begin, end = max(self.walls[i], start_ns), min(self.walls[i + 1], end_ns)
            if end > begin:
                joules += values[i] / 1000 * (end - begin) / 1e9
        return joules

    def update_millis(self, series: list[int], start_ns: int, end_ns: int) -> float:
        """Median time between two changes."""
        changes = [
            wall
            for i, wall in enumerate(self.walls)
            if start_ns <= wall <= end_ns and i and series[i] != series[i - 1]
        ]
        gaps = [(b - a) / 1e6 for a, b in zip(changes, changes[1:], strict=False)]
        return round(statistics.median(gaps), 1) if gaps else 0.0


# --- loads ----------------------------------------------------------------------------------------


def load(kind: str, seconds: float) -> None:
    import torch

    if kind == "train":
        return train(seconds)
    said = Holding()
    side = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    torch.cuda.synchronize()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        burst = time.monotonic() + (BURST_SECONDS if kind == "bursty" else 0.2)
        while time.monotonic() < burst:
            side @ side
            torch.cuda.synchronize()
        if kind == "bursty":
            time.sleep(BURST_SECONDS)
        elif kind == "light":
            time.sleep(0.2)
    return said.over()


class Holding:
    """From when until when this process holds the GPU: only then its joules are the run's."""

    def __init__(self) -> None:
        self.file = Path(os.environ["GPU_CHECK_HOLDING"])
        self.since = time.time_ns()

    def over(self) -> None:
        self.file.write_text(json.dumps([self.since, time.time_ns()]))


def train(seconds: float) -> None:
    """A small language model on made-up text; says how far it is through the hook."""
    import torch
    from torch import nn

    sys.path.insert(0, str(ROOT / "python" / "src"))
    import trainwatt

    torch.manual_seed(7)
    said = Holding()
    words, length, batch, width = 4096, 512, 32, 1024
    layer = nn.TransformerEncoderLayer(width, 16, 4 * width, batch_first=True, norm_first=True)
    embed = nn.Embedding(words, width).cuda()
    body = nn.TransformerEncoder(layer, 8, enable_nested_tensor=False).cuda()
    head = nn.Linear(width, words).cuda()
    parameters = [*embed.parameters(), *body.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=3e-4)
    mask = nn.Transformer.generate_square_subsequent_mask(length).cuda()
    until = time.monotonic() + seconds
    with trainwatt.track(labels={"strategy": "dense", "precision": "bf16"}) as run:
        while time.monotonic() < until:
            start = torch.randint(words, (batch, 1), device="cuda")
            text = (start + torch.arange(length + 1, device="cuda") * 3) % words
            with torch.autocast("cuda", torch.bfloat16):
                seen = body(embed(text[:, :-1]), mask=mask, is_causal=True)
                loss = nn.functional.cross_entropy(head(seen).flatten(0, 1), text[:, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            run.step(tokens=batch * length, samples=batch, loss=float(loss.detach()))
    said.over()


# --- trainwatt ------------------------------------------------------------------------------------


class Stack:
    """A whole stack of its own, away from any other."""

    def __init__(self, command: list[str], folder: Path, port: int, **more: str) -> None:
        self.command = command
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            "TRAINWATT_DATA_DIR": str(folder / "data"),
            "TRAINWATT_SOCKET": str(folder / "agent.sock"),
            "TRAINWATT_HTTP_PORT": str(port),
            "TRAINWATT_KAFKA_PORT": str(port + 1),
            **more,
        }

    def do(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self.command, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if done.returncode not in (0, 1, 3):
            raise SystemExit(f"{arguments} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    @contextmanager
    def up(self) -> Iterator[Stack]:
        self.do("up")
        try:
            yield self
        finally:
            self.do("down")

    def start(
        self, name: str, kind: str, seconds: float, holding: Path
    ) -> subprocess.Popen[bytes]:
        script = [sys.executable, str(Path(__file__).resolve())]
        train = [*script, "--load", kind, "--seconds", str(seconds)]
        return subprocess.Popen(
            [*self.command, "run", "--name", name, "--label", f"load={kind}", "--", *train],
            env={**self.environment, "GPU_CHECK_HOLDING": str(holding)},
        )

    def get(self, path: str) -> dict:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return json.load(answer)


def gpu_joules(report: dict) -> dict[str, float]:
    """Of the devices in the total, by quality."""
    joules: dict[str, float] = {}
    for line in report["energy"]["byDevice"]:
        if line["component"] == "gpu" and line["inTotal"]:
            joules[line["quality"]] = joules.get(line["quality"], 0) + line["microjoules"] / 1e6
    return joules


def readings(stack: Stack) -> list[int]:
    """Cumulative microjoules of the GPU at each tick."""
    node = stack.get("/api/v1/nodes")["nodes"][0]["node"]
    total, sums = 0, []
    for point in stack.get(f"/api/v1/series/nodes/{node}")["points"]:
        for part in point["slices"]:
            if part["component"] == "gpu" and part["inTotal"]:
                total += part["microjoules"]
        sums.append(total)
    return sums


def unmatched(sums: list[int], values: set[int]) -> tuple[int, int]:
    """How many ticks are not a value of the counter, for the best start; and of how many."""
    steps = [value // 1000 for value in sums if value % 1000 == 0]
    odd = len(sums) - len(steps)
    if not steps:
        return odd, len(sums)
    best = min(sum(base + step not in values for step in steps) for base in values)
    return best + odd, len(sums)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid: int) -> dict[str, int]:
    rows = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return {name: int(rows[name].split()[0]) for name in ("VmRSS", "RssAnon")}


def agent_pid(stack: Stack) -> int:
    parts = json.loads(stack.do("status", "--json"))["parts"]
    return next(int(part["pid"]) for part in parts if part["part"] == "agent")


# --- the check ------------------------------------------------------------------------------------


def measure(stack: Stack, seconds: float, out: Path, label: str) -> dict[str, dict]:
    """Reports by run of everything that is tried."""
    reports: dict[str, dict] = {}
    (out / f"sense-{label}.json").write_text(stack.do("sense", "--json"))
    (out / f"doctor-{label}.txt").write_text(stack.do("doctor"))
    with stack.up():
        pid = agent_pid(stack)
        time.sleep(5)
        began, cpu = time.monotonic(), cpu_seconds(pid)
        for together in (["steady"], ["bursty"], ["train"], ["steady", "light"]):
            names = [f"{label}-{'-'.join(together)}-{kind}" for kind in together]
            processes = [
                stack.start(name, kind, seconds, out / f"{name}.holding")
                for name, kind in zip(names, together, strict=True)
            ]
            for process in processes:
                process.wait(timeout=seconds + 120)
            time.sleep(3)
            for name in names:
                reports[name] = json.loads(stack.do("report", name, "--format", "json"))
        cost = (cpu_seconds(pid) - cpu) / (time.monotonic() - began)
        print(f"{label}: agent {100 * cost:.2f} % of a core, {memory_kib(pid)} KiB")
        (out / f"ticks-{label}.json").write_text(json.dumps(readings(stack)))
        (out / f"reports-{label}.json").write_text(json.dumps(reports, indent=1))
        (out / f"report-{label}.md").write_text(stack.do("report", f"{label}-train-train"))
    return reports


def judge(reports: dict[str, dict], truth: Truth, out: Path) -> bool:
    good = True
    ticks = json.loads((out / "ticks-counter.json").read_text())
    wrong, all_ticks = unmatched(ticks, truth.values)
    good &= wrong == 0 and all_ticks > 10
    print(f"counter: {all_ticks - wrong} of {all_ticks} ticks are a value of the counter, to the mJ")
    pairs: dict[str, list[str]] = {}
    for name in reports:
        pairs.setdefault(name.rpartition("-")[0], []).append(name)
    for group, names in pairs.items():
        runs = [reports[name] for name in names]
        held = [json.loads((out / f"{name}.holding").read_text()) for name in names]
        start, end = min(span[0] for span in held), max(span[1] for span in held)
        expected = truth.joules(start, end)
        said = sum(sum(gpu_joules(run).values()) for run in runs)
        kinds = sorted({kind for run in runs for kind in gpu_joules(run)})
        off = said / expected - 1
        good &= abs(off) < (0.05 if "counter" in group else 0.1)
        print(
            f"{group}: {said:.1f} J {'/'.join(kinds)}, counter grew {expected:.1f} J: {off:+.2%};"
            f" field 185 {truth.integral('average', start, end) / expected - 1:+.2%},"
            f" 186 {truth.integral('instant', start, end) / expected - 1:+.2%},"
            f" function {truth.integral('function', start, end) / expected - 1:+.2%}"
        )
        for name, run in zip(names, runs, strict=True):
            print(f"    {name}: {json.dumps(gpu_joules(run))}, books {run.get('booksBalance')}")
            good &= run.get("booksBalance") is True
        if "bursty" in group:
            moves = {k: truth.update_millis(v, start, end) for k, v in truth.powers.items()}
            moves["counter"] = truth.update_millis(truth.energies, start, end)
            print(f"    median time between changes, ms: {json.dumps(moves)}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "gpu-check")
    parser.add_argument("--trainwatt", default=str(ROOT / "trainwatt"))
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--port", type=int, default=28080)
    parser.add_argument("--load", help=argparse.SUPPRESS)
    parser.add_argument("--reader", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.load:
        load(chosen.load, chosen.seconds)
        return 0
    if chosen.reader:
        read_for_ever(chosen.reader)
        return 0
    out = chosen.out
    out.mkdir(parents=True, exist_ok=True)
    gpu = Nvml()
    driver = gpu.text("nvmlSystemGetDriverVersion", device=False)
    print(f"{gpu.text('nvmlDeviceGetName')}, driver {driver}, {platform.release()}")
    print("calls through ctypes, 20 ms apart:")
    for line in gpu.costs():
        print(f"    {line}")
    command = chosen.trainwatt.split()
    rows = out / "reader.bin"
    reader = subprocess.Popen([sys.executable, __file__, "--reader", str(rows)])
    try:
        time.sleep(1)
        reports: dict[str, dict] = {}
        for i, (label, more) in enumerate(
            (("counter", {}), ("power", {"TRAINWATT_SENSORS_NVML_COUNTERS": "off"}))
        ):
            with tempfile.TemporaryDirectory(prefix="gpu-check-") as folder:
                stack = Stack(command, Path(folder), chosen.port + 10 * i, **more)
                reports |= measure(stack, chosen.seconds, out, label)
    finally:
        reader.terminate()
        reader.wait()
    good = judge(reports, Truth(rows), out)
    print("all of it holds" if good else "NOT all of it holds")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
