# SPDX-License-Identifier: Apache-2.0
"""Adaptation in a browser: a yes in one tap, a flare-up and its end, bounds; no script, keyboard only."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_house import Live, example, serving
from playwright.sync_api import Browser, Page, expect
from steps import choose, follow, path_of, press_button, record_of, safety, tab_to, tick

from app_house import Clock, make_house
from multifidus.domain.words import Autonomy, Stage

pytest_plugins = ("browser_fixtures",)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = NOW.date()


def home(live: Live) -> str:
    """Let Nora in, in her second week, with the week made."""
    live.house.clock.at = NOW
    _, key = live.house.person(record=example("second-week"))
    live.house.plan(key)
    return key


def ready(live: Live, key: str, page: Page, path: str) -> None:
    """Open a page whose week may have to be made anew first."""
    live.house.plan(key)
    page.goto(path)


def test_one_tap_accepts_the_week_and_a_no_can_be_taken_back(live: Live) -> None:
    key = home(live)
    page = live.page(key, java_script_enabled=False)
    page.goto("/today")
    follow(page, "Look at it")
    assert path_of(page) == "/review"
    expect(page.get_by_role("heading", name="Waiting for your yes")).to_be_visible()
    press_button(page, "Leave it as it is")
    expect(page.get_by_role("heading", name="Left as it is")).to_be_visible()
    who = live.house.who(key)
    assert [one.accept for one in record_of(live.house, who).decisions] == [False]
    press_button(page, "Take it after all")
    assert [one.accept for one in record_of(live.house, who).decisions] == [True]
    ready(live, key, page, "/review")
    expect(page.get_by_text("You said yes").first).to_be_visible()
    page.get_by_text("Why", exact=True).first.click()
    expect(page.get_by_text("The rule:").first).to_be_visible()
    ready(live, key, page, "/today")
    expect(page.get_by_text("suggested for this week")).to_have_count(0)


def test_a_flare_up_from_the_button_to_its_end(live: Live) -> None:
    key = home(live)
    who = live.house.who(key)
    page = live.page(key, java_script_enabled=False)
    page.goto("/today")
    follow(page, re.compile("My back is clearly worse"))
    safety(page)
    page.get_by_label(re.compile("What do you think brought it on")).fill("a long drive")
    press_button(page, "Show my plan for the next days")
    assert path_of(page) == "/flare"
    expect(page.get_by_text("Flare-up, day 1")).to_be_visible()
    expect(page.get_by_text("You wrote: a long drive")).to_be_visible()
    ready(live, key, page, "/today")
    expect(page.get_by_text("Flare-up, day 1")).to_be_visible()
    follow(page, "The plan for these days")
    press_button(page, "It is over")
    expect(page.get_by_text("You said that it is over.")).to_be_visible()
    assert record_of(live.house, who).flare_ups[0].ended == DAY


def test_a_danger_sign_in_a_flare_up_stops_everything(live: Live) -> None:
    key = home(live)
    page = live.page(key)
    page.goto("/flare")
    safety(page)
    page.locator('[name="q-saddle-numbness"][value="yes"]').check()
    press_button(page, "Show my plan for the next days")
    assert path_of(page) == "/stop"
    page.goto("/flare")
    assert path_of(page) == "/stop"


def test_bounds_are_set_and_hold_with_the_keyboard_alone(live: Live) -> None:
    key = home(live)
    page = live.page(key)
    page.goto("/settings")
    tab_to(page, page.get_by_role("link", name=re.compile("How your plan changes")))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tick(page, page.get_by_role("radio", name=re.compile("Do it within my bounds")))
    tab_to(page, page.get_by_label("Exercises that may go up in a week"))
    page.keyboard.type("1")
    tab_to(page, page.get_by_label("Highest stage"))
    page.keyboard.type("The init")
    tab_to(page, page.get_by_role("button", name="Keep this"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Kept.")).to_be_visible()
    policy = record_of(live.house, live.house.who(key)).policy
    assert (policy.mode, policy.exercises_per_week) == (Autonomy.ASSIST, 1)
    assert policy.top_stage is Stage.INITIAL
    ready(live, key, page, "/review")
    expect(page.get_by_text("Within your bounds, by itself")).to_be_visible()
    expect(page.get_by_text("Waiting for your yes")).to_have_count(0)


def test_the_stage_page_is_two_steps_from_today(live: Live) -> None:
    page = live.page(home(live), java_script_enabled=False)
    page.goto("/today")
    follow(page, "Your stage")
    expect(page.get_by_role("heading", level=1, name="Your stage")).to_be_visible()
    assert page.locator('[aria-current="step"]').count() == 1
    expect(page.get_by_role("heading", name=re.compile("^Next: "))).to_be_visible()


@pytest.mark.parametrize("path", ["/review", "/stage", "/flare", "/settings/policy", "/today"])
def test_the_pages_speak_german(tmp_path: Path, browser: Browser, path: str) -> None:
    house = make_house(tmp_path, Clock(NOW))
    _, key = house.person(record=example("second-week"))
    house.plan(key)
    with serving(house) as address:
        live = Live(house=house, address=address, browser=browser)
        page = live.page(key, locale="de-DE")
        page.goto("/settings")
        choose(page, "Language", "Deutsch")
        press_button(page, "Use this language")
        page.goto(path)
        text = page.locator("main").inner_text()
        for word in (" the ", " your ", " and ", " with "):
            assert word not in text.replace("\n", " "), (word, text)
        page.context.close()
    house.service.planner.close()
    house.service.store.close()


def test_in_a_flare_up_the_way_home_is_there_after_days(live: Live) -> None:
    key = home(live)
    page = live.page(key)
    page.goto("/flare")
    safety(page)
    press_button(page, "Show my plan for the next days")
    live.house.clock.at = NOW + timedelta(days=3)
    ready(live, key, page, "/flare")
    if path_of(page) == "/safety":
        safety(page)
        press_button(page, "Done")
        ready(live, key, page, "/flare")
    expect(page.get_by_text("Flare-up, day 4")).to_be_visible()
