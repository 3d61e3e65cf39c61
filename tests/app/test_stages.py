# SPDX-License-Identifier: Apache-2.0
"""The page of stages: where the person is, what the next one asks with what is there, check-points."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from quick_hashing import quick_hashing

from app_house import House, make_house
from multifidus.coach import stage as stage_room
from multifidus.domain.phrase import say
from multifidus.domain.results import Criterion
from multifidus.domain.stages import StageLists, WayUp
from multifidus.domain.words import Stage
from multifidus.service import Blocked, Who
from multifidus.service.records import kept
from multifidus.service.stages import Stages, stages_of

__all__ = ["quick_hashing"]

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORD = (EXAMPLES / "second-week.yaml").read_text(encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path)
    made.clock.forward(days=7)
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture
def home(house: House) -> tuple[House, Who, TestClient]:
    who, key = house.person(record=RECORD)
    return house, who, house.client(key)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_page_says_where_one_is_what_is_next_and_what_is_missing(
    home: tuple[House, Who, TestClient],
) -> None:
    house, who, client = home
    found = stages_of(house.service, who, kept(house.service, who))
    page = client.get("/stage").text
    text = text_of(page)
    assert page.count('aria-current="step"') == 1
    for way in found.lists.ways_up[:1]:
        for one in way.criteria:
            assert one.text in text
            assert one.have in text
        met = sum(one.met for one in way.criteria)
        assert f"{met} of {len(way.criteria)}" in text
        # Said in words too, not by colour or a sign alone.
        assert page.count('aria-label="Still missing:"') >= len(way.criteria) - met
    assert "Check-points" in text
    assert "What maintenance means" in text


def fake(found: StageLists, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    lists = replace(found, **changed)
    monkeypatch.setattr("multifidus.service.stages.stage_lists", lambda *_, **__: lists)


@pytest.fixture
def lists(home: tuple[House, Who, TestClient]) -> StageLists:
    house, who, _ = home
    found = kept(house.service, who)
    assert found is not None
    return stage_room.stage_lists(found.record, house.service.today(), house.service.knowledge)


def planned_at(stage: Stage, monkeypatch: pytest.MonkeyPatch, *, flare: bool = False) -> None:
    """Let the week be planned at a stage."""

    def stages(*arguments: Any, **more: Any) -> Stages:
        return replace(stages_of(*arguments, **more), stage=stage, flare=flare)

    monkeypatch.setattr("multifidus.web.routes.stages.stages_of", stages)


def test_a_stage_that_is_open_waits_for_a_yes(
    home: tuple[House, Who, TestClient], lists: StageLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(lists, monkeypatch, stage=Stage.INTERMEDIATE)
    planned_at(Stage.INITIAL, monkeypatch)
    text = text_of(home[2].get("/stage").text)
    assert "The next stage is open" in text
    assert "It waits for your yes: Intermediate stage." in text
    planned_at(Stage.INTERMEDIATE, monkeypatch)
    assert "The next stage is open" not in text_of(home[2].get("/stage").text)


def test_in_a_flare_up_it_says_that_nothing_is_lost(
    home: tuple[House, Who, TestClient], lists: StageLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(lists, monkeypatch, stage=Stage.ADVANCED)
    planned_at(Stage.INITIAL, monkeypatch, flare=True)
    text = text_of(home[2].get("/stage").text)
    assert "What you reached before is not lost." in text
    assert "The next stage is open" not in text


def test_a_step_back_and_the_way_up_that_is_shut_are_told_calmly(
    home: tuple[House, Who, TestClient], lists: StageLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = Criterion(text=say("two red sessions in a week"), met=False, have=say("you: 1"))
    fake(
        lists,
        monkeypatch,
        stage=Stage.INTERMEDIATE,
        back=(back,),
        back_to=Stage.INITIAL,
        shut_until=date(2026, 11, 29),
    )
    planned_at(Stage.INTERMEDIATE, monkeypatch)
    text = text_of(home[2].get("/stage").text)
    assert "Nov 29, 2026" in text
    assert "is part of the plan, not a failure" in text
    assert "two red sessions in a week" in text


def test_two_ways_up_are_both_shown(
    home: tuple[House, Who, TestClient], lists: StageLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = (
        WayUp(stage=Stage.ADVANCED, rule="STG3", criteria=(Criterion(text="a", met=True),)),
        WayUp(stage=Stage.MAINTENANCE, rule="STG4", criteria=(Criterion(text="b", met=False),)),
    )
    fake(lists, monkeypatch, ways_up=ways)
    text = text_of(home[2].get("/stage").text)
    assert "Next: Advanced stage" in text
    assert "Or straight to: Maintenance" in text
    assert "1 of 1" in text
    assert "0 of 1" in text


def test_the_page_is_linked_from_today_and_the_review(
    home: tuple[House, Who, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.web.routes.today.MAKING_S", 60.0)
    assert 'href="/stage"' in home[2].get("/today").text


def test_someone_new_is_led_to_the_way_in(house: House) -> None:
    who, key = house.person()
    answer = house.client(key).get("/stage")
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")
    with pytest.raises(Blocked):
        stages_of(house.service, who, None)
