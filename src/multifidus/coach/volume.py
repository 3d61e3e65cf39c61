# SPDX-License-Identifier: Apache-2.0
"""How much was done lately, by exercise: what a week may rise from (rule PRG4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from multifidus.domain.record import Done, LogEntry
from multifidus.domain.week import Week
from multifidus.domain.words import CORE_MODALITIES, Modality, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True)
class Volume:
    """By exercise: seconds under load times load tier (core work), and minutes (aerobic).

    `exercises` is everything that was done, stretches too.
    """

    work: dict[str, float]
    minutes: dict[str, float]
    exercises: set[str] = field(default_factory=set)


def _add(totals: dict[str, float], name: str, amount: float) -> None:
    totals[name] = totals.get(name, 0) + amount


def _tempo(exercise: Exercise) -> int:
    return (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)


def _done_seconds(exercise: Exercise, done: Done, level: int, stage: Stage) -> float:
    """Seconds under load of one logged exercise; a hold not written down is that of its step."""
    table = exercise.doses.stages.get(stage.table)
    usual = table.steps[level].hold_s if table is not None and level < len(table.steps) else None
    total = 0.0
    for one in done.sets:
        hold = one.hold_s if one.hold_s is not None else usual
        reps = 1 if one.reps is None else one.reps
        total += reps * (hold or _tempo(exercise) or 1)
    return total


def logged(
    log: Iterable[LogEntry],
    monday: date,
    *,
    stage: Stage,
    levels: dict[str, int],
    knowledge: Knowledge,
) -> Volume:
    """Return the volume of each exercise in the better of the last two weeks before `monday`.

    A missed session is tried again (PRG6), so one poor week does not lower what a week rises from.
    """
    weeks = 1 + int(knowledge.rules["PRG6"].figures["repeats"].value)
    volumes = [Volume({}, {}) for _ in range(weeks)]
    for entry in log:
        ago = ((monday - entry.on).days - 1) // DAYS_PER_WEEK
        if not 0 <= ago < weeks:
            continue
        for done in entry.done:
            exercise = knowledge.exercises[done.exercise]
            volumes[ago].exercises.add(exercise.id)
            if exercise.modality in CORE_MODALITIES:
                level = levels.get(exercise.id, 0)
                seconds = _done_seconds(exercise, done, level, stage)
                _add(volumes[ago].work, exercise.id, seconds * exercise.load.tier)
            elif exercise.modality is Modality.AEROBIC:
                minutes = sum(one.minutes or 0 for one in done.sets)
                _add(volumes[ago].minutes, exercise.id, minutes)
    return Volume(
        _best([one.work for one in volumes]),
        _best([one.minutes for one in volumes]),
        {name for one in volumes for name in one.exercises},
    )


def _best(weeks: list[dict[str, float]]) -> dict[str, float]:
    names = sorted({name for week in weeks for name in week})
    return {name: max(week.get(name, 0) for week in weeks) for name in names}


def planned(week: Week, knowledge: Knowledge) -> Volume:
    """Return the volume of each exercise in a planned week."""
    out = Volume({}, {})
    for session in week.sessions:
        for item in session.items:
            exercise, dose = knowledge.exercises[item.exercise], item.dose
            out.exercises.add(exercise.id)
            if exercise.modality in CORE_MODALITIES:
                each = dose.hold_s or _tempo(exercise) or 1
                seconds = dose.sets * (dose.reps or 0) * each
                _add(out.work, exercise.id, seconds * exercise.load.tier)
            elif exercise.modality is Modality.AEROBIC:
                _add(out.minutes, exercise.id, dose.sets * (dose.bout_minutes or 0))
    return out
