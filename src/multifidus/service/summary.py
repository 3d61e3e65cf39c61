# SPDX-License-Identifier: Apache-2.0
"""Two pages for a doctor: what was answered, measured, done and planned. No diagnosis.

What does not fit on two pages is counted, not shown: the record file has all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.assess import assess
from multifidus.domain.record import Directive, LogEntry, Record
from multifidus.domain.results import Clearance, Finding
from multifidus.domain.week import Dose, Week
from multifidus.domain.words import Side
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on, monday_of
from multifidus.screen import screen
from multifidus.service.access import Action, Who, decide
from multifidus.service.house import Service
from multifidus.service.progress import Progress, progress
from multifidus.service.records import Kept
from multifidus.service.way_in_stop import Note, note_of
from multifidus.service.weeks import released_weeks

LOOKED_BACK: Final = timedelta(weeks=4)
MOST_FINDINGS: Final = 12
MOST_PLANNED: Final = 16
MOST_DIRECTIVES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One exercise of the present week: its dose, and in how many sessions it stands."""

    exercise: str
    name: str
    side: Side
    dose: Dose
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneLately:
    """The last four weeks: sessions, minutes as planned, the highest lumbar load tier, red sessions."""

    sessions: int
    planned: int
    minutes: float
    tier: int | None
    stopped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything on the two pages. The `more_` numbers count what is left off."""

    on: date
    record: Record
    age: int
    clearance: Clearance
    note: Note
    progress: Progress
    findings: tuple[Finding, ...]
    more_findings: int
    lately: DoneLately
    week: Week | None
    planned: tuple[Planned, ...]
    more_planned: int
    directives: tuple[Directive, ...]
    more_directives: int


def planned_of(week: Week) -> tuple[Planned, ...]:
    """Return the exercises of a week, the most frequent first, each with its largest dose."""
    found: dict[str, Planned] = {}
    for session in week.sessions:
        for item in session.items:
            known = found.get(item.exercise)
            larger = known is None or item.dose.minutes > known.dose.minutes
            found[item.exercise] = Planned(
                exercise=item.exercise,
                name=item.name,
                side=item.side,
                dose=item.dose if larger or known is None else known.dose,
                times=(known.times if known is not None else 0) + 1,
            )
    return tuple(sorted(found.values(), key=lambda one: (-one.times, one.name)))


def done_lately(
    log: Sequence[LogEntry], found: Progress, on: date, knowledge: Knowledge
) -> DoneLately:
    """Say what was done in the last four weeks."""
    since = monday_of(on - LOOKED_BACK)
    weeks = [one for one in found.weeks if one.monday >= since]
    rows = [row for row in log if since <= row.on <= on]
    tiers = [
        knowledge.exercises[done.exercise].load.tier
        for row in rows
        for done in row.done
        if done.exercise in knowledge.exercises
    ]
    return DoneLately(
        sessions=sum(one.done + one.partly for one in weeks),
        planned=sum(one.planned for one in weeks),
        minutes=sum(one.minutes for one in weeks),
        tier=max(tiers, default=None),
        stopped=sum(bool(row.stopped) for row in rows),
    )


def summary(
    record: Record,
    weeks: Sequence[Week],
    on: date,
    knowledge: Knowledge,
    texts: Knowledge,
) -> Summary:
    """Put the two pages together.

    Parameters
    ----------
    record : Record
        Facts dated after `on` are left out.
    weeks : sequence of Week
        Every week that was shown to the person.
    on : date
        The day on which it is printed.
    knowledge : Knowledge
        What is reckoned with.
    texts : Knowledge
        The same in the language of the reader.
    """
    known = known_on(record, on)
    clearance = screen(known, on, knowledge)
    found = progress(known, weeks, on, knowledge)
    findings = assess(known, on, knowledge).findings
    now = {week.week: week for week in weeks}.get(monday_of(on))
    week = None if clearance.blocked else now
    planned = planned_of(week) if week is not None else ()
    directives = sorted(known.directives, key=lambda one: one.on, reverse=True)
    return Summary(
        on=on,
        record=known,
        age=known.person.age_on(on),
        clearance=clearance,
        note=note_of(known, clearance, texts),
        progress=found,
        findings=findings[:MOST_FINDINGS],
        more_findings=max(len(findings) - MOST_FINDINGS, 0),
        lately=done_lately(known.log, found, on, knowledge),
        week=week,
        planned=planned[:MOST_PLANNED],
        more_planned=max(len(planned) - MOST_PLANNED, 0),
        directives=tuple(directives[:MOST_DIRECTIVES]),
        more_directives=max(len(directives) - MOST_DIRECTIVES, 0),
    )


def by_day(note: Note) -> Mapping[date, tuple[str, ...]]:
    """Return the questions answered with no, by the day of the answer, the newest first."""
    found: dict[date, list[str]] = {}
    for line in sorted(note.denied, key=lambda one: one.on, reverse=True):
        found.setdefault(line.on, []).append(line.question)
    return {day: tuple(questions) for day, questions in found.items()}


def summary_of(service: Service, who: Who, record: Kept) -> Summary:
    """Return the asker's two pages."""
    decide(who, Action.READ_RECORD)
    return summary(
        record.record,
        released_weeks(service, who),
        service.today(),
        service.knowledge,
        service.knowledge_in(who.language),
    )
