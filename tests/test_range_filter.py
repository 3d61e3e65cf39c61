# SPDX-License-Identifier: Apache-2.0
"""What waits because its movement needs more range than was measured, and how the person is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.assess import assess
from multifidus.domain.record import Measurement, Person, Record
from multifidus.domain.week import Refusal, RefusalKind, Week
from multifidus.domain.words import Grade, Measurer, Modality, Sex, Side, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.required_range import RequiredRange
from multifidus.plan.candidates import Bar, Case, bars, divide, out_of_reach
from multifidus.plan.conflict import directives_that_clash
from multifidus.plan.reach import reaches
from multifidus.programme import check_week, explain, plan
from plan_builders import (
    KNOWLEDGE,
    ON,
    case,
    days_ago,
    names,
    record,
    require,
    set_stage,
    times,
)

HINGE = "romanian-deadlift"
SEXES = {Sex.FEMALE: (12, 18), Sex.MALE: (8, 12), Sex.UNSPECIFIED: (12, 18)}
"""By sex, the error of a straight-leg raise for a clinician and at home."""
SPEAKING = tuple(test for test in KNOWLEDGE.tests.values() if test.speaks_for is not None)


def knows(**needs: dict[str, int]) -> Knowledge:
    """The shipped knowledge with only these needs; `_` stands for `-` in an exercise's id."""
    ranges = {name.replace("_", "-"): dict(one) for name, one in needs.items()}
    held = RequiredRange(unit="deg", source=("MultifidusMovement",), grade=Grade.P, needs=ranges)
    return replace(KNOWLEDGE, required_range=held)


def needing(exercise: str, **needs: int) -> Knowledge:
    return knows(**{exercise: {name.replace("_", "-"): angle for name, angle in needs.items()}})


def leg_raise(value: float, side: Side = Side.LEFT, **more: Any) -> Measurement:
    return Measurement(
        **{"on": ON, "test": "straight-leg-raise", "side": side, "value": value, **more}
    )


def result(test: str, value: float, side: Side = Side.LEFT, **more: Any) -> Measurement:
    return leg_raise(value, side, test=test, **more)


def known_of(who: Record, known: Knowledge, stage: Stage = Stage.ADVANCED) -> Case:
    made = case(who, stage=stage)
    return replace(made, knowledge=known, findings=assess(who, ON, known).findings)


def barred(known: Knowledge, *rows: Measurement, exercise: str = HINGE, **more: Any) -> Bar | None:
    """The bar of one exercise for someone with these results."""
    made = known_of(record(measurements=rows, **more), known)
    return out_of_reach(known.exercises[exercise], made)


# --- below, at and above -------------------------------------------------------------------------


@pytest.mark.parametrize("sex", SEXES)
@pytest.mark.parametrize("by", [Measurer.CLINICIAN, Measurer.SELF, Measurer.PARTNER])
@pytest.mark.parametrize(("beyond", "sound"), [(-1, True), (0, True), (1, False)])
def test_a_need_is_met_up_to_the_result_and_its_error(
    sex: Sex, by: Measurer, beyond: int, *, sound: bool
) -> None:
    same, home = SEXES[sex]
    limit = 55 + (same if by is Measurer.CLINICIAN else home)
    known = needing(HINGE, hamstrings=limit + beyond)
    person = replace(record().person, sex=sex)
    found = barred(known, leg_raise(55, by=by), person=person)
    assert (found is None) is sound


@pytest.mark.parametrize(("value", "sound"), [(52.1, True), (52, True), (51.9, False)])
def test_a_tenth_of_a_degree_tips_it(value: float, *, sound: bool) -> None:
    known = needing(HINGE, hamstrings=70)
    assert (barred(known, leg_raise(value)) is None) is sound


@pytest.mark.parametrize(("angle", "sound"), [(9, True), (10, True), (11, False)])
def test_what_walking_needs_is_never_out_of_reach(angle: int, *, sound: bool) -> None:
    known = needing(HINGE, hip_extension=angle)
    assert (barred(known, result("modified-thomas-hip", 40)) is None) is sound


@pytest.mark.parametrize(("angle", "sound"), [(100, True), (101, True), (102, False)])
def test_what_sitting_down_needs_is_never_out_of_reach(angle: int, *, sound: bool) -> None:
    known = needing(HINGE, hip_flexion=angle)
    assert (barred(known, result("hip-flexion", 40)) is None) is sound


@pytest.mark.parametrize(
    ("test", "value", "need", "most"),
    [
        ("active-knee-extension", 38, "hamstrings", 90 - 0.91 * 38 + 0.91 * 12),
        ("passive-knee-extension", 38, "hamstrings", 90 - 0.91 * 38 + 0.91 * 15),
        ("prone-knee-bend", 90, "rectus-femoris", 90 + 12),
        ("hip-flexion", 100, "hip-flexion", 100 + 10),
        ("hip-extension", 12, "hip-extension", 12 + 6),
        ("modified-thomas-hip", -12, "hip-extension", 12 + 6),
        ("hip-internal-rotation", 20, "hip-turn-in", 20 + 9),
        ("hip-external-rotation", 20, "hip-turn-out", 20 + 9),
        ("knee-to-wall", 4, "ankle-dorsiflexion", 23 + 1.5 * 4 + 1.5 * 3),
    ],
)
def test_every_test_speaks_in_degrees_of_its_need(
    test: str, value: float, need: str, most: float
) -> None:
    who = record(measurements=(result(test, value),))
    found = reaches(assess(who, ON, KNOWLEDGE).findings, KNOWLEDGE)
    assert set(found) == {need}
    assert found[need].limit == pytest.approx(most)
    for angle, sound in ((int(most), True), (int(most) + 1, False)):
        known = knows(romanian_deadlift={need: angle})
        assert (barred(known, result(test, value)) is None) is sound


def test_a_hanging_knee_says_nothing_about_how_far_it_bends() -> None:
    assert KNOWLEDGE.tests["modified-thomas-knee"].speaks_for is None


# --- sides, days and measurers -------------------------------------------------------------------

SEVENTY = needing(HINGE, hamstrings=70)


@pytest.mark.parametrize(
    ("left", "right", "side"),
    [
        (40, 80, "left"),
        (80, 40, "right"),
        (40, 30, "right"),
        (30, 40, "left"),
        (40, None, "left"),
        (None, 40, "right"),
    ],
)
def test_the_worse_side_counts(left: float | None, right: float | None, side: str) -> None:
    rows = [
        leg_raise(value, where)
        for value, where in ((left, Side.LEFT), (right, Side.RIGHT))
        if value is not None
    ]
    found = barred(SEVENTY, *rows)
    assert found is not None
    assert found.because.endswith(f"({side})")
    assert found.fact.id == f"measurements:straight-leg-raise:{side}"


def test_two_sides_that_come_far_enough_take_nothing_away() -> None:
    assert barred(SEVENTY, leg_raise(60), leg_raise(60, Side.RIGHT)) is None


def test_what_was_never_measured_takes_nothing_away() -> None:
    assert barred(SEVENTY) is None
    assert barred(SEVENTY, result("hip-flexion", 20)) is None


@pytest.mark.parametrize(("days", "sound"), [(55, False), (56, False), (57, True)])
def test_a_result_counts_as_long_as_a_finding(days: int, *, sound: bool) -> None:
    found = barred(SEVENTY, leg_raise(40, on=days_ago(days)))
    assert (found is None) is sound


def test_the_newest_result_of_a_side_counts() -> None:
    old = days_ago(14)
    assert barred(SEVENTY, leg_raise(40, on=old), leg_raise(75)) is None
    assert barred(SEVENTY, leg_raise(75, on=old), leg_raise(40)) is not None


def test_results_of_one_day_count_by_their_mean_and_by_who_is_trusted_most() -> None:
    assert barred(SEVENTY, leg_raise(50), leg_raise(54)) is None
    assert barred(SEVENTY, leg_raise(50), leg_raise(53)) is not None
    clinician = leg_raise(58, by=Measurer.CLINICIAN)
    assert barred(SEVENTY, leg_raise(20), clinician) is None


def test_a_camera_waits_for_a_person() -> None:
    assert barred(SEVENTY, leg_raise(40, by=Measurer.CAMERA)) is None


def test_with_leg_symptoms_a_leg_raise_says_nothing() -> None:
    assert barred(SEVENTY, leg_raise(40), conditions=("leg-symptoms",)) is None
    bent = needing(HINGE, hip_flexion=120)
    flags = ("leg-symptoms",)
    assert barred(bent, result("hip-flexion", 80), conditions=flags) is not None


def test_of_two_tests_for_one_need_the_newer_counts() -> None:
    short = result("active-knee-extension", 60)
    assert barred(SEVENTY, replace(short, on=days_ago(7)), leg_raise(75)) is None
    assert barred(SEVENTY, leg_raise(75, on=days_ago(7)), short) is not None


def test_of_two_tests_on_one_day_the_one_that_allows_more_counts() -> None:
    assert barred(SEVENTY, result("active-knee-extension", 60), leg_raise(75)) is None
    assert barred(SEVENTY, result("active-knee-extension", 10), leg_raise(40)) is None


# --- what goes as far as one comes ---------------------------------------------------------------


def test_a_stretch_goes_as_far_as_one_comes_and_loaded_work_does_not() -> None:
    both = knows(
        romanian_deadlift={"hamstrings": 70},
        standing_hamstring_stretch={"hamstrings": 90},
        hamstring_stretch={"hamstrings": 90},
    )
    short = leg_raise(40)
    assert KNOWLEDGE.exercises[HINGE].stretches == ("hamstrings",)
    assert barred(both, short) is not None
    for name in ("standing-hamstring-stretch", "hamstring-stretch"):
        assert barred(both, short, exercise=name) is None


def test_a_stretch_waits_for_what_it_does_not_lengthen() -> None:
    known = needing("calf_stretch", hamstrings=90, ankle_dorsiflexion=60)
    assert barred(known, leg_raise(40), exercise="calf-stretch") is not None
    assert barred(known, result("knee-to-wall", 0), exercise="calf-stretch") is None


def test_an_easy_movement_is_free_in_what_it_moves() -> None:
    known = needing("prone_press_up", hip_extension=30, hamstrings=90)
    stiff = result("modified-thomas-hip", 20)
    assert barred(known, stiff, exercise="prone-press-up") is None
    assert barred(known, leg_raise(20), exercise="prone-press-up") is not None


@pytest.mark.parametrize(
    "name",
    [
        one.id
        for one in KNOWLEDGE.exercises.values()
        if one.modality in {Modality.AEROBIC, Modality.MIND_BODY, Modality.RELAXATION}
    ],
)
def test_walking_yoga_and_rest_are_never_out_of_reach(name: str) -> None:
    needs = {test.speaks_for.need: 180 for test in SPEAKING if test.speaks_for}
    known = knows(**{name: needs})
    worst = [
        result(test.id, test.human_range.lowest if test.better == "more" else 60)
        for test in SPEAKING
    ]
    assert barred(known, *worst, exercise=name) is None
    assert barred(knows(romanian_deadlift=needs), *worst) is not None


@pytest.mark.parametrize("target", KNOWLEDGE.stretch_targets.values(), ids=lambda one: one.id)
def test_every_stretch_target_says_which_angles_it_lengthens(target: Any) -> None:
    assert target.lengthened_by
    found_by = [KNOWLEDGE.tests[name].speaks_for for name in target.tests]
    assert {one.need for one in found_by if one} <= set(target.lengthened_by)


@pytest.mark.parametrize("sex", [Sex.FEMALE, Sex.MALE])
def test_someone_at_the_middle_of_every_norm_can_do_the_whole_catalogue(sex: Sex) -> None:
    """A movement that asks more than the average adult has would be a slip in its file."""
    rows = tuple(
        result(test.id, norm.mean, side, by=Measurer.CLINICIAN)
        for test in SPEAKING
        for norm in [next((one for one in test.norms if sex in one.sex and one.mean), None)]
        if norm is not None and norm.mean is not None
        for side in (Side.LEFT, Side.RIGHT)
    )
    assert len({row.test for row in rows}) >= 6
    who = record(measurements=rows, person=replace(record().person, sex=sex))
    made = known_of(who, KNOWLEDGE)
    found = {
        exercise.id: bar.because
        for exercise in KNOWLEDGE.exercises.values()
        if (bar := out_of_reach(exercise, made)) is not None
    }
    assert found == {}


# --- how it is told ------------------------------------------------------------------------------


def test_the_reason_gives_both_numbers_and_the_side() -> None:
    found = barred(SEVENTY, leg_raise(45))
    assert found is not None
    assert found.rule == "MOV1"
    assert (
        found.because == "it needs 70 degrees from the back of the thigh; yours measured 45 (left)"
    )
    assert found.fact.text == "straight-leg raise (left) measured 45 degrees on 2026-11-23"


def test_a_result_in_another_unit_is_told_in_degrees_of_the_need() -> None:
    found = barred(SEVENTY, result("active-knee-extension", 50, Side.RIGHT))
    assert found is not None
    assert found.because == (
        "it needs 70 degrees from the back of the thigh; yours comes to about 44.5 (right)"
    )
    assert "measured 50 degrees" in found.fact.text
    steep = needing(HINGE, ankle_dorsiflexion=40)
    short = barred(steep, result("knee-to-wall", 4))
    assert short is not None
    assert "bend at the ankle, heel down; yours comes to about 29 (left)" in short.because
    assert "measured 4 cm" in short.fact.text


def test_a_hip_that_does_not_come_straight_is_told_as_that() -> None:
    known = needing(HINGE, hip_extension=12)
    found = barred(known, result("modified-thomas-hip", 14))
    assert found is not None
    assert found.because.endswith("yours stays 14 short of straight (left)")
    assert "modified thomas test at the hip (left) measured 14 degrees" in found.fact.text


def test_the_largest_gap_is_the_one_that_is_told() -> None:
    known = needing(HINGE, hamstrings=70, hip_flexion=130)
    found = barred(known, leg_raise(45), result("hip-flexion", 80))
    assert found is not None
    assert "130 degrees of bend at the hip" in found.because


def test_every_need_is_asked_for_in_one_way() -> None:
    words: dict[str, set[str]] = {}
    for test in SPEAKING:
        if test.speaks_for is not None:
            words.setdefault(test.speaks_for.need, set()).add(test.speaks_for.asks)
    assert all(len(one) == 1 for one in words.values())
    assert len(words) >= 7


def test_other_reasons_come_first() -> None:
    made = known_of(record(measurements=(leg_raise(40),)), SEVENTY, stage=Stage.INITIAL)
    assert [bar.rule for bar in bars(SEVENTY.exercises[HINGE], made)][-1] == "MOV1"
    left = {one.exercise: one.rule for one in divide(made)[1]}
    assert left[HINGE] == "GRD2"


HIP_FIRST = knows(
    romanian_deadlift={"hamstrings": 70, "hip-flexion": 80},
    single_leg_deadlift={"hamstrings": 75},
    hip_hinge_drill={"hamstrings": 40},
    deadlift={"hamstrings": 66},
    dead_bug={"hamstrings": 90},
    seated_knee_extension={"hamstrings": 85},
    leg_press={"hamstrings": 80},
)


def hinger(value: float, **more: Any) -> Record:
    usual: dict[str, Any] = {
        "measurements": (leg_raise(value), leg_raise(80, Side.RIGHT)),
        "equipment": tuple(KNOWLEDGE.equipment),
        "availability": times("mon wed fri sat", 45),
        "directives": (set_stage(Stage.ADVANCED),),
    }
    return record(**(usual | more))


def week_of(who: Record, known: Knowledge) -> Week:
    made = plan(who, ON, known)
    assert not isinstance(made, Refusal), made.text
    return made[0]


def test_a_week_does_without_what_is_out_of_reach_and_says_so() -> None:
    liked = replace(record().preferences, like=("hip-hinge-drill",))
    who = hinger(45, preferences=liked)
    week = week_of(who, HIP_FIRST)
    waiting = {one.exercise for one in week.left_out if one.rule == "MOV1"}
    assert waiting == {
        HINGE,
        "single-leg-deadlift",
        "dead-bug",
        "seated-knee-extension",
        "leg-press",
    }
    assert not names(week) & waiting
    assert "hip-hinge-drill" in names(week)
    *told, counted = [note for note in week.notes if note.rule == "MOV1"]
    assert told[0].text == (
        "Romanian deadlift, light dumbbells, waits: it needs 70 degrees from the back of the "
        "thigh; yours measured 45 (left). Hip hinge drill with a stick needs 40 and is in its place."
    )
    assert told[0].inputs["needs"] == "70 degrees"
    assert told[0].inputs["measured"] == "45 deg"
    assert told[0].inputs["limit"] == "63 degrees, measuring error added"
    assert ["in its place" in note.text for note in told] == [True, True, False, False]
    assert counted.text == "1 more exercise waits for more range."
    assert check_week(week, who, HIP_FIRST) == ()


def test_a_week_with_the_exercise_would_be_refused() -> None:
    who, supple = hinger(45), hinger(90, preferences=replace(record().preferences, like=(HINGE,)))
    week = week_of(supple, HIP_FIRST)
    assert HINGE in names(week)
    broken = {(one.rule, one.where.split(", ")[1]) for one in check_week(week, who, HIP_FIRST)}
    assert ("MOV1", HINGE) in broken


def test_many_that_wait_are_counted() -> None:
    more = HIP_FIRST.required_range.needs | {"hip-thrust": {"hamstrings": 100}}
    held = HIP_FIRST.required_range.model_copy(update={"needs": more})
    week = week_of(hinger(45), replace(HIP_FIRST, required_range=held))
    told = [note.text for note in week.notes if note.rule == "MOV1"]
    assert len(told) == 5
    assert told[-1] == "2 more exercises wait for more range."


def test_a_supple_person_hears_nothing_of_it() -> None:
    week = week_of(hinger(90), HIP_FIRST)
    assert "MOV1" not in {note.rule for note in week.notes} | {one.rule for one in week.left_out}


def test_the_explanation_names_range_among_the_limits() -> None:
    made = explain(hinger(45), ON, HIP_FIRST)
    assert not isinstance(made, Refusal)
    assert any(
        line.startswith("Range: 1 exercise left out (it needs 70 degrees")
        for line in made[0].limits
    )


# --- a clinician's word --------------------------------------------------------------------------


def test_a_required_exercise_out_of_reach_is_a_clash_with_two_ways_out() -> None:
    who = hinger(45, directives=(set_stage(Stage.ADVANCED), require(HINGE, 2)))
    refusal = plan(who, ON, HIP_FIRST)
    assert isinstance(refusal, Refusal)
    assert refusal.kind is RefusalKind.IMPOSSIBLE
    assert [fact.id for fact in refusal.conflict] == [
        "directives[1]",
        "measurements:straight-leg-raise:left",
    ]
    taken_back, again = refusal.would_free
    assert "takes back the requirement" in taken_back
    assert again == "A new result of straight-leg raise: 52 degrees or more on both sides."
    freed = known_of(replace(who, measurements=(leg_raise(52),)), HIP_FIRST)
    assert directives_that_clash(freed) is None


@given(
    test=st.sampled_from(SPEAKING),
    share=st.floats(0, 1),
    need=st.integers(1, 180),
    by=st.sampled_from((Measurer.SELF, Measurer.CLINICIAN)),
)
def test_the_result_that_would_free_it_does_and_one_less_does_not(
    test: Any, share: float, need: int, by: Measurer
) -> None:
    span = test.human_range
    value = round(span.lowest + share * (span.highest - span.lowest))
    known = knows(romanian_deadlift={test.speaks_for.need: need})
    found = barred(known, result(test.id, value, by=by))
    if found is None:
        return
    _, _, words = found.would_free.partition(": ")
    wanted = float(words.split()[0])
    step = -1 if test.speaks_for.per_unit > 0 else 1
    assert ("or more" in words) is (step < 0)
    enough = result(test.id, wanted, by=by)
    short = result(test.id, wanted + step, by=by)
    if span.lowest <= wanted <= span.highest:
        assert barred(known, enough) is None
    # A better result of this test has a larger error, so less may be enough.
    if span.lowest <= short.value <= span.highest and test.id != "active-knee-extension":
        assert barred(known, short) is not None


# --- for everyone --------------------------------------------------------------------------------


@st.composite
def measured(draw: st.DrawFn) -> tuple[Measurement, ...]:
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        test = draw(st.sampled_from(SPEAKING))
        span = test.human_range
        rows.append(
            result(
                test.id,
                draw(st.integers(int(span.lowest), int(span.highest))),
                draw(st.sampled_from((Side.LEFT, Side.RIGHT))),
                on=ON - timedelta(days=draw(st.integers(0, 70))),
                by=draw(st.sampled_from(list(Measurer))),
            )
        )
    return tuple(rows)


@settings(max_examples=60)
@given(rows=measured(), sex=st.sampled_from(list(Sex)))
def test_a_better_result_never_takes_more_away(rows: tuple[Measurement, ...], sex: Sex) -> None:
    person = Person(name="Ana", born=record().person.born, sex=sex)
    better = tuple(
        replace(row, value=min(row.value + 5, span.highest))
        if (span := KNOWLEDGE.tests[row.test].human_range)
        and KNOWLEDGE.tests[row.test].better == "more"
        else replace(row, value=max(row.value - 5, span.lowest))
        for row in rows
        if row.test != "active-knee-extension"
    )
    same = tuple(row for row in rows if row.test != "active-knee-extension")
    before = known_limits(same, person)
    after = known_limits(better, person)
    assert set(before) == set(after)
    assert all(after[need] >= before[need] for need in before)


def known_limits(rows: tuple[Measurement, ...], person: Person) -> dict[str, float]:
    who = record(measurements=rows, person=person)
    findings = assess(who, ON, KNOWLEDGE).findings
    return {need: one.limit for need, one in reaches(findings, KNOWLEDGE).items()}
