# SPDX-License-Identifier: Apache-2.0
"""The release check lets a sound week pass and names every way in which a week can be unsafe."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from multifidus.domain.record import (
    CapLoad,
    CapStage,
    Exclude,
    Preferences,
    Require,
    SetStage,
)
from multifidus.domain.week import Covered, LeftOut
from multifidus.domain.words import (
    Day,
    Phase,
    Side,
    Slot,
    Stage,
)
from multifidus.knowledge.loader import shipped
from release_builders import MONDAY, PLAN, PT, REASON, Scene, item, refused, scene, session

EVE = MONDAY - timedelta(days=1)


def test_a_sound_week_passes() -> None:
    assert scene().breaches() == ()


def test_breaches_come_sorted_by_rule_and_never_twice() -> None:
    broken = scene().with_week(person="Bo", knowledge="old", stage=Stage.ADVANCED)
    found = broken.with_item("bridge", why=()).breaches()
    assert len(set(found)) == len(found)
    numbers = [int(one.rule[3:]) for one in found if one.rule.startswith("GRD")]
    assert numbers == sorted(numbers)
    assert [one.rule[:3] for one in found] == sorted(one.rule[:3] for one in found)


# --- GRD9 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "sound"), [(3, True), (4, True), (5, False)])
def test_at_most_four_core_exercises_a_day(count: int, *, sound: bool) -> None:
    names = ("drawing-in", "bridge", "clamshell", "straight-leg-raise", "wall-push-up")[:count]
    week = scene({0: names})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD9", str(MONDAY), "5 core exercises", "bridge", "at most 4")
        assert week.with_record(preferences=Preferences(core_per_day=5)).breaches() == ()
        refused(week.with_record(preferences=Preferences(core_per_day=3)), "GRD9", "at most 4")


def test_morning_and_evening_share_the_days_core_exercises() -> None:
    week = scene({0: ("bridge", "clamshell", "drawing-in")})
    more = tuple(item(week.knowledge, name) for name in ("straight-leg-raise", "wall-push-up"))
    evening = session(0, more, Slot.EVENING)
    refused(week.with_week(sessions=(*week.week.sessions, evening)), "GRD9", "5 core")


@pytest.mark.parametrize(("minutes", "sound"), [(21.9, True), (22.0, True), (22.1, False)])
def test_a_session_may_exceed_the_persons_time_by_a_tenth(minutes: float, *, sound: bool) -> None:
    week = scene({0: ("walking",)}).with_record(availability={Day.MON: {Slot.MORNING: 20}})
    week = week.with_dose("walking", minutes=minutes).with_session(0, minutes=minutes)
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD9", f"{MONDAY} morning", "22.1", "20", "22")


@pytest.mark.parametrize("slots", [{}, {Slot.EVENING: 60}, {Slot.MORNING: 0}])
def test_a_session_needs_a_slot_that_the_person_has(slots: dict[Slot, int]) -> None:
    week = scene({0: PLAN}).with_record(availability={Day.MON: slots} if slots else {})
    refused(week, "GRD9", "no time", "morning")


def test_the_sessions_minutes_are_the_sum_of_its_items() -> None:
    week = scene({0: ("walking", "bridge")})
    total = week.week.sessions[0].minutes
    # Two items and the sum may each be rounded to a tenth.
    assert week.with_session(0, minutes=total + 0.3).breaches() == ()
    refused(week.with_session(0, minutes=total + 0.4), "GRD9", "add up to")
    refused(week.with_session(0, minutes=total - 0.4), "GRD9", "add up to")


def least(name: str, seconds: float) -> None:
    """The item passes with the least minutes, less a tenth for rounding, and not below."""
    week = scene({0: (name,)}, stage=shipped().exercises[name].stage)
    minutes = seconds / 60 - 0.1
    assert week.with_dose(name, minutes=minutes).with_session(0, minutes=minutes).breaches() == ()
    short = minutes - 0.01
    refused(
        week.with_dose(name, minutes=short).with_session(0, minutes=short),
        "GRD9",
        name,
        "take at least",
    )


def test_minutes_are_what_sets_sides_holds_and_rests_take_at_least() -> None:
    least("bridge", 2 * 10 * 4 + 60)
    least("clamshell", 2 * 2 * 10 * 4 + 60)
    least("supine-hamstring-slide", 2 * 4 * 30 + 3 * 10)
    least("walking", 10 * 60)


# --- GRD10 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("clamshell", Side.LEFT),
        ("clamshell", Side.RIGHT),
        ("clamshell", Side.BOTH),
        ("bridge", Side.EACH),
        ("bridge", Side.LEFT),
        ("supine-hamstring-slide", Side.LEFT),
    ],
)
def test_every_exercise_is_booked_for_the_sides_it_is_done_on(name: str, side: Side) -> None:
    refused(scene().with_item(name, side=side), "GRD10", name, side)


# --- GRD11 --------------------------------------------------------------------------------------


def test_an_excluded_exercise_is_refused() -> None:
    order = Exclude(on=MONDAY, by=PT, exercise="bridge")
    refused(scene().with_record(directives=(order,)), "GRD11", "bridge", PT)
    assert scene().with_record(directives=(replace(order, exercise="plank"),)).breaches() == ()
    later = replace(order, on=MONDAY + timedelta(1))
    assert scene().with_record(directives=(later,)).breaches() == ()


@pytest.mark.parametrize(("times", "sound"), [(2, True), (3, True), (4, False)])
def test_a_required_exercise_is_there_as_often_as_asked(times: int, *, sound: bool) -> None:
    order = Require(on=MONDAY, by=PT, exercise="bridge", times_per_week=times)
    week = scene().with_record(directives=(order,))
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD11", PT, "bridge 4 times", "holds it 3 times")


def require(name: str) -> Require:
    return Require(on=EVE, by="A. Berg, MD", exercise=name, times_per_week=1)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (require("bridge"), Exclude(on=MONDAY, by=PT, exercise="bridge"), "requires bridge"),
        (require("bridge"), CapLoad(on=MONDAY, by=PT, tier=1), "load tier 2"),
        (require("bird-dog"), CapStage(on=MONDAY, by=PT, stage=Stage.INITIAL), "stage inter"),
        (
            SetStage(on=EVE, by="A. Berg, MD", stage=Stage.ADVANCED),
            CapStage(on=MONDAY, by=PT, stage=Stage.INITIAL),
            "sets stage advanced",
        ),
    ],
)
def test_two_directives_that_contradict_are_both_named(
    first: Require | SetStage, second: Exclude | CapLoad | CapStage, words: str
) -> None:
    week = scene().with_record(directives=(second, first))
    conflicts = [one for one in week.breaches() if "both cannot be met" in one.text]
    assert [one.rule for one in conflicts] == ["GRD11"]
    assert all(part in conflicts[0].text for part in (words, "A. Berg, MD", PT))


def test_directives_that_agree_make_no_conflict() -> None:
    week = scene().with_record(
        directives=(
            require("bridge"),
            Exclude(on=EVE, by=PT, exercise="plank"),
            CapLoad(on=EVE, by=PT, tier=2),
            CapStage(on=EVE, by=PT, stage=Stage.INITIAL),
            SetStage(on=EVE - timedelta(9), by=PT, stage=Stage.ADVANCED),
            SetStage(on=EVE, by=PT, stage=Stage.INITIAL),
        )
    )
    assert week.breaches() == ()


def test_a_requirement_of_an_unknown_exercise_is_not_met_and_breaks_nothing_else() -> None:
    week = scene().with_record(
        directives=(require("no-such-exercise"), CapLoad(on=EVE, by=PT, tier=2))
    )
    refused(week, "GRD11", "no-such-exercise", "holds it 0 times")


# --- GRD12 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "word"),
    [
        ((), "without a reason"),
        ((replace(REASON, rule="because"),), "known rule"),
        ((replace(REASON, text=" "),), "words"),
        ((replace(REASON, inputs={}),), "inputs"),
        ((replace(REASON, cite=()),), "citation"),
        ((replace(REASON, cite=("Nobody1999",)),), "Nobody1999"),
        ((REASON, replace(REASON, cite=())), "citation"),
    ],
)
def test_every_exercise_says_why_it_is_there(why: tuple[object, ...], word: str) -> None:
    refused(scene().with_item("bridge", why=why), "GRD12", "bridge", word)


@pytest.mark.parametrize("rule", ["E01", "T06", "pregnancy", "saddle-numbness", "PLN12a"])
def test_signs_tests_conditions_and_planning_rules_can_be_named(rule: str) -> None:
    assert scene().with_item("bridge", why=(replace(REASON, rule=rule),)).breaches() == ()


def test_notes_and_what_is_left_out_say_why_too() -> None:
    fine = scene().with_week(
        notes=(REASON,), left_out=(LeftOut(exercise="plank", because="too early", rule="GRD2"),)
    )
    assert fine.breaches() == ()
    refused(scene().with_week(notes=(replace(REASON, cite=()),)), "GRD12", "a note")
    for left in (
        LeftOut(exercise="plank", because="", rule="GRD2"),
        LeftOut(exercise="plank", because="too early", rule="x"),
    ):
        refused(scene().with_week(left_out=(left,)), "GRD12", "plank")


# --- structure ----------------------------------------------------------------------------------


def test_an_unknown_exercise_is_refused() -> None:
    refused(scene().with_item("bridge", exercise="brigde"), "REL1", "brigde")


def test_an_exercise_under_another_ones_name_is_refused() -> None:
    refused(scene().with_item("bridge", name="Clamshell"), "REL1", "bridge", "Clamshell")


def test_missing_equipment_is_refused_unless_every_home_has_it() -> None:
    week = scene({0: ("sit-to-stand",)})
    assert week.breaches() == ()
    refused(week.with_record(equipment=()), "REL2", "sit-to-stand", "chair")
    assert scene({0: ("bridge", "wall-push-up")}).with_record(equipment=()).breaches() == ()
    unknown = replace(week.knowledge, equipment={})
    refused(replace(week, knowledge=unknown).with_record(equipment=()), "REL2", "chair")


def test_two_rungs_of_one_ladder_in_a_session_are_refused() -> None:
    refused(scene({0: ("clamshell", "side-lying-hip-abduction")}), "REL3", "clamshell")
    apart = scene({0: ("clamshell",), 2: ("side-lying-hip-abduction",)})
    assert apart.breaches() == ()


@pytest.mark.parametrize(("day", "sound"), [(-1, False), (0, True), (6, True), (7, False)])
def test_every_session_lies_in_the_week(day: int, *, sound: bool) -> None:
    week = scene({day: ("walking", "clamshell")})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "REL4", "not in the week", str(MONDAY))


def test_a_week_starts_on_a_monday() -> None:
    tuesday = MONDAY + timedelta(1)
    refused(scene({2: PLAN}).with_week(week=tuesday), "REL4", str(tuesday), "not a Monday")


@pytest.mark.parametrize(("days", "sound"), [(-7, True), (6, True), (7, False)])
def test_a_week_that_is_over_is_refused(days: int, *, sound: bool) -> None:
    on = MONDAY + timedelta(days)
    week = scene().with_week(on=on).with_clearance(on=on)
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "REL4", "over")


def test_the_week_before_comes_before() -> None:
    week = scene()
    refused(replace(week, previous=week.week), "REL4", "not before")
    earlier = scene(monday=MONDAY - timedelta(7)).week
    assert replace(week, previous=earlier).breaches() == ()


def test_two_sessions_in_one_slot_are_refused() -> None:
    week = scene({0: ("walking",)})
    second = session(0, (item(week.knowledge, "clamshell"),))
    refused(
        week.with_week(sessions=(*week.week.sessions, second)), "REL5", f"2 sessions in {MONDAY}"
    )


def test_an_exercise_twice_in_one_session_is_refused() -> None:
    refused(scene({0: ("clamshell", "clamshell")}), "REL6", "clamshell", "2 times")


@pytest.mark.parametrize(("highest", "sound"), [(1, False), (2, True), (3, True)])
def test_a_rung_that_is_not_earned_is_refused(highest: int, *, sound: bool) -> None:
    week = scene({0: ("bridge",)}).with_standing(rungs={"bridge": highest})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "REL7", "bridge", "rung 2", "up to 1")
        assert week.with_record(directives=(require("bridge"),)).breaches() == ()
    refused(week.with_standing(rungs={}), "REL7", "up to 0")


def test_an_empty_session_is_refused() -> None:
    week = scene({0: PLAN, 2: ()})
    refused(week, "REL14", "no exercise")


def test_parts_of_a_session_come_in_their_order() -> None:
    week = scene()
    items = week.week.sessions[0].items
    refused(week.with_session(0, items=items[::-1]), "REL11", "walking", "comes after")
    refused(week.with_item("walking", phase=Phase.RELAXATION), "REL11", "walking (relaxation)")


def test_other_knowledge_is_refused() -> None:
    refused(scene().with_week(knowledge="older"), "REL12", "older")


def test_coverage_that_nothing_in_the_week_earns_is_refused() -> None:
    week = scene()
    row = Covered(target=4, planned=4, unit="quarter sets", sessions=2)

    def claims(**changes: Any) -> Scene:
        return week.with_week(coverage=replace(week.week.coverage, **changes))

    refused(claims(muscles={"shoulder-girdle-push": row}), "REL13", "shoulder-girdle-push")
    refused(claims(stretches={"quadriceps": row}), "REL13", "quadriceps")
    none = replace(row, planned=0)
    assert claims(muscles={"shoulder-girdle-push": none}).breaches() == ()
    assert claims(stretches={"quadriceps": none}).breaches() == ()
    refused(claims(aerobic=replace(row, planned=float("nan"))), "REL10", "aerobic")
    refused(claims(muscles={"multifidus": replace(row, target=-1)}), "REL10", "multifidus")
    refused(claims(share=1.1), "REL10", "share")
    refused(claims(share=float("nan")), "REL10", "share")
