# SPDX-License-Identifier: Apache-2.0
"""Why an exercise stands in the week: its findings, its muscles, directives, and its dose."""

from collections.abc import Iterable

from multifidus.domain.phrase import Phrase, listed, lower, say
from multifidus.domain.results import Assessment, Finding
from multifidus.domain.spoken import PHASE, SIDE, STAGE, VERDICT, unit
from multifidus.domain.week import Reason
from multifidus.domain.words import Modality, Phase
from multifidus.plan.problem import Option, Problem, likes

MOST_MUSCLES = 3


def _rule_sources(problem: Problem, rule: str) -> tuple[str, ...]:
    return problem.knowledge.rules[rule].source


def _cite(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for group in groups for key in group))


def _directive(option: Option, problem: Problem) -> Iterable[Reason]:
    wanted = problem.required.get(option.exercise.id)
    if wanted is not None:
        times, index = wanted
        directive = problem.case.record.directives[index]
        yield Reason(
            rule="PLN19",
            text=say("{by} asked for it {times} times a week.", by=directive.by, times=times),
            inputs={"directive": f"directives[{index}] of {directive.on.isoformat()}"},
            cite=_rule_sources(problem, "PLN19"),
        )


def _value(finding: Finding) -> Phrase:
    return say("{value} {unit}", value=finding.value, unit=unit(finding.unit))


def _where(finding: Finding) -> Phrase:
    test = lower(finding.name)
    if finding.side is None:
        return say("{test}: {value}", test=test, value=_value(finding))
    side = SIDE[finding.side]
    return say("{test}, {side}: {value}", test=test, side=side, value=_value(finding))


def _findings(option: Option, problem: Problem, assessment: Assessment) -> Iterable[Reason]:
    for finding in assessment.findings:
        if finding.priority == 0:
            continue
        stretched = [target for target in finding.stretch_targets if target in option.stretch]
        trained = [muscle for muscle in finding.muscles if muscle in option.stimulus]
        if stretched:
            text = say(
                "Stretches {target}: your test was {verdict} ({result}).",
                target=problem.knowledge.stretch_targets[stretched[0]].plain_name,
                verdict=VERDICT[finding.verdict],
                result=_where(finding),
            )
        elif trained:
            text = say(
                "Trains {muscles}: your test was {verdict} ({result}).",
                muscles=problem.knowledge.muscles[trained[0]].plain_name,
                verdict=VERDICT[finding.verdict],
                result=_where(finding),
            )
        else:
            continue
        source = finding.norm.source if finding.norm else ()
        yield Reason(
            rule="FND7",
            text=text,
            inputs={
                "test": finding.test,
                "side": SIDE[finding.side] if finding.side else "",
                "value": _value(finding),
                "on": finding.on.isoformat(),
                "priority": str(finding.priority),
            },
            cite=_cite(source, _rule_sources(problem, "FND7")),
        )


def _muscles(option: Option, problem: Problem) -> Iterable[Reason]:
    grades = option.exercise.muscles.grades
    ranked = sorted(option.stimulus, key=lambda muscle: (-grades[muscle], muscle))
    if not ranked:
        return
    names = [problem.knowledge.muscles[muscle].plain_name for muscle in ranked[:MOST_MUSCLES]]
    yield Reason(
        rule="PLN6",
        text=say("Works the {muscles}.", muscles=listed(names)),
        inputs={muscle: say("grade {grade}", grade=grades[muscle]) for muscle in ranked},
        cite=_cite(option.exercise.muscles.source, _rule_sources(problem, "PLN6")),
    )


def _stretches(option: Option, problem: Problem) -> Iterable[Reason]:
    wanted = {target.id: target for target in problem.stretches}
    for target, seconds in option.stretch.items():
        if target in wanted and not wanted[target].priority:
            name = problem.knowledge.stretch_targets[target].plain_name
            yield Reason(
                rule="PLN7",
                text=say(
                    "Keeps {target} supple; part of the usual round for everyone.", target=name
                ),
                inputs={target: say("{seconds} s per side and session", seconds=seconds)},
                cite=_rule_sources(problem, "PLN7"),
            )


def _role(option: Option, phase: Phase, problem: Problem) -> Iterable[Reason]:
    modality = option.exercise.modality
    if modality is Modality.AEROBIC:
        yield Reason(
            rule="PLN8",
            text=say(
                "{minutes} of the week's easy aerobic minutes, and it warms you up.",
                minutes=option.aerobic,
            ),
            inputs={"minutes": str(option.aerobic), "target": str(problem.aerobic.amount)},
            cite=_cite(option.exercise.doses.source, _rule_sources(problem, "PLN8")),
        )
    elif modality is Modality.MOBILITY:
        rule = "PLN15" if phase is Phase.WARM_UP else "PLN7"
        yield Reason(
            rule=rule,
            text=say("Warms up the back and hips with easy movement."),
            inputs={"phase": PHASE[phase]},
            cite=_rule_sources(problem, rule),
        )
    elif modality is Modality.RELAXATION:
        yield Reason(
            rule="PLN16",
            text=say("For comfort; it is not counted as training. Leave it out if you like."),
            inputs={"minutes": f"{option.step.minutes:g}"},
            cite=option.exercise.sources,
        )


def _liked(option: Option, problem: Problem) -> Iterable[Reason]:
    if likes(option.exercise, problem.case.record.preferences.like):
        yield Reason(
            rule="PLN20",
            text=say("You said that you like it."),
            inputs={"preference": "preferences.like"},
            cite=_rule_sources(problem, "PLN20"),
        )


def _dose(option: Option, problem: Problem) -> Reason:
    doses = option.exercise.doses
    table = doses.stages[problem.standing.stage.table]
    before = problem.standing.last_week.get(option.exercise.id)
    if before is not None and option.level > max(before, table.start):
        text, rule = say("One step up: two good sessions in a row have earned it."), "PRG1"
    elif before is not None and option.level < before:
        text, rule = say("The dose is lighter than last week."), "PRG7"
    elif before is not None:
        text, rule = (
            say("The dose is that of last week; two good sessions in a row earn a step."),
            "PRG1",
        )
    elif option.exercise.id in problem.standing.levels:
        text, rule = say("The dose is what your log shows you can do."), "PRG1"
    elif option.level < table.start:
        text = say("The dose is the lightest of its table, to fit your minutes.")
        rule = "PLN12"
    else:
        text, rule = say("The dose is where newcomers start at your stage."), "PLN12"
    return Reason(
        rule=rule,
        text=text,
        inputs={
            "stage": STAGE[problem.standing.stage],
            "step": say("{step} of {steps}", step=option.level + 1, steps=len(table.steps)),
        },
        cite=_cite(doses.source, _rule_sources(problem, rule)),
    )


def reasons(
    option: Option, phase: Phase, problem: Problem, assessment: Assessment
) -> tuple[Reason, ...]:
    """Every reason for an exercise, the most personal first; the last one explains its dose."""
    return (
        *_directive(option, problem),
        *_findings(option, problem, assessment),
        *_liked(option, problem),
        *_role(option, phase, problem),
        *_muscles(option, problem),
        *_stretches(option, problem),
        _dose(option, problem),
    )
