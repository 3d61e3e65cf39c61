# SPDX-License-Identifier: Apache-2.0
"""What a virtual person adds to the record besides sessions: questionnaires, tests, news of the clinician."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from multifidus.cohort.assumptions import Assumptions
from multifidus.cohort.body import Body
from multifidus.cohort.born import CLINICIAN
from multifidus.cohort.nature import DAYS_PER_WEEK, WORST_PAIN, Kind
from multifidus.cohort.streams import stream
from multifidus.domain.record import (
    CapLoad,
    Clear,
    Exclude,
    Measurement,
    OutcomeEntry,
    Record,
    Review,
)
from multifidus.domain.results import Clearance
from multifidus.domain.week import Week
from multifidus.domain.words import Level, SignStatus
from multifidus.knowledge.loader import Knowledge

STANDS: Final = (SignStatus.PRESENT, SignStatus.NOT_SURE)
NORMAL_QUANTILE: Final = 1.96 * math.sqrt(2)
"""A smallest detectable change is so many standard errors of one measurement."""
ACTIVITIES: Final = 3
CHECKS: Final = {
    "bridge-count": "bridge",
    "chair-stand-30s": "sit-to-stand",
    "comfortable-walk": "walking",
}
"""Tests that open the next stage, and the exercise that trains each."""


def questionnaires(record: Record, on: date, body: Body, knowledge: Knowledge, day: int) -> Record:
    """Fill in what is due: pain every week, the others at the weeks of the schedule."""
    week = day // DAYS_PER_WEEK
    recent = [body.pain(n) for n in range(max(0, day - DAYS_PER_WEEK + 1), day + 1)]
    mean = sum(recent) / len(recent)
    rows: list[OutcomeEntry] = []
    for one in knowledge.schedule.questionnaires:
        if not (one.every_weeks or week in one.at_weeks):
            continue
        given = _filled(one.instrument, mean, max(recent), body, knowledge)
        if given:
            rows.append(OutcomeEntry(on=on, instrument=one.instrument, answers=given))
    return replace(record, outcomes=(*record.outcomes, *rows))


def _filled(
    instrument: str, mean: float, worst: float, body: Body, knowledge: Knowledge
) -> dict[str, float]:
    said = body.reported(mean)
    if instrument == "nprs":
        return {"now": said, "average": said, "worst": body.reported(worst), "leg": 0.0}
    if instrument == "psfs":
        return {f"activity-{n + 1}": WORST_PAIN - said for n in range(ACTIVITIES)}
    items = knowledge.questionnaires[instrument].items
    if instrument == "rmdq-24":
        yes = round(len(items) * said / WORST_PAIN)
        return {item.id: float(n < yes) for n, item in enumerate(items)}
    if instrument == "yellow-flags":
        best = ("confidence", "expectation")
        bad = WORST_PAIN - 2 if body.nature.kind is Kind.FEARFUL else said
        return {item.id: WORST_PAIN - bad if item.id in best else bad for item in items}
    return {}


def retests(record: Record, on: date, knowledge: Knowledge, a: Assumptions, seed: int) -> Record:
    """Measure again what was measured at first: a little better, off by the test's own error."""
    first = {(one.test, one.side): one for one in record.measurements if one.test not in CHECKS}
    dice = stream(seed, "retest", len(record.measurements))
    rows = []
    for (name, side), last in first.items():
        test = knowledge.tests[name]
        error = next((row.value for row in test.errors if row.value is not None), 0.0)
        aim = next((row.mean for row in test.norms if row.mean is not None), last.value)
        value = last.value + (aim - last.value) * a.value("retest_gain")
        value += dice.gauss(0, error / NORMAL_QUANTILE)
        value = min(max(value, test.human_range.lowest), test.human_range.highest)
        rows.append(Measurement(on=on, test=name, side=side, value=float(round(value))))
    return replace(record, measurements=(*record.measurements, *rows))


def checks(record: Record, on: date, body: Body, knowledge: Knowledge, day: int) -> Record:
    """Do the three checks of the first stage, unless the pain is too strong: count, count, walk."""
    a = body.assumptions
    if body.pain(day) >= a.value("too_sore"):
        return record
    rows = []
    for test, exercise in CHECKS.items():
        grown = (1 + a.value("strength_gain")) ** body.practice[exercise]
        able = a.value(f"check_{exercise}") * grown * body.nature.strength / a.value("reserve")
        top = knowledge.tests[test].human_range.highest
        rows.append(Measurement(on=on, test=test, value=float(min(math.floor(able), top))))
    kept = tuple(one for one in record.measurements if not (one.test in CHECKS and one.on == on))
    return replace(record, measurements=(*kept, *rows))


def cleared(record: Record, on: date, found: Clearance) -> Record:
    """Write down that a clinician has looked at every sign that locks the plan."""
    locks = sorted(
        {
            one.sign
            for one in found.signs
            if one.status in STANDS and one.level.rank >= Level.URGENT.rank
        }
    )
    rows = [Clear(on=on, by=CLINICIAN, sign=sign, note="looked at, may train") for sign in locks]
    return replace(record, directives=(*record.directives, *rows))


def reviewed(record: Record, on: date, signs: Iterable[str]) -> Record:
    """Write down the person's own word that a clinician has looked at something of level review."""
    rows = [Review(on=on, by=CLINICIAN, sign=sign) for sign in sorted(signs)]
    return replace(record, reviews=(*record.reviews, *rows))


def review_signs(found: Clearance) -> frozenset[str]:
    """Return the signs of level review that stand."""
    return frozenset(
        one.sign for one in found.signs if one.status in STANDS and one.level is Level.REVIEW
    )


def new_directive(record: Record, on: date, week: Week, seed: int) -> Record:
    """Let the clinician forbid an exercise of the present week, or lower its load."""
    dice = stream(seed, "directive")
    names = sorted({item.exercise for one in week.sessions for item in one.items})
    rows: tuple[Exclude | CapLoad, ...] = (CapLoad(on=on, by=CLINICIAN, tier=dice.choice((1, 2))),)
    if names and dice.random() < 2 / 3:
        rows = (Exclude(on=on, by=CLINICIAN, exercise=dice.choice(names)),)
    return replace(record, directives=(*record.directives, *rows))


def new_condition(record: Record, week: Week, knowledge: Knowledge, seed: int) -> Record:
    """Give the person a caution flag, one that an exercise of the present week carries if any does."""
    dice = stream(seed, "condition")
    own = {name for name, one in knowledge.conditions.items() if one.self_reported}
    names = sorted({item.exercise for one in week.sessions for item in one.items})
    flags = sorted(
        {flag for name in names for flag in knowledge.exercises[name].cautions}
        & own - set(record.conditions)
    )
    if not flags:
        return record
    return replace(record, conditions=tuple(sorted({*record.conditions, dice.choice(flags)})))
