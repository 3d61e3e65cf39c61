# SPDX-License-Identifier: Apache-2.0
"""What is known of a backup: a small JSON file beside it, and the looking whether both agree."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from multifidus.record import engine
from multifidus.record.audit import Link, first_bad
from multifidus.record.errors import ConflictError, Damaged, FutureSchema, NoStore
from multifidus.record.faults import translated
from multifidus.record.files import sha256_of, write_whole
from multifidus.record.schema import VERSION_TABLE
from multifidus.record.types import moment_text

FORMAT: Final = "multifidus-backup/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup is.

    `at` is when it was made, `schema` the version of its tables, `source` the kind of database it
    came from, `rows` how many rows each table has, `size` in bytes, and `erased` the hashes of the
    ids of whom was erased until then.
    """

    at: datetime
    schema: str
    source: str
    rows: dict[str, int]
    size: int
    sha256: str
    erased: tuple[str, ...]
    format: str = FORMAT


def manifest_path(backup: Path) -> Path:
    """Return where the manifest of a backup is: beside it, with .json added to its name."""
    return backup.with_name(f"{backup.name}.json")


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest whole or not at all."""
    value = asdict(manifest) | {"at": moment_text(manifest.at)}
    write_whole(path, json.dumps(value, indent=2, sort_keys=True) + "\n")


def read_manifest(backup: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises
    ------
    NoStore
        If there is none.
    FutureSchema
        If a later release wrote it in another format.
    Damaged
        If it cannot be read.
    """
    path = manifest_path(backup)
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoStore(f"There is no {path}, which says what {backup.name} must be.") from error
    except (OSError, ValueError) as error:
        raise Damaged(f"{path} cannot be read: {error}.") from error
    given = value.get("format") if isinstance(value, dict) else None
    if given != FORMAT and str(given).startswith("multifidus-backup/"):
        raise FutureSchema(f"{path} was written by a later release ({given}).")
    if given != FORMAT or set(value) != {field.name for field in fields(Manifest)}:
        raise Damaged(f"{path} is no manifest of a backup.")
    try:
        value |= {"at": datetime.fromisoformat(value["at"]), "erased": tuple(value["erased"])}
        return Manifest(**value)
    except (TypeError, ValueError) as error:
        raise Damaged(f"{path} cannot be read: {error}.") from error


def refuse_existing(target: Path) -> None:
    """Refuse to write over a backup.

    Raises
    ------
    ConflictError
        If the file or its manifest exists.
    """
    for path in (target, manifest_path(target)):
        if path.exists():
            raise ConflictError(f"{path} exists already. A backup never replaces another.")


def examined(file: Path, *, at: datetime, source: str) -> Manifest:
    """Look through a copy, whole, and say what it is.

    Raises
    ------
    Damaged
        If a page, an index, a foreign key or the security log is not as it was written.
    """
    with translated(str(file)):
        connection = engine.connect(file, query="mode=ro&immutable=1")
        try:
            return _examined(connection, file, at=at, source=source)
        finally:
            connection.close()


def _first_bad(rows: Callable[[str], list[Any]]) -> int | None:
    """Return the first row of the security log that was changed, None if none was."""
    count = rows("SELECT value FROM counters WHERE name = 'security_events'")
    names = [field.name for field in fields(Link)]
    query = f"SELECT {', '.join(names)} FROM security_events ORDER BY number"  # noqa: S608 - our own names
    links = []
    for row in rows(query):
        values = dict(zip(names, row, strict=True))
        values["at"] = datetime.fromisoformat(values["at"])
        values["detail"] = json.loads(values["detail"]) if values["detail"] else None
        links.append(Link(**values))
    return first_bad(links, count[0][0] if count else 0)


def _examined(connection: Any, file: Path, *, at: datetime, source: str) -> Manifest:  # noqa: ANN401 - either driver's
    def rows(query: str) -> list[Any]:
        found: list[Any] = connection.execute(query).fetchall()
        return found

    faults = [str(row[0]) for row in rows("PRAGMA integrity_check(3)") if row[0] != "ok"]
    loose = sorted({str(row[0]) for row in rows("PRAGMA foreign_key_check")})
    faults += [f"a row of {table} hangs on nothing" for table in loose]
    if faults:
        raise Damaged(f"{file} is damaged: {'; '.join(faults)}.")
    tables = [
        row[0]
        for row in rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if not row[0].startswith("sqlite_")
    ]
    if VERSION_TABLE not in tables:
        raise Damaged(f"{file} is no backup of this program.")
    counts = {
        name: rows(f'SELECT count(*) FROM "{name}"')[0][0]  # noqa: S608 - a name from the schema
        for name in tables
    }
    if (bad := _first_bad(rows)) is not None:
        raise Damaged(f"The security log in {file} was changed, from line {bad} on.")
    return Manifest(
        at=at,
        schema=rows(f"SELECT version_num FROM {VERSION_TABLE}")[0][0],  # noqa: S608 - our own name
        source=source,
        rows=counts,
        size=file.stat().st_size,
        sha256=sha256_of(file),
        erased=tuple(row[0] for row in rows("SELECT hash FROM tombstones ORDER BY hash")),
    )
