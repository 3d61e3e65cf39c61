# SPDX-License-Identifier: Apache-2.0
"""What the pages of the command line say, and that they stay whole on a narrow terminal."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assess_builders import ON, measured, record
from cli_builders import EXPLANATION, WALK, WEEK
from multifidus.assess import assess
from multifidus.cli import text
from multifidus.cli.assess_text import assess_text
from multifidus.cli.catalogue_text import exercise_text, list_text
from multifidus.cli.catalogue_text import test_text as text_of_test
from multifidus.cli.explain_text import explanation_text
from multifidus.cli.screen_text import screen_text
from multifidus.cli.week_text import week_text
from multifidus.domain.explanation import AnsweredFinding
from multifidus.domain.record import Measurement
from multifidus.domain.results import Clearance, SignState
from multifidus.domain.week import Covered, LeftOut, Prescription
from multifidus.domain.words import Level, Phase, Side, SignStatus
from multifidus.knowledge.loader import shipped

KNOW = shipped()


def one_line(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture(params=[40, 60, 80, 100])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(text, "width", lambda: request.param)
    return int(request.param)


# --- a week -------------------------------------------------------------------------------------


def prescribed(minutes: float, substitute: str | None = None) -> str:
    first = WEEK.sessions[0]
    item: Prescription = replace(
        first.items[0],
        dose=replace(WALK, bout_minutes=minutes, minutes=minutes),
        phase=Phase.WARM_UP,
        substitute=substitute,
    )
    return one_line(week_text(replace(WEEK, sessions=(replace(first, items=(item,)),)), KNOW))


@pytest.mark.parametrize(
    ("minutes", "label"), [(5, "Warm up"), (9, "Warm up"), (10, "Endurance"), (11, "Endurance")]
)
def test_a_long_aerobic_bout_is_called_endurance(minutes: float, label: str) -> None:
    assert f"{label} Easy walking" in prescribed(minutes)


def test_a_lighter_exercise_is_named_in_words() -> None:
    page = prescribed(5, "side-plank-knees")
    assert "lighter: Side plank from the knees" in page
    assert "side-plank-knees" not in page


def test_coverage_is_grouped_so_that_no_name_stands_for_two_things() -> None:
    cover = replace(
        WEEK.coverage,
        muscles={"hamstrings": Covered(target=4, planned=5, unit="sets", sessions=2)},
        stretches={"hamstrings": Covered(target=7, planned=6, unit="minutes per side", sessions=3)},
    )
    lines = week_text(replace(WEEK, coverage=cover), KNOW).splitlines()
    strength, stretching = (
        next(n for n, line in enumerate(lines) if line.strip().startswith(title))
        for title in ("Strength: sets", "Stretching: minutes per side")
    )
    assert one_line(lines[strength + 1]).endswith("5 of 4 2")
    assert one_line(lines[stretching + 1]).endswith("6 of 7 3")
    assert len(lines[strength + 1]) == len(lines[stretching + 1])


@pytest.mark.parametrize(("reasons", "counted"), [(7, False), (8, False), (9, True), (20, True)])
def test_few_reasons_are_listed_and_the_rest_counted(reasons: int, *, counted: bool) -> None:
    left = tuple(
        LeftOut(exercise="bridge", because=f"needs thing {n}", rule="PLN1") for n in range(reasons)
    )
    own = LeftOut(exercise="sit-up", because="You said that bending hurts.", rule="GRD3")
    page = week_text(replace(WEEK, left_out=(*left[1:], own)), KNOW)
    shown = page.split("Left out for you, and why\n")[1].split("\n\n")[0].splitlines()
    assert shown[0].startswith("  - You said that bending hurts: ")
    assert len(shown) == min(reasons, 8)
    assert ("other reason" in shown[-1]) == counted


def test_many_exercises_left_out_for_one_reason_are_counted() -> None:
    names = sorted(KNOW.exercises)[:7]
    left = tuple(LeftOut(exercise=name, because="needs a hall", rule="PLN1") for name in names)
    page = one_line(week_text(replace(WEEK, left_out=left), KNOW))
    assert KNOW.exercises[names[3]].name in page
    assert "and 3 more." in page


# --- an explanation -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lost", "instead", "says"),
    [
        ("Without it: X from 3 to 1 sets.", None, "Without it: X from 3 to 1 sets."),
        (
            "Even with Clamshell in its place: X from 3 to 2 sets.",
            "Clamshell",
            "Without it, even with Clamshell in its place: X from 3 to 2 sets.",
        ),
        (
            "Nothing that counts is lost: Clamshell could take its place.",
            "Clamshell",
            "Without it nothing that counts is lost: Clamshell could take its place.",
        ),
        (
            "It cannot be left out: a clinician requires it.",
            None,
            "It cannot be left out: a clinician requires it.",
        ),
    ],
)
def test_what_is_lost_is_said_once(lost: str, instead: str | None, says: str) -> None:
    item = replace(EXPLANATION.items[0], lost_without=lost, replaced_by=instead)
    page = explanation_text(replace(EXPLANATION, items=(item,)))
    assert f"\n  {says}\n" in page
    assert page.lower().count("without it") <= 1
    assert "In its place:" not in page


def answered(side: str, value: int, answer: str, verdict: str = "short") -> AnsweredFinding:
    return AnsweredFinding(
        finding=f"Leg raise ({side}): {value} degrees on 1 May 2026, by you. It is {verdict}.",
        answer=answer,
    )


def test_sides_that_say_the_same_are_told_once() -> None:
    found = (answered("left", 42, "Six minutes."), answered("right", 45, "Six minutes."))
    page = one_line(explanation_text(replace(EXPLANATION, findings=found)))
    assert (
        "Leg raise (left and right): left 42 degrees and right 45 degrees on 1 May 2026, by you. "
        "It is short. Six minutes."
    ) in page
    assert page.count("Six minutes.") == 1


@pytest.mark.parametrize(
    "other", [answered("right", 45, "Two minutes."), answered("right", 70, "Six minutes.", "fine")]
)
def test_sides_that_differ_are_told_apart(other: AnsweredFinding) -> None:
    found = (answered("left", 42, "Six minutes."), other)
    page = one_line(explanation_text(replace(EXPLANATION, findings=found)))
    assert one_line(found[0].finding) in page
    assert one_line(other.finding) in page


def test_findings_that_ask_for_nothing_are_gathered() -> None:
    calm = "Looked at; it asks for nothing special this week."
    found = (answered("left", 80, calm), answered("right", 81, calm))
    page = one_line(explanation_text(replace(EXPLANATION, findings=found)))
    assert "Nothing special this week for: Leg raise (left and right)." in page


# --- an assessment ------------------------------------------------------------------------------


def assessed(*rows: Measurement, **more: Any) -> str:
    person = record(*rows, **more)
    return one_line(assess_text(assess(person, ON, KNOW), person, KNOW))


def test_sides_with_one_verdict_share_an_entry() -> None:
    page = assessed(
        measured("straight-leg-raise", 40, Side.LEFT),
        measured("straight-leg-raise", 42, Side.RIGHT),
    )
    assert "Straight-leg raise, left 40 and right 42 degrees: clearly" in page


def test_what_asks_for_nothing_is_one_line() -> None:
    page = assessed(
        measured("straight-leg-raise", 90, Side.LEFT),
        measured("straight-leg-raise", 91, Side.RIGHT),
        measured("bridge-count", 20),
    )
    assert "Nothing to act on: " in page
    assert "Straight-leg raise (left and right)" in page


def test_a_caution_goes_by_its_plain_name() -> None:
    page = assessed(measured("straight-leg-raise", 60, Side.LEFT), conditions=("leg-symptoms",))
    assert "leg-symptoms" not in page
    assert "Please leave out while this lasts (pain or tingling below the knee): Straight" in page
    page = assessed(conditions=("extension-provoked",))
    assert "extension-provoked" not in page
    assert "bending back makes it worse" in page


# --- a screening --------------------------------------------------------------------------------


@pytest.mark.parametrize("because", ["You were not sure on 2026-11-16. Ask.", "It hurts."])
def test_not_being_sure_is_said_once(because: str) -> None:
    sign = SignState(
        sign="falls",
        rule="R10",
        level=Level.REVIEW,
        status=SignStatus.NOT_SURE,
        question="?",
        because=because,
    )
    result = Clearance(
        on=date(2026, 11, 16),
        level=Level.REVIEW,
        blocked=False,
        complete=True,
        gentle=True,
        signs=(sign,),
        to_ask=(),
        actions=(),
        rules=(),
    )
    assert screen_text(result, KNOW).count("not sure") == 1


# --- the width of the page ----------------------------------------------------------------------


def test_no_page_is_too_wide_and_no_word_is_broken(columns: int) -> None:
    plank = KNOW.exercises["side-plank"]
    person = record(
        measured("single-leg-bridge", 9, Side.LEFT), measured("straight-leg-raise", 42, Side.LEFT)
    )
    pages = [
        exercise_text(plank, KNOW),
        text_of_test(KNOW.tests["straight-leg-raise"], KNOW),
        list_text(list(KNOW.exercises.values()), KNOW),
        assess_text(assess(person, ON, KNOW), person, KNOW),
        week_text(WEEK, KNOW),
    ]
    for page in pages:
        assert max(map(len, page.splitlines())) <= columns
    muscles = [KNOW.muscles[key].plain_name for key in plank.muscles.grades]
    assert all(name in one_line(pages[0]) for name in muscles)
    measured_part = pages[3].split("Measured\n")[1].split("What it means")[0]
    for word in ("Single-leg", "Straight-leg", "clearly"):
        assert word in re.split(r"[\s;]+", measured_part)


@pytest.mark.parametrize(("room", "stacked"), [(49, True), (50, False), (51, False)])
def test_a_table_without_room_becomes_sentences(
    room: int, monkeypatch: pytest.MonkeyPatch, *, stacked: bool
) -> None:
    monkeypatch.setattr(text, "width", lambda: room)
    page = text.Page()
    # words of 30 and 16, and two columns after each
    page.table([("a" * 30, "b" * 16)], head=("First", "Second"), indent=0)
    assert ("First: " in page.text()) == stacked
    assert "a" * 30 in page.text()
    assert "b" * 16 in page.text()
    assert max(map(len, page.text().splitlines())) <= room
