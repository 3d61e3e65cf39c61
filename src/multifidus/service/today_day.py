# SPDX-License-Identifier: Apache-2.0
"""What is due today: decided from the released weeks and the log, and nothing else.

A missed session slides to a free slot of today if the independent check lets it, and is let go
without a word if not.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias

from multifidus.domain.record import LogEntry, Record
from multifidus.domain.week import Session, Week
from multifidus.domain.words import Day, Slot
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import DAYS_PER_WEEK, check_week
from multifidus.service.today_match import State, in_order, match, place_of

AHEAD: Final = 7
"""Days that the list of what comes shows, today among them."""

Fits: TypeAlias = Callable[[Session, Slot], bool]
"""Whether a session may be done today in a slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A planned session and where it stands today.

    `slot` is the slot it is offered in: its own, or for a session that slid the free one of today.
    `done_on` is the day of its log rows, `over` whether nothing of it is open any more.
    """

    session: Session
    state: State
    slot: Slot
    slid: bool = False
    done_on: date | None = None
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAhead:
    """One day of the list of what comes."""

    on: date
    sessions: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything about the sessions of one day. No session stands in two of its lists.

    `due` is what may be done now, the next first. `begun` are sessions of today that can be gone on
    with, `done` what is over of today: done, done in part, or left out. `ahead` are the days after today, `behind` those of the
    week before it. `sight` is the last day that a made week reaches.
    """

    on: date
    due: tuple[Placed, ...]
    begun: tuple[Placed, ...]
    done: tuple[Placed, ...]
    ahead: tuple[DayAhead, ...]
    behind: tuple[Placed, ...]
    sight: date

    @property
    def empty(self) -> bool:
        """Whether today was never meant for training and nothing was moved to it."""
        return not (self.due or self.begun or self.done)


def turn_of(knowledge: Knowledge) -> float:
    """Return the hour from which the evening's session comes first: halfway between the slots."""
    hours = knowledge.planning.days.slot_hour
    return (hours[Slot.MORNING] + hours[Slot.EVENING]) / 2


def never(_: Session, __: Slot) -> bool:
    """Let no session slide."""
    return False


def day_of(
    weeks: Sequence[Week],
    log: Iterable[LogEntry],
    on: date,
    *,
    late: bool = False,
    fits: Fits = never,
) -> Today:
    """Say what is due on a day.

    Parameters
    ----------
    weeks : sequence of Week
        Released weeks, the one that holds the day first.
    log : iterable of LogEntry
        What was done; rows after the day are passed over.
    on : date
        The day.
    late : bool
        Whether it is past the turn of the day: then the evening's session comes first.
    fits : callable
        Whether a missed session may be done today in a free slot. Asked for the earliest missed
        session first, until one may.
    """
    known = [row for row in log if row.on <= on]
    placed = [one for week in weeks for one in _states(week, known, on)]
    this = weeks[0].week if weeks else on
    missed = [one for one in placed if one.state is State.LET_GO and one.done_on is None]
    slid = _slide(
        [one for one in missed if this <= one.session.on < on],
        {one.session.slot for one in placed if one.session.on == on},
        late=late,
        fits=fits,
    )
    if slid is not None:
        placed = [slid if one.session is slid.session else one for one in placed]
    mine = [one for one in placed if one.session.on == on or one.slid]
    return Today(
        on=on,
        due=_next_first((one for one in mine if one.state is State.DUE), late=late),
        begun=tuple(one for one in mine if one.state is State.PARTLY and not one.over),
        done=tuple(
            one
            for one in mine
            if one.state in {State.DONE, State.LET_GO} or (one.state is State.PARTLY and one.over)
        ),
        ahead=_ahead(placed, on),
        behind=tuple(
            one
            for one in placed
            if this <= one.session.on < on and not one.slid and one.state is not State.BEFORE
        ),
        sight=max((week.week for week in weeks), default=on) + timedelta(days=DAYS_PER_WEEK - 1),
    )


def _states(week: Week, log: Sequence[LogEntry], on: date) -> list[Placed]:
    out = []
    for matched in match(week, log).values():
        session, state = matched.session, matched.state
        if state is None and session.on < week.on:
            state = State.BEFORE
        elif state is None and session.on < on:
            state = State.LET_GO
        elif state is None:
            state = State.DUE if session.on == on else State.LATER
        out.append(
            Placed(
                session=session,
                state=state,
                slot=session.slot,
                done_on=matched.done_on,
                over=matched.over,
            )
        )
    return out


def _slide(missed: Sequence[Placed], taken: set[Slot], *, late: bool, fits: Fits) -> Placed | None:
    """Return the earliest missed session that may be done today, in the slot it may be done in."""
    open_slots = [slot for slot in Slot if slot not in taken]
    if late:
        # The morning is over: what slides goes into the evening.
        open_slots = [slot for slot in open_slots if slot is Slot.EVENING]
    for one in missed:
        own = [slot for slot in open_slots if slot is one.slot]
        other = [slot for slot in open_slots if slot is not one.slot]
        for slot in (*own, *other):
            if fits(one.session, slot):
                return replace(one, state=State.DUE, slot=slot, slid=True)
    return None


def _next_first(due: Iterable[Placed], *, late: bool) -> tuple[Placed, ...]:
    first = Slot.EVENING if late else Slot.MORNING
    return tuple(
        sorted(due, key=lambda one: (one.slot is not first, in_order(place_of(one.session))))
    )


def _ahead(placed: Iterable[Placed], on: date) -> tuple[DayAhead, ...]:
    by_day: dict[date, list[Placed]] = {on + timedelta(days=n): [] for n in range(1, AHEAD)}
    for one in placed:
        if one.session.on in by_day:
            by_day[one.session.on].append(one)
    return tuple(DayAhead(on=day, sessions=tuple(found)) for day, found in by_day.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A session that stands in a week several times, and where."""

    session: Session
    slots: tuple[tuple[date, Slot], ...]


def alike(week: Week) -> tuple[Alike, ...]:
    """Gather the sessions of a week that hold the same doses of the same exercises."""
    found: dict[tuple[object, ...], list[Session]] = {}
    for session in sorted(week.sessions, key=lambda one: in_order(place_of(one))):
        key = (session.slot, *((item.exercise, item.dose) for item in session.items))
        found.setdefault(key, []).append(session)
    return tuple(
        Alike(session=many[0], slots=tuple(place_of(one) for one in many))
        for many in found.values()
    )


# --- moving a session ---------------------------------------------------------------------------


def moved(week: Week, session: Session, on: date, slot: Slot) -> Week:
    """Return the week with one session in another place, as if it had been planned so today."""
    sessions = [one for one in week.sessions if one is not session]
    sessions.append(replace(session, on=on, slot=slot))
    sessions.sort(key=lambda one: in_order(place_of(one)))
    return replace(week, on=on, sessions=tuple(sessions))


def widened(record: Record, on: date, slot: Slot, minutes: float) -> Record:
    """Return the record with room for so many minutes in a slot: whoever slides has found it."""
    day = list(Day)[on.weekday()]
    times: dict[Day, Mapping[Slot, int]] = dict(record.availability)
    has = times.get(day, {}).get(slot, 0)
    times[day] = {**times.get(day, {}), slot: max(has, math.ceil(minutes))}
    return replace(record, availability=times)


def checked_move(week: Week, record: Record, on: date, knowledge: Knowledge) -> Fits:
    """Return the judge of moves within a week: the same independent check that released it."""

    def fits(session: Session, slot: Slot) -> bool:
        return not check_week(
            moved(week, session, on, slot),
            widened(record, on, slot, session.minutes),
            knowledge,
        )

    return fits
