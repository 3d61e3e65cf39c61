# SPDX-License-Identifier: Apache-2.0
"""Taking care of one's own account: a new password, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from multifidus.domain.phrase import say
from multifidus.record import Account
from multifidus.service.access import Action, Who, decide
from multifidus.service.accounts_events import Event, note
from multifidus.service.accounts_password import fault_of, hash_password, is_right
from multifidus.service.accounts_tries import forget_tries, take_a_try
from multifidus.service.errors import Invalid, NotYours
from multifidus.service.house import Service

_MARK: Final = 16
"""Characters of a key's hash that tell one sign-in from another on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where someone is signed in; `mark` names it on the page, `here` is the one that asks."""

    mark: str
    device: str
    address: str
    since: datetime
    seen: datetime
    here: bool


def own_account(service: Service, who: Who) -> Account:
    """Return the asker's account."""
    decide(who, Action.MANAGE_ACCOUNT)
    with service.store.read() as reading:
        account = reading.account(who.account or "")
    if account is None:
        raise NotYours(say("There is no such page."))
    return account


def confirm(service: Service, who: Who, password: str) -> Account:
    """Let the asker show once more that it is them, before something that cannot be taken back.

    Raises
    ------
    Invalid
        If the password is wrong.
    TooMany
        Tries count like those to sign in.
    """
    account = own_account(service, who)
    take_a_try(service, account.name, who.address)
    if not is_right(password, account.password_hash):
        with service.store.write() as writing:
            note(service, writing, Event.PASSWORD_REFUSED, who)
        raise Invalid(
            say("Something here cannot be right yet."),
            {"password": say("This is not your password.")},
        )
    with service.store.write() as writing:
        forget_tries(writing, account.name, who.address)
    return account


def change_password(service: Service, who: Who, *, now: str, new: str) -> None:
    """Change the asker's password, and end their sign-ins everywhere else.

    Raises
    ------
    Invalid
        With a message for each field at fault.
    """
    account = own_account(service, who)
    if (fault := fault_of(new, account.name)) is not None:
        raise Invalid(say("Something here cannot be right yet."), {"new_password": fault})
    confirm(service, who, now)
    hashed = hash_password(new)
    with service.store.write() as writing:
        writing.change_account(account.id, password_hash=hashed)
        ended = writing.end_all_sign_ins(account.id, except_key=who.key)
        note(service, writing, Event.PASSWORD_CHANGED, who, ended=ended)


def places(service: Service, who: Who) -> tuple[Place, ...]:
    """Return where the asker is signed in, this device first, then the one seen last."""
    decide(who, Action.MANAGE_ACCOUNT)
    now = service.now()
    with service.store.read() as reading:
        found = reading.sign_ins(who.account or "")
    shown = [
        Place(
            mark=one.key_hash[:_MARK],
            device=one.device,
            address=one.address,
            since=one.created_at,
            seen=one.last_seen_at,
            here=one.key_hash == who.key,
        )
        for one in found
        if one.expires_at > now
    ]
    return tuple(sorted(shown, key=lambda place: (not place.here, -place.seen.timestamp())))


def end_place(service: Service, who: Who, mark: str) -> None:
    """End the asker's sign-in on one device.

    Raises
    ------
    NotYours
        If there is none of that mark: someone else's looks the same.
    """
    decide(who, Action.MANAGE_ACCOUNT)
    with service.store.write() as writing:
        mine = writing.sign_ins(who.account or "")
        keys = [one.key_hash for one in mine if one.key_hash[:_MARK] == mark]
        if not keys:
            raise NotYours(say("There is no such page."))
        for key in keys:
            writing.end_sign_in(key)
        note(service, writing, Event.SIGN_IN_ENDED, who)


def end_other_places(service: Service, who: Who) -> int:
    """End the asker's sign-ins everywhere but here, and say how many there were."""
    decide(who, Action.MANAGE_ACCOUNT)
    with service.store.write() as writing:
        ended = writing.end_all_sign_ins(who.account or "", except_key=who.key)
        note(service, writing, Event.SIGN_INS_ENDED, who, ended=ended)
    return ended
