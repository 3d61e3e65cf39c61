# SPDX-License-Identifier: Apache-2.0
"""Dose tables: how much a step is, which one a logged exercise reached, where the range ends."""

from multifidus.domain.record import Done, DoseAsked, SetDone
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DoseLadder, DoseStep, Exercise


def work_of(step: DoseStep) -> float:
    """Work of a dose step, to compare steps of one table: seconds held, repetitions, or minutes."""
    if step.minutes is not None:
        return step.sets * step.minutes
    return step.sets * (step.reps or 0) * (step.hold_s or 1)


def _set_reaches(one: SetDone, step: DoseStep) -> bool:
    if step.minutes is not None:
        return (one.minutes or 0) >= step.minutes
    if step.hold_s is not None:
        # A hold that was written down without its repetitions is one repetition.
        return (one.hold_s or step.hold_s) * (one.reps or 1) >= step.hold_s * (step.reps or 1)
    return (one.reps or 0) >= (step.reps or 0)


def level_done(done: Done, table: DoseLadder) -> int | None:
    """Return the highest step of a table that one logged exercise reached, None if not even the first.

    A set that was not performed is a miss: all sets of a step must be there.
    """
    reached = [
        level
        for level, step in enumerate(table.steps)
        if sum(_set_reaches(one, step) for one in done.sets) >= step.sets
    ]
    return max(reached, default=None)


def _set_meets(one: SetDone, step: DoseStep) -> bool:
    if step.minutes is not None:
        return (one.minutes or 0) >= step.minutes
    reps = one.reps if one.reps is not None else int(one.hold_s is not None)
    held = step.hold_s is None or one.hold_s is None or one.hold_s >= step.hold_s
    return held and reps >= (step.reps or 0)


def level_met(done: Done, table: DoseLadder) -> int | None:
    """Return the highest step of which each number was met: six long holds are not seven short ones.

    A week rises from this: while progress is held, no number of a dose may be larger than it was.
    """
    met = [
        level
        for level, step in enumerate(table.steps)
        if sum(_set_meets(one, step) for one in done.sets) >= step.sets
    ]
    return max(met, default=None)


def as_planned(done: Done) -> bool | None:
    """Whether every set that was asked for was done in full; None where nobody wrote down what was."""
    asked = done.planned
    if asked is None:
        return None
    return sum(_set_is_full(one, asked) for one in done.sets) >= asked.sets


def _set_is_full(one: SetDone, asked: DoseAsked) -> bool:
    if asked.minutes is not None:
        return (one.minutes or 0) >= asked.minutes
    if asked.hold_s is not None:
        return (one.hold_s or asked.hold_s) * (one.reps or 1) >= asked.hold_s * (asked.reps or 1)
    return (one.reps or 0) >= (asked.reps or 0)


def level_asked(asked: DoseAsked, table: DoseLadder) -> int | None:
    """Return the highest step of a table that a planned dose holds, None if not even the first."""
    one = SetDone(reps=asked.reps, hold_s=asked.hold_s, minutes=asked.minutes)
    return level_done(Done(exercise="", sets=(one,) * asked.sets), table)


def lowered(level: int, table: DoseLadder, factor: float) -> int:
    """Return the highest step with at most `factor` of the work of `level`; the first if none is so light."""
    most = work_of(table.steps[level]) * factor
    return max(
        (n for n, step in enumerate(table.steps[: level + 1]) if work_of(step) <= most), default=0
    )


def top_of_range(exercise: Exercise, stage: Stage, knowledge: Knowledge) -> int:
    """Return the dose level from which a harder variant may come (order of rule PRG2).

    The first step, from the newcomer's on, in which repetitions and hold are at the top of the
    band recommended for the modality and stage; the last step where none is. The exercises of
    the milestones first reach the last of them (PRG9).
    """
    table = exercise.doses.stages[stage.table]
    last = len(table.steps) - 1
    bands = [
        rule.bounds
        for _, rule in sorted(knowledge.doses.items())
        if rule.modality is exercise.modality
        and stage.table in rule.stages
        and (not rule.exercises or exercise.id in rule.exercises)
    ]
    milestone = knowledge.rules["PRG9"].figures["best"].value
    for level in range(table.start, last + 1):
        step = table.steps[level]
        if exercise.id in MILESTONES and step.sets * (step.reps or 0) < milestone:
            continue
        full = all(
            (value or 0) >= high
            for band in bands
            for name, value in (("reps", step.reps), ("hold_s", step.hold_s))
            if name in band and (high := band[name].recommended_high) is not None
        )
        if full and bands and step.minutes is None:
            return level
    return last


MILESTONES = frozenset({"sit-up", "push-up", "squat"})
"""The exercises that rule PRG9 speaks of."""
