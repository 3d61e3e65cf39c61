# SPDX-License-Identifier: Apache-2.0
"""Minutes of work for each muscle group by week, from what was logged. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.domain.record import Done, LogEntry
from multifidus.domain.words import CORE_MODALITIES
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise
from multifidus.programme import DAYS_PER_WEEK, monday_of

WEEKS: Final = 8
"""Weeks shown at most, the present one the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleWork:
    """Minutes by week for each muscle, per side where there are sides; the most worked first."""

    mondays: tuple[date, ...]
    minutes: Mapping[str, tuple[float, ...]]


def seconds_of(done: Done, exercise: Exercise) -> float:
    """Return the seconds under load of one exercise as it was logged."""
    tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)
    total = 0.0
    for one in done.sets:
        if one.minutes is not None:
            total += one.minutes * 60
        else:
            each = one.hold_s if one.hold_s is not None else tempo
            total += (one.reps if one.reps is not None else 1) * each
    return total


def muscle_minutes(log: Iterable[LogEntry], on: date, knowledge: Knowledge) -> MuscleWork:
    """Add up the minutes under load that each muscle group worked, by week."""
    this = monday_of(on)
    weeks = [this - timedelta(days=DAYS_PER_WEEK * n) for n in reversed(range(WEEKS))]
    clear = knowledge.planning.stimulus.clear_grade
    seconds: dict[str, dict[date, float]] = {}
    for row in log:
        monday = monday_of(row.on)
        if row.on > on or monday < weeks[0]:
            continue
        for done in row.done:
            exercise = knowledge.exercises.get(done.exercise)
            if exercise is None or exercise.modality not in CORE_MODALITIES:
                continue
            for muscle, grade in exercise.muscles.grades.items():
                if grade >= clear:
                    by_week = seconds.setdefault(muscle, {})
                    by_week[monday] = by_week.get(monday, 0) + seconds_of(done, exercise)
    seconds = {muscle: found for muscle, found in seconds.items() if sum(found.values()) > 0}
    first = min((monday for found in seconds.values() for monday in found), default=this)
    mondays = tuple(monday for monday in weeks if monday >= first)
    minutes = {
        muscle: tuple(round(found.get(monday, 0) / 60, 1) for monday in mondays)
        for muscle, found in seconds.items()
    }
    ranked = sorted(minutes, key=lambda muscle: (-sum(minutes[muscle]), muscle))
    return MuscleWork(mondays=mondays, minutes={muscle: minutes[muscle] for muscle in ranked})
