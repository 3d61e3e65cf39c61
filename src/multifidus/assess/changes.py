# SPDX-License-Identifier: Apache-2.0
"""Then against now: a change is shown only past the measurement error (FND5, FND6)."""

from datetime import date, timedelta

from multifidus.assess.limits import pain_now
from multifidus.assess.norms import CHANGED, direction, error_of, kind_of
from multifidus.assess.readings import DECIMALS, Reading, Readings, figure, sides_of
from multifidus.assess.words import amount, day, with_side
from multifidus.domain.phrase import joined, say
from multifidus.domain.record import Record
from multifidus.domain.results import Change
from multifidus.knowledge.loader import Knowledge


def changes(
    record: Record, on: date, knowledge: Knowledge, *, readings: Readings
) -> tuple[Change, ...]:
    """Compare the latest result of each test and side with the earliest that may be compared."""
    out = []
    for test in knowledge.tests.values():
        for side in sides_of(test):
            rows = readings.usable.get((test.id, side), ())
            before = _baseline(rows, knowledge)
            if before is not None:
                change = _compare(record, on, before=before, after=rows[-1])
                out += [] if change is None else [change]
    return tuple(sorted(out, key=lambda row: (not row.clear, row.name, row.test, row.side or "")))


def _baseline(rows: tuple[Reading, ...], knowledge: Knowledge) -> Reading | None:
    if not rows:
        return None
    wait = timedelta(days=figure(knowledge, "ASM7", "earliest_days"))
    early = [row for row in rows if rows[-1].on - row.on >= wait]
    like = [row for row in early if row.by is rows[-1].by]
    return next(iter(like or early), None)


def _compare(record: Record, on: date, *, before: Reading, after: Reading) -> Change | None:
    test = after.test
    alike = before.by is after.by
    limit, share = error_of(
        test,
        kind_of(after.by) if alike else CHANGED,
        sex=record.person.sex,
        pain_now=pain_now(record, on),
        value=before.value,
    )
    if limit is None:
        return None
    step = round(after.value - before.value, DECIMALS)
    clear = abs(step) >= limit if share else abs(step) > limit
    better = (direction(test) * step > 0) if clear else None
    head = say(
        "{test}: {before} on {before_on}, {after} on {after_on}.",
        test=with_side(test.name, after.side),
        before=amount(before.value, test.measure_unit),
        before_on=day(before.on),
        after=amount(after.value, test.measure_unit),
        after_on=day(after.on),
    )
    edge = amount(limit, test.measure_unit)
    if not clear:
        words = say("That is within what this test can tell apart ({error}).", error=edge)
    elif better:
        words = say("That is clearly better, by more than measuring error ({error}).", error=edge)
    else:
        words = say(
            "That is clearly less good, by more than measuring error ({error}).", error=edge
        )
    return Change(
        test=test.id,
        name=test.name,
        side=after.side,
        before=before.value,
        after=after.value,
        before_on=before.on,
        after_on=after.on,
        limit=limit,
        unit=test.measure_unit,
        clear=clear,
        better=better,
        sentence=joined([head, words]),
        rules=(test.rule, "FND5") if alike else (test.rule, "FND5", "FND6"),
    )
