# SPDX-License-Identifier: Apache-2.0
"""Sports: what is recognised, how far the plan leans, and that pain comes first."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.coach.sport import emphasis, find_sport, sport_case
from multifidus.domain.record import Episode, Life, Record
from multifidus.domain.sport import SportCase
from multifidus.domain.words import Grade, Season, Stage
from multifidus.knowledge.language import in_language
from plan_builders import KNOWLEDGE, ON, figure, record

SPORTS = KNOWLEDGE.sports
NAMES = [row.id for row in SPORTS.sports]


def playing(*sports: str, season: Season | None = None, **more: Any) -> Record:
    return record(life=Life(sports=sports, season=season), **more)


def case_of(*sports: str, **more: Any) -> SportCase:
    made = sport_case(playing(*sports, **more), ON, KNOWLEDGE)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("words", "sport"),
    [
        ("football", "football"),
        ("Five-a-side Football", "football"),
        ("Fußball im Verein", "football"),
        ("soccer", "football"),
        ("ice hockey", "hockey"),
        ("table tennis", "tennis"),
        ("Javelin", "throwing"),
        ("powerlifting", "weightlifting"),
        ("cross-country skiing", "skiing"),
        ("martial arts", "martial-arts"),
    ],
)
def test_a_sport_is_known_by_the_words_people_use(words: str, sport: str) -> None:
    found = find_sport(words, KNOWLEDGE)
    assert found is not None
    assert found.id == sport


@pytest.mark.parametrize("words", ["quidditch", "", "  ", "footballs", "chess"])
def test_what_is_no_known_sport_is_told_and_changes_nothing(words: str) -> None:
    assert find_sport(words, KNOWLEDGE) is None
    made = case_of(words)
    assert (made.sports, made.unknown, made.muscles) == ((), (words,), {})
    assert not made.open
    assert made.target_percent == 100
    assert made.sentences[0].text == (
        f"No demands are known here for {words}; you get the general programme."
    )


def test_no_sport_is_no_case() -> None:
    assert sport_case(record(), ON, KNOWLEDGE) is None
    assert emphasis(record(), ON, KNOWLEDGE) == {}


def test_a_footballer_without_pain_gets_a_little_more_for_thighs_and_groin() -> None:
    made = case_of("football")
    assert made.open
    assert made.demands == ("contact", "running")
    assert made.muscles == {
        "gluteus-maximus": 2,
        "hamstrings": 4,
        "hip-adductors": 4,
        "quadratus-lumborum": 2,
    }
    assert "hinge" in made.ladders
    assert emphasis(playing("football"), ON, KNOWLEDGE) == made.muscles


def test_honesty_comes_with_it() -> None:
    told = {one.rule: one for one in case_of("football").sentences}
    assert "No warm-up is known to lower back pain in a sport" in told["SPT8"].text
    assert "George2011" in told["SPT8"].cite


@pytest.mark.parametrize(
    ("stage", "opened"),
    [
        (None, False),
        (Stage.INITIAL, False),
        (Stage.INTERMEDIATE, False),
        (Stage.ADVANCED, True),
        (Stage.MAINTENANCE, True),
    ],
)
def test_with_pain_the_emphasis_waits_for_the_advanced_stage(
    stage: Stage | None, *, opened: bool
) -> None:
    hurting = playing("rowing", season=Season.IN_SEASON, episode=Episode(started=date(2026, 11, 1)))
    made = sport_case(hurting, ON, KNOWLEDGE, stage=stage)
    assert made is not None
    assert made.open is opened
    assert bool(made.muscles) is opened
    assert made.strength_days == (2 if opened else None)
    assert ("SPT3" in {one.rule for one in made.sentences}) is not opened


def test_an_episode_that_begins_later_closes_nothing_yet() -> None:
    later = playing("rowing", episode=Episode(started=date(2026, 11, 24)))
    made = sport_case(later, ON, KNOWLEDGE)
    assert made is not None
    assert made.open


def test_under_review_nothing_is_added() -> None:
    made = sport_case(playing("rowing"), ON, KNOWLEDGE, stage=Stage.ADVANCED, gentle=True)
    assert made is not None
    assert (made.open, made.muscles, made.target_percent) == (False, {}, 100)


def test_the_season_asks_for_less_while_games_are_on() -> None:
    percent = {
        season: case_of("football", season=season).target_percent for season in (*Season, None)
    }
    assert percent[Season.IN_SEASON] < percent[Season.PRE_SEASON] == percent[None] == 100
    assert percent[Season.PRE_SEASON] < percent[Season.OFF_SEASON] <= 125
    days = {season: case_of("football", season=season).strength_days for season in Season}
    assert days[Season.IN_SEASON] == 2
    assert days[Season.OFF_SEASON] == 3


@given(st.lists(st.sampled_from([*NAMES, "quidditch"]), min_size=1, max_size=5))
def test_many_sports_never_add_up_beyond_the_bound(sports: list[str]) -> None:
    made = case_of(*sports)
    most = figure("SPT1", "most_extra")
    assert all(0 < extra <= most for extra in made.muscles.values())
    assert made == case_of(*sports)
    assert set(made.sports) == {name for name in sports if name != "quidditch"}


@given(st.permutations(["golf", "rugby", "running"]))
def test_the_order_of_sports_does_not_matter(sports: list[str]) -> None:
    made, other = case_of(*sports), case_of("golf", "rugby", "running")
    assert (made.muscles, made.ladders, made.demands) == (
        other.muscles,
        other.ladders,
        other.demands,
    )


def test_every_demand_belongs_to_a_sport_and_every_group_has_one() -> None:
    assert {one for sport in SPORTS.sports for one in sport.demands} == {
        row.id for row in SPORTS.demands
    }
    assert {sport.group for sport in SPORTS.sports} == {group.id for group in SPORTS.groups}
    assert len(SPORTS.groups) == 5
    bound = KNOWLEDGE.rules["SPT1"].figures["most_extra"].value
    assert all(extra <= bound for group in SPORTS.groups for extra in group.muscles.values())
    assert SPORTS.grade is Grade.P


def test_what_is_known_stands_with_its_figures() -> None:
    rows = {row.id: row for row in SPORTS.evidence}
    assert "0.61" in rows["eleven-plus"].result
    assert "0.28" in rows["activate"].result
    assert "0.42" in rows["conscripts"].result
    assert rows["soldiers"].source == ("George2011",)
    assert "18 to 65 per cent" in rows["how-common"].result


def test_german_says_the_same() -> None:
    german = in_language(KNOWLEDGE, "de")
    assert german.sports.groups[0].name.startswith("Fußball")
    assert german.sports.seasons[0].target_percent == SPORTS.seasons[0].target_percent
    assert german.warm_up.drills[0].name == "Lockerer Lauf"
