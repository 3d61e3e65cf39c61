# SPDX-License-Identifier: Apache-2.0
"""The charts of the progress page in the visitor's words: each with its sentence and its table."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from multifidus.domain.course import Outcome
from multifidus.domain.words import Side
from multifidus.knowledge.loader import Knowledge
from multifidus.service.progress import MeasuredTest, Progress
from multifidus.service.progress_days import DayKind
from multifidus.web.charts.calendar import Cell, Kind, calendar_chart
from multifidus.web.charts.lines import Line, Mark, Spot, line_chart
from multifidus.web.charts.strips import Strip, strip_chart

MOST_MUSCLES: Final = 12
"""Rows of the chart of muscles; the table beneath has all of them."""

WEEKS: Final = 12
"""Weeks of the calendar; the table beneath has all of them."""


class Catalogue(Protocol):
    """Messages in the visitor's language."""

    def gettext(self, message: str) -> str:
        """Return a message."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return a message for a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How the visitor's language says things: messages, days and numbers.

    `speak` says a sentence of the core; it stays English unless another voice is given.
    """

    words: Catalogue
    day: Callable[[date], str]
    weekday: Callable[[date], str]
    number: Callable[[float], str]
    knowledge: Knowledge
    speak: Callable[[str], str] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart ready for its frame."""

    id: str
    title: str
    svg: str
    summary: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = field(default=())


def _band(course: Outcome) -> tuple[float, float] | None:
    if course.first is None or course.limit is None:
        return None
    middle = course.first.value
    return max(middle - course.limit, course.low), min(middle + course.limit, course.high)


def _line(course: Outcome, name: str, style: int) -> Line:
    spots = tuple(Spot(on=one.on, value=one.value) for one in course.points)
    return Line(name=name, spots=spots, style=style)


def _table(courses: Sequence[Outcome], speech: Speech) -> tuple[tuple[str, ...], ...]:
    days = sorted({point.on for course in courses for point in course.points})
    by_day = [{point.on: point.value for point in course.points} for course in courses]
    return tuple(
        (
            speech.day(day),
            *(speech.number(values[day]) if day in values else "" for values in by_day),
        )
        for day in days
    )


def pain_chart(progress: Progress, speech: Speech) -> Chart | None:
    """Draw pain on average, at worst and in the leg; the band is around the first average."""
    _ = speech.words.gettext
    names = {"average": _("on average"), "worst": _("at worst"), "leg": _("in the leg")}
    shown = {
        item: course
        for item, course in progress.pain.items()
        if course.points and (item != "leg" or any(point.value for point in course.points))
    }
    if not shown:
        return None
    main = next(iter(shown.values()))
    summary = speech.speak(main.sentence)
    return Chart(
        id="pain",
        title=_("Pain, 0 to 10"),
        svg=line_chart(
            name="chart-pain",
            title=_("Pain, 0 to 10"),
            text=summary,
            lines=[
                _line(course, names[item], n) for n, (item, course) in enumerate(shown.items(), 1)
            ],
            day=speech.day,
            number=speech.number,
            low=main.low,
            high=main.high,
            band=_band(main),
        ),
        summary=summary,
        head=(_("Day"), *(names[item] for item in shown)),
        rows=_table(list(shown.values()), speech),
    )


def _one_course(course: Outcome, name: str, title: str, speech: Speech) -> Chart | None:
    if not course.points:
        return None
    _ = speech.words.gettext
    summary = speech.speak(course.sentence)
    return Chart(
        id=name,
        title=title,
        svg=line_chart(
            name=f"chart-{name}",
            title=title,
            text=summary,
            lines=[_line(course, title, 1)],
            day=speech.day,
            number=speech.number,
            low=course.low,
            high=course.high,
            band=_band(course),
        ),
        summary=summary,
        head=(_("Day"), _("Value")),
        rows=_table([course], speech),
    )


def function_charts(progress: Progress, speech: Speech) -> tuple[Chart, ...]:
    """Draw the person's own activities and the 24 statements, as far as there are answers."""
    _ = speech.words.gettext
    found = (
        _one_course(progress.own, "own", _("Your own activities (more is better)"), speech),
        _one_course(
            progress.statements,
            "statements",
            _("Statements ticked (less is better)"),
            speech,
        ),
    )
    return tuple(one for one in found if one is not None)


def effort_chart(progress: Progress, speech: Speech) -> Chart | None:
    """Draw the mean effort by week; there is no error known to judge it by."""
    if not progress.effort:
        return None
    _ = speech.words.gettext
    title = _("Effort by week, 0 to 10")
    summary = _("The average of what you said after each exercise.")
    effort = speech.knowledge.record_bounds.effort
    return Chart(
        id="effort",
        title=title,
        svg=line_chart(
            name="chart-effort",
            title=title,
            text=summary,
            lines=[
                Line(
                    name=title,
                    spots=tuple(Spot(on=one.on, value=one.value) for one in progress.effort),
                )
            ],
            day=speech.day,
            number=speech.number,
            low=effort.lowest,
            high=effort.highest,
        ),
        summary=summary,
        head=(_("Week from"), _("Effort")),
        rows=tuple((speech.day(one.on), speech.number(one.value)) for one in progress.effort),
    )


def unit_word(unit: str, speech: Speech) -> str:
    """Return the unit of a test in the visitor's words."""
    _ = speech.words.gettext
    return {
        "deg": _("degrees"),
        "cm": _("cm"),
        "s": _("seconds"),
        "reps": _("repetitions"),
        "min": _("minutes"),
    }[unit]


def test_chart(test: MeasuredTest, speech: Speech) -> Chart:
    """Draw one test left and right, each result with its error, against what is usual."""
    _ = speech.words.gettext
    sides = {Side.LEFT: _("left"), Side.RIGHT: _("right"), None: _("Value")}
    # A change is the difference of two values, each as unsure as the other.
    error = (test.error or 0.0) / math.sqrt(2)
    name = speech.knowledge.tests[test.test].name
    usual = test.usual
    lines = [
        Line(
            name=sides[side],
            spots=tuple(Spot(on=one.on, value=one.value, error=error) for one in rows),
            style=2 if side is Side.RIGHT else 1,
        )
        for side, rows in test.readings.items()
    ]
    days = sorted({one.on for rows in test.readings.values() for one in rows})
    by_side = [{one.on: one.value for one in rows} for rows in test.readings.values()]
    text = _("The bars show how far the true value may lie from the measured one.") if error else ""
    title = f"{name}, {unit_word(test.unit, speech)}"
    lowest = speech.knowledge.tests[test.test].human_range.lowest
    values = [one.value - error for rows in test.readings.values() for one in rows]
    return Chart(
        id=test.test,
        title=title,
        svg=line_chart(
            name=f"chart-{test.test}",
            title=title,
            text=text,
            lines=lines,
            day=speech.day,
            number=speech.number,
            # Nobody has less than the least a person can have, whatever the error says.
            low=lowest if min(values) < lowest else None,
            marks=[Mark(value=usual, name=_("usual"))] if usual is not None else [],
        ),
        summary=text,
        head=(_("Day"), *(sides[side] for side in test.readings)),
        rows=tuple(
            (
                speech.day(day),
                *(speech.number(found[day]) if day in found else "" for found in by_side),
            )
            for day in days
        ),
    )


_KINDS: Final[Mapping[DayKind, Kind]] = {
    DayKind.DONE: "done",
    DayKind.PARTLY: "partly",
    DayKind.NOT: "not",
    DayKind.PLANNED: "planned",
    DayKind.REST: "rest",
    DayKind.FREE: "free",
}


def days_chart(progress: Progress, speech: Speech) -> Chart | None:
    """Draw the calendar of what was done."""
    if not progress.weeks:
        return None
    _ = speech.words.gettext
    shown = progress.weeks[-WEEKS:]
    planned = sum(one.planned for one in shown)
    done = sum(one.done for one in shown)
    partly = sum(one.partly for one in shown)
    summary = _("%(done)s of %(planned)s sessions done, %(partly)s in part.") % {
        "done": done,
        "planned": planned,
        "partly": partly,
    }
    title = _("Your days")
    monday = shown[0].monday
    return Chart(
        id="days",
        title=title,
        svg=calendar_chart(
            name="chart-days",
            title=title,
            text=summary,
            weeks=[
                Cell(name=speech.day(one.monday), days=tuple(_KINDS[kind] for kind in one.days))
                for one in shown
            ],
            days=[speech.weekday(monday.fromordinal(monday.toordinal() + n)) for n in range(7)],
            legend={
                "done": _("done"),
                "partly": _("in part"),
                "not": _("not done"),
                "planned": _("to come"),
                "free": _("done besides"),
                "rest": _("rest day"),
            },
        ),
        summary=summary,
        head=(_("Week from"), _("Planned"), _("Done"), _("In part"), _("Minutes")),
        rows=tuple(
            (
                speech.day(one.monday),
                str(one.planned),
                str(one.done),
                str(one.partly),
                speech.number(round(one.minutes)),
            )
            for one in progress.weeks
        ),
    )


def muscles_chart(progress: Progress, speech: Speech) -> Chart | None:
    """Draw the minutes each muscle group worked by week."""
    work = progress.muscles
    if not work.minutes:
        return None
    _ = speech.words.gettext
    names = speech.knowledge.muscles
    title = _("Minutes of work by muscle group")
    summary = _("Time under load, each side counted for itself. The number is this week so far.")
    columns = [speech.day(monday) for monday in work.mondays]
    return Chart(
        id="muscles",
        title=title,
        svg=strip_chart(
            name="chart-muscles",
            title=title,
            text=summary,
            strips=[
                Strip(name=names[muscle].plain_name, amounts=amounts)
                for muscle, amounts in list(work.minutes.items())[:MOST_MUSCLES]
            ],
            columns=columns,
            number=speech.number,
        ),
        summary=summary,
        head=(_("Muscle group"), *columns),
        rows=tuple(
            (names[muscle].plain_name, *(speech.number(one) for one in amounts))
            for muscle, amounts in work.minutes.items()
        ),
    )
