# SPDX-License-Identifier: Apache-2.0
"""When there is no week: the smallest set of the person's own facts that conflict, and the way out.

Shortages are soft, so a week fails only on hard facts. First come conflicts that need no solver (a
directive against another, against a caution, against the equipment). Then facts are dropped one by
one while the rest still conflicts; what is left cannot be made smaller. Every "impossible" is
confirmed with presolve off.
"""

from collections.abc import Iterable

from multifidus.domain.phrase import Phrase, lower, say, say_n, strung, termed
from multifidus.domain.record import CapStage, SetStage
from multifidus.domain.spoken import STAGE
from multifidus.domain.week import Fact, Refusal, RefusalKind
from multifidus.knowledge.planning import Effort
from multifidus.knowledge.schema import Exercise
from multifidus.plan.candidates import Bar, Case, bars, directive_fact, required
from multifidus.plan.layout import Layout
from multifidus.plan.model import Model, Row
from multifidus.plan.problem import Problem
from multifidus.plan.solve import feasible, minimise

MOST_SECONDS = 3600


def _impossible(text: str, conflict: Iterable[Fact], would_free: Iterable[str]) -> Refusal:
    return Refusal(
        kind=RefusalKind.IMPOSSIBLE,
        text=text,
        conflict=tuple(dict.fromkeys(conflict)),
        would_free=tuple(dict.fromkeys(would_free)),
    )


def no_minutes(problem: Problem) -> Refusal | None:
    """Refuse a week in which no slot is long enough for a session."""
    if problem.cells:
        return None
    least = problem.planning.session.shortest_slot_minutes
    text = say("no day has a slot of at least {minutes} minutes to exercise in", minutes=least)
    free = say(
        "Enter at least one slot of {minutes} minutes or more under availability.", minutes=least
    )
    return _impossible(
        say("There is no time to plan into."), [Fact(id="availability", text=text)], [free]
    )


def directives_that_clash(case: Case) -> Refusal | None:
    """Refuse a required exercise that another fact forbids: report both, plan neither."""
    for exercise_id, (_, index) in required(case).items():
        exercise = case.knowledge.exercises[exercise_id]
        against = [bar for bar in bars(exercise, case) if bar.rule != "PLN2"]
        if against:
            wanted = directive_fact(case, index)
            by = case.record.directives[index].by
            taken_back = say(
                "{by} takes back the requirement of {exercise}.",
                by=by,
                exercise=lower(exercise.name),
            )
            free = [taken_back, *(_freed(bar, exercise, by, case) for bar in against)]
            return _impossible(
                say(
                    "{exercise} is required, and something else rules it out.",
                    exercise=exercise.name,
                ),
                [wanted, *(bar.fact for bar in against)],
                free,
            )
    return None


def _freed(bar: Bar, exercise: Exercise, by: str, case: Case) -> str:
    """Say what would lift one bar of an exercise that `by` requires."""
    if bar.rule == "GRD3":
        flag = bar.fact.id.removeprefix("condition:")
        condition = case.knowledge.conditions.get(flag)
        return say(
            "{by} allows it in spite of {condition} (a directive of kind allow that names both).",
            by=by,
            condition=flag if condition is None else termed(flag, condition.plain_name),
        )
    if bar.would_free:
        return bar.would_free
    if bar.rule == "PLN1":
        known = case.knowledge.equipment
        things = strung(termed(item, known[item].plain_name) for item in exercise.equipment)
        return say("The equipment is there: {things}.", things=things)
    return _no_longer(bar.fact)


def _no_longer(fact: Fact) -> Phrase:
    return say("This no longer holds: {fact}.", fact=fact.text)


def stages_that_clash(case: Case) -> Refusal | None:
    """Refuse a stage set by one directive above the cap of another."""
    orders = list(enumerate(case.record.directives))
    set_to = [(index, one) for index, one in orders if isinstance(one, SetStage)]
    if not set_to:
        return None
    index, last = max(set_to, key=lambda pair: pair[1].on)
    for other, cap in orders:
        if isinstance(cap, CapStage) and cap.stage.rank < last.stage.rank:
            return _impossible(
                say("One directive sets a stage above the cap of another."),
                [directive_fact(case, index), directive_fact(case, other)],
                [
                    say(
                        "{by} sets a stage no higher than {stage}.",
                        by=last.by,
                        stage=STAGE[cap.stage],
                    ),
                    say("{by} lifts the cap.", by=cap.by),
                ],
            )
    return None


def _without(model: Model, dropped: frozenset[Fact]) -> Model:
    rows = [row for row in model.rows if not dropped.intersection(row.facts)]
    return Model(names=model.names, bounds=model.bounds, rows=rows, aims=model.aims)


def _facts(model: Model) -> list[Fact]:
    return sorted({fact for row in model.rows for fact in row.facts}, key=lambda fact: fact.id)


def smallest_conflict(model: Model, effort: Effort) -> tuple[Fact, ...]:
    """Return facts that cannot hold together and of which none can be spared; empty if none conflict."""
    if feasible(model, effort, presolve=False):
        return ()
    kept = _facts(model)
    if feasible(_without(model, frozenset(kept)), effort):
        everything = frozenset(kept)
        for fact in list(kept):
            trial = [other for other in kept if other != fact]
            if not feasible(_without(model, everything - frozenset(trial)), effort, presolve=False):
                kept = trial
        return tuple(kept)
    return ()


def _least_minutes(layout: Layout, effort: Effort) -> int | None:
    """Whole minutes to add to every session so that a week exists; None if time is not the matter."""
    model = layout.model
    extra = len(model.names)
    rows = [
        Row(row.rule, (*row.terms, (extra, -1)), row.low, row.high, row.facts)
        if row.rule == "PLN5"
        else row
        for row in model.rows
    ]
    relaxed = Model(
        names=[*model.names, "extra seconds"], bounds=[*model.bounds, (0, MOST_SECONDS)], rows=rows
    )
    relaxed.aim("extra seconds", [(extra, 1)])
    solution = minimise(relaxed, effort)
    if solution is None:
        return None
    return -(-solution.values[extra] // 60)


def _way_out(fact: Fact, layout: Layout) -> Phrase:
    if fact.id.startswith("directives["):
        return say("The clinician changes this: {fact}.", fact=fact.text)
    if fact.id == "availability":
        return say("More days or slots in the week.")
    if fact.id.startswith("availability"):
        return say("More time than {fact}.", fact=fact.text)
    if fact.id == "preferences.core_per_day":
        most = layout.problem.core_high
        return say("More core exercises a day than {count}.", count=most)
    return _no_longer(fact)


def explain_impossible(layout: Layout) -> Refusal:
    """Explain why the rows of a layout cannot all hold."""
    effort = layout.problem.planning.effort
    conflict = smallest_conflict(layout.model, effort)
    free = []
    if any(fact.id.startswith("availability") for fact in conflict):
        extra = _least_minutes(layout, effort)
        if extra:
            free.append(
                say_n(
                    "{n} more minute in each session.", "{n} more minutes in each session.", extra
                )
            )
    free += [
        _way_out(fact, layout)
        for fact in conflict
        if not (free and fact.id.startswith("availability"))
    ]
    text = say("The rules of safety leave no week for this record.")
    if conflict:
        text = say("These facts of your record cannot all hold in one week.")
    return _impossible(text, conflict, free)
