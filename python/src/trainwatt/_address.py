# SPDX-License-Identifier: Apache-2.0
"""Where the agent of this node listens."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

_CONNECT_SECONDS = 0.5


def candidates(environment: Mapping[str, str], uid: int) -> list[str]:
    """The socket paths to try, first one first."""
    chosen = environment.get("TRAINWATT_SOCKET")
    if chosen:
        return [chosen]
    paths = ["/run/trainwatt/agent.sock"]
    runtime = environment.get("XDG_RUNTIME_DIR")
    if runtime:
        paths.append(os.path.join(runtime, "trainwatt", "agent.sock"))
    paths.append(f"/tmp/trainwatt-{uid}/agent.sock")
    return paths


def connect(paths: list[str]) -> socket.socket | None:
    """A non-blocking connection to the first path that accepts, or None."""
    for path in paths:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(_CONNECT_SECONDS)
            connection.connect(path)
            connection.setblocking(False)
            return connection
        except (OSError, ValueError):
            connection.close()
    return None
