# SPDX-License-Identifier: Apache-2.0
"""Sessions as a calendar file (iCalendar, RFC 5545) that can be taken in any number of times.

Nothing here is random and nothing asks the clock: the same sessions give the same bytes. An event
keeps its UID for ever, and whatever changes about it comes with a higher SEQUENCE.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from multifidus.domain.words import Slot

PRODUCT: Final = "-//Multifidus//Multifidus//EN"
REFRESH: Final = timedelta(hours=12)
"""How often a calendar is asked to look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One session in the calendar.

    `at` is the time of day on the clock of its zone. `sequence` rises with every change, and
    `changed` is the moment of the latest one.
    """

    uid: str
    on: date
    at: time
    minutes: int
    sequence: int
    changed: datetime
    cancelled: bool = False


def uid_of(person: str, on: date, slot: Slot) -> str:
    """Return the id of a session's event: always the same, and it tells nothing about the person."""
    mark = hashlib.sha256(f"session of {person} on {on.isoformat()} {slot.value}".encode())
    return f"{mark.hexdigest()[:32]}@multifidus"


def to_ics(events: Sequence[Event], *, title: str, zone: ZoneInfo) -> bytes:
    """Write events as a calendar file.

    Parameters
    ----------
    events : sequence of Event
        In the order in which they shall stand.
    title : str
        What every event and the calendar itself are called.
    zone : ZoneInfo
        Where the times of day hold; its changes of the clock are written into the file.
    """
    import icalendar  # noqa: PLC0415 - a tenth of a second that only a calendar needs

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    for one in events:
        event = icalendar.Event()
        stamp = one.changed.astimezone(UTC).replace(microsecond=0)
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("sequence", one.sequence)
        event.add("dtstart", datetime.combine(one.on, one.at, zone))
        event.add("duration", timedelta(minutes=one.minutes))
        event.add("summary", title)
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    if events:
        days = [one.on for one in events]
        calendar.add_missing_timezones(min(days) - _A_YEAR, max(days) + _A_YEAR)
    return bytes(calendar.to_ical())


_A_YEAR: Final = timedelta(days=366)
"""Around the sessions, so that both changes of the clock are in the file."""
