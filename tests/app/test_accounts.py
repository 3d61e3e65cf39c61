# SPDX-License-Identifier: Apache-2.0
"""Making an account, signing in and out, a new password, where one is signed in."""
# ruff: noqa: S106 - passwords of people who do not exist

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from quick_hashing import quick_hashing

from app_house import PASSWORD, House, make_house
from multifidus.record import open_store
from multifidus.service import NotYours, Role, TooMany, Who, accounts_password
from multifidus.service.accounts import ABSOLUTE, IDLE, KEPT_AFTER, once_was, sign_in
from multifidus.service.accounts_care import end_other_places, end_place, places
from multifidus.service.accounts_common import COMMON
from multifidus.service.accounts_keys import hash_of
from multifidus.service.accounts_password import (
    _NOBODYS,
    LONGEST,
    SHORTEST,
    fault_of,
    is_right,
)
from multifidus.service.accounts_tries import TRIES, TRIES_WITHIN, take_a_try

__all__ = ["quick_hashing"]

REAL = accounts_password._hasher
"""The hasher itself, before the tests put a quicker one in its place."""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


def sent(client: TestClient, path: str, **fields: str) -> int:
    return client.post(path, data=fields).status_code


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "12345678",
        "password",
        "Passwort1",
        "iloveyou2024",
        "aaaaaaaaaaaa",
        "Ana Maria",
        "qwertz-uiop",
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    assert fault_of(password, "ana maria") is not None


@pytest.mark.parametrize(
    "password",
    ["three warm stones", "x7!kq0Pz", "ich gehe gern am Fluss", "Größe läßt grüßen", "a b c d e f"],
)
def test_length_is_all_a_good_password_needs(password: str) -> None:
    assert fault_of(password, "Ana") is None


@given(st.text(min_size=SHORTEST, max_size=60))
def test_every_password_gets_an_answer_in_words(password: str) -> None:
    fault = fault_of(password, "Ana")
    assert fault is None or fault.endswith(".")


def test_a_password_at_the_limits() -> None:
    assert fault_of("abcdefg" + "x" * (SHORTEST - 8), "Ana") is not None
    assert fault_of("four w" + "x" * (LONGEST - 6), "Ana") is None
    assert fault_of("four w" + "x" * (LONGEST - 5), "Ana") is not None


def test_the_list_of_first_guesses_is_in_small_letters_and_long_enough() -> None:
    assert len(COMMON) >= 200
    assert all(word == word.casefold() for word in COMMON)


def test_a_name_that_does_not_exist_takes_the_same_work() -> None:
    own = REAL().hash("x").split("$")[:4]
    assert own[1] == "argon2id"
    assert _NOBODYS.split("$")[:4] == own
    assert not is_right("nobody's password", None)


def test_signing_up_keeps_what_was_typed_and_says_what_is_wrong(house: House) -> None:
    client = house.client()
    answer = client.post("/sign-up", data={"name": "Ana <b>", "password": "short"})
    assert answer.status_code == 422
    assert 'value="Ana &lt;b&gt;"' in answer.text
    assert "at least 8 characters" in answer.text
    assert "short" not in answer.text.replace("short_day", "")
    assert sent(client, "/sign-up", name="Ana", password=PASSWORD) == 303
    other = house.client()
    answer = other.post("/sign-up", data={"name": " ANA ", "password": PASSWORD})
    assert answer.status_code == 422
    assert "taken" in answer.text


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", "a\nb"])
def test_a_name_that_cannot_be_shown_is_refused(house: House, name: str) -> None:
    answer = house.client().post("/sign-up", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 422
    assert "Write a name" in answer.text


def test_the_first_account_keeps_the_database_and_no_other(house: House) -> None:
    first, _ = house.person("Ana")
    second, _ = house.person("Ben")
    assert (first.role, second.role) == (Role.KEEPER, Role.PERSON)


def test_a_house_for_the_first_takes_no_second(tmp_path: Path) -> None:
    house = make_house(tmp_path, sign_up="first")
    house.client().post("/sample")
    assert "No new accounts" not in house.client().get("/sign-up").text
    house.person("Ana")
    client = house.client()
    assert "No new accounts" in client.get("/sign-up").text
    assert sent(client, "/sign-up", name="Ben", password=PASSWORD) == 422


def test_a_closed_house_takes_nobody(tmp_path: Path) -> None:
    house = make_house(tmp_path, sign_up="closed")
    assert sent(house.client(), "/sign-up", name="Ana", password=PASSWORD) == 422


def test_signing_in_gives_a_new_key_and_ends_the_browsers_old_one(house: House) -> None:
    _, key = house.person("Ana")
    house.client().post("/sample")
    client = house.client()
    client.post("/sample")
    before = client.cookies["multifidus"]
    assert sent(client, "/sign-in", name="ana", password=PASSWORD) == 303
    after = client.cookies["multifidus"]
    assert after not in {before, key}
    assert not house.who(before).signed_in
    assert house.who(key).signed_in
    assert house.who(after).name == "Ana"


def test_a_wrong_password_and_an_unknown_name_look_the_same(house: House) -> None:
    house.person("Ana")
    client = house.client()
    texts = []
    for name in ("Ana", "Bob"):
        answer = client.post("/sign-in", data={"name": name, "password": "wrong", "next": "/week"})
        assert answer.status_code == 422
        assert 'name="next" value="/week"' in answer.text
        texts.append(answer.text.replace(f'value="{name}"', ""))
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "goal",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "evil", "/\tx"],
)
def test_signing_in_leads_nowhere_else(house: House, goal: str) -> None:
    house.person("Ana")
    fields = {"name": "Ana", "password": PASSWORD, "next": goal}
    assert house.client().post("/sign-in", data=fields).headers["location"] == "/today"


def test_the_sample_person_cannot_sign_in(house: House) -> None:
    client = house.client()
    client.post("/sample")
    name = house.who(client.cookies["multifidus"]).name
    for password in ("", "None", PASSWORD):
        assert sent(house.client(), "/sign-in", name=name, password=password) == 422


def test_ten_tries_for_a_name_and_from_an_address_and_no_more(house: House) -> None:
    for n in range(TRIES):
        take_a_try(house.service, "Ana", f"10.0.0.{n}")
    with pytest.raises(TooMany):
        take_a_try(house.service, " ana ", "10.0.0.99")
    take_a_try(house.service, "Ben", "10.0.0.99")
    for n in range(TRIES):
        take_a_try(house.service, f"name {n}", "10.9.9.9")
    with pytest.raises(TooMany):
        take_a_try(house.service, "someone", "10.9.9.9")
    house.clock.forward(seconds=TRIES_WITHIN.total_seconds() + 1)
    take_a_try(house.service, "Ana", "10.9.9.9")


def test_tries_outlive_a_restart_and_a_right_password_does_not_pass(house: House) -> None:
    house.person("Ana")
    for _ in range(TRIES):
        take_a_try(house.service, "Ana", "127.0.0.1")
    house.service.store.close()
    house.service.store = open_store(house.service.settings.database)
    answer = house.client().post("/sign-in", data={"name": "Ana", "password": PASSWORD})
    assert answer.status_code == 429
    assert "quarter of an hour" in answer.text
    assert 'value="Ana"' in answer.text


def test_a_right_password_forgets_the_tries_before_it(house: House) -> None:
    house.person("Ana")
    for _ in range(TRIES - 1):
        take_a_try(house.service, "Ana", "127.0.0.1")
    assert sent(house.client(), "/sign-in", name="Ana", password=PASSWORD) == 303
    for _ in range(TRIES):
        take_a_try(house.service, "Ana", "127.0.0.1")


def test_a_sign_in_ends_when_it_is_not_used_and_in_any_case_at_last(house: House) -> None:
    _, key = house.person("Ana")
    house.clock.forward(days=IDLE.days - 1)
    assert house.who(key).signed_in
    for _ in range(4):
        house.clock.forward(days=IDLE.days - 1)
        assert house.who(key).signed_in
    house.clock.forward(days=IDLE.days)
    assert not house.who(key).signed_in
    _, other = house.person("Ben")
    begun = house.clock.at
    while house.clock.at + timedelta(days=20) < begun + ABSOLUTE:
        house.clock.forward(days=20)
        assert house.who(other).signed_in
    house.clock.at = begun + ABSOLUTE
    assert not house.who(other).signed_in


def test_an_expired_sign_in_is_remembered_for_its_form_and_then_forgotten(house: House) -> None:
    who, key = house.person("Ana")
    house.clock.at += ABSOLUTE
    assert once_was(house.service, key) == who.account
    house.clock.at += KEPT_AFTER + timedelta(seconds=1)
    house.person("Ben")
    assert once_was(house.service, key) is None


def test_signing_out_ends_the_key_and_clears_the_browser(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert "storage" in answer.headers["clear-site-data"]
    assert not house.who(key).signed_in


def test_a_new_password_needs_the_old_one_and_ends_other_sign_ins(house: House) -> None:
    _, key = house.person("Ana")
    other = house.client()
    sent(other, "/sign-in", name="Ana", password=PASSWORD)
    client = house.client(key)
    path = "/settings/password"
    assert sent(client, path, password="wrong one", new_password="four cool stones") == 422
    answer = client.post(path, data={"password": PASSWORD, "new_password": "password"})
    assert answer.status_code == 422
    assert "stranger" in answer.text
    assert house.who(other.cookies["multifidus"]).signed_in
    answer = client.post(path, data={"password": PASSWORD, "new_password": "four cool stones"})
    assert answer.headers["location"] == "/settings?saved=password"
    assert "password is changed" in client.get(answer.headers["location"]).text
    assert not house.who(other.cookies["multifidus"]).signed_in
    assert house.who(key).signed_in
    assert sent(house.client(), "/sign-in", name="Ana", password=PASSWORD) == 422
    assert sent(house.client(), "/sign-in", name="Ana", password="four cool stones") == 303


def test_one_sees_and_ends_ones_own_sign_ins_only(house: House) -> None:
    ana, key = house.person("Ana")
    ben, ben_key = house.person("Ben")
    agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    other = house.client()
    other.post(
        "/sign-in", data={"name": "Ana", "password": PASSWORD}, headers={"User-Agent": agent}
    )
    text = house.client(key).get("/settings/sign-ins").text
    assert "Firefox on Windows" in text
    assert text.count("This device") == 1
    shown = places(house.service, ana)
    assert [one.here for one in shown] == [True, False]
    with pytest.raises(NotYours):
        end_place(house.service, ben, shown[1].mark)
    assert sent(house.client(ben_key), "/settings/sign-ins/end", mark=shown[1].mark) == 404
    assert sent(house.client(key), "/settings/sign-ins/end", mark=shown[1].mark) == 303
    assert not house.who(other.cookies["multifidus"]).signed_in
    sent(house.client(), "/sign-in", name="Ana", password=PASSWORD)
    assert end_other_places(house.service, ana) == 1
    assert house.who(key).signed_in
    assert house.who(ben_key).signed_in


def test_the_store_never_holds_a_key_or_a_password(house: House, tmp_path: Path) -> None:
    _, key = house.person("Ana")
    house.service.store.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("multifidus.db*"))
    assert hash_of(key).encode() in raw
    assert key.encode() not in raw
    assert PASSWORD.encode() not in raw


def test_a_key_of_nobody_is_nobody(house: House) -> None:
    for key in ("", "x", "\udc80", "a" * 5000):
        assert house.who(key) == Who()


def test_sign_in_from_python_says_who_it_is(house: House) -> None:
    house.person("Ana")
    made = sign_in(house.service, name="ANA", password=PASSWORD, address="127.0.0.1")
    assert house.who(getattr(made, "key", "")).name == "Ana"
