# SPDX-License-Identifier: Apache-2.0
"""Quiet reminders: off until asked for, a calendar to subscribe to, one note a day in the browser."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from multifidus.domain.phrase import say
from multifidus.domain.words import Slot
from multifidus.knowledge.loader import Knowledge
from multifidus.service.access import Action, Who, decide
from multifidus.service.accounts_events import Event, note
from multifidus.service.accounts_keys import hash_of, new_key
from multifidus.service.errors import Invalid
from multifidus.service.house import Service
from multifidus.service.records import kept
from multifidus.service.reminders_due import Known, wait_of
from multifidus.service.today import Standing, today_of

SETTING: Final = "reminders"
SHOWN: Final = "reminder-shown"
_OLD_NAMES: Final = ("Etc/", "SystemV/", "posix/", "right/", "US/")


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the names of the zones that a person may choose from: places, and UTC."""
    places = {
        name for name in available_timezones() if "/" in name and not name.startswith(_OLD_NAMES)
    }
    return (*sorted(places), "UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """How someone wants to be reminded.

    `zone` is empty as long as nothing was chosen. `revision` rises with everything that shows in
    the calendar, and `changed` is when it last did. `language` is that of the calendar's title.
    """

    zone: str = ""
    morning: time
    evening: time
    notify: bool = False
    language: str = "en"
    revision: int = 0
    changed: datetime | None = None

    @property
    def times(self) -> Mapping[Slot, time]:
        """The time of day of each slot."""
        return {Slot.MORNING: self.morning, Slot.EVENING: self.evening}


def unset(knowledge: Knowledge, language: str) -> Reminders:
    """Return how it is before anyone has chosen: the usual hours of the slots, all off."""
    hours = knowledge.planning.days.slot_hour
    return Reminders(
        morning=_hour(hours[Slot.MORNING]), evening=_hour(hours[Slot.EVENING]), language=language
    )


def _hour(hour: float) -> time:
    return time(int(hour), round(hour % 1 * 60))


def read_setting(value: Mapping[str, Any] | None, knowledge: Knowledge, language: str) -> Reminders:
    """Return what was kept, or how it is before anyone has chosen."""
    if value is None:
        return unset(knowledge, language)
    return Reminders(
        zone=value["zone"],
        morning=time.fromisoformat(value["morning"]),
        evening=time.fromisoformat(value["evening"]),
        notify=value["notify"],
        language=value["language"],
        revision=value["revision"],
        changed=datetime.fromisoformat(value["changed"]),
    )


def _write_setting(one: Reminders, changed: datetime) -> dict[str, Any]:
    return {
        "zone": one.zone,
        "morning": one.morning.isoformat("minutes"),
        "evening": one.evening.isoformat("minutes"),
        "notify": one.notify,
        "language": one.language,
        "revision": one.revision,
        "changed": changed.isoformat(),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The page of reminders: what is chosen, and since when a calendar address works."""

    reminders: Reminders
    since: datetime | None


def reminders(service: Service, who: Who) -> Shown:
    """Return how the asker is reminded."""
    decide(who, Action.SUBSCRIBE)
    with service.store.read() as reading:
        value = reading.setting(who.account or "", SETTING)
        tokens = reading.calendar_tokens(who.account or "")
    return Shown(
        reminders=read_setting(value, service.knowledge, who.language),
        since=tokens[-1].created_at if tokens else None,
    )


def _time(typed: str) -> time | None:
    try:
        found = time.fromisoformat(typed.strip())
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def read_form(typed: Mapping[str, str], before: Reminders, language: str) -> Reminders:
    """Read the form of the reminders; what shows in the calendar raises the revision.

    Raises
    ------
    Invalid
        With a message for each field at fault.
    """
    faults = {}
    zone = typed.get("zone", "")
    if zone not in zones():
        faults["zone"] = say("Choose the place whose clock you live by.")
    times: dict[str, time] = {}
    for name in ("morning", "evening"):
        found = _time(typed.get(name, ""))
        if found is None:
            faults[name] = say("Write a time of day, such as 07:30.")
        else:
            times[name] = found
    if not faults and times["evening"] <= times["morning"]:
        faults["evening"] = say("The evening must come after the morning.")
    if faults:
        raise Invalid(say("Something here cannot be right yet."), faults)
    after = replace(
        before,
        zone=zone,
        notify=typed.get("notify") == "yes",
        language=language,
        morning=times["morning"],
        evening=times["evening"],
    )
    if replace(after, notify=before.notify) != before:
        after = replace(after, revision=before.revision + 1)
    return after


def save(service: Service, who: Who, typed: Mapping[str, str]) -> None:
    """Keep what someone chose.

    Raises
    ------
    Invalid
        With a message for each field at fault.
    """
    decide(who, Action.SUBSCRIBE)
    account = who.account or ""
    with service.store.write() as writing:
        before = read_setting(writing.setting(account, SETTING), service.knowledge, who.language)
        after = read_form(typed, before, who.language)
        same = after.revision == before.revision and before.changed is not None
        changed = before.changed if same and before.changed is not None else service.now()
        writing.put_setting(account, SETTING, _write_setting(after, changed))


def make_address(service: Service, who: Who) -> str:
    """Make a calendar address work, and let any earlier one work no more.

    Returns
    -------
    str
        The secret part of the address. The store keeps its hash alone: it can be shown only now.

    Raises
    ------
    Invalid
        If no zone has been chosen yet, without which no time means anything.
    """
    decide(who, Action.SUBSCRIBE)
    if not reminders(service, who).reminders.zone:
        raise Invalid(
            say("Something here cannot be right yet."),
            {"zone": say("Choose the place whose clock you live by.")},
        )
    token = new_key(service)
    account = who.account or ""
    with service.store.write() as writing:
        writing.revoke_calendar_tokens(account, at=service.now())
        writing.add_calendar_token(hash_of(token), account=account, at=service.now())
        note(service, writing, Event.CALENDAR_MADE, who)
    return token


def revoke_address(service: Service, who: Who) -> None:
    """Let the calendar address work no more."""
    decide(who, Action.SUBSCRIBE)
    account = who.account or ""
    with service.store.write() as writing:
        writing.revoke_calendar_tokens(account, at=service.now())
        note(service, writing, Event.CALENDAR_REVOKED, who)


# --- the note in the browser --------------------------------------------------------------------


def wait_s(service: Service, who: Who) -> float | None:
    """Return after how many seconds the note of the day is due; None if none comes today.

    Never for someone who did not ask for it, after a recorded session, without an open session, or
    while the danger-sign gate stands in the way.
    """
    decide(who, Action.SUBSCRIBE)
    account = who.account or ""
    with service.store.read() as reading:
        value = reading.setting(account, SETTING)
        shown = reading.setting(account, SHOWN)
    chosen = read_setting(value, service.knowledge, who.language)
    if not (chosen.notify and chosen.zone):
        return None
    now = service.now().astimezone(ZoneInfo(chosen.zone))
    record = kept(service, who)
    if record is None or now.date() != service.today():
        return None
    standing = today_of(service, who, record)
    if not isinstance(standing, Standing):
        return None
    known = Known(
        now=now,
        due=frozenset(one.slot for one in standing.day.due),
        recorded=any(row.on == now.date() for row in record.record.log),
        shown=shown == now.date().isoformat(),
    )
    wait = wait_of(known, chosen.times)
    return None if wait is None else wait.total_seconds()


def claim(service: Service, who: Who) -> bool:
    """Take the note of the day, if it is due now; of all tabs and devices only the first gets it."""
    if wait_s(service, who) != 0:
        return False
    account = who.account or ""
    with service.store.write() as writing:
        today = service.today().isoformat()
        if writing.setting(account, SHOWN) == today:
            return False
        writing.put_setting(account, SHOWN, today)
    return True
