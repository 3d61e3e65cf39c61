# SPDX-License-Identifier: Apache-2.0
"""A session in a real browser, step by step: getting ready, beginning, waiting for what comes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from browser_house import Live, example
from playwright.sync_api import Page, expect

from app_house import House
from multifidus.domain.record import LogEntry
from multifidus.domain.week import Session
from multifidus.domain.words import Slot
from multifidus.service import Who
from multifidus.service.records import kept
from multifidus.service.script_page import Playable, playable

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MORNING = "/session/2026-11-23/morning"
EVENING = "/session/2026-11-23/evening"


def planned(house: House, who: Who, slot: Slot) -> Session:
    found = playable(house.service, who, NOW.date(), slot, wait_s=60)
    assert isinstance(found, Playable)
    return found.session


def logged(house: House, who: Who) -> LogEntry | None:
    """The session of the day in the log; the record before it is from other days."""
    record = kept(house.service, who)
    assert record is not None
    found = [entry for entry in record.record.log if entry.on == NOW.date()]
    assert len(found) <= 1
    return found[0] if found else None


def ready(live: Live, *, own: str = "yes", slot: str = MORNING, **options: Any) -> tuple[Page, Who]:
    """Bring a person with a real week to the questions before a session."""
    live.house.clock.at = NOW
    who, key = live.house.person(record=example("second-week"))
    planned(live.house, who, Slot.MORNING)
    page = live.page(key, **options)
    page.clock.install(time=NOW)
    page.goto(slot)
    page.get_by_role("button", name="Yes, it is mine" if own == "yes" else "No, others").click()
    expect(page.get_by_role("heading", name="Anything new?")).to_be_visible()
    return page, who


def begin(page: Page, pain: int = 3) -> None:
    page.get_by_role("button", name="None of these").click()
    page.locator("[data-tens=before]").get_by_role("button", name=str(pain), exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#s-run")).to_be_visible()


def until(page: Page, done: Callable[[], bool], *, step: int = 5_000, most: int = 600) -> None:
    """Let the page's clock run until something is so."""
    for _ in range(most):
        if done():
            return
        page.clock.run_for(step)
    raise AssertionError("it never came")


def at_end(page: Page) -> Callable[[], bool]:
    return page.locator("#s-finish").is_visible


def sent(page: Page) -> None:
    """Wait until nothing waits to be sent; timers of the page stand still otherwise."""
    for _ in range(40):
        page.clock.run_for(2_000)
        page.wait_for_timeout(50)
        if page.locator("#unsent").is_hidden():
            return
    raise AssertionError(page.locator("#unsent").inner_text())
