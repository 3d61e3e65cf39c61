# SPDX-License-Identifier: Apache-2.0
"""The same people under other policies: a fixed leaflet, and progress every week whatever happens.

A comparison of logic on made-up people. It says nothing about benefit to anybody.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final

from multifidus.cohort.assumptions import Assumptions
from multifidus.cohort.core import Core
from multifidus.cohort.life import Living, begin
from multifidus.cohort.lived import Asked, Policy, Why, monday_of
from multifidus.cohort.nature import EMERGENCY_SIGNS, FALL_SIGN, SLOW_SIGNS
from multifidus.cohort.streams import stream
from multifidus.domain.record import Record
from multifidus.domain.week import (
    Coverage,
    Covered,
    Dose,
    Prescription,
    Proof,
    ProofStatus,
    Session,
    Week,
)
from multifidus.domain.words import Day, Modality, Phase, Side, Slot, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

_NOTHING: Final = Covered(target=0, planned=0, unit="", sessions=0)
_DANGERS: Final = frozenset({*EMERGENCY_SIGNS, *SLOW_SIGNS, FALL_SIGN})


def _dose(exercise: Exercise, a: Assumptions) -> Dose:
    sheet = a.leaflet
    if exercise.modality is Modality.AEROBIC:
        return Dose(
            sets=1,
            reps=None,
            hold_s=None,
            rest_s=0,
            minutes=sheet.minutes,
            bout_minutes=sheet.minutes,
        )
    hold, reps = None, sheet.reps
    if exercise.modality is Modality.STRETCH:
        hold, reps = sheet.stretch_hold_s, 1
    elif exercise.modality is Modality.ISOMETRIC_HOLD:
        hold = sheet.hold_s
    tempo = (exercise.doses.up_s or 0) + (exercise.doses.down_s or 0) or 1
    minutes = sheet.sets * reps * (hold or tempo) / 60
    return Dose(sets=sheet.sets, reps=reps, hold_s=hold, rest_s=0, minutes=minutes)


def leaflet_week(record: Record, on: date, knowledge: Knowledge, a: Assumptions) -> Week:
    """Write the leaflet as a week: the same session on the first free days, whoever it is for."""
    monday = monday_of(on)
    days = [day for day in Day if record.availability.get(day)][: a.leaflet.days]
    items = tuple(
        Prescription(
            exercise=name,
            name=knowledge.exercises[name].name,
            side=Side.BOTH,
            phase=Phase.STRENGTH,
            dose=_dose(knowledge.exercises[name], a),
            why=(),
        )
        for name in a.leaflet.exercises
    )
    return Week(
        week=monday,
        on=on,
        person=record.person.name,
        stage=Stage.ADVANCED,
        sessions=tuple(
            Session(
                on=monday + timedelta(days=day.number),
                slot=min(record.availability[day], key=list(Slot).index),
                template="A",
                minutes=sum(item.dose.minutes for item in items),
                items=items,
            )
            for day in days
        ),
        coverage=Coverage(muscles={}, stretches={}, aerobic=_NOTHING, share=0),
        proof=Proof(status=ProofStatus.FEASIBLE, gap=1, objectives=()),
        knowledge="leaflet",
    )


@dataclass(slots=True)
class WithLeaflet(Living):
    """A life with a leaflet: nothing is asked, nothing is answered, nothing changes."""

    def ask(self, day: int, why: Why) -> None:
        """Take the leaflet out again."""
        on = self.on(day)
        self.week = leaflet_week(self.record, on, self.core.full, self.assumptions)
        self.asked.append(
            Asked(day=day, on=on, why=why, record=self.record, agreed=True, week=self.week)
        )

    def _may_start(self, day: int, on: date) -> bool:
        """Without a gate only some people with a danger sign stop of themselves."""
        del on
        if not any(one.sign in _DANGERS for one in self.nature.trouble_on(day)):
            return True
        luck = stream(self.seed, "heeds", day).random()
        return luck >= self.assumptions.value("leaflet_heeds")


def one_step_more(knowledge: Knowledge, week: Week, number: int) -> Week:
    """Return the week with every dose as many steps above its start as weeks have passed."""
    return replace(
        week,
        sessions=tuple(
            replace(
                session,
                items=tuple(_raised(item, week, number, knowledge) for item in session.items),
            )
            for session in week.sessions
        ),
    )


def _raised(item: Prescription, week: Week, number: int, knowledge: Knowledge) -> Prescription:
    tables = knowledge.exercises[item.exercise].doses.stages
    table = tables.get(week.stage) or tables.get(week.stage.table)
    if table is None:
        return item
    level = max(item.dose.level, min(table.start + number, len(table.steps) - 1))
    step, old = table.steps[level], table.steps[min(item.dose.level, len(table.steps) - 1)]
    was = old.sets * (old.minutes or (old.reps or 0) * (old.hold_s or 1))
    now = step.sets * (step.minutes or (step.reps or 0) * (step.hold_s or 1))
    return replace(
        item,
        dose=replace(
            item.dose,
            sets=step.sets,
            reps=step.reps,
            hold_s=step.hold_s,
            rest_s=step.rest_s,
            bout_minutes=step.minutes,
            effort=step.effort,
            level=level,
            minutes=round(item.dose.minutes * (now / was if was else 1), 1),
        ),
    )


def begin_under(
    policy: Policy, seed: int, start: date, weeks: int, core: Core, a: Assumptions
) -> Living:
    """Give birth to a person who will live under a policy."""
    born = begin(seed, start, weeks, core, a, policy)
    if policy is Policy.ADAPT:
        return born
    if policy is Policy.ALWAYS:
        born.remade = partial(one_step_more, core.full)
        return born
    return WithLeaflet(
        seed=seed,
        policy=policy,
        core=core,
        assumptions=a,
        start=start,
        nature=born.nature,
        body=born.body,
        record=born.record,
    )
