# SPDX-License-Identifier: Apache-2.0
"""What a person's sports mean for the plan: demands, the part of the season, a small emphasis."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from multifidus.domain.week import Reason
from multifidus.domain.words import Season

WHOLE = 100
"""Per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SportCase:
    """A person's sports on one day.

    Attributes
    ----------
    sports, groups, demands : tuple of str
        Ids of the knowledge, in its order.
    unknown : tuple of str
        The person's own words for sports that the knowledge does not hold.
    season : Season or None
        The part of the sport's year, where the person told it.
    open : bool
        Whether the emphasis counts now. It waits while there is pain, and under review.
    muscles : mapping
        Extra quarter sets a week by muscle; empty while closed.
    ladders : mapping
        Points by ladder; empty while closed.
    target_percent : int
        Share of the usual weekly targets.
    strength_days : int or None
        The most strength days in a week; None leaves the usual.
    sentences : tuple of Reason
        What the person reads, each with its rule and papers.
    """

    sports: tuple[str, ...]
    groups: tuple[str, ...]
    demands: tuple[str, ...]
    unknown: tuple[str, ...]
    season: Season | None
    open: bool
    muscles: Mapping[str, int] = field(default_factory=dict)
    ladders: Mapping[str, int] = field(default_factory=dict)
    target_percent: int = WHOLE
    strength_days: int | None = None
    sentences: tuple[Reason, ...] = ()
