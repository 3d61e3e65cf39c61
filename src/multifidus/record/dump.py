# SPDX-License-Identifier: Apache-2.0
"""Rows between PostgreSQL and the SQLite file that a backup is.

Out of PostgreSQL goes what is there, in the version that it has. Into it goes only the newest
version: an older file is brought up to date before, as a SQLite file.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select

from multifidus.record import engine, schema
from multifidus.record.engine import Place, place
from multifidus.record.steps import change, run_steps
from multifidus.record.types import moment_text

_AT_ONCE: Final = 2_000


def copy_out(where: Place, part: Path, version: str) -> None:
    """Copy one state of a PostgreSQL store into an empty SQLite file.

    Parameters
    ----------
    where : Place
        The store.
    part : Path
        An empty file.
    version : str
        The version of the store's schema.
    """
    change(place(f"sqlite:///{part}"), version)
    target = engine.connect(part)
    source = engine.engine(where, reader=True, pooled=False)
    try:
        target.execute("PRAGMA foreign_keys=OFF")
        target.execute("BEGIN")
        with source.connect() as connection, connection.begin():
            for table in _tables(target):
                _copy_table(connection, target, table)
        target.execute("COMMIT")
    finally:
        target.close()
        source.dispose()


def _tables(target: Any) -> list[str]:  # noqa: ANN401 - the driver's connection
    names = target.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [
        row[0]
        for row in names
        if row[0] != schema.VERSION_TABLE and not row[0].startswith("sqlite_")
    ]


def _copy_table(source: Connection, target: Any, table: str) -> None:  # noqa: ANN401 - as above
    columns = [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]
    named = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    # Names from our own schema; there is nothing of a person in these statements.
    result = source.execution_options(yield_per=_AT_ONCE).exec_driver_sql(
        f'SELECT {named} FROM "{table}"'  # noqa: S608
    )
    for rows in result.partitions():
        target.executemany(
            f'INSERT INTO "{table}" ({named}) VALUES ({marks})',  # noqa: S608
            [tuple(_plain(value) for value in row) for row in rows],
        )


def _plain(value: object) -> object:
    """Write what PostgreSQL has a type for as the text that SQLite keeps."""
    if isinstance(value, datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, date) else value


def copy_in(file: Path, where: Place, *, first: Callable[[], object]) -> None:
    """Put the rows of a SQLite file of the newest version in place of what a PostgreSQL store holds.

    One transaction: anyone else sees the old state or the new one.

    Parameters
    ----------
    file : Path
        The SQLite file.
    where : Place
        The store.
    first : callable
        Called when nobody else can write any more and nothing has been changed yet.
    """
    source = engine.engine(place(f"sqlite:///{file}"), reader=True, pooled=False)
    target = engine.engine(where, reader=False, pooled=False)
    try:
        with (
            source.connect() as reading,
            reading.begin(),
            target.connect() as writing,
            writing.begin(),
        ):
            first()
            for statement in _dropping():
                writing.exec_driver_sql(statement)
            run_steps(writing)
            for table in schema.metadata.sorted_tables:
                for rows in _in_order(reading, table):
                    writing.execute(insert(table), rows)
    finally:
        source.dispose()
        target.dispose()


def _dropping() -> Iterator[str]:
    names = ", ".join([*schema.metadata.tables, schema.VERSION_TABLE])
    yield f"DROP TABLE IF EXISTS {names} CASCADE"
    for function in schema.FUNCTIONS:
        yield f"DROP FUNCTION IF EXISTS {function}() CASCADE"


def _in_order(reading: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table so that what is corrected comes before its correction."""
    query = select(table).order_by(*table.primary_key.columns)
    result = reading.execution_options(yield_per=_AT_ONCE).execute(query)
    for rows in result.mappings().partitions():
        yield [dict(row) for row in rows]
