# SPDX-License-Identifier: Apache-2.0
"""Lessons, claims and sources: whole in both languages, every number with its papers, easy to read."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app_house import House, make_house
from multifidus.domain.words import Level
from multifidus.knowledge.language import in_language
from multifidus.knowledge.lessons import Lesson
from multifidus.knowledge.lint import lint
from multifidus.knowledge.loader import DATA, shipped
from multifidus.web.messages import missing
from reading_pages import LANGUAGES, plain, text_of

KNOWLEDGE = shipped()
PAGES = ["/learn", "/learn/claims", "/learn/sources", "/about"]
MINE = re.compile(
    r"^(web/templates/(catalogue|learn|reminders)/|web/routes/(catalogue|learn|reminders)\.py"
    r"|service/(catalogue|learn|reminders|calendar_feed)\w*\.py)"
)
HARDEST = 8
DASHES = "\N{EN DASH}\N{EM DASH}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("house"))
    yield made
    made.service.planner.close()


@pytest.fixture(scope="module")
def anyone(house: House) -> TestClient:
    return house.client()


def texts(lesson: Lesson) -> Iterator[str]:
    yield from (lesson.title, lesson.lead, *lesson.points)
    for part in lesson.parts:
        yield from (part.title, *part.text, *part.points, *(fact.text for fact in part.facts))


# --- what stands in the lessons -------------------------------------------------------------------


@pytest.mark.parametrize("key", KNOWLEDGE.lessons)
def test_a_number_stands_only_where_its_papers_stand(key: str) -> None:
    lesson = KNOWLEDGE.lessons[key]
    loose = [lesson.title, lesson.lead, *lesson.points]
    loose += [text for part in lesson.parts for text in (part.title, *part.text, *part.points)]
    assert [text for text in loose if re.search(r"\d", text)] == []


def test_the_topics_that_were_promised_are_there_in_their_order() -> None:
    rows = sorted(KNOWLEDGE.lessons.values(), key=lambda one: one.order)
    assert [one.id for one in rows] == [
        *("what-pain-is", "flare-ups", "sitting", "lifting", "walking", "sleep"),
        *("what-the-numbers-mean", "how-the-plan-is-made", "when-to-seek-help"),
    ]
    assert [one.order for one in rows] == list(range(1, len(rows) + 1))


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith(("e", "es", "ed")) and not word.lower().endswith(("le", "les"))
    return max(1, len(groups) - silent)


@pytest.mark.parametrize("key", KNOWLEDGE.lessons)
def test_a_lesson_is_easy_to_read(key: str) -> None:
    """The grade after Flesch and Kincaid: years of school that a text asks for."""
    sentences = [
        found
        for text in texts(KNOWLEDGE.lessons[key])
        for found in re.split(r"(?<=[.!?:;])\s+", text)
        if found
    ]
    words = [word for one in sentences for word in re.findall(r"[A-Za-z']+", one)]
    grade = (
        0.39 * len(words) / len(sentences)
        + 11.8 * sum(syllables(word) for word in words) / len(words)
        - 15.59
    )
    assert grade <= HARDEST, f"{key}: {grade:.1f}"
    assert max(len(one.split()) for one in sentences) <= 30


@pytest.mark.parametrize("key", KNOWLEDGE.lessons)
def test_a_lesson_is_short(key: str) -> None:
    assert 1 <= KNOWLEDGE.lessons[key].minutes <= 3
    assert not any(sign in text for text in texts(KNOWLEDGE.lessons[key]) for sign in DASHES)


def test_a_lesson_without_sources_is_refused() -> None:
    value = KNOWLEDGE.lessons["sleep"].model_dump()
    value["parts"][0]["source"] = []
    with pytest.raises(ValidationError, match="source"):
        Lesson.model_validate(value)


def test_a_lesson_that_names_what_is_not_there_is_told(tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    file = root / "lessons" / "sleep.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("claims: []", "claims: [CL-zz]").replace("figure: diaph", "figure: xdiaph")
    file.write_text(text, encoding="utf-8")
    told = [str(flaw) for flaw in lint(root)]
    assert len(told) == 2
    assert "there is no claim 'CL-zz'" in told[0] + told[1]
    assert "there is no exercise 'xdiaphragmatic-breathing'" in told[0] + told[1]


# --- the pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KNOWLEDGE.lessons)
def test_every_lesson_has_its_page(anyone: TestClient, key: str, language: str) -> None:
    book = in_language(KNOWLEDGE, language)
    html = text_of(anyone, f"/learn/{key}", language)
    read = plain(html)
    for text in texts(book.lessons[key]):
        assert " ".join(text.split()) in read
    for claim in book.lessons[key].claims:
        assert book.claims[claim].claim in read
    for source in book.lessons[key].sources:
        assert KNOWLEDGE.sources[source].paper in read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_other_page_to_read_is_there(anyone: TestClient, path: str, language: str) -> None:
    html = text_of(anyone, path, language)
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_says_what_the_evidence_says(anyone: TestClient, language: str) -> None:
    read = plain(text_of(anyone, "/learn/claims", language))
    for claim in in_language(KNOWLEDGE, language).claims.values():
        assert claim.claim in read
        assert " ".join(claim.says.split()) in read
        for paper in claim.evidence:
            assert KNOWLEDGE.sources[paper.source].paper in read
            assert paper.figure in read


def test_every_source_is_listed_with_its_mark(anyone: TestClient) -> None:
    html = text_of(anyone, "/learn/sources")
    for key, source in KNOWLEDGE.sources.items():
        assert f'id="{key}"' in html
        assert source.paper in plain(html)


def test_the_page_on_help_asks_what_the_gate_asks(anyone: TestClient) -> None:
    read = plain(text_of(anyone, "/learn/when-to-seek-help"))
    for sign in KNOWLEDGE.danger_signs.values():
        if sign.asked and sign.level in {Level.EMERGENCY, Level.URGENT}:
            assert sign.question in read
    assert read.index("Go to emergency care now") < read.index("Call a doctor today or tomorrow")


def test_about_says_what_it_is_not(anyone: TestClient) -> None:
    read = plain(text_of(anyone, "/about"))
    assert "no diagnosis" in read
    assert "has not been assessed or approved as a medical device" in read
    assert KNOWLEDGE.version in read


@pytest.mark.parametrize("path", ["/learn/nothing", "/learn/../etc", "/learn/CL-a"])
def test_what_is_not_there_is_not_found(anyone: TestClient, path: str) -> None:
    assert anyone.get(path).status_code == 404


def test_no_word_of_these_pages_is_missing_in_german() -> None:
    lacking = [one for one in missing("de") if MINE.search(one.file)]
    assert lacking == []
