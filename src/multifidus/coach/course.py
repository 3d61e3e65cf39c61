# SPDX-License-Identifier: Apache-2.0
"""Where people alike usually are, and where this person is against it (rules FC1 to FC8).

Two published courses, scaled to the person's own start, bound the band. No chance, no end date: the
band is about averages of groups, and the words say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import inf
from typing import Final

from multifidus.coach.course_words import (
    early_text,
    horizon_text,
    label_text,
    like_you,
    no_forecast_text,
    place_text,
    sayings,
    see_clinician_text,
    sure_text,
)
from multifidus.coach.verdict import PAIN, outcomes, start_of
from multifidus.domain.course import (
    BandPoint,
    Course,
    Curve,
    CurvePoint,
    NoForecast,
    Outlook,
    OwnPoint,
    Place,
    WhyNone,
)
from multifidus.domain.record import Record
from multifidus.domain.results import Clearance
from multifidus.domain.words import Grade, Level, SignStatus, Sureness
from multifidus.knowledge.courses import CoursePair, PublishedCourse
from multifidus.knowledge.loader import Knowledge

AVERAGE: Final = "average"
"""The item that is compared: pain on average over the last seven days."""

DAYS_PER_WEEK: Final = 7
NOT_IMPROVING: Final = "R03"
"""The sign of a spell that does not get better and that nobody has looked at."""

RULES: Final = ("FC1", "FC2", "FC3", "FC4", "FC5", "FC6", "FC7", "FC8")
_ONE_DECIMAL: Final = 1
_HAIR: Final = 1e-9
"""Room for binary rounding, so that 8.2 - 7.2 reaches 1."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A record on a day, with when the pain began, when the person began, and with how much pain."""

    record: Record
    on: date
    began: date
    start: date
    own_start: float
    knowledge: Knowledge

    def figure(self, rule: str, name: str) -> float:
        return self.knowledge.rules[rule].figures[name].value

    @property
    def top(self) -> float:
        """The upper end of the scale of pain that is answered on."""
        items = self.knowledge.questionnaires[PAIN].items
        return next(item.high for item in items if item.id == AVERAGE)


# --- when there is none -------------------------------------------------------------------------


def _open_sign(clearance: Clearance) -> str | None:
    """The question of a danger sign that stands in the way, if there is one."""
    serious = (Level.EMERGENCY, Level.URGENT)
    for sign in clearance.signs:
        here = sign.status in (SignStatus.PRESENT, SignStatus.NOT_SURE)
        if here and (sign.level in serious or sign.rule == NOT_IMPROVING):
            return sign.question
    return None


def _unasked(clearance: Clearance) -> bool:
    """Whether a question of an emergency or urgent sign was never answered."""
    serious = (Level.EMERGENCY, Level.URGENT)
    return any(
        sign.status is SignStatus.UNANSWERED and sign.level in serious for sign in clearance.signs
    )


def _answers(record: Record, start: date, on: date) -> list[tuple[date, float]]:
    """Answers on average pain since the start, oldest first."""
    return sorted(
        (one.on, one.answers[AVERAGE])
        for one in record.outcomes
        if one.instrument == PAIN and AVERAGE in one.answers and start <= one.on <= on
    )


def _start_value(
    record: Record, start: date | None, on: date, knowledge: Knowledge
) -> float | None:
    """Mean of the answers of the first week; None without one (FC2)."""
    if start is None:
        return None
    days = knowledge.rules["FC2"].figures["start_days"].value
    first = [value for day, value in _answers(record, start, on) if (day - start).days < days]
    return sum(first) / len(first) if first else None


# --- the band -----------------------------------------------------------------------------------


def _pair(days_before: int, knowledge: Knowledge) -> CoursePair:
    """Pick the pair of courses by how long the pain had lasted (FC1)."""
    fitting = [
        pair for pair in knowledge.courses.pairs if days_before >= pair.from_weeks * DAYS_PER_WEEK
    ]
    return fitting[-1]


def _at(points: Sequence[tuple[int, float]], week: int) -> float:
    """A course in a week: straight lines between its points."""
    for (before, low), (after, high) in pairwise(points):
        if week <= after:
            return low + (high - low) * (week - before) / (after - before)
    return points[-1][1]


def _curve(published: PublishedCourse, own_start: float) -> Curve:
    factor = own_start / published.points[0].value
    return Curve(
        id=published.id,
        group=published.group,
        points=tuple(
            CurvePoint(
                week=point.week,
                published=point.value,
                scaled=round(point.value * factor, 2),
                grade=point.grade,
            )
            for point in published.points
        ),
        source=published.source,
    )


def _band_at(
    pair: Sequence[PublishedCourse], own_start: float, week: int, case: _Case
) -> BandPoint:
    """The band in one week: between both scaled courses, and a little wider (FC2)."""
    wider = case.figure("FC2", "widen") * case.top / case.knowledge.courses.scale
    values = []
    grades: list[Grade] = []
    for one in pair:
        points = [(point.week, point.value) for point in one.points]
        values.append(_at(points, week) * own_start / one.points[0].value)
        grades += [point.grade for point in one.points if point.week == week]
    published = len(grades) == len(pair)
    return BandPoint(
        week=week,
        low=round(max(min(values) - wider, 0), _ONE_DECIMAL),
        high=round(min(max(values) + wider, case.top), _ONE_DECIMAL),
        published=published,
        grade=max(grades, key=list(Grade).index) if published else Grade.P,
    )


# --- the person ---------------------------------------------------------------------------------


def _own(case: _Case) -> tuple[OwnPoint, ...]:
    """Mean of the answers of each week; a week without one stays missing."""
    weeks: dict[int, list[tuple[date, float]]] = {}
    for on, value in _answers(case.record, case.start, case.on):
        weeks.setdefault((on - case.start).days // DAYS_PER_WEEK, []).append((on, value))
    return tuple(
        OwnPoint(
            week=week,
            on=rows[-1][0],
            value=round(sum(value for _, value in rows) / len(rows), _ONE_DECIMAL),
            answers=len(rows),
        )
        for week, rows in sorted(weeks.items())
    )


def _place(own: Sequence[OwnPoint], band: Sequence[BandPoint], case: _Case) -> Place:
    """Where the last own point lies; too early before two weeks with answers have passed."""
    wait = timedelta(weeks=case.knowledge.schedule.judged.from_weeks)
    if len(own) < 2 or own[-1].on - case.start < wait:
        return Place.EARLY
    there = band[own[-1].week]
    if own[-1].value > there.high:
        return Place.ABOVE
    return Place.BELOW if own[-1].value < there.low else Place.WITHIN


def _sure(value: float, there: BandPoint, case: _Case) -> Sureness:
    """How far the place can be told from the error of an answer.

    An end of the scale is no edge of the band: nobody can lie beyond it.
    """
    edges = [edge for edge in (there.low, there.high) if 0 < edge < case.top]
    far = min((abs(value - edge) for edge in edges), default=inf) + _HAIR
    figures = case.knowledge.questionnaires[PAIN].important_change
    if far >= figures["detectable"].value:
        return Sureness.CLEAR
    return Sureness.LIKELY if far >= figures["detectable_from"].value else Sureness.UNCERTAIN


def _flat(own: Sequence[OwnPoint], case: _Case) -> bool:
    """Whether pain has not come down by an amount that counts in the last weeks (FC3)."""
    last = own[-1]
    weeks = case.figure("FC3", "flat_weeks")
    before = [one for one in own if one.week <= last.week - weeks]
    then = before[-1] if before else own[0]
    counts = case.knowledge.questionnaires[PAIN].important_change["points"].value
    return then.value - last.value + _HAIR < counts


# --- together -----------------------------------------------------------------------------------


def course(
    record: Record, on: date, clearance: Clearance, knowledge: Knowledge
) -> Course | NoForecast:
    """Say where people alike usually are and where this person is, or why that cannot be said.

    Parameters
    ----------
    record : Record
        Facts dated after `on` are ignored.
    on : date
        The day on which one looks.
    clearance : Clearance
        The screening of that day: an open danger sign allows no forecast.
    knowledge : Knowledge
        The published courses and the rules.
    """
    episode = record.episode
    question = _open_sign(clearance)
    start = start_of(record, on)
    own_start = _start_value(record, start, on, knowledge)
    last_week = knowledge.courses.last_week
    if question is not None:
        why = WhyNone.OPEN_SIGN
    elif episode is None or (episode.started is not None and episode.started > on):
        why = WhyNone.NO_EPISODE
    elif _unasked(clearance):
        why = WhyNone.NOT_SCREENED
    elif episode.started is None:
        why = WhyNone.NO_DURATION
    elif start is None or own_start is None:
        why = WhyNone.NO_START
    elif own_start <= 0:
        why = WhyNone.NO_PAIN
    elif (on - start).days > last_week * DAYS_PER_WEEK:
        why = WhyNone.OVER
    else:
        return _course(_Case(record, on, episode.started, start, own_start, knowledge))
    return NoForecast(on=on, why=why, text=no_forecast_text(why, question or "", last_week))


def _course(case: _Case) -> Course:
    known = case.knowledge.courses
    own_start, days_before = case.own_start, (case.start - case.began).days
    pair = _pair(days_before, case.knowledge)
    published = [known.of(name) for name in pair.courses]
    weeks = range(known.last_week + 1)
    band = tuple(_band_at(published, own_start, week, case) for week in weeks)
    own = _own(case)
    place = _place(own, band, case)
    last = own[-1]
    sure = None if place is Place.EARLY else _sure(last.value, band[last.week], case)
    late = last.week >= case.figure("FC3", "from_week")
    see = place is Place.ABOVE and late and _flat(own, case)
    early = early_text(case.knowledge.schedule.judged.from_weeks)
    horizons = tuple(band[week] for week in known.horizons.weeks)
    curves = tuple(_curve(one, own_start) for one in published)
    return Course(
        on=case.on,
        start=case.start,
        days_before=days_before,
        duration=pair.duration,
        own_start=round(own_start, _ONE_DECIMAL),
        curves=curves,
        band=band,
        horizons=horizons,
        own=own,
        place=place,
        place_text=early if place is Place.EARLY else place_text(place, last, case.top),
        sure=sure,
        sure_text="" if sure is None else sure_text(sure, case.knowledge.questionnaires[PAIN]),
        see_clinician=see,
        see_clinician_text=see_clinician_text() if see else "",
        like_you=like_you(pair, known.pairs, case.start, own_start, case.top),
        horizon_texts=tuple(horizon_text(one, case.top) for one in horizons),
        label=label_text(curves),
        sayings=sayings(pair.duration, case.knowledge),
        rules=RULES,
    )


def outlook(record: Record, on: date, clearance: Clearance, knowledge: Knowledge) -> Outlook:
    """Return the course, or why there is none, with every outcome."""
    found = course(record, on, clearance, knowledge)
    return Outlook(
        on=on,
        course=found if isinstance(found, Course) else None,
        no_forecast=found if isinstance(found, NoForecast) else None,
        outcomes=outcomes(record, on, knowledge),
    )
