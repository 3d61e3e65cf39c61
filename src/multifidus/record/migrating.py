# SPDX-License-Identifier: Apache-2.0
"""Bring a database up to date: a backup first, then every step in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from multifidus.record import engine
from multifidus.record.backups import backup, stamp
from multifidus.record.engine import place
from multifidus.record.errors import NoStore, StoreError
from multifidus.record.faults import translated
from multifidus.record.schema import VERSIONS
from multifidus.record.steps import change
from multifidus.record.versions import look, refuse_other_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationResult:
    """What a migration did; `backup` is the file that holds the state before it."""

    before: str | None
    after: str
    backup: Path | None


def migrate(
    url: str, *, at: datetime | None = None, backups: Path | None = None
) -> MigrationResult:
    """Bring a store up to date.

    Parameters
    ----------
    url : str
        Where it is, as for `open_store`.
    at : datetime, optional
        The moment, for the backup's name; now unless given.
    backups : Path, optional
        The folder for the backup that is made first. Next to a SQLite file there is a folder
        `backups` unless it is given; for PostgreSQL it must be given.

    Raises
    ------
    NoStore
        If there is nothing to bring up to date.
    FutureSchema
        If a later release wrote it.
    StoreError
        If anything fails, in words. Then the store is as it was.
    """
    where = place(url)
    if where.path is not None:
        engine.refuse_network(where.path)
    with translated(where.name):
        before = look(where)
        if before is None:
            raise NoStore(f"There is no database at {where.name}.")
        if before not in VERSIONS:
            refuse_other_versions(before, where.name)
        if before == VERSIONS[-1]:
            return MigrationResult(before=before, after=before, backup=None)
        at = at or datetime.now(UTC)
        folder = backups or (where.path.parent / "backups" if where.path else None)
        if folder is None:
            raise StoreError("Say in which folder the backup before the migration is kept.")
        target = folder / f"before-{VERSIONS[-1]}-{stamp(at)}.mfb"
        backup(url, target, at=at)
        change(where)
        return MigrationResult(before=before, after=VERSIONS[-1], backup=target)
