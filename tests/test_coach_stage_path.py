# SPDX-License-Identifier: Apache-2.0
"""The coach: how stages follow each other over months, the way back in, and the lists for a page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.coach.light import lights
from multifidus.coach.stage import place, stage_lists, stage_path
from multifidus.domain.record import (
    Done,
    Episode,
    FlareUp,
    LogEntry,
    Measurement,
    OutcomeEntry,
    Pain,
    Policy,
    Record,
    SetDone,
)
from multifidus.domain.results import CriterionKind
from multifidus.domain.words import Stage
from plan_builders import (
    KNOWLEDGE,
    ON,
    RED,
    cap_stage,
    days_ago,
    entry,
    figure,
    measured,
    record,
    set_stage,
)

LONG_AGO = Episode(started=days_ago(300))
ORDER = list(Stage)


def nprs(ago: int, average: float) -> OutcomeEntry:
    return OutcomeEntry(on=days_ago(ago), instrument="nprs", answers={"average": average})


def score(ago: int, instrument: str, total: float) -> OutcomeEntry:
    return OutcomeEntry(on=days_ago(ago), instrument=instrument, answers={"all": total})


def checks(ago: int) -> tuple[Measurement, ...]:
    on = days_ago(ago)
    return (
        measured("bridge-count", 10, on=on),
        measured("chair-stand-30s", 5, on=on),
        measured("comfortable-walk", 15, on=on),
    )


def strong() -> tuple[Done, ...]:
    return (
        Done(exercise="bird-dog", sets=(SetDone(reps=6, hold_s=10),)),
        Done(exercise="side-plank-knees", sets=(SetDone(reps=1, hold_s=30),)),
        Done(exercise="squat", sets=(SetDone(reps=15),)),
        Done(exercise="walking", sets=(SetDone(minutes=30),)),
    )


def sessions(ago: Sequence[int], pain: Pain | float = 1, *done: Done) -> tuple[LogEntry, ...]:
    did = done or (Done(exercise="bridge", sets=(SetDone(reps=5),)),)
    given_ = pain if isinstance(pain, Pain) else Pain(before=pain, during=pain, next_morning=pain)
    return tuple(entry(days_ago(day), *did, pain=given_) for day in sorted(ago, reverse=True))


def stage(who: Record, on: date = ON) -> Stage:
    return place(who, on, KNOWLEDGE, gentle=False).stage


def path(who: Record, on: date = ON) -> list[tuple[Stage, date | None]]:
    return [(one.stage, one.on) for one in stage_path(who, on, KNOWLEDGE)]


# --- to maintenance from the intermediate stage --------------------------------------------------


def twelve_weeks(days: int = 84, *more: OutcomeEntry, pain: float = 2) -> Record:
    """Someone with few sessions, in the intermediate stage since the first day, goals met."""
    return record(
        episode=LONG_AGO,
        measurements=checks(days),
        outcomes=(nprs(days, 3), score(1, "rmdq-24", 4), nprs(1, pain), *more),
        log=sessions(range(1, days + 1, 7), 1) + sessions([days], 1),
    )


@pytest.mark.parametrize(("days", "opens"), [(83, False), (84, True), (85, True)])
def test_goals_met_by_week_twelve_open_maintenance_from_the_intermediate_stage(
    days: int, *, opens: bool
) -> None:
    assert figure("STG4", "from_intermediate_week") == 12
    assert (stage(twelve_weeks(days)) is Stage.MAINTENANCE) is opens


@pytest.mark.parametrize(("ago", "opens"), [(27, False), (28, True), (29, True)])
def test_pain_must_have_been_low_in_each_of_four_weeks(ago: int, *, opens: bool) -> None:
    assert (figure("STG4", "weeks"), figure("STG4", "pain")) == (4, 2)
    who = twelve_weeks(84, nprs(ago, 3))
    assert (stage(who) is Stage.MAINTENANCE) is opens


@pytest.mark.parametrize(("own", "opens"), [(7.9, False), (8, True), (8.1, True)])
def test_ones_own_goal_counts_beside_the_questionnaire_where_it_was_set(
    own: float, *, opens: bool
) -> None:
    assert (stage(twelve_weeks(84, score(1, "psfs", own))) is Stage.MAINTENANCE) is opens


# --- a step back ----------------------------------------------------------------------------------


def advanced(days: int = 60, **changes: object) -> Record:
    """Someone who has been in the advanced stage since four weeks after the first day."""
    usual = {
        "episode": LONG_AGO,
        "measurements": checks(days),
        "outcomes": (nprs(days, 2), score(days, "rmdq-24", 6)),
        "log": sessions(range(0, days, 3), 2, *strong()),
    }
    return record(**(usual | changes))


def test_two_red_sessions_are_one_step_back_and_not_two() -> None:
    who = advanced()
    reds = sessions([2, 1], RED)
    assert stage(who) is Stage.ADVANCED
    fallen = replace(who, log=(*(one for one in who.log if one.on < days_ago(2)), *reds))
    assert [one for one, _ in path(fallen)][-2:] == [Stage.ADVANCED, Stage.INTERMEDIATE]
    later = ON + timedelta(days=5)
    assert stage(fallen, later) is Stage.INTERMEDIATE


def in_more_pain(*values: tuple[int, float], days: int = 20) -> Stage:
    """Someone in the intermediate stage, entered with pain of 3, with values so many days ago."""
    log = tuple(
        entry(days_ago(ago), pain=Pain(before=value, during=value, next_morning=value))
        for ago, value in values
    )
    return stage(
        record(episode=LONG_AGO, measurements=checks(days), outcomes=(nprs(days, 3),), log=log)
    )


@pytest.mark.parametrize(("first", "falls"), [(5, False), (6, True), (7, True)])
def test_more_pain_must_have_lasted_the_whole_week(first: int, *, falls: bool) -> None:
    assert figure("STG3", "fall_back_pain_days") == 7
    fell = in_more_pain((first, 5), (3, 5), (0, 5)) is Stage.INITIAL
    assert fell is falls


@pytest.mark.parametrize(("middle", "falls"), [(4.9, False), (5, True), (5.1, True)])
def test_one_better_day_ends_the_week_of_more_pain(middle: float, *, falls: bool) -> None:
    assert (in_more_pain((7, 5), (3, middle), (0, 5)) is Stage.INITIAL) is falls


def test_old_pain_says_nothing_about_this_week() -> None:
    assert in_more_pain((16, 5), (14, 5), (11, 5)) is Stage.INTERMEDIATE


def test_after_a_step_back_the_checks_alone_do_not_open_the_way() -> None:
    fallen = record(
        episode=LONG_AGO,
        measurements=checks(30),
        outcomes=(nprs(30, 3), nprs(1, 1)),
        log=sessions([16, 15], RED),
    )
    assert path(fallen)[-1] == (Stage.INITIAL, days_ago(15))
    again = replace(fallen, log=(*fallen.log, *sessions([9, 7, 5, 1])))
    assert stage(again) is Stage.INTERMEDIATE
    assert stage(replace(fallen, log=(*fallen.log, *sessions([9, 7, 5])))) is Stage.INITIAL


@pytest.mark.parametrize(
    ("began", "ended", "opens"),
    [(0, None, False), (5, None, False), (13, None, False), (14, None, True), (5, 1, True)],
)
def test_no_stage_opens_in_a_flare_up(began: int, ended: int | None, *, opens: bool) -> None:
    told = FlareUp(on=days_ago(began), ended=None if ended is None else days_ago(ended))
    who = record(episode=LONG_AGO, measurements=checks(0), outcomes=(nprs(0, 2),))
    assert stage(who) is Stage.INTERMEDIATE
    assert (stage(replace(who, flare_ups=(told,))) is Stage.INTERMEDIATE) is opens


# --- the way back in ------------------------------------------------------------------------------


def test_a_new_spell_is_a_new_start() -> None:
    who = advanced(episode=Episode(started=days_ago(3)))
    made = place(who, ON, KNOWLEDGE, gentle=False)
    assert (made.stage, made.since, made.rules) == (Stage.INITIAL, days_ago(3), ("STG5",))
    assert stage(who, days_ago(4)) is Stage.ADVANCED


@pytest.mark.parametrize(("ago", "opens"), [(4, False), (3, True), (2, True)])
def test_checks_after_the_new_start_open_the_intermediate_stage(ago: int, *, opens: bool) -> None:
    who = advanced(
        episode=Episode(started=days_ago(3)),
        log=sessions(range(4, 60, 3), 2, *strong()),
        outcomes=(nprs(60, 2), score(60, "rmdq-24", 6), nprs(ago, 3)),
        measurements=(*checks(60), *checks(ago)),
    )
    # A new start is itself a step back, so its day is the only one on which checks open the way.
    expected = opens and ago == 3
    assert (stage(who) is Stage.INTERMEDIATE) is expected
    later = ON + timedelta(days=4)
    fresh = replace(who, outcomes=(*who.outcomes, replace(nprs(0, 3), on=later)))
    assert (stage(fresh, later) is Stage.INTERMEDIATE) is opens


@pytest.mark.parametrize(("days", "tested"), [(27, False), (28, True), (29, True)])
def test_four_weeks_without_exercise_test_the_stage_again(days: int, *, tested: bool) -> None:
    assert figure("PRG6", "entry_test_days") == 28
    who = advanced(log=sessions(range(days, 90, 3), 2, *strong()), measurements=checks(90))
    who = replace(who, outcomes=(nprs(90, 2), score(90, "rmdq-24", 6)))
    made = place(who, ON, KNOWLEDGE, gentle=False)
    assert (made.stage is Stage.INITIAL) is tested
    assert ("28 days without exercise" in made.because) is tested


def test_a_first_spell_without_a_past_is_told_as_a_first_day() -> None:
    who = record(episode=Episode(started=ON), measurements=checks(0), outcomes=(nprs(0, 2),))
    made = place(who, ON, KNOWLEDGE, gentle=False)
    assert (made.stage, made.rules) == (Stage.INTERMEDIATE, ("STG2",))


# --- somebody's word ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        (Stage.INITIAL, Stage.INITIAL),
        (Stage.INTERMEDIATE, Stage.INTERMEDIATE),
        (Stage.ADVANCED, Stage.ADVANCED),
        (Stage.MAINTENANCE, Stage.ADVANCED),
    ],
)
def test_the_highest_stage_of_the_policy_holds(top: Stage, expected: Stage) -> None:
    made = place(advanced(policy=Policy(top_stage=top)), ON, KNOWLEDGE, gentle=False)
    assert (made.stage, made.reached) == (expected, Stage.ADVANCED)
    assert ("highest stage" in made.because) is (expected is not Stage.ADVANCED)


def test_the_path_tells_a_clinicians_word_and_what_it_replaced() -> None:
    who = advanced(directives=(set_stage(Stage.INITIAL, days_ago(20)),))
    steps = stage_path(who, ON, KNOWLEDGE)
    assert [one.stage for one in steps] == [
        Stage.INITIAL,
        Stage.INTERMEDIATE,
        Stage.ADVANCED,
        Stage.INITIAL,
    ]
    assert (steps[-1].on, steps[-1].rule) == (days_ago(20), "GRD11")
    capped = stage_path(advanced(directives=(cap_stage(Stage.INITIAL),)), ON, KNOWLEDGE)
    assert (capped[-1].stage, capped[-2].stage) == (Stage.INITIAL, Stage.ADVANCED)


# --- the lists ------------------------------------------------------------------------------------


def test_each_criterion_says_what_is_there_now() -> None:
    who = record(
        episode=LONG_AGO,
        measurements=(measured("bridge-count", 8), *checks(0)[1:]),
        log=sessions([5, 3, 1], 3),
    )
    lists = stage_lists(who, ON, KNOWLEDGE)
    (way,) = lists.ways_up
    have = {one.text: one.have for one in way.criteria}
    assert have["10 two-leg bridges"] == "you: 8 of 10"
    assert have["4 sessions done"] == "you: 3 of 4"
    assert have["7 days since the first session"] == "you: 5 of 7 days"
    assert have["no red session in 7 days"] == "you: 0 red"
    assert (
        "you: 3 on average this week"
        in have["average pain of the week 4 or less, or 30% lower than at first"]
    )
    assert not way.open
    assert {one.kind for one in way.criteria} == {
        CriterionKind.TIME,
        CriterionKind.PAIN,
        CriterionKind.PERFORMANCE,
    }


def test_what_was_never_measured_is_told_so() -> None:
    (way,) = stage_lists(record(episode=LONG_AGO), ON, KNOWLEDGE).ways_up
    have = {one.text: one.have for one in way.criteria}
    assert have["10 two-leg bridges"] == "not measured yet"
    assert have["average pain of the week 4 or less, or 30% lower than at first"] == (
        "no answer this week"
    )


def test_the_lists_of_the_intermediate_stage_have_both_ways_and_the_way_back() -> None:
    lists = stage_lists(twelve_weeks(50), ON, KNOWLEDGE)
    assert [way.stage for way in lists.ways_up] == [Stage.ADVANCED, Stage.MAINTENANCE]
    assert lists.back_to is Stage.INITIAL
    assert [one.met for one in lists.back] == [False, False]
    assert all(one.met for one in lists.entry)
    assert lists.entry
    goal = next(one for one in lists.ways_up[1].criteria if one.kind is CriterionKind.FUNCTION)
    assert (goal.met, goal.have) == (True, "you: 4 of the 24 statements")


@pytest.mark.parametrize(("ago", "shut"), [(6, True), (7, False), (8, False)])
def test_the_lists_say_until_when_the_way_up_is_shut(ago: int, *, shut: bool) -> None:
    assert figure("STG2", "red_free_days") == 7
    who = record(
        episode=LONG_AGO,
        measurements=checks(30),
        outcomes=(nprs(30, 3),),
        log=sessions([ago + 1, ago], RED),
    )
    lists = stage_lists(who, ON, KNOWLEDGE)
    assert lists.shut_until == (days_ago(ago - 6) if shut else None)


def test_todays_session_counts_before_its_next_morning_has_come() -> None:
    bridges = Done(exercise="bridge", sets=(SetDone(reps=10),))
    fresh = entry(ON, bridges, pain=Pain(before=2, during=2, after=2))
    who = record(episode=LONG_AGO, measurements=checks(1)[1:], outcomes=(nprs(0, 2),), log=(fresh,))
    assert stage(who) is Stage.INTERMEDIATE
    # What was entered stays entered, also when nobody notes how the morning was.
    assert path(who, ON + timedelta(days=3))[-1] == (Stage.INTERMEDIATE, ON)
    sore = replace(fresh, pain=Pain(before=2, during=5, after=2))
    assert stage(replace(who, log=(sore,))) is Stage.INITIAL


# --- over any log ---------------------------------------------------------------------------------

VALUES = st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0])
DAYS = st.tuples(st.integers(0, 119), VALUES, VALUES, st.booleans())


def lived(days: list[tuple[int, float, float, bool]]) -> Record:
    """Someone strong, with good and bad days in any order; some days are answers only."""
    log = tuple(
        entry(
            days_ago(ago),
            *strong(),
            Done(exercise="bridge", sets=(SetDone(reps=10),)),
            pain=Pain(before=before, during=after, after=after, next_morning=after),
        )
        for ago, before, after, trained in days
        if trained
    )
    asked = tuple(nprs(ago, before) for ago, before, _, trained in days if not trained)
    own = tuple(score(ago, "psfs", 9) for ago, *_ in days[:2])
    return record(
        episode=LONG_AGO, log=log, outcomes=(*asked, *own), measurements=checks(days[0][0])
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=60))
def test_no_stage_goes_down_and_up_again_within_a_week(
    days: list[tuple[int, float, float, bool]],
) -> None:
    steps = stage_path(lived(days), ON, KNOWLEDGE)
    dated = [one for one in steps if one.on is not None]
    assert [one.on for one in dated] == sorted({one.on for one in dated if one.on})
    fell: date | None = None
    for before, after in pairwise(steps):
        assert after.on is not None
        rise = ORDER.index(after.stage) - ORDER.index(before.stage)
        if rise > 0:
            assert fell is None or (after.on - fell).days >= figure("STG2", "red_free_days")
        else:
            fell = after.on


@settings(max_examples=40, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=40), st.integers(0, 16))
def test_what_is_known_later_changes_no_earlier_stage(
    days: list[tuple[int, float, float, bool]], weeks: int
) -> None:
    who = lived(days)
    sunday = days_ago(weeks * 7 + 1)
    earlier = stage_path(who, sunday, KNOWLEDGE)
    assert stage_path(who, ON, KNOWLEDGE)[: len(earlier)] == earlier


def test_lights_that_are_known_already_change_nothing() -> None:
    who = advanced()
    lit = lights(who, ON, KNOWLEDGE)
    assert place(who, ON, KNOWLEDGE, gentle=False, lit=lit) == place(
        who, ON, KNOWLEDGE, gentle=False
    )
