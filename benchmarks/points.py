# SPDX-License-Identifier: Apache-2.0
"""What a choice of options leaves uncovered, counted as the planner's first objective counts it.

Worked out from the options and targets alone, so that weeks of other planners are measured with
the same ruler, and so that the solver's own value is checked by a second way of counting.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from multifidus.plan.layout import Layout
from multifidus.plan.problem import Option, Target, likes


@dataclass(frozen=True, slots=True)
class _Need:
    """One target: what is missing of its last part costs `unit` each, before that `hard_unit`."""

    kind: str
    target: Target
    easy: int
    unit: int
    hard_unit: int

    def given(self, option: Option) -> int:
        """Return what one option gives over the week, one dose and the sum clipped at the target."""
        if self.kind == "muscle":
            once = option.stimulus.get(self.target.id, 0)
        elif self.kind == "stretch":
            once = option.stretch.get(self.target.id, 0)
        else:
            once = option.aerobic
        return min(option.times * once, self.target.amount)

    def cost(self, planned: int) -> int:
        """Return the price of what is missing."""
        missing = max(0, self.target.amount - planned)
        easy = min(missing, self.easy)
        return easy * self.unit + (missing - easy) * self.hard_unit


class Ruler:
    """Counts uncovered points for one person's problem."""

    def __init__(self, layout: Layout) -> None:
        problem = layout.problem
        price: Mapping[int, int] = dict(layout.model.aims[0].terms)
        kinds = {
            **{id(target): "muscle" for target in problem.muscles},
            **{id(target): "stretch" for target in problem.stretches},
        }
        self._needs = tuple(
            _Need(
                kinds.get(id(short.target), "aerobic"),
                short.target,
                layout.model.bounds[short.easy][1],
                price[short.easy],
                price[short.hard],
            )
            for short in layout.shortages
        )
        words = [word for word in problem.case.record.preferences.like if layout.liked_by(word)]
        self._liked = tuple(
            (word, price[variable]) for word, variable in zip(words, layout.unliked, strict=True)
        )
        self.scale = problem.planning.shortage.scale

    def shares(self, option: Option) -> tuple[int, ...]:
        """Return what an option gives to each need."""
        return tuple(need.given(option) for need in self._needs)

    def cost(self, planned: Sequence[int]) -> int:
        """Return the price of what is missing, given what is planned for each need."""
        return sum(need.cost(amount) for need, amount in zip(self._needs, planned, strict=True))

    def nothing(self) -> tuple[int, ...]:
        """Return what an empty week gives."""
        return (0,) * len(self._needs)

    def uncovered(self, chosen: Iterable[Option]) -> int:
        """Return the first objective of a whole week (points times `scale`)."""
        options = tuple(chosen)
        planned = self.nothing()
        for option in options:
            planned = tuple(map(sum, zip(planned, self.shares(option), strict=True)))
        unliked = sum(
            price
            for word, price in self._liked
            if not any(likes(option.exercise, (word,)) for option in options)
        )
        return self.cost(planned) + unliked
