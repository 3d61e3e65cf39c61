# SPDX-License-Identifier: Apache-2.0
"""What a person should know about the week as a whole, each with its rule."""

from collections.abc import Iterator, Sequence

from multifidus.domain.phrase import Phrase, joined, listed, say, say_n, termed, unstopped
from multifidus.domain.spoken import DAY, LEVEL, STAGE, unit
from multifidus.domain.week import Coverage, Covered, Reason
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
    names = listed((DAY[day_name(day)] for day in strength), "")
    yield _reason(
        problem,
        "PLN10",
        say("Strength days: {days}. Muscles rest about two days between hard work.", days=names),
        days=names,
    )


def _gentle(problem: Problem) -> Iterator[Reason]:
    if problem.case.clearance.gentle:
        yield _reason(
            problem,
            "GRD2",
            say(
                "This is a gentle week: light exercises and easy walking, until a clinician has "
                "looked at what you told us."
            ),
            level=LEVEL[problem.case.clearance.level],
        )


def _short(problem: Problem, coverage: Coverage) -> Iterator[Reason]:
    rows: list[tuple[str, Covered]] = [
        (problem.knowledge.muscles[muscle].plain_name, covered)
        for muscle, covered in coverage.muscles.items()
    ] + [(stretching(target, problem), covered) for target, covered in coverage.stretches.items()]
    if coverage.aerobic.target:
        rows.append((say("aerobic minutes"), coverage.aerobic))
    enough = problem.planning.explaining.short_share
    short = sorted(
        (covered.planned / covered.target, name)
        for name, covered in rows
        if covered.target and covered.planned < enough * covered.target
    )
    if short:
        named = [name for _, name in short[:MOST_NAMED]]
        yield _reason(
            problem,
            "PLN5",
            say(
                "Not everything fits. Least covered: {names}.",
                names=_and_more(listed(named, ""), len(short) - MOST_NAMED),
            ),
            short=listed((name for _, name in short), ""),
        )


def _and_more(named: Phrase, more: int) -> Phrase:
    return say("{names} and {count} more", names=named, count=more) if more > 0 else named


def stretching(target: str, problem: Problem) -> Phrase:
    """Name the stretching of a target."""
    return say("stretching {target}", target=problem.knowledge.stretch_targets[target].plain_name)


def _stage(problem: Problem) -> Iterator[Reason]:
    standing = problem.standing
    missing = [one.text for one in standing.criteria if not one.met]
    stage = STAGE[standing.stage]
    text = say(
        "You are at the {stage} stage: {because}.", stage=stage, because=unstopped(standing.because)
    )
    if missing and not problem.case.clearance.gentle:
        named = joined(missing[:MOST_NAMED], "; ")
        criteria = _and_more(named, len(missing) - MOST_NAMED)
        text = joined([text, say("For the next one: {criteria}.", criteria=criteria)])
    rule = next((rule for rule in standing.rules if rule in problem.knowledge.rules), "STG1")
    yield _reason(problem, rule, text, stage=stage)


def _stand_ins(problem: Problem, chosen: Sequence[Option]) -> Iterator[Reason]:
    """Name what may stand in for the things that every home has."""
    has = set(problem.case.record.equipment)
    used = sorted({item for option in chosen for item in option.exercise.equipment} - has)
    things = [problem.knowledge.equipment[item] for item in used]
    named = [
        say("for {thing}: {stand_in}", thing=one.plain_name, stand_in=one.stands_in)
        for one in things
        if one.stands_in
    ]
    if named:
        yield _reason(
            problem,
            "PLN1",
            say("What stands in, {things}.", things=joined(named, "; ")),
            things=listed((termed(one.id, one.plain_name) for one in things), ""),
        )


def _instead(name: str, short: Shortfall, problem: Problem, chosen: Sequence[Option]) -> str:
    """Say which exercise of the same kind is in the week, and how much of the same it needs."""
    ladder = problem.knowledge.exercises[name].ladder.id
    for option in chosen:
        if option.exercise.ladder.id == ladder:
            needs = problem.knowledge.required_range.of(option.exercise.id)
            asks = needs.get(short.reach.speaks.need)
            standing_in = option.exercise.name
            if not asks:
                return say("{exercise} is in its place.", exercise=standing_in)
            return say(
                "{exercise} needs {degrees} and is in its place.",
                exercise=standing_in,
                degrees=asks,
            )
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
            joined([_waits(name, short), instead]),
            test=short.reach.finding.test,
            needs=say("{number} degrees", number=short.need),
            measured=say(
                "{value} {unit}",
                value=short.reach.finding.value,
                unit=unit(short.reach.finding.unit),
            ),
            limit=say("{number} degrees, measuring error added", number=short.reach.limit),
        )
    if len(rows) > MOST_NAMED:
        text = say_n(
            "{n} more exercise waits for more range.",
            "{n} more exercises wait for more range.",
            len(rows) - MOST_NAMED,
        )
        yield _reason(problem, RULE, text, exercises=str(len(rows)))


def _waits(name: str, short: Shortfall) -> Phrase:
    if "," in name:
        return say("{exercise}, waits: {because}.", exercise=name, because=short.because)
    return say("{exercise} waits: {because}.", exercise=name, because=short.because)


def notes(problem: Problem, coverage: Coverage, chosen: Sequence[Option]) -> tuple[Reason, ...]:
    """Notes on the week as a whole."""
    return (
        *_gentle(problem),
        *_stage(problem),
        *_days(problem),
        *_short(problem, coverage),
        *_waiting(problem, chosen),
        *_stand_ins(problem, chosen),
        *(problem.case.sport.sentences if problem.case.sport is not None else ()),
    )
