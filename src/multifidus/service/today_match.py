# SPDX-License-Identifier: Apache-2.0
"""Which planned session a logged one was: the log knows what was done, not what was meant.

A session done on another day or in another slot still counts, and none counts twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from multifidus.domain.record import LogEntry
from multifidus.domain.week import Session, Week
from multifidus.domain.words import Slot
from multifidus.programme import DAYS_PER_WEEK

Place: TypeAlias = tuple[date, Slot]
"""Where a planned session stands: no week has two of them in one place."""


class State(StrEnum):
    """What became of a planned session, or what is to become of it."""

    DONE = "done"
    PARTLY = "partly"
    DUE = "due"
    LATER = "later"
    LET_GO = "let-go"
    """Not done, and there is no good place for it any more."""
    BEFORE = "before"
    """Lies before the day on which the plan was made: nobody was ever asked to do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A planned session with the log rows that were it."""

    session: Session
    rows: tuple[LogEntry, ...] = ()

    @property
    def state(self) -> State | None:
        """Done, partly done or left out on purpose; None as long as nothing is known of it."""
        done = {one.exercise for row in self.rows for one in row.done}
        if not self.rows:
            return None
        if not done:
            return State.LET_GO
        return State.DONE if len(done) >= len(self.session.items) else State.PARTLY

    @property
    def over(self) -> bool:
        """Whether nothing of it is open: it was stopped, or each exercise was done or left out."""
        named = {one.exercise for row in self.rows for one in row.done}
        named |= {one.exercise for row in self.rows for one in row.skipped}
        return any(row.stopped for row in self.rows) or bool(
            self.rows and named >= {item.exercise for item in self.session.items}
        )

    @property
    def done_on(self) -> date | None:
        """The day on which it was done, the last one if there were several."""
        return max((row.on for row in self.rows), default=None)


def place_of(session: Session) -> Place:
    """Return where a session stands in its week."""
    return session.on, session.slot


def in_order(place: Place) -> tuple[date, bool]:
    """Sort places by time."""
    return place[0], place[1] is Slot.EVENING


def match(week: Week, log: Iterable[LogEntry]) -> Mapping[Place, Matched]:
    """Say of each session of a week which log rows were it.

    A row is the session of its own day and slot, unless another open session of the week shares
    more of its exercises, and at least half of that one's own: then it is that one, done late
    or early. A row that shares little with any session was something the person did besides.

    Parameters
    ----------
    week : Week
        The week as it was shown.
    log : iterable of LogEntry
        Rows outside the week, and rows in which nothing was done or skipped, are passed over.
    """
    ends = week.week + timedelta(days=DAYS_PER_WEEK)
    rows = sorted(
        (row for row in log if week.week <= row.on < ends and (row.done or row.skipped)),
        key=lambda row: in_order((row.on, row.slot)),
    )
    found: dict[Place, list[LogEntry]] = {place_of(one): [] for one in week.sessions}
    sessions = {place_of(one): one for one in week.sessions}
    for row in rows:
        here = (row.on, row.slot)
        other = _other(row, week, found)
        if here in sessions and (
            other is None or _shared(row, sessions[here]) >= _shared(row, other)
        ):
            found[here].append(row)
        elif other is not None:
            found[place_of(other)].append(row)
    return {
        place: Matched(session=sessions[place], rows=tuple(found[place]))
        for place in sorted(sessions, key=in_order)
    }


def _shared(row: LogEntry, session: Session) -> int:
    named = {one.exercise for one in row.done} | {one.exercise for one in row.skipped}
    return len(named & {item.exercise for item in session.items})


def _other(row: LogEntry, week: Week, found: Mapping[Place, list[LogEntry]]) -> Session | None:
    """Return the open session elsewhere in the week that the row is most like."""
    like = [
        session
        for session in week.sessions
        if place_of(session) != (row.on, row.slot)
        and not found[place_of(session)]
        and session.on >= week.on
        and 2 * _shared(row, session) >= max(len(session.items), 1)
    ]
    return min(
        like,
        key=lambda one: (-_shared(row, one), one.on > row.on, in_order(place_of(one))),
        default=None,
    )
