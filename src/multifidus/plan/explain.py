# SPDX-License-Identifier: Apache-2.0
"""Why the week is as it is: what each exercise adds, what would replace it, what limits the plan.

What an exercise adds is not what is missing when it is merely struck out: something else would take
its place. So the week is solved again without it, keeping all the rest but one and allowing one new
exercise; what is still missing then is its true worth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from multifidus.domain.explanation import AnsweredFinding, ExplainedItem, Explanation
from multifidus.domain.phrase import Phrase, joined, listed, lower, say, say_n
from multifidus.domain.results import Assessment, Finding
from multifidus.domain.spoken import DAY, SLOT, percent
from multifidus.domain.week import Coverage, Reason
from multifidus.plan.layout import Layout
from multifidus.plan.model import Model
from multifidus.plan.notes import stretching
from multifidus.plan.planner import Planned, chosen_options, lay_out
from multifidus.plan.problem import Option, Problem, build
from multifidus.plan.slots import day_name
from multifidus.plan.solve import minimise
from multifidus.plan.write import coverage

MOST_NAMED = 3

_LIMITS: Final = {
    "PLN1": say("Equipment"),
    "GRD3": say("Cautions"),
    "GRD11": say("Directives"),
    "MOV1": say("Range"),
}
"""Rules that leave exercises out by a fact that a person may change or ask about, and its kind."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """A target that gets less, from what to what, in its unit."""

    name: str
    before: float
    after: float
    unit: str

    @property
    def text(self) -> Phrase:
        """How much less it gets."""
        return _from_to(self.name, self.before, self.after, self.unit)


def _from_to(name: str, first: float, last: float, unit: str) -> Phrase:
    return say("{name} from {first} to {last} {unit}", name=name, first=first, last=last, unit=unit)


def _rows(problem: Problem, covered: Coverage) -> dict[str, tuple[str, float, float, str]]:
    """By target, its plain name, planned (at most the target), target and unit."""
    out: dict[str, tuple[str, float, float, str]] = {}
    for muscle, row in covered.muscles.items():
        name = problem.knowledge.muscles[muscle].plain_name
        out[f"muscle {muscle}"] = (name, min(row.planned, row.target), row.target, row.unit)
    for target, row in covered.stretches.items():
        name = stretching(target, problem)
        out[f"stretch {target}"] = (name, min(row.planned, row.target), row.target, row.unit)
    row = covered.aerobic
    planned = min(row.planned, row.target)
    out["aerobic"] = (say("aerobic work"), planned, row.target, say("minutes"))
    return out


def _losses(problem: Problem, before: Coverage, after: Coverage) -> list[_Loss]:
    """Targets that hold less after than before, the largest share first."""
    was, now = _rows(problem, before), _rows(problem, after)
    found = [
        (
            (was[key][1] - now[key][1]) / was[key][2],
            _Loss(was[key][0], was[key][1], now[key][1], was[key][3]),
        )
        for key in was
        if now[key][1] < was[key][1]
    ]
    return [loss for _, loss in sorted(found, key=lambda pair: (-pair[0], pair[1].name))]


def _limited_to_one_change(planned: Planned, without: str) -> Model:
    """Copy the model without one exercise, all others kept but one, and one new one allowed."""
    layout = planned.layout
    model = Model(
        names=layout.model.names,
        bounds=layout.model.bounds,
        rows=list(layout.model.rows),
        aims=layout.model.aims,
    )
    kept = {option.exercise.id for option in planned.chosen} - {without}
    old: list[tuple[int, int]] = []
    new: list[tuple[int, int]] = []
    for n, option in enumerate(layout.options):
        if option.exercise.id == without:
            model.row("PLN4", [(layout.on[n], 1)], high=0)
        elif option.exercise.id in kept:
            old.append((layout.on[n], 1))
        else:
            new.append((layout.on[n], 1))
    model.row("PLN18", old, low=len(kept) - 1)
    model.row("PLN18", new, high=1)
    return model


def _serves(option: Option) -> set[str]:
    """Every aim that an option serves: muscles, stretch targets, endurance, warm-up or rest."""
    aims = {f"muscle {muscle}" for muscle in option.stimulus}
    aims |= {f"stretch {target}" for target in option.stretch}
    return aims or {option.exercise.modality.value}


def _worth(planned: Planned, exercise: str) -> tuple[str, str | None]:
    """Say what is lost without an exercise, and which one would take its place."""
    problem, layout = planned.problem, planned.layout
    model = _limited_to_one_change(planned, exercise)
    solution = minimise(model, problem.planning.effort, aims=1)
    if solution is None:
        if exercise in problem.required:
            return say("It cannot be left out: a clinician requires it."), None
        return say("Without it no week can be made that keeps the rest."), None
    chosen = chosen_options(layout, solution)
    before = {option.exercise.id for option in planned.chosen}
    purpose = {
        aim
        for option in planned.chosen
        if option.exercise.id == exercise
        for aim in _serves(option)
    }
    new = [
        option.exercise
        for option in chosen
        if option.exercise.id not in before and purpose & _serves(option)
    ]
    instead = new[0].name if new else None
    losses = _losses(problem, planned.week.coverage, coverage(chosen, problem))
    cost = solution.proof.objectives[0].value - planned.solution.proof.objectives[0].value
    if cost <= 0:
        if instead:
            return say(
                "Nothing that counts is lost: {exercise} could take its place.", exercise=instead
            ), instead
        return say("Nothing that counts is lost; it is here because it suits you."), None
    text = listed((loss.text for loss in losses[:MOST_NAMED]), "")
    if not losses:
        text = say("a little of the balance")
    if instead:
        return say(
            "Even with {exercise} in its place: {losses}.", exercise=instead, losses=text
        ), instead
    return say("Without it: {losses}.", losses=text), None


def _items(planned: Planned) -> tuple[ExplainedItem, ...]:
    reasons: dict[str, tuple[str, tuple[Reason, ...]]] = {}
    for session in planned.week.sessions:
        for item in session.items:
            reasons.setdefault(item.exercise, (item.name, item.why))
    out = []
    for exercise, (name, why) in reasons.items():
        lost, instead = _worth(planned, exercise)
        out.append(
            ExplainedItem(
                exercise=exercise, name=name, reasons=why, lost_without=lost, replaced_by=instead
            )
        )
    return tuple(out)


def _names(options: Sequence[Option]) -> Phrase:
    return joined(sorted({lower(option.exercise.name) for option in options}), "; ")


def _answer(finding: Finding, planned: Planned) -> Phrase:
    problem, covered = planned.problem, planned.week.coverage
    nothing = say("Looked at; it asks for nothing special this week.")
    if finding.priority == 0:
        return nothing
    parts = []
    for target in finding.stretch_targets:
        using = [option for option in planned.chosen if target in option.stretch]
        row = covered.stretches.get(target)
        name = problem.knowledge.stretch_targets[target].plain_name
        if using and row is not None:
            parts.append(
                say(
                    "{planned} of {target} minutes per side for {name}: {exercises}.",
                    planned=row.planned,
                    target=row.target,
                    name=name,
                    exercises=_names(using),
                )
            )
        elif row is not None:
            parts.append(say("No stretch for {name}: {because}.", name=name, because=row.reason))
    for muscle in finding.muscles:
        using = [
            option
            for option in planned.chosen
            if muscle in option.stimulus and option.exercise.muscles.grades[muscle] > 1
        ]
        trained = covered.muscles[muscle]
        name = problem.knowledge.muscles[muscle].plain_name
        if using:
            parts.append(
                say(
                    "{planned} of {target} sets for the {name}: {exercises}.",
                    planned=trained.planned,
                    target=trained.target,
                    name=name,
                    exercises=_names(using),
                )
            )
        else:
            parts.append(
                say("Nothing for the {name}: {because}.", name=name, because=trained.reason)
            )
    return joined(parts) if parts else nothing


def _limits(planned: Planned) -> tuple[str, ...]:
    problem = planned.problem
    out = []
    for cell in problem.cells:
        used = sum(option.seconds for option in planned.chosen if cell.id in option.cells)
        shortest = min(
            (option.seconds for option in problem.options if cell.id in option.cells), default=0
        )
        if shortest and problem.seconds(cell) - used < shortest:
            slots = (
                say("{day} {slot}", day=DAY[day_name(one.day)], slot=SLOT[one.slot])
                for one in cell.slots
            )
            out.append(
                say_n(
                    "Time: {slots} is full ({used} of {whole} minutes).",
                    "Time: {slots} are full ({used} of {whole} minutes).",
                    cell.times,
                    slots=listed(slots, ""),
                    used=round(used / 60),
                    whole=problem.seconds(cell) // 60,
                )
            )
    by_rule: dict[str, Counter[str]] = {}
    for left in problem.left_out:
        by_rule.setdefault(left.rule, Counter())[left.because] += 1
    for rule, title in _LIMITS.items():
        counted = sorted(by_rule.get(rule, Counter()).items(), key=lambda row: (-row[1], row[0]))
        out += [
            say_n(
                "{title}: {n} exercise left out ({because}).",
                "{title}: {n} exercises left out ({because}).",
                count,
                title=title,
                because=because,
            )
            for because, count in counted[:MOST_NAMED]
        ]
    return tuple(out)


def _ten_more(planned: Planned, assessment: Assessment, layout: Layout) -> Phrase:
    more = planned.problem.planning.explaining.more_minutes
    roomier = lay_out(build(planned.problem.case, assessment, extra_minutes=more), layout.monday)
    solution = minimise(roomier.model, planned.problem.planning.effort, aims=1)
    if solution is None:
        return say(
            "{minutes} more minutes in each session would change nothing that can be proven.",
            minutes=more,
        )
    after = coverage(chosen_options(roomier, solution), roomier.problem)
    before = planned.week.coverage
    gains = _losses(planned.problem, after, before)
    if not gains:
        return say(
            "{minutes} more minutes in each session would not bring any aim closer: "
            "time is not what limits this week.",
            minutes=more,
        )
    named = (_from_to(gain.name, gain.after, gain.before, gain.unit) for gain in gains[:MOST_NAMED])
    text = say(
        "{minutes} more minutes in each session would bring {gains}.",
        minutes=more,
        gains=listed(named, ""),
    )
    if after.share <= before.share:
        return text
    in_all = say(
        "In all, {after} of what counts instead of {before}.",
        after=percent(after.share),
        before=percent(before.share),
    )
    return joined([text, in_all])


def explain_week(planned: Planned, assessment: Assessment) -> Explanation:
    """Explain a planned week.

    Parameters
    ----------
    planned : Planned
        The week with its problem and solution.
    assessment : Assessment
        The findings to answer.
    """
    return Explanation(
        items=_items(planned),
        findings=tuple(
            AnsweredFinding(finding=finding.sentence, answer=_answer(finding, planned))
            for finding in assessment.findings
        ),
        limits=_limits(planned),
        ten_more_minutes=_ten_more(planned, assessment, planned.layout),
    )
