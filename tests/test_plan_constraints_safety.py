# SPDX-License-Identifier: Apache-2.0
"""The constraints of rest, load and weekly rise, each alone: where exactly they break."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from multifidus.domain.record import Policy, Preferences
from multifidus.domain.words import Stage
from multifidus.plan import constraints, rises
from multifidus.plan.layout import Layout
from multifidus.plan.problem import Option, Problem
from plan_builders import (
    MONDAY,
    PLANNING,
    broken,
    figure,
    find,
    layout,
    possible,
    problem,
    record,
    times,
    with_options,
)

# --- rest ---------------------------------------------------------------------------------------

HEAVY = ("romanian-deadlift", "bird-dog")


def heavy(hour: int) -> Problem:
    """Two exercises of load tier 3 for the same muscles, Monday 7:00 and Wednesday at `hour`."""
    who = record(availability=times("mon wed", 15), equipment=("dumbbell",))
    return problem(HEAVY, who, stage=Stage.INTERMEDIATE, at={"B1": hour}, last_week={"bird-dog": 0})


@pytest.mark.parametrize(("hour", "sound"), [(6, False), (7, True), (8, True)])
def test_heavy_rest__forty_eight_hours_between_heavy_work_of_one_muscle(
    hour: int, *, sound: bool
) -> None:
    made = layout(heavy(hour), constraints.heavy_rest)
    one, other = find(made, HEAVY[0], "A1"), find(made, HEAVY[1], "B1")
    assert broken(made, one) == []
    assert broken(made, other) == []
    assert (set(broken(made, one, other)) == set()) is sound
    assert set(broken(made, one, other)) <= {"GRD8"}


def test_heavy_rest__two_in_one_session_or_for_other_muscles_are_free() -> None:
    made = layout(heavy(6), constraints.heavy_rest)
    assert broken(made, find(made, HEAVY[0], "A1"), find(made, HEAVY[1], "A1")) == []
    apart = problem(
        ["copenhagen-short", "prone-chest-lift"],
        record(availability=times("mon wed", 15), equipment=("bench",)),
        stage=Stage.INTERMEDIATE,
        at={"B1": 6},
        rungs={"adductor-strength": 5, "back-extension": 2},
    )
    week = layout(apart, constraints.heavy_rest)
    both = find(week, "copenhagen-short", "A1"), find(week, "prone-chest-lift", "B1")
    assert broken(week, *both) == []


def test_heavy_rest__light_work_needs_none() -> None:
    who = record(availability=times("mon wed", 15))
    made = layout(problem(["bridge", "hip-extension"], who, at={"B1": 6}), constraints.heavy_rest)
    assert broken(made, find(made, "bridge", "A1"), find(made, "hip-extension", "B1")) == []


def test_heavy_rest__the_same_exercise_may_not_stand_in_two_cells_that_are_close() -> None:
    # Monday evening to Wednesday morning are 36 hours: in both templates it would not rest.
    free = times("mon", 0, 15) | times("wed", 15)
    who = record(availability=free, equipment=("dumbbell",))
    made = problem(["romanian-deadlift"], who, stage=Stage.INTERMEDIATE)
    assert {one.cells for one in made.options} == {("A1",), ("B1",)}


def after_last_week(last: date) -> Layout:
    who = record(availability=times("mon wed", 15), equipment=("dumbbell",))
    made = problem(
        ["romanian-deadlift", "bridge"],
        who,
        stage=Stage.INTERMEDIATE,
        last_heavy={"hamstrings": last},
        last_week={"bridge": 1},
    )
    return layout(made, constraints.rest_after_last_week)


@pytest.mark.parametrize(("days", "sound"), [(1, False), (2, False), (3, True)])
def test_rest_after_last_week__heavy_work_of_the_weekend_is_rested_on_monday(
    days: int, *, sound: bool
) -> None:
    # A date carries no hour: Saturday's work is taken to end with its evening, 36 hours before.
    made = after_last_week(MONDAY - timedelta(days=days))
    assert (broken(made, find(made, "romanian-deadlift", "A1")) == []) is sound
    assert broken(made, find(made, "romanian-deadlift", "B1")) == []
    assert broken(made, find(made, "bridge", "A1")) == []


def test_rest_after_last_week__an_exercise_for_every_day_waits_for_its_first() -> None:
    made = after_last_week(MONDAY - timedelta(days=1))
    assert broken(made, find(made, "romanian-deadlift", "A1+B1")) == ["GRD8"]


def hard(quarters: int, hour: int) -> Layout:
    who = record(availability=times("mon wed", 15))
    made = problem(
        ["bridge", "glute-squeeze"], who, at={"B1": hour}, last_week={"glute-squeeze": 0}
    )
    made = with_options(made, stimulus={"gluteus-maximus": quarters})
    return layout(made, constraints.hard_work_rest)


@pytest.mark.parametrize(
    ("quarters", "hour", "sound"),
    [(15, 6, True), (16, 6, False), (17, 6, False), (16, 7, True), (16, 8, True)],
)
def test_hard_work_rest__two_hard_sessions_of_one_muscle_lie_two_days_apart(
    quarters: int, hour: int, *, sound: bool
) -> None:
    assert PLANNING.days.hard_quarters == 16
    made = hard(quarters, hour)
    one, other = find(made, "bridge", "A1"), find(made, "glute-squeeze", "B1")
    assert possible(made, one)
    assert possible(made, one, other) is sound


def test_hard_work_rest__small_doses_of_one_session_add_up() -> None:
    made = hard(8, 6)
    first = find(made, "bridge", "A1"), find(made, "glute-squeeze", "A1")
    again = find(made, "bridge", "A1+B1"), find(made, "glute-squeeze", "A1+B1")
    assert possible(made, *first)
    assert not possible(made, *again)


# --- load ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Stage.INITIAL, Stage.INTERMEDIATE, Stage.ADVANCED])
@pytest.mark.parametrize(("more", "sound"), [(-1, True), (0, True), (1, False)])
def test_session_load__tier_minutes_up_to_the_cap_of_the_stage(
    stage: Stage, more: int, *, sound: bool
) -> None:
    made = problem(["bridge"], stage=stage, last_week={"bridge": 1})
    cap = PLANNING.load.tier_minutes[stage] * 60
    tier = made.options[0].exercise.load.tier
    week = layout(with_options(made, seconds=cap // tier + more), constraints.session_load)
    assert (broken(week, find(week, "bridge", "A1")) == []) is sound


def test_session_load__walking_and_stretching_do_not_count() -> None:
    made = with_options(problem(["walking", "supine-hamstring-slide"]), seconds=99999)
    week = layout(made, constraints.session_load)
    assert broken(week, *range(len(week.options))) == []


def heaviest(hour: int) -> Layout:
    who = record(availability=times("mon wed", 15), preferences=Preferences(allow_tier_4=True))
    made = problem(
        ["superman", "sit-back"],
        who,
        stage=Stage.ADVANCED,
        at={"B1": hour},
        rungs={"back-extension": 3, "trunk-flexion": 3},
    )
    return layout(made, constraints.tier_4)


def test_tier_4__one_in_a_session() -> None:
    made = heaviest(8)
    one, other = find(made, "superman", "A1"), find(made, "sit-back", "A1")
    assert broken(made, one) == []
    assert broken(made, one, other) == ["GRD4"]


@pytest.mark.parametrize(("hour", "sound"), [(6, False), (7, True), (8, True)])
def test_tier_4__none_on_neighbouring_days(hour: int, *, sound: bool) -> None:
    made = heaviest(hour)
    both = find(made, "superman", "A1"), find(made, "sit-back", "B1")
    assert (broken(made, *both) == []) is sound


# --- the weekly rise ------------------------------------------------------------------------------


def rising(volume: int, one_rep: int, before: float = 1000) -> Layout:
    """One exercise at a step above the newcomer's, done `before` in the better of two weeks."""
    made = problem(
        ["bridge"], levels={"bridge": 3}, work={"bridge": before}, last_week={"bridge": 3}
    )
    above = tuple(replace(one, level=3) for one in made.options if one.level == 3)
    made = with_options(replace(made, options=above), work=volume, one_rep=one_rep, times=1)
    return layout(made, rises.weekly_rise)


@pytest.mark.parametrize(("volume", "sound"), [(1000, True), (1100, True), (1101, False)])
def test_weekly_rise__a_tenth_more_than_before(volume: int, *, sound: bool) -> None:
    assert figure("PRG4", "weekly_rise_share") == 0.1
    made = rising(volume, one_rep=1)
    assert possible(made, 0) is sound


@pytest.mark.parametrize(("volume", "sound"), [(1199, True), (1200, True), (1201, False)])
def test_weekly_rise__or_one_repetition_where_that_is_more(volume: int, *, sound: bool) -> None:
    assert possible(rising(volume, one_rep=200), 0) is sound


def test_weekly_rise__a_tenth_and_one_repetition_are_not_added() -> None:
    two = problem(
        ["bridge", "curl-up"],
        levels={"bridge": 3, "curl-up": 3},
        work={"bridge": 500, "curl-up": 500},
        last_week={"bridge": 3, "curl-up": 3},
    )
    options = tuple(one for one in two.options if one.level == 3 and one.cells == ("A1",))
    given = {"bridge": (600, 100), "curl-up": (501, 0)}

    def with_work(one: Option) -> Option:
        work, rep = given[one.exercise.id]
        return replace(one, work=work, one_rep=rep, times=1)

    made = replace(two, options=tuple(with_work(one) for one in options))
    week = layout(made, rises.weekly_rise)
    # 1101 in all: over a tenth of 1000, and with the bridge's repetition taken off 1001, over 1000.
    assert not possible(week, 0, 1)


def test_weekly_rise__a_newcomers_step_counts_no_more_than_before() -> None:
    made = problem(["bridge", "curl-up"], work={"bridge": 10}, last_week={"bridge": 1})
    made = with_options(made, work=5000, one_rep=1)
    week = layout(made, rises.weekly_rise)
    assert possible(week, find(week, "bridge", level=1), find(week, "curl-up"))


def test_weekly_rise__nothing_done_before_sets_no_limit() -> None:
    made = layout(problem(["bridge"]), rises.weekly_rise)
    assert made.model.rows == []


@pytest.mark.parametrize(("volume", "sound"), [(999, True), (1000, True), (1001, False)])
def test_weekly_rise__after_sessions_that_hurt_the_week_asks_no_more(
    volume: int, *, sound: bool
) -> None:
    assert possible(held_to(0.0, volume), 0) is sound


@pytest.mark.parametrize(("volume", "sound"), [(749, True), (750, True), (751, False)])
def test_weekly_rise__a_lighter_week_counts_all_of_its_work(volume: int, *, sound: bool) -> None:
    assert possible(held_to(-0.25, volume), 0) is sound
    assert possible(held_to(-0.25, volume, level=1), 0) is sound  # a newcomer's step too


@pytest.mark.parametrize(("volume", "sound"), [(1049, True), (1050, True), (1051, False)])
def test_weekly_rise__the_persons_own_limit_is_narrower(volume: int, *, sound: bool) -> None:
    assert possible(held_to(0.05, volume), 0) is sound


def held_to(rise: float, volume: int, level: int = 3) -> Layout:
    made = problem(
        ["bridge"],
        levels={"bridge": 3},
        work={"bridge": 1000},
        last_week={"bridge": 3},
        weekly_rise=rise,
    )
    kept = tuple(one for one in made.options if one.level == level)
    made = with_options(replace(made, options=kept), work=volume, one_rep=50, times=1)
    if rise > 0:
        made = with_options(made, one_rep=1)
    return layout(made, rises.weekly_rise)


@pytest.mark.parametrize(
    ("own", "count", "sound"),
    [
        (None, 1, True),
        (None, 2, True),
        (None, 3, False),
        (1, 1, True),
        (1, 2, False),
        (0, 1, False),
        (2, 2, True),
    ],
)
def test_few_rises__two_exercises_go_up_in_a_week_or_fewer_by_the_persons_word(
    own: int | None, count: int, *, sound: bool
) -> None:
    assert figure("PRG2", "exercises_per_week") == 2
    names = ("bridge", "heel-dig", "wall-squat")
    made = problem(
        names,
        record(policy=Policy(exercises_per_week=own)),
        levels=dict.fromkeys(names, 3),
        last_week=dict.fromkeys(names, 2),
    )
    week = layout(made, rises.few_rises)
    assert (broken(week, *(find(week, name, level=3) for name in names[:count])) == []) is sound
    assert broken(week, *(find(week, name, level=2) for name in names)) == []


def test_few_rises__up_to_a_newcomers_step_nothing_has_to_be_earned() -> None:
    names = ("bridge", "heel-dig", "wall-squat")
    made = problem(names, levels=dict.fromkeys(names, 1), last_week=dict.fromkeys(names, 0))
    week = layout(made, rises.few_rises)
    assert broken(week, *(find(week, name, level=1) for name in names)) == []


def walking_week(was: float, now: int, level: int = 2) -> Layout:
    made = problem(
        ["walking"],
        record(availability=times("mon wed fri", 60)),
        levels={"walking": 2},
        last_week={"walking": 2},
        minutes={"walking": was},
    )
    options = tuple(one for one in made.options if one.level == level)
    made = with_options(replace(made, options=options), aerobic=now, times=1)
    return layout(made, rises.aerobic_rise)


@pytest.mark.parametrize(
    ("was", "now", "sound"),
    [
        (100, 110, True),
        (100, 111, False),
        (60, 66, True),
        (60, 67, False),
        (59, 74, True),
        (59, 75, False),
        (20, 35, True),
        (20, 36, False),
    ],
)
def test_aerobic_rise__a_tenth_or_some_minutes_while_there_are_few(
    was: int, now: int, *, sound: bool
) -> None:
    assert figure("WLK1", "small_week_minutes") == 60
    assert figure("WLK1", "weekly_rise_cap_minutes") == 15
    assert (broken(walking_week(was, now), 0) == []) is sound


def test_aerobic_rise__a_newcomers_bout_is_free() -> None:
    assert broken(walking_week(20, 400, level=1), 0) == []


def test_aerobic_rise__nothing_done_before_sets_no_limit() -> None:
    made = layout(problem(["walking"]), rises.aerobic_rise)
    assert made.model.rows == []


def test_few_rises__a_step_counts_though_more_was_done_than_was_asked() -> None:
    names = ("bridge", "heel-dig", "wall-squat")
    made = problem(
        names,
        levels=dict.fromkeys(names, 2),
        raised=dict.fromkeys(names, 2),
        last_week=dict.fromkeys(names, 5),
    )
    week = layout(made, rises.few_rises)
    assert broken(week, *(find(week, name, level=2) for name in names[:2])) == []
    assert broken(week, *(find(week, name, level=2) for name in names)) != []
    assert broken(week, *(find(week, name, level=1) for name in names)) == []
