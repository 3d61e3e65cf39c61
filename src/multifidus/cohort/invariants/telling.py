# SPDX-License-Identifier: Apache-2.0
"""Invariants of the answers themselves: told, agreed to, and the same however the question is put."""

from collections.abc import Iterator
from dataclasses import dataclass

from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.invariants.read import items, levels, rises
from multifidus.cohort.lived import Asked, Compared, Life, Twin
from multifidus.domain.adaptation import Adjustment, AdjustmentKind, AdjustmentStatus
from multifidus.domain.week import RefusalKind, Week
from multifidus.domain.words import Side
from multifidus.knowledge.loader import Knowledge

_BOUNDS = ("policy", "directive")
_OPEN = (AdjustmentStatus.SUGGESTED, AdjustmentStatus.DECLINED)
_OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


def nothing_without_a_yes(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every change that nobody accepted and that is in the week as agreed all the same."""
    del knowledge
    for asked in life.weeks_as_lived():
        week = asked.week
        if week is None:
            continue
        doses = levels(week)
        for one in week.adjustments:
            if one.status not in _OPEN or not one.kind.asks_more:
                continue
            level = doses.get(one.subject)
            over = (
                one.kind is AdjustmentKind.UP
                and level is not None
                and one.before_level is not None
                and level > one.before_level
            )
            staged = one.kind is AdjustmentKind.STAGE_UP and week.stage == one.after
            if over or staged:
                text = f"{one.subject} went up although the change is only {one.status}"
                yield Broken(on=asked.on, day=asked.day, text=text)


def every_change_explained(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every change that lacks its rule, inputs, bound, source or words."""
    for asked in life.asked:
        for one in asked.week.adjustments if asked.week else ():
            lacks = list(_lacks(one, knowledge))
            if lacks:
                text = f"{one.kind} of {one.subject} lacks {', '.join(lacks)}"
                yield Broken(on=asked.on, day=asked.day, text=text)


def _lacks(one: Adjustment, knowledge: Knowledge) -> Iterator[str]:
    if not one.id:
        yield "an id"
    if one.rule not in knowledge.rules:
        yield f"a known rule (it names {one.rule!r})"
    if not one.text.strip():
        yield "a sentence"
    if not one.inputs:
        yield "inputs"
    if not one.source or any(key not in knowledge.sources for key in one.source):
        yield "a known source"
    if one.wanted != one.after and not one.clamps:
        yield "the bound that made it smaller"
    for clamp in one.clamps:
        if clamp.rule not in knowledge.rules and clamp.rule not in _BOUNDS:
            yield f"a known bound (it names {clamp.rule!r})"
        if not clamp.text.strip():
            yield "the words of a bound"


def every_rise_told(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every dose above those of the last weeks that no adjustment has ever spoken of.

    A dose that was told once may be lower for a while, when minutes are short, and come again.
    """
    told: dict[str, int] = {}
    stages: set[object] = set()
    found = {(id(rise.asked), rise.exercise): rise for rise in rises(life, knowledge)}
    # A week may be made anew while it runs; what was told then has been told.
    for asked in life.asked:
        week = asked.week
        if week is None:
            continue
        if week.stage.table not in stages:
            told, stages = {}, {week.stage.table}
        opened = set()
        for one in week.adjustments:
            if one.kind.asks_more and one.status not in _OPEN:
                opened.add(one.subject)
                if one.after_level is not None:
                    told[one.subject] = max(told.get(one.subject, 0), one.after_level)
        for name in sorted(levels(week)):
            rise = found.get((id(asked), name))
            if rise is None or opened & {name, knowledge.exercises[name].ladder.id, "stage"}:
                continue
            if rise.now > told.get(name, -1):
                text = f"{name} rose from level {rise.before} to {rise.now} without a word"
                yield Broken(on=asked.on, day=asked.day, text=text)


def no_refusal_by_the_check(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week that the planner made and the release check had to refuse."""
    del knowledge
    for asked in life.asked:
        refusal = asked.refusal
        if refusal is not None and refusal.kind is RefusalKind.RELEASE:
            found = "; ".join(f"{one.rule}: {one.text}" for one in refusal.breaches[:2])
            text = f"the release check refused the planner's week: {found}"
            yield Broken(on=asked.on, day=asked.day, text=text)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of an answer has to be the same, with days counted from the question."""

    kind: str
    stage: str
    items: tuple[tuple[object, ...], ...]
    changes: tuple[tuple[object, ...], ...]


def _shape(asked: Asked, *, mirrored: bool = False) -> _Shape:
    week = asked.week
    if week is None:
        kind = asked.refusal.kind if asked.refusal is not None else "none"
        return _Shape(str(kind), "", (), ())
    return _Shape("week", week.stage, tuple(_rows(week, asked, mirrored)), tuple(_told(week)))


def _rows(week: Week, asked: Asked, mirrored: bool) -> Iterator[tuple[object, ...]]:  # noqa: FBT001
    for session, item in items(week):
        side = _OTHER.get(item.side, item.side) if mirrored else item.side
        dose = item.dose
        yield (
            (session.on - asked.on).days,
            str(session.slot),
            item.exercise,
            str(side),
            (dose.level, dose.sets, dose.reps, dose.hold_s, dose.bout_minutes, dose.rest_s),
        )


def _told(week: Week) -> Iterator[tuple[object, ...]]:
    for one in week.adjustments:
        yield str(one.kind), one.subject, one.rule, str(one.status), one.after_level


def _twins(life: Life, twin: Twin) -> Iterator[Compared]:
    yield from (one for one in life.compared if one.twin is twin)


def _differs(pair: Compared, *, mirrored: bool = False) -> str:
    first, second = _shape(pair.first), _shape(pair.second, mirrored=mirrored)
    if first == second:
        return ""
    if first.kind != second.kind or first.stage != second.stage:
        return f"{first.kind} {first.stage} against {second.kind} {second.stage}"
    rows = set(first.items) ^ set(second.items)
    if rows:
        names = sorted({str(row[2]) for row in rows})
        return f"the weeks differ in {', '.join(names[:6])}"
    return "the weeks hold the same but say other things"


def same_again(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every question that had another answer when it was asked again."""
    del knowledge
    for pair in _twins(life, Twin.AGAIN):
        if pair.first.week != pair.second.week or pair.first.refusal != pair.second.refusal:
            text = "asked twice, answered twice differently"
            yield Broken(on=pair.first.on, day=pair.first.day, text=text)


def mirrored_the_same(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every mirrored person whose week is not the mirrored week."""
    del knowledge
    for pair in _twins(life, Twin.MIRROR):
        text = _differs(pair, mirrored=True)
        if text:
            yield Broken(on=pair.first.on, day=pair.first.day, text=f"mirrored: {text}")


def shifted_the_same(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every person whose week changes when all dates move by whole weeks."""
    del knowledge
    for pair in _twins(life, Twin.SHIFT):
        text = _differs(pair)
        if text:
            text = f"moved by {pair.days} days: {text}"
            yield Broken(on=pair.first.on, day=pair.first.day, text=text)


INVARIANTS = (
    Invariant(
        "nothing-without-a-yes",
        "What nobody has accepted is not in the week as agreed.",
        nothing_without_a_yes,
        weeks=0,
    ),
    Invariant(
        "every-change-explained",
        "Every change carries its rule, inputs, bounds, sources and a sentence.",
        every_change_explained,
        weeks=0,
    ),
    Invariant(
        "every-rise-told",
        "No dose rises without a word.",
        every_rise_told,
    ),
    Invariant(
        "no-refusal-by-the-check",
        "The planner never makes a week that the release check has to refuse.",
        no_refusal_by_the_check,
        weeks=0,
    ),
    Invariant("same-again", "The same question has the same answer.", same_again, weeks=0),
    Invariant(
        "mirrored-the-same",
        "A person with left and right swapped gets the mirrored week.",
        mirrored_the_same,
        weeks=0,
    ),
    Invariant(
        "shifted-the-same",
        "Moving all dates by whole weeks changes nothing else.",
        shifted_the_same,
        weeks=0,
    ),
)
