# SPDX-License-Identifier: Apache-2.0
"""GRD7, GRD12 and PRG11: few changes a week, none that was declined, and each with its reason."""

from collections.abc import Iterator

from multifidus.domain.week import Breach
from multifidus.domain.words import Modality
from multifidus.release.before import before, hardest
from multifidus.release.view import Case, amount, breach, dose_table, say

_ASKS_MORE = frozenset({"up", "rung-up", "stage-up"})
_PARTS = 4
"""Week, subject, kind and mark: what the id of an adjustment is made of."""


def adapting_breaches(case: Case) -> Iterator[Breach]:
    """Yield the breaches of how the week changes."""
    yield from _how_many(case)
    yield from _declined(case)
    yield from _explained(case)


def _how_many(case: Case) -> Iterator[Breach]:
    """GRD7 with PRG2: at most so many exercises ask more than last week, or what the person set."""
    past = before(case)
    if past is None or past.stage.table != case.week.stage.table:
        return
    most, own = case.figure("PRG2", "exercises_per_week"), case.record.policy.exercises_per_week
    if own is not None:
        most = min(most, amount(own))
    risen = []
    for name, booking in sorted(hardest(case.bookings).items()):
        table = dose_table(booking.exercise, case.week.stage)
        level = past.levels.get(name)
        if table is None or level is None or booking.exercise.modality is Modality.AEROBIC:
            continue  # minutes of walking have a rule of their own (WLK1)
        # Up to where a newcomer may start anyway, nothing has to be earned.
        if amount(booking.item.dose.level) > max(level, table.start):
            risen.append(name)
    if len(risen) > most:
        yield breach(
            "GRD7",
            case.whole_week,
            f"{len(risen)} exercises go up ({', '.join(risen)}); at most {say(most)} a week",
        )


def _declined(case: Case) -> Iterator[Breach]:
    """PRG11: a change that somebody declined is not in the week it was for."""
    said: dict[str, bool] = {}
    for one in sorted(case.record.decisions, key=lambda one: (one.on, not one.accept)):
        if one.on <= case.week.on:
            said[one.change] = one.accept
    for change, accept in sorted(said.items()):
        parts = change.split("/")
        if not accept and len(parts) == _PARTS and parts[0] == case.week.week.isoformat():
            _, subject, kind, mark = parts
            if mark.isdecimal():
                yield from _came_all_the_same(case, subject, kind, int(mark))


def _came_all_the_same(case: Case, subject: str, kind: str, mark: int) -> Iterator[Breach]:
    for booking in case.bookings:
        exercise = booking.exercise
        if kind == "up" and exercise.id == subject and amount(booking.item.dose.level) >= mark:
            yield breach("PRG11", booking.where, f"{subject} goes up, and that was declined")
        if kind == "rung-up" and exercise.ladder.id == subject and exercise.ladder.rung >= mark:
            yield breach(
                "PRG11", booking.where, f"{exercise.id} is a harder variant that was declined"
            )


def _explained(case: Case) -> Iterator[Breach]:
    """GRD12: every adjustment names its rule, its inputs, before and after, and its papers."""
    for one in case.week.adjustments:
        where = f"{case.whole_week}, {one.subject}"
        lacks = [
            name
            for name, value in (
                ("a known rule", one.rule in case.knowledge.rules),
                ("words", one.text.strip()),
                ("inputs", one.inputs),
                ("what was before", one.before),
                ("what is after", one.after),
                ("a source", one.source),
            )
            if not value
        ]
        if lacks:
            yield breach("GRD12", where, f"an adjustment lacks {' and '.join(lacks)}")
        rule = case.knowledge.rules.get(one.rule)
        if rule is not None and one.grade != rule.grade:
            yield breach("GRD12", where, f"an adjustment gives {one.rule} another grade")
        if one.kind in _ASKS_MORE and one.status == "declined" and one.after_level is not None:
            booking = hardest(case.bookings).get(one.subject)
            if booking is not None and amount(booking.item.dose.level) >= one.after_level:
                yield breach("PRG11", booking.where, f"{one.subject} goes up, and was declined")
