# SPDX-License-Identifier: Apache-2.0
"""What a virtual person is like inside: the course of pain, luck, habits. The programme never sees it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from multifidus.cohort.assumptions import FIFTY, Assumptions
from multifidus.cohort.streams import stream
from multifidus.domain.words import Answer

DAYS_PER_WEEK: Final = 7
WORST_PAIN: Final = 10.0


class Kind(StrEnum):
    """The kinds of people; what each is stands in `assumptions.yaml`."""

    STEADY = "steady-responder"
    SLOW = "slow-responder"
    NON_RESPONDER = "non-responder"
    FLARES = "flares-every-third-week"
    FEARFUL = "fear-avoidant"
    OVER_DOER = "over-doer"
    NON_ADHERER = "non-adherer"
    RETURNS = "stops-and-returns"
    EMERGENCY = "emergency-sign"
    SLOW_SIGN = "slow-danger-sign"
    FALL = "fall-with-osteoporosis"
    PREGNANT = "pregnant-from-week-four"
    SURGERY = "after-surgery"
    FLEXION = "flexion-provoked"
    EXTENSION = "extension-provoked"
    BOTH_WAYS = "provoked-both-ways"
    NOTHING = "nothing-at-home"
    FIFTEEN = "fifteen-minutes"
    CONFLICT = "conflicting-directives"
    NOT_SURE = "not-sure"
    CLOCK = "clock-changes"


EMERGENCY_SIGNS: Final = (
    "saddle-numbness",
    "bladder-change",
    "bowel-change",
    "sexual-function-change",
    "both-legs",
    "leg-weakness",
)
SLOW_SIGNS: Final = ("cancer-with-new-pain", "weight-loss", "fever-or-infection")
FALL_SIGN: Final = "minor-fall-at-risk"
PREGNANCY: Final = "pregnancy"
SURGERY: Final = "recent-surgery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A danger sign: from which day on it is there, and when a clinician has looked, if ever."""

    sign: str
    day: int
    seen_day: int | None
    answer: Answer = Answer.YES
    lasting: bool = False

    def there(self, day: int) -> bool:
        """Whether the person would say so on a day; what a clinician has looked at is past."""
        return self.day <= day and (self.lasting or self.seen_day is None or day < self.seen_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """One person inside. Days count from 0, the first Monday.

    `pains` is the pain of each day without flare-ups and without load; `flare_luck` one number a
    day, below whose chance a flare-up begins; `set_flares` are days on which one begins whatever
    was done. `used_to` is the work of a usual week; `strength` against what a start dose takes.
    """

    seed: int
    kind: Kind
    pains: tuple[float, ...]
    set_flares: frozenset[int]
    flare_luck: tuple[float, ...]
    used_to: float
    strength: float
    adherence: float
    away: tuple[int, int] | None = None
    notes_missed: bool = True
    troubles: tuple[Trouble, ...] = ()
    review_after: int | None = None
    clock: Mapping[int, int] = field(default_factory=dict)

    def trouble_on(self, day: int) -> tuple[Trouble, ...]:
        """Return the danger signs that are there on a day."""
        return tuple(one for one in self.troubles if one.there(day))

    def is_away(self, day: int) -> bool:
        """Whether the person has stopped for a while."""
        return self.away is not None and self.away[0] <= day < self.away[1]

    def shift(self, day: int) -> int:
        """By how many days the device's clock is wrong."""
        return self.clock.get(day, 0)


def kind_of(seed: int, assumptions: Assumptions) -> Kind:
    """Return the kind of a seed: any fifty seeds in a row hold every kind in its fixed share."""
    wheel = [Kind(name) for name, one in assumptions.kinds.items() for _ in range(one.of_fifty)]
    # Any number without a factor in common with fifty spreads the kinds over the seeds.
    return wheel[seed * 17 % FIFTY]


def _course(
    kind: Kind, spell_days: int, days: int, dice: random.Random, a: Assumptions
) -> list[float]:
    name = "acute"
    if spell_days >= a.value("persistent_from_days"):
        name = "persistent"
    elif spell_days >= a.value("subacute_from_days"):
        name = "subacute"
    course = a.courses[name]
    fall = max(0.0, dice.gauss(1, a.value("course_scatter")))
    fall *= {Kind.NON_RESPONDER: 0.0, Kind.SLOW: a.value("slow_share")}.get(kind, 1.0)
    begin = dice.gauss(course.pain[0] / WORST_PAIN, a.value("start_pain_sd"))
    begin = min(max(begin, 1.0), WORST_PAIN - 1)
    if kind is Kind.STEADY:
        begin = min(begin, a.value("steady_start_pain"))
    out = []
    for day in range(days):
        mean = _between(course.weeks, course.pain, day / DAYS_PER_WEEK) / course.pain[0]
        out.append(begin * (1 - fall * (1 - mean)))
    return out


def _between(weeks: tuple[float, ...], values: tuple[float, ...], at: float) -> float:
    for (w0, v0), (w1, v1) in zip(
        zip(weeks, values, strict=True), zip(weeks[1:], values[1:], strict=True), strict=False
    ):
        if at <= w1:
            return v0 + (v1 - v0) * (at - w0) / (w1 - w0)
    return values[-1]


def _pains(
    seed: int, kind: Kind, spell_days: int | None, days: int, a: Assumptions
) -> tuple[float, ...]:
    if spell_days is None:
        means = [0.0] * days
    else:
        means = _course(kind, spell_days, days, stream(seed, "course"), a)
    noise = stream(seed, "noise")
    memory, spread = a.value("day_memory"), a.value("day_noise")
    off, out = 0.0, []
    for mean in means:
        off = memory * off + noise.gauss(0, spread)
        quiet = 0.0 if kind is Kind.STEADY or spell_days is None else off
        out.append(min(max(mean + quiet, 0.0), WORST_PAIN))
    return tuple(out)


def _strength(kind: Kind, dice: random.Random, a: Assumptions) -> float:
    usual = a.value("reserve") * max(0.6, dice.gauss(1, a.value("reserve_sd")))
    return max(usual, a.value("steady_reserve")) if kind is Kind.STEADY else usual


def _seen(dice: random.Random, day: int, a: Assumptions) -> int | None:
    if dice.random() < a.value("never_seen"):
        return None
    low, high = int(a.value("seen_after_low")), int(a.value("seen_after_high"))
    return day + dice.randint(low, high)


def _troubles(seed: int, kind: Kind, days: int, a: Assumptions) -> tuple[Trouble, ...]:
    dice = stream(seed, "trouble")
    # Bad luck in week five for some, on any day for others.
    fifth = 4 * DAYS_PER_WEEK + dice.randrange(DAYS_PER_WEEK)
    day = fifth if dice.random() < 1 / 2 else dice.randrange(max(1, days))
    seen = _seen(dice, day, a)
    if kind is Kind.EMERGENCY:
        return (Trouble(sign=dice.choice(EMERGENCY_SIGNS), day=day, seen_day=seen),)
    if kind is Kind.SLOW_SIGN:
        return (Trouble(sign=dice.choice(SLOW_SIGNS), day=day, seen_day=seen),)
    if kind is Kind.FALL:
        return (Trouble(sign=FALL_SIGN, day=day, seen_day=seen),)
    if kind is Kind.PREGNANT:
        day = 3 * DAYS_PER_WEEK + dice.randrange(DAYS_PER_WEEK)
        return (Trouble(sign=PREGNANCY, day=day, seen_day=None, lasting=True),)
    if kind is Kind.SURGERY:
        return (Trouble(sign=SURGERY, day=0, seen_day=None, lasting=True),)
    return ()


def _adherence(seed: int, kind: Kind, a: Assumptions) -> float:
    dice = stream(seed, "habits")
    usual = min(max(dice.gauss(a.value("adherence"), a.value("adherence_sd")), 0.5), 1.0)
    return {
        Kind.STEADY: a.value("adherence_steady"),
        Kind.NON_ADHERER: a.value("adherence_low"),
    }.get(kind, usual)


def _clock(seed: int, kind: Kind, days: int) -> dict[int, int]:
    if kind is not Kind.CLOCK:
        return {}
    dice = stream(seed, "clock")
    out: dict[int, int] = {}
    for first in range(0, days, 3 * DAYS_PER_WEEK):
        off = dice.choice((-1, 1))
        begin = first + dice.randrange(2 * DAYS_PER_WEEK)
        out |= dict.fromkeys(range(begin, begin + dice.randint(1, DAYS_PER_WEEK)), off)
    return out


def nature(
    seed: int, kind: Kind, *, spell: date | None, on: date, days: int, a: Assumptions
) -> Nature:
    """Make the inside of a person.

    Parameters
    ----------
    seed : int
        The same seed gives the same inside.
    kind : Kind
        What kind of person.
    spell : date or None
        When the present spell of pain began; None for someone without pain.
    on : date
        Day 0.
    days : int
        How far ahead to look; a longer look changes nothing earlier but a danger sign's day.
    a : Assumptions
        The numbers.
    """
    luck = stream(seed, "flare luck")
    body = stream(seed, "body")
    every = int(a.value("flare_every_days"))
    away = None
    if kind is Kind.RETURNS:
        first = stream(seed, "away").randint(2 * DAYS_PER_WEEK, 5 * DAYS_PER_WEEK)
        away = (first, first + int(a.value("away_days")))
    low, high = int(a.value("review_after_low")), int(a.value("review_after_high"))
    reviews = stream(seed, "reviews")
    after = reviews.randint(low, high)
    return Nature(
        seed=seed,
        kind=kind,
        pains=_pains(seed, kind, None if spell is None else (on - spell).days, days, a),
        set_flares=frozenset(range(every - 1, days, every)) if kind is Kind.FLARES else frozenset(),
        flare_luck=tuple(1.0 if kind is Kind.STEADY else luck.random() for _ in range(days)),
        used_to=a.value("used_to") * max(0.3, body.gauss(1, a.value("used_to_sd"))),
        strength=_strength(kind, body, a),
        adherence=_adherence(seed, kind, a),
        away=away,
        notes_missed=stream(seed, "notes").random() < a.value("missed_noted"),
        troubles=_troubles(seed, kind, days, a),
        review_after=None if reviews.random() < a.value("never_seen") else after,
        clock=_clock(seed, kind, days),
    )
