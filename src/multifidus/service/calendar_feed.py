# SPDX-License-Identifier: Apache-2.0
"""The calendar someone subscribes to: planned sessions with neutral titles, nothing else.

An address needs no sign-in: whoever knows it sees when sessions are planned. So it holds no name, no
exercise and no word about health, and it can be revoked.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from multifidus.domain.phrase import say
from multifidus.domain.week import Week
from multifidus.domain.words import Level, Slot
from multifidus.exchange.calendar import Event, to_ics, uid_of
from multifidus.exchange.phrases_json import week_with_phrases_from_json
from multifidus.programme import DAYS_PER_WEEK, known_on, monday_of
from multifidus.screen import screen
from multifidus.service.access import Action, Role, Who, decide
from multifidus.service.accounts_keys import hash_of
from multifidus.service.errors import Invalid, NotYours
from multifidus.service.house import Service
from multifidus.service.records import kept
from multifidus.service.reminders import SETTING, Reminders, read_setting

WEEKS_BACK: Final = 4
"""How many weeks that are over stay in the calendar."""

Title: TypeAlias = Callable[[str], str]
"""From a language to what the sessions are called in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan of a week, and the moment from which it held."""

    week: Week
    at: datetime


@dataclass(slots=True)
class _Place:
    """What became of one place of the week from plan to plan; `minutes` None is no session."""

    minutes: int
    planned: bool
    at: datetime
    changes: int = 0

    def now(self, minutes: int | None, at: datetime) -> None:
        """Take what a later plan says."""
        if (minutes is not None) == self.planned and minutes in {None, self.minutes}:
            return
        self.planned = minutes is not None
        self.minutes = self.minutes if minutes is None else minutes
        self.changes += 1
        self.at = at


def events_of(
    plans: Iterable[Plan], person: str, chosen: Reminders, *, until: date | None = None
) -> tuple[Event, ...]:
    """Return the events of all plans of some weeks, in the order of time.

    A session that a later plan dropped stays, as cancelled. A plan says nothing of the days before
    the one it was made on.

    Parameters
    ----------
    plans : iterable of Plan
        Every plan that was shown, of any weeks, oldest first.
    until : date, optional
        Leave out sessions on this day and after: nobody is reminded while the gate is closed.
    """
    places: dict[tuple[date, Slot], _Place] = {}
    for plan in plans:
        says = {
            (session.on, session.slot): math.ceil(session.minutes)
            for session in plan.week.sessions
            if session.on >= plan.week.on
        }
        ends = plan.week.week + timedelta(days=DAYS_PER_WEEK)
        for (on, slot), place in places.items():
            if max(plan.week.on, plan.week.week) <= on < ends:
                place.now(says.get((on, slot)), plan.at)
        for key, minutes in says.items():
            places.setdefault(key, _Place(minutes, planned=True, at=plan.at))
    times = chosen.times
    return tuple(
        Event(
            uid=uid_of(person, on, slot),
            on=on,
            at=times[slot],
            minutes=place.minutes,
            sequence=chosen.revision + place.changes,
            changed=max(place.at, chosen.changed or place.at),
            cancelled=not place.planned,
        )
        for (on, slot), place in sorted(
            places.items(), key=lambda one: (one[0][0], times[one[0][1]])
        )
        if until is None or on < until
    )


def _plans(service: Service, person: str) -> Sequence[Plan]:
    first = monday_of(service.today()) - timedelta(days=DAYS_PER_WEEK * WEEKS_BACK)
    with service.store.read() as reading:
        return [
            Plan(week=week_with_phrases_from_json(one.body), at=one.at)
            for newest in reading.released_all(person)
            if newest.monday >= first
            for one in reading.released_history(person, newest.monday)
        ]


def _closed(service: Service, who: Who) -> bool:
    """Whether a sign stands that forbids training."""
    record = kept(service, who)
    if record is None:
        return False
    today = service.today()
    found = screen(known_on(record.record, today), today, service.knowledge)
    return found.level.rank >= Level.URGENT.rank


def calendar_file(service: Service, who: Who, title: Title) -> bytes:
    """Write the asker's sessions as a calendar file.

    Raises
    ------
    Invalid
        If no zone has been chosen yet.
    """
    person = decide(who, Action.SUBSCRIBE)
    with service.store.read() as reading:
        value = reading.setting(who.account or "", SETTING)
    chosen = read_setting(value, service.knowledge, who.language)
    if not chosen.zone:
        raise Invalid(say("Choose the place whose clock you live by."))
    until = service.today() if _closed(service, who) else None
    events = events_of(_plans(service, person), person, chosen, until=until)
    return to_ics(events, title=title(chosen.language), zone=ZoneInfo(chosen.zone))


def feed(service: Service, token: str, title: Title) -> bytes:
    """Write the calendar behind an address.

    Raises
    ------
    NotYours
        If there is no such address, or not any more.
    """
    with service.store.read() as reading:
        found = reading.calendar_token(hash_of(token))
        account = reading.account(found.account) if found is not None else None
    if account is None:
        raise NotYours(say("There is no such page."))
    who = Who(
        role=Role(account.role),
        account=account.id,
        person=account.person,
        language=account.language or "en",
    )
    return calendar_file(service, who, title)
