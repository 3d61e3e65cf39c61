# SPDX-License-Identifier: Apache-2.0
"""A server killed in the midst of writing: what it acknowledged is there, once, and whole.

This proves safety against crashes of the program, not against a loss of power.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from multifidus.record import backup, open_store

pytest_plugins = ("store_fixtures",)

SERVER = Path(__file__).parent / "crash_server.py"
AT_ONCE = 30


class Client:
    """Sends pairs again and again until each is acknowledged, whatever happens to the server."""

    def __init__(self, path: str, seed: int) -> None:
        self.path = path
        self.random = random.Random(seed)  # noqa: S311 - a test's dice
        self.waiting: list[int] = []
        self.acknowledged: set[int] = set()
        self.next = 0
        self.unanswered = 0

    def connect(self) -> tuple[socket.socket, int]:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(20)
        connection.connect(self.path)
        greeting = b""
        while not greeting.endswith(b"\n"):
            greeting += connection.recv(1)
        return connection, int(greeting)

    def listen(self, connection: socket.socket, *, until: int | None) -> None:
        """Take answers until all of a number have come, or until the server is gone."""
        got = b""
        while until is None or len(self.waiting) > until:
            try:
                more = connection.recv(4096)
            except ConnectionResetError:
                more = b""
            if not more:
                return
            got += more
            *whole, got = got.split(b"\n")
            for line in whole:
                self.acknowledged.add(int(line))
                self.waiting.remove(int(line))

    def send_and_kill(self) -> None:
        """Send old and new pairs, let the server come some way, kill it, hear what it still said."""
        connection, server = self.connect()
        with connection:
            while len(self.waiting) < AT_ONCE:
                self.waiting.append(self.next)
                self.next += 1
            connection.sendall(b"".join(b"%d\n" % one for one in self.waiting))
            time.sleep(self.random.random() * 0.025)
            os.kill(server, signal.SIGKILL)
            self.listen(connection, until=None)
        self.unanswered += len(self.waiting)

    def finish(self) -> None:
        connection, _ = self.connect()
        with connection:
            connection.sendall(b"".join(b"%d\n" % one for one in self.waiting))
            self.listen(connection, until=0)
            connection.shutdown(socket.SHUT_WR)
            self.listen(connection, until=None)


@contextmanager
def server(url: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="mf-") as folder:
        path = f"{folder}/socket"
        started = subprocess.Popen(
            [sys.executable, str(SERVER), url, path],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "ready\n"
            yield path
            assert started.wait(timeout=20) == 0
        finally:
            started.kill()
            started.wait()
            if started.stdout is not None:
                started.stdout.close()


@pytest.mark.parametrize(
    ("store_url", "kills"), [("sqlite", 50), ("postgresql", 10)], indirect=["store_url"]
)
def test_nothing_acknowledged_is_lost_and_nothing_doubled(
    store_url: str, kills: int, tmp_path: Path
) -> None:
    with server(store_url) as path:
        client = Client(path, seed=kills)
        for _ in range(kills):
            client.send_and_kill()
        client.finish()
    assert client.waiting == []
    assert client.acknowledged == set(range(client.next))
    assert client.unanswered >= kills, "the kills struck in the midst of the work"
    store = open_store(store_url)
    with store.read() as reading:
        entries = reading.entries("ana")
    marks = [one.client_id for one in entries]
    assert len(marks) == len(set(marks)), "nothing doubled"
    assert set(marks) == {f"{n}{half}" for n in client.acknowledged for half in "ab"}
    # Both halves of a pair came in one transaction, so they follow each other.
    pairs = [str(mark)[:-1] for mark in marks]
    assert pairs[::2] == pairs[1::2]
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    manifest = backup(store, tmp_path / "after.mfb", at=entries[0].at)  # looks through every page
    assert manifest.rows["entries"] == len(entries)
    store.close()
