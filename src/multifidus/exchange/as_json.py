# SPDX-License-Identifier: Apache-2.0
"""Dataclasses to JSON and back, generically, so that every printed result has one stable form.

Keys are sorted, text is UTF-8, a whole number is written without a fraction, dates are ISO 8601.
Reading is strict: unknown keys, missing keys and values of another type are all reported at once.
"""

import json
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from multifidus.exchange.words import one_of, quoted
from multifidus.knowledge.yamlfile import Fault, FileError, Path, write_path

T = TypeVar("T")
Kind: TypeAlias = Any
"""A type as `get_type_hints` gives it."""


def to_value(thing: object) -> object:  # noqa: PLR0911 - one line per kind of value
    """Turn dataclasses, mappings, tuples, enums and dates into what JSON can hold.

    Raises
    ------
    ValueError
        If a number is not finite, which no result may be.
    TypeError
        If `thing` holds something that has no JSON form.
    """
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: to_value(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(to_value(key)): to_value(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [to_value(item) for item in thing]
    if isinstance(thing, StrEnum):
        return thing.value
    if isinstance(thing, float):
        if not math.isfinite(thing):
            raise ValueError(f"{thing} cannot be written as JSON")
        return int(thing) if thing.is_integer() else thing
    if isinstance(thing, date):
        return thing.isoformat()
    if thing is None or isinstance(thing, (str, bool, int)):
        return thing
    raise TypeError(f"{type(thing).__name__} has no JSON form")


def dumps(obj: object) -> str:
    """Write as JSON text: sorted keys, two spaces of indent, UTF-8 characters, final newline."""
    value = to_value(obj)
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return text + "\n"


def from_value(value: object, kind: type[T], *, name: str) -> T:
    """Build a dataclass of type `kind` from plain values.

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
        With every fault. Lines are not known here, so every fault stands at line 1 with its path.
    """
    decoder = _Decoder()
    built = decoder.read(value, kind, ())
    if decoder.faults:
        raise FileError(name, decoder.faults)
    return cast("T", built)


_NUMBER = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


class _Decoder:
    """Walks a type and a value side by side, and keeps every fault it meets."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: Path, text: str) -> object:
        """Keep a fault; what could not be read stands as None until all are known."""
        self.faults.append(Fault(1, write_path(path), text))
        return None

    def read(self, value: object, kind: Kind, path: Path) -> object:
        origin: Kind = get_origin(kind)
        if origin in (Union, types.UnionType):
            return self.optional(value, kind, path)
        if origin is tuple:
            return self.items(value, get_args(kind)[0], path)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self.mapping(value, get_args(kind), path)
        if is_dataclass(kind):
            return self.dataclass(value, kind, path)
        return self.scalar(value, kind, path)

    def optional(self, value: object, kind: Kind, path: Path) -> object:
        if value is None:
            return None
        inner = [part for part in get_args(kind) if part is not types.NoneType]
        return self.read(value, inner[0], path)

    def items(self, value: object, kind: Kind, path: Path) -> object:
        if not isinstance(value, list):
            return self.fault(path, "must be a list")
        return tuple(self.read(item, kind, (*path, n)) for n, item in enumerate(value))

    def mapping(self, value: object, kinds: tuple[object, ...], path: Path) -> object:
        if not isinstance(value, dict):
            return self.fault(path, "must be an object with keys")
        return {
            self.read(key, kinds[0], (*path, str(key))): self.read(item, kinds[1], (*path, key))
            for key, item in value.items()
        }

    def dataclass(self, value: object, kind: Kind, path: Path) -> object:
        if not isinstance(value, dict):
            return self.fault(path, "must be an object with keys")
        hints = get_type_hints(kind)
        wanted: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}
        before = len(self.faults)
        for key in value:
            if key not in wanted:
                self.fault((*path, str(key)), f"unknown key {quoted(key)}")
        out = {}
        for key, field in wanted.items():
            if key in value:
                out[key] = self.read(value[key], hints[key], (*path, key))
            elif field.default is MISSING and field.default_factory is MISSING:
                self.fault(path, f"{quoted(key)} is missing")
        return None if len(self.faults) > before else kind(**out)

    def scalar(self, value: object, kind: Kind, path: Path) -> object:
        if kind is date:
            return self.day(value, path)
        if issubclass(kind, StrEnum):
            if isinstance(value, str) and value in set(kind):
                return kind(value)
            return self.fault(path, f"{quoted(value)} must be {one_of([str(k) for k in kind])}")
        if kind is float and type(value) is int:
            return value
        if type(value) is not kind or (kind is float and not math.isfinite(value)):  # type: ignore[arg-type]
            return self.fault(path, f"{quoted(value)} must be {_NUMBER[kind]}")
        return value

    def day(self, value: object, path: Path) -> object:
        try:
            if isinstance(value, str) and len(value) == len("2026-11-16"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        return self.fault(path, f"{quoted(value)} must be a date like 2026-11-16")
