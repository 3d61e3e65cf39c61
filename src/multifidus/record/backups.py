# SPDX-License-Identifier: Apache-2.0
"""Backups: one SQLite file and its manifest, of either database, restorable into either.

A backup is made under another name, looked through, flushed to the disk and only then given its
name: what has the name of a backup is one. Writers are not held up meanwhile.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from multifidus.record import engine
from multifidus.record.dump import copy_out
from multifidus.record.engine import Place, place
from multifidus.record.errors import Damaged, NoStore
from multifidus.record.faults import translated
from multifidus.record.files import flush, make_file, sha256_of
from multifidus.record.manifest import (
    Manifest,
    examined,
    manifest_path,
    read_manifest,
    refuse_existing,
    write_manifest,
)
from multifidus.record.schema import VERSIONS
from multifidus.record.store import Store
from multifidus.record.versions import look, refuse_other_versions


def stamp(at: datetime) -> str:
    """Return a moment as a part of a file's name."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def backup(store: Store | str, target: Path, *, at: datetime) -> Manifest:
    """Back up a store while it is in use.

    Parameters
    ----------
    store : Store or str
        The open store, or the address of one.
    target : Path
        The file to make; beside it comes its manifest, with `.json` added to the name.
    at : datetime
        The moment, for the manifest.

    Returns
    -------
    Manifest
        What the backup holds.

    Raises
    ------
    ConflictError
        If the file exists.
    StoreError
        If it cannot be made, in words. Then there is no file of that name.
    """
    where = store.place if isinstance(store, Store) else place(store)
    target = target.absolute()
    refuse_existing(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with translated(str(target)):
        try:
            _copy(where, part)
            flush(part)
            source = "sqlite" if where.path else "postgresql"
            manifest = examined(part, at=at, source=source)
            refuse_existing(target)
            part.rename(target)
            write_manifest(manifest, manifest_path(target))
            flush(target.parent)
        finally:
            for left in (part, part.with_name(f"{part.name}-journal")):
                left.unlink(missing_ok=True)
    return manifest


def _copy(where: Place, part: Path) -> None:
    with translated(where.name):
        version = look(where)
    if version is None:
        raise NoStore(f"There is no database at {where.name}.")
    if version not in VERSIONS:
        refuse_other_versions(version, where.name)
    part.unlink(missing_ok=True)
    make_file(part)
    if where.path is None:
        copy_out(where, part, version)
        return
    connection = engine.connect(where.path)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("VACUUM INTO ?", (str(part),))
    finally:
        connection.close()


def verify_backup(path: Path) -> Manifest:
    """Look whether a backup is, byte for byte and row for row, what its manifest says.

    Raises
    ------
    NoStore
        If the backup or its manifest is missing.
    Damaged
        If it is not as it was written.
    FutureSchema
        If a later release made it.
    """
    path = path.absolute()
    if not path.exists():
        raise NoStore(f"There is no backup {path}.")
    said = read_manifest(path)
    if said.schema not in VERSIONS:
        refuse_other_versions(said.schema, str(path))
    if said.size != path.stat().st_size or said.sha256 != sha256_of(path):
        raise Damaged(f"{path} is not as it was written. Use another backup.")
    found = examined(path, at=said.at, source=said.source)
    if found != said:
        raise Damaged(f"{path} does not hold what its manifest says. Use another backup.")
    return said
