# SPDX-License-Identifier: Apache-2.0
"""The numbers behind the virtual people, read strictly; every one has a unit, a source and a grade.

They stand apart from the knowledge: the programme must never know what its test people are made of.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from multifidus.knowledge.base import Cited, Figure, Id, Line, Strict
from multifidus.knowledge.loader import Knowledge, read_as

FILE: Final = Path(__file__).with_name("assumptions.yaml")

ASSUMED: Final = "assumption"
"""The source of a number that somebody chose."""


class KindShare(Strict):
    """How many of fifty people are of a kind, and what that kind is."""

    of_fifty: Annotated[int, Field(ge=1)]
    text: Line


class Course(Cited):
    """An average course of pain, 0 to 100, at so many weeks."""

    weeks: tuple[float, ...]
    pain: tuple[float, ...]

    @model_validator(mode="after")
    def _pairs(self) -> "Course":
        if len(self.weeks) != len(self.pain) or list(self.weeks) != sorted(set(self.weeks)):
            raise ValueError("one pain value for each week, weeks rising")
        return self


class Leaflet(Cited):
    """A fixed sheet of exercises, the same for everybody."""

    sets: int
    reps: int
    hold_s: int
    stretch_hold_s: int
    minutes: float
    days: int
    exercises: tuple[Id, ...]


class Assumptions(Strict):
    """All of `assumptions.yaml`."""

    kinds: dict[Id, KindShare]
    courses: dict[Id, Course]
    leaflet: Leaflet
    figures: dict[str, Figure]

    @model_validator(mode="after")
    def _fifty(self) -> "Assumptions":
        total = sum(kind.of_fifty for kind in self.kinds.values())
        if total != FIFTY:
            raise ValueError(f"the kinds add up to {total}; they should add up to {FIFTY}")
        return self

    def value(self, name: str) -> float:
        """Return one number; `KeyError` when the file lacks it."""
        return self.figures[name].value


FIFTY: Final = 50


def unknown_sources(assumptions: Assumptions, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the sources that are neither a paper the project knows nor plainly an assumption."""
    blocks: tuple[Cited, ...] = (
        *assumptions.courses.values(),
        assumptions.leaflet,
        *assumptions.figures.values(),
    )
    named = {key for block in blocks for key in block.source}
    return tuple(sorted(named - {ASSUMED, *knowledge.sources}))


@lru_cache(maxsize=1)
def shipped() -> Assumptions:
    """Return the assumptions that ship with the package, read once per process."""
    return read_as(FILE, Assumptions)
