# SPDX-License-Identifier: Apache-2.0
"""Short words to fill a store with, and to ask it for everything."""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

from multifidus.record import Entry, Row, Store, Writing, new_id

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 16)
ANA: dict[str, Any] = {"name": "Ana", "born": "1984-03-02"}


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)


def some_id() -> str:
    return new_id(NOW, os.urandom(10))


def add(writing: Writing, person: str, kind: str, body: Any, **more: Any) -> Entry:
    """Append with what a test seldom cares about filled in."""
    given: dict[str, Any] = {"on": DAY, "at": NOW, "by": "self", "id": some_id()}
    return writing.append(person, kind, body=body, **(given | more))


def add_rows(writing: Writing, person: str, rows: list[Row]) -> None:
    for row in rows:
        add(writing, person, row.kind, row.body, on=row.on)


def fill(store: Store, person: str = "ana", account: str = "account-ana") -> None:
    """One row, at least, of everything that can be kept of a person."""
    with store.write() as writing:
        writing.add_account(
            id=account,
            name=f"Name of {person}",
            person=person,
            at=NOW,
            password_hash="argon2",  # noqa: S106 - a made-up hash
        )
        writing.add_sign_in(
            key_hash=f"key of {person}",
            account=account,
            at=NOW,
            expires_at=later(days=1),
            device=f"device of {person}",
            address="192.0.2.1",
        )
        writing.add_calendar_token(f"token of {person}", account=account, at=NOW)
        writing.put_setting(account, "sounds", {"on": True})
        writing.put_draft(account, "way-in", {"name": person})
        writing.put_draft(person, "way-in", {"name": person})
        writing.record_attempt("hash", "192.0.2.1", at=NOW)
        add(writing, person, "person", {"value": {**ANA, "name": person}}, client_id="first")
        kept = add(writing, person, "measurement", {"test": "bridge-hold", "value": 1.5})
        add(writing, person, "measurement", None, supersedes=kept.id)
        writing.release(
            person,
            DAY,
            on=DAY,
            at=NOW,
            seq=kept.seq,
            fingerprint="mark",
            knowledge="1",
            body=f'{{"for": "{person}"}}',
        )
        writing.note("sign-in", at=NOW, account=account, address="192.0.2.1", detail={"n": 1})


def everything(store: Store) -> dict[str, Any]:
    """All that a store says about its people."""
    with store.read() as reading:
        accounts = reading.accounts()
        people = sorted({one.person for one in accounts} | {"ana", "ben"})
        return {
            "accounts": accounts,
            "entries": {one: reading.entries(one) for one in people},
            "values": {one: reading.value(one) for one in people},
            "released": {one: reading.released_all(one) for one in people},
            "sign_ins": {one.id: reading.sign_ins(one.id) for one in accounts},
            "calendar": {one.id: reading.calendar_tokens(one.id) for one in accounts},
            "settings": {one.id: reading.settings(one.id) for one in accounts},
            "drafts": {one.id: reading.draft(one.id, "way-in") for one in accounts},
            "log": reading.security_events(),
            "log is whole": reading.verify_security_log(),
            "erased": reading.erased(),
        }
