# SPDX-License-Identifier: Apache-2.0
"""Finding exercises: by words in any language, slips of the finger forgiven, and by filters. Pure.

Words are compared without case and accents. A word finds what begins with it or holds it; a word of
some length also finds what is one slip away, a long one two, but only after everything that fits.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from multifidus.domain.words import Modality, Position, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

AT_HOME: Final = "none"
"""The choice of equipment for what every home has."""

LONGEST: Final = 80
"""Letters of a search that are looked at."""

_COUNTS: Final = 2
"""Planning grade from which an exercise is listed under a muscle."""
_INSIDE: Final = 3
_ONE_SLIP: Final = 4
_TWO_SLIPS: Final = 8
_WORD: Final = re.compile(r"[^\W_]+")
_FITS, _NEAR = 0, 1


def fold(text: str) -> str:
    """Write a text without case and accents, as it is compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into the words by which it is found."""
    return tuple(_WORD.findall(fold(text)))


def slips(a: str, b: str, most: int) -> int:
    """Count the slips between two words: letters left out, added, exchanged or swapped.

    Counting stops past `most`; the answer is then `most + 1`.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def fit(wanted: str, word: str) -> int | None:
    """Say how well a word fits what was typed: 0 well, 1 but for a slip, None not at all."""
    if word.startswith(wanted) or (len(wanted) >= _INSIDE and wanted in word):
        return _FITS
    most = 2 if len(wanted) >= _TWO_SLIPS else 1 if len(wanted) >= _ONE_SLIP else 0
    if not most or word[:1] != wanted[:1]:
        return None
    ends = {len(word), len(wanted) - 1, len(wanted), len(wanted) + 1}
    near = any(slips(wanted, word[:end], most) <= most for end in ends if end > 1)
    return _NEAR if near else None


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one exercise: those of its names, and those of what it works."""

    names: frozenset[str]
    works: frozenset[str]


Index = Mapping[str, Entry]
"""The words of every exercise, by its id."""


def index(books: Iterable[Knowledge]) -> Index:
    """Gather the words of every exercise in several languages.

    Parameters
    ----------
    books : iterable of Knowledge
        The same knowledge, once in each language.
    """
    names: dict[str, set[str]] = {}
    works: dict[str, set[str]] = {}
    for book in books:
        for key, row in book.exercises.items():
            called = [words_of(text) for text in (row.name, *row.aliases)]
            # "birddog" is "bird dog" as well.
            names.setdefault(key, set()).update(*called, ("".join(words) for words in called))
            texts = [book.ladders[row.ladder.id].name]
            for muscle in (*row.muscles.primary, *row.muscles.secondary):
                texts += [book.muscles[muscle].plain_name, book.muscles[muscle].standard_name]
            texts += [book.stretch_targets[target].plain_name for target in row.stretches]
            works.setdefault(key, set()).update(word for text in texts for word in words_of(text))
    return {key: Entry(frozenset(names[key]), frozenset(works[key])) for key in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; what is empty does not narrow. Values are ids of the knowledge."""

    words: str = ""
    muscle: str = ""
    position: str = ""
    equipment: str = ""
    stage: str = ""
    modality: str = ""

    @property
    def any(self) -> bool:
        """Whether anything narrows at all."""
        return any(getattr(self, field.name) for field in fields(self))


def known(filters: Filters, knowledge: Knowledge) -> Filters:
    """Return the filters without what the knowledge does not hold, as an address may say anything."""
    return Filters(
        words=" ".join(filters.words.split())[:LONGEST],
        muscle=filters.muscle if filters.muscle in knowledge.muscles else "",
        position=filters.position if filters.position in set(Position) else "",
        equipment=filters.equipment if filters.equipment in knowledge.equipment else "",
        stage=filters.stage if filters.stage in set(Stage) else "",
        modality=filters.modality if filters.modality in set(Modality) else "",
    )


def passes(row: Exercise, filters: Filters, knowledge: Knowledge) -> bool:
    """Whether an exercise has everything that is filtered for."""
    if filters.muscle and not (
        row.muscles.grades.get(filters.muscle, 0) >= _COUNTS or filters.muscle in row.stretches
    ):
        return False
    if filters.equipment == AT_HOME:
        if not all(knowledge.equipment[thing].assumed for thing in row.equipment):
            return False
    elif filters.equipment and filters.equipment not in row.equipment:
        return False
    return (
        filters.position in {"", row.position}
        and filters.stage in {"", row.stage}
        and filters.modality in {"", row.modality}
    )


def rank(entry: Entry, wanted: Sequence[Mapping[str, int]]) -> int | None:
    """Say how well an exercise fits a search: the worst of its words counts; None if one is missing.

    Parameters
    ----------
    wanted : sequence of mapping
        For each word that was typed, the words that fit it and how well.
    """
    worst = 0
    for fits in wanted:
        found = [2 * fits[word] for word in entry.names & fits.keys()]
        found += [2 * fits[word] + 1 for word in entry.works & fits.keys()]
        if not found:
            return None
        worst = max(worst, min(found))
    return worst


def search(filters: Filters, knowledge: Knowledge, words: Index) -> tuple[str, ...]:
    """Return the ids of the exercises that are found, the best first.

    Parameters
    ----------
    knowledge : Knowledge
        In the language whose names give the order among equals.
    words : Index
        The words by which they are found.
    """
    every = {word for entry in words.values() for word in entry.names | entry.works}
    wanted = [
        {word: how for word in every if (how := fit(one, word)) is not None}
        for one in words_of(filters.words)
    ]
    found = []
    for key, row in knowledge.exercises.items():
        if passes(row, filters, knowledge) and (place := rank(words[key], wanted)) is not None:
            found.append((place, row.stage.rank, fold(row.name), key))
    return tuple(key for *_, key in sorted(found))
