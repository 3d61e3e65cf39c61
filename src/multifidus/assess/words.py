# SPDX-License-Identifier: Apache-2.0
"""Numbers, dates and lists in plain words."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from multifidus.domain.words import Measurer, Side
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_UNITS: Final = {
    "deg": ("degree", "degrees"),
    "cm": ("cm", "cm"),
    "s": ("second", "seconds"),
    "reps": ("repetition", "repetitions"),
    "min": ("minute", "minutes"),
}
_BY: Final = {
    Measurer.SELF: "measured by you",
    Measurer.PARTNER: "measured by a partner",
    Measurer.CLINICIAN: "measured by a clinician",
    Measurer.CAMERA: "measured by a camera",
}


def number(value: float) -> str:
    """Write a number with one decimal at most, without an empty one."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def amount(value: float, unit: str) -> str:
    """Write a number with its unit, as in `52 degrees`."""
    text = number(value)
    one, many = _UNITS.get(unit, (unit, unit))
    return f"{text} {one if text.removeprefix('-') == '1' else many}"


def day(value: date) -> str:
    """Write a date as `16 November 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def listed(words: Sequence[str]) -> str:
    """Join words as people do: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def with_side(name: str, side: Side | None) -> str:
    """Name of a test with its side."""
    return name if side is None else f"{name} ({side})"


def by_whom(by: Measurer) -> str:
    """Say who measured."""
    return _BY[by]


def regions(test: Test, knowledge: Knowledge) -> str:
    """Plain names of what a test looks at."""
    names = []
    for target in test.stretch_targets:
        row = knowledge.stretch_targets.get(target)
        names.append(row.plain_name if row else target.replace("-", " "))
    for muscle in test.muscles:
        group = knowledge.muscles.get(muscle)
        names.append(group.plain_name if group else muscle.replace("-", " "))
    return listed(list(dict.fromkeys(names)))


def condition(flag: str, knowledge: Knowledge) -> str:
    """Plain name of a caution flag."""
    row = knowledge.conditions.get(flag)
    return row.plain_name if row else flag.replace("-", " ")


def activity(value: str) -> str:
    """Write an activity id as words."""
    return value.replace("-", " ")
