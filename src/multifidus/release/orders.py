# SPDX-License-Identifier: Apache-2.0
"""GRD11 and GRD12: every word of the clinician is met, and everything says why it is there."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from multifidus.domain.record import (
    CapLoad,
    CapStage,
    Directive,
    Exclude,
    Require,
    SetStage,
)
from multifidus.domain.week import Breach, Reason
from multifidus.release.flare import slots_to_train
from multifidus.release.view import Case, breach, place

_RULE: Final = re.compile(r"[A-Z]{2,4}[0-9]+[a-z]?")


def order_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of GRD11 and GRD12."""
    for order in case.directives:
        yield from _met(case, order)
    for one, two in product(case.directives, repeat=2):
        yield from _conflict(case, one, two)
    yield from _reasons(case)


def _whose(order: Directive) -> str:
    return f"{order.by} ({order.on})"


def _met(case: Case, order: Directive) -> Iterator[Breach]:
    """GRD11: one directive against the week."""
    where = case.whole_week
    if isinstance(order, Require):
        times = sum(
            any(item.exercise == order.exercise for item in session.items)
            for session in case.week.sessions
        )
        left = slots_to_train(case)
        wanted = order.times_per_week if left is None else min(order.times_per_week, left)
        if times < wanted:
            yield breach(
                "GRD11",
                f"{where}, {order.exercise}",
                f"{_whose(order)} asks for {order.exercise} {order.times_per_week} times a week;"
                f" the week holds it {times} times",
            )
    if isinstance(order, CapStage) and case.week.stage.rank > order.stage.rank:
        yield breach(
            "GRD11",
            where,
            f"{_whose(order)} caps the stage at {order.stage}; the week is {case.week.stage}",
        )
    for session in case.week.sessions:
        for item in session.items:
            if isinstance(order, Exclude) and item.exercise == order.exercise:
                yield breach(
                    "GRD11",
                    f"{place(session)}, {item.exercise}",
                    f"{_whose(order)} excludes {order.exercise}",
                )
    for booking in case.bookings:
        if isinstance(order, CapLoad) and booking.exercise.load.tier > order.tier:
            yield breach(
                "GRD11",
                booking.where,
                f"{_whose(order)} caps the load at tier {order.tier};"
                f" {booking.exercise.id} has tier {booking.exercise.load.tier}",
            )


def _conflict(case: Case, one: Directive, two: Directive) -> Iterator[Breach]:
    """GRD11: two directives that cannot both be met, both named."""
    text = None
    if isinstance(one, SetStage) and isinstance(two, CapStage):
        latest = max(order.on for order in case.directives if isinstance(order, SetStage))
        if one.on == latest and one.stage.rank > two.stage.rank:
            text = f"sets stage {one.stage}, {_whose(two)} caps the stage at {two.stage}"
    elif isinstance(one, Require):
        exercise = case.knowledge.exercises.get(one.exercise)
        if isinstance(two, Exclude) and two.exercise == one.exercise:
            text = f"requires {one.exercise}, {_whose(two)} excludes it"
        elif exercise is None:
            pass
        elif isinstance(two, CapLoad) and exercise.load.tier > two.tier:
            text = (
                f"requires {one.exercise} (load tier {exercise.load.tier}),"
                f" {_whose(two)} caps the load at tier {two.tier}"
            )
        elif isinstance(two, CapStage) and exercise.stage.rank > two.stage.rank:
            text = (
                f"requires {one.exercise} (stage {exercise.stage}),"
                f" {_whose(two)} caps the stage at {two.stage}"
            )
    if text is not None:
        yield breach("GRD11", case.whole_week, f"{_whose(one)} {text}: both cannot be met")


def _known_rules(case: Case) -> set[str]:
    """Every id by which a rule, sign, test or condition of the knowledge can be named."""
    knowledge = case.knowledge
    return {
        *knowledge.rules,
        *knowledge.danger_signs,
        *knowledge.tests,
        *knowledge.conditions,
        *(sign.rule for sign in knowledge.danger_signs.values()),
        *(test.rule for test in knowledge.tests.values()),
    }


def _reasons(case: Case) -> Iterator[Breach]:
    """GRD12: a rule, words, inputs and papers behind every item and every note."""
    known = _known_rules(case)
    for session in case.week.sessions:
        for item in session.items:
            where = f"{place(session)}, {item.exercise}"
            if not item.why:
                yield breach("GRD12", where, f"{item.exercise} comes without a reason")
            for reason in item.why:
                yield from _reason(case, reason, known, where, item.exercise)
    for note in case.week.notes:
        yield from _reason(case, note, known, case.whole_week, "a note")
    for left in case.week.left_out:
        where = f"{case.whole_week}, {left.exercise}"
        if not _is_rule(left.rule, known) or not left.because.strip():
            yield breach("GRD12", where, f"{left.exercise} is left out without a rule or a reason")


def _is_rule(rule: str, known: set[str]) -> bool:
    return rule in known or _RULE.fullmatch(rule) is not None


def _reason(case: Case, reason: Reason, known: set[str], where: str, what: str) -> Iterator[Breach]:
    lacks = []
    if not _is_rule(reason.rule, known):
        lacks.append(f"a known rule id (it names {reason.rule!r})")
    if not reason.text.strip():
        lacks.append("words")
    if not reason.inputs:
        lacks.append("inputs")
    if not reason.cite:
        lacks.append("a citation")
    lacks += [
        f"a known source (it cites {key!r})"
        for key in reason.cite
        if key not in case.knowledge.sources
    ]
    if lacks:
        yield breach("GRD12", where, f"the reason for {what} lacks {', '.join(lacks)}")
