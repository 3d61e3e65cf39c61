# SPDX-License-Identifier: Apache-2.0
"""The rule of most apps: five popular exercises for the goal, three sets of ten, every session.

It looks at the stage and at the equipment, and at nothing else that it knows of the person.
"""

from collections.abc import Iterator
from typing import Final

from multifidus.domain.results import Assessment
from multifidus.domain.words import Modality
from multifidus.knowledge.schema import DoseStep, Exercise
from multifidus.plan.problem import (
    Option,
    Problem,
    item_seconds,
    stimulus_of,
    stretch_of,
    work_of,
)

COUNT: Final = 5
POPULAR: Final = {
    "strength": (
        "plank", "bridge", "bird-dog", "superman", "side-plank", "sit-up", "dead-bug", "squat",
        "russian-twist", "clamshell", "curl-up", "side-plank-knees", "knee-plank", "pelvic-tilt",
        "supine-march", "sit-to-stand",
    ),
    "flexibility": (
        "hamstring-stretch", "hip-flexor-stretch", "piriformis-stretch", "double-knee-to-chest",
        "cat-cow", "single-knee-to-chest", "glute-stretch", "quadriceps-stretch", "calf-stretch",
        "seated-figure-four", "standing-hamstring-stretch", "butterfly-supine", "open-book",
    ),
    "back pain": (
        "cat-cow", "bridge", "bird-dog", "pelvic-tilt", "double-knee-to-chest", "superman",
        "prone-press-up", "dead-bug", "single-knee-to-chest", "clamshell", "supine-march",
        "standing-hamstring-stretch", "wall-squat", "sit-to-stand",
    ),
}  # fmt: skip
"""By goal, the exercises that lists of this kind name, the most popular first."""


def goal(assessment: Assessment) -> str:
    """Return the goal that the first finding sets."""
    for finding in assessment.findings:
        if finding.priority and finding.stretch_targets:
            return "flexibility"
        if finding.priority and finding.muscles:
            return "strength"
    return "back pain"


def _popular(problem: Problem, assessment: Assessment) -> Iterator[Exercise]:
    things = problem.knowledge.equipment
    record = problem.case.record
    for name in POPULAR[goal(assessment)]:
        exercise = problem.knowledge.exercises[name]
        has = all(things[item].assumed or item in record.equipment for item in exercise.equipment)
        if has and exercise.stage.rank <= problem.standing.stage.rank:
            yield exercise


def _dose(exercise: Exercise) -> DoseStep:
    if exercise.modality in (Modality.ISOMETRIC_HOLD, Modality.STRETCH):
        return DoseStep(sets=3, reps=1, hold_s=30, rest_s=30, effort=6)
    return DoseStep(sets=3, reps=10, rest_s=30, effort=6)


def choose(problem: Problem, assessment: Assessment) -> tuple[Option, ...]:
    """Choose the same five exercises for every slot.

    Parameters
    ----------
    problem : Problem
        Gives the slots, the stage and the equipment; its options and targets are not looked at.
    assessment : Assessment
        The first finding sets the goal.
    """
    chosen = list(_popular(problem, assessment))[:COUNT]
    return tuple(_option(exercise, problem) for exercise in chosen)


def _option(exercise: Exercise, problem: Problem) -> Option:
    step = _dose(exercise)
    return Option(
        exercise=exercise,
        level=problem.start_level(exercise),
        step=step,
        cells=tuple(cell.id for cell in problem.cells),
        times=sum(cell.times for cell in problem.cells),
        seconds=item_seconds(exercise, step, problem.planning),
        stimulus=stimulus_of(exercise, step, problem.planning),
        stretch=stretch_of(exercise, step),
        aerobic=0,
        work=work_of(exercise, step),
        one_rep=work_of(exercise, step) // (step.reps or 1),
    )
