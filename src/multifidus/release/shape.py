# SPDX-License-Identifier: Apache-2.0
"""GRD9 and GRD10: no more than the person's day holds, and every side named."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from multifidus.domain.week import Breach, Session
from multifidus.domain.words import CORE_MODALITIES, Day, Side
from multifidus.release.view import (
    HAIR,
    Booking,
    Case,
    amount,
    breach,
    place,
    rep_seconds,
    say,
    sound,
)

_ROUNDING: Final = 1 / 10
"""Minutes may be rounded to a tenth, once for every number that goes into a sum."""


def shape_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of GRD9 and GRD10."""
    for session in case.week.sessions:
        yield from _session_time(case, session)
    for booking in case.bookings:
        yield from _item_time(booking)
        yield from _side(booking)
    yield from _core_a_day(case)


def _session_time(case: Case, session: Session) -> Iterator[Breach]:
    """GRD9: the sum is right, and it fits the time that the person has in that slot."""
    where = place(session)
    total = sum(amount(item.dose.minutes) for item in session.items)
    if not sound(session.minutes):
        yield breach("REL10", where, f"the session's minutes are {session.minutes}")
    elif abs(session.minutes - total) > _ROUNDING * (len(session.items) + 1) + HAIR:
        yield breach(
            "GRD9",
            where,
            f"the session says {say(session.minutes)} min, its items add up to {say(total)}",
        )
    day = list(Day)[session.on.weekday()]
    has = case.record.availability.get(day, {}).get(session.slot, 0)
    longest = has * (1 + case.figure("GRD9", "time_over_share"))
    takes = max(total, amount(session.minutes))
    if has <= 0:
        yield breach("GRD9", where, f"the person has no time on {day} {session.slot}")
    elif takes > longest + HAIR:
        yield breach(
            "GRD9",
            where,
            f"the session takes {say(takes)} min; the person has {has}, at most {say(longest)}",
        )


def _item_time(booking: Booking) -> Iterator[Breach]:
    """GRD9: the minutes of an item are at least what its sets, sides and rests take."""
    dose, exercise = booking.item.dose, booking.exercise
    sides = 2 if exercise.sides == Side.EACH else 1
    if dose.bout_minutes is not None:
        one_side = amount(dose.bout_minutes) * 60
    else:
        one_side = amount(dose.reps) * rep_seconds(exercise, dose.hold_s)
    rests = max(amount(dose.sets) - 1, 0) * amount(dose.rest_s)
    least = (amount(dose.sets) * one_side * sides + rests) / 60
    if amount(dose.minutes) + _ROUNDING < least - HAIR:
        yield breach(
            "GRD9",
            booking.where,
            f"{exercise.id} says {say(amount(dose.minutes))} min; its sets, sides and rests"
            f" take at least {say(least)}",
        )


def _core_a_day(case: Case) -> Iterator[Breach]:
    """GRD9: at most so many core exercises a day, every booking counted."""
    most = max(case.figure("GRD9", "core_per_day"), amount(case.record.preferences.core_per_day))
    names: dict[date, list[str]] = {}
    for booking in case.bookings:
        if booking.exercise.modality in CORE_MODALITIES:
            names.setdefault(booking.session.on, []).append(booking.exercise.id)
    for on, core in names.items():
        if len(core) > most:
            yield breach(
                "GRD9",
                str(on),
                f"{len(core)} core exercises ({', '.join(sorted(Counter(core)))});"
                f" at most {most:g} a day",
            )


def _side(booking: Booking) -> Iterator[Breach]:
    """GRD10: done left and right means `each`, done once means `both`; nothing one-sided."""
    needed = booking.exercise.sides
    if booking.item.side != needed:
        yield breach(
            "GRD10",
            booking.where,
            f"{booking.exercise.id} is booked for side {booking.item.side}; it is done {needed}",
        )
