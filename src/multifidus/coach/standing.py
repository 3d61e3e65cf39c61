# SPDX-License-Identifier: Apache-2.0
"""Where the person stands on a day, for the week that is planned: by the log alone.

The log is replayed (`replay`), what it earned or cost is weighed against every bound (`adjust`),
and the result is what the planner may use.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from multifidus.coach.adjust import adjust
from multifidus.coach.adjust_down import Week as ToAdjust
from multifidus.coach.dose_levels import level_met
from multifidus.coach.flare import dose_factor, flare
from multifidus.coach.light import lights
from multifidus.coach.maintenance import is_easier_week, walking_aim
from multifidus.coach.reins import reins
from multifidus.coach.replay import replay
from multifidus.coach.stage import place
from multifidus.coach.stage_change import agreed_stage
from multifidus.coach.volume import logged, planned
from multifidus.coach.why import Desk
from multifidus.domain.adaptation import AdjustmentStatus, FlarePhase
from multifidus.domain.phrase import say
from multifidus.domain.record import LogEntry, Record
from multifidus.domain.results import Standing
from multifidus.domain.stages import StageStep
from multifidus.domain.week import Week
from multifidus.domain.words import CORE_MODALITIES, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

DAYS_PER_WEEK = 7


def adherence(record: Record, on: date, knowledge: Knowledge) -> float:
    """Return how much of what was planned was done in the last two weeks; 1 without any session.

    The lesser of two shares: exercises done rather than left out, and days with a session among
    the days on which the person has time, from the first session on.
    """
    days = int(knowledge.rules["PRG1"].figures["adherence_days"].value)
    first = on - timedelta(days=days)
    known = [entry for entry in record.log if first < entry.on <= on]
    done = sum(len(entry.done) for entry in known)
    skipped = sum(len(entry.skipped) for entry in known)
    shares = [done / (done + skipped)] if done + skipped else []
    began = min((entry.on for entry in record.log if entry.done), default=None)
    free = {day.number for day, slots in record.availability.items() if any(slots.values())}
    if began is not None and free and began < on:
        from_day = max(began, first + timedelta(days=1))
        due = [
            day
            for n in range((on - from_day).days)
            if (day := from_day + timedelta(days=n)).weekday() in free
        ]
        trained = {entry.on for entry in record.log if entry.done and from_day <= entry.on < on}
        if due:
            shares.append(min(1.0, len(trained) / len(due)))
    return min(shares, default=1)


def _rungs_of(stage: Stage, path: Iterable[StageStep]) -> Stage:
    """Return the stage whose newcomer's rungs are open.

    Who stays well without ever having been advanced keeps those of the intermediate stage.
    """
    advanced = any(step.stage is Stage.ADVANCED for step in path)
    return Stage.INTERMEDIATE if stage is Stage.MAINTENANCE and not advanced else stage


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


def _levels_done(
    log: Iterable[LogEntry],
    monday: date,
    stage: Stage,
    knowledge: Knowledge,
    *,
    weeks: int = 1,
) -> dict[str, int]:
    """By exercise, the highest dose level done in so many weeks before `monday`."""
    out: dict[str, int] = {}
    first = monday - timedelta(days=DAYS_PER_WEEK * weeks)
    for entry in sorted(log, key=lambda entry: entry.on):
        if not first <= entry.on < monday:
            continue
        for done in entry.done:
            table = knowledge.exercises[done.exercise].doses.stages.get(stage.table)
            if table is not None:
                level = level_met(done, table) or 0
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
    record: Record,
    on: date,
    *,
    monday: date,
    knowledge: Knowledge,
    gentle: bool = False,
    agreed: bool = False,
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
    agreed : bool
        Whether suggestions that nobody has accepted are left out; else they are in.
    """
    lit = lights(record, on, knowledge)
    known = [one.entry for one in lit]
    placed = place(record, on, knowledge, gentle=gentle, lit=lit)
    step, stage_changes = agreed_stage(placed.path, record, monday, knowledge, agreed=agreed)
    found = flare(record, on, knowledge, lit=lit)
    if found is not None:
        # Nothing is suggested while a flare-up lasts.
        stage_changes = tuple(
            one for one in stage_changes if one.status is not AdjustmentStatus.SUGGESTED
        )
    if found is not None and found.phase is not FlarePhase.RETURN:
        because = say("a flare-up since {day}: easy variants for a few days", day=found.started)
        step = StageStep(stage=Stage.INITIAL, on=step.on, because=because, rule="FLR1")
    stage = step.stage
    held_back = reins(
        record,
        on,
        lit,
        gentle=gentle,
        adherence=adherence(record, on, knowledge),
        flare=None if found is None else (found, dose_factor(found, knowledge)),
        easier_week=(
            stage is Stage.ADVANCED
            and step.on is not None
            and is_easier_week(step.on, monday, knowledge)
        ),
        knowledge=knowledge,
    )
    adjusted = adjust(
        ToAdjust(
            record=record,
            on=on,
            stage=stage,
            now=replay(record, lit, stage, knowledge, monday=monday, since=step.on),
            reins=held_back,
            flare=found,
            first_rungs=_first_rungs(knowledge, _rungs_of(stage, placed.path)),
            desk=Desk(monday, record.policy, record.decisions, knowledge),
            agreed=agreed,
            knowledge=knowledge,
        )
    )
    rules = [step.rule]
    if adjusted.levels:
        rules += ["PRG1", "PRG2"]
    rules += [clamp.rule for clamp in held_back.held]
    last_week = _levels_done(known, monday, stage, knowledge)
    weeks = 1 + int(knowledge.rules["PRG6"].figures["repeats"].value)
    volume = logged(known, monday, stage=stage, levels=last_week, knowledge=knowledge)
    return Standing(
        stage=stage,
        because=step.because,
        criteria=placed.next_criteria,
        rungs=adjusted.rungs,
        levels=adjusted.levels,
        last_week=last_week,
        last_heavy=_last_heavy(known, monday, knowledge),
        walking_minutes=_walking(record, on, knowledge),
        progress_held=bool(held_back.held),
        rules=tuple(dict.fromkeys(rules)),
        cite=knowledge.rules["PRG1"].source,
        work=volume.work,
        minutes=volume.minutes,
        recent=frozenset(volume.exercises),
        since=step.on,
        flare=found,
        adjustments=(*stage_changes, *adjusted.adjustments),
        raised=adjusted.raised,
        climbing=frozenset(adjusted.climbing),
        recent_levels=_levels_done(known, monday, stage, knowledge, weeks=weeks),
        aerobic_aim=(
            walking_aim(record, on, stage, knowledge).minutes
            if stage is Stage.MAINTENANCE
            else None
        ),
        weekly_rise=_weekly_rise(record, held_back.share, pain=held_back.pain, knowledge=knowledge),
    )


def _weekly_rise(record: Record, share: float, *, pain: bool, knowledge: Knowledge) -> float:
    """Return the share by which the week's volume may rise: the most restrictive bound wins.

    Below 0 the week as a whole must be lighter. After sessions that hurt it asks no more than before.
    """
    rises = [knowledge.rules["PRG4"].figures["weekly_rise_share"].value]
    own = record.policy.weekly_rise_percent
    if own is not None:
        rises.append(own / 100)
    if pain:
        rises.append(0.0)
    if share < 1:
        rises.append(share - 1)
    return min(rises)


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
        adjustments=(),
        raised={},
        climbing=frozenset(),
        recent_levels=last,
        weekly_rise=_weekly_rise_after(before, knowledge),
    )


def _weekly_rise_after(before: Standing, knowledge: Knowledge) -> float:
    """Return the rise of a week planned ahead: the usual one, or less where a person set less."""
    usual = knowledge.rules["PRG4"].figures["weekly_rise_share"].value
    return usual if before.weekly_rise is None else min(usual, max(before.weekly_rise, 0.0))


def _start(exercise: Exercise, stage: Stage) -> int:
    table = exercise.doses.stages.get(stage.table)
    return table.start if table is not None else 0
