# SPDX-License-Identifier: Apache-2.0
"""Which fields of the knowledge are text that a person reads, and so are said in each language.

A table for each kind: the key in a language file, and where its text stands in the model. A field
that is not here is a number, an id, a source or a note for those who work on the knowledge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias

from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema_texts import RecordBounds
from multifidus.knowledge.yamlfile import Value

Checked: TypeAlias = Any
"""A value of a language file whose shape has been compared with the English texts."""

Row: TypeAlias = Any
"""A model, or a part of one, of any kind."""

FREE: Final = frozenset({"aliases"})
"""Lists that each language fills as people speak it: other names to search by."""


class Place(Protocol):
    """A field of a model that holds text: how a language file writes it, and how it goes back."""

    @property
    def field(self) -> str:
        """Name of the field of the model."""

    def taken(self, row: Row) -> Value:
        """Return the texts as a language file writes them; empty where there is none."""

    def put(self, row: Row, given: Checked) -> object:
        """Return the field's value with `given` in place of its texts."""


@dataclass(frozen=True, slots=True)
class Here:
    """The field is a text, or a list of texts."""

    field: str

    def taken(self, row: Row) -> Value:
        """Return the field as it is."""
        value = getattr(row, self.field)
        return list(value) if isinstance(value, tuple) else value

    def put(self, row: Row, given: Checked) -> object:  # noqa: ARG002 - the places are called alike
        """Return what was given."""
        return tuple(given) if isinstance(given, list) else given


@dataclass(frozen=True, slots=True)
class Inside:
    """The field is one model, or none, with a text in `inner`."""

    field: str
    inner: str

    def taken(self, row: Row) -> Value:
        """Return the text inside, empty without a model."""
        return str(getattr(getattr(row, self.field), self.inner, ""))

    def put(self, row: Row, given: Checked) -> object:
        """Return the model with the text given."""
        return getattr(row, self.field).model_copy(update={self.inner: given})


@dataclass(frozen=True, slots=True)
class Each:
    """The field is a list of models with a text in `inner`; a language lists them in order."""

    field: str
    inner: str

    def taken(self, row: Row) -> Value:
        """Return the texts in order; nothing where all are empty."""
        texts: list[Value] = [getattr(one, self.inner) for one in getattr(row, self.field)]
        return texts if any(texts) else []

    def put(self, row: Row, given: Checked) -> object:
        """Return the models with the texts given."""
        rows = zip(getattr(row, self.field), given, strict=True)
        return tuple(one.model_copy(update={self.inner: text}) for one, text in rows)


@dataclass(frozen=True, slots=True)
class ById:
    """The field is a list of models with ids, each with one text in `inner`, or None."""

    field: str
    inner: str

    def taken(self, row: Row) -> Value:
        """Return the text of each id."""
        return {one.id: getattr(one, self.inner) for one in getattr(row, self.field)}

    def put(self, row: Row, given: Checked) -> object:
        """Return the models with the texts given."""
        rows = getattr(row, self.field)
        return tuple(one.model_copy(update={self.inner: given[one.id]}) for one in rows)


@dataclass(frozen=True, slots=True)
class Parts:
    """The field is a list of models with ids, each with the texts `inner`."""

    field: str
    inner: Mapping[str, Place]

    def taken(self, row: Row) -> Value:
        """Return the texts of each id, by name."""
        return {one.id: texts_of(one, self.inner) for one in getattr(row, self.field)}

    def put(self, row: Row, given: Checked) -> object:
        """Return the models with the texts given."""
        rows = getattr(row, self.field)
        return tuple(with_texts(one, self.inner, given[one.id]) for one in rows)


def _here(*fields: str) -> dict[str, Place]:
    return {field: Here(field) for field in fields}


FOLDERS: Final[Mapping[str, Mapping[str, Place]]] = MappingProxyType(
    {
        "exercises": _here(
            *("name", "aliases", "start", "steps", "cues", "mistakes", "stop_when"),
            *("setup", "evidence_note"),
        ),
        "tests": {
            **_here("name", "aliases", "measure", "start", "steps", "read_off", "stop_when"),
            **_here("without_it", "evidence_note"),
            "hint": Inside("human_range", "hint"),
            "asks": Inside("speaks_for", "asks"),
            "norms": Each("norms", "label"),
        },
        "danger_signs": {
            **_here("question", "help", "because", "tell", "action", "due"),
            "parts": Parts("parts", _here("text", "help", "due")),
        },
        "combinations": _here("text", "because", "action", "tell"),
        "conditions": _here("plain_name", "asked_as", "effect", "encourages"),
        "claims": {**_here("claim", "says"), "evidence": Each("evidence", "figure")},
        "lessons": {
            **_here("title", "lead", "points"),
            "parts": Parts(
                "parts", {**_here("title", "text", "points"), "facts": ById("facts", "text")}
            ),
        },
        "questionnaires": {
            **_here("name", "licence", "holder", "score", "unit", "note"),
            "items": ById("items", "text"),
        },
        "doses": _here("text"),
        "rules": _here("text"),
    }
)
"""Kinds with one file per row: the key in a language file, and where its text is in the model."""

TABLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ladders": ("ladders", "name"),
        "muscles": ("muscles", "plain_name"),
        "stretch_targets": ("stretch_targets", "plain_name"),
        "equipment": ("equipment", "plain_name"),
        "stands_in": ("equipment", "stands_in"),
    }
)
"""Files that give one text for each id: the kind of row, and the field."""

SINGLES: Final[Mapping[str, Mapping[str, Place]]] = MappingProxyType(
    {
        "bend": {"seen": Each("seen", "says")},
        "sports": {
            "demands": Parts("demands", _here("name", "says")),
            "groups": Parts("groups", _here("name", "advice")),
            "sports": ById("sports", "name"),
            "seasons": Parts("seasons", _here("name", "says")),
            "evidence": Parts("evidence", _here("programme", "result", "about_backs")),
            "pages": Parts("pages", _here("title", "lead", "points")),
        },
        "warm_up": {
            **_here("stop_rule"),
            "levels": Parts("levels", _here("name", "says")),
            "parts": Parts("parts", _here("name", "modified")),
            "places": ById("places", "name"),
            "drills": Parts("drills", _here("name", "dose", "how", "cues", "stop_when")),
        },
        "record_bounds": {name: Inside(name, "hint") for name in RecordBounds.model_fields},
    }
)
"""Kinds that are one model: the key in a language file, and where its text is in the model."""


def texts_of(row: Row, places: Mapping[str, Place]) -> dict[str, Value]:
    """Texts of a row as a language file writes them; what is empty in English has no key."""
    taken = {key: place.taken(row) for key, place in places.items()}
    return {key: value for key, value in taken.items() if value or key in FREE}


def with_texts(row: Row, places: Mapping[str, Place], given: Checked) -> Row:
    """Return the row with the texts of a language file in place of its own."""
    update = {places[key].field: places[key].put(row, value) for key, value in given.items()}
    return row.model_copy(update=update)


def texts(knowledge: Knowledge) -> dict[str, dict[str, Value]]:
    """Every text a person reads, as the files of a language hold them.

    Returns
    -------
    dict
        By the file's name inside the language, such as `tests/curl-up.yaml`, the file's value.
    """
    out: dict[str, dict[str, Value]] = {}
    for folder, places in FOLDERS.items():
        for name, row in getattr(knowledge, folder).items():
            out[f"{folder}/{name}.yaml"] = texts_of(row, places)
    for table, (kind, field) in TABLES.items():
        rows = getattr(knowledge, kind).items()
        out[f"{table}.yaml"] = {name: text for name, row in rows if (text := getattr(row, field))}
    for single, places in SINGLES.items():
        out[f"{single}.yaml"] = texts_of(getattr(knowledge, single), places)
    return out
