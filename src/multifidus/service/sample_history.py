# SPDX-License-Identifier: Apache-2.0
"""Live the sample person's nine weeks with the real planner, and write them down.

Mara is made up. What she is asked to do is not: every week is planned, checked and released as for
anyone, and her logs answer those weeks. `python -m multifidus.service.sample_history --write` lives
them anew, which is needed when exercises that she did have left the catalogue; a test says so.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from multifidus import programme
from multifidus.domain.adaptation import AdjustmentStatus
from multifidus.domain.record import (
    Decision,
    Directive,
    Done,
    DoseAsked,
    Episode,
    Exclude,
    FlareUp,
    Life,
    LogEntry,
    Measurement,
    OutcomeEntry,
    Pain,
    Person,
    Preferences,
    Record,
    Screening,
    SetDone,
    Skipped,
)
from multifidus.domain.week import Prescription, Refusal, Session, Week
from multifidus.domain.words import (
    Activity,
    Answer,
    Day,
    Lifting,
    Measurer,
    PainSite,
    Sex,
    Side,
    Slot,
)
from multifidus.exchange.phrases_json import week_with_phrases_to_json
from multifidus.exchange.record_file import write_record
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.programme import known_on
from multifidus.screen import screen

FOLDER: Final = Path(__file__).parent / "sample_files"
RECORD: Final = FOLDER / "record.yaml"
WEEKS: Final = FOLDER / "weeks.json.gz"

FIRST: Final = date(2026, 1, 5)
"""The Monday on which Mara began, in the files; `sample` moves it near to today."""
NINTH: Final = FIRST + timedelta(weeks=8)
"""The Monday of the week that is hers today."""

ALL_WEEK: Final = {Slot.MORNING: 15, Slot.EVENING: 20}
COURSE: Final = (4, 4, 4, 3, 4, 3, 3, 2, 2)
"""Her pain before a session, week by week."""
FLARE: Final = (3, 2)
"""The week and day, counted from 0, on which too much lifting at work set her back."""
FLARE_DAYS: Final = 6
"""So many days later she said that it was over."""
LAST: Final = 8
"""The week that is hers today, counted from 0; what it suggests still waits for her."""
MISSED: Final = frozenset({(1, 5), (5, 4), (6, 2)})
"""Weeks and days without a session: life came between."""
STATEMENTS: Final = {0: 11, 2: 8, 6: 4}
"""Of the 24 statements, how many were ticked, by week."""
WEEKLY: Final = (
    (4, 5, 7),
    (4, 5, 6),
    (4, 4, 6),
    (3, 4, 6),
    (4, 5, 7),
    (3, 3, 5),
    (3, 3, 5),
    (2, 3, 4),
    (2, 2, 4),
)
"""Pain now, on average and at its worst, at the beginning of every week."""
OWN: Final = {0: (4, 3, 5), 2: (5, 4, 6), 6: (7, 6, 8)}
"""How well she can do her own three activities."""
FLAGS: Final = {
    0: (6, 5, 6, 3, 6, 5, 4, 4, 6),
    2: (5, 6, 7, 3, 4, 4, 4, 4, 5),
    6: (3, 7, 8, 2, 3, 2, 3, 4, 3),
}
TESTS: Final[dict[str, tuple[tuple[float, ...], ...]]] = {
    "straight-leg-raise": ((62, 55), (66, 61), (70, 68)),
    "modified-thomas-hip": ((12, 8), (9, 6), (5, 4)),
    "knee-to-wall": ((9, 9.5), (9.5, 10), (10, 10)),
    "side-bridge": ((24, 29), (36, 38), (48, 47)),
    "single-leg-bridge": ((9, 11), (14, 15), (19, 19)),
    "fingertip-to-floor": ((18,), (12,), (7,)),
    "chair-stand-30s": ((13,), (15,), (17,)),
    "comfortable-walk": ((20,), (30,), (40,)),
}
"""Left and right, or one value, before she began, after four weeks and after eight."""
TESTED: Final = (-1, 27, 55)
"""The days of the tests, counted from `FIRST`."""


@dataclass(frozen=True, slots=True)
class Lived:
    """Her record, and the weeks she was shown."""

    record: Record
    weeks: tuple[Week, ...]


def beginning() -> Record:
    """Return who she is and what she can do, before her first week."""
    return Record(
        person=Person(
            name="Mara", born=date(1983, 5, 14), sex=Sex.FEMALE, height_cm=171, mass_kg=72
        ),
        episode=Episode(
            started=FIRST - timedelta(weeks=10),
            worse_with=(Activity.SITTING, Activity.BENDING_FORWARD),
            better_with=(Activity.WALKING,),
            sites=(PainSite.LOW_BACK_LEFT, PainSite.LOW_BACK_RIGHT),
        ),
        life=Life(sitting_hours_per_day=8, lifting=Lifting.LIGHT, walking_minutes_per_week=80),
        equipment=("mat", "chair"),
        availability={
            Day.MON: ALL_WEEK,
            Day.WED: ALL_WEEK,
            Day.FRI: ALL_WEEK,
            Day.SAT: {Slot.MORNING: 20},
        },
        preferences=Preferences(like=("walking",)),
        activities=("tie my shoes", "sit through a film", "carry the shopping"),
    )


def flared(on: date) -> FlareUp:
    """Return what she said of the days after too much lifting."""
    return FlareUp(on=on, ended=on + timedelta(days=FLARE_DAYS), trigger="lifted boxes at work")


def full(on: date, knowledge: Knowledge, gate: str) -> Screening:
    """Answer the questions of a gate, all with no."""
    asked: set[str] = set()
    for sign in knowledge.danger_signs.values():
        asked |= {sign.id} if gate in sign.gates else set()
        asked |= {part.id for part in sign.parts if gate in part.gates}
    return Screening(on=on, answers=dict.fromkeys(sorted(asked), Answer.NO))


def open_questions(record: Record, on: date, knowledge: Knowledge) -> Screening:
    """Answer what the gate still asks on a day, all with no."""
    asked = screen(known_on(record, on), on, knowledge).to_ask
    return Screening(on=on, answers=dict.fromkeys(asked, Answer.NO))


def tests(turn: int) -> Iterator[Measurement]:
    """Return what she measured at one of her three turns."""
    on = FIRST + timedelta(days=TESTED[turn])
    for test, turns in TESTS.items():
        values = turns[turn]
        sides = (Side.LEFT, Side.RIGHT) if len(values) == 2 else (None,)
        for side, value in zip(sides, values, strict=True):
            yield Measurement(on=on, test=test, side=side, value=value, by=Measurer.SELF)


def questionnaires(week: int, knowledge: Knowledge) -> Iterator[OutcomeEntry]:
    """Return what she filled in at the beginning of a week."""
    on = FIRST + timedelta(weeks=week)

    def filled(instrument: str, values: tuple[float, ...]) -> OutcomeEntry:
        items = [item.id for item in knowledge.questionnaires[instrument].items]
        return OutcomeEntry(
            on=on, instrument=instrument, answers=dict(zip(items, values, strict=False))
        )

    yield filled("nprs", (*WEEKLY[week], 0))
    if week in STATEMENTS:
        ticked = STATEMENTS[week]
        yield filled("rmdq-24", tuple(1 if n < ticked else 0 for n in range(24)))
        yield filled("psfs", OWN[week])
        yield filled("yellow-flags", FLAGS[week])
    if week in (2, 6):
        yield filled("gpe", (5 if week == 2 else 6,))


def directives(week: int) -> tuple[Directive, ...]:
    """Return what her physiotherapist said at the beginning of a week."""
    if week != 2:
        return ()
    on = FIRST + timedelta(weeks=week)
    note = "hold this one back until the flare-ups have stopped"
    return (Exclude(on=on, by="J. Meyer, PT", exercise="curl-up", note=note),)


def pain_of(week: int, day: int, slot: Slot) -> Pain:
    """Return her pain around a session."""
    before = COURSE[week]
    if (week, day) == FLARE and slot is Slot.EVENING:
        return Pain(before=before, during=6, after=7, next_morning=6)
    if week == FLARE[0] and day > FLARE[1]:
        return Pain(before=before + 1, during=before + 1, after=before, next_morning=before)
    wave = (week + day) % 3 == 0
    after = max(0, before - 1)
    return Pain(before=before, during=before + (1 if wave else 0), after=after, next_morning=after)


def done(item: Prescription, week: int) -> Done:
    """Return an exercise as it was done: as planned."""
    dose = item.dose
    one = SetDone(reps=dose.reps, hold_s=dose.hold_s, minutes=dose.bout_minutes)
    hard = dose.effort or 5
    felt = min(hard, 5 if week % 3 else 6) if dose.reps else 3
    asked = DoseAsked(sets=dose.sets, reps=dose.reps, hold_s=dose.hold_s, minutes=dose.bout_minutes)
    return Done(exercise=item.exercise, sets=(one,) * dose.sets, effort=felt, planned=asked)


def entry(session: Session, week: int) -> LogEntry:
    """Return the log of a session."""
    day = session.on.weekday()
    items = list(session.items)
    skipped: tuple[Skipped, ...] = ()
    stopped = ""
    if (week, day) == FLARE and session.slot is Slot.EVENING:
        left = items[1:]
        items = items[:1]
        skipped = tuple(Skipped(exercise=one.exercise, why="pain") for one in left)
        stopped = "pain"
    elif week == 4 and day == 4 and len(items) > 2:
        skipped = (Skipped(exercise=items.pop().exercise, why="no time"),)
    return LogEntry(
        on=session.on,
        slot=session.slot,
        done=tuple(done(item, week) for item in items),
        pain=pain_of(week, day, session.slot),
        skipped=skipped,
        stopped=stopped,
    )


def planned(record: Record, on: date, knowledge: Knowledge) -> Week:
    """Return the released week that holds a day, without steps that she has not accepted."""
    outcome = programme.plan(known_on(record, on), on, knowledge, agreed=True)
    if isinstance(outcome, Refusal):
        raise SystemExit(f"{on}: {outcome.text} {outcome.breaches} {outcome.conflict}")
    return outcome[0]


def decided(record: Record, week: Week, number: int) -> Record:
    """Return the record with her word on what the week suggests: yes, but in her last week none yet."""
    waiting = [one for one in week.adjustments if one.status is AdjustmentStatus.SUGGESTED]
    if number == LAST:
        return record
    said = tuple(Decision(on=week.on, by="self", change=one.id, accept=True) for one in waiting)
    return replace(record, decisions=(*record.decisions, *said))


def live(knowledge: Knowledge) -> Lived:
    """Live all nine weeks."""
    record = replace(beginning(), measurements=tuple(tests(0)))
    weeks: list[Week] = []
    for number in range(9):
        monday = FIRST + timedelta(weeks=number)
        answered = full(monday, knowledge, "weekly" if number else "full")
        record = replace(
            record,
            screening=(*record.screening, answered),
            outcomes=(*record.outcomes, *questionnaires(number, knowledge)),
            directives=(*record.directives, *directives(number)),
        )
        week = planned(record, monday, knowledge)
        settled = decided(record, week, number)
        if settled is not record:
            record, week = settled, planned(settled, monday, knowledge)
        weeks.append(week)
        for day in range(7):
            on = monday + timedelta(days=day)
            for turn, at in enumerate(TESTED):
                if on == FIRST + timedelta(days=at):
                    record = replace(record, measurements=(*record.measurements, *tests(turn)))
            if (number, day) in MISSED or not any(one.on == on for one in week.sessions):
                continue
            record = with_answers(record, on, knowledge)
            if number == FLARE[0] and day > FLARE[1] and week.on == monday:
                # She said so on the morning after; the week is planned anew around it.
                record = replace(record, flare_ups=(*record.flare_ups, flared(on)))
                record = with_answers(record, on, knowledge)
                week = planned(record, on, knowledge)
                weeks.append(week)
            sessions = [one for one in week.sessions if one.on == on]
            record = replace(record, log=(*record.log, *(entry(one, number) for one in sessions)))
    return Lived(record=record, weeks=tuple(weeks))


def with_answers(record: Record, on: date, knowledge: Knowledge) -> Record:
    """Return the record with the short questions before a session answered."""
    asked = full(on, knowledge, "short").answers
    open_too = open_questions(record, on, knowledge).answers
    answers = {**asked, **open_too}
    today = next((one for one in record.screening if one.on == on), None)
    if today is not None:
        merged = replace(today, answers={**answers, **today.answers})
        rows = tuple(merged if one is today else one for one in record.screening)
        return replace(record, screening=rows)
    return replace(record, screening=(*record.screening, Screening(on=on, answers=answers)))


def weeks_text(weeks: tuple[Week, ...]) -> str:
    """Return the weeks as a JSON list, one a line."""
    lines = ",\n".join(json.dumps(json.loads(week_with_phrases_to_json(one))) for one in weeks)
    return f"[\n{lines}\n]\n"


def main() -> None:
    """Live the weeks; with --write, write them down."""
    lived = live(shipped())
    if "--write" in sys.argv[1:]:
        RECORD.write_text(write_record(lived.record), encoding="utf-8")
        WEEKS.write_bytes(gzip.compress(weeks_text(lived.weeks).encode(), 9, mtime=0))
    sys.stdout.write(f"{len(lived.record.log)} sessions in {len(lived.weeks)} plans\n")


if __name__ == "__main__":
    main()
