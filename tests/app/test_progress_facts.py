# SPDX-License-Identifier: Apache-2.0
"""What progress says: only what is past the error, counted honestly, with the plan's own reasons."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.coach.verdict import judge, limits_of, own_activities, pain, statements
from multifidus.domain.course import ChangeWord, Point
from multifidus.domain.record import Done, LogEntry, OutcomeEntry, Record, SetDone
from multifidus.domain.week import Week
from multifidus.domain.words import Slot, Stage
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import shipped
from multifidus.programme import plan
from multifidus.service.changes_of_plan import Kind, between, changes_of_plan
from multifidus.service.milestones import milestones
from multifidus.service.progress import effort_by_week, progress
from multifidus.service.progress_days import DayKind, weeks_done
from multifidus.service.progress_muscles import muscle_minutes

MONDAY = date(2026, 11, 16)
LATER = MONDAY + timedelta(weeks=20)
EXAMPLES = Path(__file__).parents[2] / "examples"
KNOWLEDGE = shipped()


@lru_cache(maxsize=4)
def _record(name: str = "desk-worker") -> Record:
    return read_record((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), name, KNOWLEDGE)


@lru_cache(maxsize=4)
def _week(name: str = "desk-worker", on: date = MONDAY) -> Week:
    weeks = plan(_record(name), on, KNOWLEDGE)
    assert isinstance(weeks, tuple)
    return weeks[0]


def _pain(*values: float, weeks: int = 1) -> Record:
    rows = tuple(
        OutcomeEntry(
            on=MONDAY + timedelta(weeks=weeks * n), instrument="nprs", answers={"average": value}
        )
        for n, value in enumerate(values)
    )
    return replace(_record(), outcomes=rows)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ((6,), ChangeWord.EARLY),
        ((6, 3), ChangeWord.EARLY),
        ((6, 5, 5), ChangeWord.UNCLEAR),
        ((6, 5, 4), ChangeWord.BETTER),
        ((9, 8, 7), ChangeWord.UNCLEAR),  # two points, but not 30 of 100
        ((4, 5, 6), ChangeWord.WORSE),
        ((0, 1, 2), ChangeWord.WORSE),
        ((6, 2, 6), ChangeWord.UNCLEAR),
    ],
)
def test_pain_has_changed_only_past_both_thresholds(
    values: tuple[float, ...], word: ChangeWord
) -> None:
    assert pain(_pain(*values), LATER, "average", KNOWLEDGE).word is word


def test_own_activities_need_more_than_their_detectable_change() -> None:
    instrument = KNOWLEDGE.questionnaires["psfs"]
    assert limits_of(instrument).past(3) == instrument.important_change["detectable"].value
    rows = [{"activity-1": 3, "activity-2": 5}, {"activity-1": 6, "activity-2": 6, "activity-3": 0}]
    record = replace(
        _record(),
        outcomes=tuple(
            OutcomeEntry(on=MONDAY + timedelta(weeks=6 * n), instrument="psfs", answers=row)
            for n, row in enumerate(rows)
        ),
    )
    found = own_activities(record, LATER, KNOWLEDGE)
    # The third activity was not there at first and must not drag the mean.
    assert [one.value for one in found.points] == [4, 6]
    assert found.word is ChangeWord.BETTER


def test_ticks_are_counted_and_unticked_is_nothing() -> None:
    record = replace(
        _record(),
        outcomes=(
            OutcomeEntry(
                on=MONDAY,
                instrument="rmdq-24",
                answers={"statement-1": 1, "statement-2": 0, "statement-9": 1},
            ),
        ),
    )
    assert statements(record, LATER, KNOWLEDGE).points == (Point(on=MONDAY, value=2),)


@given(
    values=st.lists(st.floats(0, 10), min_size=2, max_size=8),
    limit=st.floats(0.5, 5),
    more=st.booleans(),
)
def test_better_and_worse_mirror_each_other_and_small_changes_are_neither(
    *, values: list[float], limit: float, more: bool
) -> None:
    points = [Point(on=MONDAY + timedelta(weeks=4 * n), value=v) for n, v in enumerate(values)]
    word = judge(points, limit=limit, more_is_better=more, from_weeks=2)
    mirrored = judge(points, limit=limit, more_is_better=not more, from_weeks=2)
    swapped = {ChangeWord.BETTER: ChangeWord.WORSE, ChangeWord.WORSE: ChangeWord.BETTER}
    assert mirrored is swapped.get(word, word)
    if abs(values[-1] - values[0]) < limit - 1e-6:
        assert word is ChangeWord.UNCLEAR


def _as_planned(week: Week, upto: date, skip: int = 0) -> list[LogEntry]:
    return [
        LogEntry(
            on=session.on,
            slot=session.slot,
            done=tuple(
                Done(
                    exercise=item.exercise,
                    sets=(
                        SetDone(
                            reps=item.dose.reps,
                            hold_s=item.dose.hold_s,
                            minutes=item.dose.bout_minutes,
                        ),
                    )
                    * item.dose.sets,
                    effort=4,
                )
                for item in session.items
            ),
        )
        for n, session in enumerate(week.sessions)
        if session.on <= upto and n != skip - 1
    ]


def test_a_week_done_as_planned_is_all_done_and_its_rest_days_are_rest() -> None:
    week = _week()
    sunday = MONDAY + timedelta(days=6)
    (found,) = weeks_done([week], _as_planned(week, sunday), sunday)
    assert found.planned == found.done == len(week.sessions)
    assert found.partly == 0
    trained = {session.on.weekday() for session in week.sessions}
    for n, kind in enumerate(found.days):
        assert kind is (DayKind.DONE if n in trained else DayKind.REST)


def test_what_has_not_come_yet_is_not_counted_against_anyone() -> None:
    week = _week()
    (found,) = weeks_done([week], [], MONDAY)
    assert found.planned == 0
    assert DayKind.NOT not in found.days
    assert DayKind.PLANNED in found.days


def test_a_session_done_a_day_late_marks_the_day_on_which_it_was_done() -> None:
    week = _week()
    first = _as_planned(week, MONDAY)
    late = [replace(row, on=row.on + timedelta(days=1)) for row in first]
    (found,) = weeks_done([week], late, MONDAY + timedelta(days=1))
    assert found.days[0] is DayKind.REST
    assert found.days[1] is DayKind.DONE
    assert found.done == found.planned == len(first)


@given(skip=st.sets(st.integers(0, 5)), upto=st.integers(0, 8))
def test_counts_never_pass_what_was_planned(skip: set[int], upto: int) -> None:
    week = _week()
    log = [
        row for n, row in enumerate(_as_planned(week, MONDAY + timedelta(days=6))) if n not in skip
    ]
    for one in weeks_done([week], log, MONDAY + timedelta(days=upto)):
        assert 0 <= one.done + one.partly <= one.planned <= len(week.sessions)
        assert len(one.days) == 7


def test_minutes_per_muscle_add_up_from_the_sets() -> None:
    log = [
        LogEntry(
            on=MONDAY,
            slot=Slot.MORNING,
            done=(Done(exercise="bridge", sets=(SetDone(reps=10), SetDone(reps=10))),),
        )
    ]
    bridge = KNOWLEDGE.exercises["bridge"]
    tempo = (bridge.doses.up_s or 0) + (bridge.doses.down_s or 0)
    found = muscle_minutes(log, MONDAY, KNOWLEDGE)
    worked = {muscle for muscle, grade in bridge.muscles.grades.items() if grade >= 2}
    assert set(found.minutes) == worked
    assert found.mondays == (MONDAY,)
    for amounts in found.minutes.values():
        assert amounts == (round(20 * tempo / 60, 1),)


def test_stretches_and_walks_are_no_work_of_muscles() -> None:
    log = [
        LogEntry(
            on=MONDAY,
            slot=Slot.MORNING,
            done=(
                Done(exercise="walking", sets=(SetDone(minutes=30),)),
                Done(exercise="calf-stretch", sets=(SetDone(hold_s=30),)),
            ),
        )
    ]
    assert muscle_minutes(log, MONDAY, KNOWLEDGE).minutes == {}


def _squats(*sets: int) -> LogEntry:
    return LogEntry(
        on=MONDAY,
        slot=Slot.MORNING,
        done=(Done(exercise="squat", sets=tuple(SetDone(reps=reps) for reps in sets)),),
    )


def test_milestones_count_one_set_or_several_and_come_from_the_rule() -> None:
    figures = KNOWLEDGE.rules["PRG9"].figures
    (squat,) = (
        one
        for one in milestones([_squats(12, 12, 8)], Stage.INTERMEDIATE, KNOWLEDGE)
        if one.exercise == "squat"
    )
    assert squat.goals == tuple(int(figures[name].value) for name in ("good", "better", "best"))
    assert squat.best == 32
    assert squat.reached == 2
    assert squat.on == MONDAY


def test_no_milestones_of_repetitions_in_the_initial_stage() -> None:
    assert milestones([_squats(40)], Stage.INITIAL, KNOWLEDGE) == ()


def test_the_superman_is_held_towards_the_last_step_of_its_table() -> None:
    log = [
        LogEntry(
            on=MONDAY,
            slot=Slot.MORNING,
            done=(Done(exercise="superman", sets=(SetDone(reps=1, hold_s=55),)),),
        )
    ]
    (superman,) = (one for one in milestones(log, Stage.INITIAL, KNOWLEDGE) if one.held)
    assert superman.goals == (120,)
    assert superman.best == 55


def test_the_same_week_again_is_no_change() -> None:
    assert changes_of_plan([_week(), replace(_week(), week=MONDAY + timedelta(days=7))]) == ()


def test_new_gone_more_and_less_each_with_the_reason_of_the_plan() -> None:
    before = _week()
    first = before.sessions[0]
    gone, more, less = first.items[1], first.items[2], first.items[3]
    fewer = replace(less, dose=replace(less.dose, reps=1))
    heavier = replace(more, dose=replace(more.dose, reps=(more.dose.reps or 1) + 1))
    new = replace(gone, exercise="dead-bug", name="Dead bug")
    swap = {gone.exercise: new, more.exercise: heavier, less.exercise: fewer}
    after = replace(
        before,
        week=before.week + timedelta(days=7),
        sessions=tuple(
            replace(session, items=tuple(swap.get(item.exercise, item) for item in session.items))
            for session in before.sessions
        ),
    )
    found = {one.kind: one for one in between(before, after).changes}
    assert found[Kind.NEW].exercise == "dead-bug"
    assert found[Kind.NEW].reason == gone.why[0]
    assert found[Kind.GONE].exercise == gone.exercise
    assert found[Kind.MORE].exercise == more.exercise
    assert found[Kind.MORE].reason == more.why[-1]
    assert found[Kind.LESS].exercise == less.exercise


def test_a_reason_that_says_nothing_changed_is_not_given_for_a_change() -> None:
    before = _week()
    item = before.sessions[0].items[1]
    same = replace(item.why[-1], text="The dose is that of last week; two good sessions.")
    heavier = replace(
        item, dose=replace(item.dose, reps=(item.dose.reps or 1) + 5), why=(*item.why[:-1], same)
    )
    after = replace(
        before,
        week=before.week + timedelta(days=7),
        sessions=tuple(
            replace(
                session,
                items=tuple(
                    heavier if one.exercise == item.exercise else one for one in session.items
                ),
            )
            for session in before.sessions
        ),
    )
    (change,) = between(before, after).changes
    assert change.reason is None


def test_effort_is_the_mean_of_the_week() -> None:
    log = [
        LogEntry(
            on=MONDAY,
            slot=Slot.MORNING,
            done=(Done(exercise="bridge", effort=4), Done(exercise="squat")),
        ),
        LogEntry(
            on=MONDAY + timedelta(days=2),
            slot=Slot.MORNING,
            done=(Done(exercise="bridge", effort=7),),
        ),
    ]
    assert effort_by_week(log, MONDAY + timedelta(days=3)) == (Point(on=MONDAY, value=5.5),)


def test_facts_after_the_day_are_not_known_yet() -> None:
    found = progress(_record("second-week"), [], date(2026, 11, 16), KNOWLEDGE)
    assert all(
        point.on <= date(2026, 11, 16) for one in found.pain.values() for point in one.points
    )
    assert not found.tests
