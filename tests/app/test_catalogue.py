# SPDX-License-Identifier: Apache-2.0
"""The catalogue: everything in it is found, and every page of it keeps to the rules."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app_house import House, make_house
from multifidus.domain.words import Modality, Position, Stage
from multifidus.knowledge.language import in_language
from multifidus.knowledge.loader import shipped
from multifidus.service.catalogue import mine
from multifidus.service.catalogue_search import (
    AT_HOME,
    Filters,
    fit,
    fold,
    index,
    known,
    search,
    slips,
    words_of,
)
from multifidus.service.records import kept
from multifidus.service.weeks import Shown, the_weeks
from reading_pages import LANGUAGES, plain, text_of

KNOWLEDGE = shipped()
GERMAN = in_language(KNOWLEDGE, "de")
WORDS = index([KNOWLEDGE, GERMAN])
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("house"))
    yield made
    made.service.planner.close()


@pytest.fixture(scope="module")
def anyone(house: House) -> TestClient:
    return house.client()


# --- searching ------------------------------------------------------------------------------------


@given(
    st.builds(
        Filters,
        muscle=st.sampled_from(["", *KNOWLEDGE.muscles]),
        position=st.sampled_from(["", *Position]),
        equipment=st.sampled_from(["", *KNOWLEDGE.equipment]),
        stage=st.sampled_from(["", *Stage]),
        modality=st.sampled_from(["", *Modality]),
    )
)
def test_filters_let_through_what_has_all_of_it_and_nothing_else(filters: Filters) -> None:
    expected = set()
    for key, row in KNOWLEDGE.exercises.items():
        works = {*row.muscles.primary, *row.muscles.secondary, *row.stretches}
        everyday = all(KNOWLEDGE.equipment[one].assumed for one in row.equipment)
        has_things = (
            everyday if filters.equipment == AT_HOME else filters.equipment in row.equipment
        )
        if (
            (not filters.muscle or filters.muscle in works)
            and (not filters.position or row.position == filters.position)
            and (not filters.equipment or has_things)
            and (not filters.stage or row.stage == filters.stage)
            and (not filters.modality or row.modality == filters.modality)
        ):
            expected.add(key)
    found = search(filters, KNOWLEDGE, WORDS)
    assert set(found) == expected
    assert len(found) == len(expected)


NAMES = [
    (key, name)
    for book in (KNOWLEDGE, GERMAN)
    for key, row in book.exercises.items()
    for name in (row.name, *row.aliases)
]


@given(st.sampled_from(NAMES), st.sampled_from([str.upper, str.lower, fold, str.title]))
def test_every_name_in_every_language_finds_its_exercise(
    name: tuple[str, str], how: object
) -> None:
    key, text = name
    assert callable(how)
    assert key in search(Filters(words=how(text)), KNOWLEDGE, WORDS)


@given(st.sampled_from(NAMES), st.data())
def test_one_slip_of_the_finger_still_finds_it(name: tuple[str, str], data: st.DataObject) -> None:
    key, text = name
    long = [word for word in words_of(text) if len(word) >= 6]
    if not long:
        return
    word = data.draw(st.sampled_from(long))
    place = data.draw(st.integers(1, len(word) - 2))
    slip = data.draw(st.sampled_from(["out", "in", "swap", "other"]))
    typed = {
        "out": word[:place] + word[place + 1 :],
        "in": word[:place] + "x" + word[place:],
        "swap": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        "other": word[:place] + "x" + word[place + 1 :],
    }[slip]
    assert key in search(Filters(words=typed), KNOWLEDGE, WORDS)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bird dog", "bird-dog"),
        ("birddog", "bird-dog"),
        ("brid dog", "bird-dog"),
        ("Käfer", "dead-bug"),
        ("kaefer", "dead-bug"),
        ("swimming", "swimming"),
    ],
)
def test_what_people_type_comes_first(typed: str, first: str) -> None:
    assert search(Filters(words=typed), KNOWLEDGE, WORDS)[0] == first


def test_words_that_fit_come_before_words_with_slips() -> None:
    assert fit("plank", "plank") == 0
    assert fit("plank", "planks") == 0
    assert fit("uskel", "gesaßmuskel") == 0
    assert fit("plnak", "plank") == 1
    assert fit("cat", "cow") is None
    assert fit("cat", "cut") is None


WORD = st.text("abcdx", max_size=8)


@given(WORD, WORD, st.integers(0, 3))
def test_slips_are_counted_alike_from_both_ends(a: str, b: str, most: int) -> None:
    assert slips(a, b, most) == slips(b, a, most)
    assert (slips(a, b, most) == 0) == (a == b)
    assert slips(a, b, 20) <= max(len(a), len(b))
    assert slips(a, b, most) == min(slips(a, b, 20), most + 1)


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_address_can_be_asked_for(words: str, other: str) -> None:
    filters = known(Filters(words=words, muscle=other, stage=other, equipment=other), KNOWLEDGE)
    assert filters.muscle in {"", *KNOWLEDGE.muscles}
    assert set(search(filters, KNOWLEDGE, WORDS)) <= KNOWLEDGE.exercises.keys()


# --- the pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_shows_every_exercise(anyone: TestClient, language: str) -> None:
    html = text_of(anyone, "/exercises", language)
    book = in_language(KNOWLEDGE, language)
    for key, row in book.exercises.items():
        assert f'href="/exercises/{key}"' in html
        assert row.name in plain(html)
    pictures = re.findall(r'<img class="row-picture"[^>]*>', html)
    assert len(pictures) == len(book.exercises)
    assert all('loading="lazy"' in one for one in pictures)
    assert len(html.encode()) < 150_000


def test_the_form_works_without_a_script(anyone: TestClient) -> None:
    html = text_of(anyone, "/exercises?words=brid+dog&stage=intermediate")
    assert 'href="/exercises/bird-dog"' in html
    assert 'href="/exercises/dead-bug"' not in html
    assert 'value="brid dog"' in html
    assert '<option value="intermediate" selected' in html


def test_nothing_found_says_so_and_leads_back(anyone: TestClient) -> None:
    html = text_of(anyone, "/exercises?words=zzzzzz")
    assert "0 exercises" in html
    assert "Nothing found" in html


def test_an_address_with_nonsense_shows_what_it_can(anyone: TestClient) -> None:
    html = text_of(anyone, '/exercises?muscle=%22%3E%3Cscript%3E&stage=9&words=%3Cb%3E"')
    assert "<b>" not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KNOWLEDGE.exercises)
def test_every_exercise_has_its_page(anyone: TestClient, key: str, language: str) -> None:
    html = text_of(anyone, f"/exercises/{key}", language)
    row = in_language(KNOWLEDGE, language).exercises[key]
    read = plain(html)
    texts = [row.name, row.start, row.setup, row.evidence_note]
    texts += [*row.steps, *row.cues, *row.mistakes, *row.stop_when]
    for text in texts:
        assert " ".join(text.split()) in read
    for source in row.sources:
        assert source in read
    assert f"/exercise/{key}." in html


@pytest.mark.parametrize("key", ["straight-leg-raise", "curl-up", "comfortable-walk"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_has_its_page(anyone: TestClient, key: str, language: str) -> None:
    row = in_language(KNOWLEDGE, language).tests[key]
    read = plain(text_of(anyone, f"/tests/{key}/about", language))
    assert row.name in read
    assert " ".join(row.read_off.split()) in read


def test_all_tests_have_a_page(anyone: TestClient) -> None:
    for key in KNOWLEDGE.tests:
        text_of(anyone, f"/tests/{key}/about")


def test_left_and_right_are_two_drawings(anyone: TestClient) -> None:
    assert "bird-dog.left.animated.svg" in text_of(anyone, "/exercises/bird-dog")
    assert "bird-dog.right.animated.svg" in text_of(anyone, "/exercises/bird-dog?side=right")
    assert "bridge.animated.svg" in text_of(anyone, "/exercises/bridge?side=right")


@pytest.mark.parametrize("path", ["/exercises/nothing", "/tests/nothing/about", "/exercises/a.b"])
def test_what_is_not_there_is_not_found(anyone: TestClient, path: str) -> None:
    assert anyone.get(path).status_code == 404


# --- the personal part ----------------------------------------------------------------------------


def test_a_person_reads_what_an_exercise_is_to_them(house: House) -> None:
    record = (EXAMPLES / "two-weeks-of-pain.yaml").read_text(encoding="utf-8")
    who, key = house.person("Mira", record)
    client = house.client(key)
    stored = kept(house.service, who)
    assert stored is not None
    shown = the_weeks(house.service, who, stored, wait_s=60)
    assert isinstance(shown, Shown)
    week = shown.weeks[0]
    planned = week.sessions[0].items[0]
    html = client.get(f"/exercises/{planned.exercise}").text
    assert "In your week" in html
    assert str(planned.why[0].text) in plain(html)
    left = week.left_out[0]
    html = client.get(f"/exercises/{left.exercise}").text
    assert "Left out for you" in html
    assert str(left.because) in plain(html)


def test_behind_a_closed_gate_no_week_is_named(house: House) -> None:
    record = (EXAMPLES / "saddle-numbness.yaml").read_text(encoding="utf-8")
    who, key = house.person("Ole", record)
    found = mine(house.service, who, "bridge")
    assert found is not None
    assert found.locked
    html = house.client(key).get("/exercises/bridge").text
    assert "In your week" not in html
    assert "Look at Today first" in html
