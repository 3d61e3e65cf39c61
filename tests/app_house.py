# SPDX-License-Identifier: Apache-2.0
"""A house for tests: a real store in a folder, a clock that stands still, people who are signed in."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from multifidus.knowledge.loader import shipped
from multifidus.service import Service, Settings, Who
from multifidus.service.accounts import sign_up, who_is
from multifidus.service.data import import_record
from multifidus.service.opening import open_up_to_date
from multifidus.service.planning import Planner
from multifidus.service.records import kept
from multifidus.service.weeks import Making, the_weeks
from multifidus.web import create_app

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "three warm stones"  # noqa: S105 - of people who do not exist


@dataclass(slots=True)
class Clock:
    """A clock that goes only when told."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass(slots=True)
class House:
    """A service, its clock, and ways to come in."""

    service: Service
    clock: Clock
    clients: list[TestClient] = field(default_factory=list)

    def person(self, name: str = "Ana", record: str | None = None) -> tuple[Who, str]:
        """Make an account, take a record file in if there is one; return who it is and the key."""
        made = sign_up(self.service, name=name, password=PASSWORD, language="en")
        if record is not None:
            import_record(self.service, made.who, record, "record.yaml")
        return made.who, made.key

    def client(self, key: str | None = None) -> TestClient:
        """Return a browser of sorts, signed in with a key."""
        client = TestClient(
            create_app(self.service),
            base_url=ORIGIN,
            headers={"Origin": ORIGIN},
            client=("127.0.0.1", 50000),
            follow_redirects=False,
        )
        if key is not None:
            client.cookies.set("multifidus", key, domain="127.0.0.1")
        return client

    def plan(self, key: str) -> None:
        """Have someone's week made now, so that no page has to wait for it."""
        who = self.who(key)
        found = kept(self.service, who)
        assert found is not None
        made = the_weeks(self.service, who, found, wait_s=120)
        assert not isinstance(made, Making)

    def who(self, key: str) -> Who:
        """Return who holds a key now."""
        return who_is(self.service, key)


def make_house(folder: Path, clock: Clock | None = None, **settings: Any) -> House:
    """Build a house in a folder."""
    url = settings.pop("database", f"sqlite:///{folder}/multifidus.db")
    clock = clock or Clock()
    knowledge = shipped()
    random: Callable[[int], bytes] = os.urandom
    service = Service(
        settings=Settings(data=folder, database=url, **settings),
        store=open_up_to_date(url, folder / "backups"),
        knowledge=knowledge,
        clock=clock,
        random=random,
        planner=Planner(knowledge),
        zone=UTC,
    )
    return House(service=service, clock=clock)
