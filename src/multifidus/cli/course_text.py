# SPDX-License-Identifier: Apache-2.0
"""The usual course and the outcomes in words: short, and without a promise."""

from multifidus.cli.text import Page, long_date, number, short_date
from multifidus.domain.course import BandPoint, Course, Outcome, Outlook, Point
from multifidus.domain.record import Record


def course_text(found: Outlook, record: Record) -> str:
    """Write an outlook as a page: people alike, this person, how sure, what has changed."""
    page = Page()
    page.title(f"How it goes with {record.person.name}, {long_date(found.on)}")
    if found.no_forecast is not None:
        page.heading("The usual course")
        page.say(f"{found.no_forecast.text} ({found.no_forecast.rule})", indent=2)
    if found.course is not None:
        _course(page, found.course)
    _outcomes(page, found)
    if found.course is not None:
        _may_be_said(page, found.course)
        _sources(page, found.course)
    return page.text()


def _course(page: Page, course: Course) -> None:
    if course.see_clinician_text:
        page.heading("Please note")
        page.say(f"{course.see_clinician_text} (FC3)", indent=2)
    page.heading("Where people like you usually are")
    page.say(course.like_you, indent=2)
    page.gap()
    page.table(
        (_horizon(one) for one in course.horizons),
        head=("After", "Average pain, 0 to 10", "How it is known"),
        whole=(0, 1),
    )
    page.heading("Where you are")
    page.say(course.place_text, indent=2)
    if course.sure_text:
        page.heading("How sure that is")
        page.say(course.sure_text, indent=2)


def _horizon(one: BandPoint) -> tuple[str, ...]:
    known = "published" if one.published else "read between published points"
    return (
        f"{one.week} weeks",
        f"{number(one.low)} to {number(one.high)}",
        f"{known} ({one.grade})",
    )


def _outcomes(page: Page, found: Outlook) -> None:
    page.heading("What has changed")
    if not found.outcomes:
        page.say("No questionnaire has been answered so far.", indent=2)
        return
    page.table(
        (_outcome(one) for one in found.outcomes),
        head=("What", "First", "Last", "Error", "Counts from", "Verdict"),
        whole=(1, 2, 3, 4, 5),
    )
    page.gap()
    page.say(
        "Error: a smaller change cannot be told from chance. Counts from: what a change must reach to "
        "be called better or worse, the error and what matters taken together. (OUT1)",
        indent=2,
    )


def _outcome(one: Outcome) -> tuple[str, ...]:
    first, last = one.first, one.last
    ends = f" ({number(one.low)}-{number(one.high)}{', more is better' * (one.better == 'more')})"
    return (
        one.name + ends,
        "" if first is None else _dated(first),
        "" if last is None or last is first else _dated(last),
        "" if one.error is None else f"{number(one.error)}",
        "" if one.limit is None else f"{number(one.limit)}",
        str(one.word),
    )


def _dated(point: Point) -> str:
    """Write a value with its day, the month by its first letters."""
    day, month = short_date(point.on).split()
    return f"{number(point.value)} ({day} {month[:3]})"


def _may_be_said(page: Page, course: Course) -> None:
    page.heading("What may be said")
    page.points(saying.text for saying in course.sayings)


def _sources(page: Page, course: Course) -> None:
    page.heading("Where this comes from")
    page.points(
        f"{', '.join(curve.source)}, {curve.group} pain, of 100: "
        + ", ".join(f"{number(p.published)} in week {p.week} ({p.grade})" for p in curve.points)
        for curve in course.curves
    )
    if course.label:
        page.points((course.label,))
    page.points((f"Rules {course.rules[0]} to {course.rules[-1]}, OUT1.",))
