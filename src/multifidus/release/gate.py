# SPDX-License-Identifier: Apache-2.0
"""GRD1 to GRD4: may this person train at all, and may this exercise reach this person."""

from collections.abc import Iterator
from typing import Final

from multifidus.domain.record import CapLoad, CapStage, Clear
from multifidus.domain.week import Breach
from multifidus.domain.words import Answer, Level, SignStatus, Stage
from multifidus.release.view import Booking, Case, breach

_OPEN: Final = frozenset(
    {SignStatus.PRESENT, SignStatus.NOT_SURE, SignStatus.UNANSWERED, SignStatus.EXPIRED}
)


def gate_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of GRD1, GRD2, GRD3 and GRD4."""
    yield from _clearance(case)
    yield from _raw_answers(case)
    yield from _same_person(case)
    yield from _stage(case)
    for booking in case.bookings:
        yield from _stage_and_load(case, booking)
        yield from _cautions(case, booking)
        yield from _tier_4(case, booking)
    yield from _tier_4_spacing(case)


def _clearance(case: Case) -> Iterator[Breach]:
    """GRD1: the gate as the screening reports it, every way in which it can be shut."""
    clearance, where = case.clearance, case.whole_week
    if clearance.on != case.week.on:
        yield breach(
            "GRD1", where, f"the clearance is for {clearance.on}, the week for {case.week.on}"
        )
    if clearance.valid_until is not None and clearance.valid_until < case.week.on:
        yield breach("GRD1", where, f"the clearance ended on {clearance.valid_until}")
    if clearance.blocked:
        yield breach("GRD1", where, f"the screening blocks every plan (level {clearance.level})")
    elif clearance.level.rank >= Level.URGENT.rank:
        yield breach("GRD1", where, f"the screening's level is {clearance.level}")
    if clearance.to_ask or not clearance.complete:
        asked = ", ".join(clearance.to_ask) or "questions not named"
        yield breach("GRD1", where, f"the screening is not complete; still to ask: {asked}")
    for sign in clearance.signs:
        if sign.level.rank >= Level.URGENT.rank and sign.status in _OPEN:
            yield breach("GRD1", where, f"danger sign {sign.sign} ({sign.rule}) is {sign.status}")


def _raw_answers(case: Case) -> Iterator[Breach]:
    """GRD1 once more from the raw answers, for signs that need no other fact to be judged."""
    for sign in case.knowledge.danger_signs.values():
        if sign.level.rank < Level.URGENT.rank or sign.parts or sign.thresholds:
            continue
        days = [
            screening.on
            for screening in case.record.screening
            if screening.on <= case.week.on
            and screening.answers.get(sign.id, Answer.NO) != Answer.NO
        ]
        last = max(days, default=None)
        if last is not None and not any(
            isinstance(order, Clear)
            and order.sign == sign.id
            and order.on >= last
            and (order.until is None or order.until >= case.week.on)
            for order in case.directives
        ):
            yield breach(
                "GRD1",
                case.whole_week,
                f"danger sign {sign.id} ({sign.rule}) was answered yes or not sure on {last}"
                " and no clinician has cleared it",
            )


def _same_person(case: Case) -> Iterator[Breach]:
    if case.week.person != case.record.person.name:
        yield breach(
            "GRD1",
            case.whole_week,
            f"the week is for {case.week.person!r}, the record is of {case.record.person.name!r}",
        )


def _stage(case: Case) -> Iterator[Breach]:
    """GRD2 for the week's own stage."""
    week, standing, where = case.week, case.standing, case.whole_week
    if week.stage.rank > standing.stage.rank:
        yield breach("GRD2", where, f"stage {week.stage} is above the person's, {standing.stage}")
    if case.clearance.gentle and week.stage != Stage.INITIAL:
        yield breach(
            "GRD2", where, f"only the gentle plan is allowed (initial stage), not {week.stage}"
        )
    for order in case.directives:
        if isinstance(order, CapStage) and week.stage.rank > order.stage.rank:
            yield breach(
                "GRD2", where, f"stage {week.stage} is above {order.by}'s cap, {order.stage}"
            )


def _stage_and_load(case: Case, booking: Booking) -> Iterator[Breach]:
    """GRD2 for one exercise: its stage, and its load tier against every cap in force."""
    exercise, stage = booking.exercise, case.week.stage
    if exercise.stage.rank > stage.rank:
        yield breach(
            "GRD2",
            booking.where,
            f"{exercise.id} belongs to stage {exercise.stage}, the week is {stage}",
        )
    caps = [(f"stage {stage}", case.figure("GRD2", f"tier_cap_{stage.table}"))]
    if case.clearance.gentle:
        caps.append(("the gentle plan", case.figure("GRD2", "tier_cap_review")))
    caps += [(order.by, order.tier) for order in case.directives if isinstance(order, CapLoad)]
    if case.record.policy.top_tier is not None:
        caps.append(("the person's own limit", case.record.policy.top_tier))
    for by, cap in caps:
        if exercise.load.tier > cap:
            yield breach(
                "GRD2",
                booking.where,
                f"{exercise.id} has load tier {exercise.load.tier}; {by} allows at most {cap:g}",
            )


def _cautions(case: Case, booking: Booking) -> Iterator[Breach]:
    """GRD3: a caution flag of the person that the exercise carries, unless lifted by name."""
    for flag in booking.exercise.cautions:
        if flag in case.flags and not case.allowed(booking.exercise.id, flag):
            yield breach(
                "GRD3",
                booking.where,
                f"{booking.exercise.id} is left out with {flag} ({case.flags[flag]})",
            )


def _tier_4(case: Case, booking: Booking) -> Iterator[Breach]:
    """GRD4 for one exercise: asked for, with its substitute, and not in a direction that hurts."""
    exercise, where = booking.exercise, booking.where
    tier = case.figure("GRD4", "tier")
    if exercise.load.tier < tier:
        return
    if not case.record.preferences.allow_tier_4:
        yield breach("GRD4", where, f"{exercise.id} has load tier {tier:g}; the person did not ask")
    easier = case.knowledge.exercises.get(booking.item.substitute or "")
    if easier is None or easier.load.tier >= exercise.load.tier:
        yield breach(
            "GRD4", where, f"{exercise.id} has load tier {tier:g} and offers no easier substitute"
        )
    if f"{exercise.load.direction}-provoked" in case.flags:
        yield breach(
            "GRD4",
            where,
            f"{exercise.id} has load tier {tier:g} in {exercise.load.direction},"
            " a direction that makes this back worse",
        )


def _tier_4_spacing(case: Case) -> Iterator[Breach]:
    """GRD4: so many very heavy exercises a session, and days between one and the next."""
    tier, apart = case.figure("GRD4", "tier"), case.figure("GRD4", "days_apart")
    most = case.figure("GRD4", "per_session")
    heavy = [booking for booking in case.bookings if booking.exercise.load.tier >= tier]
    # What was done on a day of this week is the same work as planned there: only later days count.
    past = {
        (entry.on, done.exercise)
        for entry in case.log
        for done in entry.done
        if _tier(case, done.exercise) >= tier
    }
    if case.previous is not None:
        past |= {
            (session.on, item.exercise)
            for session in case.previous.sessions
            for item in session.items
            if _tier(case, item.exercise) >= tier
        }
    for n, booking in enumerate(heavy):
        here = [one for one in heavy[: n + 1] if one.session is booking.session]
        if len(here) > most:
            names = ", ".join(one.exercise.id for one in here)
            text = f"{len(here)} exercises of load tier {tier:g} in one session ({names})"
            yield breach("GRD4", booking.where, f"{text}; at most {most:g}")
        others = {
            (one.session.on, one.exercise.id)
            for one in heavy[:n]
            if one.session is not booking.session
        }
        day = booking.session.on.toordinal()
        for on, name in others | {one for one in past if one[0].toordinal() < day}:
            if abs(day - on.toordinal()) < apart:
                yield breach(
                    "GRD4",
                    booking.where,
                    f"{booking.exercise.id} comes too close to {name} on {on};"
                    f" load tier {tier:g} has {apart:g} days from one to the next",
                )


def _tier(case: Case, name: str) -> int:
    """Return the load tier of an exercise, 0 for one that is not in the catalogue."""
    exercise = case.knowledge.exercises.get(name)
    return 0 if exercise is None else exercise.load.tier
