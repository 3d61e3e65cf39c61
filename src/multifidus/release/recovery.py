# SPDX-License-Identifier: Apache-2.0
"""GRD8: heavy work for one muscle has its hours of rest, in the week and from what came before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from multifidus.domain.week import Breach, Week
from multifidus.domain.words import CORE_MODALITIES, Slot
from multifidus.knowledge.schema import Exercise
from multifidus.release.view import CLEAR_WORK, Case, bookings, breach, moment


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Heavy:
    """Heavy work for a muscle at a time: hours on the scale of `moment`."""

    at: int
    muscle: str
    exercise: str
    when: str


def recovery_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of GRD8."""
    hours = case.figure("GRD8", "hours")
    planned = sorted(_of_week(case, case.week))
    past = _done(case)
    if case.previous is not None:
        past |= set(_of_week(case, case.previous))
    for n, later in enumerate(planned):
        # What was done in a slot of this very week is the same work as planned there.
        earlier = [one for one in sorted(past) if one.at < later.at]
        for one in {*planned[:n], *earlier}:
            apart = later.at - one.at
            same_session = apart == 0 and one.when == later.when
            if one.muscle == later.muscle and apart < hours and not same_session:
                yield breach(
                    "GRD8",
                    f"{later.when}, {later.exercise}",
                    f"heavy work for {later.muscle}: {later.exercise} comes {apart} h after"
                    f" {one.exercise} ({one.when}); at least {hours:g} h",
                )


def _heavy_muscles(case: Case, exercise: Exercise | None) -> list[str]:
    """Return the muscles that an exercise works hard under a heavy load."""
    if (
        exercise is None
        or exercise.modality not in CORE_MODALITIES
        or exercise.load.tier < case.figure("GRD8", "tier")
    ):
        return []
    grades = exercise.muscles.grades
    return sorted(muscle for muscle, grade in grades.items() if grade >= CLEAR_WORK)


def _of_week(case: Case, week: Week) -> Iterator[Heavy]:
    for booking in bookings(week, case.knowledge):
        on, slot = booking.session.on, booking.session.slot
        for muscle in _heavy_muscles(case, booking.exercise):
            yield _heavy(on, slot, muscle, booking.exercise.id)


def _done(case: Case) -> set[Heavy]:
    """Return heavy work as logged, and as the standing holds it where the log does not tell."""
    out = {
        _heavy(entry.on, entry.slot, muscle, one.exercise)
        for entry in case.log
        for one in entry.done
        for muscle in _heavy_muscles(case, case.knowledge.exercises.get(one.exercise))
    }
    told = {(one.muscle, one.when.split(" ", 1)[0]) for one in out}
    for muscle, on in case.standing.last_heavy.items():
        # Without a log of that day the slot is not known; the later one is the safe guess.
        if on <= case.week.on and (muscle, str(on)) not in told:
            out.add(_heavy(on, Slot.EVENING, muscle, "heavy work"))
    return out


def _heavy(on: date, slot: Slot, muscle: str, exercise: str) -> Heavy:
    return Heavy(at=moment(on, slot), muscle=muscle, exercise=exercise, when=f"{on} {slot}")
