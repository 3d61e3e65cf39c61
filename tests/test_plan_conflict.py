# SPDX-License-Identifier: Apache-2.0
"""When no week is possible: which of the person's facts conflict, and what would truly free it."""

import re
from dataclasses import replace
from functools import lru_cache

import pytest

from multifidus.domain.record import Directive, Preferences, Record
from multifidus.domain.week import Fact, Refusal, RefusalKind
from multifidus.domain.words import Stage
from multifidus.plan.conflict import smallest_conflict
from multifidus.plan.model import Model
from multifidus.programme import explain, plan
from plan_builders import (
    KNOWLEDGE,
    ON,
    PLANNING,
    PT,
    allow,
    cap_load,
    cap_stage,
    exclude,
    impossible,
    record,
    require,
    set_stage,
    times,
)

WEEK = "mon tue wed thu fri sat sun"


def holds(who: Record) -> bool:
    return not isinstance(plan(who, ON, KNOWLEDGE), Refusal)


def facts(refusal: Refusal) -> list[str]:
    return [fact.id for fact in refusal.conflict]


def told(*directives: Directive, **changes: object) -> Record:
    return record(directives=directives, **changes)


# --- conflicts that need no solver --------------------------------------------------------------


@pytest.mark.parametrize("minutes", [0, 4])
def test_no_time_at_all(minutes: int) -> None:
    refusal = impossible(record(availability=times("mon wed", minutes)))
    assert facts(refusal) == ["availability"]
    (way,) = refusal.would_free
    (least,) = (int(number) for number in re.findall(r"\d+", way))
    assert holds(record(availability=times("mon", least)))
    assert not holds(record(availability=times("mon", least - 1)))


CLASHES: dict[str, tuple[Record, list[str], Record]] = {
    "excluded": (
        told(require("bridge", 2), exclude("bridge")),
        ["directives[0]", "directives[1]"],
        told(require("bridge", 2)),
    ),
    "condition": (
        told(require("wall-squat", 2), conditions=("knee-pain",)),
        ["directives[0]", "condition:knee-pain"],
        told(require("wall-squat", 2), allow("wall-squat", "knee-pain"), conditions=("knee-pain",)),
    ),
    "equipment": (
        told(require("sit-to-stand", 2), equipment=()),
        ["directives[0]", "equipment"],
        told(require("sit-to-stand", 2), equipment=("chair",)),
    ),
    "stage": (
        told(require("squat", 2)),
        ["directives[0]", "stage"],
        told(require("squat", 2), set_stage(Stage.INTERMEDIATE)),
    ),
    "load": (
        told(require("bridge", 2), cap_load(1)),
        ["directives[0]", "directives[1]"],
        told(require("bridge", 2), cap_load(2)),
    ),
    "highest load": (
        told(require("superman", 1), set_stage(Stage.ADVANCED)),
        ["directives[0]", "preferences.allow_tier_4"],
        told(
            require("superman", 1),
            set_stage(Stage.ADVANCED),
            preferences=Preferences(allow_tier_4=True),
        ),
    ),
    "stages": (
        told(set_stage(Stage.ADVANCED), cap_stage(Stage.INITIAL)),
        ["directives[0]", "directives[1]"],
        told(set_stage(Stage.INITIAL), cap_stage(Stage.INITIAL)),
    ),
}


@pytest.mark.parametrize("kind", CLASHES)
def test_both_sides_of_a_clash_are_named_and_nothing_is_planned(kind: str) -> None:
    who, expected, _ = CLASHES[kind]
    refusal = impossible(who)
    assert facts(refusal) == expected
    assert all(fact.text for fact in refusal.conflict)
    assert len(refusal.would_free) == 2


@pytest.mark.parametrize("kind", CLASHES)
def test_a_clash_ends_when_one_side_gives_way(kind: str) -> None:
    assert holds(CLASHES[kind][2])


@pytest.mark.parametrize("kind", [kind for kind in CLASHES if kind != "stages"])
def test_a_clash_ends_when_the_requirement_is_taken_back(kind: str) -> None:
    who = CLASHES[kind][0]
    assert holds(replace(who, directives=who.directives[1:]))


def test_every_reason_against_a_required_exercise_is_named() -> None:
    refusal = impossible(told(require("squat", 2), exclude("squat"), conditions=("knee-pain",)))
    assert facts(refusal) == ["directives[0]", "directives[1]", "condition:knee-pain", "stage"]


def test_the_ways_out_are_in_words_of_the_person() -> None:
    refusal = impossible(CLASHES["condition"][0])
    assert refusal.would_free == (
        f"{PT} takes back the requirement of wall squat (slide and hold).",
        f"{PT} allows it in spite of knee-pain (a directive of kind allow that names both).",
    )


def test_the_last_stage_that_was_set_is_the_one_that_clashes() -> None:
    earlier = set_stage(Stage.ADVANCED, ON.replace(day=1))
    assert holds(told(earlier, set_stage(Stage.INITIAL), cap_stage(Stage.INITIAL)))


def test_an_explanation_is_refused_like_a_plan() -> None:
    who = CLASHES["excluded"][0]
    assert explain(who, ON, KNOWLEDGE) == plan(who, ON, KNOWLEDGE)


# --- conflicts that only the model shows --------------------------------------------------------

TOO_OFTEN = told(require("drawing-in", 7), availability=times("mon thu", 20))
TOO_MANY = told(
    require("bridge", 3), require("curl-up", 3), preferences=Preferences(core_per_day=1)
)
ONE_KIND = told(require("drawing-in", 3), require("pelvic-tilt", 3))
THREE_OF_A_KIND = told(*(require(name, 1) for name in ("drawing-in", "pelvic-tilt", "heel-slides")))
NO_REST = told(
    require("bird-dog", 5),
    set_stage(Stage.INTERMEDIATE),
    availability=times("mon tue wed thu fri", 20),
)
TOO_SHORT = told(require("walking", 7), require("drawing-in", 7), availability=times(WEEK, 6))
HARD = {
    "too often": (TOO_OFTEN, ["availability", "directives[0]"]),
    "too many": (TOO_MANY, ["directives[0]", "directives[1]", "preferences.core_per_day"]),
    "one kind": (ONE_KIND, ["directives[0]", "directives[1]"]),
    "three of a kind": (THREE_OF_A_KIND, ["directives[0]", "directives[1]", "directives[2]"]),
    "no rest": (NO_REST, ["directives[0]"]),
    "too short": (TOO_SHORT, ["availability:L1", "directives[0]", "directives[1]"]),
}


@lru_cache(maxsize=8)
def hard(kind: str) -> Refusal:
    return impossible(HARD[kind][0])


def without(who: Record, fact: str) -> Record:
    """The person without one of the facts that a refusal names."""
    if fact.startswith("directives["):
        index = int(fact.removeprefix("directives[").removesuffix("]"))
        kept = tuple(one for n, one in enumerate(who.directives) if n != index)
        return replace(who, directives=kept)
    if fact == "availability":
        return replace(who, availability=times(WEEK, 20))
    if fact.startswith("availability:"):
        longer = {day: dict.fromkeys(slots, 60) for day, slots in who.availability.items()}
        return replace(who, availability=longer)
    assert fact == "preferences.core_per_day"
    return replace(who, preferences=replace(who.preferences, core_per_day=8))


@pytest.mark.parametrize("kind", HARD)
def test_the_facts_in_conflict_are_named(kind: str) -> None:
    refusal = hard(kind)
    assert facts(refusal) == HARD[kind][1]
    assert (refusal.kind, refusal.clearance) == (RefusalKind.IMPOSSIBLE, None)
    assert len(refusal.would_free) >= 1


@pytest.mark.parametrize(
    ("who", "fact"), [(who, fact) for who, named in HARD.values() for fact in named]
)
def test_no_named_fact_can_be_spared(who: Record, fact: str) -> None:
    assert holds(without(who, fact))


def test_more_minutes_are_the_least_that_help() -> None:
    refusal = hard("too short")
    (more,) = (int(n) for n in re.findall(r"^(\d+) more minutes? in", refusal.would_free[0]))
    assert more > 0
    assert holds(replace(TOO_SHORT, availability=times(WEEK, 6 + more)))
    assert not holds(replace(TOO_SHORT, availability=times(WEEK, 6 + more - 1)))


def test_one_minute_is_said_in_the_singular() -> None:
    refusal = impossible(told(require("walking", 7), availability=times(WEEK, 5)))
    assert refusal.would_free[0] == "1 more minute in each session."


def test_more_days_are_offered_only_where_days_are_missing() -> None:
    for kind in HARD:
        offers = "More days or slots in the week." in hard(kind).would_free
        assert offers is (kind == "too often")


def test_a_required_exercise_that_fits_is_no_conflict() -> None:
    assert holds(told(require("drawing-in", 2), availability=times("mon thu", 20)))


def test_the_same_refusal_every_time() -> None:
    assert impossible(TOO_MANY) == hard("too many")


# --- the smallest conflict of a model -----------------------------------------------------------


def demanding(*demands: tuple[int | None, int | None]) -> Model:
    """One number from 0 to 10, and demands on it that each belong to one fact."""

    model = Model()
    number = model.variable("number", 0, 10)
    for n, (low, high) in enumerate(demands):
        model.row("PLN4", [(number, 1)], low=low, high=high, facts=(Fact(id=f"f{n}", text=""),))
    return model


@pytest.mark.parametrize(
    ("demands", "named"),
    [
        ([(2, None), (None, 8)], []),
        ([(2, None), (None, 1)], ["f0", "f1"]),
        ([(2, None), (None, 9), (None, 1), (0, 10)], ["f0", "f2"]),
        ([(11, None), (None, 5)], ["f0"]),
    ],
)
def test_facts_that_do_not_matter_are_not_named(
    demands: list[tuple[int | None, int | None]], named: list[str]
) -> None:
    found = smallest_conflict(demanding(*demands), PLANNING.effort)
    assert [fact.id for fact in found] == named


def test_a_model_that_is_impossible_without_any_fact_blames_none() -> None:
    model = demanding((2, None))
    model.row("PLN4", [(0, 1)], low=11)
    assert smallest_conflict(model, PLANNING.effort) == ()
