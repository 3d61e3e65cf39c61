# SPDX-License-Identifier: Apache-2.0
"""A change between two answers, judged only against what is known to be more than chance.

The words are `better`, `no clear change`, `worse` and `too early to say`. An answer that is missing
is missing: nothing is carried forward.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from multifidus.domain.record import OutcomeEntry, Record
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema_texts import Questionnaire

POINTS: Final = ("detectable", "points")
"""The figures of a questionnaire that a change must reach, the first one that it has."""

SHARE: Final = "share"

DECIMALS: Final = 6
"""Sums of tenths are rounded here, so that 8.2 - 7.2 reaches 1."""


class Word(StrEnum):
    """What can be said of a change."""

    BETTER = "better"
    UNCLEAR = "no clear change"
    WORSE = "worse"
    EARLY = "too early to say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value on one day."""

    on: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The values of one thing over time, and what may be said of them.

    `limit` is how far from the first value a change must lie to count; None where nothing is known.
    `low` and `high` are the ends of the scale.
    """

    id: str
    points: tuple[Point, ...]
    low: float
    high: float
    limit: float | None
    word: Word
    better: str

    @property
    def first(self) -> Point | None:
        """The first value."""
        return self.points[0] if self.points else None

    @property
    def last(self) -> Point | None:
        """The last value."""
        return self.points[-1] if self.points else None


def limit_of(instrument: Questionnaire, first: float) -> float | None:
    """Return how large a change from a first value must be: its points, and its share as well.

    Where an instrument gives both, a change has to pass both.
    """
    figures = instrument.important_change
    points = next((figures[name].value for name in POINTS if name in figures), None)
    if points is None:
        return None
    share = figures[SHARE].value if SHARE in figures else 0.0
    return max(points, round(abs(first) * share, DECIMALS))


def judge(
    points: Sequence[Point], *, limit: float | None, more_is_better: bool, from_weeks: int
) -> Word:
    """Say what may be said of the way from the first value to the last."""
    if len(points) < 2 or points[-1].on - points[0].on < timedelta(weeks=from_weeks):
        return Word.EARLY
    step = round(points[-1].value - points[0].value, DECIMALS)
    if limit is None or abs(step) < limit:
        return Word.UNCLEAR
    return Word.BETTER if (step > 0) is more_is_better else Word.WORSE


def course(
    name: str,
    points: Sequence[Point],
    instrument: Questionnaire,
    knowledge: Knowledge,
    *,
    low: float,
    high: float,
) -> Course:
    """Put values in order and judge them; of several on one day the last counts."""
    by_day = {one.on: one for one in points}
    kept = tuple(by_day[day] for day in sorted(by_day))
    limit = limit_of(instrument, kept[0].value) if kept else None
    word = judge(
        kept,
        limit=limit,
        more_is_better=instrument.better == "more",
        from_weeks=knowledge.schedule.judged.from_weeks,
    )
    return Course(
        id=name, points=kept, low=low, high=high, limit=limit, word=word, better=instrument.better
    )


def answers_to(record: Record, instrument: str) -> list[OutcomeEntry]:
    """Return the answers to a questionnaire, oldest first; of one day the order of the record."""
    found = [one for one in record.outcomes if one.instrument == instrument]
    return sorted(found, key=lambda one: one.on)


def item_course(record: Record, instrument: str, item: str, knowledge: Knowledge) -> Course:
    """Return one item of a questionnaire over time."""
    known = knowledge.questionnaires[instrument]
    ends = next(one for one in known.items if one.id == item)
    points = [
        Point(on=one.on, value=one.answers[item])
        for one in answers_to(record, instrument)
        if item in one.answers
    ]
    name = f"{instrument}-{item}"
    return course(name, points, known, knowledge, low=ends.low, high=ends.high)


def mean_course(record: Record, instrument: str, knowledge: Knowledge) -> Course:
    """Return the mean of the answered items over time; only items answered the first time count."""
    known = knowledge.questionnaires[instrument]
    rows = answers_to(record, instrument)
    first = set(rows[0].answers) if rows else set()
    points = [
        Point(on=one.on, value=round(sum(values) / len(values), 1))
        for one in rows
        if (values := [value for item, value in one.answers.items() if item in first])
    ]
    ends = known.items[0]
    return course(instrument, points, known, knowledge, low=ends.low, high=ends.high)


def count_course(record: Record, instrument: str, knowledge: Knowledge) -> Course:
    """Return the count of the statements ticked over time; one without a tick counts 0."""
    known = knowledge.questionnaires[instrument]
    points = [
        Point(on=one.on, value=sum(one.answers.values())) for one in answers_to(record, instrument)
    ]
    return course(
        instrument, points, known, knowledge, low=0, high=sum(i.high for i in known.items)
    )
