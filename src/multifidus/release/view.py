# SPDX-License-Identifier: Apache-2.0
"""What every room of the release check looks at, worked out anew from the raw record."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.record import Allow, Directive, LogEntry, Record
from multifidus.domain.results import Clearance, Standing
from multifidus.domain.week import Breach, Dose, Prescription, Session, Week
from multifidus.domain.words import Activity, Answer, Radiation, Slot, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DoseLadder, DoseRule, DoseStep, Exercise

HAIR: Final = 1e-9
"""Room for the binary rounding of sums; no bound of any rule is this fine."""

CLEAR_WORK: Final = 2
"""From this planning grade an exercise counts as work for a muscle."""

_PROVOKED: Final = {
    Activity.BENDING_FORWARD: "flexion-provoked",
    Activity.BENDING_BACK: "extension-provoked",
    Activity.TWISTING: "rotation-provoked",
}
_BY_SIGN: Final = {
    "pregnancy": "pregnancy",
    "recent-surgery": "recent-surgery",
    "heart-or-lung": "heart-symptoms",
    "falls": "balance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One known exercise in one session of the week."""

    session: Session
    item: Prescription
    exercise: Exercise

    @property
    def where(self) -> str:
        """Where it stands, as in `2026-11-23 morning, bridge`."""
        return f"{place(self.session)}, {self.item.exercise}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A week, the person it is for, and what was worked out from the person's raw facts."""

    week: Week
    record: Record
    clearance: Clearance
    standing: Standing
    knowledge: Knowledge
    previous: Week | None
    flags: dict[str, str]
    directives: tuple[Directive, ...]
    log: tuple[LogEntry, ...]
    bookings: tuple[Booking, ...]

    @property
    def whole_week(self) -> str:
        """The place of a breach that no single exercise makes."""
        return f"week of {self.week.week}"

    def figure(self, rule: str, name: str) -> float:
        """Return one number of one rule; `KeyError` when the knowledge lacks it."""
        return self.knowledge.rules[rule].figures[name].value

    def allowed(self, exercise: str, condition: str) -> bool:
        """Whether a clinician lifts `condition` for `exercise`, naming both."""
        return any(
            isinstance(order, Allow) and (order.exercise, order.condition) == (exercise, condition)
            for order in self.directives
        )

    def bounds_for(self, exercise: Exercise, stage: Stage) -> list[DoseRule]:
        """Every guardrail of an exercise in a stage; one that names the exercise goes before all."""
        fitting = [
            rule
            for _, rule in sorted(self.knowledge.doses.items())
            if rule.modality == exercise.modality and {stage, stage.table} & set(rule.stages)
        ]
        own = [rule for rule in fitting if exercise.id in rule.exercises]
        return own or [rule for rule in fitting if not rule.exercises]


def view(
    week: Week,
    record: Record,
    *,
    clearance: Clearance,
    standing: Standing,
    knowledge: Knowledge,
    previous: Week | None,
) -> Case:
    """Gather what is known of the person on `week.on`."""
    return Case(
        week=week,
        record=record,
        clearance=clearance,
        standing=standing,
        knowledge=knowledge,
        previous=previous,
        flags=caution_flags(record, week.on),
        directives=tuple(order for order in record.directives if order.on <= week.on),
        log=tuple(entry for entry in record.log if entry.on <= week.on),
        bookings=tuple(bookings(week, knowledge)),
    )


def bookings(week: Week, knowledge: Knowledge) -> Iterator[Booking]:
    """Yield every item of the week whose exercise is in the catalogue, in the week's order."""
    for session in week.sessions:
        for item in session.items:
            exercise = knowledge.exercises.get(item.exercise)
            if exercise is not None:
                yield Booking(session=session, item=item, exercise=exercise)


def caution_flags(record: Record, on: date) -> dict[str, str]:
    """Return the caution flags the person has on a day, each with the fact it comes from."""
    flags = dict.fromkeys(record.conditions, "listed among the conditions")
    if record.episode is not None:
        for activity in record.episode.worse_with:
            if activity in _PROVOKED:
                flags.setdefault(_PROVOKED[activity], f"worse with {activity}")
        if record.episode.radiation == Radiation.BELOW_KNEE:
            flags.setdefault("leg-symptoms", "pain below the knee")
    for sign, flag in _BY_SIGN.items():
        if _last_said_yes(record, sign, on):
            flags.setdefault(flag, f"answered yes to {sign}")
    return flags


def _last_said_yes(record: Record, sign: str, on: date) -> bool:
    """Whether the last day on which the sign was answered holds a yes."""
    said = [
        (screening.on, screening.answers[sign])
        for screening in record.screening
        if screening.on <= on and sign in screening.answers
    ]
    last = max((day for day, _ in said), default=None)
    return any(day == last and answer == Answer.YES for day, answer in said)


def dose_table(exercise: Exercise, stage: Stage) -> DoseLadder | None:
    """Return the dose table of an exercise in a stage, if it has one."""
    own = exercise.doses.stages.get(stage)
    return own if own is not None else exercise.doses.stages.get(stage.table)


def step_at(exercise: Exercise, stage: Stage, level: int) -> DoseStep | None:
    """Return the step of the dose table at a level, if there is one."""
    table = dose_table(exercise, stage)
    if table is None or not isinstance(level, int) or not 0 <= level < len(table.steps):
        return None
    return table.steps[level]


def sound(number: float | None) -> bool:
    """Whether this is a number that arithmetic can be done with: finite and not negative."""
    return (
        isinstance(number, int | float)
        and not isinstance(number, bool)
        and 0 <= number <= sys.maxsize
    )


def amount(number: float | None) -> float:
    """Return the number, or 0 for one that is missing or no amount (another rule names those)."""
    return number if number is not None and sound(number) else 0


def rep_seconds(exercise: Exercise, hold_s: float | None) -> float:
    """Return how long one repetition takes at the least, in s: up, hold and down."""
    return (exercise.doses.up_s or 0) + amount(hold_s) + (exercise.doses.down_s or 0)


def stretch_seconds(dose: Dose) -> float:
    """Return how long a stretch is held in one session, in s per side."""
    return amount(dose.sets) * amount(dose.reps) * amount(dose.hold_s)


def moment(on: date, slot: Slot) -> int:
    """Return hours on a common scale; an evening lies half a day after its morning."""
    return on.toordinal() * 24 + (12 if slot == Slot.EVENING else 0)


def place(session: Session) -> str:
    """Write where a session stands, as in `2026-11-23 morning`."""
    return f"{session.on} {session.slot}"


def say(number: float) -> str:
    """Write a number as people do: no trailing zeros, at most two decimals."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def breach(rule: str, where: str, text: str) -> Breach:
    """Build a breach; a short form for the many places that need one."""
    return Breach(rule=rule, text=text, where=where)
