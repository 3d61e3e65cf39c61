# SPDX-License-Identifier: Apache-2.0
"""Sentences that know how they were made, so that they can be said in another language.

The core makes English sentences and knows of no other language. A `Phrase` is such a sentence: a
`str` like any other, equal to its English text. It also keeps its template and the values in it, and
`render` says the same again in the words of a catalogue.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import Final, Literal, NoReturn, Self, TypeAlias

Value: TypeAlias = str | int | float | date
"""What may stand in a field: a phrase, a text of the knowledge, someone's own words, a number, a day."""

Translate: TypeAlias = Callable[[str, str | None, int | None], str]
"""Template, its plural form and the number that chooses between them (None without one), to a template."""

Term: TypeAlias = Callable[[str], str | None]
"""A text of the knowledge to the same in another language; None for what it does not hold."""

_FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NUMBER: Final = "n"
_FRACTION: Final = 2
"""The number that chooses the plural for what is not whole."""


@lru_cache(maxsize=4096)
def fields_of(template: str) -> frozenset[str]:
    """Names of the fields of a template.

    Raises
    ------
    ValueError
        If it holds a brace that is no field. Fields are names only: no formats, no attributes.
    """
    if re.search(r"[{}]", _FIELD.sub("", template)):
        raise ValueError(f"{template!r} holds a brace that is not part of a plain field")
    return frozenset(_FIELD.findall(template))


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[str, ...]:
    """Text and field names in turn, text first and last."""
    return tuple(_FIELD.split(template))


def in_english(value: float) -> str:
    """Write a number with a point and without an empty fraction, six figures at most."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of saying things: a language with its words, numbers and dates."""

    translate: Translate
    term: Term
    number: Callable[[float], str]
    day: Callable[[date], str]

    def say(self, value: Value) -> str:
        """Say a value."""
        if isinstance(value, Phrase):
            # A phrase is its own English text; to make it again would only take time.
            return str(value) if self is _ENGLISH else value.made.said_by(self)
        if isinstance(value, str):
            found = self.term(value)
            return value if found is None else found
        return self.day(value) if isinstance(value, date) else self.number(value)


def _source(one: str, many: str | None, number: int | None) -> str:
    return one if many is None or number == 1 else many


def _no_term(_: str) -> None:
    return None


_ENGLISH: Final = Voice(_source, _no_term, in_english, date.isoformat)


@dataclass(frozen=True, slots=True)
class Said:
    """A template with its values by name; with `many` the field `n` chooses between two templates."""

    template: str
    fields: tuple[tuple[str, Value], ...]
    many: str | None = None

    def said_by(self, voice: Voice) -> str:
        """Fill the template of the voice's language.

        Raises
        ------
        ValueError
            If a translation has a field that the template does not have.
        """
        values = dict(self.fields)
        number = None if self.many is None else _count(values[_NUMBER])
        template = voice.translate(self.template, self.many, number)
        if unknown := fields_of(template) - values.keys():
            raise ValueError(f"{template!r} has fields without a value: {sorted(unknown)}")
        pieces = list(_pieces(template))
        pieces[1::2] = [voice.say(values[name]) for name in pieces[1::2]]
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts one after the other with a mark between them that is the same in every language."""

    parts: tuple[str, ...]
    between: str

    def said_by(self, voice: Voice) -> str:
        """Say every part."""
        return self.between.join(voice.say(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text with a capital at its start, or without the full stop at its end."""

    how: Literal["capital", "unstopped"]
    inner: str

    def said_by(self, voice: Voice) -> str:
        """Say it, then shape it."""
        text = voice.say(self.inner)
        return text[:1].upper() + text[1:] if self.how == "capital" else text.rstrip(".")


@dataclass(frozen=True, slots=True)
class Termed:
    """A word for a text of the knowledge that other languages say by that text itself.

    English writes a name small inside a sentence, or shows an id; elsewhere the full name is right.
    """

    text: str
    of: str

    def said_by(self, voice: Voice) -> str:
        """Say the knowledge's text, or the English word where there is none."""
        found = voice.term(self.of)
        return self.text if found is None else found


Made: TypeAlias = Said | Joined | Shaped | Termed


class Phrase(str):
    """English text that knows how it was made.

    It is equal to, sorts as and is written as its text, and cannot be changed. Methods of `str`
    and f-strings give plain text: what is put together from phrases is put together with `say`,
    `listed` or `joined`.
    """

    __slots__ = ("made",)
    made: Made

    def __new__(cls, made: Made) -> Self:
        """Say `made` in English and keep it."""
        self = super().__new__(cls, made.said_by(_ENGLISH))
        object.__setattr__(self, "made", made)
        return self

    @property
    def template(self) -> str:
        """The template, empty for what was not made from one."""
        return self.made.template if isinstance(self.made, Said) else ""

    @property
    def many(self) -> str | None:
        """The template for the plural, None without one."""
        return self.made.many if isinstance(self.made, Said) else None

    @property
    def values(self) -> Mapping[str, Value]:
        """What stands in the fields of the template."""
        return MappingProxyType(dict(self.made.fields if isinstance(self.made, Said) else ()))

    def __reduce__(self) -> tuple[type["Phrase"], tuple[Made]]:
        return Phrase, (self.made,)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a phrase cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a phrase cannot be changed: {name}")


def _count(number: Value) -> int:
    """Whole number by which a language chooses its plural form; a fraction counts as several."""
    if isinstance(number, (str, date)):
        raise TypeError("the field n of a plural is a number")
    return abs(int(number)) if float(number).is_integer() else _FRACTION


def _must_have_words(value: Value) -> None:
    if isinstance(value, (bool, Enum)):
        raise TypeError(f"{value!r} has no words of its own; say it in words first")


def _made(template: str, many: str | None, values: Mapping[str, Value]) -> Phrase:
    wanted = fields_of(template) | (fields_of(many) if many is not None else frozenset())
    given = set(values) - ({_NUMBER} if many is not None else set())
    if wanted - set(values) or given - wanted:
        raise ValueError(f"{template!r} has the fields {sorted(wanted)}, not {sorted(values)}")
    for value in values.values():
        _must_have_words(value)
    return Phrase(Said(template, tuple(sorted(values.items())), many))


def say(template: str, /, **values: Value) -> Phrase:
    """Make a sentence from a template.

    Parameters
    ----------
    template : str
        A literal, so that it can be extracted for translation; fields are names in braces.
    **values
        Exactly the fields of the template. A plain `str` is a text of the knowledge or someone's
        own words.

    Raises
    ------
    ValueError
        If fields and values do not match.
    TypeError
        If a value is a truth value or a member of an enum, which have no words of their own.
    """
    return _made(template, None, values)


def say_n(one: str, many: str, n: float, /, **values: Value) -> Phrase:
    """Make a sentence that depends on a number, which stands in the field `n` where there is one."""
    return _made(one, many, {**values, _NUMBER: n})


def joined(parts: Iterable[str], between: str = " ") -> Phrase:
    """Put sentences or words one after the other, empty ones left out.

    Raises
    ------
    ValueError
        If `between` holds a letter, and with it a word that would need translation.
    TypeError
        If a part is a member of an enum.
    """
    if any(sign.isalpha() for sign in between):
        raise ValueError(f"{between!r} holds a word; use a template")
    kept = tuple(part for part in parts if part)
    for part in kept:
        _must_have_words(part)
    return Phrase(Joined(kept, between))


def _and(others: str, last: str) -> Phrase:
    return say("{others} and {last}", others=others, last=last)


def _or(others: str, last: str) -> Phrase:
    return say("{others} or {last}", others=others, last=last)


def listed(parts: Iterable[str], last: Literal["and", "or", ""] = "and") -> Phrase:
    """Join words as people do: `a, b and c`; with commas alone where `last` is empty."""
    words = list(parts)
    if not last or len(words) < 2:
        return joined(words, ", ")
    return {"and": _and, "or": _or}[last](joined(words[:-1], ", "), words[-1])


def strung(parts: Iterable[str]) -> Phrase:
    """Join few words by `and` alone: `a and b and c`."""
    first, *rest = parts
    return reduce(_and, rest, joined([first]))


def capital(text: str) -> Phrase:
    """Begin with a capital, whatever the language."""
    return Phrase(Shaped("capital", text))


def unstopped(text: str) -> Phrase:
    """Leave out the full stop at the end of a sentence, to put it inside another."""
    return Phrase(Shaped("unstopped", text))


def termed(text: str, of: str) -> Phrase:
    """Say `text` in English, and in other languages their word for `of`, a text of the knowledge."""
    return Phrase(Termed(text, of))


def lower(name: str) -> Phrase:
    """Write a name of the knowledge small, as English does inside a sentence."""
    return termed(name.lower(), name)


def render(
    thing: str,
    translate: Translate,
    term: Term,
    number: Callable[[float], str] = in_english,
    day: Callable[[date], str] = date.isoformat,
) -> str:
    """Say a text in another language.

    Parameters
    ----------
    thing : str
        A phrase, or a text of the knowledge.
    translate : callable
        Takes a template, its plural form and a whole number (None for both without a plural) and
        gives the template of the other language.
    term : callable
        Takes a text of the knowledge (the name of an exercise, a muscle, a whole sentence) and gives
        it in the other language, or None: then it stays as it is, as a person's own words do.
    number, day : callable
        How numbers and dates are written.
    """
    return Voice(translate, term, number, day).say(thing)
