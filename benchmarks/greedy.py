# SPDX-License-Identifier: Apache-2.0
"""A sensible greedy planner: again and again the option that covers most per minute.

The careful kind, to compare with: it starts with what a clinician requires and a warm-up, chooses
from the same options as the planner (so the candidate filters hold), and looks before each step
whether the rules it knows would still hold. It may give an exercise more days or another dose, but it never
drops an exercise for a better one.
"""

from collections.abc import Collection, Iterable

from multifidus.plan.layout import Layout
from multifidus.plan.model import Row
from multifidus.plan.problem import Option
from points import Ruler

KNOWN = frozenset({"PLN4", "PLN5", "PLN13", "PLN14", "GRD4", "GRD8"})
"""One dose an exercise, minutes, ladders, core count, highest load, 48 hours after heavy work."""


class _Rules:
    """The upper bounds of a layout that a choice must keep, looked at one option at a time."""

    def __init__(self, layout: Layout, known: Collection[str] | None) -> None:
        self._options = frozenset(layout.on)
        rows = [
            row
            for row in layout.model.rows
            if row.high is not None and (known is None or row.rule in known)
        ]
        self._plain = [row for row in rows if self._aside(row) == 0]
        self._switches = {
            variable: row
            for row in rows
            if self._aside(row) == 1 and len(row.terms) > 1
            for variable, factor in row.terms
            if variable not in self._options and factor < 0
        }
        self._between = [
            row for row in rows if row.terms and all(v in self._switches for v, _ in row.terms)
        ]

    def _aside(self, row: Row) -> int:
        return sum(variable not in self._options for variable, _ in row.terms)

    def hold(self, taken: Collection[int]) -> bool:
        """Whether all bounds hold with these options; a switch is on when its row needs it."""
        if any(_over(row, taken) for row in self._plain):
            return False
        on = {variable for variable, row in self._switches.items() if _over(row, taken)}
        return not any(_over(row, on) for row in self._between)


def _over(row: Row, taken: Collection[int]) -> bool:
    total = sum(factor for variable, factor in row.terms if variable in taken)
    return row.high is not None and total > row.high


class _Walk:
    """The week as it grows, one step at a time."""

    def __init__(self, layout: Layout, known: Collection[str] | None, *, enlarge: bool) -> None:
        self.layout, self.enlarge = layout, enlarge
        self.ruler = Ruler(layout)
        self.rules = _Rules(layout, known)
        self.shares = [self.ruler.shares(option) for option in layout.options]
        self.planned = self.ruler.nothing()
        self.taken: dict[str, int] = {}

    def variables(self, *, but: str = "") -> set[int]:
        """Return the variables of what is taken, one exercise left aside."""
        return {self.layout.on[n] for name, n in self.taken.items() if name != but}

    def _after(self, n: int) -> tuple[int, ...]:
        """Return what is planned once option `n` has taken its exercise's place."""
        before = self.taken.get(self.layout.options[n].exercise.id)
        gone = self.ruler.nothing() if before is None else self.shares[before]
        return tuple(
            have + new - old
            for have, new, old in zip(self.planned, self.shares[n], gone, strict=True)
        )

    def _rate(self, n: int) -> float:
        """Return uncovered points gained per further second."""
        option = self.layout.options[n]
        before = self.taken.get(option.exercise.id)
        seconds = option.seconds * option.times
        if before is not None:
            seconds -= self.layout.options[before].seconds * self.layout.options[before].times
        gain = self.ruler.cost(self.planned) - self.ruler.cost(self._after(n))
        return gain / seconds if seconds > 0 else gain * float(len(self.shares))

    def step(self, candidates: Iterable[int], *, anything: bool = False) -> bool:
        """Take the best candidate that the rules allow; say whether there was one."""
        options = self.layout.options
        open_now = [
            n
            for n in candidates
            if self.taken.get(options[n].exercise.id) != n
            and (self.enlarge or options[n].exercise.id not in self.taken)
        ]
        ranked = sorted(((self._rate(n), options[n].name, n) for n in open_now), reverse=True)
        for rate, _, n in ranked:
            if rate <= 0 and not anything:
                break
            name = options[n].exercise.id
            if self.rules.hold(self.variables(but=name) | {self.layout.on[n]}):
                self.planned = self._after(n)
                self.taken[name] = n
                return True
        return False

    def meet(self, rule: str) -> None:
        """Take the best of what a rule asks for, row by row, as far as that can be."""
        place = {variable: n for n, variable in enumerate(self.layout.on)}
        for row in self.layout.model.rows:
            if row.rule != rule or row.low is None:
                continue
            here = [place[v] for v, factor in row.terms if v in place and factor > 0]
            while _total(row, self.variables()) < row.low:
                fresh = [n for n in here if self.layout.options[n].exercise.id not in self.taken]
                if not self.step(fresh, anything=True):
                    break


def choose(layout: Layout, *, every_rule: bool = False, enlarge: bool = True) -> tuple[Option, ...]:
    """Choose options greedily.

    Parameters
    ----------
    layout : Layout
        The person's problem with its model.
    every_rule : bool
        Whether to keep the upper bounds of the whole model, or those in `KNOWN` as heuristics do.
    enlarge : bool
        Whether an exercise already taken may get another dose or more days. Without it the first,
        small step for an exercise is its last, which makes a poor rival.

    Returns
    -------
    tuple of Option
        In the order of the layout's options.
    """
    walk = _Walk(layout, None if every_rule else KNOWN, enlarge=enlarge)
    walk.meet("PLN19")
    walk.meet("PLN15")
    while walk.step(range(len(layout.options))):
        pass
    kept = set(walk.taken.values())
    return tuple(option for n, option in enumerate(layout.options) if n in kept)


def _total(row: Row, taken: Collection[int]) -> int:
    return sum(factor for variable, factor in row.terms if variable in taken)
