# SPDX-License-Identifier: Apache-2.0
"""An easier exercise in the place of one that is too hard today. Pure.

Nothing is offered that the independent check has not passed: the week is written anew with the
easier exercise in it, and only if that week is sound may the exercise be swapped. Whatever the
person may not do (a caution, a clinician's word, missing equipment) is out before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from multifidus.domain.record import Record
from multifidus.domain.week import Dose, Prescription, Session, Week
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise
from multifidus.plan.problem import item_seconds
from multifidus.plan.write import minutes_of
from multifidus.programme import check_week

OUTGROWN: Final = "PLN3"
"""Left out of the plan only because harder ones of its kind are open: just what a swap is for."""


def _candidates(item: Prescription, week: Week, knowledge: Knowledge) -> Iterator[Exercise]:
    """Easier exercises of the same kind, the nearest rung first, then the named substitute."""
    exercise = knowledge.exercises[item.exercise]
    barred = {one.exercise for one in week.left_out if one.rule != OUTGROWN}
    ladder = [
        one
        for one in knowledge.exercises.values()
        if one.ladder.id == exercise.ladder.id
        and one.ladder.rung < exercise.ladder.rung
        and one.modality is exercise.modality
    ]
    ladder.sort(key=lambda one: (-one.ladder.rung, one.id))
    if exercise.substitute is not None:
        ladder.append(knowledge.exercises[exercise.substitute])
    for one in ladder:
        if one.id not in barred and one.load.tier <= exercise.load.tier:
            yield one


def _first_dose(exercise: Exercise, week: Week, knowledge: Knowledge) -> Dose | None:
    """Return the dose that the week gives it elsewhere, else the one a newcomer starts with."""
    for session in week.sessions:
        for item in session.items:
            if item.exercise == exercise.id:
                return item.dose
    table = exercise.doses.stages.get(week.stage.table)
    if table is None:
        return None
    step = table.steps[table.start]
    return Dose(
        sets=step.sets,
        reps=step.reps,
        hold_s=step.hold_s,
        rest_s=step.rest_s,
        minutes=minutes_of(item_seconds(exercise, step, knowledge.planning)),
        bout_minutes=step.minutes,
        effort=step.effort,
        level=table.start,
    )


def _with(week: Week, session: Session, item: Prescription, other: Prescription) -> Week:
    """Write the week anew with another exercise in one place."""
    items = tuple(other if one is item else one for one in session.items)
    minutes = round(sum(one.dose.minutes for one in items), 1)
    changed = replace(session, items=items, minutes=minutes)
    return replace(
        week, sessions=tuple(changed if one is session else one for one in week.sessions)
    )


def easier_of(
    item: Prescription,
    session: Session,
    week: Week,
    record: Record,
    knowledge: Knowledge,
    *,
    previous: Week | None = None,
) -> Prescription | None:
    """Return what may be done in the place of one exercise, None where nothing is sound."""
    here = {one.exercise for one in session.items}
    for exercise in _candidates(item, week, knowledge):
        dose = _first_dose(exercise, week, knowledge)
        if exercise.id in here or dose is None:
            continue
        other = replace(
            item,
            exercise=exercise.id,
            name=exercise.name,
            side=exercise.sides,
            dose=dose,
            substitute=exercise.substitute,
        )
        if not check_week(_with(week, session, item, other), record, knowledge, previous=previous):
            return other
    return None


def easier_in(
    session: Session,
    week: Week,
    record: Record,
    knowledge: Knowledge,
    *,
    previous: Week | None = None,
) -> Mapping[str, Prescription]:
    """Return, by exercise of a session, what may be done in its place.

    Parameters
    ----------
    session : Session
        One of the sessions of `week`.
    week : Week
        A released week.
    record : Record
        The person's record.
    knowledge : Knowledge
        The knowledge the week was made with.
    previous : Week, optional
        The week before, where both were planned at once.
    """
    found = {
        item.exercise: easier_of(item, session, week, record, knowledge, previous=previous)
        for item in session.items
    }
    return {exercise: other for exercise, other in found.items() if other is not None}
