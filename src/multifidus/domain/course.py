# SPDX-License-Identifier: Apache-2.0
"""How it goes: the usual course of people alike, a person's own course, and what has changed.

A course is about averages of groups. Nothing here is a chance or a date for one person.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multifidus.domain.words import Grade, Sureness

# --- outcomes ---------------------------------------------------------------------------------


class ChangeWord(StrEnum):
    """What can be said of a change between two answers."""

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
class Outcome:
    """One thing that is asked again and again: its values, and what may be said of them.

    Attributes
    ----------
    id : str
        The questionnaire, with its item where one item stands alone, such as `nprs-average`.
    name : str
        What to call it.
    points : tuple of Point
        One a day at most, oldest first.
    low, high : float
        The ends of the scale.
    better : str
        `more` or `less`.
    error : float or None
        The smallest change that is more than measurement error, where one is known.
    important : float or None
        The smallest change that matters, in points.
    important_share : float or None
        The same as a share of the first value.
    limit : float or None
        How far from the first value the last must lie to count: past all three. None where nothing
        is known, or where the answer itself says how it has changed.
    grade : Grade or None
        How well the weakest of these figures is known.
    """

    id: str
    instrument: str
    name: str
    points: tuple[Point, ...]
    low: float
    high: float
    better: str
    error: float | None
    important: float | None
    important_share: float | None
    limit: float | None
    word: ChangeWord
    sentence: str
    rule: str
    source: tuple[str, ...]
    grade: Grade | None

    @property
    def first(self) -> Point | None:
        """The first value."""
        return self.points[0] if self.points else None

    @property
    def last(self) -> Point | None:
        """The last value."""
        return self.points[-1] if self.points else None


# --- the usual course -------------------------------------------------------------------------


class Duration(StrEnum):
    """How long the pain had lasted when the person began."""

    ACUTE = "acute"
    SUBACUTE = "subacute"
    PERSISTENT = "persistent"


class Place(StrEnum):
    """Where a person's own pain lies against the usual course."""

    BELOW = "below the band"
    WITHIN = "within"
    ABOVE = "above"
    EARLY = "too early"


class WhyNone(StrEnum):
    """Why there is no forecast (rule FC8)."""

    NO_EPISODE = "no-episode"
    NO_DURATION = "no-duration"
    NO_START = "no-start-value"
    NO_PAIN = "no-pain-at-the-start"
    OPEN_SIGN = "open-danger-sign"
    NOT_SCREENED = "not-screened"
    OVER = "after-the-last-week"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """One published average: as it was published (of 100), and scaled to the person (0 to 10)."""

    week: int
    published: float
    scaled: float
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One published course, scaled to the person's own start."""

    id: str
    group: Duration
    points: tuple[CurvePoint, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPoint:
    """The band of people alike in one week, on the scale of pain from 0 to 10.

    `grade` is that of the weaker published figure; between two published points it is `P`, since
    the line between them is our own.
    """

    week: int
    low: float
    high: float
    published: bool
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPoint:
    """A person's own pain in one week: the mean of the answers given in it, and how many there were."""

    week: int
    on: date
    value: float
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One sentence that may be said, with its rule, papers and grade."""

    text: str
    rule: str
    source: tuple[str, ...]
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where people alike usually are, and where this person is.

    Attributes
    ----------
    start : date
        The day of the first answer or session: week 0.
    days_before : int
        How many days the pain had lasted by then.
    band : tuple of BandPoint
        Every week from the start to the last published one, for drawing.
    horizons : tuple of BandPoint
        The few weeks that are named.
    sure : Sureness or None
        How far the place can be told from the error of an answer; None where there is no place yet.
    see_clinician : bool
        Whether the pain does not follow the usual course (rule FC3).
    sayings : tuple of Saying
        All that may be said besides, in order: averages, no promise, what exercise adds.
    """

    on: date
    start: date
    days_before: int
    duration: Duration
    own_start: float
    curves: tuple[Curve, ...]
    band: tuple[BandPoint, ...]
    horizons: tuple[BandPoint, ...]
    own: tuple[OwnPoint, ...]
    place: Place
    place_text: str
    sure: Sureness | None
    sure_text: str
    see_clinician: bool
    see_clinician_text: str
    like_you: str
    horizon_texts: tuple[str, ...]
    label: str
    sayings: tuple[Saying, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoForecast:
    """Why nothing is said about the course, in words."""

    on: date
    why: WhyNone
    text: str
    rule: str = "FC8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Everything about how it goes: the course or why there is none, and every outcome."""

    on: date
    course: Course | None
    no_forecast: NoForecast | None
    outcomes: tuple[Outcome, ...]
