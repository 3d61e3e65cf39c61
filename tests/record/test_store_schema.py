# SPDX-License-Identifier: Apache-2.0
"""The tables are what they should be, however a database came to them, and refuse what they must."""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from store_builders import DAY, NOW, everything, fill, later

from multifidus.record import (
    Damaged,
    FutureSchema,
    NeedsMigration,
    NoStore,
    Store,
    StoreError,
    Unreachable,
    engine,
    migrate,
    open_store,
    restore,
    schema,
    verify_backup,
)
from multifidus.record import driver as driver_module
from multifidus.record.engine import place
from multifidus.record.versions import look

pytest_plugins = ("store_fixtures",)

BACKUPS = Path(__file__).parent / "backups"


def tables(connection: Connection, query: str) -> set[tuple[Any, ...]]:
    rows = connection.execute(text(query)).fetchall()
    return {
        tuple(re.sub(r"\s+", " ", str(value)).replace('"', "") for value in row)
        for row in rows
        if schema.VERSION_TABLE not in str(row)
    }


def whole_schema(connection: Connection) -> dict[str, set[tuple[Any, ...]]]:
    """Tables, columns, constraints, indexes and triggers, as the database itself describes them."""
    if connection.dialect.name == "sqlite":
        whole = tables(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema")
        return {
            # Columns and constraints of a table may be listed in any order.
            "all": {(*rest, str(sorted(re.split(r"(?:, |\(| \))", sql)))) for *rest, sql in whole},
            "strict": tables(
                connection, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
            ),
        }
    return {
        "columns": tables(
            connection,
            "SELECT table_name, column_name, data_type, is_nullable, column_default "
            "FROM information_schema.columns WHERE table_schema = 'public'",
        ),
        "constraints": tables(
            connection,
            "SELECT conrelid\\:\\:regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'\\:\\:regnamespace",
        ),
        "indexes": tables(
            connection, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        ),
        "triggers": tables(
            connection,
            "SELECT tgrelid\\:\\:regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal",
        ),
        "functions": tables(
            connection,
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'\\:\\:regnamespace",
        ),
    }


def test_migrations_make_exactly_what_the_schema_says(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    made = engine.engine(place(url), reader=False, pooled=False)
    with made.connect() as connection, connection.begin():
        migrated = whole_schema(connection)
    if made.dialect.name == "postgresql":
        with made.connect() as connection, connection.begin():
            names = ", ".join([*schema.metadata.tables, schema.VERSION_TABLE])
            connection.exec_driver_sql(f"DROP TABLE {names} CASCADE")
            for name in schema.FUNCTIONS:
                connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
    else:
        (tmp_path / "fresh.db").touch()
        made = engine.engine(place(f"sqlite:///{tmp_path}/fresh.db"), reader=False, pooled=False)
    with made.connect() as connection, connection.begin():
        schema.metadata.create_all(connection)
        for statement in schema.triggers(connection.dialect.name):
            connection.exec_driver_sql(statement.replace("%", "%%"))
        fresh = whole_schema(connection)
    assert migrated == fresh
    assert all(migrated.values())


def test_the_newest_version_is_the_last_migration() -> None:
    from alembic.config import Config  # noqa: PLC0415 - slow
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - slow

    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == schema.VERSIONS


APPEND_ONLY = [
    "UPDATE entries SET kind = 'x'",
    "DELETE FROM entries",
    "UPDATE released SET body = 'x'",
    "DELETE FROM released",
    "UPDATE tombstones SET hash = 'x'",
    "DELETE FROM tombstones",
    "UPDATE security_events SET event = 'x'",
    "UPDATE security_events SET (account, address, detail, salt) = (NULL, NULL, NULL, NULL)",
    "DELETE FROM security_events",
]


@pytest.mark.parametrize("statement", APPEND_ONLY)
def test_what_was_written_cannot_be_changed(store: Store, statement: str) -> None:
    fill(store)
    fill(store, "ben", "account-ben")
    with store.write() as writing:
        writing.erase_person("ben", at=NOW)
    before = everything(store)
    with pytest.raises(DBAPIError, match="can only be added to"), store.write() as writing:
        writing._connection.execute(text(statement))
    assert everything(store) == before


def test_the_leave_to_erase_is_for_one_person_only(store: Store) -> None:
    fill(store)
    fill(store, "ben", "account-ben")

    def delete_all() -> None:
        with store.write() as writing:
            writing._connection.execute(insert(schema.erasing).values(id="ben"))
            writing._connection.execute(text("DELETE FROM entries WHERE person = 'ben'"))
            writing._connection.execute(text("DELETE FROM entries"))

    with pytest.raises(DBAPIError, match="can only be added to"):
        delete_all()
    with store.read() as reading:
        assert reading.last_seq("ben") > 0


def test_replacing_is_no_way_around(sqlite_store: Store) -> None:
    fill(sqlite_store)
    again = text("INSERT OR REPLACE INTO entries SELECT * FROM entries")
    with pytest.raises(DBAPIError, match="can only be added to"), sqlite_store.write() as writing:
        writing._connection.execute(again)


def test_truncating_is_no_way_around(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url)
    for table in ("entries", "released", "tombstones", "security_events"):
        with pytest.raises(DBAPIError, match="can only be added to"), store.write() as writing:
            writing._connection.execute(text(f"TRUNCATE {table} CASCADE"))
    store.close()


def test_tables_are_strict(sqlite_store: Store) -> None:
    with pytest.raises(IntegrityError, match="cannot store TEXT"), sqlite_store.write() as writing:
        writing._connection.execute(text("INSERT INTO counters VALUES ('x', 'not a number')"))


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, StoreError)), store.read() as reading:
        reading._connection.execute(text("DELETE FROM drafts"))


def test_the_settings_of_the_reference_hold(sqlite_store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "temp_store": 2,
    }
    for reader, context in ((True, sqlite_store.read()), (False, sqlite_store.write())):
        with context as transaction:
            found = {
                name: transaction._connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in [*wanted, "query_only"]
            }
        assert found == wanted | {"query_only": int(reader)}
    path = sqlite_store.place.path
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("version", "may"),
    [
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
        ((3, 53, 4), True),
    ],
)
def test_only_a_repaired_sqlite_writes_ahead(version: tuple[int, ...], may: bool) -> None:  # noqa: FBT001
    assert driver_module.may_use_wal(version) is may


def test_an_old_sqlite_works_without_writing_ahead(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_store(sqlite_url)
    fill(first)
    before = everything(first)
    first.close()
    import sqlite3  # noqa: PLC0415 - nowhere else

    monkeypatch.setattr(driver_module, "load", lambda: sqlite3.dbapi2)
    monkeypatch.setattr(driver_module, "may_use_wal", lambda _version: False)
    store = open_store(sqlite_url)
    with store.read() as reading:
        mode = reading._connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert mode == "delete"
    assert everything(store) == before
    fill(store, "ben", "account-ben")
    with store.write() as writing:
        writing.erase_person("ben", at=NOW)
    store.close()


def test_without_the_repaired_library_pythons_own_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    assert driver_module.load().__name__ == "pysqlite3.dbapi2"
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    assert driver_module.load().__name__ == "sqlite3.dbapi2"


def test_without_its_package_a_server_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Unreachable, match="install it"):
        open_store("postgresql://x@localhost/y")


def test_a_sqlite_without_strict_tables_is_refused(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_module, "OLDEST", (99, 0, 0))
    with pytest.raises(StoreError, match="pysqlite3"):
        open_store(sqlite_url)


# Versions


def written_by(version: str, store: Store) -> None:
    with store.write() as writing:
        writing._connection.execute(
            text("UPDATE schema_version SET version_num = :version"), {"version": version}
        )


def test_a_later_releases_database_is_refused(store: Store, store_url: str) -> None:
    written_by("9999", store)
    for opening in (open_store, migrate):
        with pytest.raises(FutureSchema, match="9999"):
            opening(store_url)


def test_an_earlier_releases_database_waits_for_its_migration(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.record.versions.VERSIONS", ("0001", "0002"))
    with pytest.raises(NeedsMigration, match="multifidus migrate"):
        open_store(store_url)
    assert store.place == place(store_url)


def test_migrating_what_is_not_there_or_up_to_date(store_url: str, sqlite_url: str) -> None:
    result = migrate(store_url, at=NOW)
    assert (result.before, result.after, result.backup) == ("0001", "0001", None)
    with pytest.raises(NoStore):
        migrate(sqlite_url.replace("data", "elsewhere"))
    with pytest.raises(NoStore):
        open_store(sqlite_url.replace("data", "elsewhere"), create=False)


def second_step(folder: Path) -> None:
    """A made-up next version, which makes the accounts' table anew the way alembic does."""
    shutil.copytree(Path(schema.__file__).parent / "migrations", folder)
    (folder / "versions" / "v0002_made_up.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        "revision, down_revision, branch_labels, depends_on = '0002', '0001', None, None\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('accounts', recreate='auto') as batch:\n"
        "        batch.alter_column('language', new_column_name='tongue')\n"
        "        batch.alter_column('name', type_=sa.Text(), nullable=True)\n",
        encoding="utf-8",
    )


def test_a_step_that_makes_a_parent_table_anew_loses_no_child(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    second_step(tmp_path / "steps")
    monkeypatch.setattr("multifidus.record.steps.MIGRATIONS", tmp_path / "steps")
    for module in ("versions", "migrating", "backups"):
        monkeypatch.setattr(f"multifidus.record.{module}.VERSIONS", ("0001", "0002"))
    if store.place.path is None:
        with pytest.raises(StoreError, match="in which folder"):
            migrate(store_url, at=NOW)
    result = migrate(store_url, at=NOW, backups=tmp_path / "backups")
    assert (result.before, result.after) == ("0001", "0002")
    assert result.backup == tmp_path / "backups" / "before-0002-20261116T080000Z.mfb"
    assert verify_backup(result.backup).schema == "0001"
    assert look(place(store_url)) == "0002"
    made = engine.engine(place(store_url), reader=True, pooled=False)
    with made.connect() as connection, connection.begin():
        for child in ("sign_ins", "settings", "calendar_tokens"):
            rows = connection.execute(schema.metadata.tables[child].select())
            assert len(rows.all()) == 1


def test_a_step_that_fails_leaves_everything_as_it_was(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    before = everything(store)
    store.close()
    second_step(tmp_path / "steps")
    step = tmp_path / "steps" / "versions" / "v0002_made_up.py"
    step.write_text(step.read_text() + "    raise ZeroDivisionError\n")
    monkeypatch.setattr("multifidus.record.steps.MIGRATIONS", tmp_path / "steps")
    for module in ("versions", "migrating", "backups"):
        monkeypatch.setattr(f"multifidus.record.{module}.VERSIONS", ("0001", "0002"))
    with pytest.raises(ZeroDivisionError):
        migrate(store_url, at=NOW, backups=tmp_path / "backups")
    assert look(place(store_url)) == "0001"
    monkeypatch.undo()
    store = open_store(store_url)
    assert everything(store) == before
    store.close()


def test_a_step_that_tears_rows_from_what_they_hang_on_is_not_kept(
    sqlite_store: Store, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_store)
    sqlite_store.close()
    second_step(tmp_path / "steps")
    step = tmp_path / "steps" / "versions" / "v0002_made_up.py"
    step.write_text(step.read_text() + "    op.execute(sa.delete(sa.table('accounts')))\n")
    monkeypatch.setattr("multifidus.record.steps.MIGRATIONS", tmp_path / "steps")
    for module in ("versions", "migrating", "backups"):
        monkeypatch.setattr(f"multifidus.record.{module}.VERSIONS", ("0001", "0002"))
    with pytest.raises(Damaged, match="Nothing was changed"):
        migrate(sqlite_url, at=NOW)
    monkeypatch.undo()
    store = open_store(sqlite_url)
    with store.read() as reading:
        assert reading.accounts_count() == 1
    store.close()


@pytest.mark.parametrize("path", sorted(BACKUPS.glob("*.mfb")), ids=lambda path: path.stem)
def test_every_released_schema_is_restored_and_brought_up_to_date(
    path: Path, url: str, tmp_path: Path
) -> None:
    for file in (path, path.with_name(f"{path.name}.json")):
        shutil.copy(file, tmp_path)
    restore(tmp_path / path.name, url, at=later(days=300))
    store = open_store(url)
    with store.read() as reading:
        value = reading.value("ana")
        assert value is not None
        assert value["person"]["name"] == "ana"
        assert reading.released("ana", DAY) is not None
        assert reading.account_by_name("NAME OF ANA") is not None
        assert reading.verify_security_log() == (True, None)
    fill(store, "eve", "account-eve")
    store.close()


def test_there_is_a_backup_of_every_released_schema() -> None:
    assert [path.stem for path in sorted(BACKUPS.glob("*.mfb"))] == [
        f"schema-{version}" for version in schema.VERSIONS
    ]
