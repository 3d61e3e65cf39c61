# SPDX-License-Identifier: Apache-2.0
"""Which questionnaires and retests are due, by the schedule of the knowledge. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.coach.verdict import start_of
from multifidus.domain.record import Record
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schedule import DueAt, Schedule

DAYS_PER_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A questionnaire that is due, since when, and the week it belongs to (None if it recurs)."""

    instrument: str
    since: date
    week: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """A test that was measured long enough ago to be measured again."""

    test: str
    last: date


def _answered(record: Record, instrument: str) -> list[date]:
    return sorted(one.on for one in record.outcomes if one.instrument == instrument)


def _margin(week: int, schedule: Schedule) -> timedelta:
    return timedelta(days=week * DAYS_PER_WEEK * schedule.window.share)


def _point(
    row: DueAt, start: date, on: date, answered: Iterable[date], schedule: Schedule
) -> Due | None:
    """Return the point of the schedule that is open on a day, if it has no answer yet."""
    passed = [week for week in row.at_weeks if start + timedelta(weeks=week) <= on]
    if not passed:
        return None
    week = passed[-1]
    due_day = start + timedelta(weeks=week)
    later = [other for other in row.at_weeks if other > week]
    # The first answer is what all others are compared with: it is asked for until the next is due.
    closes = due_day + _margin(week or (later[0] if later else 0), schedule)
    if week == 0 and later:
        closes = start + timedelta(weeks=later[0]) - _margin(later[0], schedule)
    opens = due_day - _margin(week, schedule)
    if on > closes or any(opens <= day <= on for day in answered):
        return None
    return Due(instrument=row.instrument, since=due_day, week=week)


def due_questionnaires(record: Record, on: date, knowledge: Knowledge) -> tuple[Due, ...]:
    """Return the questionnaires to answer on a day, in the schedule's order.

    One at fixed weeks is open from its day until its window closes: what was missed stays missing.
    A weekly one is due a week after the last answer.
    """
    schedule = knowledge.schedule
    start = start_of(record, on)
    if start is None:
        return ()
    out = []
    for row in schedule.questionnaires:
        answered = _answered(record, row.instrument)
        if row.every_weeks is not None:
            last = answered[-1] if answered else None
            since = start if last is None else last + timedelta(weeks=row.every_weeks)
            found = Due(instrument=row.instrument, since=since, week=None) if since <= on else None
        else:
            found = _point(row, start, on, answered, schedule)
        if found is not None:
            out.append(found)
    return tuple(out)


def due_retests(record: Record, on: date, knowledge: Knowledge) -> tuple[Retest, ...]:
    """Return the tests measured before and not since the schedule's interval, longest ago first."""
    wait = timedelta(weeks=knowledge.schedule.retest.every_weeks)
    last: dict[str, date] = {}
    for one in record.measurements:
        last[one.test] = max(last.get(one.test, one.on), one.on)
    due = [Retest(test=test, last=day) for test, day in last.items() if day + wait <= on]
    return tuple(sorted(due, key=lambda one: (one.last, one.test)))
