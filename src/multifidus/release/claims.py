# SPDX-License-Identifier: Apache-2.0
"""GRD6, REL10 and REL13: what a week says it does must be done by something in it that counts."""

from collections.abc import Iterator

from multifidus.domain.week import Breach
from multifidus.domain.words import Modality
from multifidus.release.view import HAIR, Case, amount, breach, sound


def claim_breaches(case: Case) -> Iterator[Breach]:
    """Yield what the week's coverage claims without ground."""
    yield from _muscles(case)
    yield from _stretches(case)
    yield from _numbers(case)


def _muscles(case: Case) -> Iterator[Breach]:
    """GRD6 where only relaxation touches a muscle that counts as trained, REL13 where nothing does."""
    worked = {
        rests: {
            muscle
            for booking in case.bookings
            if (booking.exercise.modality == Modality.RELAXATION) is rests
            for muscle in booking.exercise.muscles.grades
        }
        for rests in (False, True)
    }
    for muscle, covered in case.week.coverage.muscles.items():
        if amount(covered.planned) <= 0 or muscle in worked[False]:
            continue
        if muscle in worked[True]:
            text = f"{muscle} is counted as trained, and only relaxation touches it"
            yield breach("GRD6", case.whole_week, text)
        else:
            text = f"{muscle} is counted as trained, and nothing in the week works it"
            yield breach("REL13", case.whole_week, text)


def _stretches(case: Case) -> Iterator[Breach]:
    """REL13: minutes of stretching are stretched by something other than rest."""
    stretched = {
        target
        for booking in case.bookings
        if booking.exercise.modality != Modality.RELAXATION
        for target in booking.exercise.stretches
    }
    for target, covered in case.week.coverage.stretches.items():
        if amount(covered.planned) > 0 and target not in stretched:
            text = f"{target} is counted as stretched, and nothing in the week stretches it"
            yield breach("REL13", case.whole_week, text)


def _numbers(case: Case) -> Iterator[Breach]:
    """REL10: the coverage is made of numbers, and the share of it lies between 0 and 1."""
    coverage = case.week.coverage
    rows = {
        **{f"muscle {name}": row for name, row in coverage.muscles.items()},
        **{f"stretch {name}": row for name, row in coverage.stretches.items()},
        "aerobic": coverage.aerobic,
    }
    for name, row in rows.items():
        if not all(sound(number) for number in (row.target, row.planned, row.sessions)):
            yield breach("REL10", case.whole_week, f"the coverage of {name} is not a number")
    if not sound(coverage.share) or coverage.share > 1 + HAIR:
        yield breach("REL10", case.whole_week, "the share covered is not between 0 and 1")
