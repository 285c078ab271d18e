# SPDX-License-Identifier: Apache-2.0
"""A log and an event file of 1 GB each, through `trainwatt progress` with a heap of 48 MB.

`./trainwatt test --group long` runs this.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "cli" / "target" / "dist"
GIGABYTE = 1 << 30
HEAP = "-Xmx48m"
PEAK_BYTES = 256 << 20


def crc32c_table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = crc32c_table()


def masked(data: bytes) -> bytes:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(payload: bytes) -> bytes:
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


def scalar(step: int, tag: bytes, value: float) -> bytes:
    said = b"\x0a" + bytes([len(tag)]) + tag + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + bytes([len(said)]) + said
    steps = b""
    while step > 127:
        steps, step = steps + bytes([step & 127 | 128]), step >> 7
    wall = b"\x09" + struct.pack("<d", 1.7e9)
    return wall + b"\x10" + steps + bytes([step]) + b"\x2a" + bytes([len(summary)]) + summary


def setUpModule() -> None:
    # Builds what is stale.
    subprocess.run([str(ROOT / "trainwatt"), "--help"], check=True, stdout=subprocess.DEVNULL)


class LargeFiles(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="trainwatt-large-", dir=ROOT / "target")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def read(self, file: Path) -> dict[str, Any]:
        began = time.monotonic()
        answer = self.folder / "answer.json"
        with answer.open("wb") as out:
            child = subprocess.Popen(
                [
                    *(str(Path(os.environ["JAVA_HOME"], "bin", "java")), HEAP, "-XX:+UseSerialGC"),
                    *("--enable-native-access=ALL-UNNAMED", "-cp", f"{DIST}/cli/lib/*"),
                    *("io.trainwatt.cli.Main", "progress", str(file), "--json"),
                ],
                stdout=out,
                stderr=subprocess.DEVNULL,
            )
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        print(
            f"{file.name}: {file.stat().st_size >> 20} MiB in {time.monotonic() - began:.0f} s, "
            f"{used.ru_utime + used.ru_stime:.0f} s of CPU, peak {used.ru_maxrss >> 10} MiB"
        )
        self.assertLess(used.ru_maxrss << 10, PEAK_BYTES)
        (row,) = json.loads(answer.read_text())["files"]
        return dict(row)

    def test_a_log_of_a_gigabyte(self) -> None:
        log = self.folder / "train.log"
        block = b"".join(
            b"2026-01-01 12:00:00 INFO batch %d of data was read from shard-%04d.tar\n"
            % (n, n % 97)
            for n in range(10_000)
        )
        step = 0
        with log.open("wb") as out:
            while out.tell() < GIGABYTE:
                out.write(block)
                out.write(b"step %d loss %.4f lr 3e-4\n" % (step, 5 - step / 1000))
                step += 1
                if step == 100:
                    out.write(b"x" * (10 << 20) + b"\n")
                if step == 200:
                    out.write(os.urandom(1 << 20).replace(b"loss", b"....") + b"\n")
        row = self.read(log)
        self.assertEqual(row["standing"]["step"], step - 1)
        self.assertEqual(row["work"]["steps"], step - 1)
        self.assertEqual(row["updates"], step)
        self.assertGreaterEqual(row["notes"]["lines cut at 16 KiB"], 1)
        self.assertGreaterEqual(row["notes"]["lines with bytes that are no UTF-8"], 1)
        self.assertEqual(row["lines"], row["updates"] + sum(row["left_out"].values()))

    def test_an_event_file_of_a_gigabyte(self) -> None:
        events = self.folder / "events.out.tfevents.1700000000.node.7.0"
        # The CRC of what is passed over is never looked at, so it need not be made here.
        image = bytes(32 << 20)
        header = struct.pack("<Q", len(image))
        small = b"".join(record(scalar(1, b"accuracy", 0.5)) for _ in range(5_000))
        step = 0
        with events.open("wb") as out:
            while out.tell() < GIGABYTE:
                out.write(record(scalar(step, b"train/loss", 5 - step / 1000)))
                out.write(small)
                out.write(header + masked(header) + image + b"\0\0\0\0")
                step += 1
        row = self.read(events)
        self.assertEqual(row["standing"]["step"], step - 1)
        self.assertEqual(row["updates"], step)
        self.assertEqual(row["left_out"]["record too long to be a number"], step)
        self.assertEqual(row["left_out"]["event with no number of use"], 5_000 * step)


if __name__ == "__main__":
    unittest.main()
