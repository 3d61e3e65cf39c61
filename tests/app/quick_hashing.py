# SPDX-License-Identifier: Apache-2.0
"""For tests that sign in often and plan nothing: cheap hashing, and a week that is ready."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app_house import House
from multifidus.exchange.phrases_json import week_with_phrases_from_json
from multifidus.service import accounts_password
from multifidus.service.planning import Planner
from multifidus.service.sample import moved, weeks_on
from multifidus.service.sample_history import RECORD


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with eight kilobytes instead of sixty-four megabytes."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(accounts_password, "_hasher", lambda: cheap)


def ready_week(house: House) -> str:
    """Return the sample person's record file, and let the planner answer with its ninth week."""
    today = house.service.today()
    week = week_with_phrases_from_json(weeks_on(today)[-1].body)
    house.service.planner = Planner(house.service.knowledge, plan=lambda *_, **__: (week,))
    return moved(RECORD.read_text(encoding="utf-8"), today)
