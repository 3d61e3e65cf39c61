# SPDX-License-Identifier: Apache-2.0
"""PAIN6 and PAIN8 in the screening: weeks of worse mornings, and legs that were worse after a session."""

from dataclasses import replace
from datetime import timedelta

import pytest

from multifidus.domain.record import Episode, LegPain, LogEntry, Pain, Record, Review
from multifidus.domain.results import Clearance
from multifidus.domain.words import Level, Radiation, Slot
from multifidus.screen import screen
from plan_builders import KNOWLEDGE, MONDAY, ON, PT, figure, record


def mornings(*means: float, each: int = 2) -> Record:
    log = [
        LogEntry(
            on=MONDAY - timedelta(weeks=len(means) - week, days=-2 * n),
            slot=Slot.MORNING,
            pain=Pain(before=4, during=4, after=4, next_morning=mean),
        )
        for week, mean in enumerate(means)
        for n in range(each)
    ]
    return record(log=tuple(log))


def rules(who: Record) -> tuple[str, ...]:
    return screen(who, ON, KNOWLEDGE).rules


@pytest.mark.parametrize(
    ("means", "raised"),
    [
        ((3, 5, 5), True),
        ((3, 5, 6), True),
        ((3, 4.9, 5), False),
        ((3, 5, 4.9), False),
        ((3, 5), False),
        ((5, 5, 5), False),
        ((3, 5, 5, 3), True),
    ],
)
def test_two_weeks_of_mornings_two_points_worse_ask_for_a_review(
    means: tuple[float, ...], *, raised: bool
) -> None:
    assert (figure("PAIN6", "weekly_mean_rise"), figure("PAIN6", "weeks_rising")) == (2, 2)
    made = screen(mornings(*means), ON, KNOWLEDGE)
    assert ("PAIN6" in made.rules) is raised
    if raised:
        assert made.level is Level.REVIEW
        assert made.gentle
        assert not made.blocked


@pytest.mark.parametrize(("each", "raised"), [(1, False), (2, True)])
def test_a_single_morning_is_no_week(each: int, *, raised: bool) -> None:
    assert ("PAIN6" in rules(mornings(3, 5, 5, each=each))) is raised


def test_a_review_settles_it() -> None:
    who = mornings(3, 5, 5)
    seen = Review(on=ON, by=PT, sign="repeated-red-pain")
    assert not screen(replace(who, reviews=(seen,)), ON, KNOWLEDGE).gentle


def leg(after: Radiation, before: Radiation | None, usual: Radiation) -> Clearance:
    entry = LogEntry(
        on=MONDAY - timedelta(days=3),
        slot=Slot.MORNING,
        pain=Pain(before=2, during=2, after=2, next_morning=2),
        leg=LegPain(reach_before=before, reach_after=after),
    )
    spell = Episode(started=MONDAY - timedelta(days=20), radiation=usual)
    asked = tuple(replace(one, on=MONDAY - timedelta(days=5)) for one in record().screening)
    return screen(record(log=(entry,), episode=spell, screening=asked), ON, KNOWLEDGE)


@pytest.mark.parametrize(
    ("after", "before", "usual", "alarm"),
    [
        (Radiation.THIGH, Radiation.BUTTOCK, Radiation.NONE, True),
        (Radiation.THIGH, Radiation.THIGH, Radiation.NONE, False),
        (Radiation.THIGH, None, Radiation.THIGH, False),
        (Radiation.THIGH, None, Radiation.BUTTOCK, True),
        (Radiation.BUTTOCK, Radiation.THIGH, Radiation.THIGH, False),
    ],
)
def test_a_leg_that_was_worse_after_a_session_asks_all_urgent_questions_again(
    after: Radiation, before: Radiation | None, usual: Radiation, *, alarm: bool
) -> None:
    made = leg(after, before, usual)
    assert ("GATE4" in made.rules) is alarm
    assert made.blocked is alarm
