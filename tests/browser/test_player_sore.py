# SPDX-License-Identifier: Apache-2.0
"""A lot of pain before a session: only comfort, breathing and easy walking are left (rule PAIN4)."""

import pytest
from browser_house import Live
from player_steps import EVENING, MORNING, at_end, logged, planned, ready, sent, until
from playwright.sync_api import expect
from steps import parts

from multifidus.coach.light import hurt
from multifidus.domain.words import Slot
from multifidus.service.script import is_comfort

pytest_plugins = ("browser_fixtures",)

SORE = "too sore today"


@pytest.mark.parametrize(("pain", "much"), [(5, False), (6, True), (7, True)])
def test_a_lot_of_pain_before_a_session_stops_it_before_it_begins(
    live: Live, pain: int, *, much: bool
) -> None:
    page, who = ready(live, slot=EVENING)
    page.get_by_role("button", name="None of these").click()
    page.locator("[data-tens=before]").get_by_role("button", name=str(pain), exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    if not much:
        expect(page.locator("#s-run")).to_be_visible()
        return
    expect(page.get_by_role("heading", name="That is a lot of pain")).to_be_focused()
    expect(page.get_by_text("Today only comfort, breathing and easy walking.")).to_be_visible()
    expect(page.get_by_role("link", name="My back is clearly worse")).to_have_attribute(
        "href", "/flare"
    )
    expect(page.get_by_role("link", name="Not today")).to_have_attribute("href", "/today")
    assert parts(live.house, who) == []
    page.get_by_role("button", name="Change the number").click()
    page.locator("[data-tens=before]").get_by_role("button", name="3", exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#s-run")).to_be_visible()
    sent(page)
    assert [one["before"] for one in parts(live.house, who) if one["part"] == "pain"] == [3]


def test_with_a_lot_of_pain_only_comfort_is_done_and_the_rest_is_logged_as_left_out(
    live: Live,
) -> None:
    page, who = ready(live, slot=MORNING)
    session = planned(live.house, who, Slot.MORNING)
    knowledge = live.house.service.knowledge
    names = [item.exercise for item in session.items]
    comfort = [one for one in names if is_comfort(knowledge.exercises[one], knowledge)]
    assert 0 < len(comfort) < len(names)
    page.get_by_role("button", name="None of these").click()
    page.locator("[data-tens=before]").get_by_role("button", name="8", exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#sore-list li")).to_have_count(len(comfort))
    page.get_by_role("button", name="Do only this").click()
    expect(page.locator("#bar-text")).to_contain_text(f"of {len(comfort)}")
    page.clock.run_for(20_000)
    page.reload()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.locator("#bar-text")).to_contain_text(f"of {len(comfort)}")
    until(page, at_end(page))
    page.locator("[data-tens=during]").get_by_role("button", name="7", exact=True).click()
    page.clock.run_for(1_000)
    sent(page)
    row = logged(live.house, who)
    assert row is not None
    assert [one.exercise for one in row.done] == comfort
    left = [one for one in names if one not in comfort]
    assert [(one.exercise, one.why) for one in row.skipped] == [(one, SORE) for one in left]
    assert (row.pain.before, row.pain.during) == (8, 7)
    assert not hurt(row)


def test_where_nothing_of_a_session_is_comfort_it_says_what_is_fine_instead(live: Live) -> None:
    page, who = ready(live)
    knowledge = live.house.service.knowledge
    for path, slot in ((MORNING, Slot.MORNING), (EVENING, Slot.EVENING)):
        items = planned(live.house, who, slot).items
        none = not any(is_comfort(knowledge.exercises[one.exercise], knowledge) for one in items)
        page.goto(path)
        page.get_by_role("button", name="None of these").click()
        page.locator("[data-tens=before]").get_by_role("button", name="9", exact=True).click()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("#sore-none")).to_be_visible(visible=none)
        expect(page.locator("#sore-go")).to_be_visible(visible=not none)
        page.get_by_role("link", name="Not today").click()
        page.wait_for_url("**/today")
    assert parts(live.house, who) == []
