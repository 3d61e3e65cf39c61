# SPDX-License-Identifier: Apache-2.0
"""The load book: what today asked of the back, noted tap by tap, and what two weeks add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.coach.daily_load import KINDS, LoadPicture, daily_load
from multifidus.domain.phrase import say
from multifidus.domain.record import DailyLoad, Record
from multifidus.domain.week import Session
from multifidus.domain.words import DayLoad
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on
from multifidus.record import Entry, Reading
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Invalid
from multifidus.service.house import Service
from multifidus.service.records import kept

_KIND: Final = "daily-load"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBook:
    """The load book on one day; `today` is what was noted for it so far."""

    on: date
    picture: LoadPicture
    today: DailyLoad


def load_book(service: Service, who: Who) -> LoadBook | None:
    """Return the asker's load book, None as long as there is no record."""
    decide(who, Action.READ_RECORD)
    found = kept(service, who)
    if found is None:
        return None
    on = service.today()
    picture = daily_load(known_on(found.record, on), on, service.knowledge)
    today = next((row for row in picture.days if row.on == on), DailyLoad(on=on))
    return LoadBook(on=on, picture=picture, today=today)


def hard_waits(record: Record, on: date, sessions: Iterable[Session], knowledge: Knowledge) -> bool:
    """Whether hard exercises of these sessions had better wait a day, after a high one (LOAD1)."""
    picture = daily_load(record, on, knowledge)
    return picture.move_today and any(
        knowledge.exercises[item.exercise].load.tier >= picture.hard_tier
        for session in sessions
        for item in session.items
    )


def _today_so_far(reading: Reading, person: str, on: date) -> Entry | None:
    """Return the entry of today that the next tap takes the place of."""
    entries = reading.entries(person, kinds=(_KIND,))
    corrected = {entry.supersedes for entry in entries}
    return next(
        (one for one in reversed(entries) if one.on == on and one.id not in corrected and one.body),
        None,
    )


def note_load(service: Service, who: Who, kind: str, value: str) -> None:
    """Note one kind of load for today; the same kind once more corrects it.

    Raises
    ------
    Invalid
        If there is no such kind of load, or no such word for how much it was.
    """
    person = decide(who, Action.ADD_FACTS)
    if kind not in KINDS or value not in set(DayLoad):
        raise Invalid(say("Choose low, usual or high."))
    on = service.today()
    with service.store.write() as writing:
        earlier = _today_so_far(writing, person, on)
        body = {kind: value} if earlier is None else {**earlier.body, kind: value}
        records.write(
            service,
            writing,
            who,
            _KIND,
            body,
            on=on,
            supersedes=None if earlier is None else earlier.id,
        )
