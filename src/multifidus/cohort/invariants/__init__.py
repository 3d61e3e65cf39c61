# SPDX-License-Identifier: Apache-2.0
"""What must hold in every virtual life, checked by code that shares nothing with the rooms that decide."""

from collections.abc import Iterator
from dataclasses import dataclass

from multifidus.cohort.invariants import course, gates, load, pain, person, telling
from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.lived import Life
from multifidus.knowledge.loader import Knowledge

__all__ = ["ALL", "Breach", "Broken", "Invariant", "breaches"]

ALL: tuple[Invariant, ...] = (
    *gates.INVARIANTS,
    *person.INVARIANTS,
    *load.INVARIANTS,
    *pain.INVARIANTS,
    *course.INVARIANTS,
    *telling.INVARIANTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One broken invariant of one life."""

    invariant: str
    seed: int
    broken: Broken


def breaches(life: Life, knowledge: Knowledge) -> Iterator[Breach]:
    """Yield everything that a life breaks."""
    for invariant in ALL:
        for broken in invariant.check(life, knowledge):
            yield Breach(invariant=invariant.name, seed=life.seed, broken=broken)
