# SPDX-License-Identifier: Apache-2.0
"""Entries to the plain value of a record file, and such a value to entries. Pure, both ways.

The store knows no clinical meaning: it moves sections and rows to where the record file has them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from multifidus.record.errors import Unstorable
from multifidus.record.facts import KINDS, LISTS, LOG_PART, SECTIONS, Entry
from multifidus.record.sessions import Part, log_row

FORMAT: Final = "multifidus-record/1"
"""The format of the record file that the folded value is in."""

KEYS: Final = (
    "person",
    "episode",
    "screening",
    "reviews",
    "conditions",
    "life",
    "equipment",
    "availability",
    "preferences",
    "policy",
    "activities",
    "measurements",
    "outcomes",
    "directives",
    "decisions",
    "flare_ups",
    "daily_load",
    "log",
)
"""The record file's sections, in its order."""


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of a record file, to be appended."""

    kind: str
    on: date
    body: dict[str, Any]


def value_to_rows(value: Mapping[str, Any], *, on: date | None = None) -> list[Row]:
    """Turn a record file's plain value into the entries to append.

    Parameters
    ----------
    value : mapping
        As the record file has it; it has been checked before.
    on : date, optional
        The day of the sections that have none of their own, like equipment. Without it, the day
        of the latest dated row; the day of birth if there is none.

    Returns
    -------
    list of Row
        Folded again they give an equal value, but for sections that were null and lists of rows
        that were empty, which leave no trace.

    Raises
    ------
    Unstorable
        If the value is of another format or has a section that no entry can hold.
    """
    if value.get("format") != FORMAT:
        raise Unstorable(f"This store keeps {FORMAT}, not {value.get('format')!r}.")
    if unknown := sorted(set(value) - {"format", *KEYS}):
        raise Unstorable(f"The store has no place for {', '.join(unknown)}.")
    rows = [
        Row(kind, date.fromisoformat(row["on"]), {k: v for k, v in row.items() if k != "on"})
        for kind, key in LISTS.items()
        for row in value.get(key) or ()
    ]
    if on is None:
        on = max((row.on for row in rows), default=None)
    if on is None:
        on = date.fromisoformat(value["person"]["born"])
    whole = [Row(kind, on, {"value": value[kind]}) for kind in SECTIONS if kind in value]
    return [*whole, *rows]


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that hold: a correction in the place of what it corrects.

    So a section that is written anew holds even if an older writing of it is corrected afterwards.
    What was withdrawn is gone, and of a section the writing before it holds again.
    """
    held: dict[str, Entry | None] = {}
    head: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.seq):
        # A correction stands where the first of its line stood.
        first = head.get(entry.supersedes, entry.supersedes) if entry.supersedes else entry.id
        head[entry.id] = first
        held[first] = None if entry.body is None else entry
    return [entry for entry in held.values() if entry is not None]


def fold(entries: Iterable[Entry]) -> dict[str, Any] | None:
    """Fold a person's entries into the plain value of a record file.

    Parameters
    ----------
    entries : iterable of Entry
        All of one person, in any order; they are read by `seq`.

    Returns
    -------
    dict or None
        With `format`, in the record file's order. None if no entry says who the person is.

    Raises
    ------
    Unstorable
        If an entry is of a kind that this release does not know.
    """
    found: dict[str, Any] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    sessions: dict[str, list[Part]] = {}
    for entry in standing(entries):
        if entry.kind not in KINDS:
            raise Unstorable(f"{entry.kind!r} is no kind of entry.")
        if entry.kind == LOG_PART:
            name = str(entry.body["session"])
            if name not in sessions:
                # Keeps the session's place among the rows; it is filled in below.
                rows.setdefault("log", []).append({LOG_PART: name})
            sessions.setdefault(name, []).append(Part(entry.body, entry.on, entry.seq))
        elif entry.kind in LISTS:
            row = {"on": entry.on.isoformat(), **entry.body}
            rows.setdefault(LISTS[entry.kind], []).append(row)
        else:
            found[entry.kind] = entry.body["value"]
    if found.get("person") is None:
        return None
    if sessions:
        rows["log"] = [
            folded
            for row in rows["log"]
            if (folded := log_row(sessions[row[LOG_PART]]) if LOG_PART in row else row)
        ]
    found |= {key: listed for key, listed in rows.items() if listed}
    return {"format": FORMAT} | {key: found[key] for key in KEYS if found.get(key) is not None}
