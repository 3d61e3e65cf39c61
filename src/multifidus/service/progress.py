# SPDX-License-Identifier: Apache-2.0
"""How it goes: pain, function, effort, tests, milestones, days and work, put together for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from multifidus.assess import assess
from multifidus.assess.readings import Reading, collect
from multifidus.coach.verdict import PAIN_ITEMS, overall, own_activities, pain, statements
from multifidus.domain.course import Outcome, Point
from multifidus.domain.record import LogEntry, Record
from multifidus.domain.results import Assessment, Change, Finding
from multifidus.domain.week import Week
from multifidus.domain.words import Side, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on, monday_of
from multifidus.service.access import Action, Who, decide
from multifidus.service.changes_of_plan import WeekChange, changes_of_plan
from multifidus.service.house import Service
from multifidus.service.milestones import Milestone, milestones
from multifidus.service.progress_days import WeekDone, weeks_done
from multifidus.service.progress_muscles import MuscleWork, muscle_minutes
from multifidus.service.records import Kept
from multifidus.service.weeks import released_weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredTest:
    """One test over time: its results by side, the error of each, what is usual, what changed."""

    test: str
    unit: str
    readings: Mapping[Side | None, tuple[Reading, ...]]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    @property
    def error(self) -> float | None:
        """The smallest change that is more than measuring error, the larger of both sides."""
        return max((one.error for one in self.findings if one.error is not None), default=None)

    @property
    def usual(self) -> float | None:
        """What the norm calls usual: its cut-off, or its mean."""
        for one in self.findings:
            if one.norm is not None:
                return one.norm.cutoff if one.norm.cutoff is not None else one.norm.mean
        return None

    @property
    def retested(self) -> bool:
        """Whether there is more than one result to compare."""
        return any(len(rows) > 1 for rows in self.readings.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All of the page."""

    on: date
    pain: Mapping[str, Outcome]
    own: Outcome
    statements: Outcome
    overall: tuple[Point, ...]
    effort: tuple[Point, ...]
    tests: tuple[MeasuredTest, ...]
    milestones: tuple[Milestone, ...]
    weeks: tuple[WeekDone, ...]
    muscles: MuscleWork
    plan: tuple[WeekChange, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show yet."""
        courses = (*self.pain.values(), self.own, self.statements)
        return not (any(one.points for one in courses) or self.effort or self.tests or self.weeks)


def effort_by_week(log: Iterable[LogEntry], on: date) -> tuple[Point, ...]:
    """Return the mean effort of the exercises done in each week, dated by its Monday."""
    found: dict[date, list[float]] = {}
    for row in log:
        if row.on <= on:
            efforts = [one.effort for one in row.done if one.effort is not None]
            if efforts:
                found.setdefault(monday_of(row.on), []).extend(efforts)
    return tuple(
        Point(on=monday, value=round(sum(values) / len(values), 1))
        for monday, values in sorted(found.items())
    )


def measured_tests(
    record: Record, on: date, knowledge: Knowledge, assessment: Assessment
) -> tuple[MeasuredTest, ...]:
    """Return every test that was measured, those measured again first."""
    usable = collect(record, on, knowledge).usable
    out = []
    for test in knowledge.tests.values():
        mine = {side: rows for (name, side), rows in usable.items() if name == test.id and rows}
        if not mine:
            continue
        out.append(
            MeasuredTest(
                test=test.id,
                unit=test.measure_unit,
                readings={
                    side: mine[side] for side in (Side.LEFT, Side.RIGHT, None) if side in mine
                },
                findings=tuple(one for one in assessment.findings if one.test == test.id),
                changes=tuple(one for one in assessment.changes if one.test == test.id),
            )
        )
    return tuple(sorted(out, key=lambda one: (not one.retested, knowledge.tests[one.test].name)))


def progress(record: Record, weeks: Iterable[Week], on: date, knowledge: Knowledge) -> Progress:
    """Put together how it goes.

    Parameters
    ----------
    record : Record
        Facts dated after `on` are left out.
    weeks : iterable of Week
        Every week that was shown to the person.
    on : date
        The day on which one looks.
    knowledge : Knowledge
        Tests, questionnaires and rules.
    """
    known = known_on(record, on)
    shown = sorted((week for week in weeks if week.week <= on), key=lambda week: week.week)
    stage = shown[-1].stage if shown else Stage.INITIAL
    return Progress(
        on=on,
        pain={item: pain(known, on, item, knowledge) for item in PAIN_ITEMS},
        own=own_activities(known, on, knowledge),
        statements=statements(known, on, knowledge),
        overall=overall(known, on, knowledge).points,
        effort=effort_by_week(known.log, on),
        tests=measured_tests(known, on, knowledge, assess(known, on, knowledge)),
        milestones=milestones(known.log, stage, knowledge),
        weeks=weeks_done(shown, known.log, on),
        muscles=muscle_minutes(known.log, on, knowledge),
        plan=changes_of_plan(shown),
    )


def progress_of(service: Service, who: Who, record: Kept) -> Progress:
    """Return how it goes with the asker."""
    decide(who, Action.READ_RECORD)
    return progress(record.record, released_weeks(service, who), service.today(), service.knowledge)
