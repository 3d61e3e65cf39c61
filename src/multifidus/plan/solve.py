# SPDX-License-Identifier: Apache-2.0
"""The only room that knows the solver. One thread, a fixed seed, deterministic limits.

The objectives are settled one after the other: minimise, fix the value, go on with the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from multifidus.domain.week import Objective, Proof, ProofStatus
from multifidus.knowledge.planning import Effort
from multifidus.plan.model import Aim, Model, Row


@dataclass(frozen=True, slots=True)
class Solution:
    """Values by variable, and what is proven about them."""

    values: Mapping[int, int]
    proof: Proof


def load() -> None:
    """Load the solver beforehand, where someone would otherwise wait for it."""
    from ortools.sat.python import cp_model  # noqa: PLC0415

    cp_model.CpModel()


class _Machine:
    """The solver's own model of a `Model`."""

    def __init__(self, model: Model, effort: Effort, *, presolve: bool, seed: int | None) -> None:
        # Imported here: the solver takes 0.3 to 1.3 s to import, and most commands never need it.
        from ortools.sat.python import cp_model  # noqa: PLC0415

        self.cp: Any = cp_model
        self.model = model
        self.sat: Any = cp_model.CpModel()
        self.variables: list[Any] = [
            self.sat.new_bool_var("")
            if (low, high) == (0, 1)
            else self.sat.new_int_var(low, high, "")
            for low, high in model.bounds
        ]
        for row in model.rows:
            self.row(row)
        self.solver: Any = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = effort.seed if seed is None else seed
        parameters.max_deterministic_time = effort.deterministic_time
        # Measured for this kind of model: the defaults for one worker are twenty times slower.
        parameters.linearization_level = 2
        parameters.cp_model_probing_level = 0
        parameters.add_lp_constraints_lazily = False
        parameters.cp_model_presolve = presolve

    def total(self, terms: Iterable[tuple[int, int]]) -> Any:  # noqa: ANN401 - the solver's stubs are partial
        pairs = tuple(terms)
        return self.cp.LinearExpr.weighted_sum(
            [self.variables[variable] for variable, _ in pairs],
            [coefficient for _, coefficient in pairs],
        )

    def row(self, row: Row) -> None:
        low = self.cp.INT32_MIN if row.low is None else row.low
        high = self.cp.INT32_MAX if row.high is None else row.high
        self.sat.add_linear_constraint(self.total(row.terms), low, high)

    def run(self) -> Any:  # noqa: ANN401 - as above
        return self.solver.solve(self.sat)

    def values(self) -> dict[int, int]:
        return {n: self.solver.value(variable) for n, variable in enumerate(self.variables)}

    def settle(
        self, aim: Aim, values: dict[int, int] | None
    ) -> tuple[dict[int, int], int, int] | None:
        if values is not None:
            self.sat.clear_hints()
            for n, variable in enumerate(self.variables):
                self.sat.add_hint(variable, values[n])
        self.sat.minimize(self.total(aim.terms))
        status = self.run()
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        value = round(self.solver.objective_value)
        bound = value if status == self.cp.OPTIMAL else int(self.solver.best_objective_bound)
        return self.values(), value, bound


def feasible(model: Model, effort: Effort, *, presolve: bool = True) -> bool:
    """Whether any values satisfy all rows. The objectives are not looked at."""
    machine = _Machine(model, effort, presolve=presolve, seed=None)
    return machine.run() in (machine.cp.OPTIMAL, machine.cp.FEASIBLE)


def minimise(
    model: Model,
    effort: Effort,
    *,
    aims: int | None = None,
    seed: int | None = None,
    presolve: bool = True,
) -> Solution | None:
    """Settle the objectives in order.

    Parameters
    ----------
    model : Model
        Rows and objectives.
    effort : Effort
        Seed and deterministic limit per objective.
    aims : int, optional
        How many of the objectives to settle; all by default.
    seed, presolve
        For tests: another road must lead to the same values.

    Returns
    -------
    Solution or None
        None when no values satisfy the rows.
    """
    machine = _Machine(model, effort, presolve=presolve, seed=seed)
    values: dict[int, int] | None = None
    objectives: list[Objective] = []
    for aim in model.aims[:aims]:
        settled = machine.settle(aim, values)
        if settled is None:
            return None
        values, value, bound = settled
        objectives.append(Objective(name=aim.name, value=value, bound=bound))
        machine.sat.add(machine.total(aim.terms) <= value)
    gaps = [
        abs(objective.value - objective.bound) / max(1, abs(objective.value))
        for objective in objectives
    ]
    gap = max(gaps, default=0.0)
    status = ProofStatus.OPTIMAL if gap == 0 else ProofStatus.FEASIBLE
    proof = Proof(status=status, gap=round(gap, 4), objectives=tuple(objectives))
    return Solution(values or {}, proof)
