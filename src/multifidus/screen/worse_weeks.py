# SPDX-License-Identifier: Apache-2.0
"""Mornings that stay clearly worse for two weeks ask for a review (rule PAIN6)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from multifidus.domain.phrase import joined, say
from multifidus.domain.words import Level
from multifidus.screen.facts import Facts
from multifidus.screen.raised import Raised

DAYS_PER_WEEK: Final = 7
SIGN: Final = "repeated-red-pain"
"""The sign that a review of pain in sessions lifts, whichever rule raised it."""


def worse_mornings(facts: Facts) -> Iterator[Raised]:
    """PAIN6: weekly means of the next mornings up by 2 points or more for two weeks in a row.

    Both weeks are held against the week before them. What a review has seen is not raised again.
    """
    figures = facts.knowledge.rules["PAIN6"].figures
    weeks, rise = int(figures["weeks_rising"].value), figures["weekly_mean_rise"].value
    means = _means(facts)
    found = [
        monday
        for monday in means
        if (base := means.get(monday - timedelta(days=DAYS_PER_WEEK * weeks))) is not None
        and all(
            (mean := means.get(monday - timedelta(days=DAYS_PER_WEEK * n))) is not None
            and mean >= base + rise
            for n in range(weeks)
        )
    ]
    if not found:
        return
    since = max(found) + timedelta(days=DAYS_PER_WEEK - 1)
    combination = facts.knowledge.combinations["CMB6"]
    yield Raised(
        sign=SIGN,
        home=facts.sign("R08").id,
        rules=("PAIN6",),
        level=Level.REVIEW,
        sure=True,
        since=min(since, facts.on),
        because=joined(
            [say("Your mornings have been clearly worse for two weeks."), combination.because]
        ),
        cite=facts.knowledge.rules["PAIN6"].source,
        action=combination.action,
        tell=combination.tell,
        by_review=True,
    )


def _means(facts: Facts) -> dict[date, float]:
    """Mean of the next mornings by the Monday of the week, for weeks that have enough of them."""
    least = facts.knowledge.rules["PAIN1"].figures["mornings_a_week"].value
    values: dict[date, list[float]] = {}
    for entry in facts.record.log:
        # The next morning is not known before the next morning.
        if entry.on < facts.on and entry.pain.next_morning is not None:
            monday = entry.on - timedelta(days=entry.on.weekday())
            values.setdefault(monday, []).append(entry.pain.next_morning)
    return {
        monday: sum(found) / len(found)
        for monday, found in sorted(values.items())
        if len(found) >= least
    }
