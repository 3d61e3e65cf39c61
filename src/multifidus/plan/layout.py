# SPDX-License-Identifier: Apache-2.0
"""The model of one week while it is being written: options, their variables, and indexes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from multifidus.domain.words import Phase
from multifidus.plan.model import Model
from multifidus.plan.problem import Option, Problem, Target, likes, phase_of
from multifidus.plan.slots import HOURS_PER_DAY, Cell


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing of a target: `easy` the last part of it, `hard` what comes before."""

    target: Target
    easy: int
    hard: int


def _group(keys: list[list[str]]) -> dict[str, tuple[int, ...]]:
    out: dict[str, list[int]] = {}
    for n, names in enumerate(keys):
        for name in names:
            out.setdefault(name, []).append(n)
    return {name: tuple(members) for name, members in out.items()}


@dataclass(slots=True)
class Layout:
    """A problem and its growing model. `on[n]` is the variable of option `n`."""

    problem: Problem
    monday: date
    model: Model = field(default_factory=Model)
    on: list[int] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    unliked: list[int] = field(default_factory=list)
    changes: list[tuple[int, int]] = field(default_factory=list)
    hard: dict[tuple[str, str], int] = field(default_factory=dict)
    by_exercise: dict[str, tuple[int, ...]] = field(init=False)
    by_ladder: dict[str, tuple[int, ...]] = field(init=False)
    by_cell: dict[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        options = self.problem.options
        self.on = [self.model.variable(option.name) for option in options]
        self.by_exercise = _group([[option.exercise.id] for option in options])
        self.by_ladder = _group([[option.exercise.ladder.id] for option in options])
        self.by_cell = {cell.id: () for cell in self.problem.cells} | _group(
            [list(option.cells) for option in options]
        )

    @property
    def options(self) -> tuple[Option, ...]:
        """The options, in a fixed order."""
        return self.problem.options

    @property
    def days(self) -> tuple[tuple[str, ...], ...]:
        """The distinct sets of cells that share a day."""
        by_day: dict[int, list[str]] = {}
        for cell in self.problem.cells:
            for slot in cell.slots:
                by_day.setdefault(slot.day, []).append(cell.id)
        return tuple(dict.fromkeys(tuple(names) for _, names in sorted(by_day.items())))

    @property
    def rested_from(self) -> Mapping[str, int]:
        """By muscle, the hour of this week from which heavy work is rested again.

        A date carries no hour, so heavy work is taken to have ended with its day.
        """
        rest = self.problem.planning.days.recovery_hours
        latest = max(self.problem.planning.days.slot_hour.values())
        return {
            muscle: (day - self.monday).days * HOURS_PER_DAY + latest + rest
            for muscle, day in self.problem.standing.last_heavy.items()
        }

    def liked_by(self, word: str) -> tuple[int, ...]:
        """Options that a preference names."""
        return tuple(n for n, option in enumerate(self.options) if likes(option.exercise, (word,)))

    def phases(self, cell: Cell) -> dict[Phase, tuple[int, ...]]:
        """Options of a cell by the phase of the session in which they are done, in order."""
        return {
            phase: tuple(
                n
                for n in self.by_cell[cell.id]
                if phase_of(self.options[n].exercise, cell) is phase
            )
            for phase in Phase
        }
