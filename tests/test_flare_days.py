# SPDX-License-Identifier: Apache-2.0
"""The first days of a flare-up inside a week: what they hold, and what the week still claims."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from multifidus.coach.flare import flare
from multifidus.domain.adaptation import Flare
from multifidus.domain.record import Episode, FlareUp, Record
from multifidus.domain.week import Week
from multifidus.domain.words import Activity, Day, Modality, Stage
from multifidus.plan.flare_days import (
    flare_slots,
    lightened,
    settle_days,
    settle_sessions,
    with_settle_days,
)
from multifidus.release import check
from multifidus.screen import screen
from plan_builders import (
    KNOWLEDGE,
    MONDAY,
    ON,
    PLANNING,
    assessment,
    case,
    days_ago,
    exclude,
    figure,
    planned,
    record,
    require,
    times,
)

FREE = times("mon tue thu sat", 20, 10)


def in_week(day: int = 1, **changes: Any) -> tuple[Record, Flare]:
    told = FlareUp(on=days_ago(day - 1))
    episode = Episode(started=days_ago(60))
    who = record(**({"episode": episode, "flare_ups": (told,), "availability": FREE} | changes))
    now = flare(who, ON, KNOWLEDGE)
    assert now is not None
    return who, now


def test_the_days_to_settle_are_taken_out_of_the_solvers_week() -> None:
    who, now = in_week()
    assert settle_days(MONDAY, now) == (0, 1)
    assert set(flare_slots(who.availability, MONDAY, now)) == {"thu", "sat"}
    last = replace(now, started=days_ago(1), settle_until=ON)
    assert settle_days(MONDAY, last) == (0,)
    over = replace(now, started=days_ago(9), settle_until=days_ago(8))
    assert flare_slots(who.availability, MONDAY, over) == who.availability


@pytest.mark.parametrize(("asked", "left"), [(1, 1), (2, 2), (3, 2), (7, 2)])
def test_a_directive_asks_as_often_as_the_days_left_allow(asked: int, left: int) -> None:
    who, now = in_week(directives=(require("bridge", asked), exclude("sit-up")))
    who = replace(who, availability=times("mon tue thu sat", 20))
    made = lightened(who, MONDAY, now, PLANNING)
    assert made.directives == (require("bridge", left), exclude("sit-up"))
    assert set(made.availability) == {"thu", "sat"}
    none_left = replace(who, availability=times("mon tue", 20))
    assert lightened(none_left, MONDAY, now, PLANNING).directives == (exclude("sit-up"),)


def test_they_hold_only_walking_easy_movement_and_comfort() -> None:
    who, now = in_week()
    sessions = settle_sessions(case(who), assessment(who), MONDAY, now)
    assert [(one.on, one.slot) for one in sessions] == [
        (MONDAY, "morning"),
        (MONDAY, "evening"),
        (MONDAY + timedelta(days=1), "morning"),
        (MONDAY + timedelta(days=1), "evening"),
    ]
    for session in sessions:
        assert session.minutes <= FREE[Day.MON][session.slot]
        for item in session.items:
            exercise = KNOWLEDGE.exercises[item.exercise]
            assert exercise.load.tier <= figure("FLR1", "settle_tier")
            assert exercise.modality in (
                Modality.AEROBIC,
                Modality.MOBILITY,
                Modality.STRETCH,
                Modality.RELAXATION,
            )
            assert item.why[0].rule == "FLR1"


def test_rest_alone_makes_no_session() -> None:
    who, now = in_week(
        conditions=("ankle-foot-pain", "rotation-provoked", "hip-pain", "prone-lying")
    )
    assert settle_sessions(case(who), assessment(who), MONDAY, now) == ()


def merged(who: Record, now: Flare, week: Week | None) -> Week:
    made = case(who)
    sessions = settle_sessions(made, assessment(who), MONDAY, now)
    return with_settle_days(week, sessions, made, assessment(who), monday=MONDAY, on=ON)


def test_a_week_of_days_to_settle_alone_passes_the_independent_check() -> None:
    who, now = in_week()
    who = replace(who, availability=times("mon tue", 20))
    week = merged(who, now, None)
    assert len(week.sessions) == 2
    assert week.coverage.aerobic.planned == 10
    assert all(one.planned == 0 for one in week.coverage.muscles.values())
    found = check(
        week,
        who,
        clearance=screen(who, ON, KNOWLEDGE),
        standing=case(who).standing,
        knowledge=KNOWLEDGE,
    )
    assert found == ()


def test_a_solved_week_gets_the_days_to_settle_and_keeps_its_claims_true() -> None:
    who, now = in_week()
    rest = replace(who, availability=flare_slots(who.availability, MONDAY, now))
    alone = planned(replace(rest, flare_ups=()))
    week = merged(who, now, alone)
    assert len(week.sessions) == len(alone.sessions) + 4
    assert week.sessions == tuple(
        sorted(week.sessions, key=lambda one: (one.on, one.slot == "evening"))
    )
    assert week.coverage.aerobic.planned == alone.coverage.aerobic.planned + 20
    assert week.coverage.muscles == alone.coverage.muscles
    assert week.notes[0].rule == "FLR1"


def test_easing_movement_that_stretches_is_counted_where_the_week_aims_at_it() -> None:
    bent = Episode(started=days_ago(60), better_with=(Activity.BENDING_FORWARD,))
    who, now = in_week(episode=bent)
    week = merged(who, now, None)
    assert any(
        item.exercise == "double-knee-to-chest" for one in week.sessions for item in one.items
    )
    assert week.coverage.stretches["gluteals"].planned == 2
    assert week.coverage.stretches["gluteals"].sessions == 4
    assert week.coverage.stretches["hamstrings"].planned == 0


def test_walks_are_left_out_where_the_week_would_have_more_than_before() -> None:
    who, now = in_week()
    made = case(who, minutes={"walking": 12.0})
    sessions = settle_sessions(made, assessment(who), MONDAY, now)
    week = with_settle_days(None, sessions, made, assessment(who), monday=MONDAY, on=ON)
    walked = [item for one in week.sessions for item in one.items if item.exercise == "walking"]
    assert len(walked) == 2
    assert len(week.sessions) == 4


def test_other_stages_use_their_own_tables() -> None:
    who, now = in_week()
    made = case(who, stage=Stage.ADVANCED)
    sessions = settle_sessions(made, assessment(who), MONDAY, now)
    assert sessions
    assert all(item.dose.level == 0 for one in sessions for item in one.items[:2])
