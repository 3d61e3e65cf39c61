# SPDX-License-Identifier: Apache-2.0
"""Make a person who breaks an invariant as small as possible, so that a test can keep the case.

What is kept is a record and a day. Weeks are asked for on the Mondays before and on the day, with
the record as it was known then; facts that the breach does not need are dropped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Final

from multifidus.cohort.core import Core
from multifidus.cohort.invariants import ALL, Breach, Broken
from multifidus.cohort.lived import Asked, Compared, Policy, Twin, Why, monday_of
from multifidus.cohort.lived import Life as Lived
from multifidus.cohort.nature import DAYS_PER_WEEK, Kind, Nature
from multifidus.cohort.twins import compare
from multifidus.domain.record import Life, Preferences, Record
from multifidus.domain.record import Policy as Bounds
from multifidus.domain.week import Refusal
from multifidus.programme import known_on

MOST_TRIES: Final = 60
"""For a breach that takes several weeks to show; one that shows in a single week gets twice as many."""
FEW: Final = 12
"""From so few rows on, each is tried alone."""
_LISTS: Final = (
    "outcomes",
    "daily_load",
    "measurements",
    "reviews",
    "decisions",
    "flare_ups",
    "directives",
    "conditions",
    "log",
    "screening",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A record that breaks an invariant on a day; `small` says whether replaying it shows so."""

    invariant: str
    seed: int
    on: date
    text: str
    record: Record
    small: bool


def _nobody(seed: int) -> Nature:
    """A nature of which nothing is known: only the record speaks."""
    return Nature(
        seed=seed,
        kind=Kind.SLOW,
        pains=(0.0,),
        set_flares=frozenset(),
        flare_luck=(1.0,),
        used_to=1.0,
        strength=1.0,
        adherence=1.0,
    )


def replayed(
    record: Record, on: date, core: Core, seed: int = 0, *, weeks: int = 4, twins: bool = False
) -> Lived:
    """Return the end of a life as its record tells it: so many Mondays before a day, and the day."""
    start = monday_of(on) - timedelta(days=weeks * DAYS_PER_WEEK)
    days = [start + timedelta(days=n * DAYS_PER_WEEK) for n in range(weeks + 1)]
    days = [*(day for day in days if weeks and day < on), on]
    asked: list[Asked] = []
    compared: list[Compared] = []
    for day in days:
        known = known_on(record, day)
        if day != on:
            # A week is asked for before the sessions of its first day.
            known = replace(known, log=tuple(one for one in known.log if one.on < day))
        answer = core.week(known, day, agreed=True)
        asked.append(
            Asked(
                day=(day - start).days,
                on=day,
                why=Why.MONDAY,
                record=known,
                agreed=True,
                week=None if isinstance(answer, Refusal) else answer,
                refusal=answer if isinstance(answer, Refusal) else None,
            )
        )
    if twins:
        compared = [compare(asked[-1], core, seed, twin) for twin in Twin]
    return Lived(
        seed=seed,
        policy=Policy.ADAPT,
        nature=_nobody(seed),
        start=start,
        weeks=weeks + 1,
        record=record,
        asked=tuple(asked),
        sat=(),
        flares=(),
        planned={},
        compared=tuple(compared),
    )


def broken_by(record: Record, on: date, invariant: str, core: Core, seed: int = 0) -> list[Broken]:
    """Return how a record breaks one invariant when its last weeks are asked for again."""
    rule = next(one for one in ALL if one.name == invariant)
    twins = invariant in ("same-again", "mirrored-the-same", "shifted-the-same")
    life = replayed(record, on, core, seed, weeks=rule.weeks, twins=twins)
    return list(rule.check(life, core.full))


def _smaller(record: Record) -> Iterator[Record]:
    """Yield records with less in them, large cuts first."""
    yield replace(record, preferences=Preferences())
    yield replace(record, policy=Bounds())
    for name in _LISTS:
        rows: tuple[Any, ...] = getattr(record, name)
        half = len(rows) // 2
        for kept in ((), rows[half:], rows[:half]):
            if len(kept) < len(rows):
                yield _with(record, name, kept)
        if 1 < len(rows) <= FEW:
            for n in range(len(rows)):
                yield _with(record, name, (*rows[:n], *rows[n + 1 :]))
    yield from _fewer_exercises(record)
    for field in fields(Life):
        if getattr(record.life, field.name) != getattr(Life(), field.name):
            plain: dict[str, Any] = {field.name: getattr(Life(), field.name)}
            yield replace(record, life=replace(record.life, **plain))


def _with(record: Record, name: str, rows: tuple[Any, ...]) -> Record:
    changed: dict[str, Any] = {name: rows}
    return replace(record, **changed)


def _fewer_exercises(record: Record) -> Iterator[Record]:
    """Yield records whose log tells of fewer exercises."""
    names = sorted(
        {one.exercise for entry in record.log for one in entry.done}
        | {one.exercise for entry in record.log for one in entry.skipped}
    )
    half = len(names) // 2
    cuts = [names[:half], names[half:]]
    cuts += [[name] for name in names] if len(names) <= FEW else []
    for cut in cuts:
        log = tuple(
            replace(
                entry,
                done=tuple(one for one in entry.done if one.exercise not in cut),
                skipped=tuple(one for one in entry.skipped if one.exercise not in cut),
            )
            for entry in record.log
        )
        if log != record.log:
            yield replace(record, log=log)


def shrunk(record: Record, still: Callable[[Record], bool], tries: int = MOST_TRIES) -> Record:
    """Return the record without facts that `still` does not need, within so many tries."""
    left, found = tries, True
    while found and left > 0:
        found = False
        for smaller in _smaller(record):
            if smaller == record:
                continue
            left -= 1
            if left < 0:
                break
            if still(smaller):
                record, found = smaller, True
                break
    return record


def saved(life: Lived, breach: Breach, core: Core) -> Saved:
    """Return the smallest record found that shows a breach; the whole one where replaying does not."""
    on = breach.broken.on
    then = [one.record for one in life.asked if one.day == breach.broken.day and one.on == on]
    record = known_on(then[-1] if then else life.record, on)

    def still(smaller: Record) -> bool:
        found = broken_by(smaller, on, breach.invariant, core, life.seed)
        return any((one.on, one.text) == (on, breach.broken.text) for one in found)

    weeks = next(one.weeks for one in ALL if one.name == breach.invariant)
    tries = MOST_TRIES if weeks else 2 * MOST_TRIES
    small = still(record)
    return Saved(
        invariant=breach.invariant,
        seed=life.seed,
        on=on,
        text=breach.broken.text,
        record=shrunk(record, still, tries) if small else record,
        small=small,
    )
