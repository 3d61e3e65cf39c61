# SPDX-License-Identifier: Apache-2.0
"""What is written down of a virtual life: every answer of the core, every session, every misfortune.

The invariants read this and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from multifidus.cohort.nature import DAYS_PER_WEEK, Nature
from multifidus.domain.record import LogEntry, Record
from multifidus.domain.week import Refusal, Week


class Policy(StrEnum):
    """What decides the weeks of a life."""

    ADAPT = "adapt"
    """This programme."""
    LEAFLET = "leaflet"
    """A fixed sheet of exercises from the first day, without a gate."""
    ALWAYS = "always"
    """This programme's week, every dose one step higher each week."""


class Why(StrEnum):
    """Why the core was asked for a week."""

    MONDAY = "monday"
    SIGN = "danger sign"
    PAIN = "pain after a session"
    FLARE = "flare-up"
    DIRECTIVE = "directive"
    CONDITION = "condition"
    CLEARED = "cleared"
    DECIDED = "decisions"


class Twin(StrEnum):
    """A second question that must have the same answer."""

    AGAIN = "the same question again"
    MIRROR = "the same person, left and right swapped"
    SHIFT = "the same person, some weeks earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One time the core was asked for a week: the record as it then was, and the answer.

    `agreed` is whether it was asked for the week as agreed, with undecided rises left out.
    """

    day: int
    on: date
    why: Why
    record: Record
    agreed: bool
    week: Week | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A question asked a second way, and both answers."""

    twin: Twin
    days: int
    first: Asked
    second: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """One session as it was: what was planned, what was logged in the end, what was true inside."""

    day: int
    entry: LogEntry
    planned: tuple[str, ...]
    week: date
    flare: bool
    rise: float
    minutes: float
    unsuited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfortune:
    """A flare-up inside, whether it was reported or not."""

    day: int
    rise: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One virtual life under one policy.

    `planned` counts planned sessions by day, whether they were done or not.
    """

    seed: int
    policy: Policy
    nature: Nature
    start: date
    weeks: int
    record: Record
    asked: tuple[Asked, ...]
    sat: tuple[Sat, ...]
    flares: tuple[Misfortune, ...]
    planned: dict[int, int]
    compared: tuple[Compared, ...] = ()

    def day_of(self, on: date) -> int:
        """Return the number of a day, 0 on the first Monday."""
        return (on - self.start).days

    def weeks_as_lived(self) -> Iterator[Asked]:
        """Yield the answers that were shown and could be acted on, in order."""
        yield from (one for one in self.asked if one.week is not None and one.agreed)

    def first_of_weeks(self) -> Iterator[Asked]:
        """Yield, for each week, the last answer given on the first day it was asked for."""
        found: dict[date, Asked] = {}
        for one in self.weeks_as_lived():
            if one.week is None:
                continue
            known = found.get(one.week.week)
            if known is None or known.day == one.day:
                found[one.week.week] = one
        yield from found.values()


def monday_of(on: date) -> date:
    """Return the Monday on or before a day."""
    return on - timedelta(days=on.weekday() % DAYS_PER_WEEK)
