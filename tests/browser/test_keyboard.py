# SPDX-License-Identifier: Apache-2.0
"""The app with nothing but a keyboard: every stop can be seen, comes in order, and lets go again."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from browser_house import Live, example, serving
from playwright.sync_api import Browser, Locator, Page, expect
from steps import (
    NAME,
    around,
    log_of,
    look,
    path_of,
    planned,
    press,
    record_of,
    sent,
    sets_logged,
    sets_of,
    tab_to,
    tick,
    who_is,
)

from app_house import PASSWORD, Clock, make_house
from multifidus.domain.words import Slot
from multifidus.service import Who

pytest_plugins = ("browser_fixtures",)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MORNING = "/session/2026-11-23/morning"


@pytest.fixture(scope="module")
def home(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Live, Who, str]]:
    """Serve one house with someone in their second week, whose plan is made."""
    house = make_house(tmp_path_factory.mktemp("keyboard"), Clock(NOW))
    who, key = house.person(record=example("second-week"))
    house.plan(key)
    with serving(house) as address:
        yield Live(house=house, address=address, browser=browser), who, key
    house.service.planner.close()
    house.service.store.close()


@pytest.fixture
def at_home(home: tuple[Live, Who, str]) -> Iterator[tuple[Live, Who, str]]:
    """The same house for each; every trouble in the browser fails the test that made it."""
    live = home[0]
    live.troubles.clear()
    yield home
    while live.contexts:
        live.contexts.pop().close()
    assert live.troubles == []


def enter(page: Page, goal: Locator, key: str = "Enter") -> None:
    """Go to something by keyboard, press a key on it, and wait for the page it leads to."""
    tab_to(page, goal)
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def test_from_the_front_door_through_the_screening(live: Live) -> None:
    page = live.page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert look(page) == ("a Skip to the content", True)
    enter(page, page.get_by_role("link", name="Begin"))
    write(page, page.get_by_label("Name to sign in with"), NAME)
    write(page, page.get_by_label("Password"), PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    write(page, page.get_by_label("What should we call you?"), "Ana")
    write(
        page, page.get_by_label("Date of birth"), "04041984"
    )  # day and month read the same in every country
    tick(page, page.get_by_role("radio", name="Female"))
    enter(page, page.get_by_role("button", name="Go on"))
    assert path_of(page) == "/start/safety"

    first = page.locator("fieldset").first.get_by_role("radio", name="No", exact=True)
    tick(page, first)
    for group in page.locator(".sign-group").all():
        none = group.get_by_role("checkbox")
        if none.count():
            tick(page, none)
        else:
            for question in group.get_by_role("radio", name="No", exact=True).all():
                tick(page, question)
    enter(page, page.get_by_role("button", name="Go on"))
    assert path_of(page) == "/start/conditions"
    record = record_of(live.house, who_is(live.house, NAME))
    assert record.person.born.isoformat() == "1984-04-04"
    assert set(record.screening[-1].answers.values()) == {"no"}


def test_a_question_without_an_answer_is_one_key_away(live: Live) -> None:
    page = live.page(live.house.person()[1])
    page.goto("/start/you")
    write(page, page.get_by_label("What should we call you?"), "Ana")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    press(page, summary.get_by_role("link", name="Choose one of the three."))
    expect(page.get_by_role("radio", name="Female")).to_be_focused()
    look(page)
    live.troubles[:] = [one for one in live.troubles if "status of 422" not in one]


def test_measuring_a_test_with_the_clock(at_home: tuple[Live, Who, str]) -> None:
    live, who, key = at_home
    page = live.page(key)
    page.clock.install(time=NOW)
    page.goto("/tests/chair-stand-30s")
    page.keyboard.press("Space")
    page.clock.run_for(6_000)
    for _ in range(11):
        page.keyboard.press("ArrowUp")
        page.clock.run_for(2_000)
    page.clock.run_for(4_000)
    expect(page.locator("[data-phase]")).to_contain_text("11")
    result = page.get_by_role("spinbutton", name=re.compile("^Result"))
    expect(result).to_have_value("11")
    tab_to(page, result)
    enter(page, page.get_by_role("button", name="Save"))
    assert path_of(page) == "/tests"
    last = record_of(live.house, who).measurements[-1]
    assert (last.test, last.value, last.on) == ("chair-stand-30s", 11, NOW.date())


def test_the_week_and_its_reasons(at_home: tuple[Live, Who, str]) -> None:
    live, _, key = at_home
    page = live.page(key)
    page.goto("/today")
    enter(page, page.get_by_role("link", name="The week in full, with every reason"))
    assert path_of(page) == "/week"
    reasons = page.get_by_role("group").filter(has_text="All reasons").first
    expect(reasons.get_by_role("listitem").first).to_be_hidden()
    press(page, reasons.locator("summary"))
    expect(reasons.get_by_role("listitem").first).to_be_visible()
    page.keyboard.press("Space")
    expect(reasons.get_by_role("listitem").first).to_be_hidden()
    exercise = page.locator(".week-item").first.get_by_role("link")
    tab_to(page, exercise, back=True)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert path_of(page).startswith("/exercises/")
    press(page, page.get_by_role("checkbox", name="Hold still"), "Space")
    expect(page.get_by_role("checkbox", name="Hold still")).to_be_checked()


def test_a_session_in_the_player(live: Live) -> None:
    live.house.clock.at = NOW
    who, key = live.house.person(record=example("second-week"))
    session = planned(live.house, who, NOW.date(), Slot.MORNING)
    page = live.page(key)
    page.clock.install(time=NOW)
    page.goto("/today")
    enter(page, page.get_by_role("link", name="Start", exact=True))
    enter(page, page.get_by_role("button", name="Yes, it is mine"))
    press(page, page.get_by_role("button", name="None of these"))
    press(page, page.locator("[data-tens=before]").get_by_role("button", name="2", exact=True))
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_focused()
    look(page)
    page.keyboard.press("Enter")
    expect(page.locator("#s-run")).to_be_visible()

    press(page, page.get_by_role("button", name="How it goes"))
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="How it goes")).to_be_focused()

    page.keyboard.press("ArrowRight")
    expect(page.locator("#s-run")).to_have_attribute("data-kind", "work")
    tab_to(page, page.locator("#pause"))
    page.keyboard.press("Space")
    expect(page.locator("#pause")).to_contain_text("Go on")
    page.keyboard.press("Space")

    over = page.get_by_role("heading", name="That was the last set")
    for _ in range(120):
        if over.is_visible():
            break
        effort = page.locator("#ask-effort").get_by_role("button", name="4", exact=True)
        if effort.is_visible():
            press(page, effort)
        page.keyboard.press("ArrowRight")
        page.clock.run_for(3_000)
    expect(over).to_be_focused()
    last = page.locator("#finish-effort").get_by_role("button", name="4", exact=True)
    if last.is_visible():
        press(page, last)
    press(page, page.locator("[data-tens=during]").get_by_role("button", name="3", exact=True))
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_focused()
    sent(page)
    row = log_of(live.house, who, NOW.date())
    assert (row.pain.before, row.pain.during) == (2, 3)
    assert 4 in {one.effort for one in row.done}
    assert set(sets_logged(live.house, who)) <= set(sets_of(session))
    enter(page, page.get_by_role("link", name="Back to today"))
    assert path_of(page) == "/today"


def test_the_report_and_the_progress(at_home: tuple[Live, Who, str]) -> None:
    live, _, key = at_home
    page = live.page(key)
    page.goto("/today")
    enter(page, page.get_by_role("link", name="More", exact=True))
    enter(page, page.get_by_role("link", name=re.compile("^Summary for your doctor")))
    assert path_of(page) == "/summary"
    tab_to(page, page.get_by_role("button", name="Print"))
    tab_to(page, page.get_by_role("region", name="Outcomes").last)
    enter(page, page.get_by_role("link", name="Progress", exact=True))
    assert path_of(page) == "/progress"
    days = page.get_by_role("figure").filter(has=page.get_by_role("heading", name="Your days"))
    press(page, days.locator("summary"))
    table = days.get_by_role("region", name="Your days")
    expect(table).to_be_visible()
    tab_to(page, table)


PAGES = (
    "/today",
    "/week",
    "/progress",
    "/summary",
    "/found",
    "/tests",
    "/tests/straight-leg-raise",
    "/outcomes/rmdq-24",
    "/safety",
    "/start/pain",
    "/start/week",
    "/start/things",
    "/exercises",
    "/exercises/bridge",
    "/learn",
    "/reminders",
    "/settings",
    "/settings/data",
    "/settings/erase",
    "/more",
)
DESK = ("/today", "/progress", "/tests/straight-leg-raise", "/start/week", "/settings", "/learn")
"""Where a wide page puts things side by side, and their order could be another than the eye's."""
SIZES = {"phone": {"width": 390, "height": 700}, "desk": {"width": 1280, "height": 720}}


@pytest.mark.parametrize("size", SIZES)
def test_every_page_can_be_gone_around(at_home: tuple[Live, Who, str], size: str) -> None:
    live, _, key = at_home
    page = live.page(key, viewport=SIZES[size])
    for path in PAGES if size == "phone" else DESK:
        stops = around(page, path)
        assert path_of(page) == path
        assert stops[0] == "a Skip to the content", path
    stranger = live.page(viewport=SIZES[size])
    for path in ("/", "/sign-up", "/sign-in", "/about"):
        around(stranger, path)
