# SPDX-License-Identifier: Apache-2.0
"""Invariants of the gate: a danger sign stops everything until somebody has looked."""

from collections.abc import Iterator
from datetime import date

from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.lived import Asked, Life
from multifidus.cohort.nature import EMERGENCY_SIGNS, FALL_SIGN, SLOW_SIGNS
from multifidus.domain.record import Clear, Record
from multifidus.domain.words import Answer, Level
from multifidus.knowledge.loader import Knowledge

_LOCKS = (Level.EMERGENCY, Level.URGENT)


def _locked_by(record: Record, on: date, knowledge: Knowledge) -> str | None:
    """Name a sign that was ever not denied and that no clinician has lifted since."""
    for sign in knowledge.danger_signs.values():
        if sign.level not in _LOCKS:
            continue
        if sign.id == FALL_SIGN and not _brittle(record, on, knowledge):
            continue
        said = [
            one.on
            for one in record.screening
            if one.on <= on and one.answers.get(sign.id, Answer.NO) is not Answer.NO
        ]
        lifts = [
            one.on
            for one in record.directives
            if isinstance(one, Clear)
            and one.sign == sign.id
            and one.on <= on
            and (one.until is None or one.until >= on)
        ]
        if said and (not lifts or max(lifts) < max(said)):
            return sign.id
    return None


def _brittle(record: Record, on: date, knowledge: Knowledge) -> bool:
    """Whether even a minor fall locks the plan, by age or by known thin bones."""
    age = knowledge.danger_signs[FALL_SIGN].thresholds["age"].value
    born = record.person.born
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years >= age or "osteoporosis" in record.conditions


def no_week_while_locked(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week that was given while a danger sign stood."""
    for asked in life.asked:
        if asked.week is None:
            continue
        sign = _locked_by(asked.record, asked.on, knowledge)
        if sign is not None:
            text = f"a week was given although {sign} was not denied and nobody has cleared it"
            yield Broken(on=asked.on, day=asked.day, text=text)


def nothing_done_with_a_sign(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every session in which something was done while a danger sign was there inside."""
    del knowledge
    locks = {*EMERGENCY_SIGNS, *SLOW_SIGNS, FALL_SIGN}
    for sat in life.sat:
        here = [one.sign for one in life.nature.trouble_on(sat.day) if one.sign in locks]
        if here and sat.entry.done:
            text = f"a session was done with {', '.join(here)}"
            yield Broken(on=sat.entry.on, day=sat.day, text=text)


def only_what_was_released(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every exercise that was done though no shown week held it in that session."""
    del knowledge
    shown: dict[tuple[date, str], set[str]] = {}
    for asked in life.asked:
        for session in _sessions(asked):
            names = shown.setdefault(session[0], set())
            names |= session[1]
    for sat in life.sat:
        known = shown.get((sat.entry.on, str(sat.entry.slot)), set())
        for done in sat.entry.done:
            if done.exercise not in known:
                text = f"{done.exercise} was done and stood in no released week"
                yield Broken(on=sat.entry.on, day=sat.day, text=text)


def _sessions(asked: Asked) -> Iterator[tuple[tuple[date, str], set[str]]]:
    if asked.week is None:
        return
    for session in asked.week.sessions:
        yield (session.on, str(session.slot)), {item.exercise for item in session.items}


INVARIANTS = (
    Invariant(
        "no-week-while-locked",
        "No week is given after an emergency or urgent sign until a clinician has cleared it.",
        no_week_while_locked,
        weeks=0,
    ),
    Invariant(
        "nothing-done-with-a-sign",
        "Nobody exercises while a danger sign is there: the page before the session stops it.",
        nothing_done_with_a_sign,
    ),
    Invariant(
        "only-what-was-released",
        "Nothing is done that stood in no released week.",
        only_what_was_released,
    ),
)
