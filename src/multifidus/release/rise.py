# SPDX-License-Identifier: Apache-2.0
"""GRD7: no week asks much more of the body than the week before did (hazards H07, H08)."""

from collections.abc import Iterator

from multifidus.domain.week import Breach
from multifidus.domain.words import Modality
from multifidus.release.before import Before, before, hardest, totals
from multifidus.release.view import (
    CLEAR_WORK,
    HAIR,
    Booking,
    Case,
    amount,
    breach,
    dose_table,
    say,
)


def rise_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of GRD7. Without a week before there is nothing to rise from."""
    past = before(case)
    if past is None:
        return
    now = totals(case.bookings)
    kept = _kept(case, now.work, past.work)
    yield from _work(case, past, kept)
    yield from _aerobic(case, past, _kept(case, now.minutes, past.minutes))
    yield from _steps(case, past)
    yield from _rungs_while_held(case, past)


def _kept(case: Case, now: dict[str, float], past: dict[str, float]) -> dict[str, float]:
    """Return the week's volume by exercise, without what start steps add.

    An exercise that stands at its start step everywhere in the week may come in at that step, so
    it counts no more than it did before.
    """
    started = {booking.exercise.id for booking in case.bookings} - {
        booking.exercise.id for booking in case.bookings if not _at_start(case, booking)
    }
    return {
        name: min(volume, past.get(name, 0)) if name in started else volume
        for name, volume in now.items()
    }


def _at_start(case: Case, booking: Booking) -> bool:
    table = dose_table(booking.exercise, case.week.stage)
    return table is not None and amount(booking.item.dose.level) <= table.start


def _work(case: Case, past: Before, now: dict[str, float]) -> Iterator[Breach]:
    """Yield every muscle, and the whole week, whose work rises by more than PRG4 allows."""
    one_rep: dict[str, float] = {}
    for booking in case.bookings:
        name = booking.exercise.id
        one_rep[name] = one_rep.get(name, 0) + case.figure("PRG4", "smallest_rise_reps") * (
            totals((booking,)).work.get(name, 0) / (amount(booking.item.dose.reps) or 1)
        )
    groups = {"all core exercises together": set(past.work) | set(now)}
    for name in sorted(groups["all core exercises together"]):
        for muscle, grade in sorted(case.knowledge.exercises[name].muscles.grades.items()):
            if grade >= CLEAR_WORK:
                groups.setdefault(muscle, set()).add(name)
    for group, names in groups.items():
        was = sum(past.work.get(name, 0) for name in sorted(names))
        volume = sum(now.get(name, 0) for name in sorted(names))
        risen = [name for name in sorted(names) if now.get(name, 0) > past.work.get(name, 0)]
        share = _share(case)
        free = max(share * was, sum(one_rep[name] for name in risen)) if share else 0
        if volume - was > free + HAIR:
            yield _too_much(case, group, was, volume, free, unit="tier-seconds", risen=risen)


def _aerobic(case: Case, past: Before, now: dict[str, float]) -> Iterator[Breach]:
    """Aerobic minutes: a tenth, or a few minutes where the week has little (PRG4, WLK1)."""
    was, minutes = sum(past.minutes.values()), sum(now.values())
    share = _share(case)
    free = share * was
    if share and was < case.figure("WLK1", "small_week_minutes"):
        free = max(free, case.figure("WLK1", "weekly_rise_cap_minutes"))
    if minutes - was > free + HAIR:
        risen = [name for name in sorted(now) if now[name] > past.minutes.get(name, 0)]
        yield _too_much(case, "aerobic", was, minutes, free, unit="minutes", risen=risen)


def _share(case: Case) -> float:
    """Return the most that a week may rise by: the rulebook's share, or what the person set."""
    usual, own = case.figure("PRG4", "weekly_rise_share"), case.record.policy.weekly_rise_percent
    return usual if own is None else min(usual, amount(own) / 100)


def _too_much(
    case: Case,
    group: str,
    was: float,
    now: float,
    free: float,
    *,
    unit: str,
    risen: list[str],
) -> Breach:
    return breach(
        "GRD7",
        f"{case.whole_week}, {group}",
        f"{group}: {say(now)} {unit} against {say(was)} the week before, {say(now - was)} more;"
        f" at most {say(free)} more ({', '.join(risen)})",
    )


def _steps(case: Case, past: Before) -> Iterator[Breach]:
    """One step and one variable of an exercise at a time, and none while progress is held."""
    held = case.standing.progress_held or case.clearance.gentle
    at_once = case.figure("GRD7", "variables_at_once")
    for name, booking in sorted(hardest(case.bookings).items()):
        same_table = past.stage.table == case.week.stage.table
        level = past.levels.get(name) if same_table else None
        steps = 0 if level is None else amount(booking.item.dose.level) - level
        known = past.amounts.get(name)
        raised = () if known is None else known.raised_in(booking.item.dose)
        if steps > 1:
            yield breach(
                "GRD7", booking.where, f"{name} goes up {say(steps)} dose steps; at most 1 a week"
            )
        if len(raised) > at_once:
            yield breach(
                "GRD7",
                booking.where,
                f"{name} goes up in {' and '.join(raised)}; at most {say(at_once)} at a time",
            )
        if booking.exercise.modality is Modality.RELAXATION:
            continue  # longer rest is no progress
        if held and (steps > 0 or raised):
            what = " and ".join(raised) or "dose level"
            yield breach("GRD7", booking.where, f"{name} goes up in {what} while progress is held")


def _rungs_while_held(case: Case, past: Before) -> Iterator[Breach]:
    """While progress is held no ladder is climbed either."""
    if not (case.standing.progress_held or case.clearance.gentle):
        return
    highest: dict[str, int] = {}
    for name in sorted(past.exercises):
        place = case.knowledge.exercises[name].ladder
        highest[place.id] = max(highest.get(place.id, 0), place.rung)
    for booking in case.bookings:
        ladder = booking.exercise.ladder
        if ladder.id in highest and ladder.rung > highest[ladder.id]:
            yield breach(
                "GRD7",
                booking.where,
                f"{booking.exercise.id} is rung {ladder.rung} of {ladder.id}, last week held"
                f" rung {highest[ladder.id]}, and progress is held",
            )
