# SPDX-License-Identifier: Apache-2.0
"""The security log: whatever is done to it behind the store's back is seen."""

import pytest
from sqlalchemy import text
from store_builders import NOW, fill, later

from multifidus.record import SecurityEvent, Store
from multifidus.record.schema import triggers

pytest_plugins = ("store_fixtures",)


def noted(store: Store, count: int = 6) -> None:
    with store.write() as writing:
        for n in range(count):
            account = ("a", "b", None)[n % 3]
            writing.note(
                "sign-in", at=later(seconds=n), account=account, address="::1", detail={"n": n}
            )


def test_lines_come_newest_first_of_one_account_or_all(store: Store) -> None:
    noted(store)
    with store.read() as reading:
        assert [one.number for one in reading.security_events()] == [6, 5, 4, 3, 2, 1]
        assert [one.number for one in reading.security_events(limit=2)] == [6, 5]
        assert [one.number for one in reading.security_events("a")] == [4, 1]
        assert reading.security_events("a")[-1] == SecurityEvent(
            number=1, at=NOW, event="sign-in", account="a", address="::1", detail={"n": 0}
        )
        assert reading.verify_security_log() == (True, None)


def test_an_empty_log_is_whole(store: Store) -> None:
    with store.read() as reading:
        assert reading.verify_security_log() == (True, None)
        assert reading.security_events() == ()


def test_a_note_without_detail_has_an_empty_one(store: Store) -> None:
    with store.write() as writing:
        assert writing.note("x", at=NOW, account=None, address="").detail == {}


TAMPERING = {
    "another account": ("UPDATE security_events SET account = 'b' WHERE number = 4", 4),
    "another event": ("UPDATE security_events SET event = 'nothing' WHERE number = 3", 3),
    "another moment": (
        "UPDATE security_events SET at = '2026-11-16T08:00:09Z' WHERE number = 2",
        2,
    ),
    "another detail": ("UPDATE security_events SET detail = '{\"n\":9}' WHERE number = 5", 5),
    "blanked": (
        (
            "UPDATE security_events SET (account, address, detail, salt) = (NULL, NULL, NULL, NULL)"
            " WHERE number = 2"
        ),
        2,
    ),
    "half blanked": ("UPDATE security_events SET salt = NULL WHERE number = 2", 2),
    "taken out": ("DELETE FROM security_events WHERE number = 3", 3),
    "first taken out": ("DELETE FROM security_events WHERE number = 1", 1),
    "last taken out": ("DELETE FROM security_events WHERE number = 6", 6),
    "all taken out": ("DELETE FROM security_events", 1),
    "moved": ("UPDATE security_events SET number = 7 WHERE number = 2", 2),
    "salted anew": ("UPDATE security_events SET salt = 'x' WHERE number = 6", 6),
    "hashed anew": ("UPDATE security_events SET about_hash = 'x' WHERE number = 4", 4),
    "chained anew": ("UPDATE security_events SET row_hash = 'x' WHERE number = 4", 4),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_seen_where_it_begins(store: Store, how: str) -> None:
    noted(store)
    statement, first = TAMPERING[how]
    with store._writer.connect() as connection, connection.begin():
        if store.place.path is None:
            connection.execute(text("ALTER TABLE security_events DISABLE TRIGGER ALL"))
        else:
            for name in ("no_update", "no_delete"):
                connection.execute(text(f"DROP TRIGGER security_events_{name}"))
        connection.execute(text(statement.replace(":", "\\:")))
    with store.read() as reading:
        assert reading.verify_security_log() == (False, first)


def test_an_erasing_leaves_the_chain_whole_and_only_what_it_lists_blank(store: Store) -> None:
    noted(store)
    fill(store)
    with store.write() as writing:
        writing.erase_person("account-ana", at=NOW)
    with store.read() as reading:
        events = reading.security_events()
        assert reading.verify_security_log() == (True, None)
        assert [one.event for one in events][:2] == ["record-erased", "sign-in"]
        assert events[0].detail == {"blanked": [7]}
        assert (events[1].account, events[1].address, events[1].detail) == (None, None, None)
        assert [one.number for one in reading.security_events("a")] == [4, 1], "others' stay"


def test_the_triggers_are_those_of_the_database() -> None:
    assert all("plpgsql" not in one for one in triggers("sqlite"))
    assert len(triggers("postgresql")) == 10
