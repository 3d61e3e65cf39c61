# SPDX-License-Identifier: Apache-2.0
"""The coach: a flare-up on each of its days, its plan, and its first days inside a week."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.assess import assess
from multifidus.coach.flare import dose_factor, flare
from multifidus.coach.flare_plan import flare_plan
from multifidus.domain.adaptation import Flare, FlarePhase
from multifidus.domain.flare import FlarePlan, FlareStep, FlareStepKind
from multifidus.domain.record import (
    Episode,
    FlareUp,
    LogEntry,
    OutcomeEntry,
    Pain,
    Policy,
    Record,
    Screening,
)
from multifidus.domain.week import Refusal
from multifidus.domain.words import Activity, Answer, Level
from multifidus.programme import cautions_of
from multifidus.screen import screen
from plan_builders import (
    KNOWLEDGE,
    ON,
    RED,
    allow,
    cap_load,
    days_ago,
    did,
    entry,
    exclude,
    figure,
    record,
)

EPISODE = Episode(started=days_ago(60))
SETTLE, EASY, RETURN = FlarePhase.SETTLE, FlarePhase.EASY, FlarePhase.RETURN


def sore(day: int, *, ended: int | None = None, **changes: Any) -> Record:
    """Someone on a day of a flare-up, which the person called over so many days ago."""
    told = FlareUp(on=days_ago(day - 1), ended=None if ended is None else days_ago(ended))
    return record(**({"episode": EPISODE, "flare_ups": (told,)} | changes))


def on_day(day: int, **changes: Any) -> Flare | None:
    return flare(sore(day, **changes), ON, KNOWLEDGE)


def pains(*values: tuple[int, float]) -> tuple[LogEntry, ...]:
    return tuple(
        entry(days_ago(ago), pain=Pain(before=value, during=value, after=value))
        for ago, value in values
    )


# --- which day it is ------------------------------------------------------------------------------


def test_nobody_is_in_a_flare_up_who_reported_none() -> None:
    assert flare(record(), ON, KNOWLEDGE) is None
    assert flare(record(flare_ups=(FlareUp(on=days_ago(-1)),)), ON, KNOWLEDGE) is None


@pytest.mark.parametrize(
    ("day", "phase", "factor"),
    [
        (1, SETTLE, 0),
        (2, SETTLE, 0),
        (3, EASY, 0.5),
        (5, EASY, 0.5),
        (6, RETURN, 0.8),
        (13, RETURN, 0.8),
    ],
)
def test_two_days_to_settle_three_easy_ones_then_the_return(
    day: int, phase: FlarePhase, factor: float
) -> None:
    assert (figure("FLR1", "rest_days_last"), figure("FLR1", "easy_days_last")) == (2, 5)
    made = on_day(day)
    assert made is not None
    assert (made.day, made.phase, made.factor) == (day, phase, factor)
    assert (made.settle_until, made.easy_until) == (days_ago(day - 2), days_ago(day - 5))


@pytest.mark.parametrize(("day", "review"), [(13, False), (14, True), (15, True)])
def test_a_review_is_due_on_day_fourteen(day: int, *, review: bool) -> None:
    assert figure("FLR1", "review_day") == 14
    made = on_day(day)
    assert made is not None
    assert (made.review_due, made.phase) == (review, RETURN)


@pytest.mark.parametrize(("now", "review"), [(6.9, False), (7, True), (7.1, True)])
def test_or_at_once_when_it_gets_clearly_worse(now: float, *, review: bool) -> None:
    assert figure("FLR1", "worse_rise") == 2
    made = on_day(3, log=pains((2, 5), (0, now)))
    assert made is not None
    assert made.review_due is review


@pytest.mark.parametrize(("ago", "lasts"), [(0, True), (6, True), (7, False), (8, False)])
def test_the_return_lasts_a_week_after_it_was_called_over(ago: int, *, lasts: bool) -> None:
    assert figure("FLR1", "return_days") == 7
    made = on_day(12, ended=ago)
    assert (made is not None) is lasts
    if made is not None:
        assert (made.phase, made.review_due) == (RETURN, False)
        assert made.return_until == days_ago(ago - 6)


def test_a_word_of_tomorrow_is_not_known_today() -> None:
    made = on_day(2, ended=-1)
    assert made is not None
    assert made.phase is SETTLE


def test_who_calls_it_over_on_the_second_day_returns_at_once() -> None:
    made = on_day(2, ended=0)
    assert made is not None
    assert (made.phase, made.settle_until) == (RETURN, days_ago(1))


def test_the_latest_flare_up_counts() -> None:
    older = FlareUp(on=days_ago(40))
    who = record(flare_ups=(FlareUp(on=days_ago(1), trigger="digging"), older))
    made = flare(who, ON, KNOWLEDGE)
    assert made is not None
    assert (made.day, made.trigger) == (2, "digging")
    over = record(flare_ups=(older, FlareUp(on=days_ago(20), ended=days_ago(15))))
    assert flare(over, ON, KNOWLEDGE) is None


# --- close to the usual again ---------------------------------------------------------------------

USUAL = ((10, 3.0), (6, 3.0))
"""Pain of 3 in the two weeks before."""


@pytest.mark.parametrize(("now", "phase"), [(3.9, RETURN), (4, RETURN), (4.1, EASY)])
def test_close_to_the_usual_for_a_day_is_the_return(now: float, phase: FlarePhase) -> None:
    assert (figure("FLR1", "return_within"), figure("FLR1", "return_hours")) == (1, 24)
    made = on_day(4, log=pains(*USUAL, (3, 8), (1, now), (0, now)))
    assert made is not None
    assert made.phase is phase


@pytest.mark.parametrize(
    ("readings", "phase"),
    [
        (((0, 3),), EASY),
        (((1, 3),), EASY),
        (((2, 3), (1, 3)), RETURN),
        (((2, 3), (1, 3), (0, 8)), EASY),
        (((3, 3),), EASY),
    ],
)
def test_it_takes_two_answers_a_day_apart_and_no_worse_one_after(
    readings: tuple[tuple[int, float], ...], phase: FlarePhase
) -> None:
    made = on_day(4, log=pains(*USUAL, *readings))
    assert made is not None
    assert made.phase is phase


def test_a_morning_after_counts_on_its_own_day() -> None:
    calm = entry(days_ago(1), pain=Pain(before=3, during=3, after=3, next_morning=3))
    made = on_day(4, log=(*pains(*USUAL), calm))
    assert made is not None
    assert made.phase is RETURN


def test_questionnaires_tell_the_usual_and_the_present() -> None:
    def asked(ago: int, now: float, average: float) -> OutcomeEntry:
        answers = {"now": now, "average": average}
        return OutcomeEntry(on=days_ago(ago), instrument="nprs", answers=answers)

    told = (asked(10, 0, 3), asked(1, 4, 7), asked(0, 4, 7))
    made = on_day(4, outcomes=told)
    assert made is not None
    assert made.phase is RETURN


@pytest.mark.parametrize(("ago", "phase"), [(17, RETURN), (18, EASY)])
def test_the_usual_is_that_of_two_weeks(ago: int, phase: FlarePhase) -> None:
    assert figure("FLR1", "usual_days") == 14
    made = on_day(4, log=pains((ago, 3), (1, 3), (0, 3)))
    assert made is not None
    assert made.phase is phase


# --- the way out ----------------------------------------------------------------------------------


def trained(*ago: int, pain: Pain | None = None) -> tuple[LogEntry, ...]:
    calm = pain or Pain(before=2, during=2, after=2, next_morning=2)
    return tuple(entry(days_ago(day), did("bridge"), pain=calm) for day in ago)


@pytest.mark.parametrize(("first", "over"), [(6, False), (7, True), (8, True)])
def test_a_week_of_green_sessions_ends_it(first: int, *, over: bool) -> None:
    assert (on_day(15, log=trained(first, 3)) is None) is over


@pytest.mark.parametrize(("count", "over"), [(1, False), (2, True), (3, True)])
def test_one_session_is_no_week(count: int, *, over: bool) -> None:
    assert figure("FLR1", "return_sessions") == 2
    assert (on_day(15, log=trained(*(8, 5, 2)[:count])) is None) is over


def test_a_red_session_begins_the_week_anew() -> None:
    log = (*trained(8), *trained(4, pain=RED), *trained(2))
    assert on_day(15, log=tuple(sorted(log, key=lambda one: one.on))) is not None


def test_what_was_green_before_the_return_does_not_count() -> None:
    assert on_day(8, log=trained(7, 6, 5)) is not None


def test_easy_days_stand_for_the_rest_of_a_week_that_begins_with_settling() -> None:
    for day, factor in ((1, 0.5), (3, 0.5), (6, 0.8)):
        made = on_day(day)
        assert made is not None
        assert dose_factor(made, KNOWLEDGE) == factor


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=20), st.integers(1, 30))
def test_the_days_of_the_phases_follow_each_other(values: list[tuple[int, int]], day: int) -> None:
    made = on_day(day, log=pains(*sorted(((ago, float(v)) for ago, v in values), reverse=True)))
    if made is None:
        return
    assert made.settle_until <= made.easy_until < made.return_until
    expected = SETTLE if made.settle_until >= ON else EASY if made.easy_until >= ON else RETURN
    assert made.phase is expected


# --- the screening first --------------------------------------------------------------------------


@pytest.mark.parametrize(("screened", "blocked"), [(1, True), (0, False)])
def test_a_reported_flare_up_asks_the_danger_signs_again(screened: int, *, blocked: bool) -> None:
    (full,) = record().screening
    who = sore(1, screening=(Screening(on=days_ago(screened), answers=full.answers),))
    clearance = screen(who, ON, KNOWLEDGE)
    assert clearance.blocked is blocked
    assert ("saddle-numbness" in clearance.to_ask) is blocked
    made = plan_of(who)
    assert isinstance(made, Refusal) is blocked


def test_other_answers_than_emergency_and_urgent_ones_still_count() -> None:
    (full,) = record().screening
    who = sore(1, screening=(Screening(on=days_ago(1), answers=full.answers),))
    signs = KNOWLEDGE.danger_signs
    asked = screen(who, ON, KNOWLEDGE).to_ask
    assert all(signs[name].level is not Level.REVIEW for name in asked if name in signs)


def test_a_danger_sign_leaves_no_plan() -> None:
    (full,) = record().screening
    answers = {**full.answers, "saddle-numbness": Answer.YES}
    made = plan_of(sore(1, screening=(Screening(on=ON, answers=answers),)))
    assert isinstance(made, Refusal)
    assert "emergency" in made.text


# --- the plan -------------------------------------------------------------------------------------


def plan_of(who: Record, on: date = ON) -> FlarePlan | Refusal | None:
    clearance, found = screen(who, on, KNOWLEDGE), assess(who, on, KNOWLEDGE)
    return flare_plan(
        who,
        on,
        KNOWLEDGE,
        clearance=clearance,
        assessment=found,
        cautions=cautions_of(clearance, found, KNOWLEDGE),
    )


def made_plan(who: Record) -> FlarePlan:
    made = plan_of(who)
    assert isinstance(made, FlarePlan)
    return made


def step(who: Record, kind: FlareStepKind) -> FlareStep | None:
    steps = made_plan(who).days[0].steps
    return next((one for one in steps if one.kind is kind), None)


def test_without_a_flare_up_there_is_no_plan() -> None:
    assert plan_of(record()) is None


def test_the_plan_goes_from_today_to_the_return() -> None:
    plan = made_plan(sore(1))
    assert [(one.phase, one.first_day, one.last_day) for one in plan.days] == [
        (SETTLE, 1, 2),
        (EASY, 3, 5),
        (RETURN, 6, 12),
    ]
    assert plan.days[0].first == ON
    assert plan.review_on == ON + timedelta(days=13)
    kinds = {one.kind for one in plan.days[0].steps}
    assert kinds == {
        FlareStepKind.MOVE,
        FlareStepKind.WALK,
        FlareStepKind.EASE,
        FlareStepKind.COMFORT,
        FlareStepKind.WARMTH,
    }
    assert [one.first_day for one in made_plan(sore(4)).days] == [4, 6]
    assert [one.first_day for one in made_plan(sore(9)).days] == [9]


def test_every_step_names_its_rule_and_papers() -> None:
    for days in made_plan(sore(1)).days:
        for one in days.steps:
            assert (one.rule, bool(one.source)) == ("FLR1", True)


@pytest.mark.parametrize(
    ("better", "exercise"),
    [
        ((Activity.BENDING_FORWARD,), "double-knee-to-chest"),
        ((Activity.BENDING_BACK,), "prone-on-elbows"),
        ((), "knee-rocking"),
    ],
)
def test_the_movement_is_the_one_that_eases(better: tuple[Activity, ...], exercise: str) -> None:
    made = step(sore(1, episode=replace(EPISODE, better_with=better)), FlareStepKind.EASE)
    assert made is not None
    assert made.exercise == exercise
    assert ("eases you" in made.text) is bool(better)


def test_no_movement_carries_a_caution_of_the_person() -> None:
    back = replace(EPISODE, better_with=(Activity.BENDING_BACK,))
    stiff = sore(1, episode=back, conditions=("prone-lying",))
    made = step(stiff, FlareStepKind.EASE)
    assert made is not None
    assert made.exercise == "knee-rocking"
    lifted = replace(stiff, directives=(allow("prone-on-elbows", "prone-lying"),))
    again = step(lifted, FlareStepKind.EASE)
    assert again is not None
    assert again.exercise == "prone-on-elbows"
    forbidden = replace(stiff, directives=(exclude("knee-rocking"),))
    other = step(forbidden, FlareStepKind.EASE)
    assert other is not None
    assert (other.exercise, "eases you" in other.text) == ("double-knee-to-chest", False)
    worse = replace(back, worse_with=(Activity.BENDING_FORWARD,))
    assert step(replace(forbidden, episode=worse), FlareStepKind.EASE) is None


@pytest.mark.parametrize("limit", [{"directives": (cap_load(0),)}, {"policy": Policy(top_tier=0)}])
def test_a_cap_of_the_load_holds_here_too(limit: dict[str, Any]) -> None:
    assert step(sore(1, **limit), FlareStepKind.EASE) is None
    walk = step(sore(1, **limit), FlareStepKind.WALK)
    assert walk is not None
    assert walk.exercise == ""


def test_who_should_not_lie_on_the_back_rests_on_the_side() -> None:
    made = step(sore(1, conditions=("pregnancy",)), FlareStepKind.COMFORT)
    assert made is not None
    assert (made.exercise, "on your side" in made.text) == ("", True)


def test_who_walks_badly_walks_less_far() -> None:
    made = step(
        sore(1, episode=replace(EPISODE, worse_with=(Activity.WALKING,))), FlareStepKind.WALK
    )
    assert made is not None
    assert "less far" in made.text


def test_the_questions_before_a_session_are_what_to_heed() -> None:
    told = {one.sign for one in made_plan(sore(1)).seek_help}
    assert {"saddle-numbness", "bladder-change", "leg-weakness", "anything-new"} <= told


def test_after_two_weeks_the_plan_says_review() -> None:
    assert "time for a clinician" in made_plan(sore(14)).review
    assert "time for a clinician" not in made_plan(sore(13)).review


def test_the_plan_advises_no_medicine() -> None:
    assert any("pharmacist" in one for one in made_plan(sore(1)).notes)
