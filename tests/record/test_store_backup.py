# SPDX-License-Identifier: Apache-2.0
"""Backups are what they say, and a restore gives back all of it: either database into either."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_builders import NOW, add, everything, fill, later

from multifidus.record import (
    ConflictError,
    Damaged,
    FutureSchema,
    Locked,
    NoStore,
    NotOurs,
    Store,
    backup,
    open_store,
    restore,
    verify_backup,
)
from multifidus.record.engine import connect
from multifidus.record.files import sha256_of
from multifidus.record.manifest import manifest_path

pytest_plugins = ("store_fixtures",)

FIRST, SECOND = "account-ana", "account-ben"


@pytest.fixture
def full(store: Store) -> Store:
    fill(store)
    fill(store, "ben", SECOND)
    return store


@pytest.fixture
def kept(full: Store, tmp_path: Path) -> Path:
    target = tmp_path / "backups" / "one.mfb"
    backup(full, target, at=NOW)
    return target


def without_restore(state: dict[str, Any]) -> dict[str, Any]:
    """A restore notes itself in the log; all else must be equal."""
    log = tuple(one for one in state["log"] if one.event != "restored")
    return state | {"log": log}


def test_a_backup_is_what_its_manifest_says(full: Store, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "one.mfb"
    manifest = backup(full, target, at=NOW)
    assert verify_backup(target) == manifest
    assert manifest.at == NOW
    assert manifest.schema == "0001"
    assert manifest.rows["entries"] == 6
    assert manifest.size == target.stat().st_size
    assert manifest.source == ("sqlite" if full.place.path else "postgresql")
    for path in (target, manifest_path(target)):
        assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in target.parent.iterdir()) == ["one.mfb", "one.mfb.json"]


def test_a_backup_never_replaces_another(full: Store, kept: Path, store_url: str) -> None:
    before = kept.read_bytes()
    for source in (full, store_url):
        with pytest.raises(ConflictError):
            backup(source, kept, at=NOW)
    assert kept.read_bytes() == before


def test_there_is_no_backup_of_nothing(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        backup(sqlite_url, tmp_path / "one.mfb", at=NOW)
    assert not list(tmp_path.glob("*.mfb*"))


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_restore_gives_back_everything_into_either_database(
    full: Store, kept: Path, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = everything(full)
    address = (
        f"sqlite:///{tmp_path}/other/multifidus.db"
        if target == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    result = restore(kept, address, at=later(days=1))
    assert (result.aside, result.erased) == (None, 0)
    store = open_store(address)
    assert without_restore(everything(store)) == before
    assert everything(store)["log"][0].event == "restored"
    with store.write() as writing:
        assert add(writing, "ana", "outcome", {}).seq == 7, "numbers go on"
    again = tmp_path / "again.mfb"
    backup(store, again, at=later(days=2))
    store.close()
    assert verify_backup(again).rows["entries"] == 7


def test_what_stood_there_is_kept_aside(full: Store, kept: Path, store_url: str) -> None:
    old = everything(full)
    fill(full, "eve", "account-eve")
    new = everything(full)
    full.close()
    result = restore(kept, store_url, at=later(days=1))
    restored = open_store(store_url)
    assert without_restore(everything(restored)) == old
    restored.close()
    assert result.aside is not None
    if full.place.path is None:
        restore(result.aside, store_url, at=later(days=2))
        back = open_store(store_url)
    else:
        assert result.aside.name == "multifidus.db.before-restore-20261117T080000Z"
        back = open_store(f"sqlite:///{result.aside}")
    assert without_restore(everything(back)) == new
    back.close()


def test_a_restore_needs_the_file_for_itself(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.record.engine.BUSY_MS", 50)
    fill(sqlite_store)
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    url = f"sqlite:///{sqlite_store.place.path}"
    with pytest.raises(Locked):
        restore(tmp_path / "one.mfb", url, at=NOW)
    assert without_restore(everything(sqlite_store))["values"]["ana"]
    sqlite_store.close()
    aside = restore(tmp_path / "one.mfb", url, at=NOW).aside
    with pytest.raises(ConflictError):
        restore(tmp_path / "one.mfb", url, at=NOW)
    assert aside is not None
    assert not list(tmp_path.glob("data/.restore*"))


def test_a_damaged_database_is_replaced_and_kept(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    old = everything(sqlite_store)
    sqlite_store.close()
    path = sqlite_store.place.path
    assert path is not None
    path.write_bytes(b"no database at all" * 1000)
    wal = path.with_name("multifidus.db-wal")
    wal.write_bytes(b"an old log")
    url = f"sqlite:///{path}"
    with pytest.raises(Damaged):
        open_store(url)
    result = restore(tmp_path / "one.mfb", url, at=NOW)
    assert result.aside is not None
    assert result.aside.read_bytes().startswith(b"no database")
    assert not list(path.parent.glob("*.db-*"))
    assert not wal.exists(), "the restored file must never meet the old log"
    restored = open_store(url)
    assert without_restore(everything(restored)) == old
    restored.close()


def test_another_programs_file_is_not_replaced(sqlite_store: Store, tmp_path: Path) -> None:
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    other = tmp_path / "other.db"
    other.touch()
    connection = connect(other)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    for use in (
        lambda: restore(tmp_path / "one.mfb", f"sqlite:///{other}", at=NOW),
        lambda: open_store(f"sqlite:///{other}"),
    ):
        with pytest.raises(NotOurs):
            use()


# Backups that are not what they should be


def damage_byte(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def change_manifest(path: Path, **values: Any) -> None:
    manifest = manifest_path(path)
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | values))


def tamper_and_resign(path: Path) -> None:
    """Change a row of the security log and make the manifest agree with the changed file."""
    connection = connect(path)
    connection.execute("DROP TRIGGER security_events_no_update")
    connection.execute("UPDATE security_events SET event = 'nothing' WHERE number = 1")
    connection.close()
    sign(path)


WRONG = {
    "a bit is flipped": (damage_byte, Damaged),
    "it is cut short": (lambda path: path.write_bytes(path.read_bytes()[:-4096]), Damaged),
    "it is gone": (lambda path: path.unlink(), NoStore),
    "its manifest is gone": (lambda path: manifest_path(path).unlink(), NoStore),
    "its manifest is no JSON": (lambda path: manifest_path(path).write_text("{"), Damaged),
    "its manifest is a list": (lambda path: manifest_path(path).write_text("[]"), Damaged),
    "its manifest says more": (lambda path: change_manifest(path, more=1), Damaged),
    "its manifest has no date": (lambda path: change_manifest(path, at="soon"), Damaged),
    "other rows are promised": (lambda path: change_manifest(path, rows={}), Damaged),
    "a later release made it": (lambda path: change_manifest(path, schema="9999"), FutureSchema),
    "a later format": (
        lambda path: change_manifest(path, format="multifidus-backup/2"),
        FutureSchema,
    ),
    "its log was tampered with": (tamper_and_resign, Damaged),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_backup_is_found_out_and_changes_nothing(
    sqlite_store: Store, tmp_path: Path, how: str
) -> None:
    fill(sqlite_store)
    kept = tmp_path / "backups" / "one.mfb"
    backup(sqlite_store, kept, at=NOW)
    before = everything(sqlite_store)
    sqlite_store.close()
    break_it, error = WRONG[how]
    break_it(kept)
    with pytest.raises(error):
        verify_backup(kept)
    with pytest.raises(error):
        restore(kept, f"sqlite:///{sqlite_store.place.path}", at=NOW)
    store = open_store(f"sqlite:///{sqlite_store.place.path}")
    assert everything(store) == before
    store.close()


def sign(path: Path) -> None:
    """Make the manifest agree with a file that was changed."""
    change_manifest(path, sha256=sha256_of(path), size=path.stat().st_size)


def other_database(path: Path) -> None:
    path.unlink()
    path.touch()
    connection = connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()


def damage_index(path: Path) -> None:
    """Make an index disagree with its table, which no checksum of ours would show."""
    connection = connect(path)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '(account)', '(row_hash)') "
        "WHERE name = 'ix_security_events_account'"
    )
    connection.close()


def tear_off(path: Path) -> None:
    connection = connect(path)
    connection.execute("DELETE FROM accounts")
    connection.close()


@pytest.mark.parametrize(
    "harm",
    [
        other_database,
        damage_index,
        tear_off,
        lambda path: path.write_bytes(b"SQLite format 3\0 but no more"),
    ],
)
def test_a_signed_file_is_looked_through_all_the_same(
    tmp_path: Path, sqlite_store: Store, harm: Callable[[Path], object]
) -> None:
    fill(sqlite_store)
    kept = tmp_path / "one.mfb"
    backup(sqlite_store, kept, at=NOW)
    harm(kept)
    sign(kept)
    with pytest.raises(Damaged):
        verify_backup(kept)


def test_a_later_releases_database_is_not_backed_up(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as writing:
        writing._connection.exec_driver_sql("UPDATE schema_version SET version_num = '9999'")
    with pytest.raises(FutureSchema):
        backup(sqlite_store, tmp_path / "one.mfb", at=NOW)


def test_a_later_releases_database_on_a_server_is_not_replaced(
    postgres_store_url: str, sqlite_store: Store, tmp_path: Path
) -> None:
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    store = open_store(postgres_store_url)
    with store.write() as writing:
        writing._connection.exec_driver_sql("UPDATE schema_version SET version_num = '9999'")
    store.close()
    with pytest.raises(FutureSchema):
        restore(tmp_path / "one.mfb", postgres_store_url, at=NOW)


def test_a_server_that_is_written_to_meanwhile_is_waited_for(
    postgres_store_url: str, sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.record.engine.BUSY_MS", 50)
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    store = open_store(postgres_store_url)
    with store.write() as writing:
        add(writing, "ana", "outcome", {})
        with pytest.raises(Locked):
            restore(tmp_path / "one.mfb", postgres_store_url, at=NOW)
    with store.read() as reading:
        assert reading.last_seq("ana") == 1
    store.close()


def test_where_a_file_cannot_have_two_names(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("made up")

    fill(sqlite_store)
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    old = everything(sqlite_store)
    sqlite_store.close()
    monkeypatch.setattr("os.link", refuse)
    url = f"sqlite:///{sqlite_store.place.path}"
    aside = restore(tmp_path / "one.mfb", url, at=NOW).aside
    assert aside is not None
    for address in (url, f"sqlite:///{aside}"):
        store = open_store(address)
        assert without_restore(everything(store)) == old
        store.close()


def test_logs_that_were_left_alone_never_meet_the_restored_file(
    sqlite_store: Store, tmp_path: Path
) -> None:
    backup(sqlite_store, tmp_path / "one.mfb", at=NOW)
    sqlite_store.close()
    path = sqlite_store.place.path
    assert path is not None
    path.unlink()
    for end in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + end).write_bytes(b"of a lost file")
    restore(tmp_path / "one.mfb", f"sqlite:///{path}", at=NOW)
    assert not list(path.parent.glob("multifidus.db-*"))
    assert len(list(path.parent.glob("*before-restore*"))) == 3


def test_a_backup_that_fails_leaves_no_file(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Damaged("made up")

    monkeypatch.setattr("multifidus.record.backups.examined", fail)
    with pytest.raises(Damaged):
        backup(sqlite_store, tmp_path / "backups" / "one.mfb", at=NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_while_others_write_holds_one_state(full: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with full.write() as writing:
                # Two entries at once: no backup may hold one without the other.
                add(writing, "ana", "outcome", {})
                add(writing, "ben", "outcome", {})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        rows = [backup(full, tmp_path / f"{n}.mfb", at=NOW).rows["entries"] for n in range(5)]
    finally:
        stop.set()
        writer.join()
    assert rows == sorted(rows)
    assert all(count % 2 == 0 for count in rows)


# The erased stay erased


def test_whom_was_erased_since_is_erased_again(full: Store, kept: Path, store_url: str) -> None:
    with full.write() as writing:
        writing.erase_person(FIRST, at=later(hours=1))
    full.close()
    assert restore(kept, store_url, at=later(days=1)).erased == 1
    store = open_store(store_url)
    with store.read() as reading:
        assert reading.value("ana") is None
        assert reading.account(FIRST) is None
        assert reading.value("ben") is not None
        assert len(reading.erased()) == 2
        assert reading.verify_security_log() == (True, None)
    store.close()


def test_the_list_beside_the_file_holds_if_the_database_is_lost(
    sqlite_store: Store, tmp_path: Path
) -> None:
    fill(sqlite_store)
    kept = tmp_path / "one.mfb"
    backup(sqlite_store, kept, at=NOW)
    with sqlite_store.write() as writing:
        writing.erase_person("ana", at=later(hours=1))
    sqlite_store.close()
    path = sqlite_store.place.path
    assert path is not None
    path.unlink()
    url = f"sqlite:///{path}"
    assert restore(kept, url, at=later(days=1)).erased == 1
    store = open_store(url)
    with store.read() as reading:
        assert reading.value("ana") is None
    store.close()


def test_a_younger_backup_knows_whom_an_older_must_forget(
    sqlite_store: Store, tmp_path: Path
) -> None:
    fill(sqlite_store)
    backup(sqlite_store, tmp_path / "old.mfb", at=NOW)
    with sqlite_store.write() as writing:
        writing.erase_person("ana", at=later(hours=1))
    backup(sqlite_store, tmp_path / "new.mfb", at=later(hours=2))
    url = f"sqlite:///{tmp_path}/elsewhere/multifidus.db"
    assert restore(tmp_path / "old.mfb", url, at=later(days=1)).erased == 1
    shutil.rmtree(tmp_path / "elsewhere")
    manifest_path(tmp_path / "new.mfb").unlink()
    assert restore(tmp_path / "old.mfb", url, at=later(days=1)).erased == 0
