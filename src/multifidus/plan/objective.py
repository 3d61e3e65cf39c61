# SPDX-License-Identifier: Apache-2.0
"""What makes one week better than another, most important first."""

import hashlib
from collections.abc import Sequence

from multifidus.domain.words import Modality
from multifidus.plan.layout import Layout
from multifidus.plan.problem import TENTH_OF_A_MINUTE, Option, likes


def shortage(layout: Layout) -> list[tuple[int, int]]:
    """First: what the week leaves uncovered, each target by the share that is missing."""
    scale = layout.problem.planning.shortage.scale
    terms: list[tuple[int, int]] = []
    for item in layout.shortages:
        unit = max(1, round(item.target.importance * scale / item.target.amount))
        terms += [(item.easy, unit), (item.hard, 2 * unit)]
    liked = layout.problem.planning.comfort.liked * scale
    return [*terms, *((variable, liked) for variable in layout.unliked)]


def minutes(layout: Layout) -> list[tuple[int, int]]:
    """Seconds of active work; a shorter week that covers as much is better."""
    return [
        (layout.on[n], option.seconds * option.times)
        for n, option in enumerate(layout.options)
        if option.exercise.modality is not Modality.RELAXATION
    ]


def _taste(layout: Layout, option: Option) -> int:
    weights = layout.problem.planning.comfort
    exercise = option.exercise
    preferences = layout.problem.case.record.preferences
    cost = weights.item
    known = layout.problem.standing.last_week
    if known and exercise.id not in known:
        cost += weights.new_exercise
    if exercise.id in known:
        cost -= weights.dropped_exercise
    if likes(exercise, preferences.like):
        cost -= weights.liked
    if likes(exercise, preferences.dislike):
        cost += weights.disliked
    if exercise.load.direction in layout.problem.eased:
        cost -= weights.eased_direction
    highest = layout.problem.standing.rungs.get(exercise.ladder.id, exercise.ladder.rung)
    if option.core:
        cost += weights.rung_below * max(0, highest - exercise.ladder.rung)
    best = max(layout.options[n].level for n in layout.by_exercise[exercise.id])
    if exercise.id in layout.problem.standing.levels and option.level < best:
        # What was earned is used, though a lighter dose would cover as much in less time.
        cost += weights.below_earned
    if exercise.modality is Modality.RELAXATION:
        # The shortest bout, unless the person likes it: then as long as the minutes allow.
        longer = option.level if likes(exercise, preferences.like) else -option.level
        cost -= weights.relaxation * (2 + longer)
    return cost


def comfort(layout: Layout) -> list[tuple[int, int]]:
    """Points of discomfort: unfamiliar exercises, changes of position, what is not liked."""
    weights = layout.problem.planning.comfort
    terms = [(layout.on[n], _taste(layout, option)) for n, option in enumerate(layout.options)]
    terms += [(variable, weights.position_change) for variable, _ in layout.changes]
    return terms


def tie_breaks(names: Sequence[str], below: int) -> dict[str, int]:
    """Give every name a fixed number under `below`, no two alike while there is room."""
    out: dict[str, int] = {}
    used: set[int] = set()
    for name in sorted(names):
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % below
        while number in used and len(used) < below:
            number = (number + 1) % below
        used.add(number)
        out[name] = number
    return out


def effort(layout: Layout) -> list[tuple[int, int]]:
    """Second: what the week asks of the person, in small parts of a tenth of a minute.

    Time of active work, and discomfort at so many seconds a point. A fixed number per option, worth
    less than a tenth of a minute, leaves no tie to chance.
    """
    weights = layout.problem.planning.comfort
    scale = weights.tie_break_scale
    terms = [
        (variable, seconds // TENTH_OF_A_MINUTE * scale) for variable, seconds in minutes(layout)
    ]
    terms += [
        (variable, points * (weights.seconds_per_point // TENTH_OF_A_MINUTE) * scale)
        for variable, points in comfort(layout)
    ]
    numbers = tie_breaks([option.name for option in layout.options], scale)
    terms += [(layout.on[n], numbers[option.name]) for n, option in enumerate(layout.options)]
    return terms


def write(layout: Layout) -> None:
    """Add both objectives to the model, in order."""
    layout.model.aim("uncovered", shortage(layout))
    layout.model.aim("effort", effort(layout))
