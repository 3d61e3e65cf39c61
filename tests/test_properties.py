# SPDX-License-Identifier: Apache-2.0
"""What must hold however one fact of a person is changed, over a sweep of synthetic people."""

import json
from dataclasses import asdict, replace
from datetime import timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.cohort.people import make
from multifidus.domain.record import Record, Screening
from multifidus.domain.week import Refusal, RefusalKind, Week
from multifidus.domain.words import Answer, Level, Stage
from multifidus.plan.candidates import divide
from multifidus.programme import explain, known_on, plan
from plan_builders import (
    KNOWLEDGE,
    ON,
    RED,
    assessment,
    case,
    days_ago,
    did,
    entry,
    exclude,
    measured,
    names,
    problem,
    record,
    set_stage,
    times,
)

QUICK = (1, 10, 25, 27, 30, 38)
FLAGS = sorted(flag for flag, one in KNOWLEDGE.conditions.items() if one.self_reported)
LOCKING = sorted(
    sign.id
    for sign in KNOWLEDGE.danger_signs.values()
    if sign.level in (Level.EMERGENCY, Level.URGENT) and sign.asked
)


@lru_cache(maxsize=32)
def person(seed: int) -> Record:
    return make(seed, ON, KNOWLEDGE)


def week(who: Record) -> Week:
    made = plan(who, ON, KNOWLEDGE)
    assert not isinstance(made, Refusal), made.text
    return made[0]


@lru_cache(maxsize=32)
def usual(seed: int) -> Week:
    return week(person(seed))


def uncovered(made: Week) -> int:
    return made.proof.objectives[0].value


def carrying(flag: str) -> set[str]:
    return {one.id for one in KNOWLEDGE.exercises.values() if flag in one.cautions}


# --- cautions -----------------------------------------------------------------------------------


@given(
    st.lists(st.sampled_from(FLAGS), max_size=4, unique=True),
    st.sampled_from(FLAGS),
    st.sampled_from([Stage.INITIAL, Stage.INTERMEDIATE, Stage.ADVANCED]),
)
@settings(max_examples=40, deadline=None)
def test_one_more_condition_never_opens_an_exercise(
    flags: list[str], more: str, stage: Stage
) -> None:
    before = case(record(conditions=tuple(flags)), stage=stage)
    after = case(record(conditions=(*flags, more)), stage=stage)
    open_ = {one.id for one in divide(after)[0]}
    barred = {one.exercise for one in divide(before)[1] if one.rule != "PLN3"}
    assert not open_ & barred
    assert not open_ & carrying(more)


@pytest.mark.parametrize(
    ("seed", "flag"), list(zip(QUICK, ["knee-pain", "hip-pain", "balance"] * 2, strict=True))
)
def test_a_week_holds_nothing_that_a_condition_forbids(seed: int, flag: str) -> None:
    who = person(seed)
    made = week(replace(who, conditions=tuple({*who.conditions, flag})))
    assert not names(made) & carrying(flag)


@pytest.mark.parametrize("seed", QUICK)
def test_excluding_an_exercise_takes_it_out_and_never_covers_more(seed: int) -> None:
    who, before = person(seed), usual(seed)
    name = min(names(before))
    after = week(replace(who, directives=(*who.directives, exclude(name))))
    assert name not in names(after)
    assert uncovered(after) >= uncovered(before)


# --- more of what a person has ------------------------------------------------------------------


@given(st.lists(st.sampled_from(sorted(KNOWLEDGE.equipment)), max_size=6, unique=True))
@settings(max_examples=25, deadline=None)
def test_more_equipment_never_closes_an_exercise(things: list[str]) -> None:
    few, many = (
        {option.exercise.id for option in problem(who=record(equipment=tuple(one))).options}
        for one in ([], things)
    )
    assert few <= many


@pytest.mark.parametrize("seed", QUICK)
def test_more_equipment_never_leaves_more_uncovered(seed: int) -> None:
    who = replace(person(seed), equipment=("mat",))
    richer = replace(who, equipment=("mat", "chair", "band", "step"))
    assert uncovered(week(richer)) <= uncovered(week(who))


@pytest.mark.parametrize("seed", QUICK)
def test_more_minutes_never_leave_more_uncovered(seed: int) -> None:
    who = person(seed)
    longer = {
        day: {slot: minutes + 5 for slot, minutes in slots.items()}
        for day, slots in who.availability.items()
    }
    # A session of ten minutes must hold more, so the same shape of week is asked of both.
    if all(minutes >= 10 for slots in who.availability.values() for minutes in slots.values()):
        assert uncovered(week(replace(who, availability=longer))) <= uncovered(usual(seed))


def test_the_sweep_holds_people_with_ten_minutes_everywhere() -> None:
    shortest = [
        min(minutes for slots in person(seed).availability.values() for minutes in slots.values())
        for seed in QUICK
    ]
    assert sum(minutes >= 10 for minutes in shortest) >= 3


# --- what is not known yet ----------------------------------------------------------------------


def later(who: Record) -> Record:
    """The person, with facts of every kind dated after the day of planning."""
    day = ON + timedelta(days=1)
    return replace(
        who,
        screening=(*who.screening, Screening(on=day, answers={"saddle-numbness": Answer.YES})),
        measurements=(*who.measurements, measured("chair-stand-30s", 1, on=day)),
        directives=(
            *who.directives,
            set_stage(Stage.ADVANCED, day),
            replace(exclude("walking"), on=day),
        ),
        log=(*who.log, entry(day, did("bridge"), pain=RED)),
    )


@pytest.mark.parametrize("seed", QUICK[:3])
def test_facts_of_tomorrow_change_nothing_today(seed: int) -> None:
    assert known_on(later(person(seed)), ON) == known_on(person(seed), ON)
    assert week(later(person(seed))) == usual(seed)


def test_facts_of_tomorrow_count_tomorrow() -> None:
    assert isinstance(plan(later(person(1)), ON + timedelta(days=1), KNOWLEDGE), Refusal)


@given(st.permutations(range(4)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_dated_facts_changes_nothing(order: list[int]) -> None:
    log = [entry(days_ago(ago), did("bridge", 1), did("walking", 1)) for ago in (2, 4, 6, 9)]
    first = case(record(log=tuple(log)))
    other = case(record(log=tuple(log[n] for n in order)))
    assert first.standing == other.standing


# --- the gate -----------------------------------------------------------------------------------

NAMES = {
    word.lower()
    for one in KNOWLEDGE.exercises.values()
    for word in (one.id, one.name, *one.aliases)
} - {"walking", "yoga", "running", "hundred", "pointer"}


@pytest.mark.parametrize("sign", LOCKING)
def test_a_danger_sign_locks_the_plan_and_no_exercise_is_named(sign: str) -> None:
    # A minor fall counts for those whose bones may break easily: thin bones make it so.
    answers = {**record().screening[0].answers, "fragile-bones": Answer.YES, sign: Answer.YES}
    who = record(screening=(Screening(on=ON, answers=answers),))
    for made in (plan(who, ON, KNOWLEDGE), explain(who, ON, KNOWLEDGE)):
        assert isinstance(made, Refusal)
        assert made.kind is RefusalKind.SCREENING
        assert made.clearance is not None
        assert made.clearance.blocked
        assert made.clearance.level.rank >= Level.URGENT.rank
        said = json.dumps(asdict(made), default=str).lower()
        assert not [name for name in NAMES if f" {name} " in said or f'"{name}"' in said]


@pytest.mark.parametrize("seed", QUICK)
def test_a_danger_sign_locks_the_plan_of_anyone(seed: int) -> None:
    who = person(seed)
    sign = LOCKING[seed % len(LOCKING)]
    answers = {**who.screening[0].answers, "fragile-bones": Answer.YES, sign: Answer.YES}
    made = plan(replace(who, screening=(Screening(on=ON, answers=answers),)), ON, KNOWLEDGE)
    assert isinstance(made, Refusal)
    assert made.kind is RefusalKind.SCREENING


def test_questions_that_were_not_answered_lock_the_plan() -> None:
    made = plan(record(screening=()), ON, KNOWLEDGE)
    assert isinstance(made, Refusal)
    assert made.kind is RefusalKind.SCREENING
    assert made.clearance is not None
    assert made.clearance.to_ask


def test_a_sign_to_be_reviewed_leaves_a_gentle_week() -> None:
    answers = {**record().screening[0].answers, "severe-pain": Answer.YES}
    who = record(screening=(Screening(on=ON, answers=answers),), availability=times("mon wed", 15))
    made = week(who)
    assert made.stage is Stage.INITIAL
    assert all(KNOWLEDGE.exercises[name].load.tier <= 1 for name in names(made))
    assert assessment(who).findings == ()
