# SPDX-License-Identifier: Apache-2.0
"""The same question put another way: again, mirrored, or some weeks earlier."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from multifidus.cohort.core import Core
from multifidus.cohort.lived import Asked, Compared, Twin
from multifidus.cohort.nature import DAYS_PER_WEEK
from multifidus.cohort.streams import stream
from multifidus.domain.record import Decision, Record
from multifidus.domain.week import Refusal
from multifidus.domain.words import PainSite, Side

CALENDAR_CYCLE: Final = 1461 * DAYS_PER_WEEK
"""28 years: the calendar repeats day by day, so every age stays what it was."""
MOST_WEEKS: Final = 150
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER: Final = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


def mirrored(record: Record) -> Record:
    """Return the record of the same person with left and right swapped."""
    episode = record.episode
    if episode is not None:
        episode = replace(episode, sites=tuple(_other_site(one) for one in episode.sites))
    return replace(
        record,
        episode=episode,
        measurements=tuple(
            replace(one, side=_OTHER.get(one.side, one.side) if one.side else None)
            for one in record.measurements
        ),
    )


def _other_site(site: PainSite) -> PainSite:
    name = str(site)
    if name.endswith("-left"):
        return PainSite(name.removesuffix("-left") + "-right")
    if name.endswith("-right"):
        return PainSite(name.removesuffix("-right") + "-left")
    return site


def shifted(thing: Any, days: int) -> Any:  # noqa: ANN401 - walks through any fact of the record
    """Return a fact, or a whole record, with every date moved."""
    if isinstance(thing, date):
        return thing + timedelta(days=days)
    if isinstance(thing, Decision):
        # The id of a change names the week it belongs to.
        change = _DAY.sub(
            lambda found: str(shifted(date.fromisoformat(found[0]), days)), thing.change
        )
        return replace(thing, on=shifted(thing.on, days), change=change)
    if isinstance(thing, tuple):
        return tuple(shifted(one, days) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {one.name: shifted(getattr(thing, one.name), days) for one in fields(thing)}
        return type(thing)(**changed)
    return thing


def _ages(record: Record, on: date) -> list[int]:
    days = {on, *(one.on for one in record.screening), *(one.on for one in record.measurements)}
    if record.episode is not None and record.episode.started is not None:
        days.add(record.episode.started)
    return [record.person.age_on(day) for day in sorted(days)]


def weeks_to_move(record: Record, on: date, seed: int) -> int:
    """Return by how many days to move: some weeks, or 28 years where a birthday would come between."""
    days = -DAYS_PER_WEEK * stream(seed, "shift", on).randint(1, MOST_WEEKS)
    moved: Record = shifted(record, days)
    if _ages(record, on) == _ages(moved, on + timedelta(days=days)):
        return days
    return -CALENDAR_CYCLE


def compare(asked: Asked, core: Core, seed: int, twin: Twin) -> Compared:
    """Put a question another way and keep both answers."""
    days = weeks_to_move(asked.record, asked.on, seed) if twin is Twin.SHIFT else 0
    record = asked.record
    if twin is Twin.MIRROR:
        record = mirrored(record)
    elif twin is Twin.SHIFT:
        record = shifted(record, days)
    on = asked.on + timedelta(days=days)
    answer = core.week(record, on, agreed=asked.agreed)
    second = replace(
        asked,
        on=on,
        record=record,
        week=None if isinstance(answer, Refusal) else answer,
        refusal=answer if isinstance(answer, Refusal) else None,
    )
    return Compared(twin=twin, days=days, first=asked, second=second)


def compare_some(
    asked: tuple[Asked, ...], core: Core, seed: int, every: int
) -> tuple[Compared, ...]:
    """Put one question in `every` another way, each of the three ways in turn."""
    out = []
    agreed = [one for one in asked if one.agreed]
    first = stream(seed, "twins").randrange(every)
    for turn, one in enumerate(agreed[first::every]):
        twin = list(Twin)[(turn + seed) % len(Twin)]
        out.append(compare(one, core, seed, twin))
    return tuple(out)
