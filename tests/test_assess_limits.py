# SPDX-License-Identifier: Apache-2.0
"""Directions, cautions and barriers: what the person said becomes what is spared and done."""

from datetime import date, timedelta

import pytest

from assess_builders import ON, run
from multifidus.domain.record import Episode, Life, OutcomeEntry, Screening
from multifidus.domain.words import (
    Activity,
    Answer,
    Day,
    Lifting,
    LoadDirection,
    Radiation,
    Slot,
)
from multifidus.knowledge.loader import shipped

THREE = [
    (Activity.BENDING_FORWARD, LoadDirection.FLEXION, "flexion-provoked"),
    (Activity.BENDING_BACK, LoadDirection.EXTENSION, "extension-provoked"),
    (Activity.TWISTING, LoadDirection.ROTATION, "rotation-provoked"),
]


@pytest.mark.parametrize(("activity", "direction", "flag"), THREE)
def test_what_is_worse_is_spared(activity: Activity, direction: LoadDirection, flag: str) -> None:
    result = run(episode=Episode(worse_with=(activity,)))
    ((limit,), (caution,)) = result.directions, result.cautions
    assert (limit.direction, limit.provoked) == (direction, True)
    assert (caution.flag, caution.rule) == (flag, "DIR1")
    assert activity.replace("-", " ") in caution.because
    assert caution.cite


@pytest.mark.parametrize(("activity", "direction", "flag"), THREE)
def test_what_is_better_is_noted_and_limits_nothing(
    activity: Activity, direction: LoadDirection, flag: str
) -> None:
    result = run(episode=Episode(better_with=(activity,)))
    (limit,) = result.directions
    assert (limit.direction, limit.provoked) == (direction, False)
    assert flag not in {row.flag for row in result.cautions}


@pytest.mark.parametrize(("activity", "direction", "flag"), THREE)
def test_what_is_both_is_spared_and_said(
    activity: Activity, direction: LoadDirection, flag: str
) -> None:
    result = run(episode=Episode(worse_with=(activity,), better_with=(activity,)))
    (limit,) = result.directions
    assert (limit.direction, limit.provoked) == (direction, True)
    assert "both worse and better" in limit.because
    assert [row.flag for row in result.cautions] == [flag]


@pytest.mark.parametrize("activity", [a for a in Activity if a not in {t[0] for t in THREE}])
def test_other_activities_name_no_direction(activity: Activity) -> None:
    result = run(episode=Episode(worse_with=(activity,), better_with=(activity,)))
    assert (result.directions, result.cautions) == ((), ())


def test_an_episode_that_has_not_begun_limits_nothing() -> None:
    later = Episode(
        started=ON + timedelta(days=1),
        worse_with=tuple(t[0] for t in THREE),
        radiation=Radiation.BELOW_KNEE,
    )
    result = run(episode=later)
    assert (result.directions, result.cautions) == ((), ())


@pytest.mark.parametrize("flag", sorted(shipped().conditions))
def test_every_condition_is_a_caution(flag: str) -> None:
    (caution,) = run(conditions=(flag,)).cautions
    assert caution.flag == flag
    assert caution.cite
    assert caution.because


def test_a_listed_direction_is_spared_even_if_it_feels_better() -> None:
    episode = Episode(better_with=(Activity.BENDING_BACK,))
    (limit,) = run(conditions=("extension-provoked",), episode=episode).directions
    assert limit.provoked


@pytest.mark.parametrize("radiation", list(Radiation))
def test_only_pain_below_the_knee_is_a_leg_symptom(radiation: Radiation) -> None:
    flags = [row.flag for row in run(episode=Episode(radiation=radiation)).cautions]
    assert flags == (["leg-symptoms"] if radiation is Radiation.BELOW_KNEE else [])


def test_a_caution_told_twice_is_shown_once_with_both_facts() -> None:
    episode = Episode(radiation=Radiation.BELOW_KNEE)
    (caution,) = run(conditions=("leg-symptoms", "leg-symptoms"), episode=episode).cautions
    assert "Your conditions say" in caution.because
    assert "below the knee" in caution.because


@pytest.mark.parametrize(
    ("sign", "flag"),
    [
        ("pregnancy", "pregnancy"),
        ("recent-surgery", "recent-surgery"),
        ("heart-or-lung", "heart-symptoms"),
        ("falls", "balance"),
    ],
)
def test_the_screening_brings_cautions_until_it_says_no(sign: str, flag: str) -> None:
    def flags(*answers: tuple[int, Answer]) -> list[str]:
        rows = tuple(
            Screening(on=ON - timedelta(days=ago), answers={sign: answer})
            for ago, answer in answers
        )
        return [row.flag for row in run(screening=rows).cautions]

    assert flags((0, Answer.YES)) == [flag]
    assert flags((0, Answer.NOT_SURE)) == [flag]
    assert flags((0, Answer.NO)) == []
    assert flags((0, Answer.NO), (9, Answer.YES)) == []
    assert flags((9, Answer.NO), (0, Answer.YES)) == [flag]
    assert flags((-1, Answer.YES)) == []


# --- barriers -----------------------------------------------------------------------------------


def barriers(**more: object) -> dict[str, str]:
    """Actions by barrier."""
    return {row.barrier: row.action for row in run(**more).barriers}


def test_a_life_without_hindrance_has_no_barrier() -> None:
    assert barriers() == {}


@pytest.mark.parametrize(("hours", "long"), [(None, 0), (5.9, 0), (6, 1), (6.1, 1)])
def test_long_sitting(hours: float | None, long: int) -> None:
    found = run(life=Life(sitting_hours_per_day=hours)).barriers
    assert [row.barrier for row in found] == ["long-sitting"] * long


@pytest.mark.parametrize(("minutes", "short"), [(0, 1), (89, 1), (90, 0), (91, 0)])
def test_little_time(minutes: int, short: int) -> None:
    found = run(availability={Day.MON: {Slot.MORNING: minutes}}).barriers
    assert [row.barrier for row in found] == ["no-time"] * short


def test_no_time_at_all_still_gets_an_action() -> None:
    assert barriers(availability={})["no-time"]


@pytest.mark.parametrize(
    ("equipment", "none"), [((), 1), (("mat",), 1), (("mat", "cushion"), 1), (("band",), 0)]
)
def test_no_equipment_means_nothing_beyond_what_every_home_has(
    equipment: tuple[str, ...], none: int
) -> None:
    found = run(equipment=equipment).barriers
    assert [row.barrier for row in found] == ["no-equipment"] * none


@pytest.mark.parametrize("lifting", list(Lifting))
def test_heavy_work(lifting: Lifting) -> None:
    expected = {"heavy-work"} if lifting is Lifting.HEAVY else set()
    assert set(barriers(life=Life(lifting=lifting))) == expected


@pytest.mark.parametrize(
    ("theme", "value", "raised"),
    [
        ("harm-belief", 6, None),
        ("harm-belief", 7, "fear-of-movement"),
        ("harm-belief", 8, "fear-of-movement"),
        ("avoidance", 7, "fear-of-movement"),
        ("confidence", 2, "low-confidence"),
        ("confidence", 3, "low-confidence"),
        ("confidence", 4, None),
        ("confidence", 10, None),
        ("expectation", 3, "low-expectation"),
        ("sleep", 7, "poor-sleep"),
        ("mood", 7, "low-mood"),
        ("worry", 7, "worry"),
        ("pressure", 7, "pressure"),
    ],
)
def test_a_raised_theme_is_a_barrier_with_an_action(
    theme: str, value: float, raised: str | None
) -> None:
    rows = (OutcomeEntry(on=ON, instrument="yellow-flags", answers={theme: value}),)
    found = barriers(outcomes=rows)
    assert list(found) == ([raised] if raised else [])
    assert all(found.values())


@pytest.mark.parametrize(("mood", "contacts"), [(8, False), (9, True), (10, True)])
def test_a_very_low_mood_shows_where_to_turn(mood: float, *, contacts: bool) -> None:
    rows = (OutcomeEntry(on=ON, instrument="yellow-flags", answers={"mood": mood}),)
    assert ("support line" in barriers(outcomes=rows)["low-mood"]) is contacts


def test_only_the_latest_known_answers_count() -> None:
    def entry(on: date, sleep: float, instrument: str = "yellow-flags") -> OutcomeEntry:
        return OutcomeEntry(on=on, instrument=instrument, answers={"sleep": sleep})

    past, future = ON - timedelta(days=9), ON + timedelta(days=1)
    assert barriers(outcomes=(entry(ON, 2), entry(past, 9))) == {}
    assert barriers(outcomes=(entry(past, 2), entry(future, 9), entry(ON, 9, "nprs"))) == {}


def test_every_theme_of_the_questionnaire_is_understood() -> None:
    items = {item.id for item in shipped().questionnaires["yellow-flags"].items}
    for item in sorted(items - {"bother"}):
        low = item in {"confidence", "expectation"}
        rows = (OutcomeEntry(on=ON, instrument="yellow-flags", answers={item: 0 if low else 10}),)
        assert len(barriers(outcomes=rows)) == 1
