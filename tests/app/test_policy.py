# SPDX-License-Identifier: Apache-2.0
"""The policy page: bounds only ever narrow what the rulebook allows, and are kept as typed."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from quick_hashing import quick_hashing

from app_house import House, make_house
from multifidus.domain.record import CapLoad, CapStage, Person, Policy, Record
from multifidus.domain.words import Autonomy, Stage
from multifidus.exchange.record_model import RecordPart
from multifidus.knowledge.loader import shipped
from multifidus.service import Invalid, Who
from multifidus.service.policy import (
    as_section,
    most_of,
    read_policy,
    save_policy,
    settings_of,
    typed_policy,
)
from multifidus.service.records import kept

__all__ = ["quick_hashing"]

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORD = (EXAMPLES / "second-week.yaml").read_text(encoding="utf-8")
KNOWLEDGE = shipped()
BARE = Record(person=Person(name="Ana", born=date(1984, 3, 2)))
MOST = most_of(BARE, KNOWLEDGE)
OPEN = {"mode": ["suggest"], "harder": ["yes"]}


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


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def policy_of(house: House, who: Who) -> Policy:
    found = kept(house.service, who)
    assert found is not None
    return found.record.policy


def test_the_page_shows_what_holds_and_what_the_rules_allow_at_most(
    home: tuple[House, Who, TestClient],
) -> None:
    page = home[2].get("/settings/policy")
    assert page.status_code == 200
    text = plain(page.text)
    assert "The rules allow 2 at most." in text
    assert "The rules allow 10 per cent at most." in text
    assert 'value="suggest" checked' in page.text.replace("\n", "").replace("    ", " ")
    assert "/settings/policy" in home[2].get("/settings").text


def test_bounds_are_kept_and_shown_again(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    sent = {
        "mode": "assist",
        "exercises": "1",
        "rise": "5",
        "stage": "intermediate",
        "load": "2",
        "harder": "no",
    }
    answer = client.post("/settings/policy", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/policy?saved=yes")
    assert policy_of(house, who) == Policy(
        mode=Autonomy.ASSIST,
        exercises_per_week=1,
        weekly_rise_percent=5,
        top_stage=Stage.INTERMEDIATE,
        top_tier=2,
        new_rungs=False,
    )
    shown = client.get(answer.headers["location"]).text
    assert "Kept." in shown
    for value in ('value="1" selected', 'value="5" selected', 'value="2" selected'):
        assert value in shown
    assert 'value="intermediate" selected' in shown


def test_the_same_once_more_adds_nothing(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    for _ in range(3):
        client.post("/settings/policy", data={"mode": "suggest", "harder": "no"})
    with house.service.store.read() as reading:
        assert len(reading.entries(who.person or "", kinds=("policy",))) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("exercises", "3"),
        ("exercises", "-1"),
        ("exercises", "many"),
        ("rise", "11"),
        ("rise", "-1"),
        ("rise", "7.3"),
        ("stage", "beyond"),
        ("load", "5"),
        ("load", "-1"),
        ("mode", "go"),
        ("mode", ""),
        ("harder", ""),
        ("harder", "perhaps"),
    ],
)
def test_what_is_wider_than_the_rules_is_refused_in_words(field: str, value: str) -> None:
    with pytest.raises(Invalid) as raised:
        read_policy({**OPEN, field: [value]}, MOST)
    assert set(raised.value.fields) == {field}


@pytest.mark.parametrize(
    ("field", "key", "below", "at"),
    [
        ("exercises", "exercises_per_week", "1", "2"),
        ("rise", "weekly_rise_percent", "5", "10"),
        ("load", "top_tier", "3", "4"),
    ],
)
def test_a_bound_as_wide_as_the_rules_is_none(field: str, key: str, below: str, at: str) -> None:
    assert read_policy({**OPEN, field: [below]}, MOST)[key] == float(below)
    assert key not in read_policy({**OPEN, field: [at]}, MOST)
    assert read_policy({**OPEN, field: ["0"]}, MOST)[key] == 0


def test_a_form_with_faults_keeps_what_was_typed(home: tuple[House, Who, TestClient]) -> None:
    house, who, client = home
    answer = client.post("/settings/policy", data={"mode": "assist", "exercises": "9"})
    assert answer.status_code == 422
    assert "Choose one of these." in plain(answer.text)
    assert re.search(r'value="assist"\s+checked', answer.text)
    assert policy_of(house, who) == Policy()


def test_a_clinicians_word_is_shown_beside_the_setting() -> None:
    record = Record(
        person=BARE.person,
        directives=(
            CapStage(on=date(2026, 1, 1), by="J. Meyer, PT", stage=Stage.ADVANCED),
            CapStage(on=date(2026, 1, 2), by="K. Roth, PT", stage=Stage.INTERMEDIATE),
            CapLoad(on=date(2026, 1, 1), by="J. Meyer, PT", tier=3),
            CapLoad(on=date(2026, 1, 3), by="K. Roth, PT", tier=2),
        ),
    )
    most = most_of(record, KNOWLEDGE)
    assert most.stage_by is not None
    assert most.stage_by.by == "K. Roth, PT"
    assert most.load_by is not None
    assert most.load_by.tier == 2


def test_the_page_names_who_set_a_cap(house: House) -> None:
    capped = RECORD + (
        "directives:\n"
        '  - {on: 2026-11-20, by: "J. Meyer, PT", kind: cap-stage, stage: intermediate}\n'
        '  - {on: 2026-11-20, by: "J. Meyer, PT", kind: cap-load, tier: 2}\n'
    )
    _, key = house.person(record=capped)
    text = plain(house.client(key).get("/settings/policy").text)
    assert "J. Meyer, PT has set a limit: Intermediate stage. That holds too." in text
    assert "J. Meyer, PT has set a limit: Moderate." in text


def test_someone_new_is_led_to_the_way_in(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    for answer in (client.get("/settings/policy"), client.post("/settings/policy", data={})):
        assert (answer.status_code, answer.headers["location"]) == (303, "/start")


POLICIES = st.builds(
    Policy,
    mode=st.sampled_from(Autonomy),
    exercises_per_week=st.none() | st.integers(0, 1),
    weekly_rise_percent=st.sampled_from([None, 0.0, 5.0]),
    top_stage=st.none() | st.sampled_from(Stage),
    top_tier=st.none() | st.integers(0, 3),
    new_rungs=st.booleans(),
)


@given(policy=POLICIES)
def test_a_form_filled_from_a_policy_gives_the_same_policy(policy: Policy) -> None:
    body = read_policy(typed_policy(policy), MOST)
    assert body == as_section(policy)
    whole: dict[str, Any] = {
        "format": "multifidus-record/1",
        "person": {"name": "Ana", "born": "1984-03-02"},
        "policy": body,
    }
    assert RecordPart.model_validate(whole).to_domain().policy == policy


def test_the_service_writes_what_the_form_said(home: tuple[House, Who, TestClient]) -> None:
    house, who, _ = home
    save_policy(house.service, who, {**OPEN, "exercises": ["0"]})
    assert settings_of(house.service, who).policy.exercises_per_week == 0
