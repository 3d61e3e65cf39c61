# SPDX-License-Identifier: Apache-2.0
"""Today and the week as a person meets them: one thing to do, nothing forgotten, nothing forced."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app_house import Clock, House, make_house
from multifidus.domain.words import Slot
from multifidus.service import Blocked, NotSignedIn, NotYours, Who, records
from multifidus.service.today import session_for
from multifidus.service.today_day import alike
from multifidus.service.weeks import Shown, the_weeks

EXAMPLES = Path(__file__).parents[2] / "examples"
DESK = (EXAMPLES / "desk-worker.yaml").read_text(encoding="utf-8")
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages wait for their week, so that a busy machine changes nothing."""
    monkeypatch.setattr("multifidus.web.routes.today.MAKING_S", 60.0)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 16, 8, 0, tzinfo=UTC))


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> Iterator[House]:
    made = make_house(tmp_path, clock)
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture
def who(house: House) -> Who:
    return house.person(record=DESK)[0]


def _weeks(house: House, who: Who) -> Shown:
    kept = records.kept(house.service, who)
    assert kept is not None
    found = the_weeks(house.service, who, kept, wait_s=60)
    assert isinstance(found, Shown)
    return found


def _visit(house: House, who: Who, path: str) -> str:
    _weeks(house, who)
    client = _client(house, who)
    answer = client.get(path)
    assert answer.status_code == 200, answer.headers.get("location")
    return answer.text


def _client(house: House, who: Who) -> TestClient:
    """A browser that is signed in, without the password being looked at again."""
    from multifidus.service.accounts import start  # noqa: PLC0415 - only here

    with house.service.store.read() as reading:
        account = reading.account(who.account or "")
    assert account is not None
    return house.client(start(house.service, account, address="", device="").key)


def _done(house: House, who: Who, on: date, slot: Slot, **more: object) -> None:
    session = session_for(house.service, who, on, slot)
    body = {
        "slot": slot.value,
        "done": [{"exercise": item.exercise, "sets": [{"reps": 5}]} for item in session.items],
        **more,
    }
    records.add(house.service, who, "log", body, on=on)


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_stranger_is_asked_to_sign_in(house: House) -> None:
    for path in ("/today", "/week"):
        answer = house.client().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


def test_today_leads_to_the_way_in_as_long_as_it_is_unfinished(house: House) -> None:
    nobody_yet = house.person()[0]
    answer = _client(house, nobody_yet).get("/today")
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")


def test_today_shows_one_large_button_to_the_session_that_is_due(house: House, who: Who) -> None:
    page = _visit(house, who, "/today")
    assert page.count("button-large") == 1
    assert 'href="/session/2026-11-16/morning"' in page
    assert 'href="/session/2026-11-16/evening"' in page
    assert page.index("2026-11-16/morning") < page.index("2026-11-16/evening")
    assert "Start" in _text(page)


def test_in_the_evening_the_evening_comes_first(house: House, who: Who, clock: Clock) -> None:
    clock.forward(hours=11)
    page = _visit(house, who, "/today")
    assert page.index("2026-11-16/evening") < page.index("2026-11-16/morning")


def test_what_was_done_is_done_and_the_rest_of_the_day_is_next(house: House, who: Who) -> None:
    _weeks(house, who)
    _done(house, who, MONDAY, Slot.MORNING)
    page = _visit(house, who, "/today")
    assert 'href="/session/2026-11-16/morning"' not in page
    assert 'href="/session/2026-11-16/evening"' in page


def test_everything_done_is_a_day_done(house: House, who: Who) -> None:
    _weeks(house, who)
    _done(house, who, MONDAY, Slot.MORNING)
    _done(house, who, MONDAY, Slot.EVENING)
    page = _visit(house, who, "/today")
    assert "Done for today" in page
    assert "/session/" not in page


def test_the_next_morning_is_asked_about_until_it_is_told(
    house: House, who: Who, clock: Clock
) -> None:
    _weeks(house, who)
    _done(house, who, MONDAY, Slot.EVENING, pain={"before": 3, "after": 3})
    assert "next-morning" not in _visit(house, who, "/today")
    clock.forward(days=1)
    page = _visit(house, who, "/today")
    found = re.search(r'name="session" value="([^"]+)"', page)
    assert found is not None
    answer = _client(house, who).post(
        "/today/next-morning", data={"session": found[1], "pain": "3"}
    )
    assert answer.status_code == 303
    assert "next-morning" not in _visit(house, who, "/today")


def test_a_missed_session_is_offered_today_without_a_word_of_blame(
    house: House, who: Who, clock: Clock
) -> None:
    _weeks(house, who)
    clock.forward(days=1)
    page = _visit(house, who, "/today")
    assert 'href="/session/2026-11-16/morning"' in page
    assert "From Monday" in _text(page)
    for word in ("missed", "failed", "should have", "overdue", "streak"):
        assert word not in _text(page).lower()


def test_a_rest_day_says_so_and_leaves_a_free_choice(house: House, who: Who, clock: Clock) -> None:
    _weeks(house, who)
    _done(house, who, MONDAY, Slot.MORNING)
    _done(house, who, MONDAY, Slot.EVENING)
    clock.forward(days=1)
    page = _visit(house, who, "/today")
    assert "A rest day" in page
    assert 'href="/exercises/walking"' in page


def test_a_danger_sign_leaves_nothing_but_what_to_do(house: House, who: Who) -> None:
    _weeks(house, who)
    records.add(house.service, who, "screening", {"answers": {"saddle-numbness": True}})
    client = _client(house, who)
    for path in ("/today", "/week"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/stop")
    with pytest.raises(Blocked):
        session_for(house.service, who, MONDAY, Slot.MORNING)


def test_questions_that_are_due_again_come_before_the_session(
    house: House, who: Who, clock: Clock
) -> None:
    _weeks(house, who)
    clock.forward(days=8)
    answer = _client(house, who).get("/today")
    assert (answer.status_code, answer.headers["location"]) == (303, "/safety")
    with pytest.raises(Blocked):
        session_for(house.service, who, MONDAY, Slot.MORNING)


def test_a_session_is_had_by_its_planned_place_and_by_nobody_else(house: House, who: Who) -> None:
    week = _weeks(house, who).weeks[0]
    for session in week.sessions:
        assert session_for(house.service, who, session.on, session.slot) == session
    with pytest.raises(NotYours):
        session_for(house.service, who, date(2026, 11, 17), Slot.MORNING)
    with pytest.raises(NotSignedIn):
        session_for(house.service, Who(), MONDAY, Slot.MORNING)
    other = house.person("Ben")[0]
    with pytest.raises(NotYours):
        session_for(house.service, other, MONDAY, Slot.MORNING)


def test_a_week_that_cannot_be_made_says_which_facts_do_not_go_together(house: House) -> None:
    text = (EXAMPLES / "impossible-wish.yaml").read_text(encoding="utf-8")
    on = date.fromisoformat(str(re.search(r"--on (\S+)", text)[1]))  # type: ignore[index] # it is there
    house.clock.at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    asker = house.person("Wim", record=text)[0]
    page = _client(house, asker).get("/today").text
    assert "There is no week just now" in page
    assert "/start/week" in page


def test_the_week_in_full_names_every_exercise_with_dose_and_reason(house: House, who: Who) -> None:
    week = _weeks(house, who).weeks[0]
    page = unescape(_visit(house, who, "/week"))
    names = house.service.knowledge.exercises
    for session in week.sessions:
        for item in session.items:
            assert names[item.exercise].name in page
    assert "repetitions" in page
    assert "PRG1" in page or "PLN12" in page
    assert all(names[one.exercise].name in page for one in week.left_out)


def test_like_sessions_are_shown_once_with_all_their_days(house: House, who: Who) -> None:
    week = _weeks(house, who).weeks[0]
    found = alike(week)
    assert len(found) < len(week.sessions)
    places = [place for one in found for place in one.slots]
    assert sorted(places) == sorted((one.on, one.slot) for one in week.sessions)


def test_pages_hold_no_style_or_script_of_their_own(house: House, who: Who) -> None:
    _weeks(house, who)
    client = _client(house, who)
    for path in ("/today", "/week", "/progress", "/outcomes", "/outcomes/nprs", "/summary"):
        page = client.get(path).text
        assert "<style" not in page
        assert not re.search(r"\sstyle=", page)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.search(r'(src|href|action)="https?:', page)


def test_while_the_week_is_made_a_calm_page_waits(
    house: House, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.web.routes.today.MAKING_S", 0.0)
    page = _client(house, who).get("/today").text
    assert "Making your week" in page
    assert '<noscript><meta http-equiv="refresh"' in page
