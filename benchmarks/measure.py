# SPDX-License-Identifier: Apache-2.0
"""Measure one person: our planner, timed; the greedy and the naive planner beside it, judged.

Everything but the seconds is a function of the seed, so that two runs give the same report.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from time import perf_counter
from typing import Any, Final

from ortools.sat.python import cp_model

import greedy
import naive
from multifidus import programme
from multifidus.cohort import people
from multifidus.domain.record import Done, LogEntry, Pain, Record, SetDone
from multifidus.domain.results import Assessment
from multifidus.domain.week import Proof, ProofStatus, Refusal, Session, Week
from multifidus.exchange.as_json import dumps
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.plan.candidates import Case
from multifidus.plan.layout import Layout
from multifidus.plan.planner import chosen_options, lay_out
from multifidus.plan.problem import Option, build
from multifidus.plan.solve import feasible, minimise
from multifidus.plan.write import write
from multifidus.release import check
from points import Ruler

ON: Final = date(2026, 11, 16)
"""A Monday: the first plan of every person."""

GREEDY: Final = {
    "greedy": {"every_rule": False, "enlarge": True},
    "greedy, every rule": {"every_rule": True, "enlarge": True},
    "greedy, add only": {"every_rule": False, "enlarge": False},
}
"""The greedy planner as a heuristic would be written, with the model's rules, and at its plainest."""

Row = dict[str, Any]


@cache
def knowledge() -> Knowledge:
    """Read the knowledge once in a process."""
    return shipped()


@contextmanager
def watched() -> Iterator[list[Row]]:
    """Note every call of the solver: wall seconds, and its own measure of work.

    The solver's deterministic time does not depend on the machine or on what else runs on it.
    """
    calls: list[Row] = []
    solve = cp_model.CpSolver.solve

    def noted(solver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passes through
        started = perf_counter()
        status = solve(solver, *args, **kwargs)
        calls.append(
            {
                "seconds": perf_counter() - started,
                "work": round(solver.response_proto.deterministic_time, 6),
                "branches": solver.response_proto.num_branches,
                "conflicts": solver.response_proto.num_conflicts,
            }
        )
        return status

    cp_model.CpSolver.solve = noted
    try:
        yield calls
    finally:
        cp_model.CpSolver.solve = solve


def digest(week: Week) -> str:
    """Return the hash of a week's bytes as they are written to a file."""
    return hashlib.sha256(dumps(week).encode()).hexdigest()


def planned(record: Record, on: date) -> tuple[Week | Refusal, float, list[Row]]:
    """Plan as the product does; return the answer, its seconds and the solver's calls."""
    with watched() as calls:
        started = perf_counter()
        answer = programme.plan(record, on, knowledge())
        seconds = perf_counter() - started
    return (answer if isinstance(answer, Refusal) else answer[0]), seconds, calls


def _ours(answer: Week | Refusal, seconds: float, calls: list[Row]) -> Row:
    row: Row = {
        "seconds": seconds,
        "solver_seconds": sum(call["seconds"] for call in calls),
        "work": round(sum(call["work"] for call in calls), 6),
        "calls": calls,
    }
    if isinstance(answer, Refusal):
        breaches = sorted({breach.rule for breach in answer.breaches})
        return {**row, "outcome": str(answer.kind), "breaches": breaches}
    return {
        **row,
        "outcome": "planned",
        "proven": answer.proof.status is ProofStatus.OPTIMAL,
        "objectives": [
            {"name": one.name, "value": one.value, "bound": one.bound}
            for one in answer.proof.objectives
        ],
        "coverage": answer.coverage.share,
        "exercises": len({item.exercise for one in answer.sessions for item in one.items}),
        "minutes": round(sum(session.minutes for session in answer.sessions), 1),
        "sha256": digest(answer),
    }


class _Judge:
    """Turns another planner's options into a week and asks the release check about it."""

    def __init__(self, case: Case, assessment: Assessment, layout: Layout) -> None:
        self.case, self.assessment, self.layout = case, assessment, layout
        self.ruler = Ruler(layout)

    def breaches(self, week: Week) -> list[str]:
        """Return the rules that a week breaks, each once."""
        found = check(
            week,
            self.case.record,
            clearance=self.case.clearance,
            standing=self.case.standing,
            knowledge=self.case.knowledge,
        )
        return sorted({breach.rule for breach in found})

    def judge(self, chosen: Sequence[Option], seconds: float) -> Row:
        """Return what a choice covers, leaves uncovered and breaks."""
        claim = Proof(status=ProofStatus.FEASIBLE, gap=1.0, objectives=())
        week = write(chosen, claim, self.layout.problem, self.assessment, monday=ON, on=ON)
        return {
            "seconds": seconds,
            "coverage": week.coverage.share,
            "uncovered": self.ruler.uncovered(chosen),
            "minutes": round(sum(session.minutes for session in week.sessions), 1),
            "breaches": self.breaches(week),
        }

    def within_model(self, chosen: Sequence[Option]) -> bool:
        """Whether the planner, too, might have chosen this: all rows of its model hold."""
        layout = lay_out(self.layout.problem, ON)
        names = {option.name for option in chosen}
        for option, variable in zip(layout.options, layout.on, strict=True):
            taken = int(option.name in names)
            layout.model.row("fixed", [(variable, 1)], low=taken, high=taken)
        return feasible(layout.model, layout.problem.planning.effort)


def person(seed: int) -> Row:
    """Measure one person of the generated crowd.

    Raises
    ------
    AssertionError
        When the solver's value of the first objective is not what the week itself leaves
        uncovered, counted a second way.
    """
    record = people.make(seed, ON, knowledge())
    answer, seconds, calls = planned(record, ON)
    row: Row = {"seed": seed, "ours": _ours(answer, seconds, calls)}
    if isinstance(answer, Refusal):
        return row
    # The one private name used here: the case exactly as the programme builds it.
    made = programme._case(record, ON, knowledge())  # noqa: SLF001
    if isinstance(made, Refusal):
        raise TypeError("the programme planned for someone whom it also refuses")
    case, assessment = made
    layout = lay_out(build(case, assessment), ON)
    judge = _Judge(case, assessment, layout)
    ours = row["ours"]
    ours["breaches"] = judge.breaches(answer)
    ours["uncovered"] = answer.proof.objectives[0].value
    ours["options"] = len(layout.options)
    ours["rows"] = len(layout.model.rows)
    row["findings"] = sum(finding.priority > 0 for finding in assessment.findings)
    by_hand = judge.ruler.uncovered(_options_of(answer, layout))
    if by_hand != ours["uncovered"]:
        raise AssertionError(
            f"person {seed}: {by_hand} uncovered by hand, {ours['uncovered']} by the solver"
        )
    for name, choice in GREEDY.items():
        started = perf_counter()
        chosen = greedy.choose(layout, **choice)
        row[name] = judge.judge(chosen, perf_counter() - started)
        row[name]["within_model"] = judge.within_model(chosen)
    started = perf_counter()
    fixed = naive.choose(layout.problem, assessment)
    row["naive"] = judge.judge(fixed, perf_counter() - started)
    return row


def _options_of(week: Week, layout: Layout) -> tuple[Option, ...]:
    """Find a week's options again from what it prescribes: exercise, level and slots."""
    day_of = {(session.on, session.slot): session for session in week.sessions}

    def stands(option: Option) -> bool:
        cells = [layout.problem.cell(name) for name in option.cells]
        slots = {(ON + timedelta(days=slot.day), slot.slot) for one in cells for slot in one.slots}
        return {
            where
            for where, session in day_of.items()
            if any(
                (item.exercise, item.dose.level) == (option.exercise.id, option.level)
                for item in session.items
            )
        } == slots

    return tuple(option for option in layout.options if stands(option))


def again(seed: int) -> str:
    """Plan for a person once more; return the hash."""
    answer = programme.plan(people.make(seed, ON, knowledge()), ON, knowledge())
    return "refused" if isinstance(answer, Refusal) else digest(answer[0])


def other_seed(seed: int) -> str:
    """Plan for a person with another seed of the solver; return the hash."""
    made = programme._case(people.make(seed, ON, knowledge()), ON, knowledge())  # noqa: SLF001
    if isinstance(made, Refusal):
        return "refused"
    layout = lay_out(build(*made), ON)
    effort = layout.problem.planning.effort
    solution = minimise(layout.model, effort, seed=effort.seed + 1)
    if solution is None:
        return "refused"
    chosen = chosen_options(layout, solution)
    week = write(chosen, solution.proof, layout.problem, made[1], monday=ON, on=ON)
    return digest(week)


def _as_done(session: Session) -> LogEntry:
    return LogEntry(
        on=session.on,
        slot=session.slot,
        done=tuple(
            Done(
                exercise=item.exercise,
                sets=(
                    SetDone(
                        reps=item.dose.reps,
                        hold_s=item.dose.hold_s,
                        minutes=item.dose.bout_minutes,
                    ),
                )
                * item.dose.sets,
                effort=5,
            )
            for item in session.items
        ),
        pain=Pain(before=2, during=2, after=2, next_morning=2),
    )


def next_week(seed: int) -> Row:
    """Log the whole first week as done and as easy, answer the screening again, and re-plan."""
    record = people.make(seed, ON, knowledge())
    first = programme.plan(record, ON, knowledge())
    if isinstance(first, Refusal):
        return {"seed": seed, "outcome": "not planned"}
    on = ON + timedelta(days=7)
    logged = replace(
        record,
        screening=(*record.screening, people.full_screening(on, knowledge())),
        log=tuple(_as_done(session) for session in first[0].sessions),
    )
    answer, seconds, calls = planned(logged, on)
    return {"seed": seed, **_ours(answer, seconds, calls)}
