# SPDX-License-Identifier: Apache-2.0
"""YAML (and so JSON) text to plain values, strictly and with the line of every value.

One reader for knowledge and for record files. It follows the core schema of YAML 1.2, in which
`on` and `no` are words, and it refuses what a hand-written file never needs and an attacker does:
anchors and aliases (a "bomb"), tags, several documents, deep nesting, large files, double keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20
MAX_VALUES = 100_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file: where, what, and what would be right."""

    line: int
    path: str
    text: str

    def __str__(self) -> str:
        """Write as `line 12, measurements[0].value: ...`."""
        where = f"line {self.line}, {self.path}" if self.path else f"line {self.line}"
        return f"{where}: {self.text}"


class FileError(Exception):
    """A file that cannot be used, with every fault found in it."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        """Keep the faults sorted by line."""
        self.name = name
        self.faults = sorted(set(faults))
        super().__init__("\n".join(f"{name}: {fault}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its value, and the 1-based line of every path in it."""

    name: str
    value: Value
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Line of `path`, or of the nearest parent that is in the file."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, text: str) -> Fault:
        """Build a fault at `path`."""
        return Fault(self.line(path), write_path(path), text)


def write_path(path: Path) -> str:
    """Write a path as people do: `directives[2].exercise`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part}]"
        else:
            out += f".{part}" if out else part
    return out


def parse(text: str, name: str) -> Document:
    """Parse one YAML or JSON document.

    Parameters
    ----------
    text : str
        The file's content, at most `MAX_CHARACTERS` long.
    name : str
        The file's name, for messages.

    Raises
    ------
    FileError
        With every fault that can be found before the text stops making sense.
    """
    if len(text) > MAX_CHARACTERS:
        raise FileError(
            name,
            [Fault(1, "", f"the file has {len(text):,} characters; at most {MAX_CHARACTERS:,}")],
        )
    if "\x00" in text:
        raise FileError(name, [Fault(1, "", "the file is not text (it holds a zero byte)")])
    reader = _Reader(name)
    try:
        return reader.read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", "not valid")
        line = mark.line + 1 if mark is not None else 1
        fault = Fault(line, "", f"not YAML: {problem}")
        raise FileError(name, [*reader.faults, fault]) from None


def _scalar(text: str) -> bool | int | float | str | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text) and len(text) < 20:
        return int(text)
    if _FLOAT.match(text):
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    return text


class _Reader:
    """Build values from parser events, so that nothing is expanded before it is checked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        self.count = 0
        self.events: Iterator[yaml.Event] = iter(())

    @staticmethod
    def line(event: yaml.Event) -> int:
        mark = event.start_mark
        return mark.line + 1 if mark is not None else 1

    def stop(self, event: yaml.Event, text: str) -> FileError:
        return FileError(self.name, [*self.faults, Fault(self.line(event), "", text)])

    def read(self, text: str) -> Document:
        self.events = iter(yaml.parse(text, Loader=_LOADER))
        value: Value = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.stop(event, "a second document starts here; one file holds one")
                value = self.value(next(self.events), ())
        if self.faults:
            raise FileError(self.name, self.faults)
        if documents == 0:
            raise FileError(self.name, [Fault(1, "", "the file is empty")])
        return Document(self.name, value, self.lines)

    def value(self, event: yaml.Event, path: Path) -> Value:
        self.count += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.stop(event, "anchors and aliases (& and *) are not allowed; write it out")
        if self.count > MAX_VALUES:
            raise self.stop(event, f"more than {MAX_VALUES:,} values")
        if len(path) > MAX_DEPTH:
            raise self.stop(event, f"nested deeper than {MAX_DEPTH} levels")
        self.lines.setdefault(path, self.line(event))
        if getattr(event, "tag", None) not in (None, "!"):
            raise self.stop(event, "tags (!...) are not allowed")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value) if event.implicit[0] else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.mapping(path)

    def sequence(self, path: Path) -> list[Value]:
        out: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            out.append(self.value(event, (*path, len(out))))
        return out

    def mapping(self, path: Path) -> dict[str, Value]:
        out: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if isinstance(event, yaml.AliasEvent) or not isinstance(event, yaml.ScalarEvent):
                raise self.stop(event, "a key must be a plain word")
            key = str(event.value)
            line = self.line(event)
            if key in out:
                self.faults.append(
                    Fault(line, write_path((*path, key)), "this key is already used above")
                )
            self.lines[(*path, key)] = line
            out[key] = self.value(next(self.events), (*path, key))
        return out
