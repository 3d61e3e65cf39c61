# SPDX-License-Identifier: Apache-2.0
"""A session laid out second by second: what is done is the dose, and it takes what the plan says."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.domain.record import Exclude, Record
from multifidus.domain.week import Dose, Prescription, Session, Week
from multifidus.domain.words import Modality, Phase, Side, Slot, Stage
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import shipped
from multifidus.knowledge.schema import DoseStep, Exercise
from multifidus.plan.problem import item_seconds
from multifidus.plan.write import minutes_of
from multifidus.programme import check_week, plan
from multifidus.service.script import CUES, Part, Script, is_comfort, script_of
from multifidus.service.script_page import after_question, short_questions
from multifidus.service.script_swap import easier_in

KNOWLEDGE = shipped()
ROUNDING_S = 6
"""The plan counts in whole tenths of a minute."""
ON = date(2026, 11, 23)
STEPS = [
    (exercise, stage, step)
    for exercise in KNOWLEDGE.exercises.values()
    for stage, table in exercise.doses.stages.items()
    for step in table.steps
]


def figure(exercise: str, side: str | None, form: str) -> str:
    return f"/{exercise}/{side or 'both'}/{form}"


def prescribed(exercise: Exercise, step: DoseStep) -> Prescription:
    dose = Dose(
        sets=step.sets,
        reps=step.reps,
        hold_s=step.hold_s,
        rest_s=step.rest_s,
        minutes=minutes_of(item_seconds(exercise, step, KNOWLEDGE.planning)),
        bout_minutes=step.minutes,
        effort=step.effort,
    )
    return Prescription(
        exercise=exercise.id,
        name=exercise.name,
        side=exercise.sides,
        phase=Phase.STRENGTH,
        dose=dose,
        why=(),
    )


def script_for(*items: Prescription) -> Script:
    minutes = round(sum(item.dose.minutes for item in items), 1)
    session = Session(on=ON, slot=Slot.MORNING, template="A", minutes=minutes, items=items)
    return script_of(session, KNOWLEDGE, figure=figure)


def one(exercise: str, stage: Stage = Stage.INITIAL, level: int = 0) -> Part:
    thing = KNOWLEDGE.exercises[exercise]
    return script_for(prescribed(thing, thing.doses.stages[stage].steps[level])).parts[0]


@lru_cache(maxsize=1)
def released() -> tuple[Record, Week]:
    text = (Path(__file__).parents[2] / "examples" / "second-week.yaml").read_text(encoding="utf-8")
    record = read_record(text, "second-week.yaml", KNOWLEDGE)
    weeks = plan(record, ON, KNOWLEDGE)
    assert isinstance(weeks, tuple)
    return record, weeks[0]


@pytest.mark.parametrize("stage", list(Stage)[:3])
def test_every_dose_of_the_catalogue_takes_as_long_as_the_plan_says(stage: Stage) -> None:
    for exercise, of, step in STEPS:
        if of is not stage:
            continue
        part = script_for(prescribed(exercise, step)).parts[0]
        planned = item_seconds(exercise, step, KNOWLEDGE.planning)
        turn = 0
        if step.minutes is not None and exercise.sides is Side.EACH:
            # A chair has to be moved before the other side; the plan counts the short change.
            turn = step.sets * exercise.doses.setup_s
        assert planned - ROUNDING_S < part.seconds <= planned + turn, exercise.id


def test_every_dose_of_the_catalogue_is_done_as_often_as_it_says_left_before_right() -> None:
    for exercise, _, step in STEPS:
        part = script_for(prescribed(exercise, step)).parts[0]
        work = [each for each in part.steps if each.kind == "work"]
        sides = ["left", "right"] if exercise.sides is Side.EACH else [None]
        expected = [(number + 1, side) for number in range(step.sets) for side in sides]
        assert [(each.set, each.side) for each in work] == expected
        assert all(each.reps == step.reps and each.minutes == step.minutes for each in work)
        assert all(each.hold_s == (step.hold_s or 0) for each in work if each.reps)
        assert part.steps[0].kind == "ready"
        assert part.steps[-1].kind == "work"


def test_no_two_steps_of_work_meet_and_a_change_names_the_side_that_comes() -> None:
    for exercise, _, step in STEPS:
        steps = script_for(prescribed(exercise, step)).parts[0].steps
        for now, after in pairwise(steps):
            both_work = now.kind == "work" and after.kind == "work"
            assert not both_work or step.rest_s == 0
            if now.kind == "change":
                assert now.side == after.side == "right"
            if now.kind == "rest":
                assert now.seconds == step.rest_s


@given(st.lists(st.integers(0, len(STEPS) - 1), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_session_takes_what_its_exercises_take(numbers: list[int]) -> None:
    picked = [STEPS[number] for number in numbers]
    script = script_for(*(prescribed(exercise, step) for exercise, _, step in picked))
    assert script.seconds == sum(part.seconds for part in script.parts)
    turns = sum(
        step.sets * exercise.doses.setup_s
        for exercise, _, step in picked
        if step.minutes is not None
    )
    assert script.minutes * 60 - ROUNDING_S * len(picked) < script.seconds
    assert script.seconds <= round(script.minutes * 60) + turns


def test_twenty_minutes_of_groin_stretch_are_twenty_on_each_side_with_time_to_turn() -> None:
    part = one("supine-groin-stretch", level=3)
    kinds = [(step.kind, step.side, step.minutes) for step in part.steps]
    assert kinds == [
        ("ready", "left", None),
        ("work", "left", 20),
        ("change", "right", None),
        ("work", "right", 20),
    ]
    assert part.steps[2].seconds == KNOWLEDGE.exercises["supine-groin-stretch"].doses.setup_s
    assert part.asks_effort is False


def test_a_static_back_is_one_long_rest_without_sides() -> None:
    part = one("static-back-90-90", level=1)
    assert [step.kind for step in part.steps] == ["ready", "work"]
    assert list(part.figures) == ["both"]


def test_at_most_three_cues_and_a_drawing_for_each_side_in_both_forms() -> None:
    for exercise, _, step in STEPS:
        part = script_for(prescribed(exercise, step)).parts[0]
        assert 1 <= len(part.cues) <= CUES
        assert part.stop_when
        for side in ("left", "right") if exercise.sides is Side.EACH else ("both",):
            assert part.figures[side] == {
                "animated": f"/{exercise.id}/{side}/unmarked",
                "still": f"/{exercise.id}/{side}/still",
            }


def test_words_come_from_the_language_and_numbers_from_the_plan() -> None:
    bridge = KNOWLEDGE.exercises["bridge"]
    german = replace(
        KNOWLEDGE,
        exercises={**KNOWLEDGE.exercises, "bridge": bridge.model_copy(update={"name": "Brücke"})},
    )
    item = prescribed(bridge, bridge.doses.stages[Stage.INITIAL].steps[0])
    session = Session(
        on=ON, slot=Slot.EVENING, template="E", minutes=item.dose.minutes, items=(item,)
    )
    said = script_of(session, KNOWLEDGE, texts=german, figure=figure, speak=str.upper)
    assert said.parts[0].name == "Brücke"
    assert said.parts[0].steps == script_of(session, KNOWLEDGE, figure=figure).parts[0].steps


# --- a lot of pain before a session (rule PAIN4) --------------------------------------------------


def test_comfort_is_every_position_of_rest_breathing_and_the_easy_walk_and_nothing_else() -> None:
    found = {one.id for one in KNOWLEDGE.exercises.values() if is_comfort(one, KNOWLEDGE)}
    assert {"walking", "static-back-90-90", "diaphragmatic-breathing"} <= found
    assert not found & {"brisk-walking", "jogging", "hill-walking", "cycling", "cat-cow", "bridge"}
    rest = {one.id for one in KNOWLEDGE.exercises.values() if one.modality is Modality.RELAXATION}
    assert found == rest | {"walking"}
    assert all(KNOWLEDGE.exercises[one].load.tier <= 1 for one in found)


@given(st.lists(st.sampled_from(sorted(KNOWLEDGE.exercises)), min_size=1, max_size=8, unique=True))
@settings(max_examples=60, deadline=None)
def test_a_script_names_its_comfort_in_order_and_the_limit_of_the_rule(names: list[str]) -> None:
    items = []
    for name in names:
        table = next(iter(KNOWLEDGE.exercises[name].doses.stages.values()))
        items.append(prescribed(KNOWLEDGE.exercises[name], table.steps[0]))
    script = script_for(*items)
    assert script.sore_from == KNOWLEDGE.rules["PAIN4"].figures["base"].value
    left = [one for one in names if is_comfort(KNOWLEDGE.exercises[one], KNOWLEDGE)]
    assert list(script.comfort) == left
    assert script.to_value()["sore_from"] == script.sore_from


# --- the easier one -------------------------------------------------------------------------------


def test_an_easier_exercise_is_of_the_same_kind_lower_on_the_ladder_and_loads_no_more() -> None:
    record, week = released()
    found = 0
    for session in week.sessions:
        for hard, other in easier_in(session, week, record, KNOWLEDGE).items():
            was, now = KNOWLEDGE.exercises[hard], KNOWLEDGE.exercises[other.exercise]
            assert now.load.tier <= was.load.tier
            assert now.id == was.substitute or now.ladder.rung < was.ladder.rung
            assert now.id not in {item.exercise for item in session.items}
            found += 1
    assert found >= 3


def test_the_week_with_the_easier_exercise_in_it_passes_the_independent_check() -> None:
    record, week = released()
    for session in week.sessions:
        for hard, other in easier_in(session, week, record, KNOWLEDGE).items():
            items = tuple(other if item.exercise == hard else item for item in session.items)
            minutes = round(sum(item.dose.minutes for item in items), 1)
            changed = replace(session, items=items, minutes=minutes)
            sessions = tuple(changed if each is session else each for each in week.sessions)
            assert check_week(replace(week, sessions=sessions), record, KNOWLEDGE) == ()


def test_what_a_clinician_forbids_is_never_offered_instead() -> None:
    record, week = released()
    session = next(
        one for one in week.sessions if any(item.exercise == "side-plank" for item in one.items)
    )
    offered = easier_in(session, week, record, KNOWLEDGE)["side-plank"].exercise
    forbids = Exclude(on=week.on, by="J. Meyer, PT", exercise=offered)
    forbidden = replace(record, directives=(*record.directives, forbids))
    after = easier_in(session, week, forbidden, KNOWLEDGE).get("side-plank")
    assert after is None or after.exercise != offered


def test_what_the_week_left_out_for_a_caution_is_never_offered_instead() -> None:
    record, week = released()
    barred = {one.exercise for one in week.left_out if one.rule != "PLN3"}
    for session in week.sessions:
        for other in easier_in(session, week, record, KNOWLEDGE).values():
            assert other.exercise not in barred


# --- the quick look at danger signs ---------------------------------------------------------------


def test_the_quick_look_holds_every_sign_of_the_short_gate_emergencies_first() -> None:
    asked = short_questions(KNOWLEDGE)
    short = {sign.id for sign in KNOWLEDGE.danger_signs.values() if "short" in sign.gates}
    assert short < {question.id for question in asked}
    assert asked[-1].id == "anything-new"
    levels = [question.level for question in asked]
    assert levels == sorted(levels)  # emergency before urgent
    assert all(question.action for question in asked)
    assert after_question(KNOWLEDGE).id == "leg-symptoms-moved-down"
