# SPDX-License-Identifier: Apache-2.0
"""What a sport and its season change in a planned week, and that they change nothing else."""

from dataclasses import replace

import pytest

from multifidus import programme
from multifidus.domain.record import Episode, Life
from multifidus.domain.week import Week
from multifidus.domain.words import Season, Stage
from multifidus.knowledge.loader import Knowledge
from plan_builders import KNOWLEDGE, ON, days_ago, planned, record, set_stage, times

FREE = times("mon tue wed thu fri", 25)


@pytest.fixture(scope="module")
def usual() -> Week:
    return athlete()


def athlete(*sports: str, season: Season | None = None, hurts: bool = False) -> Week:
    return planned(
        record(
            availability=FREE,
            life=Life(sports=sports, season=season),
            directives=(set_stage(Stage.INTERMEDIATE),),
            episode=Episode(started=days_ago(10)) if hurts else None,
        )
    )


def targets(week: Week) -> dict[str, float]:
    return {name: one.target for name, one in week.coverage.muscles.items()}


def strength_days(week: Week) -> int:
    return len({one.on for one in week.sessions if one.template in "AB"})


def emphasised(sport: str, knowledge: Knowledge = KNOWLEDGE) -> set[str]:
    group = next(one.group for one in knowledge.sports.sports if one.id == sport)
    return set(next(one.muscles for one in knowledge.sports.groups if one.id == group))


def test_a_sport_asks_for_more_of_the_muscles_it_uses_and_of_no_others(usual: Week) -> None:
    more = targets(athlete("football"))
    raised = {name for name, amount in more.items() if amount > targets(usual)[name]}
    assert raised
    assert raised <= emphasised("football")
    assert all(more[name] >= amount for name, amount in targets(usual).items())


def test_in_season_the_week_asks_for_less_strength(usual: Week) -> None:
    within, before = (
        athlete("football", season=season) for season in (Season.IN_SEASON, Season.OFF_SEASON)
    )
    assert strength_days(within) < strength_days(before) <= strength_days(usual)
    assert sum(targets(within).values()) < sum(targets(before).values())


def test_with_pain_the_personal_plan_comes_first(usual: Week) -> None:
    sore = athlete("football", hurts=True)
    assert targets(sore) == targets(athlete(hurts=True)) == targets(usual)
    assert any("personal plan comes first" in note.text for note in sore.notes)


def test_a_sport_that_is_not_known_changes_nothing_and_is_told(usual: Week) -> None:
    week = athlete("quidditch")
    assert targets(week) == targets(usual)
    assert any("No demands are known here for quidditch" in note.text for note in week.notes)


def test_a_sports_week_passes_the_independent_check() -> None:
    who = record(
        availability=FREE,
        life=Life(sports=("rowing", "football"), season=Season.PRE_SEASON),
        directives=(set_stage(Stage.INTERMEDIATE),),
    )
    week = planned(who)
    assert programme.check_week(week, who, KNOWLEDGE) == ()
    assert programme.check_week(replace(week, on=ON), who, KNOWLEDGE) == ()
