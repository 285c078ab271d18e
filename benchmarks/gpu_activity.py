#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What NVIDIA's GPU performance monitoring says of GPU 0, by the C functions and nothing of ours.

    python3 benchmarks/gpu_activity.py

Under MIG the agent divides a board's energy by this (docs/reference/sensors.md). A board that isn't
divided answers for all of itself, so that the layout of what is passed, the versions, what is
refused and what a call costs can be held against the real library without dividing anything. Needs
an NVIDIA GPU since Hopper that nobody else uses, and PyTorch for the loads.
"""

from __future__ import annotations

import ctypes
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

ROOM = 16_384
UNTOUCHED = 0xAA
GRAPHICS, BUSY = 1, 2


def timed(call: Callable[[], int]) -> str:
    wall, cpu = time.perf_counter(), time.thread_time()
    code = call()
    wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
    return f"{code} ({wall * 1e6:.0f} µs, {cpu * 1e6:.0f} µs of CPU)"


def main() -> None:
    library = ctypes.CDLL("libnvidia-ml.so.1")
    gpu, first, second = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    if library.nvmlInit_v2() or library.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(gpu)):
        sys.exit("there is no NVIDIA GPU")
    name, driver = ctypes.create_string_buffer(96), ctypes.create_string_buffer(80)
    library.nvmlDeviceGetName(gpu, name, 96)
    library.nvmlSystemGetDriverVersion(driver, 80)
    print(name.value.decode(), driver.value.decode())
    for version in (0, 1, 2):
        said = (ctypes.c_uint * 2)(version, 77)
        code = library.nvmlGpmQueryDeviceSupport(gpu, said)
        print(f"support, version {version}: {code}, says {said[1]}")
    for sample in (first, second):
        print("new sample:", library.nvmlGpmSampleAlloc(ctypes.byref(sample)), bool(sample.value))

    def take(sample: ctypes.c_void_p) -> str:
        return timed(lambda: library.nvmlGpmSampleGet(gpu, sample))

    def between(*metrics: int, version: int = 1, swapped: bool = False, same: bool = False) -> Any:
        samples = [first, second][:: -1 if swapped else 1]
        room = ctypes.create_string_buffer(bytes([UNTOUCHED]) * ROOM, ROOM)
        to = samples[0] if same else samples[1]
        struct.pack_into("<IIQQ", room, 0, version, len(metrics), samples[0].value, to.value)
        for number, metric in enumerate(metrics):
            struct.pack_into("<Iid", room, 24 + 40 * number, metric, 999, -1.0)
        cost = timed(lambda: library.nvmlGpmMetricsGet(room))
        values = [struct.unpack_from("<Iid", room, 24 + 40 * i) for i in range(len(metrics))]
        beyond = sum(byte != UNTOUCHED for byte in room.raw[24 + 40 * len(metrics) :])
        return f"{cost}, metric, code and value {values}, {beyond} bytes written beyond"

    print("nothing sampled:", between(BUSY))
    take(first)
    time.sleep(1)
    print("sample:", take(second))
    print("a second at rest:", between(GRAPHICS, BUSY))
    print("of version 2:", between(BUSY, version=2))
    print("of one sample:", between(BUSY, same=True))
    print("backwards:", between(BUSY, swapped=True))
    for instance in (0, 1, 7):
        code = library.nvmlGpmMigSampleGet(gpu, instance, second)
        print(f"sample of instance {instance}, the board being whole: {code}")
    loads(take, between, first, second)
    print("let go:", library.nvmlGpmSampleFree(first), library.nvmlGpmSampleFree(second))


def loads(take: Any, between: Any, first: Any, second: Any) -> None:
    import torch

    x = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    small = torch.randn(64, 64, device="cuda")

    def of_the_time(share: float) -> None:
        until = time.monotonic() + 2
        while (began := time.monotonic()) < until:
            while time.monotonic() - began < 0.05 * share:
                x @ x
                torch.cuda.synchronize()
            time.sleep(0.05 * (1 - share))

    def one_multiprocessor() -> None:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            small @ small

    of_the_time(1)
    for share in (1, 0.5, 0.25, 0):
        take(first)
        of_the_time(share)
        take(second)
        print(f"busy {share:.0%} of the time:", between(GRAPHICS, BUSY))
    take(first)
    one_multiprocessor()
    take(second)
    print("small kernels all of the time:", between(GRAPHICS, BUSY))


if __name__ == "__main__":
    main()
