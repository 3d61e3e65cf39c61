# SPDX-License-Identifier: Apache-2.0
"""The constraints of a week: one named function each, one rule id each.

The sentence that explains a rule to a person stands in `knowledge/data/rules/` under its id.
Each function writes its rows into the model and nothing else.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.week import Fact
from multifidus.domain.words import Modality
from multifidus.plan.candidates import directive_fact
from multifidus.plan.layout import Layout, Shortage
from multifidus.plan.problem import Option, Target
from multifidus.plan.rises import aerobic_rise, few_new, few_rises, weekly_rise
from multifidus.plan.slots import Cell, close

Constraint = Callable[[Layout], None]


def one_dose_and_place(layout: Layout) -> None:
    """PLN4: an exercise has one dose and one place in the week."""
    for options in layout.by_exercise.values():
        if len(options) > 1:
            layout.model.row("PLN4", [(layout.on[n], 1) for n in options], high=1)


def one_rung_per_session(layout: Layout) -> None:
    """PLN13: one rung of a ladder in a session, two in a week."""
    most = layout.problem.planning.continuity.rungs_per_week
    for options in layout.by_ladder.values():
        exercises = {layout.options[n].exercise.id for n in options}
        if len(exercises) < 2:
            continue
        for cell in layout.problem.cells:
            here = [n for n in options if cell.id in layout.options[n].cells]
            if here:
                layout.model.row("PLN13", [(layout.on[n], 1) for n in here], high=1)
        layout.model.row("PLN13", [(layout.on[n], 1) for n in options], high=most)


def minutes(layout: Layout) -> None:
    """PLN5: a session takes no longer than the person has."""
    for cell in layout.problem.cells:
        terms = [(layout.on[n], layout.options[n].seconds) for n in layout.by_cell[cell.id]]
        fact = layout.problem.minutes_fact(cell)
        layout.model.row("PLN5", terms, high=layout.problem.seconds(cell), facts=(fact,))


def _shortage(layout: Layout, rule: str, target: Target, terms: list[tuple[int, int]]) -> None:
    """Write `what is planned + what is missing >= target`, the missing in two steps."""
    share = layout.problem.planning.shortage.easy_share
    easy = layout.model.variable(f"easy:{target.id}", high=int(target.amount * share))
    hard = layout.model.variable(f"hard:{target.id}", high=target.amount)
    layout.model.row(rule, [*terms, (easy, 1), (hard, 1)], low=target.amount)
    layout.shortages.append(Shortage(target, easy, hard))


def muscle_coverage(layout: Layout) -> None:
    """PLN6: every muscle group gets its weekly stimulus, or the shortage is counted."""
    for target in layout.problem.muscles:
        terms = []
        for n, option in enumerate(layout.options):
            given = min(option.stimulus.get(target.id, 0), target.amount)
            if given:
                # Clipping at the target keeps one large dose from looking better than it is.
                terms.append((layout.on[n], min(option.times * given, target.amount)))
        _shortage(layout, "PLN6", target, terms)


def stretching(layout: Layout) -> None:
    """PLN7: what tests short is stretched enough over the week, or the shortage is counted."""
    for target in layout.problem.stretches:
        terms = [
            (layout.on[n], min(option.times * option.stretch[target.id], target.amount))
            for n, option in enumerate(layout.options)
            if target.id in option.stretch
        ]
        _shortage(layout, "PLN7", target, terms)


def aerobic(layout: Layout) -> None:
    """PLN8: the week holds aerobic minutes, or the shortage is counted."""
    target = layout.problem.aerobic
    terms = [
        (layout.on[n], min(option.times * option.aerobic, target.amount))
        for n, option in enumerate(layout.options)
        if option.aerobic
    ]
    _shortage(layout, "PLN8", target, terms)


def stretch_caps(layout: Layout) -> None:
    """GRD6: no muscle is stretched for longer than helps, by day and by week."""
    limits = layout.problem.planning.stretch
    targets = sorted({target for option in layout.options for target in option.stretch})
    for target in targets:
        using = [n for n, option in enumerate(layout.options) if target in option.stretch]
        week = [
            (layout.on[n], layout.options[n].times * layout.options[n].stretch[target])
            for n in using
        ]
        layout.model.row("GRD6", week, high=limits.most_per_week)
        for cells in layout.days:
            day = [
                (layout.on[n], layout.options[n].stretch[target])
                for n in using
                for cell in cells
                if cell in layout.options[n].cells
            ]
            if day:
                layout.model.row("GRD6", day, high=limits.most_per_day)


def _close_pairs(layout: Layout) -> Iterator[tuple[Cell, Cell]]:
    hours = layout.problem.planning.days.recovery_hours
    for first, second in combinations(layout.problem.cells, 2):
        if first.template != second.template and close(first, second, hours):
            yield first, second


def heavy_rest(layout: Layout) -> None:
    """GRD8: heavy work for one muscle has 48 hours of rest on either side."""
    days = layout.problem.planning.days
    for muscle in layout.problem.knowledge.muscles:
        using = [
            n
            for n, option in enumerate(layout.options)
            if option.core
            and option.exercise.load.tier >= days.heavy_tier
            and option.exercise.muscles.grades.get(muscle, 0) >= days.heavy_grade
        ]
        for first, second in _close_pairs(layout):
            ones = [n for n in using if first.id in layout.options[n].cells]
            others = [n for n in using if second.id in layout.options[n].cells]
            for one in ones:
                for other in others:
                    if one != other:
                        terms = [(layout.on[one], 1), (layout.on[other], 1)]
                        layout.model.row("GRD8", terms, high=1)


def rest_after_last_week(layout: Layout) -> None:
    """GRD8: heavy work of last week's end is rested before this week's first."""
    days = layout.problem.planning.days
    rested = layout.rested_from
    for n, option in enumerate(layout.options):
        if not option.core or option.exercise.load.tier < days.heavy_tier:
            continue
        starts = min(slot.at for name in option.cells for slot in layout.problem.cell(name).slots)
        muscles = [
            muscle
            for muscle, grade in option.exercise.muscles.grades.items()
            if grade >= days.heavy_grade and rested.get(muscle, 0) > starts
        ]
        if muscles:
            layout.model.row("GRD8", [(layout.on[n], 1)], high=0)


def hard_work_rest(layout: Layout) -> None:
    """PLN10: two sessions that both work a muscle hard lie 48 hours apart."""
    threshold = layout.problem.planning.days.hard_quarters
    for first, second in _close_pairs(layout):
        for muscle in layout.problem.knowledge.muscles:
            sums = [
                [
                    (layout.on[n], layout.options[n].stimulus[muscle])
                    for n in layout.by_cell[cell.id]
                    if muscle in layout.options[n].stimulus
                ]
                for cell in (first, second)
            ]
            if any(sum(value for _, value in terms) < threshold for terms in sums):
                continue
            flags = []
            for cell, terms in zip((first, second), sums, strict=True):
                flag = layout.hard.get((cell.id, muscle))
                if flag is None:
                    flag = layout.model.variable(f"hard:{cell.id}:{muscle}")
                    layout.hard[(cell.id, muscle)] = flag
                    most = sum(value for _, value in terms)
                    layout.model.row(
                        "PLN10", [*terms, (flag, threshold - 1 - most)], high=threshold - 1
                    )
                flags.append((flag, 1))
            layout.model.row("PLN10", flags, high=1)


def session_load(layout: Layout) -> None:
    """PLN11: the summed load of a session on the low back stays under the stage's cap."""
    cap = layout.problem.planning.load.tier_minutes[layout.problem.standing.stage] * 60
    for cell in layout.problem.cells:
        terms = [
            (layout.on[n], layout.options[n].exercise.load.tier * layout.options[n].seconds)
            for n in layout.by_cell[cell.id]
            if layout.options[n].core
        ]
        if terms:
            layout.model.row("PLN11", terms, high=cap)


def tier_4(layout: Layout) -> None:
    """GRD4: at most one exercise of the highest load a session, none on neighbouring days."""
    highest = int(layout.problem.knowledge.rules["GRD4"].figures["tier"].value)
    most = layout.problem.planning.load.tier_4_per_session
    using = [n for n, option in enumerate(layout.options) if option.exercise.load.tier >= highest]
    if not using:
        return
    for cell in layout.problem.cells:
        here = [(layout.on[n], 1) for n in using if cell.id in layout.options[n].cells]
        if here:
            layout.model.row("GRD4", here, high=most)
    for first, second in _close_pairs(layout):
        for one in using:
            for other in using:
                apart = first.id in layout.options[one].cells
                if apart and second.id in layout.options[other].cells and one != other:
                    terms = [(layout.on[one], 1), (layout.on[other], 1)]
                    layout.model.row("GRD4", terms, high=1)


def core_count(layout: Layout) -> None:
    """PLN14: a strength session holds two to four core exercises, or as many as asked for."""
    limits = layout.problem.planning.session
    own = layout.problem.case.record.preferences.core_per_day is not None
    most = layout.problem.core_high
    text = say("at most {count} core exercises a day", count=most)
    if not own:
        text = say("at most {count} core exercises a day unless you ask for more", count=most)
    asked = Fact(id="preferences.core_per_day", text=text)
    for cells in layout.days:
        day = [
            (layout.on[n], 1)
            for cell in cells
            for n in layout.by_cell[cell]
            if layout.options[n].core
        ]
        if day:
            layout.model.row("PLN14", day, high=layout.problem.core_high, facts=(asked,))
    for cell in layout.problem.cells:
        here = [n for n in layout.by_cell[cell.id] if layout.options[n].core]
        terms = [(layout.on[n], 1) for n in here]
        full = layout.problem.seconds(cell) >= limits.full_session_minutes * 60
        distinct = len({layout.options[n].exercise.ladder.id for n in here})
        if cell.strength and full and here:
            low = min(limits.core_low, distinct, layout.problem.core_high)
            layout.model.row("PLN14", terms, low=low, facts=(layout.problem.minutes_fact(cell),))


def warm_up(layout: Layout) -> None:
    """PLN15: a strength session begins with an easy warm-up where the minutes allow one."""
    limits = layout.problem.planning.session
    for cell in layout.problem.cells:
        if not cell.strength:
            continue
        if layout.problem.seconds(cell) < limits.full_session_minutes * 60:
            continue
        terms = [
            (layout.on[n], 1)
            for n in layout.by_cell[cell.id]
            if _warms(layout.options[n], limits.warm_up_tier)
        ]
        if terms:
            layout.model.row("PLN15", terms, low=1, facts=(layout.problem.minutes_fact(cell),))


def _warms(option: Option, most_load: int) -> bool:
    easy = option.exercise.load.tier <= most_load or option.exercise.modality is Modality.MOBILITY
    return easy and option.exercise.modality in (Modality.MOBILITY, Modality.AEROBIC)


def one_aerobic_per_session(layout: Layout) -> None:
    """PLN9: one aerobic bout in a session."""
    for cell in layout.problem.cells:
        terms = [(layout.on[n], 1) for n in layout.by_cell[cell.id] if layout.options[n].aerobic]
        if len(terms) > 1:
            layout.model.row("PLN9", terms, high=1)


def relaxation(layout: Layout) -> None:
    """PLN16: relaxation is comfort: one position at most, and only beside active work."""
    most = layout.problem.planning.session.relaxation_per_session
    for cell in layout.problem.cells:
        rest = [n for n in layout.by_cell[cell.id] if _relaxes(layout.options[n])]
        if not rest:
            continue
        layout.model.row("PLN16", [(layout.on[n], 1) for n in rest], high=most)
        active = [(layout.on[n], -1) for n in layout.by_cell[cell.id] if n not in set(rest)]
        for n in rest:
            layout.model.row("PLN16", [(layout.on[n], 1), *active], high=0)


def _relaxes(option: Option) -> bool:
    return option.exercise.modality is Modality.RELAXATION


def directives(layout: Layout) -> None:
    """PLN19: what a clinician requires is in the week as often as required."""
    for exercise, (times, index) in layout.problem.required.items():
        terms = [
            (layout.on[n], layout.options[n].times) for n in layout.by_exercise.get(exercise, ())
        ]
        fact = directive_fact(layout.problem.case, index)
        slots = sum(cell.times for cell in layout.problem.cells)
        days = len({slot.day for cell in layout.problem.cells for slot in cell.slots})
        text = say("your week has {sessions} sessions on {days} days", sessions=slots, days=days)
        room = Fact(id="availability", text=text)
        # Only a week with too few sessions is itself in the way; more days free nothing else.
        facts = (fact, room) if slots < times else (fact,)
        layout.model.row("PLN19", terms, low=times, facts=facts)


def liked(layout: Layout) -> None:
    """PLN20: something the person likes is in the week, or its absence is counted."""
    for word in layout.problem.case.record.preferences.like:
        terms = [(layout.on[n], 1) for n in layout.liked_by(word)]
        if terms:
            missing = layout.model.variable(f"liked:{word}")
            layout.model.row("PLN20", [*terms, (missing, 1)], low=1)
            layout.unliked.append(missing)


def ups_and_downs(layout: Layout) -> None:
    """PLN17: the person gets down to the floor and up as seldom as can be."""
    most = layout.problem.planning.session.position_changes_when_rising_hurts
    rising = Fact(id="episode.worse_with", text=say("getting up makes it worse"))
    for cell in layout.problem.cells:
        changes: list[tuple[int, int]] = []
        before: int | None = None
        for phase, options in layout.phases(cell).items():
            floor, up = (
                [n for n in options if layout.options[n].on_floor is where]
                for where in (True, False)
            )
            if not options:
                continue
            start = layout.model.variable(f"starts-on-floor:{cell.id}:{phase}")
            end = layout.model.variable(f"ends-on-floor:{cell.id}:{phase}")
            inside = layout.model.variable(f"changes-in:{cell.id}:{phase}")
            between = layout.model.variable(f"changes-before:{cell.id}:{phase}")
            for n in floor:  # a floor exercise: the phase begins or ends on the floor
                layout.model.row("PLN17", [(layout.on[n], 1), (start, -1), (end, -1)], high=0)
            for n in up:  # a standing one: it begins or ends up
                layout.model.row("PLN17", [(layout.on[n], 1), (start, 1), (end, 1)], high=2)
            _differs(layout, inside, start, end)
            if before is None:
                layout.model.row("PLN17", [(start, 1), (between, -1)], high=0)
            else:
                _differs(layout, between, before, start)
            before = end
            changes += [(inside, 1), (between, 1)]
        layout.changes += changes
        if layout.problem.few_changes and changes:
            layout.model.row("PLN17", changes, high=most, facts=(rising,))


def _differs(layout: Layout, flag: int, one: int, other: int) -> None:
    """Write `flag >= |one - other|`."""
    layout.model.row("PLN17", [(one, 1), (other, -1), (flag, -1)], high=0)
    layout.model.row("PLN17", [(other, 1), (one, -1), (flag, -1)], high=0)


CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    one_dose_and_place,
    one_rung_per_session,
    minutes,
    muscle_coverage,
    stretching,
    aerobic,
    stretch_caps,
    heavy_rest,
    rest_after_last_week,
    hard_work_rest,
    session_load,
    tier_4,
    core_count,
    warm_up,
    one_aerobic_per_session,
    relaxation,
    directives,
    few_new,
    few_rises,
    weekly_rise,
    aerobic_rise,
    liked,
    ups_and_downs,
)
