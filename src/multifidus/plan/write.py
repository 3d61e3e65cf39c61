# SPDX-License-Identifier: Apache-2.0
"""From chosen options to the week that a person reads: sessions in order, doses, coverage."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise, product

from multifidus.domain.phrase import say
from multifidus.domain.results import Assessment
from multifidus.domain.week import (
    Coverage,
    Covered,
    Dose,
    Prescription,
    Proof,
    Session,
    Week,
)
from multifidus.domain.words import CORE_MODALITIES, Modality, Phase
from multifidus.knowledge.schema import Exercise
from multifidus.plan.notes import notes
from multifidus.plan.problem import Option, Problem, Target, phase_of
from multifidus.plan.reasons import reasons
from multifidus.plan.slots import Cell, SlotTime

QUARTERS = 4
"""Quarter sets in a set."""


def in_order(options: Iterable[Option], cell: Cell) -> list[tuple[Phase, Option]]:
    """Order a session: phases as fixed, and inside a phase so that the person moves least.

    Within a phase floor and standing work are kept together; which comes first in each phase is
    chosen so that the whole session has the fewest changes between floor and standing.
    """
    phases: dict[Phase, list[Option]] = {phase: [] for phase in Phase}
    for option in options:
        phases[phase_of(option.exercise, cell)].append(option)
    filled = [phase for phase in Phase if phases[phase]]

    def sequence(floor_first: Sequence[bool]) -> list[tuple[Phase, Option]]:
        out: list[tuple[Phase, Option]] = []
        for phase, first in zip(filled, floor_first, strict=True):
            out += [
                (phase, option)
                for option in sorted(
                    phases[phase],
                    key=lambda option: (
                        option.on_floor is not first,
                        option.exercise.position,
                        -option.exercise.load.tier,
                        option.exercise.id,
                    ),
                )
            ]
        return out

    def moves(order: list[tuple[Phase, Option]]) -> int:
        """Changes between floor and standing, then between positions."""
        places = [False, *(option.on_floor for _, option in order)]
        changes = sum(one is not other for one, other in pairwise(places))
        positions = [option.exercise.position for _, option in order]
        finer = sum(one is not other for one, other in pairwise(positions))
        return changes * (len(order) + 1) + finer

    return min((sequence(first) for first in product((False, True), repeat=len(filled))), key=moves)


def minutes_of(seconds: int) -> float:
    """Return minutes to a tenth; planned seconds are whole tenths of a minute."""
    return round(seconds / 60, 1)


def dose_of(option: Option) -> Dose:
    """Write the dose of an option."""
    step = option.step
    return Dose(
        sets=step.sets,
        reps=step.reps,
        hold_s=step.hold_s,
        rest_s=step.rest_s,
        minutes=minutes_of(option.seconds),
        bout_minutes=step.minutes,
        effort=step.effort,
        level=option.level,
    )


def _session(
    slot: SlotTime,
    cell: Cell,
    chosen: Sequence[Option],
    problem: Problem,
    assessment: Assessment,
    monday: date,
) -> Session:
    items = tuple(
        Prescription(
            exercise=option.exercise.id,
            name=option.exercise.name,
            side=option.exercise.sides,
            phase=phase,
            dose=dose_of(option),
            why=reasons(option, phase, problem, assessment),
            substitute=option.exercise.substitute,
        )
        for phase, option in in_order(
            (option for option in chosen if cell.id in option.cells), cell
        )
    )
    return Session(
        on=monday + timedelta(days=slot.day),
        slot=slot.slot,
        template=cell.template,
        minutes=round(sum(item.dose.minutes for item in items), 1),
        items=items,
    )


def _missing_reason(
    planned: int, target: Target, able: Sequence[Option], chosen: Sequence[Option], problem: Problem
) -> str:
    """Say why a target is not reached: nothing left for it, the day's limit, or the minutes."""
    if planned >= target.amount:
        return ""
    if not able:
        return say(
            "nothing for it is left for you just now ({because})", because=_bars(target, problem)
        )
    if not _time_left(able, chosen, problem):
        return say("your minutes went to what counts more for you")
    if all(option.core for option in able) and not _core_left(able, chosen, problem):
        return say(
            "{count} core exercises a day is the limit; you can ask for more",
            count=problem.core_high,
        )
    return say("rest between sessions, variety or a light start came first")


def _bars(target: Target, problem: Problem) -> str:
    """Name the commonest reason for which exercises that serve a target were left out."""
    found = Counter(
        left.because
        for left in problem.left_out
        if _serves(problem.knowledge.exercises[left.exercise], target.id)
    )
    none = say("the catalogue has none")
    return min(found, key=lambda reason: (-found[reason], reason), default=none)


def _serves(exercise: Exercise, target: str) -> bool:
    if exercise.modality in CORE_MODALITIES:
        return exercise.muscles.grades.get(target, 0) > 1
    return exercise.modality is Modality.STRETCH and target in exercise.stretches


def _core_left(able: Sequence[Option], chosen: Sequence[Option], problem: Problem) -> bool:
    """Whether some day still has room for one more core exercise that serves the target."""
    counts: Counter[int] = Counter()
    for option in chosen:
        if option.core:
            counts.update(slot.day for name in option.cells for slot in problem.cell(name).slots)
    return any(
        all(
            counts[slot.day] < problem.core_high
            for name in option.cells
            for slot in problem.cell(name).slots
        )
        for option in able
    )


def _time_left(able: Sequence[Option], chosen: Sequence[Option], problem: Problem) -> bool:
    """Whether one of the exercises would still fit into the minutes of all its sessions."""
    left = {
        cell.id: problem.seconds(cell)
        - sum(option.seconds for option in chosen if cell.id in option.cells)
        for cell in problem.cells
    }
    return any(all(option.seconds <= left[cell] for cell in option.cells) for option in able)


def _sessions_with(target: str, chosen: Sequence[Option], problem: Problem) -> int:
    grade = problem.planning.days.heavy_grade
    days = {
        slot.day
        for option in chosen
        if option.core and option.exercise.muscles.grades.get(target, 0) >= grade
        for name in option.cells
        for slot in problem.cell(name).slots
    }
    return len(days)


def coverage(chosen: Sequence[Option], problem: Problem) -> Coverage:
    """Say what the week holds of every target."""
    muscles = {}
    scores: list[tuple[int, float]] = []
    for target in problem.muscles:
        planned = sum(option.times * option.stimulus.get(target.id, 0) for option in chosen)
        able = [option for option in problem.options if target.id in option.stimulus]
        sessions = _sessions_with(target.id, chosen, problem)
        reason = _missing_reason(planned, target, able, chosen, problem)
        if not reason and sessions < 2:
            reason = say("one session holds all of it")
        muscles[target.id] = Covered(
            target=target.amount / QUARTERS,
            planned=planned / QUARTERS,
            unit=say("sets"),
            sessions=sessions,
            reason=reason,
        )
        scores.append((target.importance, min(1.0, planned / target.amount)))
    stretches = {}
    for target in problem.stretches:
        held = [option for option in chosen if target.id in option.stretch]
        planned = sum(option.times * option.stretch[target.id] for option in held)
        able = [option for option in problem.options if target.id in option.stretch]
        stretches[target.id] = Covered(
            target=round(target.amount / 60, 1),
            planned=round(planned / 60, 1),
            unit=say("minutes per side"),
            sessions=sum(option.times for option in held),
            reason=_missing_reason(planned, target, able, chosen, problem),
        )
        scores.append((target.importance, min(1.0, planned / target.amount)))
    bouts = [option for option in chosen if option.aerobic]
    planned = sum(option.times * option.aerobic for option in bouts)
    able = [option for option in problem.options if option.aerobic]
    aerobic = problem.aerobic
    fitness = Covered(
        target=aerobic.amount + problem.everyday_walking,
        planned=planned + problem.everyday_walking,
        unit=say("minutes, everyday walking included"),
        sessions=sum(option.times for option in bouts),
        reason=_missing_reason(planned, aerobic, able, chosen, problem),
    )
    scores.append((aerobic.importance, min(1.0, planned / aerobic.amount)))
    share = sum(weight * score for weight, score in scores) / sum(weight for weight, _ in scores)
    return Coverage(muscles=muscles, stretches=stretches, aerobic=fitness, share=round(share, 3))


def write(
    chosen: Sequence[Option],
    proof: Proof,
    problem: Problem,
    assessment: Assessment,
    *,
    monday: date,
    on: date,
) -> Week:
    """Write the week that the chosen options make."""
    sessions = sorted(
        (
            _session(slot, cell, chosen, problem, assessment, monday)
            for cell in problem.cells
            for slot in cell.slots
        ),
        key=lambda session: (session.on, session.slot != "morning"),
    )
    covered = coverage(chosen, problem)
    return Week(
        week=monday,
        on=on,
        person=problem.case.record.person.name,
        stage=problem.standing.stage,
        sessions=tuple(session for session in sessions if session.items),
        coverage=covered,
        proof=proof,
        knowledge=problem.knowledge.version,
        notes=notes(problem, covered, chosen),
        left_out=problem.left_out,
    )
