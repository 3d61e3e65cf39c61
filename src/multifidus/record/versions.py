# SPDX-License-Identifier: Apache-2.0
"""Which version of the schema a database has, told without changing anything."""

from sqlalchemy import Text, column, inspect, select, table

from multifidus.record import engine
from multifidus.record.engine import Place
from multifidus.record.errors import FutureSchema, NeedsMigration, NotOurs
from multifidus.record.schema import VERSION_TABLE, VERSIONS


def look(where: Place) -> str | None:
    """Return the version of the schema at a place, None if there is no database or an empty one.

    Raises
    ------
    NotOurs
        If another program's tables are there.
    """
    if where.path is not None and (not where.path.exists() or not where.path.stat().st_size):
        return None
    made = engine.engine(where, reader=True, pooled=False)
    try:
        with made.connect() as connection, connection.begin():
            tables = inspect(connection).get_table_names()
            if VERSION_TABLE in tables:
                versions = table(VERSION_TABLE, column("version_num", Text()))
                return connection.execute(select(versions.c.version_num)).scalar_one_or_none()
    finally:
        made.dispose()
    if (tables and where.path is not None) or "entries" in tables:
        raise NotOurs(
            f"{where.name} holds another program's tables. Choose another place for the database."
        )
    return None


def refuse_other_versions(found: str, name: str) -> None:
    """Refuse a database that this release cannot work with as it is.

    Raises
    ------
    FutureSchema
        If a later release wrote it.
    NeedsMigration
        If an earlier release wrote it.
    """
    if found not in VERSIONS:
        raise FutureSchema(
            f"The database {name} was written by a later release (schema {found}; this release "
            f"knows up to {VERSIONS[-1]}). Use that release, or restore a backup made before."
        )
    if found != VERSIONS[-1]:
        raise NeedsMigration(
            f"The database {name} was written by an earlier release (schema {found}). Run "
            "'multifidus migrate'; it makes a backup first."
        )
