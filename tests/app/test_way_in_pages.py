# SPDX-License-Identifier: Apache-2.0
"""The way in as a browser walks it: any order, any slip, back and on again; a danger sign stops it."""

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app_house import House, make_house
from multifidus.domain.words import Level, Season
from multifidus.exchange.record_file import read_record, write_record
from multifidus.service import Role, Who
from multifidus.service import way_in as use
from multifidus.service.accounts import start
from multifidus.service.records import kept
from multifidus.service.way_in_steps import Screen, ask_again

YOU = {"name": "Ana", "born": "1984-03-02", "sex": "female"}
NONE = {f"none-{level}": "yes" for level in ("emergency", "urgent", "review")}
PAIN = {
    "pain": "yes",
    "sites": ["low-back-left", "buttock-left"],
    "radiation": "buttock",
    "since": "14",
}
HURTS = {**{f"nprs-{key}": "4" for key in ("now", "average", "worst", "leg")}, "worse": ["sitting"]}
LIFE = {"sitting_hours_per_day": "9", "walking_minutes_per_week": "90", "lifting": "light"}
WEEK = {"minutes-mon-morning": "20", "minutes-wed-morning": "20", "minutes-fri-evening": "15"}
FORMS: dict[str, dict[str, Any]] = {
    "you": YOU,
    "safety": NONE,
    "conditions": {"none": "yes"},
    "pain": PAIN,
    "hurts": HURTS,
    "activities": {"activity-1": "Put on socks", "how-1": "4"},
    "life": LIFE,
    "week": WEEK,
    "things": {"equipment": ["chair"]},
    "tests": {},
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


class Street:
    """One house for many people who come one after the other; it shows little of itself."""

    def __init__(self, folder: Path) -> None:
        self.house = make_house(folder)
        self.service = self.house.service


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Street:
    return Street(tmp_path_factory.mktemp("street"))


@pytest.fixture(scope="module")
def browser(street: Street) -> TestClient:
    return street.house.client()


def newcomer(house: Street, browser: TestClient) -> Who:
    """Let someone new in without the work of hashing a password."""
    service = house.service
    with service.store.write() as writing:
        name = service.id()
        account = writing.add_account(
            id=service.id(),
            name=name,
            password_hash="-",  # noqa: S106 - nobody signs in with it
            person=service.id(),
            role=Role.PERSON.value,
            at=service.now(),
            language="en",
        )
    made = start(service, account, address="", device="")
    browser.cookies.set("multifidus", made.key)
    return made.who


def at(answer: Any) -> str:
    return str(answer.headers.get("location", ""))


def walk(client: TestClient, until: str = "found", **changed: dict[str, Any]) -> str:
    """Go the way in as one is led, until a screen or back to the same; return where it ends."""
    place, before = at(client.get("/start")), ""
    for _ in range(20):
        name = place.removeprefix("/start/")
        if name == until or name not in FORMS or place == before:
            return place
        before, place = place, at(client.post(place, data=changed.get(name, FORMS[name])))
    raise AssertionError(place)


def test_the_way_leads_from_nothing_to_a_first_week(house: House) -> None:
    who, key = house.person()
    client = house.client(key)
    assert walk(client) == "/start/found"
    house.plan(key)
    page = client.get("/start/found")
    assert page.status_code == 200
    assert "Go to today" in page.text
    assert "Monday, morning" in page.text
    record = kept(house.service, who)
    assert record is not None
    text = write_record(record.record)
    assert read_record(text, "record", house.service.knowledge) == record.record
    assert record.record.episode is not None
    assert record.record.episode.started == date(2026, 11, 2)


def test_without_pain_nobody_is_asked_how_it_hurts(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    assert walk(client, "life", pain={"pain": "no"}) == "/start/life"
    assert at(client.get("/start/hurts")) == "/start/life"


def test_the_season_of_a_sport_is_asked_shown_again_and_changed(house: House) -> None:
    who, key = house.person()
    client = house.client(key)
    assert walk(client, "life") == "/start/life"
    for said, season in (("pre-season", Season.PRE_SEASON), (None, Season.PRE_SEASON), ("", None)):
        more = {} if said is None else {"season": said}
        assert at(client.post("/start/life", data={**LIFE, "sports": "rowing", **more}))
        record = kept(house.service, who)
        assert record is not None
        assert record.record.life.season is season
        chosen = re.findall(r'<option value="([^"]*)" selected>', client.get("/start/life").text)
        assert chosen == ([season.value] if season else [])


def test_no_screen_is_seen_before_its_turn(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    for screen in Screen:
        answer = client.get(f"/start/{screen}")
        if screen is Screen.YOU:
            assert answer.status_code == 200
        else:
            assert at(answer) == "/start/you"
    assert at(client.get("/tests")) == "/start"
    assert at(client.get("/found")) == "/start"
    assert client.get("/start/nowhere").status_code == 404
    assert at(client.get("/safety")) == "/start/you"


def test_nobody_comes_in_without_signing_in(house: House) -> None:
    client = house.client()
    for path in ("/start", "/start/you", "/safety", "/stop", "/stop/note", "/tests", "/found"):
        assert at(client.get(path)).startswith("/sign-in"), path
    assert client.post("/start/you", data=YOU).status_code == 401
    assert client.post("/start/you/draft", data=YOU).status_code == 401


def test_going_back_shows_what_was_said(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    walk(client, "week")
    page = client.get("/start/pain").text
    assert re.search(r'value="buttock-left"\s+checked', page)
    assert 'value="2026-11-02"' in page
    assert 'value="Ana"' in client.get("/start/you").text
    assert re.search(r'value="sitting"\s+checked', client.get("/start/hurts").text)
    assert "Your answers still hold" in client.get("/start/safety").text


def test_a_slip_is_told_at_its_field_and_nothing_is_lost(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    typed = {"name": 'Ana "<b>" O\u2019Neil', "born": "1984-13-02", "height_cm": "1.68"}
    answer = client.post("/start/you", data=typed)
    assert answer.status_code == 422
    for page in (answer.text, client.get("/start/you").text):
        assert html.escape('Ana "<b>" O\u2019Neil').replace("&quot;", "&#34;") in page
        assert 'value="1984-13-02"' in page
        assert 'value="1.68"' in page
    assert 'href="#f-born"' in answer.text
    assert 'id="f-sex-error"' in answer.text


DRAFT = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=4
    ),
    max_size=8,
)


@given(DRAFT, st.sampled_from(["you", "safety", "pain", "week"]))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_draft_is_kept_exactly_as_it_was_typed(
    drafted: tuple[House, Who], typed: dict[str, list[str]], screen: str
) -> None:
    house, who = drafted
    use.keep_draft(house.service, who, screen, typed)
    assert use.draft(house.service, who, screen) == typed


@pytest.fixture
def drafted(tmp_path: Path) -> tuple[House, Who]:
    house = make_house(tmp_path)
    return house, house.person()[0]


def test_a_form_half_filled_is_there_on_another_device(house: House) -> None:
    _, key = house.person()
    first, second = house.client(key), house.client(key)
    assert first.post("/start/you/draft", data={"name": "An"}).status_code == 204
    assert 'value="An"' in second.get("/start/you").text
    second.post("/start/you", data=YOU)
    assert 'value="An"' not in first.get("/start/you").text


def test_every_danger_sign_that_locks_ends_at_stop(street: Street, browser: TestClient) -> None:
    """Each emergency and urgent sign on its own, answered yes or not sure, stops everything."""
    newcomer(street, browser)
    client = browser
    walk(client, "safety")
    page = client.get("/start/safety").text
    shown = set(re.findall(r'name="q-([a-z-]+)"', page))
    locking = {
        sign.id
        for sign in street.service.knowledge.danger_signs.values()
        if sign.level in {Level.EMERGENCY, Level.URGENT} and sign.asked
    }
    # A minor fall is weighed with brittle bones and tablets, which are asked about next.
    assert locking <= shown
    for number, sign in enumerate(sorted(locking - {"minor-fall-at-risk"})):
        newcomer(street, browser)
        said = ("yes", "not-sure")[number % 2]
        end = walk(client, safety={**NONE, f"q-{sign}": said})
        assert end == "/stop", sign
        never_beyond(client, sign)


def test_a_minor_fall_is_weighed_with_what_is_asked_next(
    street: Street, browser: TestClient
) -> None:
    newcomer(street, browser)
    fall = {**NONE, "q-minor-fall-at-risk": "yes"}
    assert walk(browser, "conditions", safety=fall) == "/start/safety"
    more = set(re.findall(r'name="q-([a-z-]+)"', browser.get("/start/safety").text))
    assert more == {"fragile-bones", "steroid-tablets"}
    said = {"q-fragile-bones": "yes", "q-steroid-tablets": "no"}
    assert at(browser.post("/start/safety", data=said)) == "/stop"
    never_beyond(browser, "minor-fall-at-risk")


def test_someone_under_age_is_stopped_and_can_mend_a_slip_of_the_year(
    street: Street, browser: TestClient
) -> None:
    newcomer(street, browser)
    assert walk(browser, you={**YOU, "born": "2012-03-02"}) == "/stop"
    assert "/start/you" in browser.get("/stop").text
    assert browser.get("/start/you").status_code == 200
    assert at(browser.post("/start/you", data=YOU)) == "/start/conditions"


def never_beyond(client: TestClient, sign: str) -> None:
    stop = client.get("/stop")
    assert stop.status_code == 200
    assert "/today" not in re.findall(r"<main.*</main>", stop.text, re.DOTALL)[0]
    for path in ("/start", "/start/pain", "/start/week", "/start/tests", "/start/found"):
        assert at(client.get(path)) == "/stop", (sign, path)
    for path in ("/tests", "/tests/front-plank", "/found", "/safety"):
        assert at(client.get(path)) == "/stop", (sign, path)
    for path, form in (("/start/week", WEEK), ("/start/tests", {}), ("/safety", NONE)):
        assert at(client.post(path, data=form)) == "/stop", (sign, path)
    assert client.get("/today").status_code != 200


def test_the_note_says_what_was_answered_and_no_more(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    assert walk(client, safety={**NONE, "q-saddle-numbness": "yes"}) == "/stop"
    note = client.get("/stop/note").text
    sign = house.service.knowledge.danger_signs["saddle-numbness"]
    assert sign.question in html.unescape(note)
    assert sign.tell in html.unescape(note)
    assert "Ana" in note
    assert "diagnosis" in note


def test_a_no_later_does_not_open_the_way_but_a_clinician_does(house: House) -> None:
    _, key = house.person()
    client = house.client(key)
    walk(client, safety={**NONE, "q-weight-loss": "yes"})
    house.clock.forward(days=2)
    assert at(client.post("/safety", data=NONE)) == "/stop"
    blank = client.post("/stop/seen", data={})
    assert blank.status_code == 422
    for field in ("by", "note", "sign", "on", "sure"):
        assert f"#f-{field}" in blank.text
    said = {"by": "Dr Weber", "note": "examined, fine", "sign": "weight-loss", "sure": "yes"}
    early = client.post("/stop/seen", data={**said, "on": "2026-11-15"})
    assert early.status_code == 422
    answer = client.post("/stop/seen", data={**said, "on": "2026-11-17"})
    assert at(answer) != "/stop"
    assert at(client.get("/start")) != "/stop"


@pytest.fixture
def finished(street: Street, browser: TestClient) -> Who:
    """Someone who has come to the end of the way in, at the browser."""
    who = newcomer(street, browser)
    assert walk(browser) == "/start/found"
    return who


def test_a_result_done_again_on_the_same_day_corrects_the_first(
    street: Street, browser: TestClient, finished: Who
) -> None:
    both = {"value-left-1": "60", "value-left-2": "62", "value-right-1": "70", "by": "partner"}
    assert at(browser.post("/tests/straight-leg-raise", data=both)) == "/tests"
    once = {"value-left-1": "58", "value-right-1": "71"}
    assert at(browser.post("/tests/straight-leg-raise", data=once)) == "/tests"
    now = kept(street.service, finished)
    assert now is not None
    rows = [(one.side, one.value) for one in now.record.measurements]
    assert sorted(rows) == [("left", 58), ("right", 71)]
    page = browser.get("/tests/straight-leg-raise").text
    assert 'value="58"' in page
    assert "straight-leg-raise" in browser.get("/found").text


@pytest.mark.usefixtures("finished")
def test_a_slip_in_a_result_keeps_what_was_typed(browser: TestClient) -> None:
    answer = browser.post("/tests/straight-leg-raise", data={"value-left-1": "520"})
    assert answer.status_code == 422
    assert "130" in answer.text
    assert 'value="520"' in browser.get("/tests/straight-leg-raise").text


def test_a_test_can_be_left_out_and_taken_up_again(house: House) -> None:
    who, key = house.person()
    client = house.client(key)
    walk(client, "tests")
    first = re.findall(r'href="(/start/tests/[a-z0-9-]+)"', client.get("/start/tests").text)[0]
    assert client.post(first, data={"do": "skip"}).status_code == 422
    onward = at(client.post(first, data={"do": "skip", "why": "no-time"}))
    assert onward.startswith("/start/tests/")
    assert onward != first
    assert "Left out for now" in client.get("/start/tests").text
    name = first.rpartition("/")[2]
    assert use.way_of(house.service, who).skipped == {name: "no-time"}
    fields = dict.fromkeys(re.findall(r'name="(value[a-z0-9-]*)"', client.get(first).text), "7")
    client.post(first, data=fields)
    assert use.way_of(house.service, who).skipped == {}


def test_a_test_that_hurt_has_no_result_and_asks_on(
    street: Street, browser: TestClient, finished: Who
) -> None:
    path = "/tests/straight-leg-raise/hurt"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={}).status_code == 422
    assert at(browser.post(path, data={"pain": "3", "felt": "ordinary"})) == "/tests"
    assert at(browser.post(path, data={"pain": "7", "felt": "numb"})) == "/safety"
    now = kept(street.service, finished)
    assert now is not None
    assert not now.record.measurements
    page = browser.get("/safety").text
    assert "q-saddle-numbness" in page
    assert at(browser.post("/safety", data={**NONE, "q-saddle-numbness": "yes"})) == "/stop"


def test_tingling_below_the_knee_spares_the_leg_from_then_on(
    street: Street, browser: TestClient, finished: Who
) -> None:
    answer = browser.post("/tests/straight-leg-raise/hurt", data={"pain": "4", "felt": "down-leg"})
    assert at(answer) == "/safety"
    now = kept(street.service, finished)
    assert now is not None
    assert "leg-symptoms" in now.record.conditions
    page = browser.get("/tests/straight-leg-raise").text
    assert "Not now" in page
    assert browser.post("/tests/straight-leg-raise", data={"value-left-1": "50"}).status_code == 409


@pytest.mark.usefixtures("finished")
def test_there_is_no_page_for_a_test_that_does_not_exist(browser: TestClient) -> None:
    for path in ("/tests/nonsense", "/start/tests/nonsense", "/tests/nonsense/hurt"):
        assert browser.get(path).status_code == 404
        assert browser.post(path, data={}).status_code == 404


def test_a_record_from_a_file_is_not_asked_from_the_start(house: House) -> None:
    text = Path("examples/second-week.yaml").read_text(encoding="utf-8")
    house.clock.forward(days=7)
    who, key = house.person(record=text)
    client = house.client(key)
    assert not use.way_of(house.service, who).unfinished
    assert client.get("/tests").status_code == 200
    assert client.get("/found").status_code == 200
    assert client.get("/start/pain").status_code == 200


def test_the_later_questions_hold_the_short_set_or_all_that_is_urgent(house: House) -> None:
    who, key = house.person()
    client = house.client(key)
    walk(client)
    clearance = use.way_of(house.service, who).clearance
    assert clearance is not None
    asked = set(ask_again(clearance, house.service.knowledge))
    signs = house.service.knowledge.danger_signs
    assert asked == {key for key, one in signs.items() if one.level is not Level.REVIEW}
    house.clock.forward(days=8)
    clearance = use.way_of(house.service, who).clearance
    assert clearance is not None
    again = set(ask_again(clearance, house.service.knowledge))
    assert again >= set(clearance.to_ask)
    assert again >= {key for key, one in signs.items() if "short" in one.gates and one.asked}
    assert client.get("/safety").status_code == 200


def test_every_screen_speaks_german(street: Street, browser: TestClient) -> None:
    who = newcomer(street, browser)
    with street.service.store.write() as writing:
        writing.change_account(who.account or "", language="de")
    place = at(browser.get("/start"))
    while place != "/start/found":
        page = browser.get(place)
        assert page.status_code == 200
        assert '<html lang="de"' in page.text
        assert browser.post(place, data={"name": "x" * 300}).status_code in {422, 303}
        place = at(browser.post(place, data=FORMS[place.removeprefix("/start/")]))
    for path in ("/tests", "/tests/front-plank", "/tests/straight-leg-raise/hurt", "/safety"):
        assert browser.get(path).status_code == 200


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[str, dict[str, Any]]]:
    """Forms of the way in, in any order, whole or with one field spoilt."""
    out = []
    for name in draw(st.lists(st.sampled_from(list(FORMS)), min_size=1, max_size=14)):
        form = dict(FORMS[name])
        spoil: bool = draw(st.booleans())
        if form and spoil:
            field = draw(st.sampled_from(sorted(form)))
            form[field] = draw(st.sampled_from(["", "-1", "99999", "yes", "no", "x" * 300]))
        out.append((name, form))
    return out


@given(steps=moves())
@settings(max_examples=40, deadline=None)
def test_any_steps_in_any_order_leave_a_record_that_reads_back(
    street: Street, browser: TestClient, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    who = newcomer(street, browser)
    for name, form in steps:
        answer = browser.post(f"/start/{name}", data=form)
        assert answer.status_code in {303, 422}, (name, form, answer.text[:300])
    now = kept(street.service, who)
    if now is not None:
        text = write_record(now.record)
        assert read_record(text, "record", street.service.knowledge) == now.record
    place = at(browser.get("/start"))
    if place != "/start/found":
        assert browser.get(place).status_code == 200
