#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What does the agent cost the node that it measures?

    deploy/tarball                                    # what users run; builds it
    python3 benchmarks/agent_cost.py                  # 8 GPUs, 2 sockets with DRAM, 300 processes
    python3 benchmarks/agent_cost.py --gpus gauges    # no energy counters: power at 20 Hz
    python3 benchmarks/agent_cost.py --grow 300:1 5000:250 10000:500   # a crowd that grows
    python3 benchmarks/agent_cost.py --starts 10      # only how fast it starts

The agent of target/deploy/agent publishes once a second to a real broker. GPUs are the stand-in of
NVIDIA's library that the agent's tests use; sockets are files that show energy as powercap does.
CPU time is the process's own (utime + stime), so that other load disturbs it little; beside it
stands what its threads used. Needs Linux, cc, and JDK 25 for the broker.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "deploy" / "tests"))
from stack import Broker, when  # noqa: E402

HZ = os.sysconf("SC_CLK_TCK")
GPUS = 8
ZONES = {
    "intel-rapl:0": "package-0",
    "intel-rapl:0:0": "dram",
    "intel-rapl:1": "package-1",
    "intel-rapl:1:0": "dram",
}
RANGE = 65_532_610_987
COMMITTED = "measures every"
ACKNOWLEDGED = "takes our records"


def compile_c(source: Path, target: Path, *options: str) -> Path:
    subprocess.run(["cc", "-O1", *options, "-o", str(target), str(source)], check=True)
    return target


# --- the machine that is measured -----------------------------------------------------------------


class Sockets:
    """Two sockets with DRAM below a powercap folder, fed ten times a second."""

    def __init__(self, sysfs: Path) -> None:
        self._files = []
        for number, (entry, name) in enumerate(ZONES.items()):
            zone = sysfs / "class" / "powercap" / entry
            zone.mkdir(parents=True)
            (zone / "name").write_text(f"{name}\n")
            (zone / "max_energy_range_uj").write_text(f"{RANGE}\n")
            (zone / "constraint_0_name").write_text("long_term\n")
            (zone / "constraint_0_max_power_uw").write_text("300000000\n")
            watts = 150 if name.startswith("package") else 20
            self._files.append(
                (os.open(zone / "energy_uj", os.O_CREAT | os.O_RDWR), watts + number)
            )
        self._over = threading.Event()
        self._show()
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def _show(self) -> None:
        micros = time.monotonic_ns() // 1_000
        for file, watts in self._files:
            os.pwrite(file, f"{micros * watts % (RANGE + 15):011d}\n".encode(), 0)

    def _feed(self) -> None:
        while not self._over.wait(0.1):
            self._show()

    def close(self) -> None:
        self._over.set()
        self._feeder.join()


@contextmanager
def crowd(
    program: Path, others: int, runs: int, members: int, churn: int, name: str = ""
) -> Iterator[list[int]]:
    """Sleeping processes; the roots of those that are runs. With a name they say so themselves."""
    words = [str(number) for number in (others, runs, members, churn)] + [name] * bool(name)
    process = subprocess.Popen(
        [str(program), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        roots = []
        while (line := process.stdout.readline().split()) != ["ready"]:
            if not line:
                raise SystemExit(
                    f"only some of {others + runs * members} processes can be made here"
                )
            roots.append(int(line[1]))
        yield roots
    finally:
        process.stdin.close()
        process.wait()


# --- the agent ------------------------------------------------------------------------------------


@dataclass
class Agent:
    process: subprocess.Popen[bytes]
    socket: Path
    log: Path
    started: float
    heard: dict[str, float] = field(default_factory=dict)

    @property
    def proc(self) -> Path:
        return Path(f"/proc/{self.process.pid}")

    def listen(self) -> None:
        """Keeps its log, and when the lines came that tell how far it is."""
        with self.log.open("wb") as kept:
            for line in self.process.stderr:
                now = time.monotonic() - self.started
                kept.write(line)
                kept.flush()
                for what in (COMMITTED, ACKNOWLEDGED):
                    if what.encode() in line:
                        self.heard.setdefault(what, now)

    def cpu_seconds(self) -> float:
        fields = (self.proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / HZ

    def threads(self) -> dict[str, float]:
        """Seconds of CPU by the names of threads that live."""
        used: dict[str, float] = {}
        for task in (self.proc / "task").iterdir():
            try:
                name = (task / "comm").read_text().strip()
                nanos = int((task / "schedstat").read_text().split()[0])
            except OSError:
                continue
            used[name] = used.get(name, 0) + nanos / 1e9
        return used

    def memory_kib(self) -> dict[str, int]:
        text = (self.proc / "status").read_text()
        return {
            name: int(re.search(rf"{name}:\s+(\d+)", text)[1])
            for name in ("VmRSS", "RssAnon", "VmHWM")
        }

    def ask(self, **line: Any) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.socket))
            client.sendall(json.dumps(line).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                got = client.recv(1 << 16)
                if not got:
                    raise SystemExit(f"the agent hung up: {answer[:200]!r}")
                answer += got
        return json.loads(answer)


@dataclass
class Place:
    """Where all of it lies, and what was asked for."""

    folder: Path
    chosen: argparse.Namespace
    kafka: str
    library: Path
    holders: str = ""

    @contextmanager
    def agent(self, program: Path, name: str) -> Iterator[Agent]:
        home = self.folder / name
        home.mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "TRAINWATT_KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "TRAINWATT_NODE_NAME": f"{name}-{os.getpid()}",
            "TRAINWATT_DATA_DIR": str(home),
            "TRAINWATT_SOCKET": str(home / "s"),
            "TRAINWATT_LOCK_DIR": str(home),
            "TRAINWATT_SYSFS_ROOT": str(self.folder / "sys"),
            "TRAINWATT_SENSORS_NVML_LIBRARY": str(self.library),
            "NVML_STANDIN_GPUS": str(GPUS),
            "NVML_STANDIN_PROCESSES": self.holders,
            "NVML_STANDIN_NO_COUNTER": "all" if self.chosen.gpus == "gauges" else "",
        }
        started = time.monotonic()
        process = subprocess.Popen(
            [str(program / "bin" / "trainwatt-agent")],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        agent = Agent(process, home / "s", home / "log", started)
        listener = threading.Thread(target=agent.listen, daemon=True)
        listener.start()
        try:
            when(60, "an acknowledged record", lambda: ACKNOWLEDGED in agent.heard, agent.log)
            yield agent
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            listener.join()


# --- what is measured -----------------------------------------------------------------------------


def starts(place: Place, times: int) -> list[dict[str, Any]]:
    """By turns; the first of each is not counted: it makes the topics."""
    all_found = []
    for home in place.chosen.home:
        all_found.append({"home": str(home), "spooled": [], "acknowledged": [], "cpuSeconds": []})
    for number in range(times + 1):
        for home, found in zip(place.chosen.home, all_found, strict=True):
            name = f"start{number}-{all_found.index(found)}"
            with place.agent(home, name) as agent:
                used = agent.cpu_seconds()
                if number:
                    found["spooled"].append(agent.heard[COMMITTED])
                    found["acknowledged"].append(agent.heard[ACKNOWLEDGED])
                    found["cpuSeconds"].append(used)
    for found in all_found:
        print(f"--- {found['home']}")
        for what in ("spooled", "acknowledged", "cpuSeconds"):
            values = found[what]
            print(
                f"start, {what:12} median {statistics.median(values):.2f} s,"
                f" least {min(values):.2f}, most {max(values):.2f}, of {len(values)}"
            )
    return all_found


@dataclass
class Watch:
    """One agent from the end of its warm-up on."""

    agent: Agent
    cpu: float
    threads: dict[str, float]
    ticks: dict[str, Any]
    at: float
    resident: list[dict[str, int]] = field(default_factory=list)

    @staticmethod
    def of(agent: Agent) -> Watch:
        ticks = stage(agent, "sampled")
        return Watch(agent, agent.cpu_seconds(), agent.threads(), ticks, time.monotonic())

    def end(self) -> dict[str, Any]:
        took = time.monotonic() - self.at
        cpu = self.agent.cpu_seconds() - self.cpu
        used = {
            name: 100 * (seconds - self.threads.get(name, 0)) / took
            for name, seconds in self.agent.threads().items()
        }
        seen = self.agent.ask(type="status")
        devices = [device["device"] for device in seen["devices"] if device["in_total"]]
        if len(devices) != GPUS + len(ZONES):
            raise SystemExit(f"not what was to be measured: {devices}")
        after = stage(self.agent, "sampled")
        return {
            "cpuPercent": 100 * cpu / took,
            "seconds": took,
            "threadsPercent": dict(sorted(used.items(), key=lambda e: -e[1])),
            "residentKib": self.resident[-1]["VmRSS"],
            "anonymousKib": self.resident[-1]["RssAnon"],
            "highestKib": self.resident[-1]["VmHWM"],
            "residentEachMinuteKib": [each["VmRSS"] for each in self.resident],
            "ticksMade": after["out"] - self.ticks["out"],
            "ticksMissed": sum(after["dropped"].values()) - sum(self.ticks["dropped"].values()),
            "devices": len(devices),
            "runs": len(seen["runs"]),
            "processesOnMachine": sum(name.isdigit() for name in os.listdir("/proc")),
        }


def settled(place: Place, agents: list[Agent], roots: list[int]) -> list[dict[str, Any]]:
    for agent in agents:
        for number, root in enumerate(roots):
            agent.ask(
                type="register", run=f"cost-{number}", pid=root, name="cost", found_by="attach"
            )
    time.sleep(place.chosen.warm_up)
    watches = [Watch.of(agent) for agent in agents]
    every = min(60.0, place.chosen.seconds / 4)
    load = [os.getloadavg()[0]]
    until = time.monotonic() + place.chosen.seconds
    while time.monotonic() < until:
        time.sleep(min(every, max(0.0, until - time.monotonic())))
        load.append(os.getloadavg()[0])
        for watch in watches:
            watch.resident.append(watch.agent.memory_kib())
    return [watch.end() | {"load": statistics.mean(load)} for watch in watches]


def growth(place: Place, agent: Agent, program: Path) -> list[dict[str, Any]]:
    """One agent while the crowd grows; runs are found by what their processes were started with."""
    chosen = place.chosen
    time.sleep(chosen.warm_up)
    all_found = []
    processes = runs = 0
    with ExitStack() as crowds:
        for number, wanted in enumerate(chosen.grow):
            more, more_runs = wanted[0] - processes, wanted[1] - runs
            processes, runs = wanted
            began = time.monotonic()
            crowds.enter_context(
                crowd(
                    program,
                    more - more_runs * chosen.members,
                    more_runs,
                    chosen.members,
                    0 if number else chosen.churn,
                    f"cost{number}",
                )
            )
            born = time.monotonic()
            when(240, f"{runs} runs", lambda: members(agent) == runs * chosen.members, agent.log)
            seen = time.monotonic()
            time.sleep(chosen.settle)
            watch = Watch.of(agent)
            load = [os.getloadavg()[0]]
            time.sleep(chosen.seconds)
            watch.resident.append(agent.memory_kib())
            ticks = agent.ask(type="status")["ticks"]
            found = watch.end() | {"load": statistics.mean([*load, os.getloadavg()[0]])}
            found |= {"bornSeconds": born - began, "foundSeconds": seen - born} | ticks
            all_found.append(found | {"processes": processes, "members": runs * chosen.members})
            print(f"--- {processes} processes, {runs} runs of {chosen.members}")
            print(
                f"found      all of its runs {seen - born:.0f} s after the last was born,"
                f" which took {born - began:.0f} s"
            )
            print(
                f"tick       median {ticks['median_micros'] / 1e3:.1f} ms, longest of the last"
                f" minute {ticks['longest_micros'] / 1e3:.1f} ms"
            )
            tell(found)
    first, last = all_found[0], all_found[-1]
    more = last["processes"] - first["processes"]
    print(
        f"--- a process more costs {1e4 * (last['cpuPercent'] - first['cpuPercent']) / more:.2f} µs"
        f" of CPU time a second, and {(last['residentKib'] - first['residentKib']) / more:.2f} KiB;"
        f" a tick, {(last['median_micros'] - first['median_micros']) / more:.2f} µs"
    )
    return all_found


def members(agent: Agent) -> int:
    """Processes of all runs; asked seldom, as the answer about 500 runs is long."""
    time.sleep(2)
    return sum(run["processes"] for run in agent.ask(type="status")["runs"])


def stage(agent: Agent, name: str) -> dict[str, Any]:
    return next(s for s in agent.ask(type="status")["stages"] if s["stage"] == name)


def tell(found: dict[str, Any]) -> None:
    mib = {name: found[name] / 1024 for name in ("residentKib", "anonymousKib", "highestKib")}
    minutes = [f"{kib / 1024:.1f}" for kib in found["residentEachMinuteKib"]]
    print(f"cpu        {found['cpuPercent']:.2f} % of one core over {found['seconds']:.0f} s")
    for name, percent in found["threadsPercent"].items():
        if percent >= 0.005:
            print(f"             {percent:5.2f} %  {name}")
    print(
        f"resident   {mib['residentKib']:.1f} MiB, {mib['anonymousKib']:.1f} anonymous,"
        f" highest {mib['highestKib']:.1f}"
    )
    print(f"           by the minute: {' '.join(minutes)}")
    print(
        f"ticks      {found['ticksMade']} made, {found['ticksMissed']} missed;"
        f" {found['devices']} devices, {found['runs']} runs"
    )
    print(f"machine    {found['processesOnMachine']} processes, load {found['load']:.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--home",
        type=Path,
        nargs="+",
        default=[ROOT / "target" / "deploy" / "agent"],
        help="several are measured side by side, under the same load",
    )
    parser.add_argument("--gpus", choices=("counters", "gauges"), default="counters")
    parser.add_argument("--others", type=int, default=300, help="processes of no run")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--members", type=int, default=8, help="processes of each run")
    parser.add_argument("--churn", type=int, default=5, help="processes born and gone a second")
    parser.add_argument(
        "--grow",
        nargs="+",
        metavar="PROCESSES:RUNS",
        type=lambda text: tuple(map(int, text.split(":"))),
        help="one agent, --seconds of each size; runs name themselves in their environment",
    )
    parser.add_argument("--settle", type=float, default=20, help="seconds at each size, before")
    parser.add_argument("--warm-up", type=float, default=120, help="seconds")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument(
        "--starts", type=int, help="only start it so often, and say how long it took"
    )
    parser.add_argument("--json", type=Path, help="file for all figures")
    chosen = parser.parse_args()
    for home in chosen.home:
        if not (home / "bin" / "trainwatt-agent").exists():
            sys.exit(f"there is no agent in {home}: deploy/tarball makes one")
    java = (
        f"{os.environ['JAVA_HOME']}/bin/java" if "JAVA_HOME" in os.environ else shutil.which("java")
    )
    broker = Broker(java or "java", ROOT / "cli" / "target" / "dist" / "broker", topics=True)
    with tempfile.TemporaryDirectory(prefix="trainwatt-cost-") as scratch, broker as kafka:
        folder = Path(scratch)
        program = compile_c(ROOT / "benchmarks" / "native" / "crowd.c", folder / "crowd")
        library = compile_c(
            ROOT / "agent" / "src" / "test" / "native" / "nvml" / "standin.c",
            folder / "libnvidia-ml.so.1",
            "-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden",
        )  # fmt: skip
        sockets = Sockets(folder / "sys")
        place = Place(folder, chosen, kafka.address, library)
        try:
            if chosen.grow:
                with place.agent(chosen.home[0], "agent0") as agent:
                    found = growth(place, agent, program)
                raise SystemExit(write(chosen.json, found))
            with crowd(program, chosen.others, chosen.runs, chosen.members, chosen.churn) as roots:
                if chosen.starts:
                    found = starts(place, chosen.starts)
                else:
                    place.holders = ";".join(
                        f"{gpu}:{roots[gpu % len(roots)]}:80" for gpu in range(GPUS) if roots
                    )
                    with ExitStack() as running:
                        agents = [
                            running.enter_context(place.agent(home, f"agent{number}"))
                            for number, home in enumerate(chosen.home)
                        ]
                        found = settled(place, agents, roots)
                    for home, figures in zip(chosen.home, found, strict=True):
                        print(f"--- {home}")
                        tell(figures)
        finally:
            sockets.close()
    return write(chosen.json, found)


def write(file: Path | None, found: list[dict[str, Any]]) -> int:
    if file:
        file.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
