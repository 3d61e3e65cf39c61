# SPDX-License-Identifier: Apache-2.0
"""MOV1: no exercise whose movement needs more range than the person's results show.

Worked out anew from the raw results. Where a test has several errors of a kind, the largest is
taken, so that this check never refuses what a finer reading of the same result allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from multifidus.domain.week import Breach
from multifidus.domain.words import Measurer, Modality, Side
from multifidus.knowledge.schema import Test
from multifidus.release.view import HAIR, Booking, Case, breach, say

_RULE: Final = "MOV1"
_LEG_SYMPTOMS: Final = "leg-symptoms"
_TRUSTED: Final = (Measurer.CLINICIAN, Measurer.PARTNER, Measurer.SELF)
"""Whose result of a day counts, after the measurers that the test itself prefers."""
_AS_FAR_AS_ONE_COMES: Final = frozenset({Modality.STRETCH, Modality.MOBILITY})
_NEVER: Final = frozenset({Modality.AEROBIC, Modality.MIND_BODY, Modality.RELAXATION})


@dataclass(frozen=True, slots=True, order=True)
class _Limit:
    """The most degrees that may be asked of a person, and the result behind it in words."""

    most: float
    result: str


def reach_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of MOV1."""
    limits = _limits(case)
    for booking in case.bookings:
        if booking.exercise.modality not in _NEVER:
            yield from _too_far(case, booking, limits)


def _too_far(case: Case, booking: Booking, limits: dict[str, _Limit]) -> Iterator[Breach]:
    exercise, known = booking.exercise, case.knowledge
    spared: set[str] = set()
    if exercise.modality in _AS_FAR_AS_ONE_COMES:
        for target in exercise.stretches:
            spared.update(known.stretch_targets[target].lengthened_by)
    for need, degrees in known.required_range.of(exercise.id).items():
        limit = limits.get(need)
        if limit is not None and need not in spared and degrees > limit.most + HAIR:
            yield breach(
                _RULE,
                booking.where,
                f"{exercise.id} needs {degrees} degrees ({need});"
                f" at most {say(limit.most)} by {limit.result}",
            )


def _limits(case: Case) -> dict[str, _Limit]:
    """By need, what the side that comes less far allows; nothing where no result speaks."""
    by_side: dict[tuple[str, Side | None], tuple[date, _Limit]] = {}
    for test in case.knowledge.tests.values():
        nerve = _LEG_SYMPTOMS in test.not_when and _LEG_SYMPTOMS in case.flags
        if test.speaks_for is None or nerve:
            continue
        for side in (Side.LEFT, Side.RIGHT) if test.sides else (None,):
            found = _newest(case, test, side)
            place = (test.speaks_for.need, side)
            if found is not None and (place not in by_side or found > by_side[place]):
                by_side[place] = found
    out: dict[str, _Limit] = {}
    for (need, _), (_, limit) in by_side.items():
        out[need] = min(limit, out.get(need, limit))
    return out


def _newest(case: Case, test: Test, side: Side | None) -> tuple[date, _Limit] | None:
    """Return the day and the limit of the newest result that still counts."""
    span, oldest = test.human_range, timedelta(weeks=case.figure("FND9", "weeks"))
    rows = [
        row
        for row in case.record.measurements
        if (row.test, row.side) == (test.id, side)
        and row.by is not Measurer.CAMERA
        and span.lowest <= row.value <= span.highest
        and row.on <= case.week.on
    ]
    last = max((row.on for row in rows), default=None)
    if last is None or case.week.on - last > oldest:
        return None
    order = (*test.prefer_measurer, *_TRUSTED)
    today = [row for row in rows if row.on == last]
    by = min((row.by for row in today), key=order.index)
    value = fmean(row.value for row in today if row.by is by)
    most = _most(case, test, value, by)
    where = f" ({side})" if side else ""
    return (
        None if most is None else (last, _Limit(most, f"{test.id}{where}, {say(value)} on {last}"))
    )


def _most(case: Case, test: Test, value: float, by: Measurer) -> float | None:
    """Return the degrees of the need that a result allows; None when its error is not known."""
    speaks = test.speaks_for
    kind = "same" if by is Measurer.CLINICIAN else "home"
    rows = [row for row in test.errors if case.record.person.sex in row.sex]
    rows = [row for row in rows if row.kind == kind] or rows
    if speaks is None or not rows:
        return None
    error = max(
        max(row.value or 0, (row.share or 0) * abs(value), row.at_least or 0) for row in rows
    )
    most = speaks.at_zero + speaks.per_unit * value + abs(speaks.per_unit) * error
    everyday = case.knowledge.rules[_RULE].figures.get(speaks.need)
    return most if everyday is None else max(most, everyday.value)
