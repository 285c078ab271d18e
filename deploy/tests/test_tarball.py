# SPDX-License-Identifier: Apache-2.0
"""The tarballs, unpacked into a root without Java and started by their units' commands.

From the root, after deploy/tarball: python3 -m unittest discover -s deploy/tests
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import unittest
import zipfile
from pathlib import Path
from subprocess import Popen
from typing import Any

from clean_root import CleanRoot
from stack import Broker, free_port, get, nodes, when

ROOT = Path(__file__).resolve().parents[2]
MUST_RUN = os.environ.get("TRAINWATT_TEST_REQUIRE_ALL") == "true"
GLIBC = ("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1")


def java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else shutil.which("java")


def tarballs() -> dict[str, Path]:
    found = {}
    for part in ("agent", "collector"):
        for path in sorted((ROOT / "target" / "deploy").glob(f"trainwatt-{part}-*.tar.gz")):
            found[part] = path
    return found


def refusal() -> str | None:
    if len(tarballs()) < 2:
        return "needs the tarballs: deploy/tarball"
    if os.geteuid():
        return "needs root, to change it"
    return None


@unittest.skipIf(refusal() and not MUST_RUN, refusal() or "")
class KafkasClient(unittest.TestCase):
    def test_differs_from_the_released_one_by_what_its_apis_say_of_schemas_alone(self) -> None:
        self.assertIsNone(refusal())
        contents = []
        for place in ("cli/target/dist", "target/deploy"):
            (jar,) = (ROOT / place / "agent").rglob("kafka-clients-*.jar")
            with zipfile.ZipFile(jar) as opened:
                contents.append({entry.filename: entry.CRC for entry in opened.infolist()})
        released, ours = contents
        self.assertEqual(released.keys(), ours.keys())
        self.assertEqual(
            [name for name, crc in released.items() if ours[name] != crc],
            ["org/apache/kafka/common/message/ApiMessageType.class"],
        )


@unittest.skipIf(refusal() and not MUST_RUN, refusal() or "")
class InARootWithoutJava(unittest.TestCase):
    def setUp(self) -> None:
        self.assertIsNone(refusal())
        scratch = tempfile.TemporaryDirectory(prefix="trainwatt-root-")
        self.addCleanup(scratch.cleanup)
        self.log = Path(scratch.name) / "log"
        self.root = CleanRoot(Path(scratch.name) / "root")
        for name in GLIBC:
            self.root.library(name)
        before = [path for path in self.root.folder.rglob("*") if "java" in path.name.lower()]
        self.assertEqual(before, [])
        Path(scratch.name).chmod(0o755)

    def configure(self, part: str, file: str, **changes: str) -> None:
        """The example that came along, with the lines changed that every site changes."""
        example = self.root.folder / "opt" / f"trainwatt-{part}" / "config" / file
        text = example.read_text()
        for old, new in changes.items():
            text, times = re.subn(rf"(?m)^(\s*{old}[:=]\s*)\S+$", rf"\g<1>{new}", text)
            self.assertEqual(times, 1, old)
        (self.root.folder / "etc" / "trainwatt" / file).write_text(text)

    def test_units_commands_measure_publish_and_stop_cleanly(self) -> None:
        for part, path in tarballs().items():
            self.root.unpack(path, f"trainwatt-{part}")
        http = free_port()
        with Broker(java() or "java", ROOT / "cli" / "target" / "dist" / "broker") as kafka:
            self.configure("agent", "agent.yaml", bootstrapServers=kafka.address, cluster="root")
            self.configure(
                "collector",
                "collector.env",
                TRAINWATT_KAFKA_BOOTSTRAP_SERVERS=kafka.address,
                TRAINWATT_HTTP_PORT=str(http),
            )
            units = [self.root.unit(f"trainwatt-{part}.service") for part in ("agent", "collector")]
            running = [self.root.start(unit, self.log) for unit in units]
            try:
                [node] = when(180, "a node", lambda: self.measured(running, http), self.log)
                self.assertEqual(node["cluster"], "root")
                self.runs_on_its_own_runtime(running[0].pid)
                self.measures_a_command(http)
            finally:
                for process in running:
                    process.send_signal(signal.SIGTERM)
                ended = [process.wait(120) for process in running]
        for unit, code in zip(units, ended, strict=True):
            self.assertIn(code, unit.successes, self.log.read_text(errors="replace")[-3000:])

    def measured(self, running: list[Popen[bytes]], http: int) -> list[dict[str, Any]]:
        for process in running:
            self.assertIsNone(process.poll(), self.log.read_text(errors="replace")[-3000:])
        return nodes(http)

    def runs_on_its_own_runtime(self, pid: int) -> None:
        self.assertTrue(os.readlink(f"/proc/{pid}/exe").endswith("/runtime/bin/java"))
        self.assertIn("/agent/agent.aot", Path(f"/proc/{pid}/maps").read_text())
        capabilities = re.search(r"CapEff:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())
        assert capabilities
        self.assertEqual(int(capabilities[1], 16), 1 << 2, "CAP_DAC_READ_SEARCH and no other")

    def measures_a_command(self, http: int) -> None:
        command = ["/opt/trainwatt-agent/bin/trainwatt", "run", "--name", "tarball", "--",
                   "/bin/sh", "-c", "sleep 5; exit 7"]  # fmt: skip
        done = self.root.run(command, {"PATH": "/usr/bin:/bin"}, self.log).wait(120)
        self.assertEqual(done, 7, self.log.read_text(errors="replace")[-3000:])
        when(90, "the run", lambda: get(http, "/api/v1/runs/tarball"), self.log)


if __name__ == "__main__":
    unittest.main()
