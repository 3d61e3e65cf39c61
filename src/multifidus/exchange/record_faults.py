# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the shape of a record file, in words that say what would be right."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from multifidus.exchange import record_log as log
from multifidus.exchange import record_model as model
from multifidus.exchange.words import Names, one_of, quoted
from multifidus.knowledge.yamlfile import Document, Fault, Path

DIRECTIVES: Final[dict[str, type[model.DirectivePart]]] = {
    "exclude": model.ExcludePart,
    "require": model.RequirePart,
    "cap-load": model.CapLoadPart,
    "cap-stage": model.CapStagePart,
    "set-stage": model.SetStagePart,
    "allow": model.AllowPart,
    "clear": model.ClearPart,
}

PARTS: Final[dict[tuple[str, ...], type[BaseModel]]] = {
    (): model.RecordPart,
    ("person",): model.PersonPart,
    ("episode",): model.EpisodePart,
    ("screening", "*"): model.ScreeningPart,
    ("reviews", "*"): model.ReviewPart,
    ("life",): model.LifePart,
    ("preferences",): model.PreferencesPart,
    ("measurements", "*"): model.MeasurementPart,
    ("outcomes", "*"): model.OutcomePart,
    ("policy",): log.PolicyPart,
    ("decisions", "*"): log.DecisionPart,
    ("flare_ups", "*"): log.FlareUpPart,
    ("daily_load", "*"): log.DailyLoadPart,
    ("log", "*"): log.LogPart,
    ("log", "*", "done", "*"): log.DonePart,
    ("log", "*", "done", "*", "planned"): log.DoseAskedPart,
    ("log", "*", "leg"): log.LegPart,
    ("log", "*", "done", "*", "sets", "*"): log.SetPart,
    ("log", "*", "pain"): log.PainPart,
    ("log", "*", "skipped", "*"): log.SkippedPart,
}
"""The model of every block of keys but the directives, which `kind` tells apart."""

_LIST: Final = "write a list here, like [a, b] or one entry a line, each after a dash"
_KEYS: Final = "write keys and values here, like {key: value}"
_TEXTS: Final = {
    "string_type": "write text here; put it in quotes if it looks like a number",
    "int_type": "write a whole number here",
    "int_from_float": "write a whole number here",
    "float_type": "write a number here",
    "finite_number": "write a number here",
    "bool_type": "write true or false here",
    "list_type": _LIST,
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "string_too_short": "write something here",
}


def shape_faults(error: ValidationError, document: Document) -> Iterator[tuple[Path, Fault]]:
    """Turn a validation error into faults, each with the path it stands at in the file."""
    for entry in error.errors(include_url=False):
        path = _in_file(tuple(entry["loc"]))
        here, text = _say(entry, path, document)
        yield path, document.fault(here, text)


def _in_file(loc: Path) -> Path:
    """Take out what is not in the file: the directive's tag and the mark of a key."""
    if loc[:1] == ("directives",) and len(loc) > 2:
        loc = (*loc[:2], *loc[3:])
    return tuple(part for part in loc if part != "[key]")


def _say(entry: ErrorDetails, path: Path, document: Document) -> tuple[Path, str]:
    kind, value = entry["type"], entry.get("input")
    context: Mapping[str, Any] = entry.get("ctx", {})
    if kind == "missing":
        return path[:-1], f"{quoted(path[-1])} is missing: {_wanted(path, document)}"
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _directive_kind(path, value)
    if kind == "extra_forbidden":
        text = _unknown_key(path, document)
    elif kind in {"enum", "literal_error"}:
        text = _not_a_choice(value, context)
    elif kind == "string_too_long":
        text = f"the text is too long; at most {context['max_length']:,} characters"
    elif kind == "too_long":
        text = f"there are {context['actual_length']} entries here; at most {context['max_length']}"
    elif kind in {"greater_than_equal", "less_than_equal"}:
        words = "at least" if "ge" in context else "at most"
        text = f"{quoted(value)} must be {words} {context.get('ge', context.get('le'))}"
    elif kind == "value_error":
        text = f"{_written(value)}: {context['error']}"
    else:
        text = f"{_written(value)}: {_TEXTS.get(kind, entry['msg'])}"
    return path, text


def _written(value: object) -> str:
    return "nothing is written here" if value is None else quoted(value)


def part_at(path: Path, document: Document) -> type[BaseModel] | None:
    """Return the model of the block of keys at `path`."""
    if path[:1] == ("directives",) and len(path) == 2:
        row = value_at(path, document)
        kind = row.get("kind") if isinstance(row, dict) else None
        return DIRECTIVES.get(kind) if isinstance(kind, str) else None
    return PARTS.get(tuple("*" if isinstance(part, int) else part for part in path))


def value_at(path: Path, document: Document) -> object:
    """Return what stands at `path` in the file, or None."""
    value: Any = document.value
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _wanted(path: Path, document: Document) -> str:
    part = part_at(path[:-1], document)
    field = part.model_fields.get(str(path[-1])) if part else None
    return (field.description if field else None) or "write it"


def _unknown_key(path: Path, document: Document) -> str:
    part = part_at(path[:-1], document)
    keys = list(part.model_fields) if part else []
    key = str(path[-1])
    near = Names(dict.fromkeys(keys, ())).did_you_mean(key)
    return f"unknown key {quoted(key)}" + (near or f"; the keys here are {', '.join(keys)}")


def _not_a_choice(value: object, context: Mapping[str, Any]) -> str:
    choices = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*(?=['>])", str(context["expected"]))
    near = Names(dict.fromkeys(choices, ())).did_you_mean(value) if isinstance(value, str) else ""
    return f"{quoted(value)} is not known here" + (near or f"; write {one_of(choices)}")


def _directive_kind(path: Path, value: object) -> tuple[Path, str]:
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict):
        return path, f"{quoted(value)}: {_KEYS}"
    if kind is None:
        return path, f"'kind' is missing: {one_of(DIRECTIVES)}"
    near = Names(dict.fromkeys(DIRECTIVES, ())).did_you_mean(str(kind))
    return (
        *path,
        "kind",
    ), f"{quoted(kind)} is no kind of directive" + (near or f"; write {one_of(DIRECTIVES)}")
