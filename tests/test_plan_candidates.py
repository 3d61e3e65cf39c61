# SPDX-License-Identifier: Apache-2.0
"""What is kept from a person and why; what doses they may have."""

from dataclasses import replace
from typing import Any

import pytest

from multifidus.domain.record import Episode, Preferences
from multifidus.domain.words import CORE_MODALITIES, Activity, Modality, Side, Stage
from multifidus.knowledge.schema import DoseStep
from multifidus.plan import candidates
from multifidus.plan.candidates import Case, bars, divide, required, tier_cap
from multifidus.plan.conflict import directives_that_clash
from plan_builders import (
    KNOWLEDGE,
    ON,
    PLANNING,
    PT,
    allow,
    cap_load,
    case,
    exclude,
    figure,
    problem,
    record,
    require,
    times,
)

EVERYTHING = tuple(KNOWLEDGE.equipment)


def rules(name: str, made: Case) -> list[str]:
    """Why an exercise is kept from someone, by rule."""
    return [bar.rule for bar in bars(KNOWLEDGE.exercises[name], made)]


def usable(made: Case) -> set[str]:
    return {exercise.id for exercise in divide(made)[0]}


def left_out(made: Case) -> dict[str, str]:
    """By exercise left out, the rule."""
    return {one.exercise: one.rule for one in divide(made)[1]}


def test_every_filter_has_a_sentence_and_is_used() -> None:
    assert len(set(candidates.FILTERS)) == len(candidates.FILTERS)
    for check in candidates.FILTERS:
        assert (check.__doc__ or "").endswith(".")


def test_the_catalogue_is_divided_with_nothing_lost_and_nothing_twice() -> None:
    made = case(record(conditions=("knee-pain",)), stage=Stage.INTERMEDIATE)
    kept, out = divide(made)
    names = [exercise.id for exercise in kept] + [one.exercise for one in out]
    assert sorted(names) == sorted(KNOWLEDGE.exercises)
    for one in out:
        assert KNOWLEDGE.rules[one.rule].text
        assert one.because


def test_an_excluded_exercise_is_left_out_and_no_other() -> None:
    made = case(record(directives=(exclude("bridge"),)))
    assert rules("bridge", made) == ["GRD11"]
    (bar,) = bars(KNOWLEDGE.exercises["bridge"], made)
    assert bar.fact.id == "directives[0]"
    assert PT in bar.because
    assert rules("heel-dig", made) == []


@pytest.mark.parametrize("flag", [one.id for one in KNOWLEDGE.conditions.values()])
def test_a_caution_leaves_out_every_exercise_that_carries_it(flag: str) -> None:
    made = case(record(conditions=(flag,)))
    assert flag in {caution.flag for caution in made.cautions}
    for exercise in KNOWLEDGE.exercises.values():
        carries = bool({one.flag for one in made.cautions} & set(exercise.cautions))
        assert ("GRD3" in rules(exercise.id, made)) is carries


def test_someone_without_cautions_loses_nothing_to_them() -> None:
    made = case()
    assert "GRD3" not in left_out(made).values()


def test_allow_lifts_a_caution_for_that_exercise_alone() -> None:
    who = record(conditions=("knee-pain",), directives=(allow("wall-squat", "knee-pain"),))
    made = case(who)
    assert rules("wall-squat", made) == []
    assert rules("sit-to-stand", made) == ["GRD3"]


def test_allow_lifts_the_named_caution_alone() -> None:
    flags = ("hip-pain", "balance")
    who = record(
        conditions=flags, directives=(allow("standing-isometric-hip-abduction", "hip-pain"),)
    )
    found = bars(KNOWLEDGE.exercises["standing-isometric-hip-abduction"], case(who))
    assert [bar.fact.id for bar in found] == ["condition:balance"]


@pytest.mark.parametrize(
    ("stage", "sound"),
    [
        (Stage.INITIAL, False),
        (Stage.INTERMEDIATE, True),
        (Stage.ADVANCED, True),
        (Stage.MAINTENANCE, True),
    ],
)
def test_an_exercise_of_a_later_stage_waits(stage: Stage, *, sound: bool) -> None:
    assert ("GRD2" not in rules("squat", case(stage=stage))) is sound


def test_maintenance_may_use_what_advanced_may() -> None:
    assert "GRD2" not in rules("walking-lunge", case(stage=Stage.MAINTENANCE))
    assert "GRD2" in rules("walking-lunge", case(stage=Stage.INTERMEDIATE))


@pytest.mark.parametrize("stage", [Stage.INITIAL, Stage.INTERMEDIATE, Stage.ADVANCED])
def test_the_load_cap_is_that_of_the_stage(stage: Stage) -> None:
    cap, rule, _ = tier_cap(case(stage=stage))
    assert cap == figure("GRD2", f"tier_cap_{stage}")
    assert rule == "GRD2"


def test_a_gentle_plan_keeps_to_the_lightest_loads() -> None:
    made = case(gentle=True)
    cap, _, fact = tier_cap(made)
    assert cap == figure("GRD2", "tier_cap_review") == 1
    assert fact.id == "screening"
    assert all(exercise.load.tier <= 1 for exercise in divide(made)[0])
    assert "GRD2" in rules("bridge", made)


@pytest.mark.parametrize(
    ("tier", "kept"),
    [(0, {"heel-dig"}), (1, {"heel-dig", "wall-squat"}), (2, {"heel-dig", "wall-squat", "bridge"})],
)
def test_a_clinicians_load_cap_binds(tier: int, kept: set[str]) -> None:
    made = case(record(directives=(cap_load(tier),)))
    assert {"heel-dig", "wall-squat", "bridge"} & usable(made) == kept


def test_the_lowest_load_cap_counts_and_is_named() -> None:
    made = case(record(directives=(cap_load(1), cap_load(0), cap_load(2))))
    cap, rule, fact = tier_cap(made)
    assert (cap, rule, fact.id) == (0, "GRD11", "directives[1]")


def test_a_load_cap_never_raises_that_of_the_stage() -> None:
    assert tier_cap(case(record(directives=(cap_load(4),))))[0] == 2


def test_the_highest_load_is_off_until_it_is_asked_for() -> None:
    stands: dict[str, Any] = {"stage": Stage.ADVANCED, "rungs": {"back-extension": 5}}
    off = case(**stands)
    on = case(record(preferences=Preferences(allow_tier_4=True)), **stands)
    assert rules("superman", off) == ["GRD4"]
    assert rules("superman", on) == []
    assert rules("dead-bug-straight-leg", off) in ([], ["PLN2"])


@pytest.mark.parametrize("name", ["bridge", "wall-squat", "adductor-squeeze", "walking"])
def test_what_every_home_has_need_not_be_listed(name: str) -> None:
    assert rules(name, case(record(equipment=()))) == []


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("sit-to-stand", "chair"),
        ("step-up-low", "step"),
        ("anti-rotation-press", "band"),
    ],
)
def test_what_an_exercise_needs_must_be_there(name: str, thing: str) -> None:
    (bar,) = [
        one
        for one in bars(KNOWLEDGE.exercises[name], case(record(equipment=())))
        if one.rule == "PLN1"
    ]
    assert KNOWLEDGE.equipment[thing].plain_name in bar.because
    assert bar.fact.id == "equipment"
    assert "PLN1" not in rules(name, case(record(equipment=(thing,))))


@pytest.mark.parametrize(("highest", "open_"), [(1, False), (2, True), (3, True)])
def test_a_rung_must_be_earned(highest: int, *, open_: bool) -> None:
    made = case(rungs={"bridge": highest})
    assert ("PLN2" not in rules("bridge", made)) is open_


def test_while_progress_is_held_no_new_rung_opens() -> None:
    stands: dict[str, Any] = {"rungs": {"deep-abdominal": 4}, "last_week": {"pelvic-tilt": 1}}
    assert rules("heel-slides", case(**stands)) == []
    assert rules("heel-slides", case(progress_held=True, **stands)) == ["PLN2"]
    assert rules("pelvic-tilt", case(progress_held=True, **stands)) == []


def test_held_progress_leaves_ladders_alone_that_were_not_used_last_week() -> None:
    stands: dict[str, Any] = {"rungs": {"deep-abdominal": 4}, "last_week": {"bridge": 1}}
    assert rules("heel-slides", case(progress_held=True, **stands)) == []


HIPS = ("step-up-low", "step-up", "single-leg-squat")


def test_of_every_ladder_the_two_highest_open_rungs_are_used() -> None:
    assert PLANNING.continuity.open_rungs == 2
    made = case(stage=Stage.ADVANCED, rungs={"single-leg": 3})
    assert [name for name in HIPS if name in usable(made)] == list(HIPS[1:])
    assert left_out(made)[HIPS[0]] == "PLN3"


def test_rungs_of_the_persons_own_stage_are_not_outgrown() -> None:
    made = case(rungs={"deep-abdominal": 4})
    ladder = {"drawing-in", "pelvic-tilt", "heel-slides", "bent-knee-fall-out"}
    assert ladder <= usable(made)


@pytest.mark.parametrize("why", ["required", "liked", "last week"])
def test_an_outgrown_rung_stays_when_it_is_asked_for(why: str) -> None:
    who = record(
        directives=(require(HIPS[0], 1),) if why == "required" else (),
        preferences=Preferences(like=(HIPS[0],) if why == "liked" else ()),
    )
    known = {HIPS[0]: 0} if why == "last week" else {}
    made = case(who, stage=Stage.ADVANCED, rungs={"single-leg": 3}, last_week=known)
    assert HIPS[0] in usable(made)


def test_stretches_and_walks_are_never_outgrown() -> None:
    made = case(
        record(equipment=EVERYTHING),
        stage=Stage.ADVANCED,
        rungs=dict.fromkeys(KNOWLEDGE.ladders, 12),
    )
    for name, rule in left_out(made).items():
        if rule == "PLN3":
            assert KNOWLEDGE.exercises[name].modality in CORE_MODALITIES
    assert {"walking", "supine-hamstring-slide"} <= usable(made)


def test_a_required_exercise_is_kept_above_its_rung() -> None:
    made = case(record(directives=(require("heel-slides", 2),)), rungs={"deep-abdominal": 1})
    assert "heel-slides" in usable(made)
    assert "pelvic-tilt" not in usable(made)


def test_a_required_exercise_is_not_kept_above_its_stage() -> None:
    made = case(record(directives=(require("squat", 2),)))
    assert left_out(made)["squat"] == "GRD2"


def test_of_two_requirements_the_more_frequent_counts() -> None:
    made = case(
        record(directives=(require("bridge", 2), require("bridge", 3), require("bridge", 1)))
    )
    assert required(made) == {"bridge": (3, 1)}


# --- doses --------------------------------------------------------------------------------------


def levels(name: str, minutes: int = 10, **more: Any) -> list[int]:
    """Dose levels that a person with short sessions may have of an exercise."""
    who = record(availability=times("mon wed fri", minutes))
    return sorted({one.level for one in problem([name], who, **more).options})


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_doses_below_the_start_are_for_short_sessions(more: int) -> None:
    shortest = PLANNING.session.light_dose_below_minutes
    assert (0 in levels("bridge", shortest + more)) is (more < 0)
    assert 1 in levels("bridge", shortest + more)


def test_a_newcomer_may_have_the_starting_dose_and_those_below_it() -> None:
    assert KNOWLEDGE.exercises["bridge"].doses.stages[Stage.INITIAL].start == 1
    assert levels("bridge") == [0, 1]


@pytest.mark.parametrize(("earned", "open_"), [(1, [0, 1]), (2, [0, 1, 2]), (4, [0, 1, 3, 4])])
def test_an_earned_dose_is_open_with_the_one_below(earned: int, open_: list[int]) -> None:
    assert levels("bridge", levels={"bridge": earned}) == open_


@pytest.mark.parametrize(
    ("last", "held", "highest"), [(2, False, 3), (2, True, 2), (4, False, 5), (5, False, 5)]
)
def test_one_dose_step_a_week_and_none_while_progress_is_held(
    last: int, highest: int, *, held: bool
) -> None:
    stands: dict[str, Any] = {
        "levels": {"bridge": 5},
        "last_week": {"bridge": last},
        "progress_held": held,
    }
    assert max(levels("bridge", **stands)) == highest


def test_a_dose_never_passes_the_end_of_its_table() -> None:
    steps = KNOWLEDGE.exercises["bridge"].doses.stages[Stage.INITIAL].steps
    assert max(levels("bridge", levels={"bridge": 99})) == len(steps) - 1


def test_a_gentle_plan_has_no_dose_step_up() -> None:
    stands: dict[str, Any] = {
        "levels": {"drawing-in": 3},
        "last_week": {"drawing-in": 1},
        "gentle": True,
    }
    assert max(levels("drawing-in", **stands)) == 1


@pytest.mark.parametrize(
    ("flag", "modality"),
    [("uncontrolled-hypertension", Modality.ISOMETRIC_HOLD), ("heart-symptoms", Modality.AEROBIC)],
)
def test_cautions_that_limit_doses_keep_them_at_those_of_the_start(
    flag: str, modality: Modality
) -> None:
    bound = "hold_s" if modality is Modality.ISOMETRIC_HOLD else "effort"
    highest = [
        rule.bounds[bound].absolute_high
        for rule in KNOWLEDGE.doses.values()
        if rule.modality is modality and Stage.INITIAL in rule.stages and bound in rule.bounds
    ]
    free, limited = case(), case(record(conditions=(flag,)))
    seen = 0
    for exercise in KNOWLEDGE.exercises.values():
        for table in exercise.doses.stages.values():
            for step in table.steps:
                assert not candidates.step_barred(exercise, step, free)
                value = getattr(step, bound) or 0
                if exercise.modality is modality:
                    assert candidates.step_barred(exercise, step, limited) == (
                        value > min(high for high in highest if high is not None)
                    )
                    seen += 1
    assert seen > 0


def test_allow_lifts_the_limit_on_doses_for_that_exercise() -> None:
    flag = "uncontrolled-hypertension"
    exercise = KNOWLEDGE.exercises["heel-dig"]
    long = replace_hold(exercise.doses.stages[Stage.INITIAL].steps[0], 60)
    limited = case(record(conditions=(flag,)))
    allowed = case(record(conditions=(flag,), directives=(allow("heel-dig", flag),)))
    assert candidates.step_barred(exercise, long, limited)
    assert not candidates.step_barred(exercise, long, allowed)


def replace_hold(step: DoseStep, seconds: int) -> DoseStep:
    return step.model_copy(update={"hold_s": seconds})


# --- where an exercise may stand, and how often -------------------------------------------------


def places(name: str, days: str, morning: int = 15, evening: int = 0) -> set[tuple[str, ...]]:
    made = problem([name], record(availability=times(days, morning, evening)))
    return {one.cells for one in made.options}


def test_strength_stands_only_on_strength_days() -> None:
    assert places("bridge", "mon tue wed thu fri sat sun") == {("A1",), ("B1",), ("A1", "B1")}


def test_motor_control_may_stand_on_every_day() -> None:
    found = places("drawing-in", "mon tue wed thu fri sat sun")
    assert ("A1", "B1", "L1") in found
    assert ("L1",) in found


def test_stretches_stand_in_the_evening_where_there_is_one() -> None:
    assert places("supine-hamstring-slide", "mon wed fri", 15, 15) == {("E",)}
    assert ("A1", "B1") in places("supine-hamstring-slide", "mon wed fri")


def test_nothing_stands_more_often_than_its_table_allows() -> None:
    made = problem(who=record(availability=times("mon tue wed thu fri sat sun", 15, 15)))
    assert made.options
    for one in made.options:
        assert one.times <= one.exercise.doses.stages[Stage.INITIAL].times_per_week[1]


def test_what_is_required_may_stand_on_every_day() -> None:
    who = record(availability=times("mon tue wed thu fri", 15), directives=(require("bridge", 5),))
    assert max(one.times for one in problem(["bridge"], who).options) == 5


def test_an_option_takes_its_whole_time() -> None:
    made = problem(["side-lying-hip-abduction", "bridge", "walking"])
    session = PLANNING.session
    for one in made.options:
        step, doses = one.step, one.exercise.doses
        sides = 2 if one.exercise.sides is Side.EACH else 1
        tempo = (doses.up_s or 0) + (doses.down_s or 0) + (step.hold_s or 0)
        work = step.sets * sides * ((step.reps or 0) * tempo + (step.minutes or 0) * 60)
        rests = (step.sets - 1) * step.rest_s + step.sets * (sides - 1) * session.side_change_s
        whole = work + rests + doses.setup_s + session.between_exercises_s
        # Rounded up to a tenth of a minute, as the person reads it.
        assert one.seconds % 6 == 0
        assert whole <= one.seconds < whole + 6


def test_motor_control_counts_half_and_stretches_train_nothing() -> None:
    made = problem(["bridge", "drawing-in", "supine-hamstring-slide"])
    by_name = {(one.exercise.id, one.level): one for one in made.options}
    bridge = by_name[("bridge", 1)]
    # Two sets of ten repetitions of four seconds: two sets of forty seconds, four quarters each.
    assert bridge.stimulus["gluteus-maximus"] == 2 * 4
    assert bridge.stimulus["hamstrings"] == 2 * 2
    assert "rectus-abdominis" not in bridge.stimulus
    stretch = next(one for one in made.options if one.exercise.id == "supine-hamstring-slide")
    assert stretch.stimulus == {}
    drawing = next(one for one in made.options if one.exercise.id == "drawing-in")
    seconds = drawing.step.sets * (drawing.step.reps or 0) * (drawing.step.hold_s or 0)
    assert drawing.stimulus["transversus-abdominis"] == 2 * seconds // PLANNING.stimulus.set_seconds


def test_an_easier_direction_is_known_to_the_plan() -> None:
    eased = record(episode=Episode(started=ON, better_with=(Activity.LYING,)))
    assert problem(who=eased).eased == frozenset()
    forward = Episode(started=ON, worse_with=(Activity.BENDING_FORWARD,))
    made = case(record(episode=forward))
    assert "flexion-provoked" in {caution.flag for caution in made.cautions}
    assert rules("double-knee-to-chest", made) == ["GRD3"]


def test_a_required_exercise_that_may_not_be_used_is_a_clash() -> None:
    sound = case(record(directives=(require("bridge", 2),)))
    clash = case(record(directives=(require("bridge", 2), exclude("bridge"))))
    assert directives_that_clash(sound) is None
    found = directives_that_clash(clash)
    assert found is not None
    assert [fact.id for fact in found.conflict] == ["directives[0]", "directives[1]"]


def test_moving_a_directive_to_another_day_changes_no_filter() -> None:
    today = case(record(directives=(exclude("bridge"),)))
    before = case(record(directives=(replace(exclude("bridge"), on=ON.replace(day=1)),)))
    assert usable(today) == usable(before)
