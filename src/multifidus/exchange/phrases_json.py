# SPDX-License-Identifier: Apache-2.0
"""Weeks and refusals to JSON and back with their phrases, so that a stored week can be said anew.

The public week file holds plain English. Here a phrase is written as it was made, for example
`{"say": template, "with": {...}}`; every other text stands as itself. Reading is as strict as that
of the public file: the same values in English must make the same week.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar, cast

from multifidus.domain.phrase import (
    Joined,
    Phrase,
    Said,
    Shaped,
    Termed,
    Value,
    capital,
    joined,
    say,
    say_n,
    termed,
    unstopped,
)
from multifidus.domain.week import Refusal, Week
from multifidus.exchange import as_json
from multifidus.knowledge.yamlfile import Fault, FileError, Path, write_path

T = TypeVar("T")
Json: TypeAlias = dict[str, Any]

_DAY: Final = "day"
_SHAPES: Final = frozenset(
    {
        frozenset({"say", "with"}),
        frozenset({"say", "many", "with"}),
        frozenset({"joined", "between"}),
        frozenset({"capital"}),
        frozenset({"unstopped"}),
        frozenset({"term", "of"}),
    }
)
"""The keys by which an object is known to be a phrase; no mapping of a week has such keys."""


# --- writing ----------------------------------------------------------------------------------


def to_value(thing: object) -> object:
    """Turn a week, a refusal or any part of them into plain JSON values that keep phrases.

    Raises
    ------
    ValueError
        If a mapping has the very keys of a phrase, and could not be told from one.
    """
    if isinstance(thing, Phrase):
        return _write(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: to_value(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        out = {str(key): to_value(value) for key, value in thing.items()}
        if frozenset(out) in _SHAPES:
            raise ValueError(f"a mapping with the keys {sorted(out)} looks like a phrase")
        return out
    if isinstance(thing, (list, tuple)):
        return [to_value(item) for item in thing]
    return as_json.to_value(thing)


def _write(phrase: Phrase) -> Json:
    match phrase.made:
        case Said(template=template, many=None):
            return {"say": template, "with": _values(phrase)}
        case Said(template=template, many=many):
            return {"say": template, "many": many, "with": _values(phrase)}
        case Joined(parts=parts, between=between):
            return {"joined": [to_value(part) for part in parts], "between": between}
        case Shaped(how=how, inner=inner):
            return {how: to_value(inner)}
        case Termed(text=text, of=of):
            return {"term": text, "of": of}


def _values(phrase: Phrase) -> Json:
    return {
        name: {_DAY: value.isoformat()} if isinstance(value, date) else to_value(value)
        for name, value in phrase.values.items()
    }


def _dumps(thing: object) -> str:
    value = to_value(thing)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def week_with_phrases_to_json(week: Week) -> str:
    """Write a week as JSON text with its phrases."""
    return _dumps(week)


def refusal_with_phrases_to_json(refusal: Refusal) -> str:
    """Write a refusal as JSON text with its phrases."""
    return _dumps(refusal)


# --- reading ----------------------------------------------------------------------------------


def from_value(value: object, kind: type[T], *, name: str) -> T:
    """Build a week, a refusal or a part of them from what `to_value` wrote.

    Parameters
    ----------
    value : object
        Plain JSON values.
    kind : type
        The dataclass to build.
    name : str
        The file's name, for messages.

    Raises
    ------
    FileError
        With every fault and its path, as `as_json.from_value` raises it.
    """
    faults: list[Fault] = []
    with_phrases = _read(value, (), faults)
    if faults:
        raise FileError(name, faults)
    plain = as_json.from_value(_plain(with_phrases), kind, name=name)
    return cast("T", _keep(plain, with_phrases))


def _read(value: object, path: Path, faults: list[Fault]) -> object:
    """Make the phrases of plain JSON values."""
    if isinstance(value, list):
        return [_read(item, (*path, n), faults) for n, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if frozenset(value) in _SHAPES:
        try:
            return _phrase(value)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            faults.append(Fault(1, write_path(path), f"not a phrase: {error}"))
            return ""
    return {key: _read(item, (*path, key), faults) for key, item in value.items()}


def _phrase(value: Json) -> Phrase:
    match value:
        case {"say": str(template), "many": str(many), "with": dict(given)}:
            values = {name: _value(one) for name, one in given.items()}
            return say_n(template, many, cast("float", values.pop("n")), **values)
        case {"say": str(template), "with": dict(given)}:
            return say(template, **{name: _value(one) for name, one in given.items()})
        case {"joined": list(parts), "between": str(between)}:
            return joined([_text(part) for part in parts], between)
        case {"capital": inner}:
            return capital(_text(inner))
        case {"unstopped": inner}:
            return unstopped(_text(inner))
        case {"term": str(text), "of": str(of)}:
            return termed(text, of)
        case _:
            raise ValueError(f"{sorted(value)} hold something else than they should")


def _value(value: object) -> Value:
    if isinstance(value, dict) and set(value) == {_DAY}:
        return date.fromisoformat(value[_DAY])
    if isinstance(value, (int, float)):
        return value
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and frozenset(value) in _SHAPES:
        return _phrase(value)
    raise TypeError(f"{value!r} is neither text nor a phrase")


def _plain(value: object) -> object:
    """Write phrases as the English that the strict reader knows."""
    if isinstance(value, Phrase):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _keep(built: object, value: object) -> object:
    """Put the phrases of `value` in the place of the same text in `built`."""
    if isinstance(value, Phrase):
        return value if isinstance(built, str) else built
    if is_dataclass(built) and not isinstance(built, type):
        given = cast("Json", value)
        return replace(
            built, **{name: _keep(getattr(built, name), part) for name, part in given.items()}
        )
    if isinstance(built, Mapping):
        # Keys of a week's mappings are text, so that they are the keys of the JSON object.
        return {key: _keep(built[key], part) for key, part in cast("Json", value).items()}
    if isinstance(built, tuple):
        return tuple(_keep(*pair) for pair in zip(built, cast("list[object]", value), strict=True))
    return built


def _loads(text: str, name: str) -> object:
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError) as error:
        raise FileError(name, [Fault(1, "", f"not JSON: {error}")]) from None


def week_with_phrases_from_json(text: str, name: str = "week") -> Week:
    """Read a week with its phrases; raise `FileError` with every fault."""
    return from_value(_loads(text, name), Week, name=name)


def refusal_with_phrases_from_json(text: str, name: str = "refusal") -> Refusal:
    """Read a refusal with its phrases; raise `FileError` with every fault."""
    return from_value(_loads(text, name), Refusal, name=name)
