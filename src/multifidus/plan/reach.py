# SPDX-License-Identifier: Apache-2.0
"""How far the person comes by their own measurements, and which exercises need more (MOV1)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from multifidus.domain.phrase import Phrase, lower, say
from multifidus.domain.results import Finding
from multifidus.domain.spoken import unit, with_side
from multifidus.domain.words import Modality
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.required_range import SpeaksFor
from multifidus.knowledge.schema import Exercise

RULE: Final = "MOV1"

_OWN_MEASURE: Final = frozenset({Modality.AEROBIC, Modality.MIND_BODY, Modality.RELAXATION})
"""Step, saddle, pose and cushion are as the person chooses them: never out of reach."""
_AS_FAR_AS_IT_GOES: Final = frozenset({Modality.STRETCH, Modality.MOBILITY})
"""Done as far as one comes in what they lengthen; out of reach only by what else they ask."""
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the worse side comes in one need.

    `degrees` is what the result stands for, `width` its measurement error, `limit` the most that
    may be asked: the sum of both, and never less than everyday life asks. All in degrees of the
    need.
    """

    finding: Finding
    speaks: SpeaksFor
    degrees: float
    width: float
    limit: float

    @property
    def fact(self) -> Phrase:
        """The result as the person's own fact."""
        finding = self.finding
        return say(
            "{test} measured {value} on {on}",
            test=with_side(lower(finding.name), finding.side),
            value=_amount(finding.value, finding.unit),
            on=finding.on,
        )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A need of an exercise that is more than the person's reach, in degrees."""

    need: int
    reach: Reach

    @property
    def because(self) -> Phrase:
        """Both numbers in words."""
        reach = self.reach
        if reach.degrees < 0:
            own = say("stays {number} short of straight", number=_shown(-reach.degrees))
        elif reach.degrees == reach.finding.value:
            own = say("measured {number}", number=_shown(reach.degrees))
        else:
            own = say("comes to about {number}", number=_shown(reach.degrees))
        return say(
            "it needs {need} degrees {asks}; yours {own}",
            need=self.need,
            asks=reach.speaks.asks,
            own=with_side(own, reach.finding.side),
        )

    @property
    def would_free(self) -> Phrase:
        """The result of the test, in its own unit, that would end it."""
        reach, speaks = self.reach, self.reach.speaks
        missing = self.need - reach.degrees - reach.width
        value = reach.finding.value + missing / speaks.per_unit
        # The nearest whole number that is enough.
        more = speaks.per_unit > 0
        whole = math.ceil(round(value, _DECIMALS)) if more else math.floor(round(value, _DECIMALS))
        test, wanted = lower(reach.finding.name), _amount(whole, reach.finding.unit)
        if more:
            return say(
                "A new result of {test}: {value} or more on both sides.", test=test, value=wanted
            )
        return say(
            "A new result of {test}: {value} or less on both sides.", test=test, value=wanted
        )


def _shown(value: float) -> float:
    return round(value, 1)


def _amount(value: float, code: str) -> Phrase:
    if code == "deg":
        return say("{number} degrees", number=_shown(value))
    return say("{value} {unit}", value=_shown(value), unit=unit(code))


def reaches(findings: Iterable[Finding], knowledge: Knowledge) -> dict[str, Reach]:
    """Return how far the worse side comes, by need; nothing for what no valid result speaks of.

    Parameters
    ----------
    findings : iterable of Finding
        The newest result of each test and side. Expired ones and those that say nothing (a leg
        raise with leg symptoms) do not count.
    knowledge : Knowledge
        What each test speaks for, and what everyday life asks.

    Returns
    -------
    dict of str to Reach
        Where several tests speak for one side, the newest counts; of one day, the one that allows
        most.
    """
    everyday = knowledge.rules[RULE].figures
    newest: dict[tuple[str, str], Reach] = {}
    for finding in findings:
        speaks = knowledge.tests[finding.test].speaks_for
        if speaks is None or finding.expired or finding.error is None or "ASM1" in finding.rules:
            continue
        degrees = round(speaks.degrees(finding.value), _DECIMALS)
        width = round(speaks.width(finding.error), _DECIMALS)
        limit = round(degrees + width, _DECIMALS)
        if speaks.need in everyday:
            limit = max(limit, everyday[speaks.need].value)
        reach = Reach(finding, speaks, degrees, width, limit)
        key = speaks.need, finding.side or ""
        known = newest.setdefault(key, reach)
        if (finding.on, limit) > (known.finding.on, known.limit):
            newest[key] = reach
    out: dict[str, Reach] = {}
    for (need, _), reach in sorted(newest.items(), key=lambda item: item[0]):
        known = out.setdefault(need, reach)
        if (reach.limit, reach.degrees) < (known.limit, known.degrees):
            out[need] = reach
    return out


def free(exercise: Exercise, knowledge: Knowledge) -> frozenset[str]:
    """Return the needs in which an exercise goes as far as the person comes, whatever it shows."""
    if exercise.modality not in _AS_FAR_AS_IT_GOES:
        return frozenset()
    return frozenset(
        need
        for target in exercise.stretches
        for need in knowledge.stretch_targets[target].lengthened_by
    )


def shortfall(
    exercise: Exercise, own: Mapping[str, Reach], knowledge: Knowledge
) -> Shortfall | None:
    """Return the need of an exercise that is farthest beyond reach; None when all can be met."""
    if exercise.modality in _OWN_MEASURE:
        return None
    exempt = free(exercise, knowledge)
    short = [
        Shortfall(degrees, own[need])
        for need, degrees in knowledge.required_range.of(exercise.id).items()
        if need in own and need not in exempt and degrees > own[need].limit
    ]
    return max(short, key=lambda one: one.need - one.reach.limit, default=None)
