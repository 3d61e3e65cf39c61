# SPDX-License-Identifier: Apache-2.0
"""Every string that a person can read in the app, and whether each language has it.

`python -m multifidus.web.messages` tells what is missing or no longer used; `--write` puts the
missing ones into the catalogues with an empty translation and takes out what nobody says any more.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from multifidus.web.pages import LOCALE

PACKAGE: Final = Path(__file__).parents[1]
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "say": None,
    "say_n": (1, 2),
}
METHODS: Final = [("**.py", "python"), ("web/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS: Final = {
    "web/templates/**.html": {
        "extensions": "jinja2.ext.do",
        "trimmed": "true",
        "silent": "false",
        "newstyle_gettext": "true",
    }
}
NO_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in every header: when a catalogue was written, the history says."""

_LEFT_OUT: Final = ("cli", "knowledge", "movement", "release", "cohort")
"""Rooms whose words are not part of the app, or have a file in each language of their own."""

Id = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A string and where it is said."""

    id: Id
    file: str
    line: int
    context: str | None = None


def said() -> Iterator[Said]:
    """Yield every string of the app and of the sentences that the core makes."""
    found = extract_from_dir(
        PACKAGE,
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {*_LEFT_OUT, "__pycache__"},
    )
    for file, line, message, _comments, context in found:
        key = (str(message[0]), str(message[1])) if isinstance(message, tuple) else str(message)
        yield Said(key, str(file), line, context)


def catalogue(file: Path, language: str) -> Catalog:
    """Read a catalogue of translations."""
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())


def written(language: str) -> dict[Id, tuple[Message, Path]]:
    """Return every message of a language with the file it stands in."""
    out: dict[Id, tuple[Message, Path]] = {}
    for file in sorted((LOCALE / language).glob("*.po")):
        for message in catalogue(file, language):
            if message.id:
                key = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
                out[key] = (message, file)
    return out


def _translated(message: Message) -> bool:
    text = message.string
    return bool(text) if isinstance(text, str) else all(text or ("",))


def first(key: Id) -> str:
    """Return the singular of a string; gettext looks strings up by it."""
    return key if isinstance(key, str) else key[0]


def missing(language: str) -> list[Said]:
    """Return what the app says and a language does not, in the order of the files."""
    have = {first(key) for key, (message, _) in written(language).items() if _translated(message)}
    out: dict[str, Said] = {}
    for one in said():
        if first(one.id) not in have:
            out.setdefault(first(one.id), one)
    return sorted(out.values(), key=lambda one: (one.file, one.line))


def unused(language: str) -> list[Id]:
    """Return what a language has and nobody says."""
    spoken = {first(one.id) for one in said()}
    return sorted((key for key in written(language) if first(key) not in spoken), key=first)


def write(language: str) -> None:
    """Bring the catalogue of the app's own strings up to date; `core.po` keeps what it has."""
    file = LOCALE / language / "messages.po"
    old = written(language)
    elsewhere = {first(key) for key, (_, place) in old.items() if place != file}
    fresh = Catalog(
        locale=language,
        charset="utf-8",
        header_comment=catalogue(file, language).header_comment,
        project="Multifidus",
        version="1",
        msgid_bugs_address="-",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        last_translator="Multifidus",
        language_team=language,
        fuzzy=False,
    )
    for one in sorted(said(), key=lambda one: (one.file, one.line)):
        if first(one.id) in elsewhere:
            continue
        known = old.get(one.id)
        fresh.add(
            one.id,
            known[0].string if known else None,
            context=one.context,
        )
    with file.open("wb") as stream:
        write_po(stream, fresh, width=100, sort_output=True, no_location=True)


def report(lines: Iterable[str]) -> int:
    """Print what is wrong and return the exit code."""
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - counted
        sys.stdout.write(f"{line}\n")
    return 1 if count else 0


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    if arguments == ["--write"]:
        for language in languages():
            write(language)
        return 0
    return report(
        line
        for language in languages()
        for line in (
            *(f"{language} lacks {one.id!r} ({one.file}:{one.line})" for one in missing(language)),
            *(f"{language} has {key!r}, which nobody says" for key in unused(language)),
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
