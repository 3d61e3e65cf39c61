# SPDX-License-Identifier: Apache-2.0
"""The coach: what was done lately, the last heavy day, and what a week rises from."""

from datetime import timedelta
from typing import Any

import pytest

from multifidus.coach import roll, standing
from multifidus.domain.record import Done, LogEntry, Record, SetDone
from multifidus.domain.results import Standing
from multifidus.domain.words import Stage
from plan_builders import (
    KNOWLEDGE,
    MONDAY,
    ON,
    days_ago,
    did,
    entry,
    figure,
    items,
    measured,
    planned,
    record,
    times,
)
from test_coach import bridges, stands

# --- last week ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("ago", "counts"), [(0, False), (1, True), (7, True), (8, False)])
def test_last_week_is_the_seven_days_before_the_week(ago: int, *, counts: bool) -> None:
    made = stands(bridges(ago, 2), on=ON + timedelta(days=6))
    assert made.last_week == ({"bridge": 2} if counts else {})


def test_the_best_dose_of_last_week_counts() -> None:
    assert stands(bridges(5, 3), bridges(2, 1)).last_week == {"bridge": 3}


def heavy(ago: int, exercise: str = "bird-dog") -> LogEntry:
    return entry(days_ago(ago), did(exercise, stage=Stage.INTERMEDIATE))


@pytest.mark.parametrize(("ago", "counts"), [(-1, False), (0, False), (1, True), (2, True)])
def test_the_last_heavy_day_lies_before_the_week(ago: int, *, counts: bool) -> None:
    made = stands(heavy(ago), on=ON + timedelta(days=6))
    grades = KNOWLEDGE.exercises["bird-dog"].muscles.grades
    worked = {muscle: days_ago(ago) for muscle, grade in grades.items() if grade >= 2}
    assert KNOWLEDGE.exercises["bird-dog"].load.tier == figure("GRD8", "tier") == 3
    assert made.last_heavy == (worked if counts else {})


def test_light_work_is_not_heavy() -> None:
    assert stands(bridges(1)).last_heavy == {}


def test_the_later_of_two_heavy_days_counts() -> None:
    found = stands(heavy(2), heavy(5)).last_heavy
    assert set(found.values()) == {days_ago(2)}


# --- what a week rises from ---------------------------------------------------------------------

ONE = 10 * 4 * 2
"""Ten bridges of four seconds at load tier 2."""


@pytest.mark.parametrize(
    ("ago", "work"),
    [((1,), 2), ((1, 3), 4), ((1, 3, 8), 4), ((1, 8, 10), 4), ((14,), 2), ((15,), 0)],
)
def test_a_week_rises_from_the_better_of_the_last_two(ago: tuple[int, ...], work: int) -> None:
    made = stands(*(bridges(days) for days in ago))
    assert made.work.get("bridge", 0) == work * ONE


def test_minutes_of_walking_are_added_up_by_week() -> None:
    walk = Done(exercise="walking", sets=(SetDone(minutes=12),))
    log = [entry(days_ago(ago), walk) for ago in (1, 2, 9)]
    assert stands(*log).minutes == {"walking": 24}
    assert stands(*log).work == {}


def test_a_hold_that_was_not_written_down_is_that_of_its_step() -> None:
    table = KNOWLEDGE.exercises["heel-dig"].doses.stages[Stage.INITIAL]
    step = table.steps[0]
    tier = KNOWLEDGE.exercises["side-plank-wall"].load.tier
    other = KNOWLEDGE.exercises["side-plank-wall"].doses.stages[Stage.INITIAL].steps[0]
    noted = stands(entry(days_ago(1), did("side-plank-wall"))).work["side-plank-wall"]
    bare = Done(exercise="side-plank-wall", sets=(SetDone(reps=other.reps),) * other.sets)
    assert stands(entry(days_ago(1), bare)).work["side-plank-wall"] == noted
    assert noted == other.sets * (other.reps or 1) * (other.hold_s or 0) * tier
    assert step.hold_s is not None


def test_a_first_walk_is_a_share_of_the_comfortable_one() -> None:
    share = figure("WLK1", "start_share")
    walk = measured("comfortable-walk", 20, on=days_ago(3))
    assert stands(measurements=(walk,)).walking_minutes == pytest.approx(20 * share)
    assert stands().walking_minutes is None


# --- rolling on ---------------------------------------------------------------------------------


def rolled(who: Record) -> tuple[Standing, Standing, Any]:
    before = standing(who, ON, monday=MONDAY, knowledge=KNOWLEDGE)
    week = planned(who)
    return before, roll(before, week, KNOWLEDGE), week


def test_a_week_done_as_planned_becomes_last_week() -> None:
    before, after, week = rolled(record())
    assert after.last_week == {item.exercise: item.dose.level for item in items(week)}
    assert after.stage is before.stage
    assert after.rungs == before.rungs


def test_nothing_is_earned_in_advance() -> None:
    who = record(log=(bridges(3), bridges(1)))
    before, after, week = rolled(who)
    assert before.levels.items() <= after.levels.items()
    for item in items(week):
        table = KNOWLEDGE.exercises[item.exercise].doses.stages[Stage.INITIAL]
        assert after.levels[item.exercise] <= max(
            item.dose.level, table.start, before.levels.get(item.exercise, 0)
        )


def test_the_next_week_rises_from_what_was_planned() -> None:
    _, after, week = rolled(record(availability=times("mon wed fri", 30)))
    assert after.minutes
    for name, minutes in after.minutes.items():
        bouts = [item.dose.bout_minutes for item in items(week) if item.exercise == name]
        assert minutes == sum(bout or 0 for bout in bouts)
    strength = [item for item in items(week) if item.exercise in after.work]
    assert strength
    for item in strength:
        exercise = KNOWLEDGE.exercises[item.exercise]
        each = item.dose.hold_s or (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)
        again = sum(1 for one in items(week) if one.exercise == item.exercise)
        work = item.dose.sets * (item.dose.reps or 0) * each * exercise.load.tier * again
        assert after.work[item.exercise] == work
