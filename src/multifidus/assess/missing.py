# SPDX-License-Identifier: Apache-2.0
"""What was not measured, what can be said without it, and which one test would tell most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from multifidus.assess.findings import advised_against
from multifidus.assess.limits import episode_on
from multifidus.assess.norms import choose
from multifidus.assess.readings import Readings, figure, sides_of
from multifidus.assess.words import condition, listed, regions
from multifidus.domain.phrase import Phrase, capital, joined, say
from multifidus.domain.record import CapStage, Record, SetStage
from multifidus.domain.results import Finding, NotMeasured
from multifidus.domain.spoken import ACTIVITY, SIDE, STAGE
from multifidus.domain.words import Activity, Stage, Verdict
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The missing test that would tell most, None without one, and the reason in words."""

    test: str | None
    because: str


def stage_for_tests(record: Record, on: date) -> Stage:
    """Return the stage by clinician's word on `on`; initial without one (ASM7).

    The log may show a later stage; a test may wait for it, so the earlier one is the safe side.
    """
    stage = Stage.INITIAL
    orders = sorted((row for row in record.directives if row.on <= on), key=lambda row: row.on)
    for row in orders:
        if isinstance(row, SetStage):
            stage = row.stage
    caps = [row.stage for row in orders if isinstance(row, CapStage)]
    return min((stage, *caps), key=lambda row: row.rank)


def _stands_against(
    test: Test, record: Record, on: date, knowledge: Knowledge, flags: Collection[str]
) -> str:
    """Words for why the person should not or cannot do a test now; empty when nothing does."""
    if against := advised_against(test, flags):
        names = listed(condition(flag, knowledge) for flag in against)
        return say("it is not meant for you at present ({conditions})", conditions=names)
    if test.stage.rank > stage_for_tests(record, on).rank:
        return say("it waits for the {stage} stage", stage=STAGE[test.stage])
    lacking = [
        knowledge.equipment[need].plain_name
        for need in test.needs
        if need in knowledge.equipment
        and not knowledge.equipment[need].assumed
        and need not in record.equipment
    ]
    if not lacking:
        return ""
    return say("it needs what you did not list: {things}", things=listed(lacking))


def not_measured(
    record: Record, on: date, knowledge: Knowledge, *, readings: Readings, flags: Collection[str]
) -> tuple[NotMeasured, ...]:
    """Every offered test without a usable result on some side, and every result set aside."""
    out = []
    for test in knowledge.tests.values():
        absent = [side for side in sides_of(test) if readings.latest(test.id, side) is None]
        refused = readings.refused.get(test.id, ())
        if not (refused or (absent and not test.off_by_default)):
            continue
        parts = list(refused)
        if absent:
            against = _stands_against(test, record, on, knowledge, flags)
            only = absent[0] if len(absent) < len(sides_of(test)) else None
            missed = say("not measured")
            if only is not None:
                missed = say("the {side} side was not measured", side=SIDE[only])
            parts += [missed, *([against] if against else [])]
        why = capital(joined(parts, "; "))
        out.append(
            NotMeasured(
                test=test.id,
                name=test.name,
                why=say("{text}.", text=why),
                without_it=test.without_it,
            )
        )
    return tuple(sorted(out, key=lambda row: (row.name, row.test)))


def _looks_at(test: Test) -> set[tuple[str, str]]:
    return {("stretch", row) for row in test.stretch_targets} | {
        ("muscle", row) for row in test.muscles
    }


def most_telling(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    findings: tuple[Finding, ...],
    flags: Collection[str],
) -> Telling:
    """Pick the test of highest telling that the person may do and that says something new (FND8)."""
    known: set[tuple[str, str]] = set()
    for row in findings:
        if not row.expired and row.verdict is not Verdict.CANNOT_TELL:
            known |= _looks_at(knowledge.tests[row.test])
    worse = episode_on(record, on).worse_with
    age = record.person.age_on(on)
    bonus = figure(knowledge, "FND8", "hurts_bonus")
    ranked = []
    for test in knowledge.tests.values():
        if test.off_by_default or not test.judged or not _looks_at(test) - known:
            continue
        if choose(test, record.person.sex, age, knowledge) is None:
            continue
        if _stands_against(test, record, on, knowledge, flags):
            continue
        hurts = tuple(act for act in test.limits_activities if act in worse)
        score = test.telling + (bonus if hurts else 0)
        ranked.append((-score, test.name, test.id, hurts))
    if not ranked:
        return Telling(
            test=None,
            because=say("No further test that you may do now would tell something new."),
        )
    _, _, best, hurts = min(ranked, key=lambda row: row[:-1])
    test = knowledge.tests[best]
    earlier = any(row.test == best for row in findings)
    return Telling(test=best, because=_because(test, hurts, knowledge, earlier=earlier))


def _because(
    test: Test, hurts: tuple[Activity, ...], knowledge: Knowledge, *, earlier: bool
) -> Phrase:
    name: str = test.name
    if earlier:
        name = say("{test} again, as the last result no longer counts", test=test.name)
    known = regions(test, knowledge)
    if hurts:
        text = say(
            "{test}: it looks at what is not yet known ({regions}), "
            "and is used in what you find worse ({activities}).",
            test=name,
            regions=known,
            activities=listed(ACTIVITY[act] for act in hurts),
        )
    else:
        text = say(
            "{test}: it looks at what is not yet known ({regions}).", test=name, regions=known
        )
    return joined([text, say("You need a partner for it.")]) if test.partner else text
