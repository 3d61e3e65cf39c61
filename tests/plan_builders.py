# SPDX-License-Identifier: Apache-2.0
"""Small people, small weeks and small models, for tests of the planner and the coach."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from multifidus.assess import assess
from multifidus.coach import standing
from multifidus.cohort.people import full_screening
from multifidus.domain.record import (
    Allow,
    CapLoad,
    CapStage,
    Done,
    Exclude,
    LogEntry,
    Measurement,
    Pain,
    Person,
    Record,
    Require,
    SetDone,
    SetStage,
    Skipped,
)
from multifidus.domain.results import Assessment, Clearance
from multifidus.domain.week import Prescription, Refusal, RefusalKind, Week
from multifidus.domain.words import Day, Level, Sex, Side, Slot, Stage
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.schema import DoseStep
from multifidus.plan.candidates import Case
from multifidus.plan.constraints import Constraint
from multifidus.plan.layout import Layout
from multifidus.plan.model import Model
from multifidus.plan.problem import Option, Problem, build
from multifidus.plan.slots import Cell, SlotTime
from multifidus.plan.solve import Solution, minimise
from multifidus.programme import cautions_of, plan

MONDAY = date(2026, 11, 23)
ON = MONDAY
PT = "J. Meyer, PT"
KNOWLEDGE: Knowledge = shipped()
PLANNING = KNOWLEDGE.planning


def figure(rule: str, name: str) -> float:
    """A number of the rulebook."""
    return KNOWLEDGE.rules[rule].figures[name].value


def times(days: str, morning: int = 0, evening: int = 0) -> dict[Day, Mapping[Slot, int]]:
    """The same minutes on each of the days, as in `times("mon wed", 15)`."""
    slots = {Slot.MORNING: morning, Slot.EVENING: evening}
    return {
        Day(day): {slot: minutes for slot, minutes in slots.items() if minutes}
        for day in days.split()
    }


@lru_cache(maxsize=8)
def _screening(on: date) -> Any:
    return (full_screening(on, KNOWLEDGE),)


def record(**changes: Any) -> Record:
    """A woman of 40 without pain now, with three free mornings, who answered every question no."""
    usual: dict[str, Any] = {
        "person": Person(name="Ana", born=date(1986, 3, 2), sex=Sex.FEMALE),
        "screening": _screening(ON),
        "equipment": ("chair", "step", "band"),
        "availability": times("mon wed fri", 15),
    }
    return Record(**(usual | changes))


# --- what a clinician says ----------------------------------------------------------------------


def require(exercise: str, often: int, on: date = ON) -> Require:
    return Require(on=on, by=PT, exercise=exercise, times_per_week=often)


def exclude(exercise: str) -> Exclude:
    return Exclude(on=ON, by=PT, exercise=exercise)


def allow(exercise: str, condition: str) -> Allow:
    return Allow(on=ON, by=PT, exercise=exercise, condition=condition)


def cap_load(tier: int) -> CapLoad:
    return CapLoad(on=ON, by=PT, tier=tier)


def set_stage(stage: Stage, on: date = ON) -> SetStage:
    return SetStage(on=on, by=PT, stage=stage)


def cap_stage(stage: Stage, on: date = ON) -> CapStage:
    return CapStage(on=on, by=PT, stage=stage)


# --- what was measured and done -----------------------------------------------------------------


def measured(test: str, value: float, *, side: Side | None = None, on: date = ON) -> Measurement:
    return Measurement(on=on, test=test, value=value, side=side)


def sets_of(step: DoseStep) -> tuple[SetDone, ...]:
    """A dose step, done exactly."""
    one = SetDone(reps=step.reps, hold_s=step.hold_s, minutes=step.minutes)
    return (one,) * step.sets


def did(exercise: str, level: int = 0, stage: Stage = Stage.INITIAL) -> Done:
    """An exercise done exactly at one level of its table."""
    steps = KNOWLEDGE.exercises[exercise].doses.stages[stage.table].steps
    return Done(exercise=exercise, sets=sets_of(steps[level]))


CALM = Pain(before=2, during=2, after=2, next_morning=2)
AMBER = Pain(before=2, during=4, after=2, next_morning=2)
RED = Pain(before=2, during=7, after=4, next_morning=5)


def entry(
    on: date,
    *done: Done,
    pain: Pain = CALM,
    skipped: tuple[Skipped, ...] = (),
    slot: Slot = Slot.MORNING,
) -> LogEntry:
    return LogEntry(on=on, slot=slot, done=done, pain=pain, skipped=skipped)


def days_ago(days: float, on: date = ON) -> date:
    return on - timedelta(days=days)


# --- cases, problems and layouts ----------------------------------------------------------------


def clearance(*, gentle: bool = False) -> Clearance:
    return Clearance(
        on=ON,
        level=Level.REVIEW if gentle else Level.CLEAR,
        blocked=False,
        complete=True,
        gentle=gentle,
        signs=(),
        to_ask=(),
        actions=(),
        rules=(),
    )


def case(
    who: Record | None = None, *, stage: Stage = Stage.INITIAL, gentle: bool = False, **stands: Any
) -> Case:
    """A case at a stage; `stands` changes the standing."""
    who = record() if who is None else who
    orders = (*who.directives, set_stage(stage))
    made = standing(
        replace(who, directives=orders), ON, monday=MONDAY, knowledge=KNOWLEDGE, gentle=gentle
    )
    cleared = clearance(gentle=gentle)
    return Case(
        record=who,
        clearance=cleared,
        standing=replace(made, stage=stage, **stands),
        cautions=cautions_of(cleared, assess(who, ON, KNOWLEDGE), KNOWLEDGE),
        knowledge=KNOWLEDGE,
    )


def assessment(who: Record) -> Assessment:
    return assess(who, ON, KNOWLEDGE)


def problem(
    names: Collection[str] = (),
    who: Record | None = None,
    *,
    at: Mapping[str, int] | None = None,
    **more: Any,
) -> Problem:
    """The problem of a case, with only the named exercises; all of them if none is named.

    `at` moves the first slot of a cell to an hour of its day.
    """
    made = case(who, **more)
    built = build(made, assessment(made.record))
    if names:
        options = tuple(one for one in built.options if one.exercise.id in names)
        assert {one.exercise.id for one in options} == set(names), "an exercise is not to be had"
        built = replace(built, options=options)
    hours = at or {}
    cells = tuple(
        _moved(cell, hours[cell.id]) if cell.id in hours else cell for cell in built.cells
    )
    return replace(built, cells=cells)


def _moved(cell: Cell, hour: int) -> Cell:
    first = cell.slots[0]
    moved = SlotTime(first.day, hour, first.slot, first.minutes)
    return replace(cell, slots=(moved, *cell.slots[1:]))


def layout(made: Problem, *constraints: Constraint) -> Layout:
    """A layout in which only these constraints have written rows."""
    out = Layout(made, MONDAY)
    for constraint in constraints:
        constraint(out)
    return out


def with_options(made: Problem, **changes: Any) -> Problem:
    """The problem with some fields of all of its options changed."""
    return replace(made, options=tuple(replace(one, **changes) for one in made.options))


def find(made: Layout | Problem, exercise: str, cells: str = "", level: int | None = None) -> int:
    """The index of an exercise's option; in those cells and at that level if given."""
    wanted = tuple(cells.split("+")) if cells else None
    return next(
        n
        for n, one in enumerate(made.options)
        if one.exercise.id == exercise
        and wanted in (None, one.cells)
        and level in (None, one.level)
    )


def take(made: Layout, *options: int) -> dict[int, int]:
    """Values that choose these options."""
    return {made.on[n]: 1 for n in options}


def broken(made: Layout, *options: int) -> list[str]:
    """The rules whose rows break when these options are chosen and all else is 0."""
    return [row.rule for row in made.model.broken(take(made, *options))]


def fix(made: Layout, *options: int) -> Model:
    """A copy of the model in which exactly these options are chosen."""
    model = Model(
        names=made.model.names,
        bounds=made.model.bounds,
        rows=list(made.model.rows),
        aims=list(made.model.aims),
    )
    for n, variable in enumerate(made.on):
        chosen = int(n in options)
        model.row("test", [(variable, 1)], low=chosen, high=chosen)
    return model


def settle(made: Layout, *options: int, least: Iterable[int] = ()) -> Solution | None:
    """The best values of the other variables when exactly these options are chosen."""
    model = fix(made, *options)
    model.aims.clear()
    model.aim("least", [(variable, 1) for variable in least])
    return minimise(model, PLANNING.effort)


def possible(made: Layout, *options: int) -> bool:
    """Whether some values of the other variables go with exactly these options."""
    return settle(made, *options) is not None


# --- whole weeks --------------------------------------------------------------------------------


def planned(who: Record, on: date = ON) -> Week:
    """The person's released week."""
    made = plan(who, on, KNOWLEDGE)
    assert not isinstance(made, Refusal), made.text
    return made[0]


def refused(who: Record, on: date = ON) -> Refusal:
    """The refusal that the person gets."""
    made = plan(who, on, KNOWLEDGE)
    assert isinstance(made, Refusal)
    return made


def impossible(who: Record) -> Refusal:
    """The refusal of an impossible week."""
    made = refused(who)
    assert made.kind is RefusalKind.IMPOSSIBLE
    return made


def items(week: Week) -> list[Prescription]:
    return [item for session in week.sessions for item in session.items]


def names(week: Week) -> set[str]:
    return {item.exercise for item in items(week)}


def core(options: Sequence[Option]) -> list[Option]:
    return [one for one in options if one.core]
