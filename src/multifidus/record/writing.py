# SPDX-License-Identifier: Apache-2.0
"""Facts, weeks and the security log, written inside one transaction that is kept whole or not at all.

Writers take turns, so what is looked up here still holds when the transaction is kept.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select

from multifidus.record import audit, schema
from multifidus.record.accounts import AccountWriting
from multifidus.record.errors import ConflictError, UnknownEntry, Unstorable
from multifidus.record.facts import (
    KINDS,
    LOG_PART,
    SECTIONS,
    Entry,
    NewEntry,
    Released,
    SecurityEvent,
)
from multifidus.record.reading import entry_of
from multifidus.record.types import to_text

SALT_BYTES = 16

# Built once: these are run for every set that anyone logs.
_ADD = insert(schema.entries)
_FIND = select(schema.entries).where(
    or_(
        schema.entries.c.id == bindparam("new_id"),
        and_(
            schema.entries.c.person == bindparam("new_person"),
            schema.entries.c.client_id == bindparam("new_mark"),
        ),
    )
)


def _same(entry: Entry, new: NewEntry) -> bool:
    """Whether a fact sent twice says the same; when and by whom may differ between tries."""
    kept = (entry.kind, entry.on, entry.supersedes, json.dumps(entry.body, sort_keys=True))
    sent = json.dumps(json.loads(to_text(new.body)), sort_keys=True)
    return kept == (new.kind, new.on, new.supersedes, sent)


class FactWriting(AccountWriting):
    """What a write transaction can do with facts, weeks and the security log."""

    def append(
        self,
        person: str,
        kind: str,
        *,
        on: date,
        at: datetime,
        by: str,
        body: Any,  # noqa: ANN401 - any JSON
        id: str,  # noqa: A002 - the field's name
        client_id: str | None = None,
        supersedes: str | None = None,
    ) -> Entry:
        """Write down one fact of a person.

        Parameters
        ----------
        person : str
            Whose.
        kind : str
            One of `KINDS`.
        on : date
            The day it is about.
        at : datetime
            When it is written down, with a time zone.
        by : str
            Who says so.
        body : JSON or None
            `{"value": ...}` for a section, the row without its day for a row of a list. None
            withdraws what `supersedes` names.
        id : str
            Of `new_id`.
        client_id : str, optional
            Made by the device that sends it. Sent again with the same content, the first entry is
            returned and nothing is written.
        supersedes : str, optional
            The id of the entry, of the same person and kind, that this one corrects.

        Returns
        -------
        Entry
            As it is kept.

        Raises
        ------
        ConflictError
            If `client_id` came before with other content, the id is taken, or the entry that is to
            be corrected has been corrected already.
        UnknownEntry
            If the person has no such entry to correct.
        Unstorable
            If the kind is unknown or the body is none of its kind.
        """
        new = NewEntry(
            kind=kind,
            on=on,
            at=at,
            by=by,
            body=body,
            id=id,
            client_id=client_id,
            supersedes=supersedes,
        )
        return self.append_all(person, [new])[0]

    def append_all(self, person: str, rows: Iterable[NewEntry]) -> tuple[Entry, ...]:
        """Write down several facts of a person, in order; see `append`."""
        return tuple(self._append(person, row) for row in rows)

    def _append(self, person: str, new: NewEntry) -> Entry:
        if (known := self._known_as(person, new)) is not None:
            return known
        self._check(person, new)
        entry = Entry(
            seq=self._next_number("entries"),
            id=new.id,
            person=person,
            kind=new.kind,
            on=new.on,
            at=new.at,
            by=new.by,
            body=new.body if new.body is None else json.loads(to_text(new.body)),
            client_id=new.client_id,
            supersedes=new.supersedes,
        )
        values = {
            "seq": entry.seq,
            "id": entry.id,
            "person": entry.person,
            "kind": entry.kind,
            "day": entry.on,
            "at": entry.at,
            "author": entry.by,
            "client_id": entry.client_id,
            "supersedes": entry.supersedes,
            "body": entry.body,
        }
        self._connection.execute(_ADD, values)
        return entry

    def _known_as(self, person: str, new: NewEntry) -> Entry | None:
        """Return the entry that was sent before under the same mark, if it says the same."""
        # Without a mark the second half compares with NULL, which fits nothing.
        given = {"new_id": new.id, "new_person": person, "new_mark": new.client_id}
        found = [entry_of(row) for row in self._connection.execute(_FIND, given)]
        for entry in found:
            marked = new.client_id is not None and entry.client_id == new.client_id
            if not marked or entry.person != person:
                continue
            if not _same(entry, new):
                raise ConflictError(
                    "This was sent before under the same mark, with other content. "
                    "What was kept first stays."
                )
            return entry
        if found:
            raise ConflictError("An entry with this id is there already.")
        return None

    def _check(self, person: str, new: NewEntry) -> None:
        if new.kind not in KINDS:
            raise Unstorable(f"{new.kind!r} is no kind of entry.")
        if new.body is None:
            if new.supersedes is None:
                raise Unstorable("Only a correction may be empty: it withdraws.")
        elif not isinstance(new.body, dict):
            raise Unstorable("The body of an entry is an object.")
        elif (fault := _fault(new.kind, new.body)) is not None:
            raise Unstorable(fault)
        if new.supersedes is None:
            return
        corrected = self.entry(person, new.supersedes)
        if corrected is None or corrected.kind != new.kind:
            raise UnknownEntry("There is no such entry to correct.")
        table = schema.entries
        again = select(table.c.seq).where(table.c.supersedes == new.supersedes)
        if self._connection.execute(again).first() is not None:
            raise ConflictError(
                "This entry has been corrected already. Look at it again, then correct it anew."
            )

    def release(
        self,
        person: str,
        monday: date,
        *,
        on: date,
        at: datetime,
        seq: int,
        fingerprint: str,
        knowledge: str,
        body: str,
    ) -> Released:
        """Keep a week that the person is shown; earlier plans of the same week stay as history.

        Parameters
        ----------
        monday : date
            The first day of the week.
        on : date
            The day on which it was made.
        seq : int
            The number of the latest entry that it was made of.
        fingerprint, knowledge : str
            Of what it was made, and the version of the knowledge.
        body : str
            The week as JSON text.
        """
        if monday.weekday() != 0:
            raise Unstorable(f"{monday} is no Monday.")
        kept = Released(
            number=self._next_number("released"),
            person=person,
            monday=monday,
            on=on,
            at=at,
            seq=seq,
            fingerprint=fingerprint,
            knowledge=knowledge,
            body=body,
        )
        self._connection.execute(
            insert(schema.released).values(
                number=kept.number,
                person=person,
                monday=monday,
                day=on,
                at=at,
                seq=seq,
                fingerprint=fingerprint,
                knowledge=knowledge,
                body=body,
            )
        )
        return kept

    def note(
        self,
        event: str,
        *,
        at: datetime,
        account: str | None,
        address: str,
        detail: dict[str, Any] | None = None,
    ) -> SecurityEvent:
        """Add a line to the security log. Nothing about health belongs in it.

        Parameters
        ----------
        event : str
            What happened, like "sign-in".
        account : str or None
            Whom it is about, None if that is not known.
        address : str
            Where it came from.
        detail : dict, optional
            More, without names or facts of the record.
        """
        number = self._next_number("security_events")
        table = schema.security_events
        before = self._connection.execute(
            select(table.c.row_hash).where(table.c.number == number - 1)
        ).scalar_one_or_none()
        salt = secrets.token_hex(SALT_BYTES)
        kept = json.loads(to_text(detail or {}))
        about = audit.about_hash(salt, account, address, kept)
        self._connection.execute(
            insert(table).values(
                number=number,
                at=at,
                event=event,
                account=account,
                address=address,
                detail=kept,
                salt=salt,
                about_hash=about,
                row_hash=audit.row_hash(before or audit.START, number, at, event, about),
            )
        )
        return SecurityEvent(
            number=number, at=at, event=event, account=account, address=address, detail=kept
        )


def _fault(kind: str, body: dict[str, Any]) -> str | None:
    """Say what keeps a body from being folded; whether it is right is for those who know the file."""
    if kind in SECTIONS:
        return None if set(body) == {"value"} else 'The body of a section is {"value": ...}.'
    if kind != LOG_PART:
        return None if "on" not in body else "The day of a row is its entry's, not in its body."
    needed = {"set": ("exercise",), "effort": ("exercise", "effort"), "skip": ("exercise", "why")}
    keys = ("session", "part", *needed.get(str(body.get("part")), ()))
    missing = [key for key in keys if body.get(key) is None]
    return f"A part of a session needs {', '.join(missing)}." if missing else None
