# SPDX-License-Identifier: Apache-2.0
"""GRD5, GRD6 and the dose itself: no dose outside its bounds, no relaxation sold as training."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from multifidus.domain.record import Clear
from multifidus.domain.week import Breach, Dose
from multifidus.domain.words import Modality, Phase, Side, Stage
from multifidus.knowledge.schema import DoseStep, Exercise
from multifidus.release.view import (
    HAIR,
    Booking,
    Case,
    amount,
    breach,
    dose_table,
    place,
    say,
    sound,
    step_at,
    stretch_seconds,
)

_SPARED: Final = {
    "heart-symptoms": (Modality.AEROBIC, "effort"),
    "uncontrolled-hypertension": (Modality.ISOMETRIC_HOLD, "hold_s"),
}
"""Flags that hold one quantity of one modality at the initial stage's bound (hazards H11, H12)."""

_TRAINING_PHASES: Final = frozenset({Phase.MOTOR_CONTROL, Phase.STRENGTH})
_RESTFUL: Final = frozenset({Modality.RELAXATION, Modality.STRETCH})


def dose_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of GRD5 and GRD6, and of REL8 to REL10 (the dose as such)."""
    for booking in case.bookings:
        yield from _numbers(booking)
        yield from _within_bounds(case, booking)
        yield from _spared(case, booking)
        yield from _earned(case, booking)
        yield from _as_the_table_says(case, booking)
    yield from _how_often(case)
    yield from _stretching(case)
    yield from _relaxation(case)


def _quantities(exercise: Exercise, dose: Dose, heavy: float) -> dict[str, float]:
    """Every quantity of one dose that may have a bound, by the bound's name."""
    out: dict[str, float] = {"sets": amount(dose.sets)}
    if dose.reps is not None:
        out["reps"] = amount(dose.reps)
        out["total_reps"] = amount(dose.sets) * amount(dose.reps)
        out["rest_s"] = amount(dose.rest_s)
        if exercise.load.tier >= heavy:
            out["rest_s_heavy"] = amount(dose.rest_s)
    if dose.hold_s is not None:
        out["hold_s"] = amount(dose.hold_s)
    if dose.bout_minutes is not None:
        # Several bouts one after the other are one long bout to the body.
        out["bout_minutes"] = amount(dose.sets) * amount(dose.bout_minutes)
    if dose.effort is not None:
        out["effort"] = amount(dose.effort)
    return out


def _within_bounds(case: Case, booking: Booking) -> Iterator[Breach]:
    """GRD5: one dose against the absolute bounds of its modality at the week's stage."""
    exercise = booking.exercise
    rules = case.bounds_for(exercise, case.week.stage)
    if not rules:
        yield breach(
            "GRD5",
            booking.where,
            f"no bounds are known for {exercise.modality} in stage {case.week.stage}",
        )
    quantities = _quantities(exercise, booking.item.dose, case.figure("GRD8", "tier"))
    for rule in rules:
        for name, bound in rule.bounds.items():
            if name in quantities:
                yield from _outside(
                    booking.where,
                    f"{exercise.id}: {name}",
                    quantities[name],
                    low=bound.absolute_low,
                    high=bound.absolute_high,
                    unit=bound.unit,
                )


def _outside(
    where: str, what: str, value: float, *, low: float | None, high: float | None, unit: str
) -> Iterator[Breach]:
    if low is not None and value < low - HAIR:
        yield breach("GRD5", where, f"{what} {say(value)} is below {say(low)} ({unit})")
    if high is not None and value > high + HAIR:
        yield breach("GRD5", where, f"{what} {say(value)} is above {say(high)} ({unit})")


def _spared(case: Case, booking: Booking) -> Iterator[Breach]:
    """GRD5 for flags that ask for less than the stage allows: the initial stage's bound holds."""
    exercise = booking.exercise
    for flag, (modality, name) in _SPARED.items():
        if (
            flag not in case.flags
            or exercise.modality != modality
            or flag in exercise.cautions  # GRD3 decides
            or case.allowed(exercise.id, flag)
            or (flag == "heart-symptoms" and _heart_reviewed(case))
        ):
            continue
        value = _quantities(exercise, booking.item.dose, 0).get(name, 0)
        for rule in case.bounds_for(exercise, Stage.INITIAL):
            for bound_name, bound in rule.bounds.items():
                if bound_name == name:
                    yield from _outside(
                        booking.where,
                        f"{exercise.id} with {flag}: {name}",
                        value,
                        low=None,
                        high=bound.absolute_high,
                        unit=bound.unit,
                    )


def _heart_reviewed(case: Case) -> bool:
    """Whether someone has looked at the heart or lung question: talking pace holds until then."""
    sign, on = "heart-or-lung", case.week.on
    return any(review.sign == sign and review.on <= on for review in case.record.reviews) or any(
        isinstance(order, Clear)
        and order.sign == sign
        and (order.until is None or order.until >= on)
        for order in case.directives
    )


def _how_often(case: Case) -> Iterator[Breach]:
    """GRD5: how many times a day, and on how many days of the week, an exercise is done."""
    a_day: Counter[tuple[str, date]] = Counter()
    days: defaultdict[str, set[date]] = defaultdict(set)
    for booking in case.bookings:
        a_day[booking.exercise.id, booking.session.on] += 1
        days[booking.exercise.id].add(booking.session.on)
    for name in sorted(days):
        exercise = case.knowledge.exercises[name]
        for rule in case.bounds_for(exercise, case.week.stage):
            for bound_name, bound in rule.bounds.items():
                limits = (bound.absolute_low, bound.absolute_high)
                if bound_name == "times_per_week":
                    yield from _outside(
                        f"{case.whole_week}, {name}",
                        f"{name}: times_per_week",
                        len(days[name]),
                        low=limits[0],
                        high=limits[1],
                        unit=bound.unit,
                    )
                if bound_name == "times_per_day":
                    for on in sorted(days[name]):
                        yield from _outside(
                            f"{on}, {name}",
                            f"{name}: times_per_day",
                            a_day[name, on],
                            low=limits[0],
                            high=limits[1],
                            unit=bound.unit,
                        )


def _stretching(case: Case) -> Iterator[Breach]:
    """GRD6: seconds of stretching per target and side, a day and a week."""
    a_day: defaultdict[tuple[str, Side, date], float] = defaultdict(float)
    a_week: defaultdict[tuple[str, Side], float] = defaultdict(float)
    by_whom: defaultdict[str, set[str]] = defaultdict(set)
    for booking in case.bookings:
        if booking.exercise.modality != Modality.STRETCH:
            continue
        one_side = booking.item.side if booking.item.side in (Side.LEFT, Side.RIGHT) else None
        sides = (one_side,) if one_side is not None else (Side.LEFT, Side.RIGHT)
        seconds = stretch_seconds(booking.item.dose)
        for target in booking.exercise.stretches:
            by_whom[target].add(booking.exercise.id)
            for side in sides:
                a_day[target, side, booking.session.on] += seconds
                a_week[target, side] += seconds
    most_a_day = case.figure("GRD6", "minutes_per_day") * 60
    most_a_week = case.figure("GRD6", "minutes_per_week") * 60
    for (target, side, on), seconds in a_day.items():
        if seconds > most_a_day + HAIR:
            yield breach(
                "GRD6",
                f"{on}, {target}",
                f"{target} ({side}) is stretched {say(seconds / 60)} min on {on} by"
                f" {', '.join(sorted(by_whom[target]))}; at most {say(most_a_day / 60)} a day",
            )
    for (target, side), seconds in a_week.items():
        if seconds > most_a_week + HAIR:
            yield breach(
                "GRD6",
                f"{case.whole_week}, {target}",
                f"{target} ({side}) is stretched {say(seconds / 60)} min in the week by"
                f" {', '.join(sorted(by_whom[target]))}; at most {say(most_a_week / 60)} a week",
            )


def _relaxation(case: Case) -> Iterator[Breach]:
    """GRD6: relaxation is comfort. It is no training, and it does not stand in for active work."""
    for booking in case.bookings:
        if (
            booking.exercise.modality == Modality.RELAXATION
            and booking.item.phase in _TRAINING_PHASES
        ):
            yield breach(
                "GRD6",
                booking.where,
                f"{booking.exercise.id} is relaxation, booked as {booking.item.phase}",
            )
    kinds: defaultdict[str, set[Modality]] = defaultdict(set)
    for booking in case.bookings:
        kinds[place(booking.session)].add(booking.exercise.modality)
    least = case.figure("GRD6", "active_sessions")
    active = sum(1 for modalities in kinds.values() if modalities - _RESTFUL)
    for where, modalities in kinds.items():
        # Rest is not used instead of activity (hazard H27).
        if modalities == {Modality.RELAXATION} and active < least:
            yield breach(
                "GRD6",
                where,
                f"the session is relaxation only, and the week has {active} active sessions;"
                f" at least {say(least)} come first",
            )


def _numbers(booking: Booking) -> Iterator[Breach]:
    """REL10: every number of a dose is a whole, finite amount that a person can do."""
    dose = booking.item.dose
    at_least = {
        "sets": (dose.sets, 1),
        "reps": (dose.reps, 1),
        "hold_s": (dose.hold_s, 0),
        "rest_s": (dose.rest_s, 0),
        "minutes": (dose.minutes, 0),
        "bout_minutes": (dose.bout_minutes, 0),
        "effort": (dose.effort, 0),
        "level": (dose.level, 0),
    }
    needed = {"sets", "rest_s", "minutes", "level"}
    for name, (number, low) in at_least.items():
        if number is None and name not in needed:
            continue
        if number is None or not sound(number) or number < low:
            yield breach("REL10", booking.where, f"{name} is {number}, not a number from {low} up")
    if (dose.reps is None) == (dose.bout_minutes is None):
        yield breach("REL10", booking.where, "a dose has either repetitions or a bout of minutes")


def _earned(case: Case, booking: Booking) -> Iterator[Breach]:
    """REL8: the dose level is no higher than earned, or than where a newcomer starts."""
    table = dose_table(booking.exercise, case.week.stage)
    if table is None:
        return
    earned = case.standing.levels.get(booking.exercise.id, table.start)
    if amount(booking.item.dose.level) > earned:
        yield breach(
            "REL8",
            booking.where,
            f"{booking.exercise.id} is at dose level {booking.item.dose.level};"
            f" the person has earned {earned}",
        )


def _as_the_table_says(case: Case, booking: Booking) -> Iterator[Breach]:
    """REL9: the dose is the very step of the dose table that it says it is."""
    dose, stage, name = booking.item.dose, case.week.stage, booking.exercise.id
    step = step_at(booking.exercise, stage, dose.level)
    if step is None:
        yield breach("REL9", booking.where, f"{name} has no dose level {dose.level} in {stage}")
        return
    for what, value, wanted in _pairs(dose, step):
        if value != wanted:
            yield breach(
                "REL9",
                booking.where,
                f"{name}: {what} is {value}; level {dose.level} of {stage} says {wanted}",
            )
    if amount(dose.effort) > step.effort:
        yield breach(
            "REL9",
            booking.where,
            f"{name}: effort is {dose.effort}; level {dose.level} of {stage} says {step.effort}",
        )


def _pairs(dose: Dose, step: DoseStep) -> Iterator[tuple[str, float | None, float | None]]:
    yield "sets", dose.sets, step.sets
    yield "reps", dose.reps, step.reps
    yield "hold_s", dose.hold_s, step.hold_s
    yield "rest_s", dose.rest_s, step.rest_s
    yield "bout_minutes", dose.bout_minutes, step.minutes
