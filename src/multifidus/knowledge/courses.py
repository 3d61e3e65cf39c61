# SPDX-License-Identifier: Apache-2.0
"""The shape of `courses.yaml`: published courses of low-back pain, and which ones stand for whom."""

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from multifidus.domain.course import Duration
from multifidus.domain.words import Grade
from multifidus.knowledge.base import Cited, Id, Strict

Week = Annotated[int, Field(ge=0, le=104)]
Score = Annotated[float, Field(ge=0, le=100)]


class PublishedPoint(Strict):
    """A published average in one week, with the ends of its interval where they are known."""

    week: Week
    value: Score
    low: Score | None = None
    high: Score | None = None
    grade: Grade

    @model_validator(mode="after")
    def _inside(self) -> "PublishedPoint":
        if (self.low is not None and self.low > self.value) or (
            self.high is not None and self.high < self.value
        ):
            raise ValueError("the value must lie between low and high")
        return self


class PublishedCourse(Cited):
    """How pain went on average in one pooled group."""

    id: Id
    group: Duration
    points: Annotated[tuple[PublishedPoint, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _in_order(self) -> "PublishedCourse":
        weeks = [point.week for point in self.points]
        if weeks != sorted(set(weeks)) or weeks[0] != 0:
            raise ValueError("points begin in week 0 and their weeks rise")
        if self.points[0].value <= 0:
            raise ValueError("a course that begins without pain cannot be scaled")
        return self


class CoursePair(Strict):
    """The two courses for people whose pain had lasted at least so long."""

    duration: Duration
    from_weeks: Week
    courses: Annotated[tuple[Id, Id], Field()]


class Horizons(Cited):
    """The weeks that are named; between two published points the line between them counts."""

    weeks: Annotated[tuple[Week, ...], Field(min_length=1)]


class Courses(Cited):
    """All of `courses.yaml`."""

    scale: Annotated[float, Field(gt=0)]
    pairs: Annotated[tuple[CoursePair, ...], Field(min_length=1)]
    horizons: Horizons
    published: Annotated[tuple[PublishedCourse, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "Courses":
        known = {one.id: one for one in self.published}
        if len(known) < len(self.published):
            raise ValueError("two courses have the same id")
        for pair in self.pairs:
            for name in pair.courses:
                if name not in known:
                    raise ValueError(f"there is no course {name!r}")
        starts = [pair.from_weeks for pair in self.pairs]
        if starts[0] != 0 or any(one >= other for one, other in pairwise(starts)):
            raise ValueError("pairs begin at 0 weeks and rise")
        ends = {one.points[-1].week for one in self.published}
        if len(ends) > 1 or list(self.horizons.weeks) != sorted(set(self.horizons.weeks)):
            raise ValueError("courses end in one week, and horizons rise")
        if self.horizons.weeks[-1] > min(ends):
            raise ValueError("no course is known for the last horizon")
        return self

    @property
    def last_week(self) -> int:
        """The last week that any course speaks of."""
        return self.published[0].points[-1].week

    def of(self, name: str) -> PublishedCourse:
        """Return a course by its id."""
        return next(one for one in self.published if one.id == name)
