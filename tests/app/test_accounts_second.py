# SPDX-License-Identifier: Apache-2.0
"""The second factor: switched on with a code, asked for at every sign-in, and ten ways back in."""

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from fastapi.testclient import TestClient
from quick_hashing import quick_hashing

from app_house import PASSWORD, House, make_house
from multifidus.service import second_factor
from multifidus.service.accounts_tries import TRIES

__all__ = ["quick_hashing"]

BASE = "/settings/second-factor"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


def code(house: House, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(house.clock.at + timedelta(seconds=30 * steps))


def set_up(house: House, client: TestClient) -> tuple[str, list[str]]:
    """Switch it on; return the secret and the recovery codes."""
    assert client.post(f"{BASE}/begin", data={"password": PASSWORD}).status_code == 303
    text = client.get(f"{BASE}/new").text
    found = re.search(r'secret-letters">([A-Z2-7 ]+)<', text)
    assert found is not None
    secret = found[1].replace(" ", "")
    answer = client.post(f"{BASE}/on", data={"code": code(house, secret)})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return secret, re.findall(r"<code>([a-z2-7-]+)</code>", answer.text)


def halfway(client: TestClient, **more: str) -> str:
    """Give name and password; return the ticket that the page holds."""
    answer = client.post("/sign-in", data={"name": "Ana", "password": PASSWORD, **more})
    assert answer.status_code == 200
    found = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert found is not None
    assert "multifidus" not in client.cookies
    return found[1]


def with_code(client: TestClient, ticket: str, written: str) -> int:
    return client.post("/sign-in/code", data={"ticket": ticket, "code": written}).status_code


def test_it_is_on_only_once_a_code_has_shown_that_the_app_knows_it(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    assert client.get(f"{BASE}/new").headers["location"] == BASE
    assert client.post(f"{BASE}/begin", data={"password": "wrong"}).status_code == 422
    client.post(f"{BASE}/begin", data={"password": PASSWORD})
    page = client.get(f"{BASE}/new").text
    assert "<svg" in page
    assert "style=" not in page
    assert client.post(f"{BASE}/on", data={"code": "000000"}).status_code == 422
    fields = {"name": "Ana", "password": PASSWORD}
    assert house.client().post("/sign-in", data=fields).status_code == 303


def test_a_code_is_asked_and_works_once(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    secret, _ = set_up(house, client)
    assert house.who(key).signed_in
    # The code that switched it on was used.
    assert with_code(house.client(), halfway(house.client()), code(house, secret)) == 422
    house.clock.forward(seconds=30)
    browser = house.client()
    ticket = halfway(browser)
    assert (
        with_code(browser, ticket, f" {code(house, secret)[:3]} {code(house, secret)[3:]} ") == 303
    )
    assert house.who(browser.cookies["multifidus"]).name == "Ana"
    assert with_code(house.client(), halfway(house.client()), code(house, secret)) == 422
    # A ticket that was used is gone.
    assert with_code(house.client(), ticket, code(house, secret, 1)) == 401


def test_the_clock_of_a_phone_may_be_off_by_half_a_minute(house: House) -> None:
    _, key = house.person("Ana")
    secret, _ = set_up(house, house.client(key))
    house.clock.forward(minutes=5)
    assert with_code(house.client(), halfway(house.client()), code(house, secret, -2)) == 422
    assert with_code(house.client(), halfway(house.client()), code(house, secret, 2)) == 422
    assert with_code(house.client(), halfway(house.client()), code(house, secret, -1)) == 303
    assert with_code(house.client(), halfway(house.client()), code(house, secret, 1)) == 303
    # An earlier code than the last one used does not work any more.
    assert with_code(house.client(), halfway(house.client()), code(house, secret)) == 422


def test_ten_recovery_codes_each_work_once(house: House) -> None:
    _, key = house.person("Ana")
    _, codes = set_up(house, house.client(key))
    assert len(set(codes)) == 10
    assert all(len(one.replace("-", "")) == 16 for one in codes)
    assert with_code(house.client(), halfway(house.client()), codes[0].upper()) == 303
    assert with_code(house.client(), halfway(house.client()), codes[0]) == 422
    assert with_code(house.client(), halfway(house.client()), codes[1].replace("-", " ")) == 303
    who = house.who(key)
    assert second_factor.state(house.service, who) == (True, 8)
    client = house.client(key)
    answer = client.post(f"{BASE}/codes", data={"password": PASSWORD})
    fresh = re.findall(r"<code>([a-z2-7-]+)</code>", answer.text)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert with_code(house.client(), halfway(house.client()), codes[2]) == 422
    assert with_code(house.client(), halfway(house.client()), fresh[0]) == 303


def test_codes_cannot_be_tried_for_long(house: House) -> None:
    _, key = house.person("Ana")
    secret, _ = set_up(house, house.client(key))
    house.clock.forward(minutes=1)
    browser = house.client()
    ticket = halfway(browser)
    answers = [with_code(browser, ticket, "123456") for _ in range(TRIES)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert with_code(browser, ticket, code(house, secret)) == 429


@pytest.mark.parametrize("ticket", ["", "x", "x.y", "..", "\u00e9.\u00e9"])
def test_a_ticket_of_nobody_leads_back_to_the_password(house: House, ticket: str) -> None:
    answer = house.client().post(
        "/sign-in/code", data={"ticket": ticket, "code": "1", "next": "/week"}
    )
    assert answer.status_code == 401
    assert 'name="next" value="/week"' in answer.text


def test_a_ticket_grows_old_and_only_the_latest_works(house: House) -> None:
    _, key = house.person("Ana")
    secret, _ = set_up(house, house.client(key))
    house.clock.forward(minutes=1)
    first = halfway(house.client())
    second = halfway(house.client())
    assert with_code(house.client(), first, code(house, secret)) == 401
    house.clock.at += second_factor.TICKET_FOR
    assert with_code(house.client(), second, code(house, secret)) == 401


def test_switching_it_off_needs_the_password(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    set_up(house, client)
    assert client.post(f"{BASE}/off", data={"password": "no"}).status_code == 422
    assert client.post(f"{BASE}/off", data={"password": PASSWORD}).status_code == 303
    fields = {"name": "Ana", "password": PASSWORD}
    assert house.client().post("/sign-in", data=fields).status_code == 303
    assert client.post(f"{BASE}/codes", data={"password": PASSWORD}).status_code == 422


def test_other_devices_are_signed_out_when_it_is_switched_on(house: House) -> None:
    _, key = house.person("Ana")
    other = house.client()
    other.post("/sign-in", data={"name": "Ana", "password": PASSWORD})
    set_up(house, house.client(key))
    assert not house.who(other.cookies["multifidus"]).signed_in
    assert house.who(key).signed_in
