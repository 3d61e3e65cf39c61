# SPDX-License-Identifier: Apache-2.0
"""What an invariant is: a name, a sentence, and a function that reads a life and names what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from multifidus.cohort.lived import Life
from multifidus.knowledge.loader import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One thing that must never be, and was: on which day, and what exactly."""

    on: date
    day: int
    text: str


Check: TypeAlias = Callable[[Life, Knowledge], Iterator[Broken]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must hold in every life.

    `weeks` is how many weeks before a breach have to be known to see it; 0 where the one answer shows it.
    """

    name: str
    sentence: str
    check: Check
    weeks: int = 4
