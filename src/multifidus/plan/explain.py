# SPDX-License-Identifier: Apache-2.0
"""Why the week is as it is: what each exercise adds, what would replace it, what limits the plan.

What an exercise adds is not what is missing when it is merely struck out: something else would take
its place. So the week is solved again without it, keeping all the rest but one and allowing one new
exercise; what is still missing then is its true worth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from multifidus.domain.explanation import AnsweredFinding, ExplainedItem, Explanation
from multifidus.domain.results import Assessment, Finding
from multifidus.domain.week import Coverage, Reason
from multifidus.plan.layout import Layout
from multifidus.plan.model import Model
from multifidus.plan.planner import Planned, chosen_options, lay_out
from multifidus.plan.problem import Option, Problem, build
from multifidus.plan.slots import day_name
from multifidus.plan.solve import minimise
from multifidus.plan.write import coverage

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Loss:
    """A target that gets less, from what to what, in its unit."""

    name: str
    before: float
    after: float
    unit: str

    def __str__(self) -> str:
        return f"{self.name} from {self.before:g} to {self.after:g} {self.unit}"


def _rows(problem: Problem, covered: Coverage) -> dict[str, tuple[str, float, float, str]]:
    """By target, its plain name, planned (at most the target), target and unit."""
    out = {}
    for muscle, row in covered.muscles.items():
        name = problem.knowledge.muscles[muscle].plain_name
        out[f"muscle {muscle}"] = (name, min(row.planned, row.target), row.target, row.unit)
    for target, row in covered.stretches.items():
        name = f"stretching {problem.knowledge.stretch_targets[target].plain_name}"
        out[f"stretch {target}"] = (name, min(row.planned, row.target), row.target, row.unit)
    row = covered.aerobic
    out["aerobic"] = ("aerobic work", min(row.planned, row.target), row.target, "minutes")
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
            return "It cannot be left out: a clinician requires it.", None
        return "Without it no week can be made that keeps the rest.", None
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
            return f"Nothing that counts is lost: {instead} could take its place.", instead
        return "Nothing that counts is lost; it is here because it suits you.", None
    text = ", ".join(str(loss) for loss in losses[:MOST_NAMED]) or "a little of the balance"
    if instead:
        return f"Even with {instead} in its place: {text}.", instead
    return f"Without it: {text}.", None


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


def _names(options: Sequence[Option]) -> str:
    names = sorted({option.exercise.name.lower() for option in options})
    return "; ".join(names)


def _answer(finding: Finding, planned: Planned) -> str:
    problem, covered = planned.problem, planned.week.coverage
    if finding.priority == 0:
        return "Looked at; it asks for nothing special this week."
    parts = []
    for target in finding.stretch_targets:
        using = [option for option in planned.chosen if target in option.stretch]
        row = covered.stretches.get(target)
        if using and row is not None:
            parts.append(
                f"{row.planned:g} of {row.target:g} minutes per side for "
                f"{problem.knowledge.stretch_targets[target].plain_name}: {_names(using)}."
            )
        elif row is not None:
            parts.append(
                f"No stretch for {problem.knowledge.stretch_targets[target].plain_name}: "
                f"{row.reason}."
            )
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
                f"{trained.planned:g} of {trained.target:g} sets for the {name}: {_names(using)}."
            )
        else:
            parts.append(f"Nothing for the {name}: {trained.reason}.")
    return " ".join(parts) or "Looked at; it asks for nothing special this week."


def _limits(planned: Planned) -> tuple[str, ...]:
    problem = planned.problem
    out = []
    for cell in problem.cells:
        used = sum(option.seconds for option in planned.chosen if cell.id in option.cells)
        shortest = min(
            (option.seconds for option in problem.options if cell.id in option.cells), default=0
        )
        if shortest and problem.seconds(cell) - used < shortest:
            days = ", ".join(
                f"{day_name(slot.day).capitalize()} {slot.slot}" for slot in cell.slots
            )
            verb = "is" if cell.times == 1 else "are"
            whole = problem.seconds(cell) // 60
            out.append(f"Time: {days} {verb} full ({used / 60:.0f} of {whole} minutes).")
    by_rule: dict[str, Counter[str]] = {}
    for left in problem.left_out:
        by_rule.setdefault(left.rule, Counter())[left.because] += 1
    words = {"PLN1": "Equipment", "GRD3": "Cautions", "GRD11": "Directives", "MOV1": "Range"}
    for rule, title in words.items():
        counted = sorted(by_rule.get(rule, Counter()).items(), key=lambda row: (-row[1], row[0]))
        out += [
            f"{title}: {count} {'exercise' if count == 1 else 'exercises'} left out ({because})."
            for because, count in counted[:MOST_NAMED]
        ]
    return tuple(out)


def _ten_more(planned: Planned, assessment: Assessment, layout: Layout) -> str:
    more = planned.problem.planning.explaining.more_minutes
    roomier = lay_out(build(planned.problem.case, assessment, extra_minutes=more), layout.monday)
    solution = minimise(roomier.model, planned.problem.planning.effort, aims=1)
    if solution is None:
        return f"{more} more minutes in each session would change nothing that can be proven."
    after = coverage(chosen_options(roomier, solution), roomier.problem)
    before = planned.week.coverage
    gains = _losses(planned.problem, after, before)
    if not gains:
        return (
            f"{more} more minutes in each session would not bring any aim closer: "
            "time is not what limits this week."
        )
    names = ", ".join(
        f"{gain.name} from {gain.after:g} to {gain.before:g} {gain.unit}"
        for gain in gains[:MOST_NAMED]
    )
    text = f"{more} more minutes in each session would bring {names}."
    if after.share > before.share:
        text += f" In all, {after.share:.0%} of what counts instead of {before.share:.0%}."
    return text


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
