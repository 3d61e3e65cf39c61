# SPDX-License-Identifier: Apache-2.0
"""Invariants of the long run: no to and fro, nothing for nothing, and everything for those who do it."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.invariants.read import (
    RANKS,
    SEVEN,
    figure,
    last_day,
    light,
    rises,
    sessions,
)
from multifidus.cohort.lived import Asked, Life
from multifidus.cohort.nature import Kind
from multifidus.domain.adaptation import AdjustmentKind, AdjustmentStatus
from multifidus.domain.record import Record
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge

WITHIN_WEEKS: Final = 3
"""Up, down and up again within so many weeks is to and fro."""
FIRST_STEP_WEEKS: Final = 4
STAGE_WEEKS: Final = 8
STEPS_WEEKS: Final = 12
STEPS: Final = 6
DONE_SHARE: Final = 0.9
"""Who does this share of the sessions, without pain, is owed progress."""

_UPS = (AdjustmentKind.UP, AdjustmentKind.RUNG_UP, AdjustmentKind.STAGE_UP)
_DOWNS = (AdjustmentKind.DOWN, AdjustmentKind.RUNG_DOWN, AdjustmentKind.STAGE_DOWN)
_IN_FORCE = (AdjustmentStatus.APPLIED, AdjustmentStatus.ACCEPTED)


def _moves(life: Life) -> dict[str, list[tuple[Asked, bool]]]:
    """By subject, every change in force in the weeks as they began: True for up, False for down."""
    out: dict[str, list[tuple[Asked, bool]]] = defaultdict(list)
    for asked in life.first_of_weeks():
        for one in asked.week.adjustments if asked.week else ():
            if one.status in _IN_FORCE and one.before != one.after:
                if one.kind in _UPS:
                    out[one.subject].append((asked, True))
                elif one.kind in _DOWNS:
                    out[one.subject].append((asked, False))
    return out


def no_to_and_fro(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every subject that goes up, down and up again within weeks, with nothing behind it."""
    for subject, moves in sorted(_moves(life).items()):
        for (first, up), (_, down), (last, again) in zip(moves, moves[1:], moves[2:], strict=False):
            if not (up and not down and again):
                continue
            if last.day - first.day > WITHIN_WEEKS * SEVEN:
                continue
            if not _troubled(last.record, first.on, last.on, knowledge):
                text = f"{subject} went up, down and up again since {first.on} for no reason"
                yield Broken(on=last.on, day=last.day, text=text)


def no_stage_to_and_fro(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every stage that is left and entered again within weeks, with nothing behind it."""
    rows = [(one, RANKS[one.week.stage]) for one in life.first_of_weeks() if one.week]
    turns = [(a, b) for a, b in itertools.pairwise(rows) if a[1] != b[1]]
    for (_, high), (low, down), (again, back) in (
        (turns[n][0], turns[n][1], turns[n + 1][1]) for n in range(len(turns) - 1)
    ):
        short = again.day - low.day <= WITHIN_WEEKS * SEVEN
        if (
            down < high <= back
            and short
            and not _troubled(again.record, low.on - timedelta(days=2 * SEVEN), again.on, knowledge)
        ):
            text = f"the stage went down on {low.on} and up again for no reason"
            yield Broken(on=again.on, day=again.day, text=text)


def _troubled(record: Record, first: date, last: date, knowledge: Knowledge) -> bool:
    """Whether anything between two days explains less: pain, a gap, a miss, an order, a flare-up."""
    rows = [entry for entry in record.log if first - timedelta(days=SEVEN) <= entry.on < last]
    days = sorted({entry.on for entry in rows if entry.done})
    gaps = zip([first, *days], [*days, last], strict=False)
    return (
        any(light(entry, last, knowledge) != "green" for entry in rows)
        or any(one.skipped for one in rows)
        or any(_fell_short(entry) for entry in rows)
        or any((b - a).days >= SEVEN for a, b in gaps)
        or any(first <= one.on <= last for one in record.flare_ups)
        or any(first <= one.on <= last for one in record.directives)
    )


def _fell_short(entry: object) -> bool:
    for done in getattr(entry, "done", ()):
        asked = done.planned
        if asked is None or len(done.sets) < asked.sets or done.clean is False:
            return True
        if any((one.reps or 0) < (asked.reps or 0) for one in done.sets):
            return True
    return False


def nothing_for_nothing(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every rise for somebody who did less than the rule's share of what was planned.

    Counted by what the record tells, two ways: sessions noted as missed, and exercises left out.
    Only where both are under the share is it a breach.
    """
    share = figure(knowledge, "PRG1", "adherence_share")
    days = int(figure(knowledge, "PRG1", "adherence_days"))
    for rise in rises(life, knowledge):
        asked = rise.asked
        rows = [
            entry
            for entry in sessions(asked.record, asked.on)
            if entry.on >= asked.on - timedelta(days=days)
        ]
        if not rows:
            continue
        by_session = sum(bool(entry.done) for entry in rows) / len(rows)
        done = sum(len(entry.done) for entry in rows)
        left = sum(len(entry.skipped) for entry in rows)
        by_exercise = done / (done + left) if done + left else 1
        if by_session < share and by_exercise < share:
            text = f"{rise.exercise} rises although {by_session:.0%} of the sessions were done"
            yield Broken(on=asked.on, day=asked.day, text=text)


def everything_for_those_who_do_it(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield whoever has time, does the sessions, has green pain, and still gets nowhere."""
    if life.nature.kind is not Kind.STEADY or not life.asked:
        return
    ended = life.start + timedelta(days=life.weeks * SEVEN)
    rows = sessions(life.record, ended)
    planned = sum(life.planned.values())
    done = sum(bool(entry.done) for entry in rows)
    green = all(light(entry, ended, knowledge) == "green" for entry in rows if entry.done)
    if not planned or done / planned < DONE_SHARE or not green:
        return
    last = last_day(life.record, ended)
    if last is None:
        return
    ups = sum(up for moves in _moves(life).values() for _, up in moves)
    stages = {asked.week.stage for asked in life.first_of_weeks() if asked.week}
    texts = []
    if life.weeks >= FIRST_STEP_WEEKS and ups == 0:
        texts.append(f"no step up in {life.weeks} weeks")
    if life.weeks >= STAGE_WEEKS and stages == {Stage.INITIAL}:
        texts.append(f"still in the initial stage after {life.weeks} weeks")
    if life.weeks >= STEPS_WEEKS and ups < STEPS:
        texts.append(f"only {ups} steps up in {life.weeks} weeks")
    for text in texts:
        yield Broken(on=ended, day=life.weeks * SEVEN, text=text)


INVARIANTS = (
    Invariant(
        "no-to-and-fro",
        "No dose or variant goes up, down and up again within three weeks for no reason.",
        no_to_and_fro,
    ),
    Invariant(
        "no-stage-to-and-fro",
        "No stage is left and entered again within three weeks for no reason.",
        no_stage_to_and_fro,
    ),
    Invariant(
        "nothing-for-nothing",
        "Who does less than the rule's share of the sessions is not progressed.",
        nothing_for_nothing,
    ),
    Invariant(
        "everything-for-those-who-do-it",
        "Who has time, does the sessions and has green pain gets on.",
        everything_for_those_who_do_it,
    ),
)
