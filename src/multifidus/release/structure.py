# SPDX-License-Identifier: Apache-2.0
"""REL1 to REL7 and REL11 to REL14: the week is put together as a week must be."""

from collections.abc import Iterator
from typing import Final

from multifidus.domain.record import Require
from multifidus.domain.week import Breach, Session
from multifidus.domain.words import Phase
from multifidus.release.view import Booking, Case, breach, place

_DAYS: Final = 7
_PHASES: Final = tuple(Phase)


def structure_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of the structural rules.

    REL1 unknown exercise or another one's name, REL2 equipment, REL3 two rungs of a ladder in a
    session, REL4 dates, REL5 two sessions in a slot, REL6 an exercise twice in a session, REL7 a
    rung not earned, REL11 phases out of order, REL12 other knowledge, REL14 an empty session.
    """
    yield from _dates(case)
    yield from _slots(case)
    if case.week.knowledge != case.knowledge.version:
        yield breach(
            "REL12",
            case.whole_week,
            f"the week was made with knowledge {case.week.knowledge!r},"
            f" this is {case.knowledge.version!r}",
        )
    for session in case.week.sessions:
        yield from _items(case, session)
        yield from _phases(session)
        inside = [one for one in case.bookings if one.session is session]
        yield from _ladders(inside)
    for booking in case.bookings:
        yield from _name(booking)
        yield from _equipment(case, booking)
        yield from _rung(case, booking)


def _dates(case: Case) -> Iterator[Breach]:
    """REL4: the week starts on a Monday, holds its sessions, and comes after the one before."""
    week, where = case.week, case.whole_week
    if week.week.weekday() != 0:
        yield breach("REL4", where, f"{week.week} is not a Monday")
    if week.on.toordinal() - week.week.toordinal() >= _DAYS:
        yield breach("REL4", where, f"the week of {week.week} was over on {week.on}")
    if case.previous is not None and case.previous.week >= week.week:
        yield breach(
            "REL4", where, f"the week before starts on {case.previous.week}, not before this one"
        )
    for session in week.sessions:
        if session.on.toordinal() - week.week.toordinal() not in range(_DAYS):
            yield breach("REL4", place(session), f"{session.on} is not in the week of {week.week}")


def _slots(case: Case) -> Iterator[Breach]:
    """REL5: one session in a slot."""
    places = [place(session) for session in case.week.sessions]
    for where in sorted(set(places)):
        if places.count(where) > 1:
            yield breach("REL5", where, f"{places.count(where)} sessions in {where}; at most one")


def _items(case: Case, session: Session) -> Iterator[Breach]:
    """REL1, REL6 and REL14: every item is known, once, and there is one."""
    names = [item.exercise for item in session.items]
    if not names:
        yield breach("REL14", place(session), "the session holds no exercise")
    for name in sorted(set(names)):
        where = f"{place(session)}, {name}"
        if name not in case.knowledge.exercises:
            yield breach("REL1", where, f"there is no exercise {name!r}")
        if names.count(name) > 1:
            yield breach("REL6", where, f"{name} stands {names.count(name)} times in one session")


def _phases(session: Session) -> Iterator[Breach]:
    """REL11: the parts of a session in the order in which they are done."""
    for before, after in zip(session.items, session.items[1:], strict=False):
        if _PHASES.index(after.phase) < _PHASES.index(before.phase):
            yield breach(
                "REL11",
                f"{place(session)}, {after.exercise}",
                f"{after.exercise} ({after.phase}) comes after {before.exercise} ({before.phase})",
            )


def _ladders(inside: list[Booking]) -> Iterator[Breach]:
    """REL3: one rung of a ladder in a session."""
    for n, booking in enumerate(inside):
        for other in inside[:n]:
            one, two = booking.exercise, other.exercise
            if one.ladder.id == two.ladder.id and one.ladder.rung != two.ladder.rung:
                yield breach(
                    "REL3",
                    booking.where,
                    f"{two.id} and {one.id} are rungs {two.ladder.rung} and {one.ladder.rung}"
                    f" of {one.ladder.id}; one rung a session",
                )


def _name(booking: Booking) -> Iterator[Breach]:
    """REL1: the name shown is the exercise's own, so that nobody does another one."""
    if booking.item.name != booking.exercise.name:
        yield breach(
            "REL1",
            booking.where,
            f"{booking.exercise.id} is shown as {booking.item.name!r},"
            f" its name is {booking.exercise.name!r}",
        )


def _equipment(case: Case, booking: Booking) -> Iterator[Breach]:
    """REL2: the person has what the exercise needs, or every home has it."""
    for thing in booking.exercise.equipment:
        known = case.knowledge.equipment.get(thing)
        assumed = known is not None and known.assumed
        if not assumed and thing not in case.record.equipment:
            yield breach(
                "REL2",
                booking.where,
                f"{booking.exercise.id} needs {thing}; the person does not have it",
            )


def _rung(case: Case, booking: Booking) -> Iterator[Breach]:
    """REL7: no rung above the earned one, unless a clinician asks for this very exercise."""
    ladder = booking.exercise.ladder
    highest = case.standing.rungs.get(ladder.id, 0)
    asked = any(
        isinstance(order, Require) and order.exercise == booking.exercise.id
        for order in case.directives
    )
    if ladder.rung > highest and not asked:
        yield breach(
            "REL7",
            booking.where,
            f"{booking.exercise.id} is rung {ladder.rung} of {ladder.id};"
            f" the person may use up to {highest}",
        )
