# SPDX-License-Identifier: Apache-2.0
"""The same knowledge in another language: every text a person reads replaced, no number touched.

A language is a folder of `languages/` that mirrors `data/` and holds texts alone, under the ids of
the English files. English is the measure: a language has every text that English has and no other,
in the same places and the same number, or it is refused with every fault at once. So no page can
come out half in one language and half in the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from multifidus.knowledge.language_texts import (
    FOLDERS,
    FREE,
    SINGLES,
    TABLES,
    Checked,
    texts,
    with_texts,
)
from multifidus.knowledge.loader import Knowledge, KnowledgeError, files, read, read_as
from multifidus.knowledge.schema_texts import Words
from multifidus.knowledge.yamlfile import Document, Fault, FileError, Path, Value

LANGUAGES: Final = FilePath(__file__).parent / "languages"
ENGLISH: Final = "en"
WORDS: Final = "words.yaml"
"""Words that no text of the language may use, in the form of `data/words.yaml`."""

# --- reading a language -------------------------------------------------------------------------


def _faults(english: Value, given: Value, path: Path, document: Document) -> Iterator[Fault]:
    """Everything in which `given` has another shape than the English texts."""
    if isinstance(english, dict):
        yield from _map_faults(english, given, path, document)
    elif isinstance(english, list):
        yield from _list_faults(english, given, path, document)
    elif english and not (isinstance(given, str) and given.strip()):
        yield document.fault(path, "a text is wanted here")
    elif not english and given != english:
        yield document.fault(path, f"English has no text here; write {_empty(english)} as there")


def _empty(empty: Value) -> str:
    """Write what stands where there is no text."""
    return "null" if empty is None else '""'


def _map_faults(
    english: dict[str, Value], given: Value, path: Path, document: Document
) -> Iterator[Fault]:
    if not isinstance(given, dict):
        yield document.fault(path, f"texts by name are wanted here: {', '.join(english)}")
        return
    for key in english:
        if key not in given:
            yield document.fault(path, f"{key!r} is missing")
    for key, value in given.items():
        if key in english:
            yield from _faults(english[key], value, (*path, key), document)
        else:
            yield document.fault((*path, key), f"unknown key {key!r}: English has no text here")


def _list_faults(
    english: list[Value], given: Value, path: Path, document: Document
) -> Iterator[Fault]:
    if not isinstance(given, list):
        yield document.fault(path, "a list of texts is wanted here")
        return
    wanted: list[Value] = ["a text"] * len(given) if path[-1] in FREE else english
    if len(given) != len(wanted):
        yield document.fault(path, f"English has {len(wanted)} texts here, not {len(given)}")
        return
    for place, value in enumerate(given):
        yield from _faults(wanted[place], value, (*path, place), document)


def _read(
    name: str, english: Mapping[str, dict[str, Value]], root: FilePath
) -> tuple[dict[str, Any], Words]:
    """Read every file of the language; raise `KnowledgeError` with every fault of every file."""
    errors: list[FileError] = []
    found: dict[str, Any] = {}
    for file, wanted in english.items():
        try:
            document = read(root / name / file)
        except FileError as error:
            errors.append(FileError(f"{name}/{file}", error.faults))
            continue
        if faults := list(_faults(wanted, document.value, (), document)):
            errors.append(FileError(f"{name}/{file}", faults))
        found[file] = document.value
    for path in files(root / name):
        file = path.relative_to(root / name).as_posix()
        if file not in english and file != WORDS:
            fault = Fault(1, "", "English has no texts under this name")
            errors.append(FileError(f"{name}/{file}", [fault]))
    try:
        words = read_as(root / name / WORDS, Words)
    except FileError as error:
        errors.append(FileError(f"{name}/{WORDS}", error.faults))
    if errors:
        raise KnowledgeError(errors)
    return found, words


def languages(root: FilePath = LANGUAGES) -> tuple[str, ...]:
    """Every language that the knowledge can be read in; English first."""
    others = sorted(path.name for path in root.iterdir() if path.is_dir())
    return (ENGLISH, *others)


@dataclass(frozen=True, slots=True, eq=False)
class _This:
    """A knowledge as a key of a cache: it is itself and no other, whatever it holds."""

    knowledge: Knowledge

    def __eq__(self, other: object) -> bool:
        """Compare by identity."""
        return isinstance(other, _This) and other.knowledge is self.knowledge

    def __hash__(self) -> int:
        """Hash by identity; the cache keeps the knowledge, so that no other can take its place."""
        return id(self.knowledge)


def in_language(knowledge: Knowledge, language: str, root: FilePath = LANGUAGES) -> Knowledge:
    """Return the same knowledge with every text a person reads in `language`.

    Read when it is first asked for, then kept. Numbers, ids and `version` stay as they are.

    Parameters
    ----------
    knowledge : Knowledge
        The knowledge in English.
    language : str
        One of `languages()`.
    root : Path
        The folder that holds the languages.

    Raises
    ------
    ValueError
        For a language there is none of.
    KnowledgeError
        With every fault of every file of the language.
    """
    if language not in (known := languages(root)):
        raise ValueError(f"there are no texts in {language!r}, only in {', '.join(known)}")
    return knowledge if language == ENGLISH else _in_language(_This(knowledge), language, root)


@lru_cache(maxsize=8)
def _in_language(this: _This, language: str, root: FilePath) -> Knowledge:
    knowledge = this.knowledge
    found, words = _read(language, texts(knowledge), root)
    parts: dict[str, Any] = {"words": words}
    for folder, places in FOLDERS.items():
        parts[folder] = {
            name: with_texts(row, places, found[f"{folder}/{name}.yaml"])
            for name, row in getattr(knowledge, folder).items()
        }
    for table, (kind, field) in TABLES.items():
        given = found[f"{table}.yaml"]
        parts[kind] = {
            name: row.model_copy(update={field: given[name]}) if name in given else row
            for name, row in parts.get(kind, getattr(knowledge, kind)).items()
        }
    for single, places in SINGLES.items():
        row = getattr(knowledge, single)
        parts[single] = with_texts(row, places, found[f"{single}.yaml"])
    return replace(knowledge, **parts)


# --- from one language to the other -------------------------------------------------------------


class Pair(NamedTuple):
    """One text in both languages, and where it stands."""

    file: str
    path: Path
    english: str
    other: str


def pairs(knowledge: Knowledge, translated: Knowledge) -> Iterator[Pair]:
    """Every text that stands in the same place in both; lists that each language fills are not."""
    other = texts(translated)
    for file, english in texts(knowledge).items():
        yield from _pairs(file, (), english, other[file])


def _pairs(file: str, path: Path, english: Value, other: Checked) -> Iterator[Pair]:
    if path and path[-1] in FREE:
        return
    if isinstance(english, dict):
        for key, value in english.items():
            yield from _pairs(file, (*path, key), value, other[key])
    elif isinstance(english, list):
        for place, value in enumerate(english):
            yield from _pairs(file, (*path, place), value, other[place])
    elif isinstance(english, str) and english:
        yield Pair(file, path, english, other)


def terms(knowledge: Knowledge, translated: Knowledge) -> Mapping[str, str]:
    """Every English text and name with what it is called in the other language.

    For sentences that were made in English out of names and texts of the knowledge. Where one
    English text stands in several places, its first translation is taken.
    """
    out: dict[str, str] = {}
    for pair in pairs(knowledge, translated):
        out.setdefault(pair.english, pair.other)
    return MappingProxyType(out)
