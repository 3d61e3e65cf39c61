# SPDX-License-Identifier: Apache-2.0
"""The constraints on change: how much more a week may ask, how many things may be new or harder."""

from multifidus.domain.words import Modality
from multifidus.plan.layout import Layout
from multifidus.plan.problem import Option


def few_new(layout: Layout) -> None:
    """PLN18: only a few exercises are new in a week, so that they can be learned."""
    known = layout.problem.standing.last_week
    if not known:
        return
    new = [n for n, option in enumerate(layout.options) if option.exercise.id not in known]
    usable = {option.exercise.id for option in layout.options} & known.keys()
    limits = layout.problem.planning.continuity
    forced = sum(1 for exercise in layout.problem.required if exercise not in known)
    most = max(limits.new_exercises, limits.week_size - len(usable)) + forced
    layout.model.row("PLN18", [(layout.on[n], 1) for n in new], high=most)


def few_rises(layout: Layout) -> None:
    """PRG2: only a few exercises ask more than last week; a newcomer's dose is nobody's rise.

    Walking and its like have a rule of their own for their minutes (WLK1) and do not count here.
    """
    most = int(layout.problem.knowledge.rules["PRG2"].figures["exercises_per_week"].value)
    own = layout.problem.case.record.policy.exercises_per_week
    risen = [n for n, option in enumerate(layout.options) if _asks_more(layout, option)]
    if risen:
        high = most if own is None else min(most, own)
        layout.model.row("PRG2", [(layout.on[n], 1) for n in risen], high=high)


def _asks_more(layout: Layout, option: Option) -> bool:
    """Whether an option is a step up from last week: a higher dose, or a variant that is new."""
    if option.exercise.modality is Modality.AEROBIC:
        return False
    standing, place = layout.problem.standing, option.exercise.ladder
    if place.id in standing.climbing and place.rung >= standing.rungs.get(place.id, 0):
        return True
    if option.level >= standing.raised.get(option.exercise.id, option.level + 1):
        return True
    before = standing.before(option.exercise.id)
    return before is not None and option.level > max(
        before, layout.problem.start_level(option.exercise)
    )


def weekly_rise(layout: Layout) -> None:
    """GRD7: the week asks little more of a muscle, and in all, than the better of the last two.

    What stands at its newcomer's step counts no more than it did before. "At most a tenth, or one
    repetition" is a choice between two rows, made by a switch. Where the week is to be lighter, or
    no heavier after sessions that hurt, all of its work counts and no repetition is added.
    """
    past = layout.problem.standing.work
    if not past and not layout.problem.standing.minutes:
        return
    share = _share(layout)
    if share <= 0 and past:
        was = sum(past.values())
        work = [
            (layout.on[n], option.work * option.times) for n, option in enumerate(layout.options)
        ]
        layout.model.row("GRD7", work, high=int(was * (1 + share)))
    grade = layout.problem.planning.days.heavy_grade
    kept: list[tuple[int, int]] = []
    for option in layout.options:
        volume, before = option.work * option.times, past.get(option.exercise.id, 0)
        if option.level <= layout.problem.start_level(option.exercise):
            volume = min(volume, int(before))
        spare = option.one_rep * option.times if volume > before else 0
        kept.append((volume, spare))
    groups = [("all", list(range(len(layout.options))))]
    groups += [
        (
            muscle,
            [
                n
                for n, option in enumerate(layout.options)
                if option.exercise.muscles.grades.get(muscle, 0) >= grade
            ],
        )
        for muscle in layout.problem.knowledge.muscles
    ]
    for name, members in groups:
        if not any(kept[n][1] for n in members):
            continue
        was = int(
            sum(
                volume
                for exercise, volume in past.items()
                if name == "all" or layout.problem.grade(exercise, name) >= grade
            )
        )
        most = sum(kept[n][0] for n in members)
        by_rep = layout.model.variable(f"rise-by-repetition:{name}", high=int(share > 0))
        tenth = [(layout.on[n], kept[n][0]) for n in members]
        rise = max(share, 0)
        layout.model.row("GRD7", [*tenth, (by_rep, -most)], high=int(was * (1 + rise)))
        rep = [(layout.on[n], kept[n][0] - kept[n][1]) for n in members]
        layout.model.row("GRD7", [*rep, (by_rep, most)], high=was + most)


def _share(layout: Layout) -> float:
    """Return the share by which the week may rise: the rulebook's, or less where it is held."""
    usual = layout.problem.knowledge.rules["PRG4"].figures["weekly_rise_share"].value
    own = layout.problem.standing.weekly_rise
    return usual if own is None else min(usual, own)


def aerobic_rise(layout: Layout) -> None:
    """GRD7: aerobic minutes rise by a tenth a week, or by a few while there are few."""
    past = layout.problem.standing.minutes
    if not past and not layout.problem.standing.work:
        return
    rules = layout.problem.knowledge.rules
    was = sum(past.values())
    share = max(_share(layout), 0)
    free = was * share
    if was < rules["WLK1"].figures["small_week_minutes"].value and share > 0:
        free = max(free, rules["WLK1"].figures["weekly_rise_cap_minutes"].value)
    terms = []
    for n, option in enumerate(layout.options):
        if option.aerobic:
            minutes = option.aerobic * option.times
            if option.level <= layout.problem.start_level(option.exercise):
                minutes = min(minutes, int(past.get(option.exercise.id, 0)))
            terms.append((layout.on[n], minutes))
    layout.model.row("GRD7", terms, high=int(was + free))
