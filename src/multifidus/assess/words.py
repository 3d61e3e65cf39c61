# SPDX-License-Identifier: Apache-2.0
"""Numbers, dates and lists in plain words, each of which can be said in another language."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from multifidus.domain import phrase
from multifidus.domain.phrase import Phrase, say, say_n
from multifidus.domain.spoken import SIDE, with_side
from multifidus.domain.words import Side
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test

__all__ = ["amount", "condition", "day", "listed", "number", "regions", "with_side"]

_MONTHS: Final = (
    say("January"),
    say("February"),
    say("March"),
    say("April"),
    say("May"),
    say("June"),
    say("July"),
    say("August"),
    say("September"),
    say("October"),
    say("November"),
    say("December"),
)
_ONE_DECIMAL: Final = 1


def number(value: float) -> str:
    """Write a number with one decimal at most, without an empty one."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def amount(value: float, unit: str) -> Phrase:
    """Write a number with its unit, as in `52 degrees`."""
    shown = round(value, _ONE_DECIMAL)
    match unit:
        case "deg":
            return say_n("{n} degree", "{n} degrees", shown)
        case "cm":
            return say("{n} cm", n=shown)
        case "s":
            return say_n("{n} second", "{n} seconds", shown)
        case "reps":
            return say_n("{n} repetition", "{n} repetitions", shown)
        case "min":
            return say_n("{n} minute", "{n} minutes", shown)
        case _:
            return say("{value} {unit}", value=shown, unit=unit)


def day(value: date) -> Phrase:
    """Write a date as `16 November 2026`."""
    month = _MONTHS[value.month - 1]
    return say("{day} {month} {year}", day=value.day, month=month, year=str(value.year))


def listed(words: Iterable[str]) -> str:
    """Join words as people do: `a, b and c`; sides are put into words first."""
    return phrase.listed(SIDE[word] if isinstance(word, Side) else word for word in words)


def regions(test: Test, knowledge: Knowledge) -> str:
    """Plain names of what a test looks at."""
    names = []
    for target in test.stretch_targets:
        row = knowledge.stretch_targets.get(target)
        names.append(row.plain_name if row else target.replace("-", " "))
    for muscle in test.muscles:
        group = knowledge.muscles.get(muscle)
        names.append(group.plain_name if group else muscle.replace("-", " "))
    return listed(dict.fromkeys(names))


def condition(flag: str, knowledge: Knowledge) -> str:
    """Plain name of a caution flag."""
    row = knowledge.conditions.get(flag)
    return row.plain_name if row else flag.replace("-", " ")
