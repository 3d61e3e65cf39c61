# SPDX-License-Identifier: Apache-2.0
"""The store: opened once by a process, then read and written in whole transactions.

>>> import tempfile
>>> folder = tempfile.mkdtemp()
>>> store = open_store(f"sqlite:///{folder}/multifidus.db")
>>> with store.read() as reading:
...     reading.accounts_count()
0
>>> store.close()
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, get_ident
from typing import Any, Final

from sqlalchemy import delete, select

from multifidus.record import driver, engine, schema
from multifidus.record.engine import Place, place
from multifidus.record.erasing import CLEANING, ERASED_FROM, Writing
from multifidus.record.errors import Locked, NoStore, StoreError
from multifidus.record.faults import fault, translated
from multifidus.record.files import write_whole
from multifidus.record.memory import Memory
from multifidus.record.reading import Reading
from multifidus.record.steps import make
from multifidus.record.versions import look, refuse_other_versions

WAIT_S: Final = 10.0
"""How long a writer waits for its turn, in seconds."""

CLEANING_MS: Final = 1_000
"""How long a cleaning waits for readers of the old state, in milliseconds."""


class Store:
    """An open store. Threads may share it; one process at a time should serve a store.

    Attributes
    ----------
    place : Place
        Where it is.
    cleaned : bool
        False while bytes of someone who was erased may still be in the file; every write tries
        again to be rid of them.
    """

    def __init__(self, where: Place) -> None:
        """Open connections when they are first needed."""
        self.place = where
        self._readers = engine.engine(where, reader=True)
        self._writer = engine.engine(where, reader=False)
        self._turn = Lock()
        self._holder: int | None = None
        self._memory = Memory()
        self.cleaned = True

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Look things up in one transaction: all lookups see the same state.

        Raises
        ------
        StoreError
            If the database cannot be read, in words.
        """
        with (
            translated(self.place.name),
            self._readers.connect() as connection,
            connection.begin(),
        ):
            yield Reading(connection, self._memory)

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Write in one transaction: kept whole at the end of the block, not at all if it raises.

        Writers take turns. Within the block nothing slow should happen.

        Raises
        ------
        StoreError
            If the database cannot be written, in words. Then nothing was written.
        RuntimeError
            If this thread is writing already: one use case is one transaction.
        """
        if self._holder == get_ident():
            raise RuntimeError("this thread is writing already; pass its Writing on instead")
        if not self._turn.acquire(timeout=WAIT_S):
            raise fault(Locked, self.place.name)
        try:
            self._holder = get_ident()
            with translated(self.place.name):
                with self._writer.connect() as connection, connection.begin():
                    writing = Writing(connection, None)
                    yield writing
                    erased = writing.erased_someone
                if erased:
                    self._memory.clear()
                if erased or not self.cleaned:
                    self._clean()
        finally:
            self._holder = None
            self._turn.release()

    def _clean(self) -> None:
        """Do the duties that an erasing left: no byte of what was deleted stays in the file.

        While someone still reads the old state, or where there is no room for it, this cannot be
        finished: the next write tries again. If the process ends before it is done, the duty stands
        in the database, and the next opening does it. It never fails: the erasing itself was kept.
        """
        self.cleaned = False
        with suppress(StoreError), translated(self.place.name):
            if self.place.path is not None:
                with self.read() as reading:
                    remember_erased(self.place.path, reading.erased())
            with self._writer.connect() as connection:
                raw: Any = connection.connection.driver_connection
                clean = _clean_postgresql if self.place.path is None else _clean_sqlite
                done = clean(raw)
            if done:
                duty = schema.duties
                with self._writer.connect() as connection, connection.begin():
                    connection.execute(delete(duty).where(duty.c.name == CLEANING))
            self.cleaned = done

    def clean_if_due(self) -> None:
        """Clean the file if an erasing was kept and its cleaning was not finished."""
        with translated(self.place.name):
            with self._readers.connect() as connection, connection.begin():
                table = schema.duties
                query = select(table.c.name).where(table.c.name == CLEANING)
                due = connection.execute(query).scalar_one_or_none() is not None
            if due:
                self._clean()

    def close(self) -> None:
        """Close every connection; the store cannot be used afterwards."""
        self._readers.dispose()
        self._writer.dispose()


def erased_file(path: Path) -> Path:
    """Return where the hashes of whom was erased are kept besides: in a file beside the database."""
    return path.with_name(f"{path.name}.erased")


def remember_erased(path: Path, hashes: Iterable[str]) -> None:
    """Add hashes to the file beside the database, which is there if the database is ever lost."""
    target = erased_file(path)
    known = set(target.read_text(encoding="ascii").split()) if target.exists() else set()
    write_whole(target, "".join(f"{one}\n" for one in sorted(known | set(hashes))))


def _clean_sqlite(raw: Any) -> bool:  # noqa: ANN401 - either driver's connection
    """Write the log back and empty it, write the file anew, and empty the log again.

    False if a reader of the old state kept the log from being emptied.
    """
    raw.execute(f"PRAGMA busy_timeout={CLEANING_MS}")
    try:
        raw.execute("VACUUM")
        (blocked, _, _) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.execute(f"PRAGMA busy_timeout={engine.BUSY_MS}")
    return not blocked


def _clean_postgresql(raw: Any) -> bool:  # noqa: ANN401 - psycopg's connection
    """Write the tables that erasing touches anew, without the dead rows."""
    raw.rollback()
    raw.autocommit = True
    try:
        raw.execute(f"SET lock_timeout = {CLEANING_MS}")
        for table in ERASED_FROM:
            raw.execute(f"VACUUM (FULL, ANALYZE) {table}")
    finally:
        raw.execute("RESET lock_timeout")
        raw.autocommit = False
    return True


def open_store(url: str, *, create: bool = True) -> Store:
    """Open a store, after looking whether it can be trusted.

    Parameters
    ----------
    url : str
        `sqlite:///FOLDER/FILE.db` or `postgresql+psycopg://USER@HOST/DATABASE`.
    create : bool
        Whether to make the database where there is none. One of an earlier release is never
        changed here: `migrate` does that, after a backup.

    Raises
    ------
    NoStore
        If there is none and none was to be made.
    NetworkFileSystem, NotOurs, FutureSchema, NeedsMigration, Damaged, ReadOnly, Locked, Unreachable
        If it cannot be used, in words that say what to do.
    """
    where = place(url)
    if where.path is not None:
        engine.refuse_network(where.path)
    with translated(where.name):
        found = look(where)
        if found is None:
            if not create:
                raise NoStore(f"There is no database at {where.name}.")
            make(where)
        else:
            refuse_other_versions(found, where.name)
        if where.path is not None:
            _settle(where)
        store = Store(where)
        store.clean_if_due()
    return store


def _settle(where: Place) -> None:
    """Set the journal once; say at the start, not at the first log, if nothing can be written."""
    assert where.path is not None  # noqa: S101 - the caller looked
    connection = engine.connect(where.path)
    try:
        engine.journal(connection, driver.load())
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    finally:
        connection.close()
