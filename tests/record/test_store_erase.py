# SPDX-License-Identifier: Apache-2.0
"""Erasing leaves no byte of a canary: not in the database, its log, or the file beside it."""

from pathlib import Path

import pytest
from sqlalchemy import text
from store_builders import ANA, NOW, add, everything, fill, later

from multifidus.record import DiskFull, Store, UnknownEntry, Unstorable, backup, open_store
from multifidus.record.erasing import Writing, tombstone

pytest_plugins = ("store_fixtures",)

CANARY = "canary-7f3a"


def plant(store: Store) -> None:
    """The canary in every place that holds something of a person."""
    person, account = f"p-{CANARY}", f"a-{CANARY}"
    with store.write() as writing:
        writing.add_account(id=account, name=CANARY, person=person, at=NOW, password_hash=CANARY)
        writing.change_account(account, second_factor=CANARY, recovery_codes=(CANARY,))
        writing.add_sign_in(
            key_hash=CANARY, account=account, at=NOW, expires_at=NOW, device=CANARY, address=CANARY
        )
        writing.add_calendar_token(CANARY, account=account, at=NOW)
        writing.put_setting(account, CANARY, CANARY)
        writing.put_draft(account, CANARY, {CANARY: CANARY})
        writing.note("sign-in", at=NOW, account=account, address=CANARY, detail={"x": CANARY})
        for n in range(200):
            body = {"value": {**ANA, "name": f"{CANARY} {n} " * 20}}
            add(writing, person, "person", body, by=CANARY, client_id=f"{CANARY}{n}")
        writing.release(
            person,
            NOW.date(),
            on=NOW.date(),
            at=NOW,
            seq=1,
            fingerprint=CANARY,
            knowledge="k",
            body=CANARY * 1000,
        )
    with store.read() as reading:
        assert CANARY in str(reading.value(person))


def found_in(folder: Path) -> list[str]:
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]


def test_no_byte_is_left_in_the_files(sqlite_store: Store) -> None:
    path = sqlite_store.place.path
    assert path is not None
    fill(sqlite_store)
    before = everything(sqlite_store)
    plant(sqlite_store)
    assert found_in(path.parent), "the search finds it before"
    with sqlite_store.write() as writing:
        writing.erase_person(f"a-{CANARY}", at=NOW)
    assert found_in(path.parent) == []
    with sqlite_store.read() as reading:
        free = reading._connection.exec_driver_sql("PRAGMA freelist_count").scalar()
    assert free == 0, "the file was written anew"
    after = everything(sqlite_store)
    for same in ("accounts", "entries", "values", "released", "sign_ins", "settings", "drafts"):
        assert after[same] == before[same], "the others keep everything"
    assert after["log is whole"] == (True, None)
    sqlite_store.close()
    assert found_in(path.parent) == []
    assert CANARY not in repr(vars(sqlite_store._memory))


def test_no_byte_is_left_in_a_backup_made_afterwards(sqlite_store: Store, tmp_path: Path) -> None:
    plant(sqlite_store)
    with sqlite_store.write() as writing:
        writing.erase_person(f"p-{CANARY}", at=NOW)
    backup(sqlite_store, tmp_path / "backups" / "after.mfb", at=later(hours=1))
    assert found_in(tmp_path) == []


def checkpoint(store: Store) -> None:
    """Have the server write everything to its files, as it does now and then by itself."""
    with store._readers.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("CHECKPOINT")


def test_no_byte_is_left_in_the_tables_of_the_server(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url)
    fill(store)
    plant(store)
    with store.read() as reading:
        data = reading._connection.execute(text("SHOW data_directory")).scalar_one()
        base = reading._connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar_one()
    folder = Path(data) / "base" / str(base)
    checkpoint(store)
    assert found_in(folder), "the search finds it before"
    with store.write() as writing:
        writing.erase_person(f"a-{CANARY}", at=NOW)
    checkpoint(store)
    assert found_in(folder) == []
    with store.read() as reading:
        assert reading.value("ana") is not None
    store.close()


def test_nothing_of_theirs_is_found_and_all_of_the_others(store: Store) -> None:
    fill(store)
    fill(store, "ben", "account-ben")
    with store.write() as writing:
        writing.erase_person("ana", at=NOW)
        assert writing.value("ana") is None, "gone at once"
    with store.read() as reading:
        counts = reading.counts()
        assert reading.account("account-ana") is None
        assert reading.sign_in("key of ana") is None
        assert reading.calendar_token("token of ana") is None
        assert reading.draft("ana", "way-in") is reading.draft("account-ana", "way-in") is None
        assert reading.released_all("ana") == ()
        assert reading.value("ben") is not None
        assert reading.draft("ben", "way-in") == {"name": "ben"}
    for table in ("accounts", "sign_ins", "calendar_tokens", "settings", "released"):
        assert counts[table] == 1, table
    assert (counts["entries"], counts["drafts"], counts["erasing"], counts["duties"]) == (
        3,
        2,
        0,
        0,
    )
    assert counts["tombstones"] == 2


def test_numbers_never_come_again(store: Store) -> None:
    fill(store)
    with store.read() as reading:
        last = reading.last_seq("ana")
    with store.write() as writing:
        writing.erase_person("ana", at=NOW)
    with store.write() as writing:
        assert add(writing, "ana", "person", {"value": ANA}).seq == last + 1


def test_nobody_cannot_be_erased(store: Store) -> None:
    with pytest.raises(UnknownEntry), store.write() as writing:
        writing.erase_person("nobody", at=NOW)
    with store.read() as reading:
        assert reading.counts()["tombstones"] == 0


def test_a_person_without_an_account_can_be_erased(store: Store) -> None:
    with store.write() as writing:
        add(writing, "ana", "person", {"value": ANA})
    with store.write() as writing:
        writing.erase_person("ana", at=NOW)
    with store.read() as reading:
        assert reading.entries("ana") == ()
        assert len(reading.erased()) == 1


def test_the_sample_person_is_put_back_without_a_trace(store: Store) -> None:
    with store.write() as writing:
        writing.add_account(id="s", name="Sample", person="sample", at=NOW, role="sample")
        add(writing, "sample", "person", {"value": ANA})
        add(writing, "ben", "person", {"value": ANA})
    with store.write() as writing:
        writing.erase_person("s", at=NOW, sample=True)
        writing.add_account(id="s", name="Sample", person="sample", at=NOW, role="sample")
        assert not writing.erased_someone
    with store.read() as reading:
        assert reading.value("sample") is None
        assert reading.counts()["tombstones"] == 0
        assert reading.security_events() == ()
    with pytest.raises(Unstorable), store.write() as writing:
        writing.erase_person("ben", at=NOW, sample=True)


def test_an_erasing_that_fails_erases_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    before = everything(store)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Writing, "note", fail)
    with pytest.raises(ZeroDivisionError), store.write() as writing:
        writing.erase_person("ana", at=NOW)
    monkeypatch.undo()
    assert everything(store) == before


def test_a_cleaning_that_was_cut_off_is_done_at_the_next_opening(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sqlite_store.place.path
    assert path is not None
    plant(sqlite_store)
    with monkeypatch.context() as patched:
        patched.setattr("multifidus.record.store._clean_sqlite", lambda _: False)
        with sqlite_store.write() as writing:
            writing.erase_person(f"p-{CANARY}", at=NOW)
    sqlite_store._readers.dispose()
    assert found_in(path.parent), "still in the log"
    again = open_store(f"sqlite:///{path}")
    assert found_in(path.parent) == []
    with again.read() as reading:
        assert reading.counts()["duties"] == 0
    again.close()


def is_clean(store: Store) -> bool:
    return store.cleaned


def test_someone_reading_the_old_state_delays_the_cleaning_only(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sqlite_store.place.path
    assert path is not None
    monkeypatch.setattr("multifidus.record.store.CLEANING_MS", 10)
    plant(sqlite_store)
    with sqlite_store.read() as reading:
        assert reading.last_seq(f"p-{CANARY}")
        with sqlite_store.write() as writing:
            writing.erase_person(f"p-{CANARY}", at=NOW)
        assert CANARY in str(reading.value(f"p-{CANARY}")), "an open reading sees its own state"
    assert CANARY not in repr(vars(sqlite_store._memory)), "what it read is not kept in mind"
    assert found_in(path.parent)
    assert not is_clean(sqlite_store)
    with sqlite_store.write() as writing:
        writing.put_draft("someone", "else", {})
    assert is_clean(sqlite_store)
    assert found_in(path.parent) == []
    with sqlite_store.read() as reading:
        assert reading.counts()["duties"] == 0


def test_a_cleaning_without_room_delays_the_cleaning_only(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: object) -> bool:
        raise DiskFull("made up")

    plant(sqlite_store)
    with monkeypatch.context() as patched:
        patched.setattr("multifidus.record.store._clean_sqlite", no_room)
        with sqlite_store.write() as writing:
            writing.erase_person(f"p-{CANARY}", at=NOW)
    assert not is_clean(sqlite_store)
    with sqlite_store.read() as reading:
        assert reading.value(f"p-{CANARY}") is None
        assert reading.counts()["duties"] == 1


def test_someone_reading_on_the_server_delays_the_cleaning_only(
    postgres_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.record.store.CLEANING_MS", 50)
    store = open_store(postgres_store_url)
    plant(store)
    with store.read() as reading:
        assert reading.last_seq(f"p-{CANARY}")
        with store.write() as writing:
            writing.erase_person(f"p-{CANARY}", at=NOW)
        assert not is_clean(store)
    with store.write() as writing:
        writing.put_draft("someone", "else", {})
    assert is_clean(store)
    store.close()


def test_only_a_shown_week_is_erased_again_too(store: Store) -> None:
    day = NOW.date()
    with store.write() as writing:
        for who in ("ana", "ben"):
            writing.release(
                who, day, on=day, at=NOW, seq=0, fingerprint="", knowledge="", body="{}"
            )
        assert writing.erase_again({tombstone("ana"), tombstone("nobody")}, at=NOW) == 1
    with store.read() as reading:
        assert reading.released("ana", day) is None
        assert reading.released("ben", day) is not None
        assert reading.erased() == {tombstone("ana"), tombstone("nobody")}
