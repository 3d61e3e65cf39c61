# SPDX-License-Identifier: Apache-2.0
"""Reading what was typed into a form: texts in, values or a plain word about each field out. Pure."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeAlias

from multifidus.domain.phrase import capital, say, unstopped
from multifidus.knowledge.schema import HumanRange
from multifidus.service.errors import Invalid

Typed: TypeAlias = Mapping[str, Sequence[str]]
"""A form as it was sent: for each field all its values, in order."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")
_MINUS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", ",": "."})
_LONGEST_NAME: Final = 200


def first(typed: Typed, name: str) -> str:
    """Return what was typed into a field with one value, without space around it."""
    values = typed.get(name) or ("",)
    return values[0].strip()


def every(typed: Typed, name: str, among: Iterable[str]) -> list[str]:
    """Return the choices made in a field with several, in the order of `among`; others are let go."""
    chosen = set(typed.get(name) or ())
    return [one for one in among if one in chosen]


def as_number(text: str) -> float | None:
    """Read a number as people write it: a comma will do for a point. None for anything else."""
    plain = text.strip().translate(_MINUS)
    if not _NUMBER.match(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def whole(value: float) -> float | int:
    """Write a whole number without a fraction."""
    return int(value) if value.is_integer() else value


@dataclass(slots=True)
class Reader:
    """Reads the fields of one form and gathers a word about each that cannot be right."""

    typed: Typed
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, text: str) -> None:
        """Keep the first word about a field."""
        self.faults.setdefault(name, text)

    def text(self, name: str, *, needed: str = "") -> str:
        """Read one short line; `needed` is what to say when it is empty and may not be."""
        value = first(self.typed, name)
        if not value and needed:
            self.fault(name, needed)
        if len(value) > _LONGEST_NAME:
            self.fault(name, say("At most {most} characters fit here.", most=_LONGEST_NAME))
        return value

    def number(
        self, name: str, bounds: HumanRange, *, needed: str = "", unit: str = ""
    ) -> float | int | None:
        """Read a number within the range that a living person can have."""
        text = first(self.typed, name)
        if not text:
            if needed:
                self.fault(name, needed)
            return None
        value = as_number(text)
        if value is None:
            self.fault(name, say("Write a number here, like 12 or 12.5."))
            return None
        if not bounds.lowest <= value <= bounds.highest:
            self.fault(name, outside(value, bounds, unit))
            return None
        return whole(value)

    def points(self, name: str, *, needed: str = "") -> int | None:
        """Read a whole number from 0 to 10."""
        text = first(self.typed, name)
        if not text and not needed:
            return None
        if not text.isascii() or not text.isdigit() or int(text) > 10:
            self.fault(name, needed or say("Choose a number from 0 to 10."))
            return None
        return int(text)

    def choice(self, name: str, among: Iterable[str], *, needed: str = "") -> str:
        """Read a choice; empty when none was made and none is needed."""
        value = first(self.typed, name)
        if value in set(among):
            return value
        if needed or value:
            self.fault(name, needed or say("Choose one of these."))
        return ""

    def day(self, name: str, *, earliest: date, latest: date, needed: str = "") -> date | None:
        """Read a day; one that has not come yet, or is long past, cannot be right."""
        text = first(self.typed, name)
        if not text:
            if needed:
                self.fault(name, needed)
            return None
        try:
            value = date.fromisoformat(text)
        except ValueError:
            self.fault(name, say("Write the day as year, month, day, like 1984-03-02."))
            return None
        if value > latest:
            self.fault(name, say("This day has not come yet. Check the year."))
            return None
        if value < earliest:
            self.fault(name, say("This day is too long ago. Check the year."))
            return None
        return value

    def done(self) -> None:
        """Raise if anything cannot be right.

        Raises
        ------
        Invalid
            With a word about each field at fault.
        """
        if self.faults:
            raise Invalid(say("Something here cannot be right yet."), self.faults)


def outside(value: float, bounds: HumanRange, unit: str = "") -> str:
    """Say that a number is outside what people have, and what the range is."""
    plain = unit or bounds.unit.partition(" 0-")[0]
    if not bounds.hint:
        return say(
            "{value} is outside {low} to {high} {unit}.",
            value=value,
            low=bounds.lowest,
            high=bounds.highest,
            unit=plain,
        )
    return say(
        "{value} is outside {low} to {high} {unit}. {hint}.",
        value=value,
        low=bounds.lowest,
        high=bounds.highest,
        unit=plain,
        hint=capital(unstopped(bounds.hint)),
    )


def ago(days: int, today: date) -> date:
    """Return the day that lies so many days back."""
    return today - timedelta(days=days)
