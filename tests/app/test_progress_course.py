# SPDX-License-Identifier: Apache-2.0
"""The usual course on the page of progress: drawn as it is reckoned, in both languages, no promise."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from gettext import NullTranslations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app_house import Clock, House, make_house
from multifidus.domain.course import BandPoint, Course, OwnPoint
from multifidus.domain.words import Grade
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import shipped
from multifidus.service.course import outlook
from multifidus.web.charts.canvas import WIDTH
from multifidus.web.charts.course import Words, course_chart, course_svg
from multifidus.web.charts.of_progress import Speech
from reading_pages import plain

ROOT = Path(__file__).parents[2]
TWELVE_WEEKS = (ROOT / "tests/data/twelve-weeks.yaml").read_text(encoding="utf-8")
ON = date(2027, 2, 8)
SPEECH = Speech(
    words=NullTranslations(),
    day=date.isoformat,
    weekday=lambda day: f"{day:%a}",
    number=lambda value: f"{value:g}",
    knowledge=shipped(),
)


def _course() -> Course:
    found = outlook(read_record(TWELVE_WEEKS, "record", shipped()), ON, shipped())
    assert found.course is not None
    return found.course


def _drawn(svg: str) -> ET.Element:
    assert "style=" not in svg
    assert not re.search(r"\son[a-z]+=", svg)
    return ET.fromstring(svg)  # noqa: S314 - of our own making


def _pairs(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


# --- the drawing ----------------------------------------------------------------------------------


@given(
    edges=st.lists(
        st.tuples(st.floats(0, 10), st.floats(0, 10)).map(sorted), min_size=53, max_size=53
    ),
    own=st.dictionaries(st.integers(0, 52), st.floats(0, 10), min_size=1, max_size=30),
)
def test_whatever_the_values_all_lies_inside_the_frame(
    edges: list[list[float]], own: dict[int, float]
) -> None:
    svg = course_svg(
        name="c",
        words=Words(title="A & B", text="<what>", others="they", own="me", weeks="weeks"),
        band=[
            BandPoint(week=n, low=low, high=high, published=False, grade=Grade.P)
            for n, (low, high) in enumerate(edges)
        ],
        named=(6, 12, 26, 52),
        own=[OwnPoint(week=n, on=ON, value=own[n], answers=1) for n in sorted(own)],
        high=10,
        speech=SPEECH,
    )
    root = _drawn(svg)
    height = float(root.attrib["viewBox"].split()[3])
    places = [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in root.iter("circle")]
    for kind in ("polyline", "polygon"):
        for one in root.iter(kind):
            places += _pairs(one.attrib["points"])
    for x, y in places:
        assert 0 <= x <= WIDTH
        assert 0 <= y <= height
    assert len(list(root.iter("circle"))) == len(own) + 1
    assert root.attrib["role"] == "img"
    assert root.findtext("desc") == "<what>"


def test_weeks_go_to_the_right_and_less_pain_lies_lower() -> None:
    root = _drawn(course_chart(_course(), 10, SPEECH).svg)
    dots = [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in root.iter("circle")][1:]
    assert [x for x, _ in dots] == sorted(x for x, _ in dots)
    values = [one.value for one in _course().own]
    for (_, above), (_, below), before, after in zip(
        dots, dots[1:], values, values[1:], strict=False
    ):
        assert (below > above) is (after < before)
    (band,) = root.iter("polygon")
    assert len(_pairs(band.attrib["points"])) == 2 * 53


def test_the_table_beneath_has_every_own_week_and_every_named_one() -> None:
    chart = course_chart(_course(), 10, SPEECH)
    rows = {row[0]: row[1:] for row in chart.rows}
    assert list(rows) == ["0", "1", "2", "3", "4", "5", "6", "8", "9", "10", "11", "12", "26", "52"]
    assert rows["12"] == ("1.3", "3.7", "3")
    assert rows["52"] == ("0", "3.2", "")
    assert len(chart.head) == 4


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("course"), Clock(datetime(2027, 2, 8, 8, tzinfo=UTC)))
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture(scope="module")
def nora(house: House) -> TestClient:
    return house.client(house.person("Nora", TWELVE_WEEKS)[1])


def page(client: TestClient) -> str:
    answer = client.get("/progress")
    assert answer.status_code == 200
    return answer.text


def test_the_page_says_where_one_is_how_sure_and_that_it_is_no_promise(nora: TestClient) -> None:
    html = page(nora)
    text = plain(html)
    for words in (
        "The usual course",
        "their pain had lasted less than 6 weeks when they began",
        "That is inside the band",
        "it may be either",
        "After 12 weeks",
        "read between published points",
        "This is no promise.",
        "still to be checked",
        "Costa2012",
    ):
        assert words in text
    assert 'id="chart-course-title"' in html
    assert "see a clinician" not in text


def test_each_outcome_has_its_word_beside_it(nora: TestClient) -> None:
    html = page(nora)
    shown = re.findall(r'class="row-title">(.*?) <span class="badge[^"]*">(.*?)</span>', html)
    assert dict(shown) == {
        "Pain on average": "better",
        "Pain at its worst": "better",
        "Pain in the leg": "better",
        "Your own activities": "better",
        "Statements ticked": "no clear change",
        "Overall change, in your own word": "better",
    }


def test_a_flat_line_above_the_band_asks_for_a_clinician(house: House) -> None:
    text = TWELVE_WEEKS
    for value in (3, 4, 5):
        text = text.replace(f"average: {value},", "average: 6,")
    html = page(house.client(house.person("Flat", text)[1]))
    assert "see a clinician" in plain(html)
    assert "notice-care" in html


def test_without_a_course_the_page_says_why(house: House) -> None:
    text = TWELVE_WEEKS.replace("  started: 2026-10-20\n", "")
    found = plain(page(house.client(house.person("When", text)[1])))
    assert "It is not known when this pain began." in found
    assert "Pain on average" in found


def test_all_of_it_is_said_in_german(house: House) -> None:
    client = house.client(house.person("Norah", TWELVE_WEEKS)[1])
    assert client.post("/language", data={"language": "de", "next": "/today"}).status_code == 303
    text = plain(page(client))
    for words in (
        "Der übliche Verlauf",
        "Das ist im Band",
        "1,3 bis 3,7 von 10",
        "Das ist kein Versprechen.",
        "keine klare Änderung",
        "Am 8. Februar 2027 hast du gesagt: besser.",
    ):
        assert words in text
    section = text[text.index("Der übliche Verlauf") : text.index("Deine Tests")]
    assert not re.search(r"\b(the|your|and|weeks|people)\b", section)
