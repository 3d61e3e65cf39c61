# SPDX-License-Identifier: Apache-2.0
"""What a device says of the doses that were asked, and what a morning tells besides the pain."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from quick_hashing import quick_hashing

from app_house import House, make_house
from multifidus.coach.light import Light, light
from multifidus.domain.record import DoseAsked, Episode, LegPain, LogEntry, Pain, Person, Record
from multifidus.domain.words import Answer, Radiation, Slot
from multifidus.knowledge.loader import shipped
from multifidus.record.sessions import Part, log_row
from multifidus.service import Invalid, Who
from multifidus.service.mornings import (
    MOVED_DOWN,
    Settled,
    Told,
    asks_leg,
    next_morning,
    open_mornings,
    usual_reach,
)
from multifidus.service.records import add, kept
from multifidus.service.session_log import take_parts

__all__ = ["quick_hashing"]

KNOWLEDGE = shipped()
TODAY = date(2026, 11, 16)
YESTERDAY = "2026-11-15"
RECORD = """
format: multifidus-record/1
person: {name: Ana, born: 1984-03-02}
episode: {started: 2026-10-20, radiation: thigh}
"""
PERSON = Person(name="Ana", born=date(1984, 3, 2))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path)
    yield made
    made.service.planner.close()
    made.service.store.close()


def event(n: int, part: str, session: str = "ab" * 16, **facts: Any) -> dict[str, Any]:
    return {
        "client_id": f"event-{session}-{n}",
        "session": session,
        "n": n,
        "on": YESTERDAY,
        "part": part,
        **facts,
    }


def last(house: House, who: Who) -> LogEntry:
    found = kept(house.service, who)
    assert found is not None
    return found.record.log[-1]


# --- what was asked -------------------------------------------------------------------------------


def test_the_doses_that_were_asked_come_into_the_log(house: House) -> None:
    who, _ = house.person(record=RECORD)
    asked = [
        {"exercise": "bridge", "sets": 2, "reps": 10},
        {"exercise": "side-plank-knees", "sets": 1, "reps": 6, "hold_s": 8},
        {"exercise": "walking", "sets": 1, "minutes": 10},
    ]
    easier = [{"exercise": "pelvic-tilt", "sets": 1, "reps": 8, "hold_s": 10}]
    taken = take_parts(
        house.service,
        who,
        [
            event(0, "start", slot="morning", planned=asked, instead=easier),
            event(1, "set", exercise="bridge", set=1, reps=10),
            event(2, "set", exercise="walking", set=1, minutes=8),
            event(3, "set", exercise="pelvic-tilt", set=1, reps=8, hold_s=10),
            event(4, "skip", exercise="side-plank-knees", why="swapped for an easier one"),
            event(5, "set", exercise="plank", set=1, hold_s=20),
        ],
    )
    assert taken.refused == ()
    planned = {one.exercise: one.planned for one in last(house, who).done}
    assert planned == {
        "bridge": DoseAsked(sets=2, reps=10),
        "walking": DoseAsked(sets=1, minutes=10),
        "pelvic-tilt": DoseAsked(sets=1, reps=8, hold_s=10),
        "plank": None,
    }


def test_what_the_plan_asks_of_an_exercise_wins_over_its_easier_stand_in() -> None:
    body = {
        "part": "start",
        "slot": "morning",
        "planned": [{"exercise": "bridge", "sets": 2, "reps": 10}],
        "instead": [{"exercise": "bridge", "sets": 1, "reps": 5}],
    }
    done = {"part": "set", "exercise": "bridge", "reps": 10}
    row = log_row([Part(body, TODAY, 1), Part(done, TODAY, 2)])
    assert row is not None
    assert row["done"][0]["planned"] == {"sets": 2, "reps": 10}


def test_a_device_that_names_exercises_alone_is_still_understood(house: House) -> None:
    who, _ = house.person(record=RECORD)
    start = event(0, "start", slot="morning", planned=["bridge", "plank"])
    for _ in range(2):
        # Sent again after an update of the app it is the same event.
        taken = take_parts(
            house.service, who, [start, event(1, "set", exercise="bridge", reps=9, set=1)]
        )
        assert taken.refused == ()
    assert [one.planned for one in last(house, who).done] == [None]


@pytest.mark.parametrize(
    "asked",
    [
        {"exercise": "bridge"},
        {"exercise": "bridge", "sets": 0, "reps": 10},
        {"exercise": "bridge", "sets": 21, "reps": 10},
        {"exercise": "bridge", "sets": 2, "reps": 501},
        {"exercise": "bridge", "sets": 2, "reps": 10, "load": 3},
        {"exercise": "bridgee", "sets": 2, "reps": 10},
    ],
)
def test_a_dose_that_cannot_be_is_refused(house: House, asked: dict[str, Any]) -> None:
    who, _ = house.person(record=RECORD)
    taken = take_parts(house.service, who, [event(0, "start", slot="morning", planned=[asked])])
    assert len(taken.refused) == 1


def test_leg_symptoms_of_a_session_come_into_the_log(house: House) -> None:
    who, _ = house.person(record=RECORD)
    events = [
        event(0, "start", slot="morning"),
        event(1, "set", exercise="bridge", set=1, reps=10),
        event(2, "leg", before=2, reach_before="thigh"),
        event(3, "leg", after=3, reach_after="below-knee"),
        event(4, "pain", before=3, settled_hours=2),
    ]
    assert take_parts(house.service, who, events).refused == ()
    row = last(house, who)
    assert row.leg == LegPain(
        before=2, after=3, reach_before=Radiation.THIGH, reach_after=Radiation.BELOW_KNEE
    )
    assert row.pain == Pain(before=3, settled_hours=2)
    assert len(take_parts(house.service, who, [event(9, "leg", reach_after="toes")]).refused) == 1


# --- the morning ----------------------------------------------------------------------------------


@pytest.fixture
def ana(house: House) -> tuple[House, Who, str]:
    who, _ = house.person(record=RECORD)
    events = [
        event(0, "start", slot="evening"),
        event(1, "set", exercise="bridge", set=1, reps=10),
    ]
    take_parts(house.service, who, events)
    (morning,) = open_mornings(house.service, who)
    return house, who, morning.reference


def answers(house: House, who: Who) -> dict[str, Answer]:
    found = kept(house.service, who)
    assert found is not None
    out: dict[str, Answer] = {}
    for row in found.record.screening:
        out |= row.answers
    return out


def test_a_morning_may_say_more_than_the_pain(ana: tuple[House, Who, str]) -> None:
    house, who, reference = ana
    told = Told(pain=3, settled=Settled.DAY, leg=2, reach=Radiation.THIGH)
    next_morning(house.service, who, reference, told)
    row = last(house, who)
    assert row.pain == Pain(next_morning=3, settled_hours=12.5)
    assert row.leg == LegPain(
        next_morning=2, reach_before=Radiation.THIGH, reach_after=Radiation.THIGH
    )
    assert open_mornings(house.service, who) == ()
    assert answers(house, who) == {}
    next_morning(house.service, who, reference, told)
    with house.service.store.read() as reading:
        assert len(reading.entries(who.person or "", kinds=("log-part",))) == 4


def test_the_leg_alone_does_not_answer_for_the_morning(ana: tuple[House, Who, str]) -> None:
    house, who, _ = ana
    take_parts(house.service, who, [event(5, "leg", next_morning=2)])
    assert len(open_mornings(house.service, who)) == 1


@pytest.mark.parametrize(
    ("settled", "colour"),
    [(Settled.HOUR, Light.GREEN), (Settled.DAY, Light.AMBER), (Settled.LONGER, Light.RED)],
)
def test_how_long_it_took_is_written_by_the_limits_of_the_traffic_light(
    settled: Settled, colour: Light
) -> None:
    pain = Pain(before=3, after=3, next_morning=3, settled_hours=settled.hours(KNOWLEDGE))
    entry = LogEntry(on=TODAY - timedelta(days=1), slot=Slot.MORNING, pain=pain)
    assert light(entry, TODAY, KNOWLEDGE) is colour


@pytest.mark.parametrize(
    ("reach", "alarm"),
    [(Radiation.BUTTOCK, False), (Radiation.THIGH, False), (Radiation.BELOW_KNEE, True)],
)
def test_symptoms_further_down_than_said_so_far_are_a_danger_signs_yes(
    ana: tuple[House, Who, str], reach: Radiation, *, alarm: bool
) -> None:
    house, who, reference = ana
    add(house.service, who, "screening", {"answers": {"saddle-numbness": False}})
    next_morning(house.service, who, reference, Told(pain=3, reach=reach))
    assert (light(last(house, who), TODAY, KNOWLEDGE) is Light.RED) is alarm
    # Said once more it is no other: what it is compared with is the days before.
    next_morning(house.service, who, reference, Told(pain=3, reach=reach))
    assert (light(last(house, who), TODAY, KNOWLEDGE) is Light.RED) is alarm
    # What was denied earlier that day is asked again.
    expected = {MOVED_DOWN: Answer.YES} if alarm else {"saddle-numbness": Answer.NO}
    assert answers(house, who) == expected


def test_a_log_row_from_a_file_takes_the_morning_too(house: House) -> None:
    row = (
        "log:\n  - {on: 2026-11-15, slot: evening, done: [{exercise: bridge, sets: [{reps: 10}]}],"
        " pain: {before: 3}, leg: {before: 1}}\n"
    )
    who, _ = house.person(record=RECORD + row)
    (morning,) = open_mornings(house.service, who)
    with pytest.raises(Invalid):
        next_morning(house.service, who, morning.reference, Told(pain=4, leg=11))
    next_morning(house.service, who, morning.reference, Told(pain=4, leg=2.5))
    assert last(house, who).pain == Pain(before=3, next_morning=4)
    assert last(house, who).leg == LegPain(before=1, next_morning=2.5)


@pytest.mark.parametrize(
    ("record", "asks", "usual"),
    [
        (Record(person=PERSON), False, Radiation.NONE),
        (
            Record(person=PERSON, episode=Episode(radiation=Radiation.BUTTOCK)),
            False,
            Radiation.BUTTOCK,
        ),
        (Record(person=PERSON, episode=Episode(radiation=Radiation.THIGH)), True, Radiation.THIGH),
        (
            Record(
                person=PERSON,
                log=(
                    LogEntry(
                        on=TODAY - timedelta(days=1),
                        slot=Slot.MORNING,
                        leg=LegPain(next_morning=1, reach_after=Radiation.BELOW_KNEE),
                    ),
                ),
            ),
            True,
            Radiation.BELOW_KNEE,
        ),
    ],
)
def test_the_leg_is_asked_about_where_it_has_symptoms(
    record: Record, *, asks: bool, usual: Radiation
) -> None:
    assert asks_leg(record) is asks
    assert usual_reach(record, TODAY) is usual


def test_the_form_on_today_takes_it_all(house: House) -> None:
    who, key = house.person(record=RECORD)
    events = [
        event(0, "start", slot="evening"),
        event(1, "set", exercise="bridge", set=1, reps=10),
    ]
    take_parts(house.service, who, events)
    (morning,) = open_mornings(house.service, who)
    client = house.client(key)
    sent = {"session": morning.reference, "pain": "3", "settled": "", "leg": "1", "reach": ""}
    assert client.post("/today/next-morning", data=sent | {"leg": "12"}).status_code == 422
    assert client.post("/today/next-morning", data=sent | {"reach": "toes"}).status_code == 422
    assert client.post("/today/next-morning", data=sent).status_code == 303
    assert last(house, who).leg == LegPain(next_morning=1)
    assert last(house, who).pain == Pain(next_morning=3)
