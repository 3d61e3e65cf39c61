# SPDX-License-Identifier: Apache-2.0
"""A sound week and the person it is for, built by hand, and the tools to damage it in one way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from multifidus.domain.record import Done, Episode, LogEntry, Person, Record, Screening, SetDone
from multifidus.domain.results import Clearance, Standing
from multifidus.domain.week import (
    Breach,
    Coverage,
    Covered,
    Dose,
    Prescription,
    Proof,
    ProofStatus,
    Reason,
    Session,
    Week,
)
from multifidus.domain.words import Answer, Day, Grade, Level, Modality, Phase, Side, Slot, Stage
from multifidus.knowledge.base import Figure
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.schema import DoseLadder, Exercise
from multifidus.release import check

MONDAY = date(2026, 11, 23)
PT = "J. Meyer, PT"
PLAN = ("walking", "drawing-in", "bridge", "clamshell", "supine-hamstring-slide")
PHASES = {
    Modality.AEROBIC: Phase.WARM_UP,
    Modality.MOTOR_CONTROL: Phase.MOTOR_CONTROL,
    Modality.ISOMETRIC_HOLD: Phase.STRENGTH,
    Modality.STRENGTH: Phase.STRENGTH,
    Modality.MOBILITY: Phase.MOBILITY,
    Modality.STRETCH: Phase.MOBILITY,
    Modality.MIND_BODY: Phase.MOBILITY,
    Modality.RELAXATION: Phase.RELAXATION,
}
REASON = Reason(
    rule="PRG4",
    text="It trains what the week balances.",
    inputs={"stage": "initial"},
    cite=("MultifidusRule",),
)


def ladder_of(exercise: Exercise, stage: Stage) -> DoseLadder:
    return exercise.doses.stages[stage.table]


def item(
    knowledge: Knowledge, name: str, stage: Stage = Stage.INITIAL, level: int | None = None
) -> Prescription:
    exercise = knowledge.exercises[name]
    table = ladder_of(exercise, stage)
    at = table.start if level is None else level
    step = table.steps[at]
    sides = 2 if exercise.sides is Side.EACH else 1
    tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0)
    one = (step.minutes or 0) * 60 + (step.reps or 0) * (tempo + (step.hold_s or 0))
    seconds = step.sets * one * sides + (step.sets - 1) * step.rest_s + exercise.doses.setup_s
    return Prescription(
        exercise=name,
        name=exercise.name,
        side=exercise.sides,
        phase=PHASES[exercise.modality],
        dose=Dose(
            sets=step.sets,
            reps=step.reps,
            hold_s=step.hold_s,
            rest_s=step.rest_s,
            minutes=round(seconds / 60, 1),
            bout_minutes=step.minutes,
            effort=step.effort,
            level=at,
        ),
        why=(REASON,),
        substitute=exercise.substitute,
    )


def session(
    day: int, items: tuple[Prescription, ...], slot: Slot = Slot.MORNING, monday: date = MONDAY
) -> Session:
    ordered = tuple(sorted(items, key=lambda one: list(Phase).index(one.phase)))
    return Session(
        on=monday + timedelta(days=day),
        slot=slot,
        template="A",
        minutes=sum(one.dose.minutes for one in ordered),
        items=ordered,
    )


def coverage(exercises: tuple[Exercise, ...]) -> Coverage:
    """Build a coverage that claims only what these exercises do."""

    def row(planned: float) -> Covered:
        return Covered(target=12, planned=planned, unit="quarter sets", sessions=3)

    return Coverage(
        muscles={muscle: row(6) for one in exercises for muscle in one.muscles.grades},
        stretches={target: row(6) for one in exercises for target in one.stretches},
        aerobic=row(30),
        share=0.8,
    )


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything the check looks at."""

    week: Week
    record: Record
    clearance: Clearance
    standing: Standing
    knowledge: Knowledge = field(default_factory=shipped)
    previous: Week | None = None

    def breaches(self) -> tuple[Breach, ...]:
        return check(
            self.week,
            self.record,
            clearance=self.clearance,
            standing=self.standing,
            knowledge=self.knowledge,
            previous=self.previous,
        )

    def rules(self) -> set[str]:
        return {found.rule for found in self.breaches()}

    def with_week(self, **changes: Any) -> "Scene":
        return replace(self, week=replace(self.week, **changes))

    def with_record(self, **changes: Any) -> "Scene":
        return replace(self, record=replace(self.record, **changes))

    def with_clearance(self, **changes: Any) -> "Scene":
        return replace(self, clearance=replace(self.clearance, **changes))

    def with_standing(self, **changes: Any) -> "Scene":
        return replace(self, standing=replace(self.standing, **changes))

    def with_session(self, number: int, **changes: Any) -> "Scene":
        sessions = list(self.week.sessions)
        sessions[number] = replace(sessions[number], **changes)
        return self.with_week(sessions=tuple(sessions))

    def with_item(self, name: str, number: int = 0, /, **changes: Any) -> "Scene":
        items = tuple(
            replace(one, **changes) if one.exercise == name else one
            for one in self.week.sessions[number].items
        )
        return self.with_session(number, items=items)

    def with_dose(self, name: str, number: int = 0, /, **changes: Any) -> "Scene":
        dose = next(one.dose for one in self.week.sessions[number].items if one.exercise == name)
        return self.with_item(name, number, dose=replace(dose, **changes))

    def with_figure(self, rule: str, name: str, value: float) -> "Scene":
        old = self.knowledge.rules[rule]
        figure = Figure(value=value, unit="as before", source=("MultifidusRule",), grade=Grade.P)
        rules = {
            **self.knowledge.rules,
            rule: old.model_copy(update={"figures": {**old.figures, name: figure}}),
        }
        return replace(self, knowledge=replace(self.knowledge, rules=rules))


def stepped(knowledge: Knowledge, name: str, stage: Stage, **changes: Any) -> Knowledge:
    """Return knowledge in which every dose step of one exercise in one stage is changed."""
    exercise = knowledge.exercises[name]
    table = ladder_of(exercise, stage)
    new = table.model_copy(
        update={"steps": tuple(step.model_copy(update=changes) for step in table.steps)}
    )
    doses = exercise.doses.model_copy(
        update={"stages": {**exercise.doses.stages, stage.table: new}}
    )
    return with_exercise(knowledge, name, doses=doses)


def with_exercise(knowledge: Knowledge, name: str, **changes: Any) -> Knowledge:
    new = knowledge.exercises[name].model_copy(update=changes)
    return replace(knowledge, exercises={**knowledge.exercises, name: new})


def scene(
    plan: Mapping[int, tuple[str, ...]] | None = None,
    *,
    stage: Stage = Stage.INITIAL,
    knowledge: Knowledge | None = None,
    levels: Mapping[str, int] | None = None,
    slots: Mapping[int, Slot] | None = None,
    monday: date = MONDAY,
) -> Scene:
    """Build a sound week: by day of the week, the exercises of its morning."""
    known = knowledge or shipped()
    wanted = plan if plan is not None else dict.fromkeys((0, 2, 4), PLAN)
    earned = dict(levels or {})
    sessions = tuple(
        session(
            day,
            tuple(item(known, name, stage, earned.get(name)) for name in names),
            (slots or {}).get(day, Slot.MORNING),
            monday,
        )
        for day, names in sorted(wanted.items())
    )
    used = tuple(known.exercises[name] for names in wanted.values() for name in names)
    ladders = {exercise.ladder.id for exercise in known.exercises.values()}
    return Scene(
        week=Week(
            week=monday,
            on=monday,
            person="Ana",
            stage=stage,
            sessions=sessions,
            coverage=coverage(used),
            proof=Proof(status=ProofStatus.OPTIMAL, gap=0, objectives=()),
            knowledge=known.version,
        ),
        record=Record(
            person=Person(name="Ana", born=date(1984, 3, 2)),
            episode=Episode(started=date(2026, 8, 10)),
            equipment=tuple(sorted({thing for one in used for thing in one.equipment})),
            screening=(
                Screening(on=monday, answers={"saddle-numbness": Answer.NO, "falls": Answer.NO}),
            ),
            availability={day: {Slot.MORNING: 60, Slot.EVENING: 60} for day in Day},
        ),
        clearance=Clearance(
            on=monday,
            level=Level.CLEAR,
            blocked=False,
            complete=True,
            gentle=False,
            signs=(),
            to_ask=(),
            actions=(),
            rules=(),
        ),
        standing=Standing(
            stage=stage,
            because="by the checks",
            criteria=(),
            rungs=dict.fromkeys(ladders, 12),
            levels=earned,
            last_week={},
            last_heavy={},
            walking_minutes=None,
            progress_held=False,
            rules=(),
        ),
        knowledge=known,
    )


def logged(
    on: date, *names: str, sets: tuple[SetDone, ...] = (), slot: Slot = Slot.MORNING
) -> LogEntry:
    return LogEntry(on=on, slot=slot, done=tuple(Done(exercise=name, sets=sets) for name in names))


def refused(damaged: Scene, rule: str, *words: str) -> None:
    """The week breaks exactly this rule, and one breach says so with these words."""
    found = damaged.breaches()
    assert {one.rule for one in found} == {rule}, found
    texts = [f"{one.where}: {one.text}" for one in found]
    assert any(all(word in text for word in words) for text in texts), texts
