# SPDX-License-Identifier: Apache-2.0
"""A person's own record: read it whole, add a fact to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from multifidus.domain.record import Record
from multifidus.exchange.record_file import read_record
from multifidus.exchange.record_model import RecordPart
from multifidus.exchange.record_parts import FORMAT
from multifidus.knowledge.yamlfile import FileError
from multifidus.record import Entry, Store, Writing, facts
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Invalid
from multifidus.service.house import Service

SECTIONS: Final = frozenset(facts.SECTIONS)
"""Kinds of entries that hold a whole section of the record; the latest holds."""

ROWS: Final = facts.LISTS
"""Kinds of entries that are a row of a list of the record, and the list's name."""

_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record as it stands; `seq` is the number of its latest entry."""

    person: str
    seq: int
    record: Record
    value: Mapping[str, Any]


class _Memory:
    """The records read last, so that a page that shows five things folds the record once.

    Kept by the store itself, not by its address in memory: a store that was replaced by a backup
    takes its records with it.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: WeakKeyDictionary[Store, dict[str, Kept]] = WeakKeyDictionary()

    def get(self, store: Store, person: str, seq: int) -> Kept | None:
        with self.lock:
            found = self.kept.get(store, {}).get(person)
        return found if found is not None and found.seq == seq else None

    def put(self, store: Store, kept: Kept) -> None:
        with self.lock:
            shelf = self.kept.setdefault(store, {})
            shelf.pop(kept.person, None)
            while len(shelf) >= _REMEMBERED:
                shelf.pop(next(iter(shelf)))
            shelf[kept.person] = kept


_memory: Final = _Memory()


def kept(service: Service, who: Who) -> Kept | None:
    """Return the asker's record, None as long as it does not say who it is about."""
    person = decide(who, Action.READ_RECORD)
    store = service.store
    with store.read() as reading:
        seq = reading.last_seq(person)
        if (found := _memory.get(store, person, seq)) is not None:
            return found
        value = reading.value(person)
    if value is None:
        return None
    record = RecordPart.model_validate(value).to_domain()
    now = Kept(person=person, seq=seq, record=record, value=value)
    _memory.put(store, now)
    return now


def check(
    service: Service, kind: str, body: object, *, on: date, person: Mapping[str, Any]
) -> None:
    """Check one fact as the record file would, before it is written.

    Raises
    ------
    Invalid
        With every fault in words; `fields` by the last key of the place where it stands.
    """
    value: dict[str, Any] = {"format": FORMAT, "person": dict(person)}
    if kind in SECTIONS:
        value[kind] = body
    else:
        value[ROWS[kind]] = [{"on": on.isoformat(), **(body if isinstance(body, dict) else {})}]
    try:
        read_record(json.dumps(value), "record", service.knowledge)
    except FileError as error:
        fields = {_field(fault.path): fault.text for fault in error.faults}
        raise Invalid("Something here cannot be right yet.", fields) from error


def _field(path: str) -> str:
    """Return the part of a place in the file that a form knows: the last key without its number."""
    return path.replace("]", "").replace("[", ".").rstrip(".0123456789").rpartition(".")[2]


NOBODY: Final = {"name": "-", "born": "1980-01-01"}
"""Stands for the person while a fact is checked that came before the person's own entry."""


def add(
    service: Service,
    who: Who,
    kind: str,
    body: object,
    *,
    on: date | None = None,
    client_id: str | None = None,
    supersedes: str | None = None,
) -> Entry:
    """Check one fact and add it to the asker's record.

    Parameters
    ----------
    kind : str
        One of `SECTIONS` (body: the section as the record file has it) or `ROWS` (body: the row
        without its day).
    on : date, optional
        The day it is about; today unless given.
    client_id : str, optional
        Made by the device; the same fact sent twice under one id is written once.
    supersedes : str, optional
        The id of the entry that this one corrects.

    Raises
    ------
    Invalid
        With every fault in words.
    """
    person = decide(who, Action.ADD_FACTS)
    day = on or service.today()
    with service.store.read() as reading:
        latest = reading.entries(person, kinds=("person",))
    now = latest[-1].body["value"] if latest and latest[-1].body else NOBODY
    check(service, kind, body, on=day, person=now)
    with service.store.write() as writing:
        return write(
            service,
            writing,
            who,
            kind,
            {"value": body} if kind in SECTIONS else body,
            on=day,
            client_id=client_id,
            supersedes=supersedes,
        )


def write(
    service: Service,
    writing: Writing,
    who: Who,
    kind: str,
    body: object,
    *,
    on: date,
    client_id: str | None = None,
    supersedes: str | None = None,
) -> Entry:
    """Append an entry that has been checked, inside a transaction that is open."""
    return writing.append(
        decide(who, Action.ADD_FACTS),
        kind,
        on=on,
        at=service.now(),
        by=who.account or "self",
        body=body,
        id=service.id(),
        client_id=client_id,
        supersedes=supersedes,
    )
