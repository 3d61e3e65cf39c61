# SPDX-License-Identifier: Apache-2.0
"""What changed from one week's plan to the next, and the plan's own reason for it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from multifidus.domain.adaptation import AdjustmentKind, AdjustmentStatus
from multifidus.domain.week import Dose, Prescription, Reason, Week
from multifidus.domain.words import Stage


class Kind(StrEnum):
    """How the place of an exercise in the plan changed."""

    NEW = "new"
    GONE = "gone"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One exercise that came, went, or has another dose.

    `before` and `after` are the doses, `times_before` and `times_after` the sessions of the week
    that hold it. `reason` is None where an exercise went without a reason of its own: the week had
    something better to do with the minutes.
    """

    exercise: str
    name: str
    kind: Kind
    before: Dose | None = None
    after: Dose | None = None
    times_before: int = 0
    times_after: int = 0
    reason: Reason | None = None
    because: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekChange:
    """What is new in the week of one Monday, against the week shown before it."""

    monday: date
    stage_before: Stage
    stage: Stage
    changes: tuple[PlanChange, ...]


def amount(dose: Dose) -> float:
    """Return how much one session of a dose is, to compare doses of one exercise."""
    if dose.bout_minutes is not None:
        return dose.sets * dose.bout_minutes
    return dose.sets * (dose.reps or 1) * (dose.hold_s or 1)


def _items(week: Week) -> dict[str, tuple[Prescription, int]]:
    """Return each exercise of a week with its largest dose, and in how many sessions it stands."""
    found: dict[str, tuple[Prescription, int]] = {}
    for session in week.sessions:
        for item in session.items:
            known, times = found.get(item.exercise, (item, 0))
            most = max((known, item), key=lambda one: amount(one.dose))
            found[item.exercise] = (most, times + 1)
    return found


AS_BEFORE: Final = "The dose is that of last week"
"""How the plan begins its reason where the dose is what was last done, whatever was last planned."""


def _dose_reason(item: Prescription) -> Reason | None:
    """Return the reason for a dose that changed: the last one, unless it says that nothing did."""
    last = item.why[-1] if item.why else None
    return None if last is None or last.text.startswith(AS_BEFORE) else last


def _adjusted(week: Week) -> dict[str, Reason]:
    """Return the reasons of the changes of dose that count in a week, by exercise."""
    doses = {AdjustmentKind.UP, AdjustmentKind.DOWN}
    waiting = {AdjustmentStatus.SUGGESTED, AdjustmentStatus.DECLINED}
    return {
        one.subject: Reason(rule=one.rule, text=one.text, inputs=one.inputs, cite=one.source)
        for one in week.adjustments
        if one.kind in doses and one.status not in waiting
    }


def between(before: Week, after: Week) -> WeekChange:
    """Compare two weeks: first what is new, then more, less and gone, each by name."""
    old, new = _items(before), _items(after)
    left_out = {one.exercise: one for one in after.left_out}
    adjusted = _adjusted(after)
    out = []
    for name, (item, times) in new.items():
        if name not in old:
            out.append(
                PlanChange(
                    exercise=name,
                    name=item.name,
                    kind=Kind.NEW,
                    after=item.dose,
                    times_after=times,
                    reason=item.why[0] if item.why else None,
                )
            )
            continue
        known, times_before = old[name]
        weight = amount(item.dose) * times - amount(known.dose) * times_before
        if abs(weight) > 1e-9:
            out.append(
                PlanChange(
                    exercise=name,
                    name=item.name,
                    kind=Kind.MORE if weight > 0 else Kind.LESS,
                    before=known.dose,
                    after=item.dose,
                    times_before=times_before,
                    times_after=times,
                    reason=adjusted.get(name) or _dose_reason(item),
                )
            )
    for name, (item, times) in old.items():
        if name not in new:
            barred = left_out.get(name)
            out.append(
                PlanChange(
                    exercise=name,
                    name=item.name,
                    kind=Kind.GONE,
                    before=item.dose,
                    times_before=times,
                    because=barred.because if barred is not None else "",
                    rule=barred.rule if barred is not None else "",
                )
            )
    order = (Kind.NEW, Kind.MORE, Kind.LESS, Kind.GONE)
    out.sort(key=lambda one: (order.index(one.kind), one.name, one.exercise))
    return WeekChange(
        monday=after.week, stage_before=before.stage, stage=after.stage, changes=tuple(out)
    )


def changes_of_plan(weeks: Sequence[Week]) -> tuple[WeekChange, ...]:
    """Compare every week with the one before it, the newest first; without changes they are left out."""
    ordered = sorted(weeks, key=lambda week: week.week)
    found = [between(before, after) for before, after in pairwise(ordered)]
    return tuple(one for one in reversed(found) if one.changes or one.stage is not one.stage_before)
