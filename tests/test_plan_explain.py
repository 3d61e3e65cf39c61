# SPDX-License-Identifier: Apache-2.0
"""What an explanation says is so: every reason, every loss, every promise of more minutes."""

import re
from functools import lru_cache

import pytest

from multifidus.cohort.people import make
from multifidus.domain.explanation import ExplainedItem, Explanation
from multifidus.domain.record import Preferences, Record
from multifidus.domain.week import Refusal
from multifidus.domain.words import Side
from multifidus.plan.explain import explain_week
from multifidus.plan.planner import Planned, plan_week
from multifidus.programme import explain
from plan_builders import (
    KNOWLEDGE,
    MONDAY,
    ON,
    PLANNING,
    PT,
    assessment,
    case,
    exclude,
    items,
    measured,
    record,
    require,
    times,
)

SHORT = tuple(measured("straight-leg-raise", 35, side=side) for side in (Side.LEFT, Side.RIGHT))
PERSON = record(
    availability=times("mon wed fri", 12),
    measurements=(*SHORT, measured("chair-stand-30s", 6)),
    preferences=Preferences(like=("side-lying-hip-adduction",)),
    conditions=("shoulder-pain",),
    directives=(require("wall-squat", 2), exclude("curl-up")),
)


@lru_cache(maxsize=4)
def explained() -> tuple[Planned, Explanation]:
    """The person's week with its explanation."""
    found = assessment(PERSON)
    planned = plan_week(case(PERSON), found, monday=MONDAY, on=ON)
    assert isinstance(planned, Planned)
    return planned, explain_week(planned, found)


def item(exercise: str) -> ExplainedItem:
    return next(one for one in explained()[1].items if one.exercise == exercise)


def test_every_exercise_of_the_week_is_explained_once() -> None:
    planned, explanation = explained()
    named = [one.exercise for one in explanation.items]
    assert sorted(named) == sorted({one.exercise for one in items(planned.week)})


def test_every_reason_has_a_rule_a_sentence_and_papers() -> None:
    planned, _ = explained()
    for one in items(planned.week):
        assert len(one.why) >= 2
        for reason in one.why:
            assert KNOWLEDGE.rules[reason.rule].text
            assert reason.text.endswith(".")
            assert reason.inputs
            assert reason.cite
            assert set(reason.cite) <= set(KNOWLEDGE.sources)


@pytest.mark.parametrize("seed", [1, 16, 30])
def test_every_exercise_of_anyone_has_reasons(seed: int) -> None:
    found = explain(make(seed, ON, KNOWLEDGE), ON, KNOWLEDGE)
    assert not isinstance(found, Refusal)
    for one in found[0].items:
        assert one.reasons
        assert one.lost_without
        assert all(reason.text and reason.rule for reason in one.reasons)


def test_a_required_exercise_names_the_clinician() -> None:
    reason = item("wall-squat").reasons[0]
    assert (reason.rule, reason.text) == ("PLN19", f"{PT} asked for it 2 times a week.")
    assert "clinician requires it" in item("wall-squat").lost_without


def test_a_liked_exercise_says_so() -> None:
    rules = [reason.rule for reason in item("side-lying-hip-adduction").reasons]
    assert "PLN20" in rules


def test_a_finding_is_the_reason_for_its_stretch() -> None:
    (stretch,) = [
        one
        for one in explained()[1].items
        if "hamstrings" in KNOWLEDGE.exercises[one.exercise].stretches
    ]
    reasons = [reason for reason in stretch.reasons if reason.rule == "FND7"]
    assert {reason.inputs["side"] for reason in reasons} == {"left", "right"}
    assert all("35 deg" in reason.text for reason in reasons)


def test_the_dose_is_explained_last() -> None:
    planned, _ = explained()
    for one in items(planned.week):
        assert one.why[-1].rule in ("PLN12", "PRG1")
        assert one.why[-1].inputs["step"].startswith(f"{one.dose.level + 1} of ")


# --- what is lost without an exercise -----------------------------------------------------------


def value(made: Planned | Refusal) -> int:
    assert isinstance(made, Planned)
    return made.solution.proof.objectives[0].value


def test_what_is_lost_without_an_exercise_is_truly_lost() -> None:
    planned, explanation = explained()
    found = assessment(PERSON)
    lossless = 0
    for one in explanation.items:
        if one.exercise in planned.problem.required:
            continue
        again = plan_week(case(PERSON), found, monday=MONDAY, on=ON, forbidden=(one.exercise,))
        if one.lost_without.startswith("Nothing that counts is lost"):
            # A free re-plan is at least as good as one with a single change.
            assert value(again) == value(planned)
            lossless += 1
        elif value(again) > value(planned):
            assert re.search(r"from [\d.]+ to [\d.]+|balance|keeps the rest", one.lost_without)
    assert 0 <= lossless < len(explanation.items)


def test_what_would_take_its_place_is_not_in_the_week_already() -> None:
    planned, explanation = explained()
    here = {one.name for one in items(planned.week)}
    for one in explanation.items:
        if one.replaced_by is not None:
            assert one.replaced_by not in here
            assert one.replaced_by in one.lost_without


def test_losses_name_what_falls_and_by_how_much() -> None:
    _, explanation = explained()
    losses = [
        tuple(map(float, pair))
        for one in explanation.items
        for pair in re.findall(r"from ([\d.]+) to (\d+(?:\.\d+)?)", one.lost_without)
    ]
    assert losses
    assert all(before > after for before, after in losses)


# --- more minutes -------------------------------------------------------------------------------


def test_ten_more_minutes_bring_what_is_said() -> None:
    planned, explanation = explained()
    more = PLANNING.explaining.more_minutes
    roomier = plan_week(case(PERSON), assessment(PERSON), monday=MONDAY, on=ON, extra_minutes=more)
    assert isinstance(roomier, Planned)
    assert value(roomier) < value(planned)
    text = explanation.ten_more_minutes
    assert text.startswith(f"{more} more minutes in each session would bring ")
    before, after = sorted(map(int, re.findall(r"(\d+)%", text)))
    assert before == round(100 * planned.week.coverage.share)
    assert after > before
    gains = re.findall(r"from ([\d.]+) to (\d+(?:\.\d+)?)", text)
    assert gains
    assert all(float(low) < float(high) for low, high in gains)


def test_someone_with_all_the_time_needs_no_more() -> None:
    who: Record = record(
        availability=times("mon tue wed thu fri sat sun", 60, 60),
        equipment=tuple(KNOWLEDGE.equipment),
        preferences=Preferences(core_per_day=8),
    )
    found = explain(who, ON, KNOWLEDGE)
    assert not isinstance(found, Refusal)
    text = found[0].ten_more_minutes
    assert text.startswith("10 more minutes in each session would ")
    assert "from" not in text


# --- findings and limits ------------------------------------------------------------------------


def test_every_finding_is_answered() -> None:
    _, explanation = explained()
    findings = assessment(PERSON).findings
    assert [one.finding for one in explanation.findings] == [one.sentence for one in findings]
    assert len(findings) == 3
    assert all(one.answer.endswith(".") for one in explanation.findings)


def test_an_answer_names_the_exercises_and_their_amount() -> None:
    planned, explanation = explained()
    raised = next(
        answer.answer
        for answer, finding in zip(explanation.findings, assessment(PERSON).findings, strict=True)
        if finding.test == "straight-leg-raise"
    )
    row = planned.week.coverage.stretches["hamstrings"]
    assert f"{row.planned:g} of {row.target:g} minutes per side" in raised
    using = {
        one.name.lower()
        for one in items(planned.week)
        if "hamstrings" in KNOWLEDGE.exercises[one.exercise].stretches
    }
    assert using
    assert all(name in raised for name in using)


def test_the_limits_name_time_cautions_equipment_and_directives() -> None:
    planned, explanation = explained()
    text = "\n".join(explanation.limits)
    assert "Time: Mon morning" in text
    assert "Cautions: " in text
    assert "Equipment: " in text
    assert re.search("Directives: 1 exercise .*J. Meyer, PT excludes curl-up", text)
    for cell in planned.problem.cells:
        used = sum(one.seconds for one in planned.chosen if cell.id in one.cells)
        assert used <= planned.problem.seconds(cell)


def test_each_week_of_several_is_explained() -> None:
    found = explain(make(1, ON, KNOWLEDGE), ON, KNOWLEDGE, weeks=2)
    assert not isinstance(found, Refusal)
    assert len(found) == 2
