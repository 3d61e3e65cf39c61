# SPDX-License-Identifier: Apache-2.0
"""Rungs and dose levels earned, by the log alone.

A step up needs every set of the step done, in two sessions in a row, both green; at most two
exercises rise in a week. A red session takes the dose down, a gap of a week or more lowers it by
rule. What was never logged starts where newcomers start.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from multifidus.coach.light import Light, light
from multifidus.coach.stage import place
from multifidus.coach.volume import logged, planned
from multifidus.domain.record import Done, LogEntry, Record, SetDone
from multifidus.domain.results import Standing
from multifidus.domain.week import Week
from multifidus.domain.words import CORE_MODALITIES, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DoseLadder, DoseStep, Exercise

DAYS_PER_WEEK = 7


def work_of(step: DoseStep) -> float:
    """Work of a dose step, to compare steps of one table: seconds held, repetitions, or minutes."""
    if step.minutes is not None:
        return step.sets * step.minutes
    return step.sets * (step.reps or 0) * (step.hold_s or 1)


def _set_reaches(one: SetDone, step: DoseStep) -> bool:
    if step.minutes is not None:
        return (one.minutes or 0) >= step.minutes
    if step.hold_s is not None:
        # A hold that was written down without its repetitions is one repetition.
        return (one.hold_s or step.hold_s) * (one.reps or 1) >= step.hold_s * (step.reps or 1)
    return (one.reps or 0) >= (step.reps or 0)


def level_done(done: Done, table: DoseLadder) -> int | None:
    """Return the highest step of a table that one logged exercise reached, None if not even the first.

    A set that was not performed is a miss: all sets of a step must be there.
    """
    reached = [
        level
        for level, step in enumerate(table.steps)
        if sum(_set_reaches(one, step) for one in done.sets) >= step.sets
    ]
    return max(reached, default=None)


@dataclass(frozen=True, slots=True)
class _Track:
    """The levels of one exercise over the log, oldest first, with the light of each session."""

    exercise: Exercise
    table: DoseLadder
    days: tuple[date, ...]
    levels: tuple[int | None, ...]
    lights: tuple[Light, ...]

    def current(self) -> int:
        """The level of the last session that reached any; 0 if none did."""
        reached = [level for level in self.levels if level is not None]
        return reached[-1] if reached else 0

    def earned(self, in_a_row: int) -> bool:
        """Whether the last sessions all reached the current level and were green."""
        last = list(zip(self.levels, self.lights, strict=True))[-in_a_row:]
        current = self.current()
        return len(last) == in_a_row and all(
            level is not None and level >= current and one is Light.GREEN for level, one in last
        )


def _tracks(record: Record, on: date, stage: Stage, knowledge: Knowledge) -> list[_Track]:
    found: dict[str, list[tuple[date, int | None, Light]]] = {}
    for entry in sorted(record.log, key=lambda entry: (entry.on, entry.slot == "evening")):
        if entry.on > on:
            continue
        judged = light(entry, on, knowledge)
        for done in entry.done:
            table = knowledge.exercises[done.exercise].doses.stages.get(stage.table)
            if table is not None:
                found.setdefault(done.exercise, []).append(
                    (entry.on, level_done(done, table), judged)
                )
    return [
        _Track(
            exercise=knowledge.exercises[name],
            table=knowledge.exercises[name].doses.stages[stage.table],
            days=tuple(day for day, _, _ in rows),
            levels=tuple(level for _, level, _ in rows),
            lights=tuple(one for _, _, one in rows),
        )
        for name, rows in sorted(found.items())
    ]


def _lowered(level: int, table: DoseLadder, factor: float) -> int:
    """Return the highest step with at most `factor` of the work of `level`; the first if none is so light."""
    most = work_of(table.steps[level]) * factor
    return max(
        (n for n, step in enumerate(table.steps[: level + 1]) if work_of(step) <= most), default=0
    )


def _gap_factor(record: Record, on: date, knowledge: Knowledge) -> float:
    days = [entry.on for entry in record.log if entry.done and entry.on <= on]
    figures = knowledge.rules["PRG6"].figures
    if not days:
        return 1
    gap = (on - max(days)).days
    if gap >= figures["long_gap_days"].value:
        return figures["long_gap_factor"].value
    if gap >= figures["short_gap_days"].value:
        return figures["short_gap_factor"].value
    return 1


def _adherence(record: Record, on: date, knowledge: Knowledge) -> float:
    """Share of exercises that were done rather than skipped in the last two weeks; 1 without any."""
    days = knowledge.rules["PRG1"].figures["adherence_days"].value
    first = on - timedelta(days=days)
    done = skipped = 0
    for entry in record.log:
        if first < entry.on <= on:
            done += len(entry.done)
            skipped += len(entry.skipped)
    return done / (done + skipped) if done + skipped else 1


def _levels(
    tracks: Iterable[_Track], record: Record, on: date, knowledge: Knowledge, *, held: bool
) -> dict[str, int]:
    factor = _gap_factor(record, on, knowledge)
    in_a_row = int(knowledge.rules["PRG1"].figures["sessions_in_a_row"].value)
    most = int(knowledge.rules["PRG2"].figures["exercises_per_week"].value)
    red = knowledge.rules["PRG7"].figures["red_factor"].value
    out: dict[str, int] = {}
    risers: list[tuple[bool, int, int, str]] = []
    for track in tracks:
        level, start = track.current(), track.table.start
        if track.lights[-1] is Light.RED:
            out[track.exercise.id] = _lowered(level, track.table, red)
            continue
        if factor < 1:
            out[track.exercise.id] = _lowered(level, track.table, factor)
            continue
        # A lighter dose, planned when minutes were short, is no ceiling below the newcomer's start.
        out[track.exercise.id] = max(level, start)
        if held or level < start or level + 1 >= len(track.table.steps):
            continue
        if track.earned(in_a_row):
            # Core exercises first, then those that have risen least, so that all have their turn.
            other = track.exercise.modality not in CORE_MODALITIES
            risers.append((other, level - start, -len(track.days), track.exercise.id))
    for *_, name in sorted(risers)[:most]:
        out[name] += 1
    return out


def _first_rungs(knowledge: Knowledge, stage: Stage) -> dict[str, int]:
    """By ladder, the rung a newcomer of the stage may use: all of earlier stages, one of this one.

    In the initial stage every initial rung is open: they are the easy ones.
    """
    out: dict[str, int] = {}
    first: dict[str, int] = {}
    for exercise in knowledge.exercises.values():
        ladder, rung = exercise.ladder.id, exercise.ladder.rung
        if exercise.stage.rank < stage.rank or exercise.stage is Stage.INITIAL:
            out[ladder] = max(out.get(ladder, 0), rung)
        elif exercise.stage.rank == stage.rank:
            first[ladder] = min(first.get(ladder, rung), rung)
    return out | first


def _rungs(record: Record, on: date, stage: Stage, knowledge: Knowledge) -> dict[str, int]:
    """Open one rung above the highest that was done in full and green."""
    out = _first_rungs(knowledge, stage)
    for entry in record.log:
        if entry.on > on or light(entry, on, knowledge) is not Light.GREEN:
            continue
        for done in entry.done:
            exercise = knowledge.exercises[done.exercise]
            table = exercise.doses.stages.get(stage.table)
            level = level_done(done, table) if table is not None else None
            if table is not None and level is not None and level >= table.start:
                ladder = exercise.ladder
                out[ladder.id] = max(out.get(ladder.id, 0), ladder.rung + 1)
    return out


def _heavy_muscles(exercise: Exercise, knowledge: Knowledge) -> tuple[str, ...]:
    figures = knowledge.rules["GRD8"].figures
    if exercise.modality not in CORE_MODALITIES or exercise.load.tier < figures["tier"].value:
        return ()
    grade = knowledge.planning.days.heavy_grade
    return tuple(muscle for muscle, value in exercise.muscles.grades.items() if value >= grade)


def _last_heavy(log: Iterable[LogEntry], before: date, knowledge: Knowledge) -> dict[str, date]:
    out: dict[str, date] = {}
    for entry in log:
        if entry.on >= before:
            continue
        for done in entry.done:
            for muscle in _heavy_muscles(knowledge.exercises[done.exercise], knowledge):
                out[muscle] = max(out.get(muscle, entry.on), entry.on)
    return out


def _last_week(
    log: Iterable[LogEntry], monday: date, stage: Stage, knowledge: Knowledge
) -> dict[str, int]:
    out: dict[str, int] = {}
    first = monday - timedelta(days=DAYS_PER_WEEK)
    for entry in sorted(log, key=lambda entry: entry.on):
        if not first <= entry.on < monday:
            continue
        for done in entry.done:
            table = knowledge.exercises[done.exercise].doses.stages.get(stage.table)
            if table is not None:
                level = level_done(done, table) or 0
                out[done.exercise] = max(out.get(done.exercise, 0), level)
    return out


def _walking(record: Record, on: date, knowledge: Knowledge) -> float | None:
    """Minutes of a first walk: a share of the comfortable walk that was measured."""
    walks = [one for one in record.measurements if one.test == "comfortable-walk" and one.on <= on]
    if not walks:
        return None
    last = max(one.on for one in walks)
    values = [one.value for one in walks if one.on == last]
    return sum(values) / len(values) * knowledge.rules["WLK1"].figures["start_share"].value


def standing(
    record: Record, on: date, *, monday: date, knowledge: Knowledge, gentle: bool = False
) -> Standing:
    """Say where the person stands on a day, for the week that starts on `monday`.

    Parameters
    ----------
    record : Record
        Facts dated after `on` are ignored.
    on : date
        The day on which the plan is made.
    monday : date
        First day of the week that is planned; what was done in the seven days before it counts as
        last week.
    gentle : bool
        Whether the screening allows only the gentle plan.
    """
    placed = place(record, on, knowledge, gentle=gentle)
    known = [entry for entry in record.log if entry.on <= on]
    tracks = _tracks(record, on, placed.stage, knowledge)
    lights = [light(entry, on, knowledge) for entry in sorted(known, key=lambda one: one.on)]
    least = knowledge.rules["PRG1"].figures["adherence_share"].value
    unsettled = bool(lights) and lights[-1] is not Light.GREEN
    held = gentle or unsettled or _adherence(record, on, knowledge) < least
    rules = [*placed.rules]
    if tracks:
        rules += ["PRG1", "PRG2"]
    if held:
        rules.append("PRG7")
    if _gap_factor(record, on, knowledge) < 1:
        rules.append("PRG6")
    last_week = _last_week(known, monday, placed.stage, knowledge)
    volume = logged(known, monday, stage=placed.stage, levels=last_week, knowledge=knowledge)
    return Standing(
        stage=placed.stage,
        because=placed.because,
        criteria=placed.next_criteria,
        rungs=_rungs(record, on, placed.stage, knowledge),
        levels=_levels(tracks, record, on, knowledge, held=held),
        last_week=last_week,
        last_heavy=_last_heavy(known, monday, knowledge),
        walking_minutes=_walking(record, on, knowledge),
        progress_held=held,
        rules=tuple(dict.fromkeys(rules)),
        cite=knowledge.rules["PRG1"].source,
        work=volume.work,
        minutes=volume.minutes,
        recent=frozenset(volume.exercises),
    )


def roll(before: Standing, week: Week, knowledge: Knowledge) -> Standing:
    """Say where the person will stand after a planned week, if it is done as planned.

    Nothing is earned in advance: doses stay, exercises of the week become last week's.
    """
    last: dict[str, int] = {}
    heavy: dict[str, date] = dict(before.last_heavy)
    for session in week.sessions:
        for item in session.items:
            last[item.exercise] = item.dose.level
            for muscle in _heavy_muscles(knowledge.exercises[item.exercise], knowledge):
                heavy[muscle] = max(heavy.get(muscle, session.on), session.on)
    levels: Mapping[str, int] = {
        name: max(level, _start(knowledge.exercises[name], before.stage))
        for name, level in last.items()
        if name not in before.levels
    }
    volume = planned(week, knowledge)
    return replace(
        before,
        last_week=last,
        last_heavy=heavy,
        levels={**levels, **before.levels},
        work=volume.work,
        minutes=volume.minutes,
        recent=frozenset(volume.exercises),
    )


def _start(exercise: Exercise, stage: Stage) -> int:
    table = exercise.doses.stages.get(stage.table)
    return table.start if table is not None else 0
