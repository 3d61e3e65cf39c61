# SPDX-License-Identifier: Apache-2.0
"""Doses, stretching and rest: GRD5, GRD6 and REL8 to REL10, every bound below, at and above."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.domain.record import (
    Allow,
    Clear,
    Preferences,
    Review,
)
from multifidus.domain.words import Grade, Phase, Side, Slot, Stage
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.schema import Bounds, DoseRule
from release_builders import (
    MONDAY,
    PLAN,
    PT,
    Scene,
    item,
    refused,
    scene,
    session,
    stepped,
    with_exercise,
)


def bounded(
    known: Knowledge, rule: str, name: str, low: float | None, high: float | None
) -> Knowledge:
    """Return knowledge with one absolute bound of one dose rule set."""
    old = known.doses[rule]
    bound = Bounds(
        unit="as before", source=("MultifidusRule",), grade=Grade.P,
        absolute_low=low, absolute_high=high,
    )  # fmt: skip
    bounds: dict[Any, Bounds] = {**old.bounds, name: bound}
    new: DoseRule = old.model_copy(update={"bounds": bounds})
    return replace(known, doses={**known.doses, rule: new})


# --- GRD5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stage", "change", "bound", "sound"),
    [
        ("drawing-in", Stage.INITIAL, {"hold_s": 9}, "hold_s", True),
        ("drawing-in", Stage.INITIAL, {"hold_s": 10}, "hold_s", True),
        ("drawing-in", Stage.INITIAL, {"hold_s": 11}, "hold_s", False),
        ("drawing-in", Stage.INITIAL, {"reps": 15}, "reps", True),
        ("drawing-in", Stage.INITIAL, {"reps": 16}, "reps", False),
        ("drawing-in", Stage.INITIAL, {"sets": 3}, "sets", True),
        ("drawing-in", Stage.INITIAL, {"sets": 4}, "sets", False),
        ("drawing-in", Stage.INITIAL, {"effort": 4}, "effort", True),
        ("drawing-in", Stage.INITIAL, {"effort": 5}, "effort", False),
        ("drawing-in", Stage.INTERMEDIATE, {"effort": 6}, "effort", True),
        ("drawing-in", Stage.INTERMEDIATE, {"effort": 7}, "effort", False),
        ("bridge", Stage.INITIAL, {"reps": 5}, "reps", True),
        ("bridge", Stage.INITIAL, {"reps": 4}, "reps", False),
        ("bridge", Stage.INITIAL, {"reps": 20}, "reps", True),
        ("bridge", Stage.INITIAL, {"reps": 21}, "reps", False),
        ("bridge", Stage.INITIAL, {"sets": 4}, "sets", False),
        ("bridge", Stage.INITIAL, {"effort": 7}, "effort", False),
        ("bridge", Stage.INITIAL, {"rest_s": 30}, "rest_s", True),
        ("bridge", Stage.INITIAL, {"rest_s": 29}, "rest_s", False),
        ("bridge", Stage.INTERMEDIATE, {"sets": 4, "reps": 25}, "sets", True),
        ("bridge", Stage.INTERMEDIATE, {"reps": 26}, "reps", False),
        ("bridge", Stage.ADVANCED, {"sets": 5, "reps": 40}, "sets", True),
        ("bridge", Stage.ADVANCED, {"reps": 41}, "reps", False),
        ("bridge", Stage.MAINTENANCE, {"sets": 6}, "sets", False),
        ("heel-dig", Stage.INITIAL, {"sets": 2, "reps": 6, "hold_s": 10}, "total_reps", True),
        ("heel-dig", Stage.INITIAL, {"sets": 1, "reps": 13}, "total_reps", False),
        ("heel-dig", Stage.INITIAL, {"sets": 3, "reps": 5}, "total_reps", False),
        ("heel-dig", Stage.INITIAL, {"hold_s": 11}, "hold_s", False),
        ("heel-dig", Stage.INTERMEDIATE, {"hold_s": 30}, "hold_s", True),
        ("heel-dig", Stage.INTERMEDIATE, {"hold_s": 31}, "hold_s", False),
        ("heel-dig", Stage.ADVANCED, {"hold_s": 60, "reps": 1}, "hold_s", True),
        ("heel-dig", Stage.ADVANCED, {"hold_s": 61, "reps": 1}, "hold_s", False),
        ("superman", Stage.ADVANCED, {"hold_s": 120, "reps": 1}, "hold_s", True),
        ("superman", Stage.ADVANCED, {"hold_s": 121, "reps": 1}, "hold_s", False),
        ("superman", Stage.ADVANCED, {"rest_s": 29}, "rest_s_heavy", False),
        ("supine-hamstring-slide", Stage.INITIAL, {"effort": 4}, "effort", True),
        ("supine-hamstring-slide", Stage.INITIAL, {"effort": 5}, "effort", False),
        ("cat-cow", Stage.INITIAL, {"sets": 1, "reps": 20}, "reps", True),
        ("cat-cow", Stage.INITIAL, {"sets": 1, "reps": 21}, "reps", False),
        ("walking", Stage.INITIAL, {"minutes": 30}, "bout_minutes", True),
        ("walking", Stage.INITIAL, {"minutes": 31}, "bout_minutes", False),
        ("walking", Stage.INITIAL, {"sets": 2, "minutes": 16}, "bout_minutes", False),
        ("walking", Stage.ADVANCED, {"minutes": 60}, "bout_minutes", True),
        ("walking", Stage.ADVANCED, {"minutes": 61}, "bout_minutes", False),
    ],
)  # fmt: skip
def test_no_dose_outside_its_absolute_bounds(
    name: str, stage: Stage, change: dict[str, int], bound: str, *, sound: bool
) -> None:
    known = stepped(shipped(), name, stage, **change)
    week = scene({0: (name,)}, stage=stage, knowledge=known)
    week = week.with_record(
        availability={day: {Slot.MORNING: 200} for day in week.record.availability},
        preferences=Preferences(allow_tier_4=True),
    )
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD5", name, bound)


@pytest.mark.parametrize(("low", "sound"), [(119, True), (120, True), (121, False)])
def test_heavy_work_has_a_rest_bound_of_its_own(low: int, *, sound: bool) -> None:
    known = bounded(shipped(), "isometric-hold-intermediate", "rest_s_heavy", low, None)
    week = scene({0: ("side-plank",)}, stage=Stage.INTERMEDIATE, knowledge=known)
    assert known.exercises["side-plank"].load.tier == 3
    assert week.rules() == (set() if sound else {"GRD5"})
    assert scene({0: ("plank",)}, stage=Stage.INTERMEDIATE, knowledge=known).breaches() == ()


def test_a_relaxation_bout_has_twenty_minutes_at_most() -> None:
    for minutes, rules in ((20, set()), (21, {"GRD5"})):
        known = stepped(shipped(), "static-back-90-90", Stage.INITIAL, minutes=minutes)
        days = {0: ("walking", "static-back-90-90"), 2: ("walking",)}
        assert scene(days, knowledge=known).rules() == rules


@pytest.mark.parametrize(("days", "sound"), [(6, True), (7, False)])
def test_strength_leaves_a_day_of_rest_a_week(days: int, *, sound: bool) -> None:
    week = scene(dict.fromkeys(range(days), ("clamshell",)))
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD5", "clamshell", "times_per_week 7", "above 6")


@pytest.mark.parametrize(("low", "sound"), [(2, True), (3, False)])
def test_a_lower_bound_on_days_a_week_holds_too(low: int, *, sound: bool) -> None:
    known = bounded(shipped(), "strength-initial", "times_per_week", low, None)
    week = scene({0: ("clamshell",), 2: ("clamshell",)}, knowledge=known)
    assert week.rules() == (set() if sound else {"GRD5"})


@pytest.mark.parametrize(("most", "sound"), [(1, False), (2, True), (3, True)])
def test_no_exercise_more_often_a_day_than_its_bound(most: int, *, sound: bool) -> None:
    known = bounded(shipped(), "mobility", "times_per_day", None, most)
    week = scene({0: ("cat-cow",)}, knowledge=known)
    evening = session(0, (item(known, "cat-cow"),), Slot.EVENING)
    week = week.with_week(sessions=(*week.week.sessions, evening))
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD5", "cat-cow", "times_per_day 2", "above 1")


def test_a_dose_without_known_bounds_is_refused() -> None:
    known = shipped()
    doses = {name: rule for name, rule in known.doses.items() if rule.modality != "strength"}
    week = replace(scene({0: ("bridge",)}), knowledge=replace(known, doses=doses))
    refused(week, "GRD5", "bridge", "no bounds are known")


@pytest.mark.parametrize(
    ("flag", "name", "change"),
    [
        ("heart-symptoms", "walking", "effort"),
        ("uncontrolled-hypertension", "wall-squat", "hold_s"),
    ],
)
def test_heart_and_blood_pressure_keep_to_the_first_stages_bound(
    flag: str, name: str, change: str
) -> None:
    high = {"effort": 4, "hold_s": 10}[change]

    def at(value: int) -> Scene:
        known = stepped(shipped(), name, Stage.INTERMEDIATE, **{change: value})
        week = scene({0: (name,)}, stage=Stage.INTERMEDIATE, knowledge=known)
        return week.with_record(conditions=(flag,))

    assert flag not in shipped().exercises[name].cautions
    assert at(high).breaches() == ()
    refused(at(high + 1), "GRD5", name, flag, f"above {high}")
    allow = Allow(on=MONDAY, by=PT, exercise=name, condition=flag)
    assert at(high + 1).with_record(directives=(allow,)).breaches() == ()


def test_talking_pace_holds_until_the_heart_is_reviewed() -> None:
    known = stepped(shipped(), "walking", Stage.INTERMEDIATE, effort=5)
    week = scene({0: ("walking",)}, stage=Stage.INTERMEDIATE, knowledge=known)
    week = week.with_record(conditions=("heart-symptoms",))
    review = Review(on=MONDAY, by="Dr. Lind", sign="heart-or-lung")
    clear = Clear(on=MONDAY, by=PT, sign="heart-or-lung", note="seen", until=MONDAY)
    assert week.with_record(reviews=(review,)).breaches() == ()
    assert week.with_record(directives=(clear,)).breaches() == ()
    for nothing in (
        {"reviews": (replace(review, on=MONDAY + timedelta(1)),)},
        {"reviews": (replace(review, sign="falls"),)},
        {"directives": (replace(clear, until=MONDAY - timedelta(1)),)},
    ):
        refused(week.with_record(**nothing), "GRD5", "walking", "heart-symptoms")


# --- GRD6 ---------------------------------------------------------------------------------------


def stretching(seconds: int, days: tuple[int, ...] = (0,)) -> Scene:
    known = stepped(shipped(), "calf-stretch", Stage.INITIAL, sets=1, reps=1, hold_s=seconds)
    return scene(dict.fromkeys(days, ("walking", "calf-stretch")), knowledge=known)


@pytest.mark.parametrize(("seconds", "sound"), [(239, True), (240, True), (241, False)])
def test_a_target_is_stretched_four_minutes_a_day_at_most(seconds: int, *, sound: bool) -> None:
    if sound:
        assert stretching(seconds).breaches() == ()
    else:
        refused(stretching(seconds), "GRD6", "calf-gastrocnemius", "4.02 min", "calf-stretch")


@pytest.mark.parametrize(("seconds", "sound"), [(119, True), (120, True), (121, False)])
def test_a_target_is_stretched_ten_minutes_a_week_at_most(seconds: int, *, sound: bool) -> None:
    week = stretching(seconds, (0, 1, 2, 3, 4))
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD6", "calf-gastrocnemius", "10.08 min in the week", "calf-stretch")


def test_an_exercise_counts_fully_for_each_of_its_targets_and_for_each_session() -> None:
    names = ("knee-to-opposite-shoulder", "single-knee-to-chest")
    known = shipped()
    for name in names:
        known = stepped(known, name, Stage.INITIAL, sets=1, reps=1, hold_s=121)
    assert scene({0: names[:1]}, knowledge=known).breaches() == ()
    refused(scene({0: names}, knowledge=known), "GRD6", "gluteals", *names, "at most 4 a day")
    week = scene({0: names[:1]}, knowledge=known)
    evening = session(0, (item(known, names[1]),), Slot.EVENING)
    refused(week.with_week(sessions=(*week.week.sessions, evening)), "GRD6", "gluteals")


def test_one_side_alone_fills_only_its_own_minutes() -> None:
    known = stepped(shipped(), "calf-stretch", Stage.INITIAL, sets=1, reps=1, hold_s=130)
    week = scene({0: ("calf-stretch",)}, knowledge=known)
    other = session(0, (item(known, "calf-stretch"),), Slot.EVENING)
    twice = week.with_week(sessions=(*week.week.sessions, other))
    assert twice.rules() == {"GRD6"}
    parted = twice.with_item("calf-stretch", 0, side=Side.LEFT)
    parted = parted.with_item("calf-stretch", 1, side=Side.RIGHT)
    assert parted.rules() == {"GRD10"}


@pytest.mark.parametrize("phase", [Phase.MOTOR_CONTROL, Phase.STRENGTH])
def test_relaxation_is_never_booked_as_training(phase: Phase) -> None:
    week = scene({0: ("diaphragmatic-breathing",), 2: ("walking",), 4: ("walking",)})
    assert week.breaches() == ()
    refused(week.with_item("diaphragmatic-breathing", phase=phase), "GRD6", "diaphragmatic", phase)


@pytest.mark.parametrize(("active", "sound"), [(1, False), (2, True), (3, True)])
def test_a_session_of_rest_needs_two_active_ones_in_the_week(active: int, *, sound: bool) -> None:
    days = {0: ("diaphragmatic-breathing",), 1: ("calf-stretch",)}
    week = scene({**days, **dict.fromkeys(range(2, 2 + active), ("walking",))})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD6", f"{MONDAY} morning", "1 active sessions", "at least 2")


def test_relaxation_is_never_counted_as_stimulus() -> None:
    known = shipped()
    grades = known.exercises["static-back-90-90"].muscles.model_copy(
        update={"secondary": ("hamstrings",)}
    )
    known = with_exercise(known, "static-back-90-90", muscles=grades)
    week = scene({0: ("walking", "static-back-90-90"), 2: ("walking",)}, knowledge=known)
    refused(week, "GRD6", "hamstrings", "only relaxation")


# --- the dose itself ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"sets": 0}, {"sets": -1}, {"reps": 0}, {"reps": -10}, {"hold_s": -1}, {"rest_s": -1},
        {"minutes": float("nan")}, {"minutes": float("inf")}, {"minutes": -3.0},
        {"effort": -1}, {"level": -1}, {"sets": float("nan")}, {"reps": None},
        {"bout_minutes": 5.0}, {"bout_minutes": -1.0}, {"sets": 10**400}, {"sets": True},
        {"sets": None}, {"reps": "ten"}, {"level": None},
    ],
)  # fmt: skip
def test_a_number_that_is_no_amount_is_refused(change: dict[str, Any]) -> None:
    found = scene().with_dose("drawing-in", **change).breaches()
    assert any(one.rule == "REL10" and "drawing-in" in one.where for one in found)


def test_a_session_whose_minutes_are_no_number_is_refused() -> None:
    refused(scene().with_session(0, minutes=float("nan")), "REL10", f"{MONDAY} morning", "nan")


@pytest.mark.parametrize(("earned", "sound"), [(0, False), (1, True), (2, True), (None, True)])
def test_a_dose_level_that_is_not_earned_is_refused(earned: int | None, *, sound: bool) -> None:
    week = scene().with_standing(levels={} if earned is None else {"bridge": earned})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "REL8", "bridge", "level 1", "earned 0")


def test_without_a_log_only_the_start_step_is_earned() -> None:
    week = scene(levels={"bridge": 2})
    assert week.breaches() == ()
    refused(week.with_standing(levels={}), "REL8", "bridge", "level 2", "earned 1")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("bridge", {"sets": 1}),
        ("bridge", {"reps": 9}),
        ("bridge", {"rest_s": 90}),
        ("bridge", {"hold_s": 0}),
        ("drawing-in", {"hold_s": 9}),
        ("walking", {"bout_minutes": 5.0}),
        ("bridge", {"effort": 6}),
    ],
)
def test_a_dose_is_the_step_it_says_it_is(name: str, change: dict[str, int]) -> None:
    week = scene().with_dose(name, **{"minutes": 12.0, **change})
    total = sum(one.dose.minutes for one in week.week.sessions[0].items)
    refused(week.with_session(0, minutes=total), "REL9", name, next(iter(change)))


def test_a_dose_that_leaves_its_effort_open_is_judged_by_the_rest() -> None:
    assert scene().with_dose("bridge", effort=None).breaches() == ()


def test_a_level_or_stage_without_a_dose_is_refused() -> None:
    week = scene().with_standing(levels={"bridge": 99})
    refused(week.with_dose("bridge", level=40), "REL9", "bridge", "no dose level 40")
    late = scene({0: ("bird-dog",)}, stage=Stage.INTERMEDIATE).with_week(stage=Stage.INITIAL)
    assert any(one.rule == "REL9" and "in initial" in one.text for one in late.breaches())


# --- anything at all ----------------------------------------------------------------------------

FIELDS = ("sets", "reps", "hold_s", "bout_minutes", "effort", "level")


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(PLAN),
    number=st.integers(0, 2),
    field=st.sampled_from(FIELDS),
    more=st.integers(61, 10**6),
)
def test_a_dose_pushed_up_beyond_all_bounds_is_always_refused(
    name: str, number: int, field: str, more: int
) -> None:
    pushed = scene().with_dose(name, number, **{field: more})
    assert any(name in one.where for one in pushed.breaches())


@settings(max_examples=100, deadline=None)
@given(
    case=st.sampled_from(
        (
            ("drawing-in", "hold_s", 10), ("drawing-in", "reps", 15), ("drawing-in", "sets", 3),
            ("bridge", "sets", 3), ("bridge", "reps", 20), ("clamshell", "effort", 6),
            ("walking", "minutes", 30),
        )
    ),
    more=st.integers(1, 50),
)  # fmt: skip
def test_a_dose_table_beyond_its_bounds_is_refused_even_where_week_and_table_agree(
    case: tuple[str, str, int], more: int
) -> None:
    name, field, bound = case
    known = stepped(shipped(), name, Stage.INITIAL, **{field: bound + more})
    found = scene(knowledge=known).breaches()
    assert any(one.rule == "GRD5" and name in one.where for one in found)


WEIRD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(PLAN),
    doses=st.dictionaries(
        st.sampled_from((*FIELDS, "rest_s", "minutes")), WEIRD, min_size=1, max_size=4
    ),
    minutes=WEIRD,
    on=st.dates(),
    monday=st.dates(),
)
def test_a_weird_week_is_refused_and_never_an_error(
    name: str, doses: dict[str, Any], minutes: Any, on: date, monday: date
) -> None:
    week = scene().with_dose(name, **doses)
    week = week.with_session(1, minutes=minutes, on=on)
    week = week.with_week(week=monday)
    for previous in (None, week.week):
        for one in replace(week, previous=previous).breaches():
            assert one.rule
            assert one.text
            assert one.where
