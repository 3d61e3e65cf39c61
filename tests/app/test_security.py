# SPDX-License-Identifier: Apache-2.0
"""What passes the door and what does not, what every answer carries, and what is written down of it."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from quick_hashing import quick_hashing, ready_week
from starlette.datastructures import Headers

from app_house import ORIGIN, PASSWORD, House, make_house
from multifidus.record import (
    ConflictError,
    Damaged,
    DiskFull,
    FutureSchema,
    Locked,
    Reading,
    ReadOnly,
    StoreError,
    UnknownEntry,
    Unreachable,
    Writing,
)
from multifidus.service import Settings
from multifidus.service.accounts import ABSOLUTE
from multifidus.service.accounts_events import Event
from multifidus.service.resume import LARGEST, Carried, carry, from_text, mark_of, to_text
from multifidus.web.guard import HEADERS, answers_to, name_of, same_origin

__all__ = ["quick_hashing"]

EXAMPLE = (Path(__file__).parents[2] / "examples/second-week.yaml").read_text(encoding="utf-8")
PLAYER = "/settings/player"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


class Forms(HTMLParser):
    """The forms of a page: where they go, and their hidden fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), []))
        if tag == "input" and found.get("type") == "hidden" and self.forms:
            self.forms[-1][1].append((found["name"], found.get("value", "")))

    def to(self, action: str) -> list[tuple[str, str]]:
        return next(fields for where, fields in self.forms if where == action)


def as_data(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


# --- headers, names, origin, size ----------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sign-in",
        "/nowhere",
        "/static/x/css/app.css",
        "/static/x/none.css",
        "/today",
        "/health",
        "/sw.js",
    ],
)
def test_every_answer_carries_the_headers(house: House, path: str) -> None:
    answer = house.client().get(path)
    for key in HEADERS:
        assert key in answer.headers
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "strict-transport-security" not in answer.headers


def test_no_answer_to_a_form_is_kept_by_the_browser(house: House) -> None:
    _, key = house.person("Ana")
    for client in (house.client(), house.client(key)):
        for path in ("/sign-in", "/sign-in/code", "/sign-up", PLAYER, "/nowhere", "/language"):
            assert client.post(path).headers["cache-control"] == "no-store", path


def test_over_tls_the_browser_is_told_to_stay_there_and_the_cookie_is_bound(house: House) -> None:
    house.person("Ana")
    client = house.client()
    client.base_url = "https://127.0.0.1:8000"
    fields = {"name": "Ana", "password": PASSWORD}
    answer = client.post("/sign-in", data=fields, headers={"Origin": "https://127.0.0.1:8000"})
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-multifidus=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("broken", ["may_sign_up", "clock"])
def test_a_defect_of_ours_says_so_with_all_headers_and_no_detail(
    house: House, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("a secret detail")

    app = house.client().app
    client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
    if broken == "clock":
        # Not even the page that says so can be made.
        house.service.clock = fails
    else:
        monkeypatch.setattr("multifidus.web.routes.home.may_sign_up", fails)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "fault of Multifidus" in answer.text
    assert "secret detail" not in answer.text
    for key in HEADERS:
        assert key in answer.headers


@pytest.mark.parametrize(
    ("host", "fine"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:9999", True),
        ("LOCALHOST", True),
        ("[::1]:8000", True),
        ("back.home:8000", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8000", False),
        ("", False),
        ("[::1", False),
        ("user@127.0.0.1@evil.example", False),
    ],
)
def test_on_this_machine_only_its_own_names_are_answered(host: str, *, fine: bool) -> None:
    settings = Settings(data=Path(), database="", names=("back.home",))
    assert answers_to(Headers({"host": host}), settings) is fine


def test_a_page_that_points_its_name_here_gets_nothing(house: House) -> None:
    answer = house.client().get("/sign-in", headers={"Host": "rebound.example:8000"})
    assert answer.status_code == 400
    assert "127.0.0.1" in answer.text
    assert "<form" not in answer.text
    assert "content-security-policy" in answer.headers


def test_where_others_can_reach_it_names_count_only_if_they_were_set() -> None:
    out = Settings(data=Path(), database="", host="0.0.0.0")  # noqa: S104 - compared, not bound
    named = replace(out, names=("back.example",))
    evil = Headers({"host": "evil.example"})
    assert answers_to(evil, out)
    assert not answers_to(evil, named)
    assert answers_to(Headers({"host": "back.example"}), named)


@given(st.text(max_size=60))
def test_no_host_header_breaks_the_door(host: str) -> None:
    assert isinstance(name_of(host), str)


@pytest.mark.parametrize(
    ("headers", "fine"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://a"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://a"}, False),
        ({"sec-fetch-site": "none", "origin": "http://a"}, False),
        ({"origin": "http://a"}, True),
        ({"origin": "https://a"}, True),
        ({"origin": "http://a:8000"}, False),
        ({"origin": "http://a.b"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({}, False),
    ],
)
def test_a_change_comes_from_our_own_pages(headers: dict[str, str], *, fine: bool) -> None:
    assert same_origin(Headers({"host": "a", **headers})) is fine


def test_null_and_no_name_are_not_the_same_origin() -> None:
    assert not same_origin(Headers({"origin": "null"}))


def test_a_form_of_another_site_does_nothing(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:9000"):
        answer = client.post("/sign-out", headers={"Origin": origin})
        assert answer.status_code == 403
        assert "not ours" in answer.text
    assert house.who(key).signed_in


def test_what_is_too_large_is_refused_with_words(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    answer = client.post(PLAYER, content=b"x" * (12 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "12 megabytes" in answer.text
    for length in ("-1", "x", "1e9"):
        assert client.post(PLAYER, headers={"Content-Length": length}).status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(13):
            yield b"x" * (1024 * 1024)

    # Without a length, reading stops at the limit.
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(PLAYER, content=parts(), headers=head).status_code == 400


def test_a_wrong_way_to_use_an_address_is_told_in_words(house: House) -> None:
    answer = house.client().get("/sign-out")
    assert answer.status_code == 405
    assert "cannot be used" in answer.text
    assert answer.headers["allow"] == "POST"


def test_a_form_that_lacks_a_field_is_told_in_words(house: House) -> None:
    answer = house.client().post("/language")
    assert answer.status_code == 422
    assert "missing" in answer.text
    assert "detail" not in answer.text


def test_a_script_gets_its_faults_as_json(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    answer = client.post("/api/manner", json={"sounds": "loud"})
    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "fields"}
    assert client.post("/api/none", json={}).json() == {"error": "There is no such page."}


def test_a_refusal_that_cannot_be_written_down_is_still_a_refusal(house: House) -> None:
    house.person("Ana")
    _, key = house.person("Ben")
    client = house.client(key)
    assert client.get("/settings/backups").status_code == 404
    with house.service.store.read() as reading:
        event = reading.security_events()[0]
    assert (event.event, event.detail) == ("access.refused", {"route": "/settings/backups"})
    house.service.store = Broken(house, ReadOnly("x"), reads=True)  # type: ignore[assignment]
    assert client.get("/settings/backups").status_code == 404


# --- an expired sign-in keeps the form -----------------------------------------------------------


def test_what_was_typed_survives_a_sign_in_that_ran_out(house: House) -> None:
    _, key = house.person("Ana")
    house.clock.at += ABSOLUTE
    client = house.client(key)
    typed = {"sounds": "yes", "voice": ["a", 'b "quoted" <x>\nline'], "password": "hidden thing"}
    answer = client.post(PLAYER, data=typed)
    assert answer.status_code == 401
    assert "hidden thing" not in answer.text
    kept = dict(Forms(answer.text).to("/sign-in"))["kept"]
    wrong = client.post("/sign-in", data={"name": "Ana", "password": "wrong", "kept": kept})
    assert dict(Forms(wrong.text).to("/sign-in"))["kept"] == kept
    offered = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD, "kept": kept})
    assert offered.status_code == 200
    assert "Send it now" in offered.text
    fields = Forms(offered.text).to(PLAYER)
    assert fields == [("sounds", "yes"), ("voice", "a"), ("voice", 'b "quoted" <x>\nline')]
    assert client.post(PLAYER, data=as_data(fields)).status_code == 303
    with house.service.store.read() as reading:
        who = house.who(client.cookies.get("multifidus", domain="127.0.0.1") or "")
        assert reading.settings(who.account or "")["voice"] is True


def test_a_form_too_large_for_a_page_asks_to_sign_in_all_the_same(house: House) -> None:
    answer = house.client("gone").post(PLAYER, data={"note": "x" * (LARGEST + 1)})
    assert answer.status_code == 401
    assert "kept" not in dict(Forms(answer.text).to("/sign-in"))


def test_what_someone_typed_is_not_given_to_another(house: House) -> None:
    _, key = house.person("Ana")
    house.person("Ben")
    house.clock.at += ABSOLUTE
    client = house.client(key)
    page = client.post(PLAYER, data={"note": "mine alone"}).text
    kept = dict(Forms(page).to("/sign-in"))["kept"]
    answer = client.post("/sign-in", data={"name": "Ben", "password": PASSWORD, "kept": kept})
    assert answer.status_code == 303
    assert "mine alone" not in answer.text


def test_a_script_is_told_in_json(house: House) -> None:
    answer = house.client().post("/api/log", json={"parts": []})
    assert answer.status_code == 401
    assert "error" in answer.json()


PAIRS = st.lists(st.tuples(st.text(max_size=20), st.text(max_size=50)), max_size=20)


@given(PAIRS, st.text(max_size=40))
def test_a_kept_form_comes_back_as_it_was(fields: list[tuple[str, str]], path: str) -> None:
    carried = carry(path, fields, account="a")
    assert carried is not None
    assert from_text(to_text(carried)) == carried
    assert not any("password" in name for name, _ in carried.fields)


@given(
    st.one_of(
        st.text(max_size=200),
        st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps),
    )
)
def test_anything_else_is_no_form(text: str) -> None:
    assert from_text(text) is None


@pytest.mark.parametrize(
    "value",
    [
        {"to": "/a", "by": "", "with": [["a"]]},
        {"to": "/a", "by": "", "with": [["a", 1]]},
        {"to": "/a", "by": "", "with": "ab"},
        {"to": 1, "by": "", "with": []},
        {"to": "/a", "with": []},
        {"to": "/a", "by": "", "with": [["a", "b"]] * 1001},
    ],
)
def test_a_form_of_another_shape_is_none(value: object) -> None:
    assert from_text(json.dumps(value)) is None


def test_a_form_too_large_for_a_page_is_let_go() -> None:
    assert carry("/a", [("a", "x" * (LARGEST - 1))], account=None) is not None
    assert carry("/a", [("a", "x" * LARGEST)], account=None) is None


def test_a_form_goes_on_for_its_owner_or_if_nobody_is_known() -> None:
    mine = Carried(path="/a", fields=(), by=mark_of("me"))
    assert mine.may_go_on_for("me")
    assert not mine.may_go_on_for("you")
    assert not mine.may_go_on_for(None)
    assert Carried(path="/a", fields=()).may_go_on_for("you")


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "evil"])
def test_a_kept_form_goes_nowhere_else(house: House, path: str) -> None:
    house.person("Ana")
    kept = json.dumps({"to": path, "by": "", "with": [["a", "b"]]})
    answer = house.client().post(
        "/sign-in", data={"name": "Ana", "password": PASSWORD, "kept": kept}
    )
    assert answer.headers["location"] == "/today"


# --- a store that cannot -------------------------------------------------------------------------


class Broken:
    """A store that cannot write, and may or may not be able to read."""

    def __init__(self, house: House, error: StoreError, *, reads: bool) -> None:
        self.error = error
        self.reads = reads
        self.sound = house.service.store

    @contextmanager
    def read(self) -> Iterator[Reading]:
        if not self.reads:
            raise self.error
        with self.sound.read() as reading:
            yield reading

    @contextmanager
    def write(self) -> Iterator[Writing]:
        raise self.error
        yield  # type: ignore[unreachable]  # makes it a generator


WORDS = {
    DiskFull: "no room left",
    ReadOnly: "only be read",
    Locked: "busy",
    Damaged: "damaged",
    FutureSchema: "newer Multifidus",
    Unreachable: "cannot be reached",
}


@pytest.mark.parametrize("kind", list(WORDS))
@pytest.mark.parametrize("reads", [True, False])
def test_a_store_that_cannot_says_so_and_keeps_what_was_typed(
    house: House, kind: type[StoreError], caplog: pytest.LogCaptureFixture, *, reads: bool
) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    broken = Broken(house, kind(f"detail of {kind.__name__}"), reads=reads)
    house.service.store = broken  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR):
        answer = client.post(PLAYER, data={"sounds": "yes", "extra": "typed text"})
    assert answer.status_code == 503
    assert WORDS[kind] in answer.text
    assert f"detail of {kind.__name__}" in answer.text
    assert f"store: {kind.__name__}" in caplog.text
    assert "typed text" not in caplog.text
    assert Forms(answer.text).to(PLAYER) == [("sounds", "yes"), ("extra", "typed text")]
    assert "content-security-policy" in answer.headers
    if not reads:
        assert client.get("/").status_code == 503
        assert client.get("/health").status_code == 503
    house.service.store = broken.sound
    assert client.post(PLAYER, data=as_data(Forms(answer.text).to(PLAYER))).status_code == 303


def test_where_the_file_is_is_not_told_to_other_machines(tmp_path: Path) -> None:
    house = make_house(tmp_path, host="0.0.0.0", insecure_http=True)  # noqa: S104 - not bound
    house.service.store = Broken(house, ReadOnly("/home/ana/secret.db"), reads=False)  # type: ignore[assignment]
    answer = house.client("x").get("/")
    assert answer.status_code == 503
    assert "secret.db" not in answer.text


@pytest.mark.parametrize(("kind", "status"), [(ConflictError, 409), (UnknownEntry, 404)])
def test_a_conflict_is_no_breakdown(house: House, kind: type[StoreError], status: int) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    house.service.store = Broken(house, kind("x"), reads=True)  # type: ignore[assignment]
    assert client.post(PLAYER).status_code == status


def test_a_visit_on_a_disk_that_may_only_be_read_still_looks(house: House) -> None:
    _, key = house.person("Ana")
    house.clock.forward(hours=2)
    house.service.store = Broken(house, ReadOnly("x"), reads=True)  # type: ignore[assignment]
    assert house.client(key).get("/settings").status_code == 200


# --- the security log ----------------------------------------------------------------------------


def test_the_log_of_a_whole_journey_holds_events_and_nothing_of_the_record(house: House) -> None:
    client = house.client()
    client.post("/sign-up", data={"name": "Ana Example", "password": PASSWORD})
    record = EXAMPLE.replace("name: Nora", "name: Canaria Nora")
    client.post("/settings/data/import", files={"file": ("my-back.yaml", record.encode())})
    for path in (
        "/today",
        "/week",
        "/settings/data/record.yaml",
        "/no/such/page",
        "/session/2020-01-01/morning",
    ):
        client.get(path)
    client.post("/outcomes/nprs", data={"now": "7", "average": "6", "worst": "9", "leg": "0"})
    client.post("/settings/second-factor/begin", data={"password": "a wrong password"})
    client.post("/settings/backups/make")
    client.get("/settings/backups")
    house.client().post("/sign-in", data={"name": "Ana Example", "password": "guess guess"})
    client.post("/sign-out")
    with house.service.store.read() as reading:
        events = reading.security_events()
        assert reading.verify_security_log() == (True, None)
    names = {one.event for one in events}
    assert names <= {event.value for event in Event}
    assert {"account.made", "record.imported", "record.exported", "backup.made"} <= names
    assert {"sign-in.made", "sign-in.ended", "sign-in.refused", "password.refused"} <= names
    text = json.dumps([[one.event, one.detail] for one in events]).casefold()
    for word in (
        "canaria",
        "nora",
        "my-back",
        "pelvic",
        "bridge",
        "nprs",
        "guess",
        "wrong",
        "stones",
        "example",
    ):
        assert word not in text
    for event in events:
        assert set(event.detail) <= {"ended", "entries", "left", "route"}


def test_every_note_is_of_the_list_of_events() -> None:
    source = Path(__file__).parents[2] / "src/multifidus/service"
    known = {event.value for event in Event}
    for path in source.glob("*.py"):
        direct = re.findall(r"writing\.note\(\s*([^,]+),", path.read_text(encoding="utf-8"))
        assert {one.strip('"') for one in direct} <= {*known, "event.value"}, path


# --- nothing leaves the origin -------------------------------------------------------------------


class Addresses(HTMLParser):
    """Every address in a page that a browser would load or send to by itself."""

    LOADED = frozenset(
        {
            "src",
            "action",
            "formaction",
            "poster",
            "srcset",
            "data",
            "ping",
            "background",
            "manifest",
        }
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[SimpleNamespace] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in self.LOADED or (key == "href" and tag in {"link", "use", "image"}):
                self.loaded.append(value or "")
            elif key == "href":
                self.linked.append(
                    SimpleNamespace(to=value or "", rel=dict(attrs).get("rel") or "")
                )
            if key == "style" or key.startswith("on"):
                self.faults.append(f"<{tag} {key}>")
        if tag == "style" or (
            tag == "script" and not any(key in {"src", "type"} for key, _ in attrs)
        ):
            self.faults.append(f"<{tag}>")


PAGES = (
    "/", "/sign-in", "/sign-up", "/phone", "/about", "/learn", "/learn/claims", "/learn/sources",
    "/exercises", "/exercises/bridge", "/today", "/week", "/more", "/progress", "/summary", "/found",
    "/start/you", "/safety", "/outcomes", "/outcomes/nprs", "/tests", "/tests/side-bridge", "/settings",
    "/settings/data", "/settings/erase", "/settings/password", "/settings/sign-ins", "/settings/backups",
    "/settings/second-factor", "/reminders", "/nowhere", "/session/offline",
)  # fmt: skip


def test_no_page_asks_another_origin_for_anything(house: House) -> None:
    _, key = house.person("Ana", record=ready_week(house))
    sheets = set()
    for client in (house.client(), house.client(key)):
        for path in PAGES:
            answer = client.get(path)
            found = Addresses(answer.text)
            assert found.faults == [], path
            for address in found.loaded:
                assert address == "" or address.startswith(("/", "data:image/", "#")), (
                    path,
                    address,
                )
                assert not address.startswith("//"), (path, address)
                if address.endswith((".css", ".js", "bridge.still.svg", "/app.svg")):
                    sheets.add(address)
            for link in found.linked:
                away = link.to.startswith(("http:", "https:", "//"))
                assert not away or "noreferrer" in link.rel, (path, link)
    assert len(sheets) > 8
    client = house.client()
    for address in sheets:
        text = client.get(address).text.replace("http://www.w3.org/", "")
        for sign in ("http://", "https://", "url(//", "@import"):
            assert sign not in text, (address, sign)
