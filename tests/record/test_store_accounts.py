# SPDX-License-Identifier: Apache-2.0
"""Accounts and what hangs on them, on both databases."""

from dataclasses import replace
from typing import Any

import pytest
from store_builders import NOW, later

from multifidus.record import ConflictError, Store, UnknownEntry, Unstorable, Writing

pytest_plugins = ("store_fixtures",)


def account(writing: Writing, name: str = "Ana", **more: Any) -> Any:
    given: dict[str, Any] = {"id": f"a-{name}", "name": name, "person": f"p-{name}", "at": NOW}
    return writing.add_account(**(given | more))


def test_an_account_is_found_however_its_name_is_written(store: Store) -> None:
    with store.write() as writing:
        made = account(writing, "Ana  Müller", id="a", person="p", password_hash="h", language="de")  # noqa: S106
    with store.read() as reading:
        assert reading.account("a") == reading.account_of("p") == made
        for name in ("ana müller", " ANA MÜLLER ", "Ana Mu\u0308ller"):
            assert reading.account_by_name(name) == made
        assert (
            reading.account_by_name("Ana")
            is reading.account("b")
            is reading.account_of("q")
            is None
        )
        assert reading.accounts() == (made,)
        assert reading.accounts_count() == 1
    assert (made.name, made.role, made.created_at, made.language) == (
        "Ana  Müller",
        "person",
        NOW,
        "de",
    )


def test_names_ids_and_people_have_one_account(store: Store) -> None:
    with store.write() as writing:
        account(writing)
        for clash in ({"name": "ANA"}, {"id": "a-Ana"}, {"person": "p-Ana"}):
            with pytest.raises(ConflictError):
                account(writing, **({"name": "Ben"} | clash))
        for wrong in ({"name": " "}, {"name": "Eva", "role": "king"}):
            with pytest.raises(Unstorable):
                account(writing, **wrong)
        assert writing.accounts_count() == 1


def test_only_what_is_given_of_an_account_changes(store: Store) -> None:
    with store.write() as writing:
        made = account(writing, language="de", password_hash="h")  # noqa: S106
        account(writing, "Ben")
        assert writing.change_account("a-Ana") == made
        changed = writing.change_account(
            "a-Ana", name="ana", second_factor="s", recovery_codes=("x", "y")
        )
        assert changed == replace(
            made, name="ana", name_key="ana", second_factor="s", recovery_codes=("x", "y")
        )
        emptied = writing.change_account(
            "a-Ana", second_factor=None, recovery_codes=(), language=None
        )
        assert emptied == replace(made, name="ana", name_key="ana", language=None)
        with pytest.raises(ConflictError):
            writing.change_account("a-Ana", name="BEN")
        with pytest.raises(UnknownEntry):
            writing.change_account("nobody", language="en")


def test_sign_ins_are_seen_extended_and_ended(store: Store) -> None:
    with store.write() as writing:
        account(writing)
        account(writing, "Ben")
        first, second, third = (
            writing.add_sign_in(
                key_hash=key,
                account=who,
                at=later(minutes=n),
                expires_at=later(days=1),
                device="phone",
                address="::1",
            )
            for n, (key, who) in enumerate((("k1", "a-Ana"), ("k2", "a-Ana"), ("k3", "a-Ben")))
        )
        with pytest.raises(ConflictError):
            writing.add_sign_in(
                key_hash="k1", account="a-Ana", at=NOW, expires_at=NOW, device="", address=""
            )
        with pytest.raises(UnknownEntry):
            writing.add_sign_in(
                key_hash="k4", account="nobody", at=NOW, expires_at=NOW, device="", address=""
            )
        assert writing.sign_ins("a-Ana") == (second, first)
        assert writing.touch_sign_in("k1", at=later(hours=1))
        assert writing.touch_sign_in("k1", at=later(hours=2), expires_at=later(days=2))
        assert not writing.touch_sign_in("k9", at=NOW)
        first = replace(first, last_seen_at=later(hours=2), expires_at=later(days=2))
        assert writing.sign_in("k1") == first
        assert writing.sign_ins("a-Ana") == (first, second)
        assert writing.end_all_sign_ins("a-Ana", except_key="k1") == 1
        assert writing.sign_ins("a-Ana") == (first,)
        assert writing.end_sign_in("k1")
        assert not writing.end_sign_in("k1")
        assert writing.sign_in("k1") is None
        assert writing.sign_ins("a-Ben") == (third,)
        assert writing.forget_sign_ins(later(days=1)) == 0
        assert writing.forget_sign_ins(later(days=1, seconds=1)) == 1


def test_attempts_count_by_name_by_address_and_by_both(store: Store) -> None:
    with store.write() as writing:
        for n, (name, address) in enumerate((("a", "1"), ("a", "2"), ("b", "1"), ("a", "1"))):
            writing.record_attempt(name, address, at=later(minutes=n))
        assert writing.attempts_since("a", "1", NOW) == 2
        assert writing.attempts_since("a", None, NOW) == 3
        assert writing.attempts_since(None, "1", NOW) == 3
        assert writing.attempts_since(None, None, later(minutes=2)) == 2
        assert writing.attempts_since("a", "1", later(minutes=3)) == 1, "the moment itself counts"
        with pytest.raises(Unstorable):
            writing.forget_attempts()
        assert writing.forget_attempts(before=later(minutes=1)) == 1
        assert writing.forget_attempts(name_hash="a", address="1") == 1
        assert writing.forget_attempts(address="9") == 0
        assert writing.attempts_since(None, None, NOW) == 2


def test_a_calendar_address_works_until_it_is_revoked(store: Store) -> None:
    with store.write() as writing:
        account(writing)
        made = writing.add_calendar_token("t", account="a-Ana", at=NOW)
        other = writing.add_calendar_token("u", account="a-Ana", at=later(days=1))
        assert writing.calendar_token("t") == made
        assert writing.calendar_tokens("a-Ana") == (made, other)
        assert writing.revoke_calendar_token("t", at=NOW)
        assert not writing.revoke_calendar_token("t", at=NOW)
        assert writing.calendar_token("t") is None
        with pytest.raises(ConflictError):
            writing.add_calendar_token("t", account="a-Ana", at=NOW)
        with pytest.raises(UnknownEntry):
            writing.add_calendar_token("v", account="nobody", at=NOW)
        assert writing.revoke_calendar_tokens("a-Ana", at=NOW) == 1
        assert writing.calendar_tokens("a-Ana") == ()


def test_settings_and_drafts_are_put_replaced_and_dropped(store: Store) -> None:
    with store.write() as writing:
        account(writing)
        for value in ({"x": ["ä"]}, "plain", 1.5, False, 0, ""):
            writing.put_setting("a-Ana", "key", value)
            assert writing.setting("a-Ana", "key") == value
        writing.put_setting("a-Ana", "other", [])
        assert writing.settings("a-Ana") == {"key": "", "other": []}
        writing.put_setting("a-Ana", "key", None)
        assert writing.setting("a-Ana", "key") is None
        assert writing.settings("a-Ana") == {"other": []}
        with pytest.raises(UnknownEntry):
            writing.put_setting("nobody", "key", 1)
        writing.put_draft("a-Ana", "way-in", {"step": 1})
        writing.put_draft("a-Ana", "way-in", {"step": 2})
        writing.put_draft("a visitor", "way-in", {})
        assert writing.draft("a-Ana", "way-in") == {"step": 2}
        assert writing.draft("a visitor", "way-in") == {}
        assert writing.draft("a-Ana", "other") is None
        assert writing.drop_draft("a-Ana", "way-in")
        assert not writing.drop_draft("a-Ana", "way-in")
