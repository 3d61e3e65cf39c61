# SPDX-License-Identifier: Apache-2.0
"""Backups for the one who keeps the database: which there are, make one, put one back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Final, NoReturn

from multifidus.domain.phrase import say
from multifidus.record import (
    Locked,
    Manifest,
    Reading,
    Restored,
    Store,
    StoreError,
    Writing,
    backup,
    restore,
    verify_backup,
)
from multifidus.record.manifest import read_manifest
from multifidus.service.access import Action, Who, decide
from multifidus.service.accounts_care import confirm
from multifidus.service.accounts_events import Event, note
from multifidus.service.errors import NotYours
from multifidus.service.house import Service
from multifidus.service.opening import backup_name, open_up_to_date

log: Final = logging.getLogger("multifidus.service")

TRIES: Final = 25
PAUSE_S: Final = 0.2
"""A restore waits up to five seconds for requests that were under way to let go of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup in the folder; `manifest` is None if it cannot be read, and `fault` says why."""

    name: str
    manifest: Manifest | None
    fault: str = ""

    @property
    def at(self) -> datetime | None:
        """When it was made."""
        return self.manifest.at if self.manifest is not None else None


class _Closed(Store):
    """Stands in for the store while a backup is put back: nobody reads or writes meanwhile."""

    def __init__(self, store: Store) -> None:
        """Keep the place alone."""
        self.place = store.place

    def _wait(self) -> NoReturn:
        raise Locked("A backup is being put back. Nothing was written. Try again in a moment.")

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Refuse."""
        self._wait()
        yield  # type: ignore[unreachable]  # makes it a generator

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Refuse."""
        self._wait()
        yield  # type: ignore[unreachable]  # makes it a generator

    def close(self) -> None:
        """Have nothing to close."""


def backups(service: Service, who: Who) -> tuple[Backup, ...]:
    """Return the backups in the folder, the newest first, unreadable ones last."""
    decide(who, Action.KEEP_DATABASE)
    folder = service.settings.backups
    found = [_look(path) for path in sorted(folder.glob("*.mfb"), reverse=True)]
    whole = [one for one in found if one.manifest is not None]
    broken = [one for one in found if one.manifest is None]
    return (*sorted(whole, key=_made, reverse=True), *broken)


def _made(one: Backup) -> float:
    return one.at.timestamp() if one.at is not None else 0.0


def _look(path: Path) -> Backup:
    try:
        return Backup(name=path.name, manifest=read_manifest(path))
    except StoreError as error:
        return Backup(name=path.name, manifest=None, fault=str(error))


def make_backup(service: Service, who: Who) -> Backup:
    """Make a backup now; it has been read back and found whole when this returns."""
    decide(who, Action.KEEP_DATABASE)
    target = service.settings.backups / backup_name(service.now())
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest = backup(service.store, target, at=service.now())
    with service.store.write() as writing:
        note(service, writing, Event.BACKUP_MADE, who)
    return Backup(name=target.name, manifest=manifest)


def restore_backup(service: Service, who: Who, *, name: str, password: str) -> Restored:
    """Put a backup in place of the database, after one of the present state was made.

    Everyone has to sign in anew: a sign-in that was ended since the backup must not come back.

    Raises
    ------
    NotYours
        If there is no such backup.
    Invalid
        If the password is wrong.
    StoreError
        If it cannot be put back. Then the database stands as it stood.
    """
    decide(who, Action.KEEP_DATABASE)
    source = _file(service, name)
    confirm(service, who, password)
    verify_backup(source)
    aside = service.settings.backups / f"before-{backup_name(service.now())}"
    backup(service.store, aside, at=service.now())
    done = _swap(service, source)
    with service.store.write() as writing:
        for account in writing.accounts():
            writing.end_all_sign_ins(account.id)
        # Who asked may not be in the restored state; the address alone is noted.
        note(service, writing, Event.DATABASE_RESTORED, Who(address=who.address))
    return done


def _file(service: Service, name: str) -> Path:
    """Return a backup of the folder by its name; a name that leads elsewhere is none."""
    for path in service.settings.backups.glob("*.mfb"):
        if path.name == name:
            return path
    raise NotYours(say("There is no such page."))


def _swap(service: Service, source: Path) -> Restored:
    standing = service.store
    url = service.settings.database
    service.store = _Closed(standing)
    try:
        standing.close()
        return _restore_patiently(source, url, service.now())
    finally:
        service.store = open_up_to_date(url, service.settings.backups)


def _restore_patiently(source: Path, url: str, at: datetime) -> Restored:
    for left in reversed(range(TRIES)):
        try:
            return restore(source, url, at=at)
        except Locked:
            if left == 0:
                raise
            sleep(PAUSE_S)
    raise AssertionError  # pragma: no cover - the loop returns or raises
