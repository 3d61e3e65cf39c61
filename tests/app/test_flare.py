# SPDX-License-Identifier: Apache-2.0
"""The flare-up button: danger signs first, then a plan for the days, then the word that it is over."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from quick_hashing import quick_hashing

from app_house import House, make_house
from multifidus.domain.record import FlareUp, Person, Record
from multifidus.domain.words import Level
from multifidus.service import Who
from multifidus.service.accounts import start
from multifidus.service.flare import asked_first, flare_of, help_by_action, open_flare
from multifidus.service.records import kept
from multifidus.service.way_in import way_of

__all__ = ["quick_hashing"]

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORD = (EXAMPLES / "second-week.yaml").read_text(encoding="utf-8")
MONDAY = date(2026, 11, 23)
NONE = {f"none-{level}": "yes" for level in ("emergency", "urgent", "review")}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multifidus.web.routes.today.MAKING_S", 60.0)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path)
    made.clock.forward(days=7)
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture
def home(house: House) -> tuple[House, Who, TestClient]:
    who, key = house.person(record=RECORD)
    return house, who, house.client(key)


def later(house: House, who: Who, days: int) -> TestClient:
    """Let days pass; whoever comes back has to sign in again."""
    house.clock.forward(days=days)
    with house.service.store.read() as reading:
        account = reading.account(who.account or "")
    assert account is not None
    return house.client(start(house.service, account, address="", device="").key)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def record_of(house: House, who: Who) -> Record:
    found = kept(house.service, who)
    assert found is not None
    return found.record


def test_the_button_stands_on_today_and_leads_to_the_danger_signs_first(
    home: tuple[House, Who, TestClient],
) -> None:
    client = home[2]
    assert 'href="/flare"' in client.get("/today").text
    page = client.get("/flare").text
    assert "Signs that cannot wait" in text_of(page)
    assert 'name="q-saddle-numbness"' in page
    assert 'name="trigger"' in page
    assert "It is over" not in page


def test_every_urgent_question_comes_first_whatever_was_answered_that_day(
    home: tuple[House, Who, TestClient],
) -> None:
    house, who, _ = home
    way = way_of(house.service, who)
    assert way.clearance is not None
    wanted = asked_first(way.clearance, house.service.knowledge)
    urgent = {
        key
        for key, sign in house.service.knowledge.danger_signs.items()
        if sign.asked and sign.level is not Level.REVIEW
    }
    assert urgent <= set(wanted)
    assert len(wanted) == len(set(wanted))


def test_after_the_questions_there_is_a_plan_with_today_large(
    home: tuple[House, Who, TestClient],
) -> None:
    house, who, client = home
    answer = client.post("/flare", data=NONE | {"trigger": "a long drive"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/flare")
    assert record_of(house, who).flare_ups == (FlareUp(on=MONDAY, trigger="a long drive"),)
    page = client.get("/flare").text
    text = text_of(page)
    for words in (
        "Flare-up, day 1",
        "You wrote: a long drive",
        "The days to come",
        "The way back in",
        "When to seek help",
        "It is over",
    ):
        assert words in text, words
    today = text_of(client.get("/today").text)
    assert "Flare-up, day 1" in today
    assert "My back is clearly worse" not in today


def test_what_needs_help_at_once_stands_before_what_can_wait_a_day(
    home: tuple[House, Who, TestClient],
) -> None:
    house, who, client = home
    client.post("/flare", data=NONE)
    found = kept(house.service, who)
    assert found is not None
    flare = flare_of(house.service, who, found)
    assert flare is not None
    assert flare.plan.seek_help  # type: ignore[union-attr]
    ranks = [signs[0].level.rank for signs in help_by_action(flare.plan)]  # type: ignore[union-attr]
    assert ranks == sorted(ranks, reverse=True)


def test_the_week_is_made_anew_and_rests_today(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    client.get("/today")
    client.post("/flare", data=NONE)
    client.get("/today")
    with house.service.store.read() as reading:
        before, after = reading.released_history(who.person or "", MONDAY)
    assert before.body != after.body
    assert "You are in a flare-up" in text_of(client.get("/review").text)


def test_a_danger_sign_stops_everything_and_the_flare_up_is_kept(
    home: tuple[House, Who, TestClient],
) -> None:
    house, who, client = home
    answer = client.post("/flare", data=NONE | {"q-saddle-numbness": "yes"})
    assert answer.headers["location"] == "/stop"
    assert len(record_of(house, who).flare_ups) == 1
    for path in ("/flare", "/stage", "/review"):
        assert client.get(path).headers["location"] == "/stop"
    assert client.post("/flare", data=NONE).headers["location"] == "/stop"


def test_an_answer_that_is_missing_writes_nothing(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    screenings = len(record_of(house, who).screening)
    answer = client.post("/flare", data={"trigger": "x" * 201})
    assert answer.status_code == 422
    assert "Please answer this one." in text_of(answer.text)
    assert "At most 200 characters fit here." in text_of(answer.text)
    assert "x" * 201 in answer.text
    record = record_of(house, who)
    assert (record.flare_ups, len(record.screening)) == ((), screenings)


def test_said_twice_it_is_one_flare_up(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    for _ in range(2):
        assert client.post("/flare", data=NONE).headers["location"] == "/flare"
    assert len(record_of(house, who).flare_ups) == 1


def test_over_is_a_correction_of_the_same_flare_up(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    client.post("/flare", data=NONE | {"trigger": "a long drive"})
    client = later(house, who, 3)
    client.post("/safety", data=NONE)
    assert "day 4" in text_of(client.get("/flare").text)
    answer = client.post("/flare/over")
    assert answer.headers["location"] == "/flare?said=over"
    ended = date(2026, 11, 26)
    assert record_of(house, who).flare_ups == (
        FlareUp(on=MONDAY, ended=ended, trigger="a long drive"),
    )
    text = text_of(client.get("/flare?said=over").text)
    assert "Your plan comes back step by step." in text
    assert "You said that it is over." in text
    # Once more there is nothing left to end.
    assert client.post("/flare/over").headers["location"] == "/today"
    again = client.get("/flare?again=1").text
    assert "Show my plan for the next days" in text_of(again)


@pytest.mark.parametrize(("days", "due"), [(12, False), (13, True), (14, True)])
def test_from_day_14_the_advice_is_to_have_it_looked_at(
    home: tuple[House, Who, TestClient], days: int, *, due: bool
) -> None:
    house, who, client = home
    client.post("/flare", data=NONE)
    client = later(house, who, days)
    client.post("/safety", data=NONE)
    text = text_of(client.get("/flare").text)
    assert f"Flare-up, day {days + 1}" in text
    assert ("Have it looked at" in text) is due


def test_the_days_questions_come_before_the_plan_in_a_flare_up(
    home: tuple[House, Who, TestClient],
) -> None:
    house, who, client = home
    client.post("/flare", data=NONE)
    client = later(house, who, 30)
    assert client.get("/flare").headers["location"] == "/safety"


def test_someone_new_is_led_to_the_way_in(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    for answer in (client.get("/flare"), client.post("/flare", data=NONE)):
        assert (answer.status_code, answer.headers["location"]) == (303, "/start")
    assert client.post("/flare/over").headers["location"] == "/today"


def test_the_latest_flare_up_that_is_not_over_is_the_open_one() -> None:
    first, second = FlareUp(on=date(2026, 1, 1)), FlareUp(on=date(2026, 3, 1))
    over = FlareUp(on=date(2026, 5, 1), ended=date(2026, 5, 4))
    person = Person(name="Ana", born=date(1984, 3, 2))
    assert open_flare(Record(person=person, flare_ups=(second, first, over))) == second
    assert open_flare(Record(person=person, flare_ups=(over,))) is None
