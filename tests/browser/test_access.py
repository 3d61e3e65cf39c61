# SPDX-License-Identifier: Apache-2.0
"""Every page, in every state, light and dark, narrow and wide: axe finds nothing, nothing sticks out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_house import Live, example, serving
from playwright.sync_api import Browser, Page

from app_house import Clock, make_house
from multifidus.service.sample import look_around

WIDTHS = (320, 390, 768, 1280)
IN_THE_DARK = (320, 1280)
"""Only colours differ there, and no colour of ours hangs on the width."""
SCHEMES = ("light", "dark")
SMALL_TARGET = 24
"""WCAG 2.2, target size (minimum), in CSS pixels."""

OPEN = (
    "/",
    "/sign-in",
    "/sign-up",
    "/phone",
    "/about",
    "/exercises",
    "/exercises/bridge",
    "/exercises/side-plank-knees",
    "/exercises/supine-groin-stretch",
    "/learn",
    "/learn/sources",
    "/looks",
    "/nowhere",
)

pytest_plugins = ("browser_fixtures",)
NEW = ("/start/you", "/more", "/settings", "/settings/data", "/today")
FULL = (
    "/today",
    "/week",
    "/review",
    "/stage",
    "/flare",
    "/load",
    "/settings/policy",
    "/progress",
    "/outcomes",
    "/outcomes/nprs",
    "/outcomes/psfs",
    "/outcomes/rmdq-24",
    "/outcomes/gpe",
    "/summary",
    "/found",
    "/tests",
    "/tests/straight-leg-raise",
    "/tests/chair-stand-30s",
    "/start/you",
    "/start/safety",
    "/start/pain",
    "/start/week",
    "/start/tests",
    "/start/found",
    "/safety",
    "/reminders",
    "/settings",
    "/settings/data",
    "/more",
    "/exercises/bridge",
    "/session/2026-11-23/morning",
    "/session/2026-11-23/evening",
)
STOPPED = ("/today", "/stop", "/stop/note", "/safety")
SAMPLE = ("/today", "/week", "/progress", "/found", "/summary", "/more", "/settings")
FLARING = ("/today", "/flare", "/review", "/stage", "/week")
STATES = {
    "open": (None, OPEN),
    "new": ("", NEW),
    "full": ("second-week", FULL),
    "stopped": ("saddle-numbness", STOPPED),
    "flaring": ("second-week", FLARING),
    "sample": ("sample", SAMPLE),
}
PAGES = [(state, path) for state, (_, paths) in STATES.items() for path in paths]


@pytest.fixture(scope="module")
def houses(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, tuple[Live, str | None]]]:
    """Serve one house in which everyone lives: nobody, someone new, someone full, someone stopped."""
    folder: Path = tmp_path_factory.mktemp("access")
    house = make_house(folder, Clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    with serving(house) as address:
        people: dict[str, tuple[Live, str | None]] = {}
        for state, (record, _) in STATES.items():
            key = None
            if record == "sample":
                key = look_around(
                    house.service, address="127.0.0.1", device="a test", language="en"
                ).key
            elif record is not None:
                text = example(record) if record else None
                key = house.person(f"{state} person", text)[1]
            people[state] = (Live(house=house, address=address, browser=browser), key)
        worse = people["flaring"][1] or ""
        none = {f"none-{level}": "yes" for level in ("emergency", "urgent", "review")}
        assert house.client(worse).post("/flare", data=none).headers["location"] == "/flare"
        for key in (people["full"][1] or "", worse):
            house.plan(key)
        yield people
    house.service.planner.close()
    house.service.store.close()


def faults(page: Page, scheme: str) -> list[str]:
    """Return what axe finds. In the dark only colours can differ from what was found in the light."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if scheme == "dark":
        options["runOnly"] = {
            "type": "rule",
            "values": ["color-contrast", "link-in-text-block"],
        }
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']} at {node['target']}"
        for one in found
        for node in one["nodes"][:5]
    ]


@pytest.mark.parametrize(("state", "path"), PAGES)
def test_a_page_shuts_nobody_out(
    houses: dict[str, tuple[Live, str | None]], state: str, path: str
) -> None:
    live, key = houses[state]
    live.troubles.clear()
    found: list[str] = []
    for scheme in SCHEMES:
        page = live.page(key, color_scheme=scheme)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 500
        assert page.locator("h1:visible").count() == 1, path
        assert page.title()
        for width in WIDTHS if scheme == "light" else IN_THE_DARK:
            page.set_viewport_size({"width": width, "height": 800})
            place = f"{path} at {width} px, {scheme}"
            beyond = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if beyond > 0:
                found.append(f"{place}: {beyond} px stick out to the side")
            found += [f"{place}: {fault}" for fault in faults(page, scheme)]
        page.context.close()
    assert found == []
    # A page that is not there says so with its status, which the console repeats.
    assert [one for one in live.troubles if "404" not in one or path != "/nowhere"] == []
