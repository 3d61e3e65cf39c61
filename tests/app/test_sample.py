# SPDX-License-Identifier: Apache-2.0
"""Looking around as the sample person: at once, on this machine alone, and nobody else's to see."""

import gzip
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from quick_hashing import quick_hashing, ready_week

from app_house import House, make_house
from multifidus.domain.adaptation import AdjustmentKind as Kind
from multifidus.domain.adaptation import AdjustmentStatus
from multifidus.domain.record import Record
from multifidus.domain.week import Week
from multifidus.exchange.phrases_json import week_with_phrases_from_json
from multifidus.exchange.record_file import read_record, write_record
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import monday_of
from multifidus.service import NotYours, Role, sample_history
from multifidus.service.records import kept
from multifidus.service.sample import (
    KEPT_FOR,
    MOST,
    look_around,
    moved,
    readable,
    rows_on,
    weeks_on,
)
from multifidus.service.sample_history import FIRST, NINTH, RECORD, WEEKS, beginning
from multifidus.service.weeks import Shown, the_weeks

__all__ = ["quick_hashing"]

DAYS = [date(2026, 11, 16) + timedelta(days=n) for n in range(7)] + [
    date(2028, 2, 29),
    date(2031, 1, 1),
]


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = make_house(tmp_path)
    ready_week(house)
    return house


def copies(house: House) -> int:
    with house.service.store.read() as reading:
        return sum(one.role == "sample" for one in reading.accounts())


def test_the_file_is_a_sound_record_of_the_present_catalogue(knowledge: Knowledge) -> None:
    record = read_record(RECORD.read_text(encoding="utf-8"), "sample", knowledge)
    assert len(record.log) > 45
    assert {one.on.isocalendar().week for one in record.log} == set(range(2, 11))
    known = {item.exercise for entry in record.log for item in entry.done}
    assert known <= set(knowledge.exercises)
    assert {one.instrument for one in record.outcomes} == {
        "nprs",
        "psfs",
        "rmdq-24",
        "gpe",
        "yellow-flags",
    }
    assert len({one.on for one in record.measurements}) == 3
    assert len(record.directives) == 1
    assert sum(bool(entry.stopped) for entry in record.log) == 1
    assert record.person.name == beginning().person.name
    assert readable() == 10


def test_her_weeks_show_how_a_plan_answers(knowledge: Knowledge) -> None:
    """A flare-up that passed, doses that rose with her yes and fell without it, and what waits now."""
    record = read_record(RECORD.read_text(encoding="utf-8"), "sample", knowledge)
    (flare,) = record.flare_ups
    assert flare.ended is not None
    assert flare.trigger
    assert all(one.accept and one.by == "self" for one in record.decisions)
    asked = [item.planned for entry in record.log for item in entry.done]
    assert all(one is not None for one in asked)
    text = gzip.decompress(WEEKS.read_bytes()).decode()
    weeks = [week_with_phrases_from_json(json.dumps(one)) for one in json.loads(text)]
    kinds = {one.kind for week in weeks for one in week.adjustments}
    assert {Kind.UP, Kind.STAGE_UP, Kind.HOLD, Kind.DOWN, Kind.VOLUME_DOWN} <= kinds
    waiting = [one for one in weeks[-1].adjustments if one.status is AdjustmentStatus.SUGGESTED]
    assert len(waiting) == 2
    said = {one.change for one in record.decisions}
    assert not said & {one.id for one in waiting}


@pytest.mark.parametrize("today", DAYS)
def test_whatever_the_day_it_is_in_the_ninth_week(today: date, knowledge: Knowledge) -> None:
    record = read_record(moved(RECORD.read_text(encoding="utf-8"), today), "sample", knowledge)
    assert record.person.born == beginning().person.born
    assert min(one.on for one in record.log) == monday_of(today) - (NINTH - FIRST)
    rows = rows_on(today, knowledge)
    assert max(row.on for row in rows if row.kind == "log") < today
    assert all(row.on <= today for row in rows)
    weeks = weeks_on(today)
    assert weeks[-1].monday == monday_of(today)
    assert all(week.monday.weekday() == 0 and week.on <= today for week in weeks)


def test_this_morning_is_still_to_be_told(knowledge: Knowledge) -> None:
    thursday = date(2026, 11, 19)
    rows = [row for row in rows_on(thursday, knowledge) if row.kind == "log"]
    yesterday = [row.body["pain"] for row in rows if row.on == thursday - timedelta(days=1)]
    assert yesterday
    assert not any("next_morning" in pain for pain in yesterday)
    assert all(
        "next_morning" in row.body["pain"] for row in rows if row.on < thursday - timedelta(days=1)
    )


def test_a_visitor_sees_today_at_once_and_is_told_who_they_look_at(house: House) -> None:
    client = house.client()
    answer = client.post("/sample")
    assert answer.headers["location"] == "/today"
    page = client.get("/today").text
    assert "sample person" in page
    assert 'action="/sample/reset"' in page
    who = house.who(client.cookies["multifidus"])
    assert who.role is Role.SAMPLE
    now = kept(house.service, who)
    assert now is not None
    assert isinstance(the_weeks(house.service, who, now, wait_s=5), Shown)
    with house.service.store.read() as reading:
        assert len(reading.released_all(who.person or "")) >= 8


def test_every_visitor_has_a_copy_of_their_own(house: House) -> None:
    one, other = house.client(), house.client()
    one.post("/sample")
    other.post("/sample")
    first, second = (house.who(client.cookies["multifidus"]) for client in (one, other))
    assert first.person != second.person
    with house.service.store.write() as writing:
        before = writing.last_seq(second.person or "")
    one.post("/outcomes/nprs", data={"now": "9", "average": "9", "worst": "9", "leg": "0"})
    with house.service.store.read() as reading:
        assert reading.last_seq(second.person or "") == before


def test_starting_over_and_leaving_erase_the_copy(house: House) -> None:
    client = house.client()
    client.post("/sample")
    key = client.cookies["multifidus"]
    person = house.who(key).person or ""
    assert client.post("/sample/reset").headers["location"] == "/today"
    assert not house.who(key).signed_in
    assert copies(house) == 1
    answer = client.post("/sample/leave")
    assert answer.headers["location"] == "/"
    assert "storage" in answer.headers["clear-site-data"]
    assert copies(house) == 0
    with house.service.store.read() as reading:
        assert reading.last_seq(person) == 0
        assert reading.erased() == frozenset()
        assert reading.verify_security_log() == (True, None)


def test_copies_of_yesterday_and_the_oldest_of_too_many_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.service.sample.rows_on", lambda *_: ())

    def look() -> None:
        look_around(house.service, address="127.0.0.1", device="", language="en")

    ana, _ = house.person("Ana")
    for _ in range(MOST + 2):
        look()
        house.clock.forward(seconds=1)
    assert copies(house) == MOST
    house.clock.at += KEPT_FOR
    look()
    assert copies(house) == 1
    with house.service.store.read() as reading:
        assert reading.account(ana.account or "") is not None


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.1", "::2", "nonsense"])
def test_nobody_looks_around_from_elsewhere(house: House, address: str) -> None:
    with pytest.raises(NotYours):
        look_around(house.service, address=address, device="", language="en")


def test_where_others_can_reach_the_house_there_is_no_sample(tmp_path: Path) -> None:
    house = make_house(tmp_path, host="0.0.0.0", insecure_http=True)  # noqa: S104 - not bound
    client = house.client()
    assert client.post("/sample").status_code == 404
    assert "/sample" not in client.get("/").text


def test_someone_who_is_signed_in_stays_who_they_are(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    assert client.post("/sample").headers["location"] == "/today"
    assert copies(house) == 0


def test_the_sample_person_is_offered_nothing_it_may_not_do(house: House) -> None:
    client = house.client()
    client.post("/sample")
    page = client.get("/settings").text + client.get("/settings/data").text
    for path in (
        "/settings/password",
        "/settings/second-factor",
        "/settings/erase",
        "/settings/backups",
        "import",
    ):
        assert path not in page
    assert re.search("record.yaml", page)
    assert client.get("/settings/data/record.yaml").status_code == 200


def test_the_file_is_what_living_her_weeks_gives(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = gzip.decompress(WEEKS.read_bytes()).decode()
    shown = [week_with_phrases_from_json(json.dumps(one)) for one in json.loads(text)]
    weeks = {week.on: week for week in shown}

    def planned(record: Record, on: date, _: Knowledge) -> Week:
        """Return the week of the file, as it was before her yes where she has not said it yet."""
        said = {one.change for one in record.decisions}
        back = tuple(
            replace(one, status=AdjustmentStatus.SUGGESTED, decided_by="")
            if one.status is AdjustmentStatus.ACCEPTED and one.id not in said
            else one
            for one in weeks[on].adjustments
        )
        return replace(weeks[on], adjustments=back)

    monkeypatch.setattr(sample_history, "planned", planned)
    lived = sample_history.live(knowledge)
    assert write_record(lived.record) == RECORD.read_text(encoding="utf-8")
    assert sample_history.weeks_text(lived.weeks) == text


def test_a_week_that_is_refused_ends_the_writing(knowledge: Knowledge) -> None:
    with pytest.raises(SystemExit, match="2026-01-05"):
        sample_history.planned(beginning(), FIRST, knowledge)


def test_the_rows_hold_a_whole_record(knowledge: Knowledge) -> None:
    kinds = {row.kind for row in rows_on(DAYS[3], knowledge)}
    assert {
        "person",
        "episode",
        "availability",
        "log",
        "measurement",
        "outcome",
        "screening",
    } <= kinds
