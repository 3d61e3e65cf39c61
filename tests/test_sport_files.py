# SPDX-License-Identifier: Apache-2.0
"""The files of sports and of the warm-up: whole, within the rulebook's minutes, and strict."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from multifidus.domain.words import Stage
from multifidus.knowledge.loader import DATA, read
from multifidus.knowledge.sports import Sports, WarmUp
from plan_builders import KNOWLEDGE, figure

WARM_UP = KNOWLEDGE.warm_up
SPORTS_FILE: Any = read(DATA / "sports.yaml").value
WARM_UP_FILE: Any = read(DATA / "warm_up.yaml").value


def put(*path: str | int, value: object) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        for key in path[:-1]:
            file = file[key]
        file[path[-1]] = value

    return change


def dropped(*path: str | int) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        for key in path[:-1]:
            file = file[key]
        del file[path[-1]]

    return change


def drills_without(part: str) -> Callable[[Any], None]:
    def change(file: Any) -> None:
        file["drills"] = [one for one in file["drills"] if one["part"] != part]

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("sports", 0, "group", value="nobody"), "which is not there"),
        (put("sports", 0, "demands", value=["magic"]), "demands that are not there"),
        (put("sports", 1, "aliases", value=["soccer"]), "means both football and rugby"),
        (dropped("seasons", 0), "seasons must be"),
        (put("seasons", 0, "target_percent", value=130), "less than or equal to 125"),
        (put("groups", 0, "muscles", value={"hamstrings": 0}), "greater than or equal to 1"),
    ],
)
def test_a_file_of_sports_that_does_not_hold_together_is_refused(
    change: Callable[[Any], None], told: str
) -> None:
    file = deepcopy(SPORTS_FILE)
    change(file)
    with pytest.raises(ValidationError, match=told):
        Sports.model_validate(file)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("levels", 0, "number", value=2), "levels must be numbered"),
        (dropped("places", 0, "levels", "2"), "front has no exercise for level 2"),
        (drills_without("balance"), "level 1 has no drill for balance"),
        (put("drills", 0, "figure", value="stork"), "either a lane or a figure"),
        (dropped("drills", 0, "lane"), "either a lane or a figure"),
        (dropped("movements", "stork"), "figures and the movements must be the same"),
        (put("drills", 0, "seconds", value=300), "less than or equal to 240"),
    ],
)
def test_a_warm_up_that_does_not_hold_together_is_refused(
    change: Callable[[Any], None], told: str
) -> None:
    file = deepcopy(WARM_UP_FILE)
    change(file)
    with pytest.raises(ValidationError, match=told):
        WarmUp.model_validate(file)


def test_the_warm_up_and_its_rule_hold_the_same_minutes() -> None:
    assert (WARM_UP.least_minutes, WARM_UP.most_minutes) == (15, 20)
    assert figure("SPT4", "least_minutes") == WARM_UP.least_minutes
    assert figure("SPT4", "most_minutes") == WARM_UP.most_minutes
    assert figure("SPT4", "times_per_week") == 3


def test_no_drill_is_an_exercise_of_the_catalogue() -> None:
    assert not {drill.id for drill in WARM_UP.drills} & set(KNOWLEDGE.exercises)


def test_every_drill_of_running_and_jumping_names_who_may_not() -> None:
    must = {"pregnancy", "recent-surgery", "heart-symptoms", "knee-pain", "leg-symptoms"}
    for drill in WARM_UP.drills:
        if drill.part != "balance":
            assert must <= set(drill.cautions), drill.id
        if drill.part == "jumps":
            assert "osteoporosis" in drill.cautions


def test_strength_is_of_the_catalogue_and_within_the_cap() -> None:
    cap = figure("GRD2", "tier_cap_intermediate")
    light = figure("SPT7", "modified_tier")
    for place in WARM_UP.places:
        for names in place.levels.values():
            for name in names:
                exercise = KNOWLEDGE.exercises[name]
                assert exercise.stage.rank <= Stage.INTERMEDIATE.rank
                assert exercise.load.tier <= cap
        for name in place.easier:
            assert KNOWLEDGE.exercises[name].load.tier <= light
            assert KNOWLEDGE.exercises[name].stage is Stage.INITIAL


def test_every_place_has_a_choice_that_needs_nothing() -> None:
    at_hand = set(WARM_UP.at_hand)
    for place in WARM_UP.places:
        assert any(set(KNOWLEDGE.exercises[name].equipment) <= at_hand for name in place.levels[1])
        assert any(set(KNOWLEDGE.exercises[name].equipment) <= at_hand for name in place.easier)
