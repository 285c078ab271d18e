# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to the agent or the process, the training is not disturbed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

import trainwatt
from tests.agent_socket import AgentSocket
from trainwatt._address import connect


def python(script: str, path: str) -> subprocess.CompletedProcess[str]:
    """A script in an interpreter of its own, with its agent at that path."""
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "TRAINWATT_SOCKET": path, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=30,
    )


class TrainingGoesOn(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="tw-")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "agent.sock")
        patch = mock.patch.dict(os.environ, {"TRAINWATT_SOCKET": self.path})
        patch.start()
        self.addCleanup(patch.stop)

    def test_without_an_agent_nothing_is_said_but_one_debug_line(self) -> None:
        with self.assertLogs("trainwatt", "DEBUG") as logs:
            with trainwatt.track() as run:
                run.step(1, loss=1.0)
                time.sleep(0.1)
        self.assertEqual(len(logs.output), 1)
        self.assertIn("no agent answers", logs.output[0])

    def test_an_agent_that_comes_later_hears_all_work(self) -> None:
        with trainwatt.track() as run:
            run.step(10)
            time.sleep(0.1)
            with AgentSocket(self.path) as agent:
                run.step(10)
                agent.wait_for(lambda: bool(agent.of_type("progress")))
                self.assertEqual(agent.last["tokens"], 20)

    def test_an_agent_that_restarts_is_greeted_again_and_counts_go_on(self) -> None:
        with trainwatt.track() as run:
            with AgentSocket(self.path) as first:
                run.step(10, loss=2.0)
                first.wait_for(lambda: first.last.get("tokens") == 10)
            with AgentSocket(self.path) as second:
                second.wait_for(lambda: len(second.heard) >= 2)
                self.assertEqual(second.heard[0]["type"], "hello")
                self.assertEqual((second.heard[1]["tokens"], second.heard[1]["loss"]), (10, 2.0))
                run.step(10)
                second.wait_for(lambda: second.last.get("tokens") == 20)

    def test_an_agent_that_never_reads_holds_nothing_up(self) -> None:
        def narrow(paths: list[str]) -> socket.socket | None:
            connection = connect(paths)
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            return connection

        deaf = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(deaf.close)
        deaf.bind(self.path)
        deaf.listen()
        with mock.patch("trainwatt._address.connect", narrow):
            run = trainwatt.track(labels={"k": "v" * 60_000})
            run.step(1)
            time.sleep(0.5)
        sender = run._sender
        assert sender is not None
        self.assertGreater(len(sender._pending), 10_000, "the socket was not full")
        busy, began = time.process_time(), time.monotonic()
        time.sleep(0.5)
        self.assertLess(time.process_time() - busy, 0.25, "it waits busily")
        run.close()
        self.assertLess(time.monotonic() - began, 5.0)
        sender._thread.join(5)
        self.assertFalse(sender._thread.is_alive())

    def test_what_an_agent_says_wrongly_is_borne(self) -> None:
        with AgentSocket(self.path, answer=b'\xff{"\nnull\n[]\n{"type":"advice"}') as agent:
            with trainwatt.track() as run:
                run.step(1)
                time.sleep(0.3)
                run.step(1)
            agent.wait_for(lambda: agent.last.get("type") == "bye")
            self.assertEqual(agent.of_type("progress")[-1]["steps"], 2)

    def test_an_interpreter_that_just_ends_sends_its_last_state(self) -> None:
        with AgentSocket(self.path) as agent:
            done = python(
                "import trainwatt\nrun = trainwatt.track()\nfor _ in range(7): run.step(3)",
                self.path,
            )
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            agent.wait_for(lambda: agent.last.get("type") == "bye")
            last = agent.of_type("progress")[-1]
            self.assertEqual((last["tokens"], last["phase"]), (21, "finished"))

    def test_a_forked_worker_neither_speaks_nor_holds_the_connection(self) -> None:
        script = """
import os, time, warnings, trainwatt
# Newer interpreters warn of any thread at a fork; that is not what is asked here.
warnings.simplefilter("ignore", DeprecationWarning)
run = trainwatt.track()
while run.id is None: time.sleep(0.01)
run.step(1)
child = os.fork()
if child == 0:
    for _ in range(5): run.step(1000)
    own = trainwatt.track("own")
    own.step(2)
    own.close()
    raise SystemExit(0)
os.waitpid(child, 0)
run.step(1)
run.close()
"""
        with AgentSocket(self.path) as agent:
            done = python(script, self.path)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            agent.wait_for(lambda: len(agent.of_type("bye")) == 2)
            self.assertEqual(agent.connections, 2)
            self.assertEqual({hello.get("name") for hello in agent.of_type("hello")}, {None, "own"})
            counts = {message.get("tokens", 0) for message in agent.of_type("progress")}
            self.assertLessEqual(counts, {0, 1, 2})

    def test_the_parents_connection_ends_with_it_though_a_worker_lives(self) -> None:
        script = """
import os, time, trainwatt
run = trainwatt.track()
while run.id is None: time.sleep(0.01)
child = os.fork()
if child == 0:
    time.sleep(20)
    os._exit(0)
print(child, flush=True)
os._exit(0)
"""
        with AgentSocket(self.path) as agent:
            environment = {
                **os.environ,
                "TRAINWATT_SOCKET": self.path,
                "PYTHONPATH": os.pathsep.join(sys.path),
            }
            parent = subprocess.Popen(
                [sys.executable, "-c", script],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert parent.stdout is not None
            worker = int(parent.stdout.readline())
            parent.wait(10)
            parent.stdout.close()
            try:
                agent.wait_for(lambda: agent.ended == 1)
            finally:
                os.kill(worker, signal.SIGKILL)

    def test_signals_reach_the_main_thread_as_without_us(self) -> None:
        script = """
import signal, time, trainwatt
def stop(number, frame): raise SystemExit(3)
signal.signal(signal.SIGTERM, stop)
with trainwatt.track() as run:
    while run.id is None: time.sleep(0.01)
    print("ready", flush=True)
    time.sleep(20)
"""
        with AgentSocket(self.path):
            child = subprocess.Popen(
                [sys.executable, "-c", script],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=subprocess.PIPE,
                text=True,
            )
            assert child.stdout is not None
            self.assertEqual(child.stdout.readline(), "ready\n")
            began = time.monotonic()
            child.send_signal(signal.SIGTERM)
            self.assertEqual(child.wait(10), 3)
            child.stdout.close()
            self.assertLess(time.monotonic() - began, 5.0)


if __name__ == "__main__":
    unittest.main()
