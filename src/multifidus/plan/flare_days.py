# SPDX-License-Identifier: Apache-2.0
"""The first days of a flare-up inside the week: walking, the movement that eases, a place of comfort.

These days are not solved: they take what little rule FLR1 leaves, in the person's own slots. The
solver plans the other days of the week.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from multifidus.domain.adaptation import Flare
from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import Availability, Record, Require
from multifidus.domain.results import Assessment
from multifidus.domain.spoken import STAGE
from multifidus.domain.week import (
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
from multifidus.domain.words import Modality, Phase, Slot, Stage
from multifidus.knowledge.planning import Planning
from multifidus.knowledge.schema import Exercise
from multifidus.plan.candidates import Case, bars, step_barred
from multifidus.plan.problem import build, item_seconds, stretch_of
from multifidus.plan.slots import DAYS_PER_WEEK, SlotTime, day_name, week_slots
from multifidus.plan.write import QUARTERS, minutes_of

TEMPLATE = "F"
"""The template of a session in the first days of a flare-up."""


def settle_days(monday: date, flare: Flare) -> tuple[int, ...]:
    """Days of the week (0 is Monday) on which the flare-up is left to settle."""
    week = (monday + timedelta(days=n) for n in range(DAYS_PER_WEEK))
    return tuple(n for n, day in enumerate(week) if flare.started <= day <= flare.settle_until)


def flare_slots(availability: Availability, monday: date, flare: Flare) -> Availability:
    """Return the person's slots without the days on which the flare-up is left to settle."""
    gone = {day_name(n) for n in settle_days(monday, flare)}
    return {day: slots for day, slots in availability.items() if day not in gone}


def lightened(record: Record, monday: date, flare: Flare, planning: Planning) -> Record:
    """Return the record as the solver gets it: without the days to settle, directives cut to fit.

    What a clinician requires so many times a week is asked for as often as the days that are left
    allow: no directive is a reason to train on the first days of a flare-up.
    """
    left = flare_slots(record.availability, monday, flare)
    most = len(week_slots(left, planning))
    directives = tuple(
        replace(one, times_per_week=min(one.times_per_week, most))
        if isinstance(one, Require)
        else one
        for one in record.directives
        if most or not isinstance(one, Require)
    )
    return replace(record, availability=left, directives=directives)


def settle_sessions(
    case: Case, assessment: Assessment, monday: date, flare: Flare
) -> tuple[Session, ...]:
    """Fill the person's slots on the days to settle with what rule FLR1 leaves.

    Walking and easing movement come first; comfort is added where it fits. A session that would
    be rest alone is left out: rest needs no slot.
    """
    days = settle_days(monday, flare)
    slots = [
        slot
        for slot in week_slots(case.record.availability, case.knowledge.planning)
        if slot.day in days
    ]
    maker = _Maker(case, assessment)
    made = (maker.session(slot, monday) for slot in slots)
    return tuple(one for one in made if one is not None)


def with_settle_days(
    week: Week | None,
    sessions: Sequence[Session],
    case: Case,
    assessment: Assessment,
    *,
    monday: date,
    on: date,
) -> Week:
    """Put the sessions of the days to settle into a week, or make a week of them alone.

    Parameters
    ----------
    week : Week or None
        The week as solved over the other days; None where it has no slot left.
    """
    if week is None:
        week = _empty_week(case, assessment, monday=monday, on=on)
    added = _trimmed(week, sessions, case)
    ordered = sorted((*week.sessions, *added), key=lambda one: (one.on, one.slot is Slot.EVENING))
    rule = case.knowledge.rules["FLR1"]
    note = Reason(
        rule="FLR1",
        text=say(
            "The first days of the flare-up hold only walking, easy movement and comfort; "
            "the other days are lighter than usual."
        ),
        inputs={"sessions": str(len(added)), "made on": on.isoformat()},
        cite=rule.source,
    )
    return replace(
        week,
        sessions=tuple(ordered),
        coverage=_covered(week.coverage, added, case),
        notes=(note, *week.notes),
    )


def _trimmed(week: Week, sessions: Sequence[Session], case: Case) -> list[Session]:
    """Leave out walks where the week would have more aerobic minutes than the week before (GRD7)."""
    past = sum(case.standing.minutes.values())
    room = past - _aerobic(week.sessions, case) if past else None
    out: list[Session] = []
    for session in sessions:
        walk = _aerobic((session,), case)
        if room is None or walk <= room:
            room = None if room is None else room - walk
            out.append(session)
            continue
        items = tuple(one for one in session.items if not _bout(one, case))
        if any(one.phase is not Phase.RELAXATION for one in items):
            minutes = round(sum(one.dose.minutes for one in items), 1)
            out.append(replace(session, items=items, minutes=minutes))
    return out


def _bout(item: Prescription, case: Case) -> float:
    """Aerobic minutes of an item."""
    if case.knowledge.exercises[item.exercise].modality is not Modality.AEROBIC:
        return 0
    return item.dose.sets * (item.dose.bout_minutes or 0)


def _aerobic(sessions: Iterable[Session], case: Case) -> float:
    return sum(_bout(item, case) for session in sessions for item in session.items)


def _covered(coverage: Coverage, sessions: Sequence[Session], case: Case) -> Coverage:
    """Add what the days to settle do: aerobic minutes, and stretching where the movement is one."""
    stretches = dict(coverage.stretches)
    for session in sessions:
        for item in session.items:
            exercise = case.knowledge.exercises[item.exercise]
            step = exercise.doses.stages[case.standing.stage.table].steps[item.dose.level]
            for target, seconds in stretch_of(exercise, step).items():
                if target in stretches:
                    row = stretches[target]
                    stretches[target] = replace(
                        row, planned=round(row.planned + seconds / 60, 1), sessions=row.sessions + 1
                    )
    walks = [one for one in sessions if _aerobic((one,), case)]
    aerobic = replace(
        coverage.aerobic,
        planned=coverage.aerobic.planned + _aerobic(walks, case),
        sessions=coverage.aerobic.sessions + len(walks),
    )
    return replace(coverage, stretches=stretches, aerobic=aerobic)


def _empty_week(case: Case, assessment: Assessment, *, monday: date, on: date) -> Week:
    """A week without sessions, whose targets all wait."""
    without_time = replace(case, record=replace(case.record, availability={}))
    problem = build(without_time, assessment)
    waits = say("the first days of a flare-up are for settling")
    return Week(
        week=monday,
        on=on,
        person=case.record.person.name,
        stage=case.standing.stage,
        sessions=(),
        coverage=Coverage(
            muscles={
                one.id: _waiting(one.amount / QUARTERS, say("sets"), waits)
                for one in problem.muscles
            },
            stretches={
                one.id: _waiting(round(one.amount / 60, 1), say("minutes per side"), waits)
                for one in problem.stretches
            },
            aerobic=replace(
                _waiting(
                    problem.aerobic.amount + problem.everyday_walking,
                    say("minutes, everyday walking included"),
                    waits,
                ),
                planned=problem.everyday_walking,
            ),
            share=0.0,
        ),
        proof=Proof(status=ProofStatus.OPTIMAL, gap=0, objectives=()),
        knowledge=case.knowledge.version,
        left_out=problem.left_out,
    )


def _waiting(target: float, unit: Phrase, reason: Phrase) -> Covered:
    return Covered(target=target, planned=0, unit=unit, sessions=0, reason=reason)


class _Maker:
    """Makes the sessions; the same exercises on every day, chosen once."""

    def __init__(self, case: Case, assessment: Assessment) -> None:
        self.case = case
        data = case.knowledge.planning.flare
        eased = [one.direction for one in assessment.directions if not one.provoked]
        easier = self._first_of(data.eased[one] for one in eased if one in data.eased)
        self.named = easier is not None
        self.walk = self._usable(data.walk)
        self.ease = easier or self._first_of(data.otherwise)
        self.comfort = next((one for name in data.comfort if (one := self._usable(name))), None)

    def _usable(self, name: str) -> Exercise | None:
        exercise = self.case.knowledge.exercises[name]
        most = self.case.knowledge.rules["FLR1"].figures["settle_tier"].value
        fits = exercise.stage is Stage.INITIAL and exercise.load.tier <= most
        return exercise if fits and not bars(exercise, self.case) else None

    def _first_of(self, ladders: Iterable[str]) -> Exercise | None:
        return next((one for name in ladders if (one := self._lowest(name))), None)

    def _lowest(self, ladder: str) -> Exercise | None:
        members = sorted(
            (one for one in self.case.knowledge.exercises.values() if one.ladder.id == ladder),
            key=lambda one: one.ladder.rung,
        )
        return next((one for one in members if self._usable(one.id)), None)

    def session(self, slot: SlotTime, monday: date) -> Session | None:
        left = slot.minutes * 60
        items: list[Prescription] = []
        for exercise, phase, why, longest in (
            (self.walk, Phase.WARM_UP, say("A short walk keeps you moving."), False),
            (self.ease, Phase.MOBILITY, self._eases(), False),
            (self.comfort, Phase.RELAXATION, say("A place of comfort, as long as you like."), True),
        ):
            level = None if exercise is None else self._level(exercise, left, longest=longest)
            if exercise is None or level is None:
                continue
            if phase is Phase.RELAXATION and not items:
                continue
            item = self._item(exercise, level, phase, why)
            items.append(item)
            left -= self._seconds(exercise, level)
        if not items:
            return None
        return Session(
            on=monday + timedelta(days=slot.day),
            slot=slot.slot,
            template=TEMPLATE,
            minutes=round(sum(item.dose.minutes for item in items), 1),
            items=tuple(items),
        )

    def _eases(self) -> Phrase:
        if self.named:
            return say("The movement that eases you, gently.")
        return say("Easy movement, only as far as it is comfortable.")

    def _seconds(self, exercise: Exercise, level: int) -> int:
        step = exercise.doses.stages[self.case.standing.stage.table].steps[level]
        return item_seconds(exercise, step, self.case.knowledge.planning)

    def _level(self, exercise: Exercise, seconds: int, *, longest: bool) -> int | None:
        """The lightest dose; of comfort the longest that the slot still has room for."""
        table = exercise.doses.stages.get(self.case.standing.stage.table)
        if table is None:
            return None
        top = self.case.standing.levels.get(exercise.id, table.start) if longest else 0
        top = min(top, len(table.steps) - 1)
        fitting = [
            level
            for level in range(top + 1)
            if self._seconds(exercise, level) <= seconds
            and not step_barred(exercise, table.steps[level], self.case)
        ]
        return max(fitting, default=None)

    def _item(self, exercise: Exercise, level: int, phase: Phase, why: Phrase) -> Prescription:
        step = exercise.doses.stages[self.case.standing.stage.table].steps[level]
        rule = self.case.knowledge.rules["FLR1"]
        return Prescription(
            exercise=exercise.id,
            name=exercise.name,
            side=exercise.sides,
            phase=phase,
            dose=Dose(
                sets=step.sets,
                reps=step.reps,
                hold_s=step.hold_s,
                rest_s=step.rest_s,
                minutes=minutes_of(self._seconds(exercise, level)),
                bout_minutes=step.minutes,
                effort=step.effort,
                level=level,
            ),
            why=(
                Reason(
                    rule="FLR1",
                    text=why,
                    inputs={"stage": STAGE[self.case.standing.stage]},
                    cite=tuple(dict.fromkeys([*rule.source, *exercise.sources])),
                ),
            ),
            substitute=exercise.substitute,
        )
