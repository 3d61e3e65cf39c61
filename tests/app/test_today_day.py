# SPDX-License-Identifier: Apache-2.0
"""What is due today: nothing twice, nothing done again, nothing that the check would refuse."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.record import Done, LogEntry, Record, SetDone, Skipped
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
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import shipped
from multifidus.programme import check_week, known_on, plan
from multifidus.service.today_day import Today, checked_move, day_of, moved, turn_of, widened
from multifidus.service.today_match import State, match, place_of

MONDAY = date(2026, 11, 16)
EXAMPLES = Path(__file__).parents[2] / "examples"


def _item(exercise: str) -> Prescription:
    return Prescription(
        exercise=exercise,
        name=exercise,
        side=Side.BOTH,
        phase=Phase.STRENGTH,
        dose=Dose(sets=1, reps=5, hold_s=None, rest_s=0, minutes=2),
        why=(),
    )


def _session(day: int, slot: Slot, *exercises: str) -> Session:
    items = tuple(_item(one) for one in exercises)
    return Session(
        on=MONDAY + timedelta(days=day),
        slot=slot,
        template="A",
        minutes=2.0 * len(items),
        items=items,
    )


def _week(*sessions: Session, on: date = MONDAY) -> Week:
    return Week(
        week=MONDAY,
        on=on,
        person="Ana",
        stage=Stage.INITIAL,
        sessions=sessions,
        coverage=Coverage(
            muscles={},
            stretches={},
            aerobic=Covered(target=0, planned=0, unit="min", sessions=0),
            share=1,
        ),
        proof=Proof(status=ProofStatus.OPTIMAL, gap=0, objectives=()),
        knowledge="x",
    )


def _row(day: int, slot: Slot, *exercises: str, skipped: tuple[str, ...] = ()) -> LogEntry:
    return LogEntry(
        on=MONDAY + timedelta(days=day),
        slot=slot,
        done=tuple(Done(exercise=one, sets=(SetDone(reps=5),)) for one in exercises),
        skipped=tuple(Skipped(exercise=one, why="no time") for one in skipped),
    )


AM, PM = Slot.MORNING, Slot.EVENING
A, B, E = ("walk", "bridge", "plank"), ("walk", "squat", "push"), ("calf", "hip")
USUAL = _week(
    _session(0, AM, *A),
    _session(0, PM, *E),
    _session(2, AM, *B),
    _session(2, PM, *E),
    _session(4, AM, *A),
    _session(4, PM, *E),
)


def _due(today: Today) -> list[tuple[date, Slot]]:
    return [place_of(one.session) for one in today.due]


def _anything(_: Session, __: Slot) -> bool:
    return True


def test_in_the_morning_both_sessions_of_the_day_are_due_the_first_one_first() -> None:
    today = day_of([USUAL], [], MONDAY)
    assert _due(today) == [(MONDAY, AM), (MONDAY, PM)]


def test_late_in_the_day_the_evening_comes_first_and_the_morning_can_still_be_done() -> None:
    today = day_of([USUAL], [], MONDAY, late=True)
    assert _due(today) == [(MONDAY, PM), (MONDAY, AM)]


def test_a_session_that_was_done_is_not_due() -> None:
    today = day_of([USUAL], [_row(0, AM, *A)], MONDAY)
    assert _due(today) == [(MONDAY, PM)]
    assert [one.state for one in today.done] == [State.DONE]


def test_a_session_broken_off_can_be_gone_on_with_and_is_not_asked_for_anew() -> None:
    today = day_of([USUAL], [_row(0, AM, "walk")], MONDAY)
    assert _due(today) == [(MONDAY, PM)]
    assert [place_of(one.session) for one in today.begun] == [(MONDAY, AM)]


@pytest.mark.parametrize(
    ("done", "skipped", "stopped", "open_still"),
    [
        (("walk",), (), "", True),
        (("walk",), ("bridge",), "", True),
        (("walk",), ("bridge", "plank"), "", False),
        (("walk",), (), "pain", False),
    ],
)
def test_what_was_stopped_or_left_out_to_the_last_exercise_is_over(
    done: tuple[str, ...], skipped: tuple[str, ...], stopped: str, *, open_still: bool
) -> None:
    row = replace(_row(0, AM, *done, skipped=skipped), stopped=stopped)
    today = day_of([USUAL], [row], MONDAY)
    assert [place_of(one.session) for one in today.begun] == [(MONDAY, AM)] * open_still
    over = [(place_of(one.session), one.state) for one in today.done]
    assert over == [((MONDAY, AM), State.PARTLY)] * (not open_still)
    assert _due(today) == [(MONDAY, PM)]


def test_a_session_left_out_on_purpose_does_not_come_back() -> None:
    log = [_row(0, AM, skipped=A)]
    assert _due(day_of([USUAL], log, MONDAY)) == [(MONDAY, PM)]
    assert _due(day_of([USUAL], log, MONDAY + timedelta(days=1), fits=_anything)) == [(MONDAY, PM)]


def test_a_row_in_which_nothing_happened_leaves_the_session_due() -> None:
    assert _due(day_of([USUAL], [_row(0, AM)], MONDAY)) == [(MONDAY, AM), (MONDAY, PM)]


def test_the_earliest_missed_session_slides_to_a_free_slot_and_keeps_its_name() -> None:
    tuesday = MONDAY + timedelta(days=1)
    today = day_of([USUAL], [], tuesday, fits=_anything)
    assert _due(today) == [(MONDAY, AM)]
    assert today.due[0].slid
    assert today.due[0].slot is AM
    assert [place_of(one.session) for one in today.behind] == [(MONDAY, PM)]


def test_what_does_not_fit_makes_way_for_the_next_one_that_does() -> None:
    tuesday = MONDAY + timedelta(days=1)
    today = day_of([USUAL], [], tuesday, fits=lambda session, _: session.slot is PM)
    assert _due(today) == [(MONDAY, PM)]


def test_nothing_slides_where_the_check_lets_nothing() -> None:
    today = day_of([USUAL], [], MONDAY + timedelta(days=1))
    assert today.empty
    assert {one.state for one in today.behind} == {State.LET_GO}


def test_late_in_the_day_nothing_slides_into_the_morning_that_is_over() -> None:
    asked: list[Slot] = []

    def fits(_: Session, slot: Slot) -> bool:
        asked.append(slot)
        return False

    day_of([USUAL], [], MONDAY + timedelta(days=1), late=True, fits=fits)
    assert set(asked) == {PM}


def test_a_day_with_sessions_in_both_slots_has_no_room_for_a_missed_one() -> None:
    today = day_of([USUAL], [], MONDAY + timedelta(days=2), fits=_anything)
    assert not any(one.slid for one in today.due)


def test_a_session_done_a_day_late_is_done() -> None:
    log = [_row(1, PM, *A)]
    assert match(USUAL, log)[(MONDAY, AM)].state is State.DONE


def test_a_session_done_early_is_done_and_its_own_day_is_free() -> None:
    log = [_row(0, AM, *A), _row(1, AM, *B)]
    wednesday = MONDAY + timedelta(days=2)
    assert _due(day_of([USUAL], log, wednesday)) == [(wednesday, PM)]


def test_a_slid_session_logged_in_a_slot_with_its_own_session_is_known_by_its_exercises() -> None:
    log = [_row(2, AM, *A)]
    found = match(USUAL, log)
    assert found[(MONDAY, AM)].state is State.DONE
    assert found[(MONDAY + timedelta(days=2), AM)].state is None


def test_the_rest_of_a_session_done_later_that_slot_adds_to_it() -> None:
    log = [_row(0, AM, "walk"), _row(0, AM, "bridge", "plank")]
    found = match(USUAL, log)
    assert found[(MONDAY, AM)].state is State.DONE
    assert found[(MONDAY + timedelta(days=4), AM)].state is None


def test_a_walk_besides_is_no_session() -> None:
    found = match(USUAL, [_row(1, AM, "walk")])
    assert all(one.state is None for one in found.values())


def test_sessions_before_the_plan_was_made_are_never_asked_for() -> None:
    week = replace(USUAL, on=MONDAY + timedelta(days=3))
    today = day_of([week], [], MONDAY + timedelta(days=3), fits=_anything)
    assert today.empty
    assert today.behind == ()


def test_seven_days_are_in_sight_and_the_last_planned_day_is_named() -> None:
    today = day_of([USUAL], [], MONDAY)
    assert [day.on for day in today.ahead] == [MONDAY + timedelta(days=n) for n in range(1, 7)]
    assert today.sight == MONDAY + timedelta(days=6)


EXERCISES = st.sampled_from(["walk", "bridge", "plank", "squat", "push", "calf", "hip", "else"])
ROWS = st.builds(
    lambda day, slot, done, skipped: _row(day, slot, *done, skipped=tuple(skipped)),
    st.integers(-3, 9),
    st.sampled_from(Slot),
    st.lists(EXERCISES, unique=True, max_size=4),
    st.lists(EXERCISES, unique=True, max_size=2),
)
WEEKS = st.builds(
    lambda places, on: _week(
        *(_session(day, slot, *what) for (day, slot), what in places.items()), on=on
    ),
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.sampled_from(Slot)), st.sampled_from([A, B, E]), max_size=9
    ),
    st.integers(0, 6).map(lambda day: MONDAY + timedelta(days=day)),
)


@given(
    week=WEEKS,
    log=st.lists(ROWS, max_size=8),
    day=st.integers(0, 6),
    late=st.booleans(),
    slides=st.booleans(),
)
def test_whatever_was_done_nothing_shows_twice_and_nothing_done_is_due(
    *, week: Week, log: list[LogEntry], day: int, late: bool, slides: bool
) -> None:
    on = MONDAY + timedelta(days=day)
    today = day_of([week], log, on, late=late, fits=lambda *_: slides)
    shown = [
        place_of(one.session)
        for one in (
            *today.due,
            *today.begun,
            *today.done,
            *today.behind,
            *(one for ahead in today.ahead for one in ahead.sessions),
        )
    ]
    assert len(shown) == len(set(shown))
    matched = match(week, [row for row in log if row.on <= on])
    assert all(matched[place_of(one.session)].state is None for one in today.due)
    assert sum(one.slid for one in today.due) <= (1 if slides else 0)
    slots = [one.slot for one in today.due if one.slid]
    assert not set(slots) & {one.slot for one in week.sessions if one.on == on}
    asked = {place_of(one) for one in week.sessions if one.on >= max(on, week.on)}
    assert asked <= set(shown)


@given(week=WEEKS, log=st.lists(ROWS, max_size=8))
def test_no_log_row_counts_for_two_sessions(week: Week, log: list[LogEntry]) -> None:
    rows = [id(row) for one in match(week, log).values() for row in one.rows]
    assert len(rows) == len(set(rows))


@lru_cache(maxsize=8)
def _planned(name: str, on: date) -> tuple[Record, Week]:
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    record = read_record(text, name, shipped())
    weeks = plan(record, on, shipped())
    assert isinstance(weeks, tuple)
    return record, weeks[0]


@pytest.mark.parametrize("name", ["desk-worker", "gardener", "full-gym"])
def test_what_slides_passes_the_independent_check_as_a_week_of_its_own(name: str) -> None:
    record, week = _planned(name, MONDAY)
    knowledge = shipped()
    slid = 0
    for day in range(7):
        on = MONDAY + timedelta(days=day)
        known = known_on(record, on)
        today = day_of([week], [], on, fits=checked_move(week, known, on, knowledge))
        for one in (one for one in today.due if one.slid):
            slid += 1
            as_moved = moved(week, one.session, on, one.slot)
            widely = widened(known, on, one.slot, one.session.minutes)
            assert check_week(as_moved, widely, knowledge) == ()
    assert slid


def test_a_move_that_leaves_too_little_rest_is_refused() -> None:
    record, week = _planned("gardener", MONDAY)
    thursday = MONDAY + timedelta(days=3)
    fits: Callable[[Session, Slot], bool] = checked_move(week, record, thursday, shipped())
    heavy = next(one for one in week.sessions if one.on == MONDAY)
    assert any(item.exercise == "side-plank" for item in heavy.items)
    assert not fits(heavy, Slot.MORNING)


def test_the_day_turns_between_the_hours_that_the_slots_stand_for() -> None:
    hours = shipped().planning.days.slot_hour
    assert hours[Slot.MORNING] < turn_of(shipped()) < hours[Slot.EVENING]
