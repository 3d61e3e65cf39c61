# SPDX-License-Identifier: Apache-2.0
"""What there is to read: lessons, popular claims, every source, what the product is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.words import Level
from multifidus.knowledge.lessons import Lesson
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DangerSign, Source
from multifidus.knowledge.schema_texts import Claim
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import NotYours
from multifidus.service.house import Service

_VERDICTS: Final = ("contradicted", "unsupported", "mixed", "supported")
"""Claims that are best let go of come first."""

_LEVELS: Final = (Level.EMERGENCY, Level.URGENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything there is to read, in the order in which it is shown."""

    lessons: tuple[Lesson, ...]
    claims: tuple[Claim, ...]


def shelf(service: Service, who: Who) -> Shelf:
    """Return what there is to read, in the asker's language."""
    decide(who, Action.READ_KNOWLEDGE)
    book = service.knowledge_in(who.language)
    return Shelf(lessons=_lessons(book), claims=_claims(book))


def _lessons(book: Knowledge) -> tuple[Lesson, ...]:
    return tuple(sorted(book.lessons.values(), key=lambda one: one.order))


def _claims(book: Knowledge) -> tuple[Claim, ...]:
    return tuple(
        sorted(book.claims.values(), key=lambda one: (_VERDICTS.index(one.verdict), one.id))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One lesson with what stands around it.

    `signs` are the danger signs of each level, worst first, for lessons that show them. `before` and
    `after` are its neighbours on the shelf.
    """

    lesson: Lesson
    claims: tuple[Claim, ...]
    signs: Mapping[Level, tuple[DangerSign, ...]]
    before: Lesson | None
    after: Lesson | None


def lesson(service: Service, who: Who, key: str) -> Read:
    """Return one lesson in the asker's language.

    Raises
    ------
    NotYours
        If there is none of this name.
    """
    decide(who, Action.READ_KNOWLEDGE)
    book = service.knowledge_in(who.language)
    rows = _lessons(book)
    place = next((n for n, one in enumerate(rows) if one.id == key), None)
    if place is None:
        raise NotYours(say("There is no such page."))
    return Read(
        lesson=rows[place],
        claims=tuple(book.claims[one] for one in rows[place].claims),
        signs=_signs(book.danger_signs.values()),
        before=rows[place - 1] if place else None,
        after=rows[place + 1] if place + 1 < len(rows) else None,
    )


def _signs(signs: Iterable[DangerSign]) -> Mapping[Level, tuple[DangerSign, ...]]:
    rows = sorted(signs, key=lambda one: one.rule)
    return MappingProxyType(
        {level: tuple(one for one in rows if one.level is level and one.asked) for level in _LEVELS}
    )


def sources(service: Service, who: Who) -> tuple[tuple[str, Source], ...]:
    """Return every paper and text that anything here rests on, by its key."""
    decide(who, Action.READ_KNOWLEDGE)
    rows = service.knowledge.sources.items()
    return tuple(sorted(rows, key=lambda one: one[0].casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How much there is, for the page on what this is."""

    version: str
    exercises: int
    tests: int
    signs: int
    sources: int


def about(service: Service, who: Who) -> About:
    """Count what the knowledge holds."""
    decide(who, Action.READ_KNOWLEDGE)
    book = service.knowledge
    return About(
        version=book.version,
        exercises=len(book.exercises),
        tests=len(book.tests),
        signs=len(book.danger_signs),
        sources=len(book.sources),
    )
