# SPDX-License-Identifier: Apache-2.0
"""Find what the models cannot see: numbers without a source, loose ends, gaps in the catalogue.

The loader looks at one file at a time. This linter looks at the raw values, at every sentence and
at all files together, and fails the build on the first thing that a reader could not trust.
Run it as `python -m multifidus.knowledge.lint`.
"""

import re
import sys
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Final, NamedTuple

from multifidus.knowledge.crosscheck import CHECKS, Book, Flaw
from multifidus.knowledge.loader import DATA, KnowledgeError, files, load, read
from multifidus.knowledge.yamlfile import Document, Fault, FileError, Path, Value

STRUCTURE: Final[dict[tuple[str, str], str]] = {
    ("exercises", "rung"): "a place in an order",
    ("lessons", "order"): "a place in an order",
    ("tests", "telling"): "a planning priority of 0 to 100, explained in the evidence note",
}
"""Numbers that measure nothing and so need no source, by folder and key, each with the reason."""

_CITING_KEYS: Final = frozenset({"source", "sources", "cite"})
_NOTES: Final = frozenset({"evidence_note", "note", "figure"})
_NOT_FOR_PEOPLE: Final = _CITING_KEYS | _NOTES | {"id", "rule", "grade", "identifier"}
_CITATION: Final = re.compile(r"\b[A-Z][A-Za-z]+(?:-[A-Z][A-Za-z]+)*(?:19|20)[0-9]{2}[a-z]?\b")


class Leaf(NamedTuple):
    """One value of a file, its place, the nearest key above it, and the mappings around it."""

    path: Path
    key: str
    value: Value
    around: tuple[dict[str, Value], ...]


def leaves(value: Value) -> list[Leaf]:
    """List every value that is neither a list nor a mapping, in file order."""
    out: list[Leaf] = []
    _collect(value, (), "", (), out)
    return out


def _collect(
    value: Value, path: Path, key: str, around: tuple[dict[str, Value], ...], out: list[Leaf]
) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _collect(inner, (*path, name), name, (*around, value), out)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _collect(inner, (*path, place), key, around, out)
    else:
        out.append(Leaf(path, key, value, around))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One raw file: its name, its lines, and its values one by one."""

    file: str
    document: Document
    leaves: list[Leaf]

    def flaw(self, leaf: Leaf, text: str) -> Flaw:
        """Build a flaw at one value."""
        return Flaw(self.file, self.document.fault(leaf.path, text))

    def figures(self) -> Iterator[Leaf]:
        """Every number that must say what it is and where it is from."""
        folder = self.file.split("/", 1)[0]
        for leaf in self.leaves:
            number = isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool)
            if number and (folder, leaf.key) not in STRUCTURE:
                yield leaf


# --- checks over the raw files -----------------------------------------------------------------


def uncited_numbers(sheet: Sheet) -> Iterator[Flaw]:
    """Numbers without unit, source and grade, on their own mapping or on one around it."""
    for leaf in sheet.figures():
        missing = [
            name
            for name in ("unit", "source", "grade")
            if not any(mapping.get(name) for mapping in leaf.around)
        ]
        if missing:
            yield sheet.flaw(leaf, f"the number {leaf.value} has no {' and no '.join(missing)}")


def unknown_sources(sheet: Sheet, sources: Container[str]) -> Iterator[Flaw]:
    """Citation keys that `sources.yaml` does not hold, in source lists and inside notes."""
    if sheet.file == "sources.yaml":
        return
    for leaf in sheet.leaves:
        named: list[str] = []
        if isinstance(leaf.value, str) and leaf.key in _CITING_KEYS:
            named = [leaf.value]
        elif isinstance(leaf.value, str) and leaf.key in _NOTES:
            named = _CITATION.findall(leaf.value)
        for key in named:
            if key not in sources:
                yield sheet.flaw(leaf, f"the source {key!r} is not in sources.yaml")


def forbidden_words(sheet: Sheet, never: dict[str, str]) -> Iterator[Flaw]:
    """Words that no text for people may use. A claim may be quoted as people make it."""
    if sheet.file in {"sources.yaml", "words.yaml"} or not never:
        return
    pattern = _any_of(tuple(never))
    claims = sheet.file.startswith("claims/")
    for leaf in sheet.leaves:
        quoted = claims and leaf.key == "claim"
        if not isinstance(leaf.value, str) or leaf.key in _NOT_FOR_PEOPLE or quoted:
            continue
        for found in pattern.findall(leaf.value):
            word = " ".join(found.lower().split())
            yield sheet.flaw(leaf, f"the text says {word!r}: {never[word]}")


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the words, as whole words; the longest first, so that it is the one named."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    inner = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{inner})(?![\w-])", re.IGNORECASE)


# --- running it --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found, and how much it looked at."""

    flaws: list[Flaw]
    files: int
    figures: int


def run(root: FilePath = DATA) -> Result:
    """Lint all knowledge under `root`; see `lint`."""
    documents: dict[str, Document] = {}
    flaws: set[Flaw] = set()
    for path in files(root):
        name = path.relative_to(root).as_posix()
        try:
            documents[name] = read(path)
        except FileError as error:
            flaws.update(Flaw(name, fault) for fault in error.faults)
    sources = _mapping(documents, "sources.yaml")
    never = _mapping(_mapping(documents, "words.yaml"), "never")
    words = {word.lower(): str(reason) for word, reason in never.items()}
    sheets = [Sheet(name, document, leaves(document.value)) for name, document in documents.items()]
    for sheet in sheets:
        flaws.update(uncited_numbers(sheet))
        flaws.update(unknown_sources(sheet, sources))
        flaws.update(forbidden_words(sheet, words))
    try:
        book = Book(documents, load(root))
    except KnowledgeError as error:
        flaws.update(Flaw(one.name, fault) for one in error.errors for fault in one.faults)
    except FileNotFoundError as error:
        name = FilePath(error.filename).relative_to(root).as_posix()
        flaws.add(Flaw(name, Fault(1, "", "this file is missing")))
    else:
        for check in CHECKS:
            flaws.update(check(book))
    figures = sum(1 for sheet in sheets for _ in sheet.figures())
    return Result(sorted(flaws), len(documents), figures)


def _mapping(values: dict[str, Document] | dict[str, Value], key: str) -> dict[str, Value]:
    found = values.get(key)
    inner = found.value if isinstance(found, Document) else found
    return inner if isinstance(inner, dict) else {}


def lint(root: FilePath = DATA) -> list[Flaw]:
    """Find everything in the knowledge under `root` that must not ship.

    Parameters
    ----------
    root : Path
        The folder that holds all knowledge files.

    Returns
    -------
    list of Flaw
        Sorted by file and line; empty when the knowledge is sound. Files that do not load are
        reported as the loader reports them, and the checks over all files together then wait.
    """
    return run(root).flaws


def main(arguments: list[str] | None = None) -> int:
    """Print every flaw, or one line that says how much was looked at; return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    result = run(FilePath(given[0]) if given else DATA)
    for flaw in result.flaws:
        sys.stdout.write(f"{flaw}\n")
    if result.flaws:
        return 1
    sys.stdout.write(f"knowledge is sound: {result.files} files, {result.figures:,} figures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
