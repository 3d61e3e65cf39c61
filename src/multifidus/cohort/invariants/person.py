# SPDX-License-Identifier: Apache-2.0
"""Invariants of the person: flags, clinician's words, and the caps of stage, load, dose and policy."""

from collections.abc import Iterator
from datetime import date, timedelta

from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.invariants.read import (
    HAIR,
    LOOK_BACK_WEEKS,
    RANKS,
    SEVEN,
    allowed,
    figure,
    flags,
    items,
    last_answer,
    levels,
)
from multifidus.cohort.lived import Asked, Life, Why
from multifidus.domain.record import CapLoad, CapStage, Clear, Exclude, Record, Require, SetStage
from multifidus.domain.week import Dose, Week
from multifidus.domain.words import Answer, Autonomy, Level, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise


def nothing_unsuited(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every exercise that carries a flag of the person."""
    for asked in life.asked:
        if asked.week is None:
            continue
        own = flags(asked.record, asked.on, knowledge)
        for name in sorted(levels(asked.week)):
            for flag in sorted(own & set(knowledge.exercises[name].cautions)):
                if not allowed(asked.record, name, flag, asked.on):
                    text = f"{name} was given to somebody with {flag}"
                    yield Broken(on=asked.on, day=asked.day, text=text)


def a_new_flag_asks_no_more(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every exercise that does more than lately in a week made anew because of a new flag."""
    seen: list[Week] = []
    for asked in life.weeks_as_lived():
        week = asked.week
        if week is None:
            continue
        first = week.week - timedelta(days=SEVEN * LOOK_BACK_WEEKS)
        lately = [one for one in seen if one.week >= first]
        anew = any(one.week == week.week for one in seen)
        if asked.why is Why.CONDITION and anew:
            yield from _more(asked, lately, week, knowledge)
            yield from _higher_rungs(asked, lately, week, knowledge)
        seen.append(week)


def _more(asked: Asked, lately: list[Week], week: Week, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield doses above those of late; up to where any newcomer starts nothing has to be earned."""
    same = [levels(one) for one in lately if one.stage.table == week.stage.table]
    for name, level in sorted(levels(week).items()):
        known = [one[name] for one in same if name in one]
        table = knowledge.exercises[name].doses.stages[week.stage.table]
        if known and level > max(*known, table.start):
            text = f"{name} went from level {max(known)} to {level} with a new flag"
            yield Broken(on=asked.on, day=asked.day, text=text)


def _higher_rungs(
    asked: Asked, lately: list[Week], week: Week, knowledge: Knowledge
) -> Iterator[Broken]:
    tops: dict[str, int] = {}
    for one in lately:
        for name in levels(one):
            place = knowledge.exercises[name].ladder
            tops[place.id] = max(tops.get(place.id, 0), place.rung)
    for name in sorted(levels(week)):
        place = knowledge.exercises[name].ladder
        if knowledge.exercises[name].stage is Stage.INITIAL:
            continue  # what is open to every newcomer may take the place of what fell away
        if place.id in tops and place.rung > tops[place.id]:
            text = f"{name}, a harder variant, came with a new flag"
            yield Broken(on=asked.on, day=asked.day, text=text)


def directives_hold(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every clinician's word that a week does not keep."""
    for asked in life.asked:
        if asked.week is None:
            continue
        for text in _unkept(asked.record, asked.on, asked.week, knowledge):
            yield Broken(on=asked.on, day=asked.day, text=text)


def _unkept(record: Record, on: date, week: Week, knowledge: Knowledge) -> Iterator[str]:
    names = levels(week)
    for order in record.directives:
        if order.on > on:
            continue
        if isinstance(order, Exclude) and order.exercise in names:
            yield f"{order.exercise} was given although {order.by} excludes it"
        elif isinstance(order, CapLoad):
            for name in sorted(names):
                if knowledge.exercises[name].load.tier > order.tier:
                    yield f"{name} is above load tier {order.tier}, the cap of {order.by}"
        elif isinstance(order, CapStage) and RANKS[week.stage] > RANKS[order.stage]:
            yield f"stage {week.stage} is above {order.stage}, the cap of {order.by}"
        elif isinstance(order, Require):
            days = sum(
                any(item.exercise == order.exercise for item in session.items)
                for session in week.sessions
            )
            if days < order.times_per_week:
                yield f"{order.exercise} comes {days} times, {order.by} asks for {order.times_per_week}"


def caps_hold(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every exercise above the stage, above the load tier of the stage, or out of bounds."""
    for asked in life.asked:
        week = asked.week
        if week is None:
            continue
        top = figure(knowledge, "GRD2", f"tier_cap_{week.stage}")
        if _unreviewed(asked.record, asked.on, knowledge):
            top = figure(knowledge, "GRD2", "tier_cap_review")
        for _, item in items(week):
            exercise = knowledge.exercises[item.exercise]
            texts = []
            if RANKS[exercise.stage] > RANKS[week.stage]:
                texts.append(
                    f"{exercise.id} is of stage {exercise.stage}, the week of {week.stage}"
                )
            if exercise.load.tier > top:
                texts.append(f"{exercise.id} has load tier {exercise.load.tier} in {week.stage}")
            texts += _out_of_bounds(exercise, item.dose, week, knowledge)
            for text in texts:
                yield Broken(on=asked.on, day=asked.day, text=text)


def _unreviewed(record: Record, on: date, knowledge: Knowledge) -> bool:
    """Whether something of level review was said yes to and nobody ever looked at it."""
    seen = {one.sign for one in record.reviews if one.on <= on}
    seen |= {one.sign for one in record.directives if isinstance(one, Clear)}
    return any(
        sign.level is Level.REVIEW
        and sign.restricts
        and not sign.parts
        and sign.id not in seen
        and last_answer(record, sign.id, on) is Answer.YES
        for sign in knowledge.danger_signs.values()
    )


def _out_of_bounds(
    exercise: Exercise, dose: Dose, week: Week, knowledge: Knowledge
) -> Iterator[str]:
    amounts = {
        "sets": dose.sets,
        "reps": dose.reps,
        "hold_s": dose.hold_s,
        "effort": dose.effort,
        "total_reps": None if dose.reps is None else dose.sets * dose.reps,
        "bout_minutes": None if dose.bout_minutes is None else dose.sets * dose.bout_minutes,
    }
    fitting = [
        rule
        for rule in knowledge.doses.values()
        if rule.modality is exercise.modality and {week.stage, week.stage.table} & set(rule.stages)
    ]
    own = [rule for rule in fitting if exercise.id in rule.exercises]
    for rule in own or [rule for rule in fitting if not rule.exercises]:
        for name, bound in rule.bounds.items():
            value = amounts.get(name)
            high = bound.absolute_high
            if value is not None and high is not None and value > high + HAIR:
                yield f"{exercise.id}: {name} {value:g} is above {high:g}"


def policy_holds(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week past the bounds that the person has set beforehand."""
    for asked in life.weeks_as_lived():
        week, policy = asked.week, asked.record.policy
        if week is None or policy.mode is not Autonomy.ASSIST:
            continue
        texts = []
        ordered = any(isinstance(one, SetStage) for one in asked.record.directives)
        top = policy.top_stage
        if top is not None and not ordered and RANKS[week.stage] > RANKS[top]:
            texts.append(f"stage {week.stage} is above {top}, the person's own bound")
        for name in sorted(levels(week)):
            tier = knowledge.exercises[name].load.tier
            if policy.top_tier is not None and tier > policy.top_tier:
                texts.append(
                    f"{name} has load tier {tier}, the person's own bound {policy.top_tier}"
                )
        for text in texts:
            yield Broken(on=asked.on, day=asked.day, text=text)


INVARIANTS = (
    Invariant(
        "nothing-unsuited",
        "No exercise is given that carries a flag of the person, unless a clinician lifts it.",
        nothing_unsuited,
        weeks=0,
    ),
    Invariant(
        "a-new-flag-asks-no-more",
        "A new flag never makes an exercise harder or brings a harder variant.",
        a_new_flag_asks_no_more,
    ),
    Invariant(
        "directives-hold",
        "Every clinician's word is kept in every week.",
        directives_hold,
        weeks=0,
    ),
    Invariant(
        "caps-hold",
        "Stage, load tier and the absolute bounds of a dose are never passed.",
        caps_hold,
        weeks=0,
    ),
    Invariant(
        "policy-holds",
        "The bounds that a person sets beforehand are never passed.",
        policy_holds,
        weeks=0,
    ),
)
