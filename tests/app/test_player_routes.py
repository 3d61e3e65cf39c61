# SPDX-License-Identifier: Apache-2.0
"""The player's pages and what its scripts ask: who gets what, and what a bad question is told."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app_house import Clock, House, make_house
from multifidus.domain.words import Slot
from multifidus.service import Who
from multifidus.service.records import add, kept
from multifidus.service.script_page import playable
from multifidus.service.session_log_device import owner_mark
from multifidus.web.pages import STATIC

RECORD = (Path(__file__).parents[2] / "examples" / "second-week.yaml").read_text(encoding="utf-8")
MORNING = "/session/2026-11-23/morning"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, TestClient, Who]]:
    clock = Clock()
    clock.forward(days=7)
    house = make_house(tmp_path_factory.mktemp("house"), clock)
    who, key = house.person(record=RECORD)
    playable(house.service, who, house.service.today(), Slot.MORNING, wait_s=60)
    yield house, house.client(key), who
    house.service.planner.close()
    house.service.store.close()


def data_of(text: str) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/json" id="player-data">(.*?)</script>', text, re.DOTALL
    )
    assert found is not None
    value: dict[str, Any] = json.loads(found[1])
    return value


def test_the_page_holds_the_whole_script_and_every_word_the_scripts_need(
    home: tuple[House, TestClient, Who],
) -> None:
    _, client, _ = home
    answer = client.get(MORNING)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    data = data_of(answer.text)
    assert (data["script"]["on"], data["script"]["slot"]) == ("2026-11-23", "morning")
    assert sum(part["exercise"] != "" for part in data["script"]["parts"]) == 5
    assert any(part["easier"] for part in data["script"]["parts"])
    scripts = "".join(file.read_text() for file in sorted((STATIC / "js" / "player").glob("*.js")))
    used = set(re.findall(r"words\.([a-z_]+)", scripts)) | set(
        re.findall(r'count\("([a-z_]+)"', scripts)
    )
    assert used <= set(data["words"]), used - set(data["words"])


def test_every_element_the_scripts_reach_for_is_on_the_page(
    home: tuple[House, TestClient, Who],
) -> None:
    _, client, _ = home
    text = client.get(MORNING).text
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    for file in sorted((STATIC / "js" / "player").glob("*.js")):
        wanted = set(re.findall(r'(?:byId|put|list|picture)\("([a-z-]+)"', file.read_text()))
        assert wanted - {"s-device"} <= ids, (file.name, wanted - ids)
    clicks = re.search(
        r"const clicks = \{(.*?)\n\};", (STATIC / "js/player/main.js").read_text(), re.DOTALL
    )
    assert clicks is not None
    named = set(re.findall(r'^  "?([a-z-]+)"?:', clicks[1], re.MULTILINE)) | set(
        re.findall(r"^  ([a-z]+),", clicks[1], re.MULTILINE)
    )
    assert named <= ids, named - ids


def test_nothing_in_the_page_runs_or_styles_by_itself(home: tuple[House, TestClient, Who]) -> None:
    _, client, _ = home
    for path in (MORNING, "/session/offline"):
        text = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
        for script in re.findall(r"<script[^>]*>", text):
            assert 'src="/static/' in script or 'type="application/json"' in script


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/session/2026-11-24/morning", 404),
        ("/session/2020-01-01/morning", 404),
        ("/session/2026-11-23/noon", 422),
        ("/session/2026-02-31/morning", 422),
        ("/session/x/y", 422),
    ],
)
def test_a_session_that_is_not_there(
    home: tuple[House, TestClient, Who], path: str, status: int
) -> None:
    assert home[1].get(path).status_code == status


def test_nobody_signed_in_gets_no_session_and_writes_nothing(
    home: tuple[House, TestClient, Who],
) -> None:
    house = home[0]
    client = house.client()
    answer = client.get(MORNING)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sign-in?next={MORNING}")
    for path in ("/api/sessions", "/api/device"):
        assert client.get(path).status_code == 401
    assert client.post("/api/log", json={"owner": "x", "parts": []}).status_code == 401
    assert client.post("/api/manner", json={"voice": True}).status_code == 401
    assert client.post("/session/device", data={"own": "yes"}).status_code == 401
    assert client.post("/today/next-morning", data={"session": "x", "pain": "1"}).status_code == 401


def test_the_page_for_no_network_is_the_same_for_everyone(
    home: tuple[House, TestClient, Who],
) -> None:
    house, client, who = home
    mine, anyones = client.get("/session/offline").text, house.client().get("/session/offline").text
    assert mine == anyones
    assert data_of(mine)["script"] is None
    assert owner_mark(who) not in mine
    assert "Go to emergency care now" in mine


def test_the_worker_keeps_only_what_is_everyones(home: tuple[House, TestClient, Who]) -> None:
    answer = home[1].get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    shell = json.loads(re.search(r"^const SHELL = (.*);$", answer.text, re.MULTILINE)[1])  # type: ignore[index]
    assert all(path.startswith("/static/") or path == "/session/offline" for path in shell)
    for path in shell:
        assert home[0].client().get(path).status_code == 200
    names = {path.split("/", 3)[-1] for path in shell}
    wanted = set(re.findall(r'/static/[0-9a-f]+/([^"]+)"', home[1].get("/session/offline").text))
    assert wanted <= names, wanted - names


def test_the_manifest_names_the_app_and_pictures_that_are_there(
    home: tuple[House, TestClient, Who],
) -> None:
    client = home[1]
    value = client.get("/manifest.webmanifest").json()
    assert (value["name"], value["start_url"], value["scope"]) == ("Multifidus", "/today", "/")
    assert value["icons"]
    for one in value["icons"]:
        assert client.get(one["src"]).status_code == 200


def test_events_of_one_person_never_reach_another_who_signed_in_since(
    home: tuple[House, TestClient, Who],
) -> None:
    _, client, who = home
    event = {"client_id": "a" * 16, "session": "b" * 32, "n": 0, "on": "2026-11-23", "part": "end"}
    assert client.post("/api/log", json={"owner": "0" * 16, "parts": [event]}).status_code == 404
    answer = client.post("/api/log", json={"owner": owner_mark(who), "parts": [event, {"n": 1}]})
    assert answer.status_code == 200
    assert answer.json()["written"] == ["a" * 16]
    assert len(answer.json()["refused"]) == 1


@pytest.mark.parametrize("sent", [{}, {"parts": {}}, {"parts": "x"}, {"parts": None}])
def test_a_batch_that_is_none_is_told_so(home: tuple[House, TestClient, Who], sent: Any) -> None:
    _, client, who = home
    answer = client.post("/api/log", json={"owner": owner_mark(who), **sent})
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_what_is_no_json_is_told_so(home: tuple[House, TestClient, Who]) -> None:
    client = home[1]
    answer = client.post("/api/log", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert client.post("/api/log", json=[1]).status_code == 422
    assert client.post("/api/manner", json={"own-device": True}).status_code == 422
    assert client.post("/api/manner", json={"voice": "loud"}).status_code == 422


def test_sessions_are_given_away_only_for_a_device_of_ones_own(
    home: tuple[House, TestClient, Who],
) -> None:
    _, client, _ = home
    assert 'id="s-device"' in client.get(MORNING).text
    assert client.get("/api/sessions").json()["sessions"] == []
    answer = client.post("/session/device", data={"own": "yes", "next": MORNING})
    assert (answer.status_code, answer.headers["Location"]) == (303, MORNING)
    assert 'id="s-device"' not in client.get(MORNING).text
    found = client.get("/api/sessions").json()["sessions"]
    assert {(one["on"], one["slot"]) for one in found} >= {("2026-11-23", "evening")}
    client.post("/session/device", data={"own": "no", "next": "//elsewhere.example"})
    assert client.get("/api/sessions").json()["sessions"] == []


def test_the_device_question_leads_nowhere_else(home: tuple[House, TestClient, Who]) -> None:
    answer = home[1].post(
        "/session/device", data={"own": "no", "next": "https://elsewhere.example"}
    )
    assert answer.headers["Location"] == "/today"


@pytest.mark.parametrize("pain", ["11", "-1", "much", ""])
def test_a_number_for_the_morning_that_cannot_be(
    home: tuple[House, TestClient, Who], pain: str
) -> None:
    answer = home[1].post("/today/next-morning", data={"session": "b" * 32, "pain": pain})
    assert answer.status_code == 422


def test_the_morning_after_is_a_form(home: tuple[House, TestClient, Who]) -> None:
    house, client, who = home
    event = {
        "client_id": "c" * 16,
        "session": "d" * 32,
        "n": 0,
        "on": "2026-11-22",
        "part": "start",
    }
    client.post(
        "/api/log", json={"owner": owner_mark(who), "parts": [{**event, "slot": "evening"}]}
    )
    answer = client.post("/today/next-morning", data={"session": "d" * 32, "pain": "3"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/today")
    record = kept(house.service, who)
    assert record is not None
    (row,) = [
        one for one in record.record.log if str(one.on) == "2026-11-22" and one.slot == "evening"
    ]
    assert row.pain.next_morning == 3
    assert (
        client.post("/today/next-morning", data={"session": "e" * 32, "pain": "3"}).status_code
        == 404
    )


def test_a_danger_sign_leaves_no_session(home: tuple[House, TestClient, Who]) -> None:
    house, client, who = home
    add(house.service, who, "screening", {"answers": {"saddle-numbness": True}})
    answer = client.get(MORNING)
    assert answer.status_code == 303
    assert answer.headers["Location"] in {"/stop", "/safety"}
    client.post("/session/device", data={"own": "yes"})
    assert client.get("/api/sessions").json()["sessions"] == []
