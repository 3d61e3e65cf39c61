# SPDX-License-Identifier: Apache-2.0
"""The server is killed fifty times while a session is logged, and the device just tries again."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app_house import ORIGIN, Clock, make_house
from multifidus.service.records import kept
from multifidus.service.session_log_device import owner_mark

KILLS = 50
SET_COUNT = 12
"""Sets of one exercise in one session, as many as a device would send."""


class Device:
    """Logs session after session, set by set, and sends each until it hears that it is written."""

    def __init__(self, address: str, key: str, owner: str) -> None:
        self.address, self.key, self.owner = address, key, owner
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self.sessions = 0
        self.enough = threading.Event()
        self.trouble: list[str] = []

    def run(self) -> None:
        while not self.enough.is_set():
            self.session()

    def session(self) -> None:
        self.sessions += 1
        session = f"{self.sessions:032x}"
        head = {"session": session, "on": "2026-11-23"}
        events: list[dict[str, Any]] = [{**head, "part": "start", "slot": "morning", "n": 0}]
        events += [
            {**head, "part": "set", "exercise": "bridge", "set": n, "reps": 10, "n": n}
            for n in range(1, SET_COUNT + 1)
        ]
        events.append({**head, "part": "end", "n": SET_COUNT + 1})
        for event in events:
            name = f"{session}-{event['n']}"
            self.sent.append(name)
            self.send({**event, "client_id": name})

    def send(self, event: dict[str, Any]) -> None:
        body = {"owner": self.owner, "parts": [event]}
        headers = {"Origin": self.address, "Cookie": f"multifidus={self.key}"}
        while True:
            try:
                answer = httpx2.post(
                    f"{self.address}/api/log", json=body, headers=headers, timeout=2
                )
            except httpx2.HTTPError:
                time.sleep(0.01)
                continue
            if answer.status_code != 200 or answer.json()["refused"]:
                self.trouble.append(answer.text)
                return
            self.acknowledged += answer.json()["written"]
            return


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.slow
def test_fifty_deaths_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    house = make_house(tmp_path, Clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    who, key = house.person(
        record="format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\n"
    )
    house.service.store.close()
    dice = random.Random(4)  # noqa: S311 - moments to kill at, not secrets
    script = Path(__file__).with_name("killed_server.py")
    server = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    port, started = tmp_path / "port", tmp_path / "pid"
    wait_for(started.exists)
    device = Device(ORIGIN.replace("8000", port.read_text()), key, owner_mark(who))
    try:
        logging = threading.Thread(target=device.run)
        logging.start()
        for _ in range(KILLS):
            before = len(device.acknowledged)
            wait_for(lambda before=before: len(device.acknowledged) > before)  # type: ignore[misc]
            time.sleep(dice.random() * 0.05)
            pid = int((tmp_path / "pid").read_text())
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda pid=pid: int((tmp_path / "pid").read_text()) != pid)  # type: ignore[misc]
        device.enough.set()
        logging.join(timeout=60)
        assert not logging.is_alive()
    finally:
        (tmp_path / "enough").touch()
        if server.poll() is None:
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        server.wait(timeout=20)
        device.enough.set()
    assert device.trouble == []
    assert device.acknowledged == device.sent
    after = make_house(tmp_path, Clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    with after.service.store.read() as reading:
        entries = reading.entries(who.person or "", kinds=("log-part",))
    assert [entry.client_id for entry in entries] == device.sent
    found = kept(after.service, who)
    assert found is not None
    assert len(found.record.log) == device.sessions
    assert all(len(row.done[0].sets) == SET_COUNT for row in found.record.log)
    after.service.store.close()
