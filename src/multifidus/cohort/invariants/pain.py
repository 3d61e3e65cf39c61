# SPDX-License-Identifier: Apache-2.0
"""Invariants of pain: worse pain never means more load."""

from collections.abc import Iterator
from datetime import date, timedelta

from multifidus.cohort.invariants.base import Broken, Invariant
from multifidus.cohort.invariants.read import (
    HAIR,
    SEVEN,
    WORK,
    better_of_two_weeks,
    figure,
    light,
    planned_amount,
    rises,
    sessions,
)
from multifidus.cohort.lived import Life
from multifidus.domain.record import FlareUp, LogEntry, Record
from multifidus.domain.week import Session
from multifidus.knowledge.loader import Knowledge


def nothing_rises_after_pain(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every rise of an exercise whose last sessions were not all green.

    A step is earned in so many green sessions in a row. An exercise that was in a red or amber
    session and has not had as many green ones since may not rise.
    """
    needed = int(figure(knowledge, "PRG1", "sessions_in_a_row"))
    for rise in rises(life, knowledge):
        rows = [
            entry
            for entry in sessions(rise.asked.record, rise.asked.on)
            if rise.exercise in _names(entry)
        ]
        last = [light(entry, rise.asked.on, knowledge) for entry in rows[-needed:]]
        if any(one != "green" for one in last):
            text = f"{rise.exercise} rises after {' and '.join(last)} sessions"
            yield Broken(on=rise.asked.on, day=rise.asked.day, text=text)


def _names(entry: LogEntry) -> set[str]:
    """Name what was done in a session, and what was left out because it hurt."""
    hurt = {one.exercise for one in entry.skipped if one.why.startswith("pain")}
    return {one.exercise for one in entry.done} | hurt


def _mean_pain(record: Record, first: date, last: date) -> float | None:
    values = [
        entry.pain.before
        for entry in record.log
        if first <= entry.on < last and entry.pain.before is not None
    ]
    return sum(values) / len(values) if values else None


def worse_week_no_more(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every week that asks more in all after a week that hurt clearly more."""
    rise = figure(knowledge, "PAIN6", "weekly_mean_rise")
    for asked in life.first_of_weeks():
        week = asked.week
        if week is None:
            continue
        last = _mean_pain(asked.record, week.week - timedelta(days=SEVEN), week.week)
        before = _mean_pain(
            asked.record,
            week.week - timedelta(days=2 * SEVEN),
            week.week - timedelta(days=SEVEN),
        )
        if last is None or before is None or last - before < rise:
            continue
        was = sum(better_of_two_weeks(asked.record, week.week, knowledge).work.values())
        now = sum(planned_amount(week, knowledge).work.values())
        if was > 0 and now > was + HAIR:
            text = f"pain went from {before:.1f} to {last:.1f}, work from {was:.0f} to {now:.0f}"
            yield Broken(on=asked.on, day=asked.day, text=text)


def quiet_first_days_of_a_flare(life: Life, knowledge: Knowledge) -> Iterator[Broken]:
    """Yield every training session planned for the first days of a flare-up that was reported."""
    days = int(figure(knowledge, "FLR1", "rest_days_last"))
    for asked in life.weeks_as_lived():
        if asked.week is None:
            continue
        for flare in asked.record.flare_ups:
            if flare.on > asked.on or flare.ended is not None:
                continue
            for session in asked.week.sessions:
                if session.on < asked.on or not _within(flare, session, days):
                    continue
                hard = [
                    item.exercise
                    for item in session.items
                    if knowledge.exercises[item.exercise].modality in WORK
                ]
                if hard:
                    text = f"{', '.join(hard)} on {session.on}, in the first days of a flare-up"
                    yield Broken(on=asked.on, day=asked.day, text=text)


def _within(flare: FlareUp, session: Session, days: int) -> bool:
    return 0 <= (session.on - flare.on).days < days


INVARIANTS = (
    Invariant(
        "nothing-rises-after-pain",
        "After a red or amber session no exercise of it rises before enough green ones.",
        nothing_rises_after_pain,
    ),
    Invariant(
        "worse-week-no-more",
        "After a week that hurt clearly more the next one asks no more in all.",
        worse_week_no_more,
    ),
    Invariant(
        "quiet-first-days-of-a-flare",
        "The first days of a flare-up hold no training.",
        quiet_first_days_of_a_flare,
        weeks=0,
    ),
)
