# SPDX-License-Identifier: Apache-2.0
"""What a person should know about the week as a whole, each with its rule."""

from collections.abc import Iterator, Sequence

from multifidus.domain.week import Coverage, Reason
from multifidus.plan.problem import Option, Problem
from multifidus.plan.reach import RULE, Shortfall, shortfall
from multifidus.plan.slots import day_name

MOST_NAMED = 4


def _reason(problem: Problem, rule: str, text: str, **inputs: str) -> Reason:
    return Reason(rule=rule, text=text, inputs=inputs, cite=problem.knowledge.rules[rule].source)


def _days(problem: Problem) -> Iterator[Reason]:
    strength = sorted({slot.day for cell in problem.cells if cell.strength for slot in cell.slots})
    if not strength:
        return
    names = ", ".join(day_name(day).capitalize() for day in strength)
    yield _reason(
        problem,
        "PLN10",
        f"Strength days: {names}. Muscles rest about two days between hard work.",
        days=names,
    )


def _gentle(problem: Problem) -> Iterator[Reason]:
    if problem.case.clearance.gentle:
        yield _reason(
            problem,
            "GRD2",
            "This is a gentle week: light exercises and easy walking, until a clinician has "
            "looked at what you told us.",
            level=str(problem.case.clearance.level),
        )


def _short(problem: Problem, coverage: Coverage) -> Iterator[Reason]:
    rows = [
        (problem.knowledge.muscles[muscle].plain_name, covered)
        for muscle, covered in coverage.muscles.items()
    ] + [
        (f"stretching {problem.knowledge.stretch_targets[target].plain_name}", covered)
        for target, covered in coverage.stretches.items()
    ]
    if coverage.aerobic.target:
        rows.append(("aerobic minutes", coverage.aerobic))
    enough = problem.planning.explaining.short_share
    short = sorted(
        (covered.planned / covered.target, name)
        for name, covered in rows
        if covered.target and covered.planned < enough * covered.target
    )
    if short:
        named = [name for _, name in short[:MOST_NAMED]]
        more = f" and {len(short) - MOST_NAMED} more" if len(short) > MOST_NAMED else ""
        yield _reason(
            problem,
            "PLN5",
            f"Not everything fits. Least covered: {', '.join(named)}{more}.",
            short=", ".join(name for _, name in short),
        )


def _stage(problem: Problem) -> Iterator[Reason]:
    standing = problem.standing
    missing = [one.text for one in standing.criteria if not one.met]
    text = f"You are at the {standing.stage} stage: {standing.because.rstrip('.')}."
    if missing and not problem.case.clearance.gentle:
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        text += f" For the next one: {'; '.join(missing[:MOST_NAMED])}{more}."
    rule = next((rule for rule in standing.rules if rule in problem.knowledge.rules), "STG1")
    yield _reason(problem, rule, text, stage=standing.stage.value)


def _stand_ins(problem: Problem, chosen: Sequence[Option]) -> Iterator[Reason]:
    """Name what may stand in for the things that every home has."""
    has = set(problem.case.record.equipment)
    used = sorted({item for option in chosen for item in option.exercise.equipment} - has)
    things = [problem.knowledge.equipment[item] for item in used]
    named = [f"for {one.plain_name}: {one.stands_in}" for one in things if one.stands_in]
    if named:
        yield _reason(
            problem, "PLN1", f"What stands in, {'; '.join(named)}.", things=", ".join(used)
        )


def _instead(name: str, short: Shortfall, problem: Problem, chosen: Sequence[Option]) -> str:
    """Say which exercise of the same kind is in the week, and how much of the same it needs."""
    ladder = problem.knowledge.exercises[name].ladder.id
    for option in chosen:
        if option.exercise.ladder.id == ladder:
            needs = problem.knowledge.required_range.of(option.exercise.id)
            asks = needs.get(short.reach.speaks.need)
            how = f" needs {asks} and" if asks else ""
            return f" {option.exercise.name}{how} is in its place."
    return ""


def _waiting(problem: Problem, chosen: Sequence[Option]) -> Iterator[Reason]:
    """Tell of what waits for more range: first where something else of its kind stands in."""
    own = problem.case.reaches
    rows = []
    for left in problem.left_out:
        exercise = problem.knowledge.exercises[left.exercise]
        short = shortfall(exercise, own, problem.knowledge)
        if left.rule == RULE and short is not None:
            rows.append((exercise.name, short, _instead(left.exercise, short, problem, chosen)))
    rows.sort(key=lambda row: not row[2])
    for name, short, instead in rows[:MOST_NAMED]:
        yield _reason(
            problem,
            RULE,
            f"{name}{',' if ',' in name else ''} waits: {short.because}.{instead}",
            test=short.reach.finding.test,
            needs=f"{short.need} degrees",
            measured=f"{short.reach.finding.value:g} {short.reach.finding.unit}",
            limit=f"{short.reach.limit:g} degrees, measuring error added",
        )
    if len(rows) > MOST_NAMED:
        more = len(rows) - MOST_NAMED
        text = "1 more exercise waits" if more == 1 else f"{more} more exercises wait"
        yield _reason(problem, RULE, f"{text} for more range.", exercises=str(len(rows)))


def notes(problem: Problem, coverage: Coverage, chosen: Sequence[Option]) -> tuple[Reason, ...]:
    """Notes on the week as a whole."""
    return (
        *_gentle(problem),
        *_stage(problem),
        *_days(problem),
        *_short(problem, coverage),
        *_waiting(problem, chosen),
        *_stand_ins(problem, chosen),
    )
