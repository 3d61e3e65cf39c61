# SPDX-License-Identifier: Apache-2.0
"""Left against right: a difference counts only past the error and past a limit (FND4)."""

from collections.abc import Collection
from datetime import date

from multifidus.assess.findings import barred, expired
from multifidus.assess.limits import pain_now
from multifidus.assess.norms import CHANGED, direction, error_of, kind_of
from multifidus.assess.readings import DECIMALS, Reading, Readings, figure
from multifidus.assess.words import amount
from multifidus.domain.phrase import joined, say
from multifidus.domain.record import Record
from multifidus.domain.results import Asymmetry
from multifidus.domain.spoken import SIDE
from multifidus.domain.words import Side
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test

_BY_UNIT = {"deg": "degrees", "cm": "cm"}


def asymmetries(
    record: Record, on: date, knowledge: Knowledge, *, readings: Readings, flags: Collection[str]
) -> tuple[Asymmetry, ...]:
    """Compare the latest left and right of every test done on both, clear differences first."""
    out = []
    for test in knowledge.tests.values():
        left = readings.latest(test.id, Side.LEFT)
        right = readings.latest(test.id, Side.RIGHT)
        if left is None or right is None:
            continue
        if any(expired(row.on, on, knowledge) or barred(test, flags) for row in (left, right)):
            continue
        limit = _limit(record, on, knowledge, left=left, right=right)
        if limit is not None:
            out.append(_compare(left, right, limit))
    return tuple(sorted(out, key=lambda row: (not row.clear, row.name, row.test)))


def _limit(
    record: Record, on: date, knowledge: Knowledge, *, left: Reading, right: Reading
) -> float | None:
    test = left.test
    error, _ = error_of(
        test,
        kind_of(left.by) if left.by is right.by else CHANGED,
        sex=record.person.sex,
        pain_now=pain_now(record, on),
        value=max(abs(left.value), abs(right.value)),
    )
    return None if error is None else max(error, _least(test, knowledge))


def _least(test: Test, knowledge: Knowledge) -> float:
    if test.side_rule is not None:
        return test.side_rule.at_least
    name = _BY_UNIT.get(test.measure_unit)
    return figure(knowledge, "FND4", name) if name else 0


def _compare(left: Reading, right: Reading, limit: float) -> Asymmetry:
    test = left.test
    difference = round(abs(left.value - right.value), DECIMALS)
    clear = difference > limit
    lesser = None
    if difference:
        behind = direction(test) * (left.value - right.value) < 0
        lesser = Side.LEFT if behind else Side.RIGHT
    values = say(
        "{test}: left {left}, right {right}.",
        test=test.name,
        left=amount(left.value, test.measure_unit),
        right=amount(right.value, test.measure_unit),
    )
    edge = amount(limit, test.measure_unit)
    if clear and lesser is not None:
        less = say(
            "Your {side} side did less than the other, by more than the limit for error and side ({limit}).",
            side=SIDE[lesser],
            limit=edge,
        )
        usual = say(
            "Differences between sides are common; both sides are trained, and we look again."
        )
        words = joined([less, usual])
    else:
        words = say("There is no clear difference between the sides (limit {limit}).", limit=edge)
    return Asymmetry(
        test=test.id,
        name=test.name,
        left=left.value,
        right=right.value,
        difference=difference,
        limit=limit,
        unit=test.measure_unit,
        clear=clear,
        lesser=lesser,
        sentence=joined([values, words]),
        rules=(test.rule, "FND4") if left.by is right.by else (test.rule, "FND4", "FND6"),
    )
