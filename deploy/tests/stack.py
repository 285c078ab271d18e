# SPDX-License-Identifier: Apache-2.0
"""A broker for a while, and questions to a collector: for the tarball's build and its tests."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

SERVER = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={folder}/log
auto.create.topics.enable={topics}
default.replication.factor=1
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
message.max.bytes=4194304
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def when(seconds: float, what: str, ask: Callable[[], Any], log: Path | None = None) -> Any:
    """The first answer that is one."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.3)
    tail = log.read_text(errors="replace")[-3000:] if log else ""
    raise AssertionError(f"{what} did not come within {seconds} s\n{tail}")


def get(port: int, path: str) -> Any:
    """The answer of a collector on this machine; None while it gives none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError):
        return None


def nodes(port: int) -> list[dict[str, Any]]:
    """Nodes that a collector has measured energy of."""
    found = (get(port, "/api/v1/nodes") or {}).get("nodes", [])
    return [node for node in found if node.get("measuredMicrojoules", 0) > 0]


class Broker:
    """A real one, in a process of its own, from the module of this checkout."""

    def __init__(self, java: str, home: Path, topics: bool = False) -> None:
        """With `topics`, whoever writes to one makes it; else the collector makes all."""
        self._java, self._home, self._topics = java, home, topics
        self._folder = tempfile.TemporaryDirectory(prefix="trainwatt-broker-")
        self._port = free_port()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    def __enter__(self) -> Broker:
        folder = Path(self._folder.name)
        properties = folder / "server.properties"
        properties.write_text(
            SERVER.format(
                port=self._port,
                controller=free_port(),
                folder=folder,
                topics=str(self._topics).lower(),
            )
        )
        path = f"{self._home}/broker.jar:{self._home}/kafka-lib/*"
        options = ["-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        self._log = folder / "broker.out"
        with self._log.open("wb") as out:
            self._process = subprocess.Popen(
                [self._java, *options, "-cp", path, "io.trainwatt.broker.BrokerMain",
                 str(properties), "dHJhaW53YXR0LWxvY2FsMQ", "--with-parent"],
                stdin=subprocess.PIPE, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            when(120, "a broker", self._accepts, self._log)
        except AssertionError:
            self.__exit__()
            raise
        return self

    def _accepts(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"the broker ended: {self._log.read_text()[-2000:]}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._process.stdin.close()
        self._folder.cleanup()
