# SPDX-License-Identifier: Apache-2.0
"""Questionnaires, progress and the summary as pages: bad input told in words, nothing typed lost."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app_house import Clock, House, make_house
from multifidus.knowledge.loader import shipped
from multifidus.service import Invalid, Who, records
from multifidus.service.outcomes import NONE, OFFERED, Sheet, read_answers
from multifidus.service.weeks import the_weeks

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = (EXAMPLES / "second-week.yaml").read_text(encoding="utf-8")
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(
        tmp_path_factory.mktemp("house"), Clock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    )
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture(scope="module")
def nora(house: House) -> tuple[Who, TestClient]:
    who, key = house.person("Nora", record=TEXT)
    kept = records.kept(house.service, who)
    assert kept is not None
    the_weeks(house.service, who, kept, wait_s=60)
    return who, house.client(key)


def _outcomes(house: House, who: Who, instrument: str) -> list[dict[str, float]]:
    kept = records.kept(house.service, who)
    assert kept is not None
    return [dict(one.answers) for one in kept.record.outcomes if one.instrument == instrument]


def test_every_questionnaire_is_listed_and_opens(
    nora: tuple[Who, TestClient],
) -> None:
    _, client = nora
    page = client.get("/outcomes").text
    for name in OFFERED:
        assert f'href="/outcomes/{name}"' in page
        assert client.get(f"/outcomes/{name}", follow_redirects=True).status_code == 200


def test_one_that_is_not_offered_is_not_there(nora: tuple[Who, TestClient]) -> None:
    _, client = nora
    for name in ("odi", "nothing", "phq-9"):
        assert client.get(f"/outcomes/{name}").status_code == 404
        assert client.post(f"/outcomes/{name}", data={"score": "3"}).status_code == 404


def test_a_number_left_out_is_asked_for_and_the_others_are_kept(
    house: House, nora: tuple[Who, TestClient]
) -> None:
    who, client = nora
    before = _outcomes(house, who, "nprs")
    answer = client.post("/outcomes/nprs", data={"now": "2", "average": "7", "worst": "11"})
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in answer.text
    assert re.search(r'name="average" value="7"[^>]*checked', answer.text)
    assert _outcomes(house, who, "nprs") == before


def test_a_second_answer_on_a_day_corrects_the_first(
    house: House, nora: tuple[Who, TestClient]
) -> None:
    who, client = nora
    for step in ("5", "6"):
        answer = client.post("/outcomes/gpe", data={"change": step})
        assert (answer.status_code, answer.headers["location"]) == (303, "/outcomes")
    assert _outcomes(house, who, "gpe") == [{"change": 6}]


def test_own_activities_are_chosen_first_and_then_asked_about_in_their_words(
    house: House, nora: tuple[Who, TestClient]
) -> None:
    who, client = nora
    first = client.get("/outcomes/psfs")
    assert (first.status_code, first.headers["location"]) == (303, "/outcomes/psfs/activities")
    assert client.post("/outcomes/psfs", data={"activity-1": "3"}).status_code == 422
    empty = client.post("/outcomes/psfs/activities", data={"activity-1": "  "})
    assert empty.status_code == 422
    assert "Write at least one activity." in empty.text
    long = client.post("/outcomes/psfs/activities", data={"activity-1": "x" * 300})
    assert long.status_code == 422
    assert "x" * 300 in long.text
    chosen = {"activity-1": "Sit <b>through</b> a film", "activity-2": "Carry the shopping"}
    client.post("/outcomes/psfs/activities", data=chosen)
    page = client.get("/outcomes/psfs").text
    assert "Sit &lt;b&gt;through&lt;/b&gt; a film" in page
    assert "activity-3" not in page
    client.post("/outcomes/psfs", data={"activity-1": "3", "activity-2": "4"})
    assert _outcomes(house, who, "psfs") == [{"activity-1": 3, "activity-2": 4}]


def test_an_empty_sheet_of_statements_is_never_the_best_score_by_mistake(
    house: House, nora: tuple[Who, TestClient]
) -> None:
    who, client = nora
    page = client.get("/outcomes/rmdq-24").text
    assert page.count('class="tick"') == 24
    assert client.post("/outcomes/rmdq-24", data={}).status_code == 422
    both = client.post("/outcomes/rmdq-24", data={"none": "yes", "statement-4": "1"})
    assert both.status_code == 422
    assert re.search(r'name="statement-4" value="1" checked', both.text)
    client.post("/outcomes/rmdq-24", data={"statement-4": "1", "statement-20": "1"})
    (answers,) = _outcomes(house, who, "rmdq-24")
    assert sum(answers.values()) == 2
    assert len(answers) == 24


def _sheet(instrument: str) -> Sheet:
    items = shipped().questionnaires[instrument].items
    return Sheet(
        instrument=instrument,
        items=items,
        ticked=all(item.text is None for item in items),
        due=False,
        last=None,
        activities=(),
    )


@given(
    st.sampled_from(OFFERED),
    st.dictionaries(
        st.text(max_size=15) | st.sampled_from(["now", "average", "worst", "leg", NONE]),
        st.text(max_size=8),
    ),
)
def test_whatever_is_typed_gives_numbers_within_their_ends_or_words(
    instrument: str, typed: dict[str, str]
) -> None:
    asked = _sheet(instrument)
    try:
        answers = read_answers(asked, typed)
    except Invalid as error:
        told = error.fields
    else:
        told = {}
        ends = {item.id: (item.low, item.high) for item in asked.items}
        assert set(answers) == set(ends)
        assert all(ends[key][0] <= value <= ends[key][1] for key, value in answers.items())
    assert set(told) <= {NONE, *(item.id for item in asked.items)}


def test_progress_shows_each_chart_with_its_table(nora: tuple[Who, TestClient]) -> None:
    _, client = nora
    page = client.get("/progress").text
    assert page.count('class="chart-svg"') >= 3
    assert page.count("Show as a table") == page.count('class="chart-stage"')
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for word in ("streak", "missed", "failed", "should have"):
        assert word not in page


def test_progress_of_a_new_record_says_that_there_is_nothing_yet(house: House) -> None:
    nobody = house.client(house.person("New")[1])
    for path in ("/progress", "/outcomes", "/summary"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/start")


def test_the_summary_is_two_sheets_with_answers_tests_and_plan(
    nora: tuple[Who, TestClient],
) -> None:
    _, client = nora
    page = client.get("/summary").text
    assert page.count('class="print-page"') == 2
    assert "Nora" in page
    assert "Answered no on Nov 23, 2026:" in page
    assert "makes no diagnosis" in page
    assert "Plan of this week" in page
    assert "Chair stands in 30 seconds" in page


def test_the_summary_of_someone_who_is_stopped_has_no_plan(house: House) -> None:
    who, key = house.person("Ola", record=TEXT)
    records.add(house.service, who, "screening", {"answers": {"saddle-numbness": True}})
    page = house.client(key).get("/summary").text
    assert "a danger sign or an open question comes first" in page
    assert re.search(r"<b>yes</b>, Nov 23, 2026", page)


def test_the_pages_speak_german_too(house: House) -> None:
    who, key = house.person("Ida", record=TEXT)
    with house.service.store.write() as writing:
        writing.change_account(who.account or "", language="de")
    client = house.client(key)
    words = {
        "/progress": ("Verlauf", "Wie es deinem Rücken geht"),
        "/outcomes": ("Fragebögen", "Schmerz in dieser Woche"),
        "/outcomes/rmdq-24": ("Du brauchst den offiziellen Bogen",),
        "/summary": ("Seite 1 von 2", "Mit Nein beantwortet am 23.11.2026:"),
    }
    for path, texts in words.items():
        page = client.get(path).text
        assert 'lang="de"' in page
        for text in texts:
            assert text in page
    bad = client.post("/outcomes/nprs", data={})
    assert "Wähle eine Zahl von 0 bis 10." in bad.text
