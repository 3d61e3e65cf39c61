# SPDX-License-Identifier: Apache-2.0
"""What makes one week better than another, most important first."""

import hashlib

from multifidus.domain.words import Modality
from multifidus.plan.layout import Layout
from multifidus.plan.problem import Option, likes

HASH_BITS = 14


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
    """Second: seconds of active work; a shorter week that covers as much is better."""
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
        cost -= weights.distinct_position
    highest = layout.problem.standing.rungs.get(exercise.ladder.id, exercise.ladder.rung)
    if option.core:
        cost += weights.rung_below * max(0, highest - exercise.ladder.rung)
    if exercise.modality is Modality.RELAXATION:
        # The shortest bout, unless the person likes it: then as long as the minutes allow.
        longer = option.level if likes(exercise, preferences.like) else -option.level
        cost -= weights.relaxation * (2 + longer)
    return cost


def comfort(layout: Layout) -> list[tuple[int, int]]:
    """Third: familiar exercises, few changes of position, what the person likes."""
    weights = layout.problem.planning.comfort
    terms = [(layout.on[n], _taste(layout, option)) for n, option in enumerate(layout.options)]
    terms += [(variable, weights.position_change) for variable, _ in layout.changes]
    return terms


def tie_break(layout: Layout) -> list[tuple[int, int]]:
    """Last: a fixed number for every option, so that no tie is left to chance."""
    return [
        (layout.on[n], _number(option.name) * option.times)
        for n, option in enumerate(layout.options)
    ]


def _number(name: str) -> int:
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - HASH_BITS)


def write(layout: Layout) -> None:
    """Add all objectives to the model, in order."""
    layout.model.aim("uncovered", shortage(layout))
    layout.model.aim("active seconds", minutes(layout))
    layout.model.aim("comfort", comfort(layout))
    layout.model.aim("tie-break", tie_break(layout))
