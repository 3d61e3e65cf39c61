# SPDX-License-Identifier: Apache-2.0
"""Every route, for everyone, with one's own things and with another's: what is not allowed is not there.

A route that is not in the table below fails: whoever adds one says here who may use it.
"""
# ruff: noqa: S106 - passwords of people who do not exist

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from quick_hashing import quick_hashing

from app_house import PASSWORD, House, make_house
from multifidus.domain.phrase import say
from multifidus.domain.week import Refusal, RefusalKind
from multifidus.service import Role
from multifidus.service.planning import Planner
from multifidus.service.session_log_device import owner_mark
from multifidus.web.routes import all_routers

__all__ = ["quick_hashing"]

CANARY = "Zyzzyva"
EXAMPLES = Path(__file__).parents[2] / "examples"
RECORD = (
    (EXAMPLES / "second-week.yaml")
    .read_text(encoding="utf-8")
    .replace("name: Nora", f"name: {CANARY}")
)
SIGNED = frozenset({Role.SAMPLE, Role.PERSON, Role.KEEPER})


class For(Enum):
    """Who may use a route."""

    EVERYONE = frozenset(Role)
    SIGNED_IN = SIGNED
    OWNERS = frozenset({Role.PERSON, Role.KEEPER})
    KEEPER = frozenset({Role.KEEPER})
    SAMPLE = frozenset({Role.SAMPLE})


@dataclass(frozen=True)
class Case:
    """Who may use a route; a path of it that exists for everyone allowed, and what to send."""

    who: For
    path: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def case(who: For, path: str = "", **fields: str) -> Case:
    return Case(who, path, fields)


ALL, IN, OWN, KEEP, LOOK = For.EVERYONE, For.SIGNED_IN, For.OWNERS, For.KEEPER, For.SAMPLE
TABLE = {
    # doors
    "GET /": case(ALL),
    "GET /health": case(ALL),
    "GET /looks": case(ALL),
    "GET /sign-up": case(ALL),
    "POST /sign-up": case(ALL),
    "GET /sign-in": case(ALL),
    "POST /sign-in": case(ALL),
    "POST /sign-in/code": case(ALL, ticket="x.y", code="1"),
    "POST /sign-out": case(ALL),
    "POST /language": case(ALL, language="en"),
    "POST /sample": case(ALL),
    "POST /sample/reset": case(LOOK),
    "POST /sample/leave": case(LOOK),
    # the same for everyone
    "GET /static/{mark}/{path:path}": case(ALL, "/static/x/css/app.css"),
    "GET /figures/{version}/{kind}/{name}.svg": case(ALL, "/figures/x/exercise/bridge.still.svg"),
    "GET /sw.js": case(ALL),
    "GET /manifest.webmanifest": case(ALL),
    "GET /session/offline": case(ALL),
    "GET /phone": case(ALL),
    "GET /about": case(ALL),
    "GET /learn": case(ALL),
    "GET /learn/claims": case(ALL),
    "GET /learn/sources": case(ALL),
    "GET /learn/{key}": case(ALL, "/learn/sitting"),
    "GET /exercises": case(ALL),
    "GET /exercises/{key}": case(ALL, "/exercises/bridge"),
    "GET /tests/{key}/about": case(ALL, "/tests/side-bridge/about"),
    # one's own record
    "GET /more": case(IN),
    "GET /today": case(IN),
    "GET /week": case(IN),
    "GET /review": case(IN),
    "POST /review": case(IN, answer="no", change="2026-11-23/bridge/up/2"),
    "GET /stage": case(IN),
    "GET /flare": case(IN),
    "POST /flare": case(IN),
    "POST /flare/over": case(IN),
    "GET /load": case(IN),
    "POST /load": case(IN, kind="sitting", value="usual"),
    "GET /progress": case(IN),
    "GET /summary": case(IN),
    "GET /found": case(IN),
    "GET /start": case(IN),
    "GET /start/found": case(IN),
    "GET /start/{name}": case(IN, "/start/you"),
    "POST /start/{name}": case(IN, "/start/you"),
    "POST /start/{name}/draft": case(IN, "/start/you/draft"),
    "GET /start/tests": case(IN),
    "POST /start/tests": case(IN),
    "GET /start/tests/{test}": case(IN, "/start/tests/side-bridge"),
    "POST /start/tests/{test}": case(IN, "/start/tests/side-bridge"),
    "GET /start/tests/{test}/hurt": case(IN, "/start/tests/side-bridge/hurt"),
    "POST /start/tests/{test}/hurt": case(IN, "/start/tests/side-bridge/hurt"),
    "POST /start/tests/{test}/draft": case(IN, "/start/tests/side-bridge/draft"),
    "GET /tests": case(IN),
    "GET /tests/{test}": case(IN, "/tests/side-bridge"),
    "POST /tests/{test}": case(IN, "/tests/side-bridge"),
    "GET /tests/{test}/hurt": case(IN, "/tests/side-bridge/hurt"),
    "POST /tests/{test}/hurt": case(IN, "/tests/side-bridge/hurt"),
    "POST /tests/{test}/draft": case(IN, "/tests/side-bridge/draft"),
    "GET /safety": case(IN),
    "POST /safety": case(IN),
    "POST /safety/draft": case(IN),
    "GET /stop": case(IN),
    "GET /stop/note": case(IN),
    "GET /stop/seen": case(IN),
    "POST /stop/seen": case(IN),
    "GET /outcomes": case(IN),
    "GET /outcomes/psfs/activities": case(IN),
    "POST /outcomes/psfs/activities": case(IN),
    "GET /outcomes/{instrument}": case(IN, "/outcomes/nprs"),
    "POST /outcomes/{instrument}": case(IN, "/outcomes/nprs"),
    "GET /session/{on}/{slot}": case(IN, "/session/2026-11-23/morning"),
    "POST /session/device": case(IN, own="no"),
    "POST /today/next-morning": case(IN, session="0123456789abcdef", pain="3"),
    "POST /api/log": case(IN),
    "GET /api/sessions": case(IN),
    "GET /api/device": case(IN),
    "POST /api/manner": case(IN),
    # settings
    "GET /settings": case(IN),
    "POST /settings/player": case(IN, sounds="yes"),
    "POST /settings/device": case(IN, own="no"),
    "POST /settings/theme": case(IN),
    "GET /settings/policy": case(IN),
    "POST /settings/policy": case(IN, mode="suggest", harder="yes"),
    "GET /settings/data": case(IN),
    "GET /settings/data/record.yaml": case(IN),
    "GET /settings/data/record.json": case(IN),
    "POST /settings/data/import": case(OWN),
    "GET /settings/erase": case(OWN),
    "POST /settings/erase": case(OWN, typed="erase", password="wrong"),
    "GET /settings/password": case(OWN),
    "POST /settings/password": case(OWN, password="wrong", new_password="x"),
    "GET /settings/sign-ins": case(OWN),
    "POST /settings/sign-ins/end": case(OWN, mark="OWN"),
    "POST /settings/sign-ins/end-others": case(OWN),
    "GET /settings/second-factor": case(OWN),
    "GET /settings/second-factor/new": case(OWN),
    "POST /settings/second-factor/begin": case(OWN, password="wrong"),
    "POST /settings/second-factor/on": case(OWN, code="1"),
    "POST /settings/second-factor/codes": case(OWN, password="wrong"),
    "POST /settings/second-factor/off": case(OWN, password="wrong"),
    "GET /settings/backups": case(KEEP),
    "POST /settings/backups/make": case(KEEP),
    "POST /settings/backups/restore": case(KEEP, backup="OWN", password="wrong"),
    # reminders
    "GET /reminders": case(OWN),
    "POST /reminders": case(OWN),
    "POST /reminders/calendar": case(OWN),
    "POST /reminders/calendar/revoke": case(OWN),
    "GET /reminders/sessions.ics": case(OWN),
    "GET /calendar/{token}.ics": case(ALL, "/calendar/TOKEN.ics"),
    "GET /api/reminder": case(OWN),
    "POST /api/reminder": case(OWN),
}
"""Every route. An address of a calendar works for whoever has it: that is what it is for."""

GONE = {"GET /session/{on}/{slot}", "POST /today/next-morning"}
"""These name a session of one's own; the week of these tests has none."""

NAMELESS = {
    "mark",
    "path",
    "version",
    "kind",
    "name",
    "key",
    "test",
    "instrument",
    "on",
    "slot",
    "token",
}
"""What addresses hold. Nothing in them names a person, an account or an entry of a record."""


def routes() -> Iterator[tuple[str, APIRoute]]:
    for router in all_routers():
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield f"{method} {route.path}", route


@dataclass
class Town:
    """A house with one of each role, and someone else whose record is never to be seen."""

    house: House
    keys: dict[Role, str | None]
    other: str
    token: str

    def client(self, role: Role) -> TestClient:
        return self.house.client(self.keys[role])

    def body(self, client: TestClient, path: str) -> dict[str, object]:
        """Return what a script of ours would send."""
        key = next((one.value for one in client.cookies.jar if one.name == "multifidus"), None)
        who = self.house.who(key or "")
        owner = owner_mark(who) if who.signed_in else ""
        if path == "/api/log":
            return {"owner": owner, "parts": []}
        return {"sounds": True} if path == "/api/manner" else {}

    def send(self, client: TestClient, name: str, example: Case) -> tuple[int, str, str]:
        """Send one request; return its status, its text and where it leads."""
        method, template = name.split(" ", 1)
        path = (example.path or template).replace("TOKEN", self.token)
        if method == "GET":
            answer = client.get(path)
        elif path.startswith("/api/"):
            answer = client.post(path, json=self.body(client, path))
        else:
            answer = client.post(path, data=example.fields)
        return answer.status_code, answer.text, answer.headers.get("location", "")


def refused(*_: object, **__: object) -> Refusal:
    return Refusal(kind=RefusalKind.IMPOSSIBLE, text=say("No week."))


@pytest.fixture
def town(tmp_path: Path) -> Town:
    house = make_house(tmp_path)
    house.clock.forward(days=7)
    house.service.planner = Planner(house.service.knowledge, plan=refused)
    _, keeper = house.person("Kim", record=RECORD.replace(CANARY, "Kim"))
    _, person = house.person("Pat", record=RECORD.replace(CANARY, "Pat"))
    _, other = house.person(CANARY, record=RECORD)
    browser = house.client()
    browser.post("/sample")
    friend = house.client(other)
    friend.post(
        "/reminders", data={"zone": "Europe/Berlin", "morning": "07:00", "evening": "19:00"}
    )
    token = friend.post("/reminders/calendar").text.partition("/calendar/")[2]
    keys = {
        Role.ANYONE: None,
        Role.SAMPLE: browser.cookies["multifidus"],
        Role.PERSON: person,
        Role.KEEPER: keeper,
    }
    return Town(house=house, keys=keys, other=other, token=token.partition(".ics")[0])


def test_the_table_holds_every_route_and_no_other() -> None:
    names = [name for name, _ in routes()]
    assert sorted(set(names) - set(TABLE)) == []
    assert sorted(set(TABLE) - set(names)) == []


def test_no_address_names_a_person() -> None:
    for name, route in routes():
        assert set(route.param_convertors) <= NAMELESS, name


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_says(town: Town, role: Role) -> None:
    wrong = []
    for name, example in TABLE.items():
        if name in {"POST /sign-out", "POST /sample/leave", "POST /sample/reset"}:
            continue
        sent = own_things(town, role, example)
        status, text, leads = town.send(town.client(role), name, sent)
        allowed = role in example.who.value
        if not allowed and role is Role.ANYONE:
            fine = status == 401 or (status == 303 and leads.startswith("/sign-in"))
        elif not allowed:
            fine = status == 404
        else:
            shut = {403, 405} if name == "POST /sign-in/code" else {401, 403, 405}
            fine = status < 500 and status not in shut and not leads.startswith("/sign-in")
            fine = fine and (status != 404 or name in GONE)
        if not fine or CANARY in text:
            wrong.append(f"{name}: {status} {leads}")
    assert wrong == []


def own_things(town: Town, role: Role, example: Case) -> Case:
    """Fill in the asker's own things."""
    key = town.keys[role]
    fields = dict(example.fields)
    if fields.get("mark") == "OWN" and key is not None:
        extra = town.house.client()
        who = town.house.who(key)
        extra.post("/sign-in", data={"name": who.name, "password": PASSWORD})
        held = extra.cookies.get("multifidus")
        fields["mark"] = (town.house.who(held).key or "")[:16] if held else ""
    if fields.get("backup") == "OWN":
        made = sorted(town.house.service.settings.backups.glob("*.mfb"))
        fields["backup"] = made[0].name if made else "none"
    return Case(example.who, example.path, fields)


@pytest.mark.parametrize("name", ["POST /sample/reset", "POST /sample/leave"])
def test_only_the_sample_person_can_be_put_back(town: Town, name: str) -> None:
    for role, expected in (
        (Role.ANYONE, 401),
        (Role.PERSON, 404),
        (Role.KEEPER, 404),
        (Role.SAMPLE, 303),
    ):
        assert town.send(town.client(role), name, TABLE[name])[0] == expected


def test_another_s_thing_and_nothing_look_the_same(town: Town) -> None:
    mark = (town.house.who(town.other).key or "")[:16]
    client = town.client(Role.PERSON)
    theirs = client.post("/settings/sign-ins/end", data={"mark": mark})
    nothing = client.post("/settings/sign-ins/end", data={"mark": "0" * 16})
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.text == nothing.text
    assert town.house.who(town.other).signed_in


def test_events_of_another_are_not_taken(town: Town) -> None:
    client = town.client(Role.PERSON)
    for owner in (owner_mark(town.house.who(town.other)), "", None):
        assert client.post("/api/log", json={"owner": owner, "parts": []}).status_code == 404


def test_nothing_anyone_sends_changes_another_s_record(town: Town) -> None:
    who = town.house.who(town.other)
    with town.house.service.store.read() as reading:
        before = reading.entries(who.person or "")
        settings = reading.settings(who.account or "")
    for role in (Role.ANYONE, Role.SAMPLE, Role.PERSON):
        client = town.client(role)
        for name, example in TABLE.items():
            if name.startswith("POST") and "leave" not in name and "reset" not in name:
                fields = {
                    "person": who.person or "",
                    "account": who.account or "",
                    "who": who.person or "",
                }
                town.send(
                    client, name, Case(example.who, example.path, {**example.fields, **fields})
                )
                if role is not Role.ANYONE:
                    client.cookies.set("multifidus", town.keys[role] or "")
    with town.house.service.store.read() as reading:
        assert reading.entries(who.person or "") == before
        assert reading.settings(who.account or "") == settings
        account = reading.account(who.account or "")
    assert account is not None
    assert account.name == CANARY
    assert town.house.who(town.other).signed_in
