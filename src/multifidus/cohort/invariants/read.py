# SPDX-License-Identifier: Apache-2.0
"""What the invariants count for themselves, from the raw record and the catalogue alone.

Nothing here comes from the rooms that decide: a fault there must not hide itself here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.cohort.lived import Asked, Life
from multifidus.domain.record import Allow, LogEntry, Record, SetDone
from multifidus.domain.week import Dose, Prescription, Session, Week
from multifidus.domain.words import Activity, Answer, Modality, Radiation, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

WORK: Final = frozenset({Modality.MOTOR_CONTROL, Modality.ISOMETRIC_HOLD, Modality.STRENGTH})
HAIR: Final = 1e-6
SEVEN: Final = 7
LOOK_BACK_WEEKS: Final = 4
"""A dose that was given within so many weeks is not new when it comes again."""

RANKS: Final = {
    Stage.INITIAL: 0,
    Stage.INTERMEDIATE: 1,
    Stage.ADVANCED: 2,
    Stage.MAINTENANCE: 2,
}
_PROVOKES: Final = {
    Activity.BENDING_FORWARD: "flexion-provoked",
    Activity.BENDING_BACK: "extension-provoked",
    Activity.TWISTING: "rotation-provoked",
}


def items(week: Week) -> Iterator[tuple[Session, Prescription]]:
    """Yield every exercise of a week with its session."""
    for session in week.sessions:
        for item in session.items:
            yield session, item


def figure(knowledge: Knowledge, rule: str, name: str) -> float:
    """Return a number of the rulebook as it stands in the data."""
    return knowledge.rules[rule].figures[name].value


# --- the person --------------------------------------------------------------------------------


def flags(record: Record, on: date, knowledge: Knowledge) -> frozenset[str]:
    """Return the caution flags of a person on a day, from the person's own words."""
    found = set(record.conditions)
    if record.episode is not None:
        found |= {_PROVOKES[one] for one in record.episode.worse_with if one in _PROVOKES}
        if record.episode.radiation is Radiation.BELOW_KNEE:
            found.add("leg-symptoms")
    for sign in knowledge.danger_signs.values():
        if last_answer(record, sign.id, on) is Answer.YES:
            rules = {sign.id, sign.rule}
            found |= {c.id for c in knowledge.conditions.values() if rules & set(c.raises)}
    return frozenset(found)


def last_answer(record: Record, question: str, on: date) -> Answer | None:
    """Return the worst answer of the last day on which a question was answered."""
    said = [
        (one.on, one.answers[question])
        for one in record.screening
        if one.on <= on and question in one.answers
    ]
    if not said:
        return None
    last = max(day for day, _ in said)
    words = {answer for day, answer in said if day == last}
    return next(word for word in (Answer.YES, Answer.NOT_SURE, Answer.NO) if word in words)


def allowed(record: Record, exercise: str, flag: str, on: date) -> bool:
    """Whether a clinician lifts a flag for an exercise."""
    return any(
        isinstance(one, Allow)
        and one.on <= on
        and (one.exercise, one.condition) == (exercise, flag)
        for one in record.directives
    )


# --- sessions ----------------------------------------------------------------------------------


def light(entry: LogEntry, on: date, knowledge: Knowledge) -> str:
    """Judge a session by the plainest reading of the rules: `red`, `amber` or `green`.

    Where the rulebook leaves room, as in a flare-up, this reading is the milder one: what it calls
    red or amber is so by any reading.
    """
    pain = entry.pain
    if any(one.why.lower().startswith("pain") for one in entry.skipped):
        return "red"
    later = [v for v in (pain.during, pain.after, pain.next_morning) if v is not None]
    if pain.before is None or not later:
        return "amber"
    worst = max(later)
    morning = pain.next_morning
    if morning is not None and morning - pain.before >= figure(
        knowledge, "PAIN1", "next_morning_rise"
    ):
        return "red"
    rose = worst - pain.before
    if worst > figure(knowledge, "PAIN1", "worst_over") and rose >= figure(
        knowledge, "PAIN1", "rise"
    ):
        return "red"
    if worst >= figure(knowledge, "PAIN2", "worst") and rose >= figure(knowledge, "PAIN2", "rise"):
        return "amber"
    return "amber" if morning is None and on > entry.on else "green"


def sessions(record: Record, before: date) -> list[LogEntry]:
    """Return what was logged before a day, oldest first."""
    rows = [entry for entry in record.log if entry.on < before]
    return sorted(rows, key=lambda entry: (entry.on, entry.slot == "evening"))


def last_day(record: Record, before: date) -> date | None:
    """Return the last day before `before` on which anything was done."""
    return max((entry.on for entry in record.log if entry.done and entry.on < before), default=None)


# --- amounts -----------------------------------------------------------------------------------


def _tempo(exercise: Exercise) -> int:
    return (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0) or 1


def asked_work(exercise: Exercise, dose: Dose) -> float:
    """Seconds under load times tier of a planned dose."""
    if exercise.modality not in WORK:
        return 0.0
    return dose.sets * (dose.reps or 0) * (dose.hold_s or _tempo(exercise)) * exercise.load.tier


def done_work(exercise: Exercise, sets: Iterable[SetDone]) -> float:
    """Seconds under load times tier of what was done."""
    if exercise.modality not in WORK:
        return 0.0
    tempo = _tempo(exercise)
    return sum((s.reps or 1) * (s.hold_s or tempo) for s in sets) * exercise.load.tier


@dataclass(frozen=True, slots=True)
class Amount:
    """Work and aerobic minutes by exercise."""

    work: dict[str, float]
    minutes: dict[str, float]


def planned_amount(week: Week, knowledge: Knowledge) -> Amount:
    """Count a planned week."""
    out = Amount({}, {})
    for _, item in items(week):
        exercise = knowledge.exercises[item.exercise]
        work = asked_work(exercise, item.dose)
        out.work[exercise.id] = out.work.get(exercise.id, 0) + work
        if exercise.modality is Modality.AEROBIC:
            minutes = item.dose.sets * (item.dose.bout_minutes or 0)
            out.minutes[exercise.id] = out.minutes.get(exercise.id, 0) + minutes
    return out


def done_amount(record: Record, first: date, last: date, knowledge: Knowledge) -> Amount:
    """Count what was logged from `first` to the day before `last`."""
    out = Amount({}, {})
    for entry in record.log:
        if not first <= entry.on < last:
            continue
        for done in entry.done:
            exercise = knowledge.exercises[done.exercise]
            out.work[exercise.id] = out.work.get(exercise.id, 0) + done_work(exercise, done.sets)
            if exercise.modality is Modality.AEROBIC:
                minutes = sum(one.minutes or 0 for one in done.sets)
                out.minutes[exercise.id] = out.minutes.get(exercise.id, 0) + minutes
    return out


def better_of_two_weeks(record: Record, monday: date, knowledge: Knowledge) -> Amount:
    """By exercise the more of the last two weeks: one poor week does not lower what one rises from."""
    weeks = [
        done_amount(
            record,
            monday - timedelta(days=SEVEN * (ago + 1)),
            monday - timedelta(days=SEVEN * ago),
            knowledge,
        )
        for ago in range(2)
    ]
    return Amount(_most([w.work for w in weeks]), _most([w.minutes for w in weeks]))


def _most(rows: list[dict[str, float]]) -> dict[str, float]:
    names = {name for row in rows for name in row}
    return {name: max(row.get(name, 0.0) for row in rows) for name in sorted(names)}


# --- levels ------------------------------------------------------------------------------------


def levels(week: Week) -> dict[str, int]:
    """Return the highest dose level of each exercise of a week."""
    out: dict[str, int] = {}
    for _, item in items(week):
        out[item.exercise] = max(out.get(item.exercise, 0), item.dose.level)
    return out


def start_level(exercise: Exercise, stage: Stage) -> int:
    """Return the level at which a newcomer may begin an exercise in a stage."""
    tables = exercise.doses.stages
    table = tables.get(stage) or tables.get(stage.table)
    return 0 if table is None else table.start


@dataclass(frozen=True, slots=True)
class Rise:
    """An exercise of a week at a dose above all of the last weeks."""

    asked: Asked
    exercise: str
    before: int
    now: int


def rises(life: Life, knowledge: Knowledge) -> Iterator[Rise]:
    """Yield every dose above whatever was given of the exercise in the last weeks.

    A dose up to the newcomer's start is no rise, nor is one that was given lately and comes again;
    a stage has its own table, so a change of stage begins anew.
    """
    seen: list[Week] = []
    for asked in life.first_of_weeks():
        week = asked.week
        if week is None:
            continue
        first = week.week - timedelta(days=SEVEN * LOOK_BACK_WEEKS)
        lately = [one for one in seen if one.week >= first and one.stage.table == week.stage.table]
        for name, level in sorted(levels(week).items()):
            known = [levels(one)[name] for one in lately if name in levels(one)]
            start = start_level(knowledge.exercises[name], week.stage)
            if known and level > max(*known, start):
                yield Rise(asked, name, max(known), level)
        seen.append(week)
