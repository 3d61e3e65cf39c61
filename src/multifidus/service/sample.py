# SPDX-License-Identifier: Apache-2.0
"""The sample person: someone to look around with, without an account, on this machine only.

Every visitor gets a copy of their own, with eight weeks behind it and a ninth under way, whatever
the day. What they change in it is theirs alone, can be put back at will, and is gone after a day.
"""

import gzip
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from multifidus.domain.phrase import say
from multifidus.exchange.phrases_json import week_with_phrases_from_json
from multifidus.exchange.record_file import read_record, record_to_value
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import monday_of
from multifidus.record import Row, Writing, value_to_rows
from multifidus.screen import screen
from multifidus.service.access import Action, Role, Who, decide
from multifidus.service.accounts import SignedIn, on_this_machine, start
from multifidus.service.accounts_events import Event, note
from multifidus.service.errors import NotYours
from multifidus.service.house import Service
from multifidus.service.records import kept, write
from multifidus.service.sample_history import FIRST, NINTH, RECORD, WEEKS
from multifidus.service.weeks import fingerprint, the_weeks

KEPT_FOR: Final = timedelta(days=1)
MOST: Final = 20
"""More copies than this are not kept at a time; the oldest go first."""

_DATE: Final = re.compile(r"(?<!born: )\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A week that the sample person was shown, with its dates moved."""

    monday: date
    on: date
    knowledge: str
    body: str


def moved(text: str, today: date) -> str:
    """Move every date but the birthday, so that the ninth week holds a day."""
    by = monday_of(today) - NINTH
    return _DATE.sub(lambda found: str(date.fromisoformat(found[0]) + by), text)


def rows_on(today: date, knowledge: Knowledge) -> tuple[Row, ...]:
    """Return the facts of the sample person as they stand on the morning of a day.

    What was felt this morning after yesterday's session is still open: Today asks for it.
    """
    record = read_record(moved(_record_text(), today), "sample", knowledge)
    out = []
    began = monday_of(today) - (NINTH - FIRST)
    for row in value_to_rows(record_to_value(record), on=began):
        early = row.on < today
        monday = row.on == today == monday_of(today)
        if early or (monday and row.kind != "log"):
            out.append(_open_morning(row) if row.on == today - timedelta(days=1) else row)
    return tuple(out)


def _open_morning(row: Row) -> Row:
    if row.kind != "log" or "pain" not in row.body:
        return row
    pain = {key: value for key, value in row.body["pain"].items() if key != "next_morning"}
    return Row(kind=row.kind, on=row.on, body={**row.body, "pain": pain})


def weeks_on(today: date) -> tuple[Shown, ...]:
    """Return the weeks that the sample person has been shown by a day, in their order."""
    weeks: list[dict[str, Any]] = json.loads(moved(_weeks_text(), today))
    return tuple(
        Shown(
            monday=date.fromisoformat(one["week"]),
            on=date.fromisoformat(one["on"]),
            knowledge=one["knowledge"],
            body=json.dumps(one),
        )
        for one in weeks
        if date.fromisoformat(one["on"]) <= today
    )


@lru_cache(maxsize=1)
def _record_text() -> str:
    return RECORD.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _weeks_text() -> str:
    return gzip.decompress(WEEKS.read_bytes()).decode()


def look_around(
    service: Service, *, address: str, device: str, language: str, instead_of: str | None = None
) -> SignedIn:
    """Make a copy of the sample person for a visitor, who is signed in as it.

    Raises
    ------
    NotYours
        If the request does not come from this machine, or the house can be reached from others.
    """
    if not on_this_machine(service, address):
        raise NotYours(say("There is no such page."))
    today = service.today()
    rows = rows_on(today, service.knowledge)
    with service.store.write() as writing:
        _tidy(service, writing)
        account = writing.add_account(
            id=service.id(),
            name=f"Mara {service.random(8).hex()}",
            person=service.id(),
            role="sample",
            at=service.now(),
            language=language,
        )
        who = Who(role=Role.SAMPLE, account=account.id, person=account.person, address=address)
        for row in rows:
            write(service, writing, who, row.kind, row.body, on=row.on)
        note(service, writing, Event.SAMPLE_MADE, who)
    made = start(service, account, address=address, device=device, instead_of=instead_of)
    _show_weeks(service, made.who)
    return made


def _show_weeks(service: Service, who: Who) -> None:
    """Keep the weeks that were shown; the present one counts only if it still is what would be made."""
    now = kept(service, who)
    if now is None:
        return
    today = service.today()
    clearance = screen(now.record, today, service.knowledge)
    mark = fingerprint(now.record, today, clearance, service.knowledge)
    with service.store.write() as writing:
        for week in weeks_on(today):
            present = week.monday == monday_of(today)
            if present and week.knowledge != service.knowledge.version:
                continue
            writing.release(
                now.person,
                week.monday,
                on=week.on,
                at=service.now(),
                seq=now.seq,
                fingerprint=mark if present else "sample",
                knowledge=week.knowledge,
                body=week.body,
            )
    the_weeks(service, who, now)


def _tidy(service: Service, writing: Writing) -> None:
    """Erase copies of yesterday, and the oldest of too many."""
    copies = [one for one in writing.accounts() if one.role == Role.SAMPLE.value]
    old = [one for one in copies if service.now() - one.created_at >= KEPT_FOR]
    young = [one for one in copies if one not in old]
    for one in (*old, *young[: max(0, len(young) - MOST + 1)]):
        writing.erase_person(one.id, at=service.now(), sample=True)


def leave(service: Service, who: Who) -> None:
    """Erase the asker's copy."""
    decide(who, Action.RESET_SAMPLE)
    with service.store.write() as writing:
        writing.erase_person(who.account or "", at=service.now(), sample=True)
        note(service, writing, Event.SAMPLE_ENDED, Who(address=who.address))


def start_over(service: Service, who: Who, *, device: str) -> SignedIn:
    """Put the sample person back to how it was."""
    leave(service, who)
    return look_around(service, address=who.address, device=device, language=who.language)


def readable() -> int:
    """Return how many weeks the file holds; each can be read."""
    weeks = json.loads(_weeks_text())
    return len([week_with_phrases_from_json(json.dumps(one)) for one in weeks])
