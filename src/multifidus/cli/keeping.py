# SPDX-License-Identifier: Apache-2.0
"""`multifidus backup`, `restore` and `migrate`: the whole database, kept safe."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from multifidus.cli.common import AsJson, print_json, refuse
from multifidus.cli.serving import Database, DataFolder

if TYPE_CHECKING:
    from multifidus.record import Manifest
    from multifidus.service import Settings

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to; a name with the time unless given."),
    ] = None,
    *,
    data: DataFolder = None,
    database: Database = None,
    json: AsJson = False,
) -> None:
    """Back up the database, also while the app is in use. A file that exists is never written over."""
    settings = _settings(data, database)
    from multifidus.record import backup as make  # noqa: PLC0415 - slow
    from multifidus.service.opening import backup_name  # noqa: PLC0415 - slow

    now = datetime.now(UTC)
    target = file or settings.backups / backup_name(now)
    with _store_faults():
        target.absolute().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        manifest = make(settings.database, target, at=now)
    if json:
        print_json({"file": str(target), **_facts(manifest)})
        return
    typer.echo(f"Backed up to {target}: {_words(manifest)}. It was read back and is sound.")


def restore(
    file: BackupFile,
    *,
    data: DataFolder = None,
    database: Database = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
) -> None:
    """Put a backup in place of the database. What stands there now is kept aside. Stop the app first."""
    settings = _settings(data, database)
    from multifidus.record import restore as put_back  # noqa: PLC0415 - slow
    from multifidus.record import verify_backup  # noqa: PLC0415 - slow

    with _store_faults():
        manifest = verify_backup(file)
        if not yes and not json:
            typer.confirm(
                f"Put back the backup of {manifest.at:%Y-%m-%d %H:%M} UTC ({_words(manifest)})?",
                abort=True,
            )
        done = put_back(file, settings.database, at=datetime.now(UTC))
    if json:
        aside = None if done.aside is None else str(done.aside)
        print_json({"aside": aside, "erased": done.erased, **_facts(done.manifest)})
        return
    typer.echo(f"Restored: {_words(done.manifest)}.")
    if done.aside is not None:
        typer.echo(f"What stood there before is kept in {done.aside}.")
    if done.erased:
        from multifidus.cli.text import count  # noqa: PLC0415 - slow

        typer.echo(f"Erased once more, as asked since that backup: {count(done.erased, 'person')}.")


def migrate(*, data: DataFolder = None, database: Database = None, json: AsJson = False) -> None:
    """Bring the database up to this release; a backup is made first. `serve` does the same."""
    settings = _settings(data, database)
    from multifidus.record import migrate as bring_up  # noqa: PLC0415 - slow

    with _store_faults():
        done = bring_up(settings.database, at=datetime.now(UTC), backups=settings.backups)
    if json:
        kept = None if done.backup is None else str(done.backup)
        print_json({"before": done.before, "after": done.after, "backup": kept})
    elif done.backup is None:
        typer.echo("The database is up to date.")
    else:
        typer.echo(
            f"Brought from {done.before} to {done.after}. The state before is in {done.backup}."
        )


def _settings(data: Path | None, database: str | None) -> "Settings":
    from multifidus.service.settings import SettingsError, settings_from  # noqa: PLC0415 - slow

    try:
        return settings_from(os.environ, data=data, database=database)
    except SettingsError as error:
        refuse(str(error))


def _facts(manifest: "Manifest") -> dict[str, object]:
    return {
        "at": manifest.at.isoformat(),
        "schema": manifest.schema,
        "rows": dict(manifest.rows),
        "size": manifest.size,
    }


def _words(manifest: "Manifest") -> str:
    from multifidus.cli.text import count  # noqa: PLC0415 - slow

    people = manifest.rows.get("accounts", 0)
    return (
        f"{count(people, 'account')}, {count(manifest.rows.get('entries', 0), 'entry', 'entries')}"
    )


@contextmanager
def _store_faults() -> Iterator[None]:
    """Say what is wrong with a database in one line, and end as bad input does."""
    from multifidus.record import StoreError  # noqa: PLC0415 - slow

    try:
        yield
    except StoreError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
