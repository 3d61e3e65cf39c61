# SPDX-License-Identifier: Apache-2.0
"""Accounts and sign-ins: who someone is, and how they show it.

A sign-in is a random key in a cookie; the store keeps its hash, so that it can be ended at once and
a stolen database opens nothing. The account made first keeps the database: it may back up and restore.
"""

import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from multifidus.domain.phrase import say
from multifidus.record import Account, Reading, SignIn, StoreError
from multifidus.service import second_factor
from multifidus.service.access import Action, Role, Who, decide
from multifidus.service.accounts_events import Event, note
from multifidus.service.accounts_keys import hash_of, new_key
from multifidus.service.accounts_password import fault_of, hash_password, is_right
from multifidus.service.accounts_tries import forget_tries, take_a_try
from multifidus.service.errors import Invalid, NotSignedIn
from multifidus.service.house import Service

log: Final = logging.getLogger("multifidus.service")

LONGEST_NAME: Final = 80
IDLE: Final = timedelta(days=30)
ABSOLUTE: Final = timedelta(days=180)
SEEN_EVERY: Final = timedelta(hours=1)
KEPT_AFTER: Final = timedelta(days=30)
"""How long an expired sign-in is remembered: so long, a form it sent can be given back to its owner."""

KEEPER: Final = "keeper"
"""The setting of the account that keeps the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new sign-in; `key` goes into the cookie and is kept nowhere else."""

    key: str
    who: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNeeded:
    """Name and password were right; a code of the second factor is wanted besides, soon."""

    ticket: str


def people_count(reading: Reading) -> int:
    """Count the accounts of people, without those who only look around."""
    return sum(account.role != Role.SAMPLE.value for account in reading.accounts())


def may_sign_up(service: Service) -> bool:
    """Whether a new account may be made on this house."""
    if service.settings.sign_up == "open":
        return True
    if service.settings.sign_up == "closed":
        return False
    with service.store.read() as reading:
        return people_count(reading) == 0


def fault_of_name(name: str) -> str | None:
    """Say what keeps a name from being one to sign in with."""
    shown = name.strip()
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        return say("Write a name of 1 to {most} characters. It can be anything.", most=LONGEST_NAME)
    return None


def sign_up(
    service: Service,
    *,
    name: str,
    password: str,
    language: str,
    address: str = "",
    device: str = "",
) -> SignedIn:
    """Make an account with an empty record, and sign in.

    Raises
    ------
    Invalid
        With a message for each field at fault.
    """
    faults = {}
    if (fault := fault_of_name(name)) is not None:
        faults["name"] = fault
    if (fault := fault_of(password, name)) is not None:
        faults["password"] = fault
    if faults:
        raise Invalid(say("Something here cannot be right yet."), faults)
    if not may_sign_up(service):
        raise Invalid(say("No new accounts can be made here. Ask whoever runs this Multifidus."))
    hashed = hash_password(password)
    with service.store.write() as writing:
        if writing.account_by_name(name) is not None:
            raise Invalid(
                say("Something here cannot be right yet."),
                {"name": say("This name is taken here. Choose another.")},
            )
        people = people_count(writing)
        if people and service.settings.sign_up == "first":
            # Two at the same moment: only one of them is the first.
            raise Invalid(
                say("No new accounts can be made here. Ask whoever runs this Multifidus.")
            )
        account = writing.add_account(
            id=service.id(),
            name=name.strip(),
            password_hash=hashed,
            person=service.id(),
            role="person",
            at=service.now(),
            language=language,
        )
        if people == 0:
            writing.put_setting(account.id, KEEPER, True)  # noqa: FBT003 - any JSON
        who = Who(account=account.id, address=address)
        note(service, writing, Event.ACCOUNT_MADE, who)
    return start(service, account, address=address, device=device)


def start(
    service: Service, account: Account, *, address: str, device: str, instead_of: str | None = None
) -> SignedIn:
    """Begin a sign-in for an account that has shown who it is.

    Parameters
    ----------
    instead_of : str, optional
        The hash of the key that this browser held until now; it ends.
    """
    key = new_key(service)
    now = service.now()
    with service.store.write() as writing:
        writing.forget_sign_ins(now - KEPT_AFTER)
        if instead_of is not None:
            writing.end_sign_in(instead_of)
        sign_in = writing.add_sign_in(
            key_hash=hash_of(key),
            account=account.id,
            at=now,
            expires_at=now + ABSOLUTE,
            device=_one_line(device)[:200],
            address=address,
        )
        who = _who(account, sign_in, address, keeper=_keeps(writing, account))
        note(service, writing, Event.SIGN_IN_MADE, who)
    return SignedIn(key=key, who=who)


def _one_line(text: str) -> str:
    return "".join(one for one in text if one.isprintable())


def _keeps(reading: Reading, account: Account) -> bool:
    return account.role == Role.PERSON.value and reading.setting(account.id, KEEPER) is True


def _who(account: Account, sign_in: SignIn, address: str, *, keeper: bool) -> Who:
    return Who(
        role=Role.KEEPER if keeper else Role(account.role),
        account=account.id,
        person=account.person,
        name=account.name,
        key=sign_in.key_hash,
        address=address,
        language=account.language or "en",
    )


def sign_in(
    service: Service,
    *,
    name: str,
    password: str,
    address: str = "",
    device: str = "",
    instead_of: str | None = None,
) -> SignedIn | CodeNeeded:
    """Sign in with name and password.

    Returns
    -------
    SignedIn or CodeNeeded
        The second if the account has a second factor: `enter_code` finishes then.

    Raises
    ------
    TooMany
        After ten tries within a quarter of an hour with this name or from this address.
    Invalid
        If they do not fit together; which of the two is wrong is not said.
    """
    take_a_try(service, name, address)
    with service.store.read() as reading:
        account = reading.account_by_name(name)
    right = is_right(password, account.password_hash if account is not None else None)
    if account is None or not right:
        with service.store.write() as writing:
            note(service, writing, Event.SIGN_IN_REFUSED, Who(address=address))
        raise Invalid(say("Name and password do not fit together."))
    if account.second_factor is not None:
        return CodeNeeded(ticket=second_factor.give_ticket(service, account))
    with service.store.write() as writing:
        forget_tries(writing, name, address)
    return start(service, account, address=address, device=device, instead_of=instead_of)


def enter_code(
    service: Service,
    *,
    ticket: str,
    code: str,
    address: str = "",
    device: str = "",
    instead_of: str | None = None,
) -> SignedIn:
    """Finish a sign-in with a code of the second factor or a recovery code.

    Raises
    ------
    TooMany
        Tries of codes count like tries of passwords.
    NotSignedIn
        If the ticket is unknown or too old: name and password are asked again.
    Invalid
        If the code is wrong.
    """
    account = second_factor.holder_of(service, ticket)
    take_a_try(service, account.name, address)
    who = Who(account=account.id, address=address)
    if not second_factor.take_code(service, who, account, code):
        raise Invalid(say("This code is not right, or it was used before. Wait for the next one."))
    with service.store.write() as writing:
        forget_tries(writing, account.name, address)
        second_factor.drop_ticket(writing, account)
    return start(service, account, address=address, device=device, instead_of=instead_of)


def who_is(service: Service, key: str | None, *, address: str = "", language: str = "en") -> Who:
    """Return whoever holds this key: nobody in particular if it is unknown, ended or too old."""
    nobody = Who(address=address, language=language)
    if not key:
        return nobody
    now = service.now()
    with service.store.read() as reading:
        found = reading.sign_in(hash_of(key))
        account = reading.account(found.account) if found is not None else None
        keeper = account is not None and _keeps(reading, account)
    if found is None or account is None or not _holds(found, now):
        return nobody
    if account.role == Role.SAMPLE.value and not on_this_machine(service, address):
        return nobody
    if now - found.last_seen_at >= SEEN_EVERY:
        _touch(service, found, now)
    return _who(account, found, address, keeper=keeper)


def _holds(found: SignIn, now: datetime) -> bool:
    return now < found.expires_at and now - found.last_seen_at < IDLE


def _touch(service: Service, found: SignIn, now: datetime) -> None:
    """Note that someone was here. On a disk that may only be read, looking still works."""
    try:
        with service.store.write() as writing:
            writing.touch_sign_in(found.key_hash, at=now)
    except StoreError as error:
        log.warning("a visit could not be noted: %s", error)


def on_this_machine(service: Service, address: str) -> bool:
    """Whether a request comes from the machine itself, to a house that only it can reach."""
    if not service.settings.loopback or not address:
        return service.settings.loopback
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def once_was(service: Service, key: str | None) -> str | None:
    """Return the account whose sign-in had this key, also if it has expired since."""
    if not key:
        return None
    with service.store.read() as reading:
        found = reading.sign_in(hash_of(key))
    return found.account if found is not None else None


def sign_out(service: Service, who: Who) -> None:
    """End the sign-in that asks."""
    if who.key is None:
        raise NotSignedIn(say("Nobody is signed in."))
    with service.store.write() as writing:
        writing.end_sign_in(who.key)
        note(service, writing, Event.SIGN_IN_ENDED, who)


def speak(service: Service, who: Who, language: str) -> None:
    """Remember the language someone chose."""
    decide(who, Action.READ_RECORD)
    with service.store.write() as writing:
        writing.change_account(who.account or "", language=language)
