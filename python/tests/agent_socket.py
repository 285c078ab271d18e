# SPDX-License-Identifier: Apache-2.0
"""A real Unix socket that listens as an agent does, and keeps what it hears."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
import time
from types import TracebackType
from typing import Any, Callable

Message = dict[str, Any]


class AgentSocket:
    """Accepts any number of hooks; `heard` holds every line of every connection in order."""

    def __init__(self, path: str | None = None, answer: bytes = b"") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tw-")
        self.path = path or os.path.join(self._folder.name, "agent.sock")
        self.heard: list[Message] = []
        self.connections = 0
        self.ended = 0
        self._answer = answer or b'{"type":"welcome","run":"20260101-000000-abcdef","node":"a/b"}'
        self._open: list[socket.socket] = []
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(self.path)
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> AgentSocket:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self._folder.cleanup()

    def close(self) -> None:
        """As an agent that dies: every connection ends and the path is free again."""
        for open_socket in [self._listening, *self._open]:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            open_socket.close()
        if os.path.exists(self.path):
            os.unlink(self.path)

    @property
    def last(self) -> Message:
        """The newest line, empty before the first."""
        return self.heard[-1] if self.heard else {}

    def of_type(self, kind: str) -> list[Message]:
        return [line for line in list(self.heard) if line["type"] == kind]

    def tell(self, **message: Any) -> None:
        """Sends every hook a line that it did not ask for."""
        for connection in self._open:
            try:
                connection.sendall(json.dumps(message).encode() + b"\n")
            except OSError:
                pass  # one that has left

    def wait_for(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Until `holds` does; an AssertionError with all that was heard if it never does."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s; heard {self.heard}")
            time.sleep(0.01)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._listen_to, args=(connection,), daemon=True).start()

    def _listen_to(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                for line in lines:
                    message = json.loads(line)
                    self.heard.append(message)
                    if message["type"] == "hello":
                        connection.sendall(self._answer + b"\n")
                    if message["type"] == "bye":
                        return
        except (OSError, ValueError):
            pass
        finally:
            self.ended += 1
