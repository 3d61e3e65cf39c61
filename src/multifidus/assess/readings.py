# SPDX-License-Identifier: Apache-2.0
"""Which measurements count: known by the day, possible, confirmed, one a day for each side."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.record import Measurement, Record
from multifidus.domain.words import Measurer, Side
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test

DECIMALS: Final = 6
"""Places that results keep, so that sums of floats cannot tip a boundary."""

_TRUST: Final = (Measurer.CLINICIAN, Measurer.PARTNER, Measurer.SELF)

Key = tuple[str, Side | None]
"""A test's id, and the side for a test done left and right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of one test on one day, in the test's unit; the mean of `count` tries."""

    test: Test
    side: Side | None
    value: float
    on: date
    by: Measurer
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Usable readings, oldest first, and per test the words for what could not be used."""

    usable: Mapping[Key, tuple[Reading, ...]]
    refused: Mapping[str, tuple[str, ...]]

    def latest(self, test: str, side: Side | None) -> Reading | None:
        """Newest reading of a test and side, None without one."""
        rows = self.usable.get((test, side), ())
        return rows[-1] if rows else None


def figure(knowledge: Knowledge, rule: str, name: str) -> float:
    """Number `name` of a rule, in the unit that the rule gives it."""
    return knowledge.rules[rule].figures[name].value


def sides_of(test: Test) -> tuple[Side | None, ...]:
    """Sides on which a test is done, left first; None alone for a test without sides."""
    return (Side.LEFT, Side.RIGHT) if test.sides else (None,)


def _why_not(row: Measurement, test: Test) -> str:
    """Words for why a measurement cannot be used; empty when it can."""
    if row.side not in sides_of(test):
        if test.sides:
            return say("the side was not given")
        return say("a side was given, but there is none")
    span = test.human_range
    if not math.isfinite(row.value) or not span.lowest <= row.value <= span.highest:
        return say("a value was outside what a person can have")
    return ""


def _of_one_day(rows: list[Measurement], test: Test) -> Reading:
    """Mean of the day's results by the one kind of measurer that is trusted most."""
    order = (*test.prefer_measurer, *_TRUST)
    best = min((row.by for row in rows), key=order.index)
    values = sorted(row.value for row in rows if row.by is best)
    return Reading(
        test=test,
        side=rows[0].side,
        value=round(math.fsum(values) / len(values), DECIMALS),
        on=rows[0].on,
        by=best,
        count=len(values),
    )


def collect(record: Record, on: date, knowledge: Knowledge) -> Readings:
    """Sort out the measurements that are known on `on`.

    A camera's value waits for a person to confirm it (FND6). An unknown test says nothing here:
    the reader of record files refuses it.
    """
    days: defaultdict[tuple[Key, date], list[Measurement]] = defaultdict(list)
    refused: defaultdict[str, set[str]] = defaultdict(set)
    cameras: list[Measurement] = []
    for row in record.measurements:
        test = knowledge.tests.get(row.test)
        if test is None or row.on > on:
            continue
        if why := _why_not(row, test):
            refused[row.test].add(why)
        elif row.by is Measurer.CAMERA:
            cameras.append(row)
        else:
            days[(row.test, row.side), row.on].append(row)
    usable: defaultdict[Key, list[Reading]] = defaultdict(list)
    for (key, _), rows in sorted(days.items(), key=lambda item: item[0][1]):
        usable[key].append(_of_one_day(rows, knowledge.tests[key[0]]))
    for row in cameras:
        known = usable.get((row.test, row.side))
        if not known or known[-1].on <= row.on:
            refused[row.test].add(
                say("a camera's value is not used until a person confirms the number")
            )
    return Readings(
        usable={key: tuple(rows) for key, rows in usable.items()},
        refused={test: tuple(sorted(why)) for test, why in refused.items()},
    )
