# SPDX-License-Identifier: Apache-2.0
"""Small lives by hand, for tests of what must never be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from multifidus.cohort.invariants import ALL, Broken
from multifidus.cohort.lived import Asked, Life, Policy, Sat, Why
from multifidus.cohort.nature import Kind, Nature, Trouble
from multifidus.domain.adaptation import Adjustment, AdjustmentKind, AdjustmentStatus
from multifidus.domain.record import (
    Done,
    DoseAsked,
    LogEntry,
    Pain,
    Person,
    Record,
    SetDone,
    Skipped,
)
from multifidus.domain.week import (
    Breach,
    Coverage,
    Covered,
    Dose,
    Prescription,
    Proof,
    ProofStatus,
    Refusal,
    RefusalKind,
    Session,
    Week,
)
from multifidus.domain.words import Grade, Phase, Side, Slot, Stage
from multifidus.knowledge.loader import shipped

KNOWLEDGE = shipped()
START = date(2026, 11, 16)
SEVEN = 7
GREEN = Pain(before=2, during=2, after=2, next_morning=2)
RED = Pain(before=2, during=3, after=2, next_morning=5)
BORN = Record(person=Person(name="Ana", born=date(1986, 3, 2)))
CALM = Nature(
    seed=0,
    kind=Kind.SLOW,
    pains=(2.0,) * 400,
    set_flares=frozenset(),
    flare_luck=(1.0,) * 400,
    used_to=1000,
    strength=2,
    adherence=1,
)


def day(number: int) -> date:
    return START + timedelta(days=number)


def dose(exercise: str, level: int, stage: Stage = Stage.INITIAL) -> Dose:
    tables = KNOWLEDGE.exercises[exercise].doses.stages
    step = (tables.get(stage) or tables[stage.table]).steps[level]
    return Dose(
        sets=step.sets,
        reps=step.reps,
        hold_s=step.hold_s,
        rest_s=step.rest_s,
        minutes=5,
        bout_minutes=step.minutes,
        effort=step.effort,
        level=level,
    )


def prescribed(
    exercise: str, level: int = 0, stage: Stage = Stage.INITIAL, side: Side = Side.BOTH, **more: Any
) -> Prescription:
    return Prescription(
        exercise=exercise,
        name=exercise,
        side=side,
        phase=Phase.STRENGTH,
        dose=replace(dose(exercise, level, stage), **more),
        why=(),
    )


def session(number: int, *items: Prescription, slot: Slot = Slot.MORNING) -> Session:
    return Session(on=day(number), slot=slot, template="A", minutes=10, items=items)


def week(
    number: int,
    *sessions: Session,
    stage: Stage = Stage.INITIAL,
    adjustments: Sequence[Adjustment] = (),
) -> Week:
    """The week of a number, 0 the first."""
    nothing = Covered(target=0, planned=0, unit="", sessions=0)
    return Week(
        week=day(number * SEVEN),
        on=day(number * SEVEN),
        person="Ana",
        stage=stage,
        sessions=sessions,
        coverage=Coverage(muscles={}, stretches={}, aerobic=nothing, share=1),
        proof=Proof(status=ProofStatus.FEASIBLE, gap=0, objectives=()),
        knowledge="test",
        adjustments=tuple(adjustments),
    )


def doses(
    number: int, levels: Mapping[str, int], stage: Stage = Stage.INITIAL, **more: Any
) -> Week:
    """A week with one session in which each exercise stands at a level."""
    items = [prescribed(name, level, stage) for name, level in levels.items()]
    return week(number, session(number * SEVEN, *items), stage=stage, **more)


def adjustment(
    subject: str = "bridge",
    kind: AdjustmentKind = AdjustmentKind.UP,
    status: AdjustmentStatus = AdjustmentStatus.APPLIED,
    **more: Any,
) -> Adjustment:
    usual: dict[str, Any] = {
        "id": f"{subject} {kind}",
        "name": subject,
        "rule": "PRG1",
        "text": "one step more",
        "inputs": {"sessions": "2"},
        "before": "1 x 10",
        "wanted": "1 x 12",
        "after": "1 x 12",
        "source": ("MultifidusRule",),
        "grade": Grade.P,
        "before_level": 0,
        "after_level": 1,
    }
    return Adjustment(subject=subject, kind=kind, status=status, **(usual | more))


def asked(made: Week | None, record: Record = BORN, *, at: int | None = None, **more: Any) -> Asked:
    number = at if at is not None else (0 if made is None else (made.on - START).days)
    usual: dict[str, Any] = {"why": Why.MONDAY, "agreed": True}
    return Asked(day=number, on=day(number), record=record, week=made, **(usual | more))


def refused(kind: RefusalKind, number: int = 0) -> Asked:
    found = (Breach(rule="GRD7", text="too much", where="there"),)
    refusal = Refusal(kind=kind, text="no", breaches=found)
    return asked(None, at=number, refusal=refusal)


def did(exercise: str, level: int = 0, stage: Stage = Stage.INITIAL, **more: Any) -> Done:
    one = dose(exercise, level, stage)
    sets = (SetDone(reps=one.reps, hold_s=one.hold_s, minutes=one.bout_minutes),) * one.sets
    planned = DoseAsked(sets=one.sets, reps=one.reps, hold_s=one.hold_s, minutes=one.bout_minutes)
    usual: dict[str, Any] = {"exercise": exercise, "sets": sets, "planned": planned}
    return Done(**(usual | more))


def entry(number: int, *done: Done, pain: Pain = GREEN, left: Sequence[str] = ()) -> LogEntry:
    return LogEntry(
        on=day(number),
        slot=Slot.MORNING,
        done=done,
        pain=pain,
        skipped=tuple(Skipped(exercise=name, why="no time") for name in left),
    )


def sat(number: int, *done: Done, **more: Any) -> Sat:
    row = entry(number, *done)
    usual: dict[str, Any] = {"planned": (), "flare": False, "rise": 0.0, "minutes": 5.0}
    return Sat(day=number, entry=row, week=row.on, **(usual | more))


def with_log(*rows: LogEntry, **more: Any) -> Record:
    return replace(BORN, log=rows, **more)


def life(*answers: Asked, weeks: int = 4, kind: Kind = Kind.SLOW, **more: Any) -> Life:
    troubles: tuple[Trouble, ...] = more.pop("troubles", ())
    usual: dict[str, Any] = {
        "seed": 1,
        "policy": Policy.ADAPT,
        "nature": replace(CALM, kind=kind, troubles=troubles),
        "start": START,
        "weeks": weeks,
        "record": answers[-1].record if answers else BORN,
        "asked": answers,
        "sat": (),
        "flares": (),
        "planned": {},
    }
    return Life(**(usual | more))


def broken(name: str, lived: Life) -> list[Broken]:
    check = next(one.check for one in ALL if one.name == name)
    return list(check(lived, KNOWLEDGE))
