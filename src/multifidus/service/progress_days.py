# SPDX-License-Identifier: Apache-2.0
"""What became of the planned days: done, partly, not, a rest day. Counted, never scolded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from multifidus.domain.record import LogEntry
from multifidus.domain.week import Week
from multifidus.programme import DAYS_PER_WEEK, monday_of
from multifidus.service.today_match import Matched, State, match


class DayKind(StrEnum):
    """What became of one day."""

    DONE = "done"
    PARTLY = "partly"
    NOT = "not"
    PLANNED = "planned"
    REST = "rest"
    FREE = "free"
    """Something was done on a day without a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDone:
    """One week: its days Monday first, and its sessions counted up to the day it is looked at.

    `planned` are sessions whose day has come, `minutes` those of the sessions done, as planned.
    """

    monday: date
    days: tuple[DayKind, ...]
    planned: int
    done: int
    partly: int
    minutes: float


def weeks_done(weeks: Sequence[Week], log: Sequence[LogEntry], on: date) -> tuple[WeekDone, ...]:
    """Say what became of each week from the first one shown or logged to the one that holds `on`.

    Parameters
    ----------
    weeks : sequence of Week
        Every week that was shown, one for each Monday.
    log : sequence of LogEntry
        What was done up to the day.
    on : date
        The day on which one looks.
    """
    by_monday = {week.week: week for week in weeks}
    known = [row for row in log if row.on <= on]
    starts = [*by_monday, *(monday_of(row.on) for row in known)]
    last = monday_of(on)
    first = min((day for day in starts if day <= last), default=last)
    out = []
    monday = first
    while starts and monday <= last:
        out.append(_one(by_monday.get(monday), known, monday, on))
        monday += timedelta(days=DAYS_PER_WEEK)
    return tuple(out)


def _one(week: Week | None, log: Sequence[LogEntry], monday: date, on: date) -> WeekDone:
    matched = tuple(match(week, log).values()) if week is not None else ()
    # A session from before the plan was made counts only if it was done all the same.
    asked = [one for one in matched if one.rows or (week is not None and one.session.on >= week.on)]
    come = [one for one in asked if one.rows or one.session.on < on]
    done = [one for one in come if one.state is State.DONE]
    partly = [one for one in come if one.state is State.PARTLY]
    days = tuple(_kind(asked, log, monday + timedelta(days=n), on) for n in range(DAYS_PER_WEEK))
    return WeekDone(
        monday=monday,
        days=days,
        planned=len(come),
        done=len(done),
        partly=len(partly),
        minutes=round(sum(one.session.minutes for one in done), 1),
    )


def _kind(asked: Sequence[Matched], log: Sequence[LogEntry], day: date, on: date) -> DayKind:
    here = [one for one in asked if one.done_on == day]
    missing = [one for one in asked if one.session.on == day and not one.rows]
    if any(one.state in {State.DONE, State.PARTLY} for one in here):
        whole = all(one.state is State.DONE for one in here) and not missing
        return DayKind.DONE if whole else DayKind.PARTLY
    if missing:
        return DayKind.PLANNED if day >= on else DayKind.NOT
    if here:
        return DayKind.NOT
    return DayKind.FREE if any(row.on == day and row.done for row in log) else DayKind.REST
