# SPDX-License-Identifier: Apache-2.0
"""Put a backup in place of what stands there, which is kept aside; the erased stay erased."""

import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from multifidus.record import engine, schema
from multifidus.record.backups import backup, stamp, verify_backup
from multifidus.record.dump import copy_in
from multifidus.record.engine import Place, place
from multifidus.record.errors import ConflictError, Damaged, StoreError
from multifidus.record.faults import translated
from multifidus.record.files import flush, make_file, make_folder
from multifidus.record.manifest import Manifest, read_manifest
from multifidus.record.schema import VERSIONS
from multifidus.record.steps import change
from multifidus.record.store import Store, erased_file, remember_erased
from multifidus.record.versions import look, refuse_other_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did.

    `aside` is where the state before it is kept, None if there was none; `erased` how many were
    erased once more, because they had been erased after the backup was made.
    """

    manifest: Manifest
    aside: Path | None
    erased: int


def restore(source: Path, url: str, *, at: datetime) -> Restored:
    """Restore a backup of either database into either database.

    Parameters
    ----------
    source : Path
        The backup; it is looked through first and never changed.
    url : str
        Where it is restored to, as for `open_store`. Nobody may have a SQLite file open meanwhile;
        a store that is open on PostgreSQL must be opened anew.
    at : datetime
        The moment, for the name of what is kept aside and the security log.

    Returns
    -------
    Restored
        Where what stood there before is kept.

    Raises
    ------
    StoreError
        If anything fails, in words. Then what stood there stands there still.
    """
    source = source.absolute()
    manifest = verify_backup(source)
    where = place(url)
    if where.path is not None:
        engine.refuse_network(where.path)
        make_folder(where.path.parent)
    folder = where.path.parent if where.path else None
    with (
        translated(where.name),
        tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as work,
    ):
        standing = _standing(where)
        gone = _erased(where, source, standing=standing)
        ready = Path(work) / "restored.db"
        make_file(ready)
        shutil.copyfile(source, ready)
        if manifest.schema != VERSIONS[-1]:
            change(place(f"sqlite:///{ready}"))
        erased = _forget(ready, gone, at=at, made=manifest.at)
        flush(ready)
        if where.path is not None:
            aside = _swap(ready, where.path, at)
            remember_erased(where.path, gone)
        else:
            aside = source.with_name(f"before-restore-{stamp(at)}.mfb") if standing else None
            copy_in(ready, where, first=lambda: aside and backup(url, aside, at=at))
    return Restored(manifest=manifest, aside=aside, erased=erased)


def _standing(where: Place) -> bool:
    """Whether there is a store at the place now; a damaged file is one."""
    try:
        with translated(where.name):
            found = look(where)
    except Damaged:
        if where.path is None:
            raise
        return True
    if found is not None and found not in VERSIONS and where.path is None:
        refuse_other_versions(found, where.name)
    return found is not None


def _erased(where: Place, source: Path, *, standing: bool) -> frozenset[str]:
    """Collect the hashes of whom was erased from everything at hand.

    The store that stands there, the list beside its file, and every backup beside this one: any may
    be younger than the backup, and any may be lost.
    """
    gone: set[str] = set()
    for path in source.parent.glob("*.json"):
        with suppress(StoreError):
            gone |= set(read_manifest(path.with_suffix("")).erased)
    if where.path is not None and erased_file(where.path).exists():
        gone |= set(erased_file(where.path).read_text(encoding="ascii").split())
    if standing:
        made = engine.engine(where, reader=True, pooled=False)
        try:
            with suppress(StoreError), translated(where.name), made.connect() as connection:
                gone |= set(connection.execute(select(schema.tombstones.c.hash)).scalars())
        finally:
            made.dispose()
    return frozenset(gone)


def _forget(file: Path, gone: Collection[str], *, at: datetime, made: datetime) -> int:
    """Erase in a file whom was erased since, and note the restore."""
    store = Store(place(f"sqlite:///{file}"))
    try:
        with store.write() as writing:
            erased = writing.erase_again(gone, at=at)
            detail = {"backup": made.isoformat()}
            writing.note("restored", at=at, account=None, address="", detail=detail)
        return erased
    finally:
        store.close()


def _swap(ready: Path, path: Path, at: datetime) -> Path | None:
    """Put a file in place of a database that nobody has open, which stays under another name."""
    if not path.exists():
        _logs_aside(path, at)
        ready.rename(path)
        flush(path.parent)
        return None
    aside = path.with_name(f"{path.name}.before-restore-{stamp(at)}")
    if aside.exists():
        raise ConflictError(f"{aside} exists already. Try again in a second.")
    connection = engine.connect(path)
    try:
        _hold(connection, path)
        _logs_aside(path, at)
        try:
            os.link(path, aside)
        except OSError:  # a file system without second names: for a moment there is no database
            path.rename(aside)
        ready.replace(path)
        flush(path.parent)
    finally:
        connection.close()
    return aside


def _hold(connection: Any, path: Path) -> None:  # noqa: ANN401 - either driver's
    """Write the log back into the file and hold the file, which works only if nobody else has it."""
    with suppress(Damaged), translated(str(path)):
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")


def _logs_aside(path: Path, at: datetime) -> None:
    """Put the logs of a lost or damaged database aside: the restored file must never meet them."""
    for end in ("-wal", "-shm", "-journal"):
        log = path.with_name(path.name + end)
        if log.exists():
            log.rename(path.with_name(f"{path.name}.before-restore-{stamp(at)}{end}"))
