# SPDX-License-Identifier: Apache-2.0
"""A small linear model over whole numbers, apart from any solver.

The constraints write rows into it; `solve.py` hands it to the solver. So each constraint can be
tested by putting in values and asking which rows break, and another solver can check the first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from multifidus.domain.week import Fact

Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`low <= sum(coefficient x variable) <= high`; None is no bound."""

    rule: str
    terms: Terms
    low: int | None
    high: int | None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective, to be made small."""

    name: str
    terms: Terms


@dataclass(slots=True)
class Model:
    """Variables with bounds, rows, and objectives in order of importance."""

    names: list[str] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)

    def variable(self, name: str, low: int = 0, high: int = 1) -> int:
        """Add a whole-number variable; return its index."""
        self.names.append(name)
        self.bounds.append((low, high))
        return len(self.names) - 1

    def row(
        self,
        rule: str,
        terms: Iterable[tuple[int, int]],
        *,
        low: int | None = None,
        high: int | None = None,
        facts: tuple[Fact, ...] = (),
    ) -> None:
        """Add a row; terms of one variable are added up and zeros dropped."""
        total: dict[int, int] = {}
        for variable, coefficient in terms:
            total[variable] = total.get(variable, 0) + coefficient
        kept = tuple((variable, value) for variable, value in total.items() if value)
        self.rows.append(Row(rule, kept, low, high, facts))

    def aim(self, name: str, terms: Iterable[tuple[int, int]]) -> None:
        """Add the next objective; terms of one variable are added up."""
        total: dict[int, int] = {}
        for variable, coefficient in terms:
            total[variable] = total.get(variable, 0) + coefficient
        kept = tuple((variable, value) for variable, value in total.items() if value)
        self.aims.append(Aim(name, kept))

    def broken(self, values: Mapping[int, int]) -> list[Row]:
        """Rows that `values` break; variables that are not given are 0."""
        out = []
        for row in self.rows:
            total = sum(
                coefficient * values.get(variable, 0) for variable, coefficient in row.terms
            )
            if (row.low is not None and total < row.low) or (
                row.high is not None and total > row.high
            ):
                out.append(row)
        return out
