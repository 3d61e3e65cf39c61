# SPDX-License-Identifier: Apache-2.0
"""Sessions as a calendar: taken in twice they stand there once, and the clock change moves nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.week import (
    Coverage,
    Covered,
    Dose,
    Prescription,
    Proof,
    ProofStatus,
    Session,
    Week,
)
from multifidus.domain.words import Phase, Side, Slot, Stage
from multifidus.exchange.calendar import PRODUCT, Event, to_ics, uid_of
from multifidus.service.calendar_feed import Plan, events_of
from multifidus.service.reminders import Reminders

MONDAY = date(2026, 11, 16)
MADE = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CHOSEN = Reminders(
    zone="Europe/Berlin", morning=time(7, 30), evening=time(19, 0), revision=1, changed=MADE
)
NOTHING = Covered(target=0, planned=0, unit="min", sessions=0)


def session(on: date, slot: Slot, minutes: float = 20.0) -> Session:
    item = Prescription(
        exercise="bridge",
        name="Two-leg bridge",
        side=Side.BOTH,
        phase=Phase.STRENGTH,
        dose=Dose(sets=2, reps=10, hold_s=None, rest_s=60, minutes=minutes),
        why=(),
    )
    return Session(on=on, slot=slot, template="mixed", minutes=minutes, items=(item,))


def week(*sessions: Session, on: date = MONDAY, monday: date = MONDAY) -> Week:
    return Week(
        week=monday,
        on=on,
        person="Ana",
        stage=Stage.INITIAL,
        sessions=sessions,
        coverage=Coverage(muscles={}, stretches={}, aerobic=NOTHING, share=1),
        proof=Proof(status=ProofStatus.OPTIMAL, gap=0, objectives=()),
        knowledge="test",
    )


def event(on: date, at: time = time(7, 30), **changes: Any) -> Event:
    made = Event(
        uid=uid_of("ana", on, Slot.MORNING), on=on, at=at, minutes=20, sequence=0, changed=MADE
    )
    return replace(made, **changes)


def parsed(content: bytes) -> Any:
    return icalendar.Calendar.from_ical(content)


def read(content: bytes) -> list[Any]:
    return list(parsed(content).walk("VEVENT"))


# --- the file -------------------------------------------------------------------------------------


def test_the_file_says_who_made_it_and_has_what_every_reader_needs() -> None:
    content = to_ics([event(MONDAY)], title="Back exercises", zone=BERLIN)
    calendar = parsed(content)
    assert str(calendar["PRODID"]) == PRODUCT
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) == ("2.0", "PUBLISH")
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    (found,) = read(content)
    assert str(found["SUMMARY"]) == "Back exercises"
    assert found["DTSTART"].dt == datetime(2026, 11, 16, 7, 30, tzinfo=BERLIN)
    assert found["DURATION"].dt == timedelta(minutes=20)
    assert found["DTSTAMP"].dt == MADE
    assert all(line.endswith(b"\r") for line in content.split(b"\n")[:-1])


def test_a_calendar_without_sessions_is_a_calendar() -> None:
    assert read(to_ics([], title="Back exercises", zone=BERLIN)) == []


def test_the_same_sessions_give_the_same_bytes() -> None:
    events = [event(MONDAY), event(MONDAY + timedelta(days=2), cancelled=True, sequence=3)]
    once = to_ics(events, title="Rückenübungen; kurz, gut", zone=BERLIN)
    assert to_ics(events, title="Rückenübungen; kurz, gut", zone=BERLIN) == once
    assert str(read(once)[0]["SUMMARY"]) == "Rückenübungen; kurz, gut"


def test_the_morning_stays_the_morning_when_the_clocks_change() -> None:
    days = [date(2026, 10, 24), date(2026, 10, 26), date(2027, 3, 27), date(2027, 3, 29)]
    found = read(to_ics([event(day) for day in days], title="x", zone=BERLIN))
    moments = [one["DTSTART"].dt for one in found]
    assert {one.time() for one in moments} == {time(7, 30)}
    assert [one.utcoffset() // timedelta(hours=1) for one in moments] == [2, 1, 1, 2]


def test_the_file_itself_tells_when_the_clocks_change() -> None:
    content = to_ics([event(date(2026, 10, 24)), event(date(2027, 3, 29))], title="x", zone=BERLIN)
    calendar = parsed(content)
    (zone,) = calendar.walk("VTIMEZONE")
    own = zone.to_tz()  # what a reader without zones of its own uses
    for on, hours in ((date(2026, 10, 24), 2), (date(2026, 10, 26), 1), (date(2027, 3, 29), 2)):
        assert datetime.combine(on, time(7, 30), own).utcoffset() == timedelta(hours=hours)


def test_an_hour_that_is_left_out_or_comes_twice_is_still_one_session_of_its_length() -> None:
    for day, utc in ((date(2027, 3, 28), 1), (date(2026, 10, 25), 0)):
        content = to_ics([event(day, time(2, 30))], title="x", zone=BERLIN)
        (found,) = read(content)
        assert f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T023000".encode() in content
        assert found["DTSTART"].dt.astimezone(UTC).hour == utc
        assert found["DURATION"].dt == timedelta(minutes=20)


def test_ids_tell_nothing_and_never_meet() -> None:
    ids = {
        uid_of(person, MONDAY + timedelta(days=n), slot)
        for person in ("ana", "bo")
        for n in range(400)
        for slot in Slot
    }
    assert len(ids) == 2 * 400 * 2
    assert not [one for one in ids if "ana" in one.split("@")[0]]


# --- from plans to events -------------------------------------------------------------------------


def test_each_session_is_an_event_at_the_chosen_time() -> None:
    plan = week(session(MONDAY, Slot.MORNING, 19.2), session(MONDAY, Slot.EVENING))
    found = events_of([Plan(week=plan, at=MADE)], "ana", CHOSEN)
    assert [(one.on, one.at, one.minutes) for one in found] == [
        (MONDAY, time(7, 30), 20),
        (MONDAY, time(19, 0), 20),
    ]
    assert {one.sequence for one in found} == {1}
    assert not any(one.cancelled for one in found)


def test_what_a_new_plan_drops_is_cancelled_under_its_old_id() -> None:
    tuesday, later = MONDAY + timedelta(days=1), MADE + timedelta(days=1)
    first = week(session(tuesday, Slot.MORNING), session(tuesday, Slot.EVENING))
    second = week(session(tuesday, Slot.EVENING), on=tuesday)
    before = events_of([Plan(week=first, at=MADE)], "ana", CHOSEN)
    after = events_of([Plan(week=first, at=MADE), Plan(week=second, at=later)], "ana", CHOSEN)
    assert [one.uid for one in after] == [one.uid for one in before]
    assert [one.cancelled for one in after] == [True, False]
    assert after[0].sequence == before[0].sequence + 1
    assert after[0].changed == later
    assert after[1] == before[1]
    assert [str(one["STATUS"]) for one in read(to_ics(after, title="x", zone=BERLIN))] == [
        "CANCELLED",
        "CONFIRMED",
    ]


def test_a_plan_made_on_wednesday_says_nothing_of_monday() -> None:
    wednesday = MONDAY + timedelta(days=2)
    first = week(session(MONDAY, Slot.MORNING), session(wednesday, Slot.MORNING))
    second = week(session(MONDAY, Slot.EVENING), session(wednesday, Slot.MORNING), on=wednesday)
    found = events_of(
        [Plan(week=first, at=MADE), Plan(week=second, at=MADE + timedelta(days=2))], "ana", CHOSEN
    )
    assert [(one.on, one.at, one.cancelled) for one in found] == [
        (MONDAY, time(7, 30), False),
        (wednesday, time(7, 30), False),
    ]


def test_nothing_to_come_is_shown_while_the_gate_is_closed() -> None:
    wednesday = MONDAY + timedelta(days=2)
    plan = Plan(week=week(session(MONDAY, Slot.MORNING), session(wednesday, Slot.MORNING)), at=MADE)
    found = events_of([plan], "ana", CHOSEN, until=MONDAY + timedelta(days=1))
    assert [one.on for one in found] == [MONDAY]


PLACES = [(MONDAY + timedelta(days=n), slot) for n in range(7) for slot in Slot]
DRAWN = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.dictionaries(st.sampled_from(PLACES), st.integers(5, 40), max_size=8),
    ),
    min_size=1,
    max_size=6,
)


@given(DRAWN)
def test_whatever_changes_comes_with_a_higher_number(
    drawn: Sequence[tuple[int, dict[tuple[date, Slot], int]]],
) -> None:
    """Let plan follow plan; a calendar that was read after each must be able to tell new from old."""
    plans = [
        Plan(
            week=week(
                *(session(on, slot, minutes) for (on, slot), minutes in planned.items()),
                on=MONDAY + timedelta(days=day),
            ),
            at=MADE + timedelta(hours=n),
        )
        for n, (day, planned) in enumerate(sorted(drawn, key=lambda one: one[0]))
    ]
    before: dict[str, Event] = {}
    for n in range(1, len(plans) + 1):
        found = {one.uid: one for one in events_of(plans[:n], "ana", CHOSEN)}
        assert before.keys() <= found.keys()
        for uid, old in before.items():
            new = found[uid]
            assert new == old or (new.sequence > old.sequence and new.changed > old.changed)
        before = found
    latest = {(one.on, one.slot) for one in plans[-1].week.sessions if one.on >= plans[-1].week.on}
    standing = {
        (one.on, Slot.MORNING if one.at == CHOSEN.morning else Slot.EVENING)
        for one in before.values()
        if not one.cancelled and one.on >= plans[-1].week.on
    }
    assert standing == latest
