# SPDX-License-Identifier: Apache-2.0
"""All that can be looked up, inside one transaction that sees one state."""

import json
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from multifidus.record import schema
from multifidus.record.audit import Link, first_bad
from multifidus.record.facts import (
    Account,
    CalendarToken,
    Entry,
    Released,
    SecurityEvent,
    SignIn,
)
from multifidus.record.folding import fold
from multifidus.record.memory import Memory


def name_key(name: str) -> str:
    """Return a name as it is compared: without regard to case, form or spaces around it."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry that a row holds."""
    return Entry(
        seq=row.seq,
        id=row.id,
        person=row.person,
        kind=row.kind,
        on=row.day,
        at=row.at,
        by=row.author,
        body=row.body,
        client_id=row.client_id,
        supersedes=row.supersedes,
    )


def _account(row: Row[Any]) -> Account:
    codes = row._mapping["recovery_codes"]  # noqa: SLF001 - SQLAlchemy's public name for it
    return Account(**{**row._mapping, "recovery_codes": tuple(codes)})  # noqa: SLF001 - as above


def _released(row: Row[Any]) -> Released:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Released(on=values.pop("day"), **values)


class Reading:
    """Lookups in one consistent state of the store. Ends with the `with` block that gave it."""

    def __init__(self, connection: Connection, memory: Memory | None) -> None:
        """Look through a connection; `memory` None keeps nothing for later."""
        self._connection = connection
        self._memory = memory
        self._age = memory.age if memory is not None else 0

    def entries(
        self, person: str, *, kinds: Collection[str] | None = None, after_seq: int = 0
    ) -> tuple[Entry, ...]:
        """Return a person's entries as they were written, oldest first.

        Parameters
        ----------
        person : str
            Whose.
        kinds : collection of str, optional
            Only these kinds.
        after_seq : int
            Only what came after this one.
        """
        table = schema.entries
        query = select(table).where(table.c.person == person, table.c.seq > after_seq)
        if kinds is not None:
            query = query.where(table.c.kind.in_(sorted(kinds)))
        rows = self._connection.execute(query.order_by(table.c.seq))
        return tuple(entry_of(row) for row in rows)

    def entry(self, person: str, id: str) -> Entry | None:  # noqa: A002 - the field's name
        """Return one entry of a person; that of someone else is not there."""
        table = schema.entries
        query = select(table).where(table.c.person == person, table.c.id == id)
        row = self._connection.execute(query).one_or_none()
        return entry_of(row) if row is not None else None

    def last_seq(self, person: str) -> int:
        """Return the number of a person's latest entry, 0 without any."""
        table = schema.entries
        query = select(func.max(table.c.seq)).where(table.c.person == person)
        return self._connection.execute(query).scalar() or 0

    def value(self, person: str) -> dict[str, Any] | None:
        """Return the record as a record file's plain value, None if nothing says who it is about.

        The value is the caller's own: it may be changed.
        """
        seq = self.last_seq(person)
        if self._memory is not None and (text := self._memory.get(person, seq)) is not None:
            known: dict[str, Any] | None = json.loads(text)
            return known
        value = fold(self.entries(person))
        if self._memory is not None:
            self._memory.put(person, seq, json.dumps(value), age=self._age)
        return value

    def account(self, id: str) -> Account | None:  # noqa: A002 - the field's name
        """Return an account by its id."""
        row = self._connection.execute(
            select(schema.accounts).where(schema.accounts.c.id == id)
        ).one_or_none()
        return _account(row) if row is not None else None

    def account_by_name(self, name: str) -> Account | None:
        """Return an account by its name, however it is written."""
        row = self._connection.execute(
            select(schema.accounts).where(schema.accounts.c.name_key == name_key(name))
        ).one_or_none()
        return _account(row) if row is not None else None

    def account_of(self, person: str) -> Account | None:
        """Return the account that owns a person's record."""
        row = self._connection.execute(
            select(schema.accounts).where(schema.accounts.c.person == person)
        ).one_or_none()
        return _account(row) if row is not None else None

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts, oldest first."""
        table = schema.accounts
        rows = self._connection.execute(select(table).order_by(table.c.created_at, table.c.id))
        return tuple(_account(row) for row in rows)

    def accounts_count(self) -> int:
        """Count the accounts, the sample person's too."""
        return self._count(schema.accounts)

    def sign_in(self, key_hash: str) -> SignIn | None:
        """Return a sign-in by the hash of its key; whether it has expired is for the caller."""
        row = self._connection.execute(
            select(schema.sign_ins).where(schema.sign_ins.c.key_hash == key_hash)
        ).one_or_none()
        return SignIn(**row._mapping) if row is not None else None  # noqa: SLF001 - public

    def sign_ins(self, account: str) -> tuple[SignIn, ...]:
        """Return the sign-ins of an account, last seen first."""
        table = schema.sign_ins
        rows = self._connection.execute(
            select(table)
            .where(table.c.account == account)
            .order_by(table.c.last_seen_at.desc(), table.c.key_hash)
        )
        return tuple(SignIn(**row._mapping) for row in rows)  # noqa: SLF001 - public

    def attempts_since(self, name_hash: str | None, address: str | None, since: datetime) -> int:
        """Count failed sign-ins since a moment, that moment included.

        Parameters
        ----------
        name_hash : str or None
            Only with this name; None for any name.
        address : str or None
            Only from this address; None for any address.
        """
        table = schema.attempts
        query = select(func.count()).select_from(table).where(table.c.at >= since)
        if name_hash is not None:
            query = query.where(table.c.name_hash == name_hash)
        if address is not None:
            query = query.where(table.c.address == address)
        return self._connection.execute(query).scalar_one()

    def released(self, person: str, monday: date) -> Released | None:
        """Return the newest plan of a week, None if none was shown."""
        history = self.released_history(person, monday)
        return history[-1] if history else None

    def released_history(self, person: str, monday: date) -> tuple[Released, ...]:
        """Return every plan of a week that was shown, oldest first."""
        table = schema.released
        rows = self._connection.execute(
            select(table)
            .where(table.c.person == person, table.c.monday == monday)
            .order_by(table.c.number)
        )
        return tuple(_released(row) for row in rows)

    def released_all(self, person: str) -> tuple[Released, ...]:
        """Return the newest plan of every week that was shown, by Monday."""
        table = schema.released
        newest = (
            select(func.max(table.c.number))
            .where(table.c.person == person)
            .group_by(table.c.monday)
            .scalar_subquery()
        )
        rows = self._connection.execute(
            select(table).where(table.c.number.in_(newest)).order_by(table.c.monday)
        )
        return tuple(_released(row) for row in rows)

    def calendar_token(self, token_hash: str) -> CalendarToken | None:
        """Return a calendar address by the hash of its token, None once it was revoked."""
        table = schema.calendar_tokens
        row = self._connection.execute(
            select(table.c.token_hash, table.c.account, table.c.created_at).where(
                table.c.token_hash == token_hash, table.c.revoked_at.is_(None)
            )
        ).one_or_none()
        return CalendarToken(**row._mapping) if row is not None else None  # noqa: SLF001 - public

    def calendar_tokens(self, account: str) -> tuple[CalendarToken, ...]:
        """Return the calendar addresses of an account that still work, oldest first."""
        table = schema.calendar_tokens
        rows = self._connection.execute(
            select(table.c.token_hash, table.c.account, table.c.created_at)
            .where(table.c.account == account, table.c.revoked_at.is_(None))
            .order_by(table.c.created_at, table.c.token_hash)
        )
        return tuple(CalendarToken(**row._mapping) for row in rows)  # noqa: SLF001 - public

    def security_events(
        self, account: str | None = None, limit: int = 200
    ) -> tuple[SecurityEvent, ...]:
        """Return the latest lines of the security log, newest first.

        Parameters
        ----------
        account : str, optional
            Only those about this account.
        """
        table = schema.security_events
        query = select(
            table.c.number,
            table.c.at,
            table.c.event,
            table.c.account,
            table.c.address,
            table.c.detail,
        )
        if account is not None:
            query = query.where(table.c.account == account)
        rows = self._connection.execute(query.order_by(table.c.number.desc()).limit(limit))
        return tuple(SecurityEvent(**row._mapping) for row in rows)  # noqa: SLF001 - public

    def verify_security_log(self) -> tuple[bool, int | None]:
        """Say whether the security log is as it was written, else the number of the first bad row."""
        table = schema.security_events
        rows = self._connection.execute(select(table).order_by(table.c.number))
        links = (Link(**row._mapping) for row in rows)  # noqa: SLF001 - public
        bad = first_bad(links, self._last_number("security_events"))
        return bad is None, bad

    def setting(self, account: str, key: str) -> Any:  # noqa: ANN401 - any JSON
        """Return one small preference of an account, None if it was never put."""
        return self.settings(account).get(key)

    def settings(self, account: str) -> dict[str, Any]:
        """Return all small preferences of an account."""
        table = schema.settings
        rows = self._connection.execute(
            select(table.c.key, table.c.value)
            .where(table.c.account == account)
            .order_by(table.c.key)
        )
        return {row.key: row.value for row in rows}

    def draft(self, account: str, key: str) -> dict[str, Any] | None:
        """Return a form that is half filled in."""
        table = schema.drafts
        found: dict[str, Any] | None = self._connection.execute(
            select(table.c.body).where(table.c.account == account, table.c.key == key)
        ).scalar_one_or_none()
        return found

    def counts(self) -> dict[str, int]:
        """Count the rows of every table."""
        return {name: self._count(table) for name, table in sorted(schema.metadata.tables.items())}

    def erased(self) -> frozenset[str]:
        """Return the hashes of the ids of whom was erased."""
        return frozenset(self._connection.execute(select(schema.tombstones.c.hash)).scalars())

    def _count(self, table: Table) -> int:
        return self._connection.execute(select(func.count()).select_from(table)).scalar_one()

    def _last_number(self, family: str) -> int:
        table = schema.counters
        query = select(table.c.value).where(table.c.name == family)
        return self._connection.execute(query).scalar() or 0
