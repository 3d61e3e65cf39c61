# SPDX-License-Identifier: Apache-2.0
"""What the person did in the week before, for GRD7: as planned, or else as logged.

Work is counted in seconds under load times the load tier: held seconds for holds, up and down for
repetitions, so that a muscle's week has one unit whatever the exercise. Aerobic work is counted in
minutes. Of a log counts, for each exercise, the better of the last weeks: a session that was missed
once is tried again (PRG6) and is not taken for a rise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from multifidus.domain.record import Done
from multifidus.domain.week import Dose, Week
from multifidus.domain.words import CORE_MODALITIES, Modality, Stage
from multifidus.knowledge.schema import Exercise
from multifidus.release.view import (
    Booking,
    Case,
    amount,
    bookings,
    dose_table,
    rep_seconds,
    step_at,
)

_DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """The variables of one dose that can each go up."""

    sets: float
    reps: float
    hold_s: float
    bout_minutes: float

    def raised_in(self, dose: Dose) -> tuple[str, ...]:
        """Name the variables that `dose` has more of."""
        pairs = (
            ("sets", self.sets, dose.sets),
            ("repetitions", self.reps, dose.reps),
            ("hold", self.hold_s, dose.hold_s),
            ("minutes", self.bout_minutes, dose.bout_minutes),
        )
        return tuple(name for name, was, now in pairs if amount(now) > was)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A week's work (tier-seconds, core exercises) and aerobic minutes, by exercise."""

    work: dict[str, float] = field(default_factory=dict)
    minutes: dict[str, float] = field(default_factory=dict)

    def add(self, exercise: Exercise, seconds: float, minutes: float) -> None:
        """Add one exercise as it is done in one session; what counts depends on its modality."""
        if exercise.modality in CORE_MODALITIES:
            known = self.work.get(exercise.id, 0)
            self.work[exercise.id] = known + seconds * exercise.load.tier
        elif exercise.modality == Modality.AEROBIC:
            self.minutes[exercise.id] = self.minutes.get(exercise.id, 0) + minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The week before, by exercise id; levels and amounts are those of `stage`'s dose tables."""

    work: dict[str, float]
    minutes: dict[str, float]
    exercises: frozenset[str]
    levels: dict[str, int]
    amounts: dict[str, Amounts]
    stage: Stage


def before(case: Case) -> Before | None:
    """Return what was done in the week before; None when nothing was."""
    if case.previous is not None:
        return _as_planned(case, case.previous)
    return _as_logged(case)


def totals(found: Iterable[Booking]) -> Totals:
    """Sum up the work and the aerobic minutes of planned exercises."""
    out = Totals()
    for booking in found:
        exercise, dose = booking.exercise, booking.item.dose
        sets = amount(dose.sets)
        out.add(
            exercise,
            sets * amount(dose.reps) * _under_load(exercise, dose.hold_s),
            sets * amount(dose.bout_minutes),
        )
    return out


def hardest(found: Iterable[Booking]) -> dict[str, Booking]:
    """By exercise, the booking with the highest dose level."""
    out: dict[str, Booking] = {}
    for booking in found:
        known = out.setdefault(booking.exercise.id, booking)
        if amount(booking.item.dose.level) > amount(known.item.dose.level):
            out[booking.exercise.id] = booking
    return out


def _under_load(exercise: Exercise, hold_s: float | None) -> float:
    """Return the seconds under load of one repetition: the hold, or else up and down."""
    return amount(hold_s) or rep_seconds(exercise, 0) or 1


def _as_planned(case: Case, week: Week) -> Before | None:
    found = tuple(bookings(week, case.knowledge))
    if not found:
        return None
    done, top = totals(found), hardest(found)
    return Before(
        work=done.work,
        minutes=done.minutes,
        exercises=frozenset(top),
        levels={name: int(amount(one.item.dose.level)) for name, one in top.items()},
        amounts={name: _amounts(one.item.dose) for name, one in top.items()},
        stage=week.stage,
    )


def _amounts(dose: Dose) -> Amounts:
    return Amounts(
        sets=amount(dose.sets),
        reps=amount(dose.reps),
        hold_s=amount(dose.hold_s),
        bout_minutes=amount(dose.bout_minutes),
    )


def _as_logged(case: Case) -> Before | None:
    """Sum up the log. A level counts as done when any session of the week before reached it.

    So a dose that was missed once may be tried again (PRG6) without being taken for a step up.
    """
    monday, stage = case.week.week.toordinal(), case.standing.stage
    weeks = 1 + int(case.figure("PRG6", "repeats"))
    done = [
        ((monday - 1 - entry.on.toordinal()) // _DAYS, case.knowledge.exercises[one.exercise], one)
        for entry in case.log
        if monday - weeks * _DAYS <= entry.on.toordinal() < monday
        for one in entry.done
        if one.exercise in case.knowledge.exercises
    ]
    if not done:
        return None
    logged = [Totals() for _ in range(weeks)]
    levels = dict(case.standing.last_week)
    for _, exercise, one in done:
        for level in _reached(exercise, one, stage):
            levels[exercise.id] = max(levels.get(exercise.id, 0), level)
    amounts: dict[str, Amounts] = {}
    for week, exercise, one in done:
        level = levels.get(exercise.id, _start(exercise, stage))
        step = step_at(exercise, stage, level)
        usual_hold = step.hold_s if step is not None else None
        logged[week].add(
            exercise, _seconds(exercise, one, usual_hold), sum(amount(s.minutes) for s in one.sets)
        )
        if exercise.id in levels and step is not None:
            amounts[exercise.id] = Amounts(
                sets=step.sets,
                reps=amount(step.reps),
                hold_s=amount(step.hold_s),
                bout_minutes=amount(step.minutes),
            )
    return Before(
        work=_best([totals.work for totals in logged]),
        minutes=_best([totals.minutes for totals in logged]),
        exercises=frozenset(exercise.id for _, exercise, _ in done),
        levels=levels,
        amounts=amounts,
        stage=stage,
    )


def _best(weeks: list[dict[str, float]]) -> dict[str, float]:
    """By exercise, the most of any of the weeks."""
    names = {name for week in weeks for name in week}
    return {name: max(week.get(name, 0) for week in weeks) for name in sorted(names)}


def _reached(exercise: Exercise, done: Done, stage: Stage) -> list[int]:
    """Return the dose levels that one logged exercise reached with every set."""
    table = dose_table(exercise, stage)
    return [
        level
        for level, step in enumerate(() if table is None else table.steps)
        if sum(
            amount(one.reps) >= amount(step.reps)
            and (one.hold_s is None or amount(one.hold_s) >= amount(step.hold_s))
            and amount(one.minutes) >= amount(step.minutes)
            for one in done.sets
        )
        >= step.sets
    ]


def _start(exercise: Exercise, stage: Stage) -> int:
    table = dose_table(exercise, stage)
    return 0 if table is None else table.start


def _seconds(exercise: Exercise, done: Done, usual_hold: float | None) -> float:
    """Return the logged seconds under load; a hold that was not written down is the usual one."""
    return sum(
        (1 if one.reps is None else amount(one.reps))
        * _under_load(exercise, usual_hold if one.hold_s is None else one.hold_s)
        for one in done.sets
    )
