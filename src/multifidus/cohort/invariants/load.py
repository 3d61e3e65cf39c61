# SPDX-License-Identifier: Apache-2.0
"""Invariants of load: how much a week may rise, and how many things at once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.invariants.read import (
    HAIR,
    Amount,
    better_of_two_weeks,
    figure,
    items,
    planned_amount,
    rises,
    start_level,
)
from multifidus.cohort.lived import Life
from multifidus.domain.week import Week
from multifidus.domain.words import Autonomy
from multifidus.knowledge.loader import Knowledge


def _kept(week: Week, now: dict[str, float], was: dict[str, float], knowledge: Knowledge) -> Amount:
    """Split a week's amounts: those that count as before where an exercise stands at its start."""
    above: set[str] = set()
    for _, item in items(week):
        exercise = knowledge.exercises[item.exercise]
        if item.dose.level > start_level(exercise, week.stage):
            above.add(exercise.id)
    return Amount(
        {
            name: value if name in above else min(value, was.get(name, 0.0))
            for name, value in now.items()
        },
        {},
    )


def weekly_rise(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week whose work in all rises by more than a tenth over the better of two weeks.

    What stands at the newcomer's start counts no more than it did before: bringing an exercise in
    at its lightest is how a programme begins. Where a tenth is less than one repetition of what
    rises, one repetition is allowed.
    """
    share = figure(knowledge, "PRG4", "weekly_rise_share")
    for asked in life.first_of_weeks():
        week = asked.week
        if week is None:
            continue
        was = better_of_two_weeks(asked.record, week.week, knowledge)
        if not was.work:
            continue
        now = planned_amount(week, knowledge)
        kept = _kept(week, now.work, was.work, knowledge)
        policy = asked.record.policy
        limit = share
        if policy.mode is Autonomy.ASSIST and policy.weekly_rise_percent is not None:
            limit = min(share, policy.weekly_rise_percent / 100)
        before, after = sum(was.work.values()), sum(kept.work.values())
        single = _one_repetition(week, kept.work, was.work, knowledge)
        free = max(limit * before, single)
        if after - before > free + HAIR:
            text = f"work rises from {before:.0f} to {after:.0f}; {free:.0f} more was allowed"
            yield Broken(on=asked.on, day=asked.day, text=text)


def _one_repetition(
    week: Week, now: dict[str, float], was: dict[str, float], knowledge: Knowledge
) -> float:
    """Work of one more repetition of everything that rises, over the week."""
    out = 0.0
    for _, item in items(week):
        exercise, dose = knowledge.exercises[item.exercise], item.dose
        if now.get(exercise.id, 0) <= was.get(exercise.id, 0) + HAIR or not dose.reps:
            continue
        tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0) or 1
        out += dose.sets * (dose.hold_s or tempo) * exercise.load.tier
    return out


def aerobic_rise(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week whose aerobic minutes rise by more than the walking rule allows."""
    share = figure(knowledge, "WLK1", "weekly_rise_share")
    small = figure(knowledge, "WLK1", "small_week_minutes")
    cap = figure(knowledge, "WLK1", "weekly_rise_cap_minutes")
    for asked in life.first_of_weeks():
        week = asked.week
        if week is None:
            continue
        was = better_of_two_weeks(asked.record, week.week, knowledge)
        before = sum(was.minutes.values())
        now = planned_amount(week, knowledge)
        if not was.work and not was.minutes:
            continue
        kept = {}
        for name, minutes in now.minutes.items():
            starts = all(
                item.dose.level <= start_level(knowledge.exercises[name], week.stage)
                for _, item in items(week)
                if item.exercise == name
            )
            kept[name] = min(minutes, was.minutes.get(name, 0)) if starts else minutes
        after = sum(kept.values())
        free = max(share * before, cap if before < small else 0)
        if after - before > free + HAIR:
            text = f"aerobic minutes rise from {before:.0f} to {after:.0f}; {free:.0f} more allowed"
            yield Broken(on=asked.on, day=asked.day, text=text)


def one_step_a_week(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every exercise that rises by more than one dose step over its last weeks."""
    for rise in rises(life, knowledge):
        if rise.now - max(rise.before, _start(rise.asked.week, rise.exercise, knowledge)) > 1:
            text = f"{rise.exercise} went from level {rise.before} to {rise.now} in one week"
            yield Broken(on=rise.asked.on, day=rise.asked.day, text=text)


def _start(week: Week | None, name: str, knowledge: Knowledge) -> int:
    return 0 if week is None else start_level(knowledge.exercises[name], week.stage)


def two_a_week(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week in which more exercises rise than the rule, or the person's bound, allows.

    Minutes of walking and its like have a rule of their own and do not count.
    """
    most = figure(knowledge, "PRG2", "exercises_per_week")
    found: dict[date, list[str]] = defaultdict(list)
    asked_by = {}
    for rise in rises(life, knowledge):
        if knowledge.exercises[rise.exercise].modality == "aerobic":
            continue
        found[rise.asked.on].append(rise.exercise)
        asked_by[rise.asked.on] = rise.asked
    for on, names in found.items():
        asked = asked_by[on]
        policy, limit = asked.record.policy, most
        if policy.mode is Autonomy.ASSIST and policy.exercises_per_week is not None:
            limit = min(limit, policy.exercises_per_week)
        if len(names) > limit:
            text = f"{len(names)} exercises rise ({', '.join(names)}); at most {limit:g}"
            yield Broken(on=on, day=asked.day, text=text)


INVARIANTS = (
    Invariant(
        "weekly-rise",
        "A week's work never rises by more than a tenth, or one repetition where that is less.",
        weekly_rise,
    ),
    Invariant(
        "aerobic-rise",
        "Aerobic minutes never rise by more than the walking rule allows.",
        aerobic_rise,
    ),
    Invariant(
        "one-step-a-week",
        "No exercise rises by more than one dose step in a week.",
        one_step_a_week,
    ),
    Invariant(
        "two-a-week",
        "At most two exercises rise in a week, or fewer where the person says so.",
        two_a_week,
    ),
)
