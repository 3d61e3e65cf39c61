# SPDX-License-Identifier: Apache-2.0
"""The shape of a lesson: a few short paragraphs on one question, each with what it rests on."""

from typing import Annotated, Final, Literal

from pydantic import Field

from multifidus.domain.words import Grade
from multifidus.knowledge.base import Id, Line, Sources, Strict

_WORDS_PER_MINUTE: Final = 160
"""How fast most people read a text that is new to them, with time to think."""


class LessonFact(Strict):
    """One fact; whatever says a number is one of these, so that no number stands without its papers."""

    id: Id
    text: Line
    source: Sources
    grade: Grade


class LessonPart(Strict):
    """A part of a lesson under a heading. `source` and `grade` are for its paragraphs and points."""

    id: Id
    title: Line
    text: tuple[Line, ...] = ()
    points: tuple[Line, ...] = ()
    facts: tuple[LessonFact, ...] = ()
    shows: Literal["danger-signs", "grades"] | None = None
    source: Sources
    grade: Grade


class Lesson(Strict):
    """A short lesson.

    `order` is its place in the list. `points` say the whole of it in a few lines. `claims` are the
    popular claims that belong to it, `figure` an exercise that stands beside its title.
    """

    id: Id
    order: Annotated[int, Field(ge=1)]
    title: Line
    lead: Line
    points: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    parts: Annotated[tuple[LessonPart, ...], Field(min_length=1)]
    claims: tuple[str, ...] = ()
    figure: Id

    @property
    def minutes(self) -> int:
        """How long it takes to read, in whole minutes."""
        texts = [self.lead, *self.points]
        for part in self.parts:
            texts += [part.title, *part.text, *part.points, *(fact.text for fact in part.facts)]
        words = sum(len(text.split()) for text in texts)
        return max(1, -(-words // _WORDS_PER_MINUTE))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every paper that a part or a fact names, in order, each once."""
        named = [
            key
            for part in self.parts
            for key in (*part.source, *(key for fact in part.facts for key in fact.source))
        ]
        return tuple(dict.fromkeys(named))
