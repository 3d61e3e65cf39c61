# SPDX-License-Identifier: Apache-2.0
"""FLR1: in a flare-up the week asks for less, day by day, whatever the planner thought (hazard H08).

Which flare-up there is, how far it has come on each day and what the last green dose was is worked
out here from the raw record alone. Days of the week that are over when it is made are not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.record import Done, FlareUp, LogEntry
from multifidus.domain.week import Breach
from multifidus.domain.words import CORE_MODALITIES, Day, Modality, Radiation, Stage
from multifidus.release.view import (
    HAIR,
    Booking,
    Case,
    amount,
    breach,
    dose_table,
    rep_seconds,
    say,
)

_HOURS: Final = 24
_RESTFUL: Final = frozenset({Modality.MOBILITY, Modality.RELAXATION})
_EASING: Final = frozenset({"flexion-mobility", "extension-mobility", "spine-mobility"})
"""Ladders whose exercises may stand on the first days, whatever their modality."""
_WALKING: Final = "walking"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spell:
    """The flare-up of the week: its first day, and the last days of its three parts, as ordinals."""

    began: int
    settle_to: int
    easy_to: int
    return_to: int


def flare_breaches(case: Case) -> Iterator[Breach]:
    """Yield what a week holds that a flare-up does not leave."""
    spell = _spell(case)
    if spell is None:
        return
    for booking in case.bookings:
        day = booking.session.on.toordinal()
        if day < case.week.on.toordinal() or not spell.began <= day <= spell.return_to:
            continue
        if day <= spell.settle_to:
            yield from _settling(case, booking)
        elif day <= spell.easy_to:
            yield from _easy(case, booking, spell)
        else:
            share = case.figure("FLR1", "return_factor")
            yield from _lighter(case, booking, spell, share)


def slots_to_train(case: Case) -> int | None:
    """Count the person's slots outside the days to settle; None where the week has no such day.

    So often, and no oftener, can a directive ask for an exercise in a week with a flare-up.
    """
    spell = _spell(case)
    monday = case.week.week.toordinal()
    days = [
        n
        for n in range(len(Day))
        if spell is not None and spell.began <= monday + n <= spell.settle_to
    ]
    if not days:
        return None
    return sum(
        minutes > 0
        for n, day in enumerate(Day)
        if n not in days
        for minutes in case.record.availability.get(day, {}).values()
    )


# --- which days -------------------------------------------------------------------------------


def _spell(case: Case) -> _Spell | None:
    today = case.week.on
    told = [one for one in case.record.flare_ups if one.on <= today]
    if not told:
        return None
    last = max(told, key=lambda one: one.on)
    over = last.ended.toordinal() if last.ended is not None and last.ended <= today else None
    start = last.on.toordinal()
    turning = [start + int(case.figure("FLR1", "easy_days_last"))]
    if over is not None:
        turning.append(over)
    near = _near_usual(case, last)
    if near is not None:
        turning.append(near)
    back = min(turning)
    week = int(case.figure("FLR1", "return_days"))
    if over is not None and today.toordinal() >= over + week:
        return None
    if today.toordinal() >= back and _all_green(case, back):
        return None
    open_end = date.max.toordinal()
    return _Spell(
        began=start,
        settle_to=min(start + int(case.figure("FLR1", "rest_days_last")), back) - 1,
        easy_to=back - 1,
        return_to=open_end if over is None else over + week - 1,
    )


def _values(case: Case) -> list[tuple[int, float]]:
    """Every value of pain that was given, by day; the morning after belongs to its own day."""
    today = case.week.on.toordinal()
    found: list[tuple[int, float]] = []
    for outcome in case.record.outcomes:
        if outcome.instrument != "nprs":
            continue
        for item in ("now", "average"):
            if item in outcome.answers:
                found.append((outcome.on.toordinal(), outcome.answers[item]))
                break
    for entry in case.log:
        around = (entry.pain.before, entry.pain.during, entry.pain.after)
        told = [value for value in around if value is not None]
        if told:
            found.append((entry.on.toordinal(), max(told)))
        if entry.pain.next_morning is not None:
            found.append((entry.on.toordinal() + 1, entry.pain.next_morning))
    return sorted(one for one in found if one[0] <= today)


def _near_usual(case: Case, last: FlareUp) -> int | None:
    """Return the day on which pain had been close to the usual for the time the rule asks."""
    usual = _usual(case, last.on)
    if usual is None:
        return None
    limit = usual + case.figure("FLR1", "return_within")
    since = [one for one in _values(case) if one[0] > last.on.toordinal()]
    high = max((n for n, (_, value) in enumerate(since) if value > limit), default=-1)
    calm = since[high + 1 :]
    if not calm:
        return None
    turned = calm[0][0] + int(case.figure("FLR1", "return_hours") / _HOURS)
    return turned if calm[-1][0] >= turned else None


def _usual(case: Case, start: date) -> float | None:
    first = start.toordinal() - int(case.figure("FLR1", "usual_days"))
    before = range(first, start.toordinal())
    values = [
        outcome.answers.get("average", outcome.answers.get("now", 0))
        for outcome in case.record.outcomes
        if outcome.instrument == "nprs" and outcome.answers and outcome.on.toordinal() in before
    ]
    values += [
        entry.pain.before
        for entry in case.log
        if entry.pain.before is not None and entry.on.toordinal() in before
    ]
    return sum(values) / len(values) if values else None


# --- what was borne ---------------------------------------------------------------------------


def _green(case: Case, entry: LogEntry) -> bool:
    """Whether a session was borne: nothing stopped by pain, no clear rise, no worse morning."""
    if any("pain" in one.why.lower() for one in entry.skipped):
        return False
    leg, back = entry.leg, entry.pain
    if leg.reach_after is not None:
        reaches = list(Radiation)
        before = leg.reach_before if leg.reach_before is not None else Radiation.NONE
        if reaches.index(leg.reach_after) > reaches.index(before):
            return False
    if back.next_morning is None and case.week.on > entry.on:
        return False
    slow = back.settled_hours is not None and (
        back.settled_hours > case.figure("PAIN3", "settle_hours")
    )
    of_leg = (leg.during, leg.after, leg.next_morning)
    told = leg.before is not None or any(value is not None for value in of_leg)
    return (
        not slow
        and _calm(case, entry.on, back.before, (back.during, back.after), back.next_morning)
        and (
            not told or _calm(case, entry.on, leg.before, (leg.during, leg.after), leg.next_morning)
        )
    )


def _calm(
    case: Case,
    on: date,
    base: float | None,
    around: tuple[float | None, ...],
    morning: float | None,
) -> bool:
    """Whether pain rose so little that the session is green; an answer that is missing is no calm."""
    later = [value for value in (*around, morning) if value is not None]
    if base is None or not later:
        return False
    worst = max(later)
    if morning is not None and morning >= base + case.figure("PAIN1", "next_morning_rise"):
        return False
    if _acute(case, on):
        high = worst >= base + case.figure("PAIN5", "rise")
    else:
        rise = case.figure("PAIN1", "rise")
        high = worst > case.figure("PAIN1", "worst_over") and worst >= base + rise
    rose = worst >= base + case.figure("PAIN2", "rise") and worst >= case.figure("PAIN2", "worst")
    return not (high or rose)


def _acute(case: Case, on: date) -> bool:
    """Whether a day lay in the acute part of any flare-up: there a rise alone is too much (PAIN5)."""
    days = case.figure("FLR1", "review_day")
    return any(
        0 <= on.toordinal() - one.on.toordinal() < days and (one.ended is None or on <= one.ended)
        for one in case.record.flare_ups
    )


def _all_green(case: Case, back: int) -> bool:
    """Whether every session of a week was green, since the return began."""
    done = sorted(
        (one for one in case.log if one.done and one.on.toordinal() >= back),
        key=lambda one: one.on,
    )
    while done and not all(_green(case, one) for one in done):
        done = done[1:]
    enough = len(done) >= case.figure("FLR1", "return_sessions")
    days = case.week.on.toordinal() - (done[0].on.toordinal() if done else 0)
    return enough and days >= case.figure("FLR1", "return_days")


def _last_green(case: Case, booking: Booking, spell: _Spell) -> float | None:
    """Return the work of the last green dose of an exercise; None where there never was one.

    It is the most of the two weeks up to the last green session before the flare-up, so that one
    short session does not make the dose smaller than it was.
    """
    found: list[tuple[int, float]] = []
    for entry in case.log:
        if _green(case, entry):
            found += [
                (entry.on.toordinal(), _done_work(booking, one))
                for one in entry.done
                if one.exercise == booking.exercise.id
            ]
    before = [day for day, _ in found if day < spell.began]
    window = int(case.figure("FLR1", "usual_days"))
    first = max(before) - window if before else spell.began
    return max((work for day, work in found if day >= first), default=None)


def _done_work(booking: Booking, done: Done) -> float:
    table = dose_table(booking.exercise, Stage.INITIAL) or dose_table(
        booking.exercise, booking.exercise.stage
    )
    usual = None if table is None else table.steps[table.start].hold_s
    total = 0.0
    for one in done.sets:
        if one.minutes is not None:
            total += amount(one.minutes) * 60
            continue
        reps = 1 if one.reps is None else amount(one.reps)
        hold = usual if one.hold_s is None else one.hold_s
        total += reps * (amount(hold) or rep_seconds(booking.exercise, 0) or 1)
    return total


def _work(booking: Booking) -> float:
    dose = booking.item.dose
    if dose.bout_minutes is not None:
        return amount(dose.sets) * amount(dose.bout_minutes) * 60
    each = amount(dose.hold_s) or rep_seconds(booking.exercise, 0) or 1
    return amount(dose.sets) * amount(dose.reps) * each


# --- what the days leave ----------------------------------------------------------------------


def _settling(case: Case, booking: Booking) -> Iterator[Breach]:
    exercise = booking.exercise
    walk = exercise.modality == Modality.AEROBIC and exercise.ladder.id == _WALKING
    gentle = exercise.modality in _RESTFUL or exercise.ladder.id in _EASING
    if not (walk or gentle):
        yield breach(
            "FLR1",
            booking.where,
            f"{exercise.id} ({exercise.modality}) on a day on which a flare-up is left to settle;"
            " only walking, easing movement and rest",
        )
    most = case.figure("FLR1", "settle_tier")
    if exercise.load.tier > most:
        yield breach(
            "FLR1",
            booking.where,
            f"{exercise.id} has load tier {exercise.load.tier} on a day on which a flare-up is"
            f" left to settle; at most {say(most)}",
        )
    yield from _of_the_first_stage(booking)


def _easy(case: Case, booking: Booking, spell: _Spell) -> Iterator[Breach]:
    yield from _of_the_first_stage(booking)
    yield from _lighter(case, booking, spell, case.figure("FLR1", "easy_factor"))


def _of_the_first_stage(booking: Booking) -> Iterator[Breach]:
    if booking.exercise.stage != Stage.INITIAL:
        yield breach(
            "FLR1",
            booking.where,
            f"{booking.exercise.id} belongs to the {booking.exercise.stage} stage; in the first"
            " days of a flare-up only the initial one",
        )


def _lighter(case: Case, booking: Booking, spell: _Spell, share: float) -> Iterator[Breach]:
    """No core exercise above its share of the last green dose, and nothing else above that dose.

    The lightest step of a table is always left: there is nothing lighter. What was never done green
    has no such dose; the rules for newcomers hold it.
    """
    past = _last_green(case, booking, spell)
    if past is None or amount(booking.item.dose.level) <= 0:
        return
    core = booking.exercise.modality in CORE_MODALITIES
    table = dose_table(booking.exercise, case.week.stage)
    at_start = table is not None and amount(booking.item.dose.level) <= table.start
    if not core and at_start:
        return
    most = past * (share if core else 1)
    planned = _work(booking)
    if planned > most + HAIR:
        yield breach(
            "FLR1",
            booking.where,
            f"{booking.exercise.id}: {say(planned)} s of work in a flare-up; the last green dose"
            f" was {say(past)}, at most {say(most)}",
        )
