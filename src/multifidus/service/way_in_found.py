# SPDX-License-Identifier: Apache-2.0
"""What is known of a person after the tests: findings with their scales, and the first week."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from multifidus.assess import assess
from multifidus.domain.results import Assessment
from multifidus.domain.week import Refusal
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Blocked
from multifidus.service.found import Card, Place, Scale, cards, places, same_axis, scale_of
from multifidus.service.house import Service
from multifidus.service.records import kept
from multifidus.service.way_in_steps import Way
from multifidus.service.weeks import Making, Shown, the_weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNow:
    """The assessment of today, arranged; `axes` by test and side, left and right on one axis."""

    seen: Assessment
    cards: tuple[Card, ...]
    axes: Mapping[tuple[str, str], Scale]
    places: tuple[tuple[int, Place], ...]
    weeks: Shown | Refusal | Making


def numbered(shown: tuple[Place, ...]) -> tuple[tuple[int, Place], ...]:
    """Give each part of the body one number, whichever side it is on."""
    numbers: dict[tuple[str, str], int] = {}
    for one in shown:
        numbers.setdefault((one.kind, one.of), len(numbers) + 1)
    return tuple((numbers[one.kind, one.of], one) for one in shown)


def found_now(service: Service, who: Who, way: Way, *, wait_s: float) -> FoundNow:
    """Assess the asker's record and ask for the week.

    Raises
    ------
    Blocked
        As long as the record does not say who it is about.
    """
    decide(who, Action.READ_RECORD)
    now = kept(service, who)
    if now is None or way.record is None:
        raise Blocked("Please begin with who you are.")
    seen = assess(way.record, way.on, service.knowledge)
    scales = []
    for one in seen.findings:
        test = service.knowledge.tests[one.test]
        bounds = test.human_range
        more = test.better == "more"
        scales.append(scale_of(one, lowest=bounds.lowest, highest=bounds.highest, more=more))
    arranged = cards(seen, scales)
    axes = {}
    for card in arranged:
        low, high = same_axis([one for _, one in card.findings])
        for finding, axis in card.findings:
            axes[finding.test, finding.side or ""] = replace(axis, low=low, high=high)
    return FoundNow(
        seen=seen,
        cards=arranged,
        axes=axes,
        places=numbered(places(seen)),
        weeks=the_weeks(service, who, now, wait_s=wait_s),
    )
