# SPDX-License-Identifier: Apache-2.0
"""The planner's front door: a case and its findings in, the best week or a refusal out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from multifidus.domain.results import Assessment
from multifidus.domain.week import Proof, ProofStatus, Refusal, Week
from multifidus.plan import conflict, objective
from multifidus.plan.candidates import Case
from multifidus.plan.constraints import CONSTRAINTS
from multifidus.plan.layout import Layout
from multifidus.plan.problem import Option, Problem, build
from multifidus.plan.solve import Solution, minimise
from multifidus.plan.write import write


@dataclass(frozen=True, slots=True)
class Planned:
    """A week with all that explains it."""

    week: Week
    problem: Problem
    layout: Layout
    solution: Solution
    chosen: tuple[Option, ...]


def lay_out(problem: Problem, monday: date) -> Layout:
    """Write the whole model of a problem."""
    layout = Layout(problem, monday)
    for constraint in CONSTRAINTS:
        constraint(layout)
    objective.write(layout)
    return layout


def chosen_options(layout: Layout, solution: Solution) -> tuple[Option, ...]:
    """Return the options that a solution takes."""
    return tuple(option for n, option in enumerate(layout.options) if solution.values[layout.on[n]])


def plan_week(
    case: Case,
    assessment: Assessment,
    *,
    monday: date,
    on: date,
    extra_minutes: int = 0,
    forbidden: Collection[str] = (),
) -> Planned | Refusal:
    """Plan the best week that starts on `monday`.

    Parameters
    ----------
    case : Case
        Record, clearance, standing, cautions and knowledge.
    assessment : Assessment
        Findings that set targets.
    monday, on : date
        First day of the week; the day on which the plan is made.
    extra_minutes : int
        Minutes added to every session (a what-if).
    forbidden : collection of str
        Exercises not to be used (a what-if).

    Returns
    -------
    Planned or Refusal
        A refusal names the smallest set of the person's facts that conflict.
    """
    clash = conflict.stages_that_clash(case) or conflict.directives_that_clash(case)
    if clash is not None:
        return clash
    problem = build(case, assessment, extra_minutes=extra_minutes)
    empty = conflict.no_minutes(problem)
    if empty is not None:
        return empty
    layout = lay_out(problem, monday)
    for exercise in forbidden:
        for n in layout.by_exercise.get(exercise, ()):
            layout.model.row("PLN4", [(layout.on[n], 1)], high=0)
    effort = problem.planning.effort
    solution = minimise(layout.model, effort)
    if solution is None:
        # No "impossible" is believed before it is confirmed on the other road.
        solution = minimise(layout.model, effort, presolve=False)
    if solution is None:
        return conflict.explain_impossible(layout)
    chosen = chosen_options(layout, solution)
    week = write(chosen, solution.proof, problem, assessment, monday=monday, on=on)
    return Planned(week, problem, layout, solution, chosen)


def unplanned(case: Case, assessment: Assessment, *, monday: date, on: date) -> Planned:
    """Return a week in which nothing is chosen: no slot is left for the solver."""
    problem = build(case, assessment)
    proof = Proof(status=ProofStatus.OPTIMAL, gap=0.0, objectives=())
    week = write((), proof, problem, assessment, monday=monday, on=on)
    return Planned(week, problem, Layout(problem, monday), Solution({}, proof), ())
