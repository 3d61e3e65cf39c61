# SPDX-License-Identifier: Apache-2.0
"""Weeks to JSON and back: what `plan --json` prints and `check` reads."""

import json
from pathlib import Path as FilePath
from typing import Any, Final, cast

from multifidus.domain.week import Week
from multifidus.exchange.as_json import dumps, from_value, to_value
from multifidus.exchange.files import read_text
from multifidus.exchange.words import quoted
from multifidus.knowledge.yamlfile import Fault, FileError, parse, write_path

__all__ = ["FORMAT", "dumps", "load_weeks", "read_weeks", "week_from_json", "week_to_json"]

FORMAT: Final = "multifidus-week/1"
EXPLANATION: Final = "explanation"
"""The key that `plan --explain --json` adds to a week. It is words only, and not read back."""


def week_to_json(week: Week) -> dict[str, Any]:
    """Return a week as plain JSON values."""
    return cast("dict[str, Any]", to_value(week))


def week_from_json(value: object, name: str) -> Week:
    """Build a week from plain JSON values, strictly.

    Raises
    ------
    FileError
        With every fault and its path.
    """
    if isinstance(value, dict):
        given = value.get("format")
        if given != FORMAT:
            text = f"{quoted(given)} is not a week file's format; this release reads {FORMAT}"
            raise FileError(name, [Fault(1, "format", text)])
        value = {key: part for key, part in value.items() if key != EXPLANATION}
    return from_value(value, Week, name=name)


def read_weeks(text: str, name: str) -> tuple[Week, ...]:
    """Read a week file: one week, or `{"weeks": [...]}`.

    Parameters
    ----------
    text : str
        JSON text.
    name : str
        The file's name, for messages.

    Raises
    ------
    FileError
        With every fault, its line where it can be told, and its path.
    """
    value = _parse_json(text, name)
    if isinstance(value, dict) and "refusal" in value:
        text = "this file holds a refusal, not a week; there is nothing to check"
        raise FileError(name, [Fault(1, "refusal", text)])
    if not isinstance(value, dict) or "weeks" not in value:
        return (_read_one(value, text, name, ""),)
    rows = value["weeks"]
    if not isinstance(rows, list) or not rows:
        raise FileError(name, [Fault(1, "weeks", "must be a list of one week or more")])
    weeks, faults = [], list[Fault]()
    for n, row in enumerate(rows):
        try:
            weeks.append(_read_one(row, text, name, f"weeks[{n}]"))
        except FileError as error:
            faults += error.faults
    if faults:
        raise FileError(name, faults)
    return tuple(weeks)


def load_weeks(path: FilePath) -> tuple[Week, ...]:
    """Read the week file at `path`; raise `FileError` as `read_weeks` and `read_text` do."""
    return read_weeks(read_text(path), str(path))


def _parse_json(text: str, name: str) -> object:
    try:
        return cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        fault = Fault(error.lineno, "", f"not JSON: {error.msg.lower()}")
        raise FileError(name, [fault]) from None
    except RecursionError:
        raise FileError(name, [Fault(1, "", "nested too deeply for a week file")]) from None
    except ValueError as error:
        raise FileError(name, [Fault(1, "", f"not JSON: {error}")]) from None


def _read_one(value: object, text: str, name: str, at: str) -> Week:
    try:
        return week_from_json(value, name)
    except FileError as error:
        lines = _lines(text, name)
        faults = []
        for fault in error.faults:
            path = f"{at}.{fault.path}".strip(".") if at else fault.path
            faults.append(Fault(_nearest(path, lines), path, fault.text))
        raise FileError(name, faults) from None


def _lines(text: str, name: str) -> dict[str, int]:
    """Lines by written path, where the file is small enough for the reader that knows lines."""
    try:
        return {write_path(path): line for path, line in parse(text, name).lines.items()}
    except FileError:
        return {}


def _nearest(path: str, lines: dict[str, int]) -> int:
    while path not in lines and path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)
