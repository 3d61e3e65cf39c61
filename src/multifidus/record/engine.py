# SPDX-License-Identifier: Apache-2.0
"""Connections: how the two databases are opened, and what each connection is told first."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from multifidus.record import driver
from multifidus.record.errors import NetworkFileSystem, StoreError, Unreachable
from multifidus.record.types import POSTGRESQL

BUSY_MS: Final = 5_000
READERS: Final = 8
MORE_READERS: Final = 56
WAIT_S: Final = 10
WRITER_LOCK: Final = 0x6D756C7469
"""Number of the advisory lock that makes writers on PostgreSQL take turns."""

NETWORK: Final = frozenset(
    [
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "pvfs2",
        "smb2",
        "smb3",
        "smbfs",
        "virtiofs",
    ]
)
MOUNTS: Final = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is: a SQLite file at `path`, or a PostgreSQL database."""

    url: URL
    path: Path | None

    @property
    def name(self) -> str:
        """The place in words, without a password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)


def place(url: str) -> Place:
    """Read the address of a store.

    Raises
    ------
    Unreachable
        If it is no address of a SQLite file or a PostgreSQL database.
    """
    wanted = "write sqlite:///FOLDER/FILE.db or postgresql+psycopg://USER@HOST/DATABASE"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Unreachable(f"{url!r} is no address of a database; {wanted}.") from error
    if parsed.get_backend_name() == POSTGRESQL:
        return Place(parsed.set(drivername="postgresql+psycopg"), None)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        shown = parsed.render_as_string(hide_password=True)
        raise Unreachable(f"{shown} is no address of a database file; {wanted}.")
    return Place(parsed, Path(str(parsed.database)).expanduser().absolute())


def file_system(path: Path, mounts: str) -> str:
    """Return the kind of the file system that holds `path`, by the text of a mountinfo file."""
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        where = Path(fields[4].replace("\\040", " "))
        depth = len(where.parts)
        if depth >= deepest and path.is_relative_to(where):
            deepest, kind = depth, after.split()[0]
    return kind


def refuse_network(path: Path) -> None:
    """Refuse a file on a network file system.

    Raises
    ------
    NetworkFileSystem
        If the path lies on one.
    """
    if not MOUNTS.exists():
        return
    kind = file_system(Path(os.path.realpath(path)), MOUNTS.read_text(encoding="utf-8"))
    if kind in NETWORK:
        raise NetworkFileSystem(
            f"{path} lies on a network file system ({kind}), where locks cannot be trusted. "
            "Keep the database on a disk of this machine."
        )


def connect(path: Path, *, module: ModuleType | None = None, query: str = "mode=rw") -> Any:  # noqa: ANN401 - either driver's
    """Open a SQLite file by the driver alone, in autocommit, never making one."""
    module = module or driver.load()
    return module.connect(
        f"{path.as_uri()}?{query}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_MS / 1000,
        check_same_thread=False,
    )


def _sqlite_settings(*, reader: bool, foreign_keys: bool) -> Mapping[str, object]:
    return {
        "busy_timeout": BUSY_MS,
        "synchronous": "FULL",
        "foreign_keys": "ON" if foreign_keys else "OFF",
        "trusted_schema": "OFF",
        "secure_delete": "ON",
        "recursive_triggers": "ON",  # without it, REPLACE deletes past the triggers
        "temp_store": "MEMORY",  # what was erased must not lie in a temporary file either
        "mmap_size": 0,
        "query_only": "ON" if reader else "OFF",
    }


def journal(connection: Any, module: ModuleType) -> str:  # noqa: ANN401 - either driver's
    """Set the journal that the library's version can be trusted with, and return it."""
    wanted = "WAL" if driver.may_use_wal(module.sqlite_version_info) else "DELETE"
    found: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if found.upper() != wanted:
        found = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]
    return found.upper()


def engine(where: Place, *, reader: bool, foreign_keys: bool = True, pooled: bool = True) -> Engine:
    """Make an engine of one kind.

    Parameters
    ----------
    reader : bool
        Readers cannot write and see one state for a whole transaction; of writers there is one
        connection, and each begins by taking the database's write lock.
    foreign_keys : bool
        Off only while migrating.
    pooled : bool
        Whether connections stay open for the next use.
    """
    if where.path is not None:
        return _sqlite(where.path, reader=reader, foreign_keys=foreign_keys, pooled=pooled)
    return _postgresql(where.url, reader=reader, pooled=pooled)


def _pool(*, reader: bool, pooled: bool) -> dict[str, Any]:
    if not pooled:
        return {"poolclass": NullPool}
    size, more = (READERS, MORE_READERS) if reader else (1, 0)
    return {
        "poolclass": QueuePool,
        "pool_size": size,
        "max_overflow": more,
        "pool_timeout": WAIT_S,
    }


def _sqlite(path: Path, *, reader: bool, foreign_keys: bool, pooled: bool) -> Engine:
    module = driver.load()
    if module.sqlite_version_info < driver.OLDEST:
        raise StoreError(
            f"SQLite {module.sqlite_version} is too old; 3.37 or later is needed. "
            "Install the package pysqlite3."
        )
    made = create_engine(
        "sqlite://",
        hide_parameters=True,  # facts of a person never stand in a message or a log
        module=module,
        creator=lambda: connect(path, module=module),
        **_pool(reader=reader, pooled=pooled),
    )
    settings = _sqlite_settings(reader=reader, foreign_keys=foreign_keys)

    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        for name, value in settings.items():
            connection.execute(f"PRAGMA {name}={value}")

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reader else "BEGIN IMMEDIATE")

    event.listen(made, "connect", on_connect)
    event.listen(made, "begin", on_begin)
    return made


def _postgresql(url: URL, *, reader: bool, pooled: bool) -> Engine:
    try:
        made = create_engine(
            url,
            hide_parameters=True,  # as above
            isolation_level="REPEATABLE READ" if reader else "READ COMMITTED",
            pool_pre_ping=True,
            connect_args={"connect_timeout": WAIT_S},
            **_pool(reader=reader, pooled=pooled),
        )
    except (ImportError, NoSuchModuleError) as error:
        raise Unreachable("PostgreSQL needs the package psycopg; install it.") from error

    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        from psycopg.types.string import TextLoader  # noqa: PLC0415 - only where PostgreSQL is used

        connection.adapters.register_loader("json", TextLoader)

    def on_begin(connection: Connection) -> None:
        if reader:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            return
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    event.listen(made, "connect", on_connect)
    event.listen(made, "begin", on_begin)
    return made
