# SPDX-License-Identifier: Apache-2.0
"""Which adjustments a planned week shows: what went down, what is held, and what goes up in it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from multifidus.coach.why import VOLUME
from multifidus.domain.adaptation import Adjustment, AdjustmentKind, AdjustmentStatus, Clamp
from multifidus.domain.phrase import say
from multifidus.domain.results import Standing
from multifidus.domain.week import Week
from multifidus.knowledge.loader import Knowledge

_EXERCISES = frozenset({AdjustmentKind.UP, AdjustmentKind.HOLD})


def told(standing: Standing, week: Week, knowledge: Knowledge) -> tuple[Adjustment, ...]:
    """Return the adjustments of a week.

    A step that was earned and that the week does not take is told as held, with the bound that
    did it, as long as the exercise is in the week at all.

    Parameters
    ----------
    standing : Standing
        Where the person stands, with every step that was earned.
    week : Week
        The week that was planned from it.
    """
    return tuple(_told(standing, week, knowledge))


def _told(standing: Standing, week: Week, knowledge: Knowledge) -> Iterator[Adjustment]:
    levels: dict[str, int] = {}
    rungs: dict[str, int] = {}
    for session in week.sessions:
        for item in session.items:
            levels[item.exercise] = max(levels.get(item.exercise, 0), item.dose.level)
            place = knowledge.exercises[item.exercise].ladder
            rungs[place.id] = max(rungs.get(place.id, 0), place.rung)
    used = sum(
        one.kind is AdjustmentKind.UP and one.rule != "WLK1" and _taken(one, levels)
        for one in standing.adjustments
    )
    for one in standing.adjustments:
        if one.kind is AdjustmentKind.RUNG_UP:
            if _open(one) or rungs.get(one.subject, 0) >= standing.rungs.get(one.subject, 0):
                yield one
        elif one.kind not in _EXERCISES or one.subject == VOLUME:
            yield one
        elif one.subject in levels:
            if one.kind is AdjustmentKind.HOLD or _taken(one, levels) or _open(one):
                yield one
            else:
                yield _not_taken(one, levels[one.subject], used, knowledge)


def _taken(one: Adjustment, levels: Mapping[str, int]) -> bool:
    """Whether the week has the exercise at the dose of a step up."""
    return one.after_level is not None and levels.get(one.subject, -1) >= one.after_level


def _open(one: Adjustment) -> bool:
    """Whether a step up is not in the plan because somebody has said no."""
    return one.status is AdjustmentStatus.DECLINED


def _not_taken(one: Adjustment, level: int, used: int, knowledge: Knowledge) -> Adjustment:
    most = knowledge.rules["PRG2"].figures["exercises_per_week"].value
    if used >= most and one.rule != "WLK1":
        clamp = Clamp(
            rule="PRG2", text=say("at most {count} exercises change in a week", count=most)
        )
    else:
        clamp = Clamp(
            rule="GRD7",
            text=say("this week's minutes and the weekly limit leave no room for more"),
        )
    return replace(
        one,
        kind=AdjustmentKind.HOLD,
        text=say(
            "{exercise} has earned a step and stays as it is: {because}.",
            exercise=one.name,
            because=clamp.text,
        ),
        after=one.before,
        after_level=level,
        clamps=(*one.clamps, clamp),
        status=AdjustmentStatus.APPLIED,
    )
