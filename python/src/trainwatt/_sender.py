# SPDX-License-Identifier: Apache-2.0
"""The thread that tells the agent what the training loop left for it."""

from __future__ import annotations

import json
import logging
import math
import os
import select
import signal
import socket
import threading
import time
from typing import Any, Callable

from trainwatt import _address
from trainwatt._counsel import Counsel
from trainwatt._message import LONGEST_LINE, State, line, progress

_log = logging.getLogger("trainwatt")

_SEND_EVERY_SECONDS = 0.2
_RECONNECT_EVERY_SECONDS = 2.0
_NO_SIGPIPE = getattr(socket, "MSG_NOSIGNAL", 0)


class Sender:
    """Carries the newest state of one run to the agent, at most five times a second.

    Only its own daemon thread touches the socket. A state that came and went between two sends is
    not sent: counts are cumulative, so nothing is lost by that. Nothing here raises into a caller.
    """

    def __init__(
        self,
        hello: dict[str, Any],
        newest: Callable[[], State],
        counsel: Counsel,
        ends: str | None = None,
    ) -> None:
        """ends: a run that is over when this is closed, though its process goes on."""
        self.run_id: str | None = None
        self._last_words = line({"type": "ended", "run": ends}) if ends else b""
        self._hello = line(hello)
        self._newest = newest
        self._counsel = counsel
        self._outcome: dict[str, Any] | None = None
        self._carried: State | None = None
        self._pending = b""
        self._read = b""
        self._closing = False
        self._told: set[str] = set()
        self._connection: socket.socket | None = None
        self._deadline = math.inf
        self._wake_here, self._wake_there = socket.socketpair()
        self._wake_here.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="trainwatt", daemon=True)
        self._thread.start()

    def close(self, timeout_seconds: float) -> None:
        """Sends the last state and leaves; gives up after the timeout."""
        self._deadline = time.monotonic() + timeout_seconds
        self._closing = True
        try:
            self._wake_here.send(b"x")
        except OSError:
            pass
        self._thread.join(timeout_seconds)

    def forget(self) -> None:
        """In a forked child, where the thread does not exist: drops the parent's descriptors."""
        for inherited in (self._wake_here, self._wake_there, self._connection):
            if inherited is not None:
                inherited.close()

    def warn_once(self, what: str, problem: Exception) -> None:
        """One warning for each thing that cannot be used, however often it comes."""
        if what not in self._told:
            self._told.add(what)
            _log.warning("trainwatt: %s is left out: %s", what, problem)

    def _run(self) -> None:
        try:
            # Signals are the training's: its main thread must be the one they interrupt.
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            self._keep_connected(_address.candidates(os.environ, os.getuid()))
        except Exception:
            _log.debug("the hook stopped sending", exc_info=True)
        finally:
            self._wake_here.close()
            self._wake_there.close()

    def _keep_connected(self, paths: list[str]) -> None:
        while True:
            last_try = self._closing
            self._connection = _address.connect(paths)
            if self._connection is not None:
                with self._connection as connection:
                    said_all = self._talk(connection)
                self._connection = None
                if said_all:
                    return
            elif "agent" not in self._told:
                self._told.add("agent")
                _log.debug("no agent answers at %s: nothing is sent until one does", paths)
            if last_try:
                return
            self._wait(None, _RECONNECT_EVERY_SECONDS)

    def _talk(self, connection: socket.socket) -> bool:
        """Until the run has said good-bye (True), or the agent or the time to say it is gone."""
        self._pending, self._read, self._carried = self._hello, b"", None
        if self._outcome is not None:
            # Cut off on the connection before: said again rather than never.
            self._counsel.outcomes.appendleft(self._outcome)
            self._outcome = None
        next_send = 0.0
        said_bye = False
        try:
            while time.monotonic() < self._deadline:
                closing = self._closing
                now = time.monotonic()
                if not self._pending and not said_bye and (closing or now >= next_send):
                    next_send = now + _SEND_EVERY_SECONDS
                    said_bye = self._next_line(closing)
                self._write(connection)
                if closing and not self._pending and not said_bye:
                    continue
                idle = _SEND_EVERY_SECONDS if self._pending or said_bye else next_send - now
                self._wait(connection, min(idle, self._deadline - now))
        except OSError:
            pass
        return said_bye and not self._pending

    def _next_line(self, closing: bool) -> bool:
        """Puts what is new in line; True if that is the end."""
        state = self._newest()
        if self._counsel.outcomes:
            # Before the state: a training that goes on has a new one every time.
            self._outcome = self._counsel.outcomes.popleft()
            self._pending = line(self._outcome)
        elif state is not self._carried:
            self._pending = progress(state, self._carried, self.warn_once)
            self._carried = state
        elif closing:
            self._pending = self._last_words + line({"type": "bye"})
            return True
        return False

    def _write(self, connection: socket.socket) -> None:
        while self._pending:
            try:
                sent = connection.send(self._pending, _NO_SIGPIPE)
            except BlockingIOError:
                return
            self._pending = self._pending[sent:]
        self._outcome = None

    def _wait(self, connection: socket.socket | None, seconds: float) -> None:
        """Until there is something to do; hears what the agent says meanwhile."""
        poll = select.poll()
        if connection is not None:
            poll.register(connection, select.POLLIN | (select.POLLOUT if self._pending else 0))
        if not self._closing:
            poll.register(self._wake_there, select.POLLIN)
        for descriptor, event in poll.poll(max(1, int(seconds * 1000))):
            if connection is not None and descriptor == connection.fileno():
                if event & ~select.POLLOUT:
                    self._hear(connection)

    def _hear(self, connection: socket.socket) -> None:
        try:
            received = connection.recv(4096)
        except BlockingIOError:
            return
        if not received:
            raise ConnectionResetError("the agent closed the connection")
        *lines, self._read = (self._read + received).split(b"\n")
        if len(self._read) > LONGEST_LINE:
            raise ConnectionAbortedError("the agent sends a line without end")
        for text in lines:
            self._heed(text)

    def _heed(self, text: bytes) -> None:
        try:
            message = json.loads(text)
            kind = message["type"]
        except (ValueError, KeyError, TypeError):
            return
        if kind == "welcome":
            self.run_id = str(message.get("run", "")) or None
        elif kind == "advice":
            self._counsel.hear(message)
        elif kind == "error":
            self.warn_once("a line the agent cannot use", ValueError(str(message.get("message"))))
