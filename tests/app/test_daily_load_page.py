# SPDX-License-Identifier: Apache-2.0
"""The load book as a page: four taps, corrections, counts, advice, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app_house import Clock, House, make_house
from multifidus.coach.daily_load import KINDS
from multifidus.domain.record import DailyLoad, Person, Record
from multifidus.domain.week import Dose, Prescription, Session
from multifidus.domain.words import DayLoad, Phase, Slot
from multifidus.exchange.record_file import record_to_value
from multifidus.knowledge.loader import shipped
from multifidus.service import Invalid, Who, records
from multifidus.service.daily_load import hard_waits, load_book, note_load

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = (EXAMPLES / "team/athlete.yaml").read_text(encoding="utf-8")
DAY = date(2026, 11, 16)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path, Clock(datetime(2026, 11, 16, 20, tzinfo=UTC)))
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture
def leo(house: House) -> tuple[Who, TestClient]:
    who, key = house.person("Leo", record=TEXT)
    return who, house.client(key)


def notes(house: House, who: Who) -> list[DailyLoad]:
    kept = records.kept(house.service, who)
    assert kept is not None
    return list(kept.record.daily_load)


def pressed(page: str) -> list[str]:
    return re.findall(r'value="(\w+)" aria-pressed="true"', page)


def tap(client: TestClient, kind: str, value: str) -> None:
    answer = client.post("/load", data={"kind": kind, "value": value}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/load#{kind}"


def test_four_taps_note_the_day_as_one_fact(house: House, leo: tuple[Who, TestClient]) -> None:
    who, client = leo
    before = len(notes(house, who))
    for kind, value in zip(KINDS, ("low", "usual", "high", "high"), strict=True):
        tap(client, kind, value)
    assert len(notes(house, who)) == before + 1
    assert notes(house, who)[-1] == DailyLoad(
        on=DAY,
        sitting=DayLoad.LOW,
        bending=DayLoad.USUAL,
        twisting=DayLoad.HIGH,
        lifting=DayLoad.HIGH,
    )
    assert pressed(client.get("/load").text) == ["low", "usual", "high", "high"]


def test_a_second_tap_corrects_the_first_and_nothing_is_lost(
    house: House, leo: tuple[Who, TestClient]
) -> None:
    who, client = leo
    tap(client, "lifting", "high")
    tap(client, "sitting", "low")
    tap(client, "lifting", "usual")
    assert notes(house, who)[-1] == DailyLoad(on=DAY, sitting=DayLoad.LOW, lifting=DayLoad.USUAL)
    with house.service.store.read() as reading:
        entries = [one for one in reading.entries(who.person or "") if one.kind == "daily-load"]
    assert len([one for one in entries if one.on == DAY]) == 3


def test_the_next_day_begins_empty(house: House, leo: tuple[Who, TestClient]) -> None:
    who, client = leo
    tap(client, "lifting", "high")
    house.clock.forward(days=1)
    page = client.get("/load").text
    assert pressed(page) == []
    tap(client, "lifting", "low")
    assert [one.lifting for one in notes(house, who)[-2:]] == [DayLoad.HIGH, DayLoad.LOW]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("", ""), ("lifting", "huge"), ("running", "high"), ("on", "high"), ("lifting", "")],
)
def test_what_is_no_tap_is_refused_in_words_and_nothing_is_written(
    house: House, leo: tuple[Who, TestClient], kind: str, value: str
) -> None:
    who, client = leo
    before = notes(house, who)
    answer = client.post("/load", data={"kind": kind, "value": value})
    assert answer.status_code == 422
    assert "That was not kept. Choose low, usual or high." in answer.text
    assert notes(house, who) == before
    with pytest.raises(Invalid):
        note_load(house.service, who, kind, value)


def test_counts_advice_and_the_moved_day_are_shown(
    house: House, leo: tuple[Who, TestClient]
) -> None:
    who, client = leo
    page = client.get("/load").text
    assert "The last two weeks" in page
    assert "Move today's hard exercises to tomorrow" not in page
    book = load_book(house.service, who)
    assert book is not None
    assert len(book.picture.days) == 3
    tap(client, "bending", "high")
    assert "Nothing stands out." in client.get("/load").text
    for _ in range(2):
        house.clock.forward(days=1)
        tap(client, "bending", "high")
    page = client.get("/load").text
    assert "Bending itself is safe." in page
    assert "Bending was high on 4 days of the last 14." in page
    assert 'data-grade="P"' in page
    assert "Wilke HJ" in page


def test_hard_exercise_is_moved_after_a_high_day(house: House, leo: tuple[Who, TestClient]) -> None:
    _, client = leo
    house.clock.forward(days=7)
    tap(client, "lifting", "high")
    assert "Keep tomorrow free of hard exercises" in client.get("/load").text
    house.clock.forward(days=1)
    assert "Move today's hard exercises to tomorrow" in client.get("/load").text


def session_of(tier: int) -> Session:
    """A session with one exercise of a load tier."""
    knowledge = shipped()
    exercise = next(one for one in knowledge.exercises.values() if one.load.tier == tier)
    dose = Dose(sets=1, reps=5, hold_s=None, rest_s=0, minutes=1, bout_minutes=None, effort=5)
    item = Prescription(
        exercise=exercise.id,
        name=exercise.name,
        side=exercise.sides,
        phase=Phase.STRENGTH,
        dose=dose,
        why=(),
    )
    return Session(on=DAY, slot=Slot.MORNING, template="A", minutes=1, items=(item,))


@pytest.mark.parametrize(("tier", "waits"), [(2, False), (3, True), (4, True)])
def test_only_hard_exercises_wait_and_only_after_a_high_day(tier: int, *, waits: bool) -> None:
    person = Person(name="Leo", born=date(1998, 5, 2))
    quiet = Record(person=person)
    usual = DailyLoad(on=DAY - timedelta(days=1), lifting=DayLoad.USUAL)
    high = replace(usual, lifting=DayLoad.HIGH)
    sessions = [session_of(1), session_of(tier)]
    assert hard_waits(replace(quiet, daily_load=(high,)), DAY, sessions, shipped()) is waits
    for notes in ((), (usual,), (replace(high, on=DAY),)):
        assert not hard_waits(replace(quiet, daily_load=notes), DAY, sessions, shipped())


@pytest.mark.parametrize("waits", [False, True])
def test_today_says_so_in_one_quiet_line(
    leo: tuple[Who, TestClient], monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> None:
    monkeypatch.setattr("multifidus.web.routes.today.MAKING_S", 60.0)
    monkeypatch.setattr("multifidus.service.today.hard_waits", lambda *_: waits)
    page = leo[1].get("/today").text
    assert ("Yesterday asked much of your back." in page) is waits
    assert ('href="/load"' in page) is waits


def test_german_is_whole(house: House, leo: tuple[Who, TestClient]) -> None:
    _, client = leo
    client.post("/language", data={"language": "de", "back": "/load"})
    house.clock.forward(days=7)
    tap(client, "twisting", "high")
    page = client.get("/load").text
    for text in ("Last des Alltags", "Wenig", "Viel", "Halte morgen frei von schweren Übungen"):
        assert text in page
    for text in ("Usual", "What may help", "The last two weeks"):
        assert text not in page


def test_someone_without_a_record_begins_at_the_start(house: House) -> None:
    _, key = house.person("Nobody")
    answer = house.client(key).get("/load", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")


def test_the_list_of_more_leads_there(leo: tuple[Who, TestClient]) -> None:
    _, client = leo
    assert 'href="/load"' in client.get("/more").text


def test_the_notes_are_in_the_record_file(house: House, leo: tuple[Who, TestClient]) -> None:
    who, client = leo
    tap(client, "sitting", "high")
    kept = records.kept(house.service, who)
    assert kept is not None
    rows = record_to_value(kept.record)["daily_load"]
    assert isinstance(rows, list)
    assert rows[-1] == {"on": "2026-11-16", "sitting": "high"}
