# SPDX-License-Identifier: Apache-2.0
"""The coach: the light of a session, and the doses and rungs that are earned."""

from datetime import date
from typing import Any

import pytest

from multifidus.coach import standing
from multifidus.coach.dose_levels import level_done, level_met, top_of_range, work_of
from multifidus.coach.light import Light, light
from multifidus.domain.record import Done, LogEntry, Pain, SetDone, Skipped
from multifidus.domain.results import Standing
from multifidus.domain.words import Stage
from plan_builders import (
    AMBER,
    CALM,
    KNOWLEDGE,
    MONDAY,
    ON,
    RED,
    days_ago,
    did,
    entry,
    figure,
    record,
    set_stage,
    times,
)

BRIDGE = KNOWLEDGE.exercises["bridge"].doses.stages[Stage.INITIAL]
START = BRIDGE.start


def judged(
    before: float | None = 2,
    during: float | None = None,
    after: float | None = None,
    morning: float | None = None,
    *,
    days: int = 1,
) -> Light:
    """Judge a session so many days after it."""
    pain = Pain(before=before, during=during, after=after, next_morning=morning)
    return light(entry(days_ago(days), pain=pain), ON, KNOWLEDGE)


# --- the light of a session ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "worst", "colour"),
    [
        (4, 4.9, Light.GREEN),
        (4, 5, Light.GREEN),
        (4, 5.1, Light.RED),
        (4.1, 5.1, Light.RED),
        (4.2, 5.1, Light.GREEN),
        (5, 6, Light.RED),
        (8, 8, Light.GREEN),
    ],
)
def test_pain_over_five_that_rose_by_one_is_red(before: float, worst: float, colour: Light) -> None:
    assert (figure("PAIN1", "worst_over"), figure("PAIN1", "rise")) == (5, 1)
    assert judged(before, during=worst, after=before, morning=before) is colour
    assert judged(before, during=before, after=worst, morning=before) is colour


@pytest.mark.parametrize(
    ("morning", "colour"),
    [(2, Light.GREEN), (3, Light.GREEN), (3.9, Light.GREEN), (4, Light.RED), (5, Light.RED)],
)
def test_a_next_morning_two_points_worse_is_red(morning: float, colour: Light) -> None:
    assert figure("PAIN1", "next_morning_rise") == 2
    assert judged(2, during=2, after=2, morning=morning) is colour


@pytest.mark.parametrize(
    ("before", "worst", "colour"),
    [
        (0, 2.9, Light.GREEN),
        (0, 3, Light.AMBER),
        (1, 3, Light.AMBER),
        (1.1, 3, Light.GREEN),
        (2, 3.9, Light.GREEN),
        (2, 4, Light.AMBER),
        (3, 5, Light.AMBER),
    ],
)
def test_pain_of_three_that_rose_by_two_is_amber(
    before: float, worst: float, colour: Light
) -> None:
    assert (figure("PAIN2", "worst"), figure("PAIN2", "rise")) == (3, 2)
    assert judged(before, during=worst, after=before, morning=before) is colour


def test_the_size_of_a_rise_does_not_hang_on_how_decimals_are_stored() -> None:
    for tenths in range(41, 90):
        rose = (tenths + 10) / 10
        assert judged(tenths / 10, during=rose, after=0, morning=0) is Light.RED
    for tenths in range(10, 31):
        rose = (tenths + 20) / 10
        assert judged(tenths / 10, during=rose, after=0, morning=0) is Light.AMBER
        assert judged(tenths / 10, during=0, after=0, morning=rose) is Light.RED


def test_red_comes_before_a_missing_morning() -> None:
    assert judged(2, during=7, after=2) is Light.RED


def test_without_a_value_before_nothing_can_be_compared() -> None:
    assert judged(None, during=1, after=1, morning=1) is Light.AMBER
    assert judged(None, during=9, after=9, morning=9) is Light.AMBER


def test_without_any_value_after_nothing_is_known() -> None:
    assert judged(2) is Light.AMBER
    assert judged(2, days=0) is Light.AMBER


@pytest.mark.parametrize(("days", "colour"), [(0, Light.GREEN), (1, Light.AMBER), (2, Light.AMBER)])
def test_a_missing_morning_counts_once_it_has_come(days: int, colour: Light) -> None:
    assert judged(2, during=2, after=2, days=days) is colour


@pytest.mark.parametrize(
    ("why", "colour"), [("pain", Light.RED), ("Back Pain", Light.RED), ("no time", Light.GREEN)]
)
def test_an_exercise_skipped_for_pain_makes_the_session_red(why: str, colour: Light) -> None:
    skipped = (Skipped(exercise="plank", why=why),)
    assert light(entry(days_ago(1), skipped=skipped), ON, KNOWLEDGE) is colour


# --- dose levels --------------------------------------------------------------------------------


def stands(*log: LogEntry, on: date = ON, monday: date = MONDAY, **more: Any) -> Standing:
    return standing(record(log=log, **more), on, monday=monday, knowledge=KNOWLEDGE)


def level(*log: LogEntry, exercise: str = "bridge", on: date = ON) -> int:
    return stands(*log, on=on).levels[exercise]


def bridges(ago: int, at: int = START, pain: Pain = CALM) -> LogEntry:
    return entry(days_ago(ago), did("bridge", at), pain=pain)


@pytest.mark.parametrize("at", range(len(BRIDGE.steps)))
def test_a_dose_done_exactly_reaches_its_level(at: int) -> None:
    assert level_done(did("bridge", at), BRIDGE) == at


@pytest.mark.parametrize(
    ("reps", "reached"),
    [
        ((), None),
        ((9,), None),
        ((10,), 0),
        ((10, 9), 0),
        ((10, 10), 1),
        ((11, 10), 1),
        ((11, 11), 2),
        ((99, 99), 6),
    ],
)
def test_every_set_of_a_dose_must_be_there(reps: tuple[int, ...], reached: int | None) -> None:
    done = Done(exercise="bridge", sets=tuple(SetDone(reps=one) for one in reps))
    assert level_done(done, BRIDGE) == reached


@pytest.mark.parametrize(
    ("one", "reached"),
    [
        (SetDone(reps=5, hold_s=10), True),
        (SetDone(reps=5), True),
        (SetDone(reps=4, hold_s=10), False),
        (SetDone(reps=5, hold_s=9), False),
        (SetDone(hold_s=50), True),
        (SetDone(hold_s=49), False),
    ],
)
def test_a_hold_counts_by_its_seconds(one: SetDone, *, reached: bool) -> None:
    table = KNOWLEDGE.exercises["bird-dog"].doses.stages[Stage.INTERMEDIATE]
    assert (table.steps[0].reps, table.steps[0].hold_s) == (5, 10)
    assert (level_done(Done(exercise="bird-dog", sets=(one,)), table) is not None) is reached


@pytest.mark.parametrize(
    ("reps", "hold", "level"), [(6, 8, 1), (6, 10, 1), (7, 8, 2), (7, 7.9, None), (4, 8, 0)]
)
def test_a_week_rises_from_what_was_met_in_each_number(
    reps: int, hold: float, level: int | None
) -> None:
    table = KNOWLEDGE.exercises["heel-dig"].doses.stages[Stage.INITIAL]
    assert [(one.reps, one.hold_s) for one in table.steps[:3]] == [(4, 8), (6, 8), (7, 8)]
    done = Done(exercise="heel-dig", sets=(SetDone(reps=reps, hold_s=hold),))
    assert level_met(done, table) == level


@pytest.mark.parametrize(("minutes", "reached"), [(4.9, None), (5, 0), (9.9, 0), (10, 1), (40, 2)])
def test_a_walk_counts_by_its_minutes(minutes: float, reached: int | None) -> None:
    table = KNOWLEDGE.exercises["walking"].doses.stages[Stage.INITIAL]
    walk = Done(exercise="walking", sets=(SetDone(minutes=minutes),))
    assert level_done(walk, table) == reached


def test_what_was_never_done_has_no_level() -> None:
    assert stands().levels == {}


@pytest.mark.parametrize(("sessions", "rise"), [(1, 0), (2, 1), (3, 1)])
def test_a_step_up_takes_two_sessions_in_a_row(sessions: int, rise: int) -> None:
    assert figure("PRG1", "sessions_in_a_row") == 2
    assert level(*(bridges(ago) for ago in range(1, sessions + 1))) == START + rise


def test_far_more_than_was_asked_qualifies_once() -> None:
    assert level(bridges(3), bridges(1, START + 3)) == START + 1
    assert level(bridges(5), bridges(3, START + 3), bridges(1, START + 4)) == START + 1


def test_somebody_with_a_history_starts_where_the_first_session_shows_them() -> None:
    assert level(bridges(1, START + 3)) == START + 3
    assert level(bridges(3, START + 3), bridges(1)) == START + 3


def test_a_missed_set_is_no_rise() -> None:
    short = Done(exercise="bridge", sets=(SetDone(reps=10),))
    assert level(bridges(5), bridges(3), entry(days_ago(1), short)) <= START


@pytest.mark.parametrize("pain", [AMBER, Pain(before=2, during=2, after=2)])
def test_after_an_amber_session_nothing_rises(pain: Pain) -> None:
    made = stands(bridges(3), bridges(1, pain=pain))
    assert made.progress_held
    assert made.levels["bridge"] == START


def test_two_in_a_row_must_both_be_green() -> None:
    assert level(bridges(5, pain=AMBER), bridges(3)) == START
    assert level(bridges(5, pain=AMBER), bridges(3), bridges(1)) == START + 1


def test_an_amber_session_of_another_exercise_holds_everything() -> None:
    walk = entry(days_ago(1), did("walking"), pain=AMBER)
    assert level(bridges(5), bridges(3), walk) == START


def test_nothing_rises_past_the_end_of_its_table() -> None:
    top = len(BRIDGE.steps) - 1
    assert level(bridges(3, top), bridges(1, top)) == top


@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_red_session_lowers_the_dose(at: int) -> None:
    factor = figure("PRG7", "red_factor")
    assert factor == 0.7
    lowered = level(bridges(3, at), bridges(1, at, RED))
    assert lowered < at
    assert work_of(BRIDGE.steps[lowered]) <= max(
        factor * work_of(BRIDGE.steps[at]), work_of(BRIDGE.steps[0])
    )


def test_a_red_session_lowers_only_what_was_done_in_it() -> None:
    walk = entry(days_ago(1), did("walking"), pain=RED)
    assert level(bridges(3, 3), walk) == 3


@pytest.mark.parametrize(
    ("days", "share"), [(6, 1.0), (7, 0.8), (8, 0.8), (13, 0.8), (14, 0.6), (15, 0.6)]
)
def test_a_gap_lowers_the_dose(days: int, share: float) -> None:
    short, long = (figure("PRG6", f"{name}_gap_days") for name in ("short", "long"))
    factors = figure("PRG6", "short_gap_factor"), figure("PRG6", "long_gap_factor")
    assert (short, long, *factors) == (7, 14, 0.8, 0.6)
    top = len(BRIDGE.steps) - 1
    most = share * work_of(BRIDGE.steps[top])
    expected = max(n for n, step in enumerate(BRIDGE.steps) if work_of(step) <= most)
    assert level(bridges(days, top)) == expected


def test_a_gap_in_the_past_has_lowered_the_dose_too() -> None:
    walk = entry(days_ago(2), did("walking"))
    most = figure("PRG6", "long_gap_factor") * work_of(BRIDGE.steps[6])
    expected = max(n for n, step in enumerate(BRIDGE.steps) if work_of(step) <= most)
    assert level(bridges(20, 6), walk) == expected
    assert level(bridges(8, 6), entry(days_ago(4), did("walking")), walk) == 6


@pytest.mark.parametrize(("days", "lower"), [(7, False), (8, True)])
def test_days_that_the_persons_own_week_leaves_free_are_no_gap(days: int, *, lower: bool) -> None:
    once = stands(bridges(days, 6), availability=times("mon", 15))
    assert (once.levels["bridge"] < 6) is lower


@pytest.mark.parametrize(
    ("done", "skipped", "held"), [(3, 2, False), (4, 2, False), (1, 1, True), (2, 2, True)]
)
def test_progress_is_held_when_too_little_was_done(done: int, skipped: int, *, held: bool) -> None:
    assert figure("PRG1", "adherence_share") == 0.6
    names = ("bridge", "heel-dig", "wall-squat", "walking")
    left = tuple(Skipped(exercise="plank", why="no time") for _ in range(skipped))
    made = stands(entry(days_ago(1), *(did(name) for name in names[:done]), skipped=left))
    assert made.progress_held is held


@pytest.mark.parametrize(("days", "held"), [(13, True), (14, False), (15, False)])
def test_only_the_last_two_weeks_count_for_what_was_done(days: int, *, held: bool) -> None:
    left = tuple(Skipped(exercise="plank", why="no time") for _ in range(9))
    made = stands(entry(days_ago(days), skipped=left), bridges(1))
    assert made.progress_held is held


def test_what_was_done_after_the_day_of_planning_is_not_known_yet() -> None:
    later = days_ago(-1)
    tomorrow = entry(later, did("bridge", 6), pain=RED)
    assert stands(bridges(3), tomorrow) == stands(bridges(3))
    assert stands(bridges(3), tomorrow, on=later) != stands(bridges(3), on=later)


# --- rungs --------------------------------------------------------------------------------------


def rung(*log: LogEntry, **more: Any) -> int:
    return stands(*log, **more).rungs["bridge"]


def test_every_easy_rung_is_open_to_a_newcomer_and_none_above() -> None:
    rungs = stands().rungs
    for exercise in KNOWLEDGE.exercises.values():
        place = exercise.ladder
        assert (place.rung <= rungs.get(place.id, 0)) or exercise.stage is not Stage.INITIAL
    assert rungs["bridge"] == 2


def test_a_later_stage_opens_its_first_rung() -> None:
    orders = (set_stage(Stage.INTERMEDIATE),)
    assert KNOWLEDGE.exercises["unilateral-bridge"].stage is Stage.INTERMEDIATE
    assert rung(directives=orders) == KNOWLEDGE.exercises["unilateral-bridge"].ladder.rung == 3


PUSH = KNOWLEDGE.exercises["knee-push-up"]


def pushed(*log: LogEntry) -> int:
    return stands(*log, directives=(set_stage(Stage.INTERMEDIATE),)).rungs["push"]


def pushes(ago: int, at: int, pain: Pain = CALM, exercise: str = "knee-push-up") -> LogEntry:
    return entry(days_ago(ago), did(exercise, at, Stage.INTERMEDIATE), pain=pain)


def test_a_harder_variant_comes_after_the_top_of_the_range_twice_in_a_row() -> None:
    top = top_of_range(PUSH, Stage.INTERMEDIATE, KNOWLEDGE)
    bounds = KNOWLEDGE.doses["strength-intermediate"].bounds
    steps = PUSH.doses.stages[Stage.INTERMEDIATE].steps
    assert steps[top].reps == bounds["reps"].recommended_high
    here = PUSH.ladder.rung
    assert pushed(pushes(3, top - 1), pushes(1, top - 1)) == here
    assert pushed(pushes(1, top)) == here
    assert pushed(pushes(3, top), pushes(1, top)) > here
    assert pushed(pushes(3, top, AMBER), pushes(1, top)) == here


@pytest.mark.parametrize("pain", [AMBER, RED])
def test_a_rung_that_was_not_borne_well_opens_nothing(pain: Pain) -> None:
    assert rung(bridges(1, pain=pain)) == 2


def test_rungs_open_one_at_a_time() -> None:
    top = top_of_range(PUSH, Stage.INTERMEDIATE, KNOWLEDGE)
    once = pushed(pushes(3, top), pushes(1, top))
    assert pushed(*(pushes(ago, top) for ago in (9, 7, 5, 3, 1))) == once
    rungs = sorted(
        one.ladder.rung
        for one in KNOWLEDGE.exercises.values()
        if one.ladder.id == "push" and one.ladder.rung > PUSH.ladder.rung
    )
    assert once == rungs[0]
