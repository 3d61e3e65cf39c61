# SPDX-License-Identifier: Apache-2.0
"""The second factor: a code that an app on the phone makes anew every half minute.

It is offered, not demanded. A code works once. Ten recovery codes stand in for a lost phone; each is
shown once, kept as a hash, and works once.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from multifidus.domain.phrase import say
from multifidus.record import Account, Writing
from multifidus.service.access import Action, Who, decide
from multifidus.service.accounts_care import confirm, own_account
from multifidus.service.accounts_events import Event, note
from multifidus.service.accounts_keys import hash_of, new_key
from multifidus.service.errors import Invalid, NotSignedIn
from multifidus.service.house import Service

SECRET_BYTES: Final = 20
STEP_S: Final = 30
DRIFT: Final = 1
"""How many steps the clock of a phone may be off, either way."""
RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 10
TICKET_FOR: Final = timedelta(minutes=10)

_NEW: Final = "second-factor-new"
_TICKET: Final = "second-factor-ticket"
_LAST: Final = "second-factor-step"
"""The latest step whose code was used: neither it nor an earlier one works again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A secret to give to an authenticator app: as letters, and as an address for a square code."""

    secret: str
    address: str


def begin(service: Service, who: Who, password: str) -> None:
    """Make a secret; the second factor is on only once a code has shown that the app knows it."""
    account = confirm(service, who, password)
    secret = base64.b32encode(service.random(SECRET_BYTES)).decode()
    with service.store.write() as writing:
        writing.put_draft(account.id, _NEW, {"secret": secret})


def offered(service: Service, who: Who) -> Offer | None:
    """Return the secret that waits to be confirmed, None if there is none."""
    import pyotp  # noqa: PLC0415 - rarely needed

    account = own_account(service, who)
    with service.store.read() as reading:
        draft = reading.draft(account.id, _NEW)
    if draft is None or account.second_factor is not None:
        return None
    totp = pyotp.TOTP(draft["secret"])
    return Offer(
        secret=draft["secret"],
        address=totp.provisioning_uri(name=account.name, issuer_name="Multifidus"),
    )


def switch_on(service: Service, who: Who, code: str) -> tuple[str, ...]:
    """Switch the second factor on with a code made from the offered secret.

    Returns
    -------
    tuple of str
        Ten recovery codes, to be shown this once.

    Raises
    ------
    Invalid
        If the code is wrong or nothing was begun.
    """
    offer = offered(service, who)
    step = _step_of(offer.secret, code, service.now()) if offer is not None else None
    if offer is None or step is None:
        with service.store.write() as writing:
            note(service, writing, Event.SECOND_FACTOR_REFUSED, who)
        raise Invalid(
            say("Something here cannot be right yet."),
            {"code": say("This code is not right. Wait for the next one and write that.")},
        )
    codes = _make_codes(service)
    account = who.account or ""
    with service.store.write() as writing:
        writing.change_account(
            account,
            second_factor=offer.secret,
            recovery_codes=tuple(hash_of(_bare(one)) for one in codes),
        )
        writing.put_setting(account, _LAST, step)
        writing.drop_draft(account, _NEW)
        ended = writing.end_all_sign_ins(account, except_key=who.key)
        note(service, writing, Event.SECOND_FACTOR_ON, who, ended=ended)
    return codes


def switch_off(service: Service, who: Who, password: str) -> None:
    """Switch the second factor off, after the password was shown once more."""
    account = confirm(service, who, password)
    with service.store.write() as writing:
        writing.change_account(account.id, second_factor=None, recovery_codes=())
        writing.drop_draft(account.id, _NEW)
        writing.put_setting(account.id, _LAST, None)
        note(service, writing, Event.SECOND_FACTOR_OFF, who)


def new_recovery_codes(service: Service, who: Who, password: str) -> tuple[str, ...]:
    """Make ten recovery codes in place of those before."""
    account = confirm(service, who, password)
    if account.second_factor is None:
        raise Invalid(say("The second step is off. Switch it on first."))
    codes = _make_codes(service)
    with service.store.write() as writing:
        writing.change_account(
            account.id, recovery_codes=tuple(hash_of(_bare(one)) for one in codes)
        )
        note(service, writing, Event.RECOVERY_CODES_MADE, who)
    return codes


def state(service: Service, who: Who) -> tuple[bool, int]:
    """Return whether the second factor is on, and how many recovery codes are left."""
    decide(who, Action.MANAGE_ACCOUNT)
    account = own_account(service, who)
    return account.second_factor is not None, len(account.recovery_codes)


def give_ticket(service: Service, account: Account) -> str:
    """Return what shows, for some minutes, that the password was right. The latest one alone works."""
    key = new_key(service)
    until = service.now() + TICKET_FOR
    body: dict[str, Any] = {"hash": hash_of(key), "until": until.isoformat()}
    with service.store.write() as writing:
        writing.put_draft(account.id, _TICKET, body)
    return f"{account.id}.{key}"


def holder_of(service: Service, ticket: str) -> Account:
    """Return the account of a ticket.

    Raises
    ------
    NotSignedIn
        If it is unknown or too old.
    """
    owner, _, key = ticket.partition(".")
    with service.store.read() as reading:
        account = reading.account(owner) if owner.isalnum() else None
        draft = reading.draft(owner, _TICKET) if account is not None else None
    good = (
        draft is not None
        and hmac.compare_digest(draft["hash"], hash_of(key))
        and service.now() < datetime.fromisoformat(draft["until"])
    )
    if account is None or account.second_factor is None or not good:
        raise NotSignedIn(say("That took too long. Please sign in again."))
    return account


def drop_ticket(writing: Writing, account: Account) -> None:
    """Let a ticket work no more."""
    writing.drop_draft(account.id, _TICKET)


def take_code(service: Service, who: Who, account: Account, code: str) -> bool:
    """Use up a code of the app or a recovery code; False if it is neither, or was used before."""
    with service.store.write() as writing:
        # Looked up again here, where writers take turns: one code, used twice at once, works once.
        standing = writing.account(account.id)
        if standing is None or standing.second_factor is None:
            return False
        step = _step_of(standing.second_factor, code, service.now())
        if step is not None and step > (writing.setting(account.id, _LAST) or 0):
            writing.put_setting(account.id, _LAST, step)
            return True
        hashed = hash_of(_bare(code))
        if hashed in standing.recovery_codes:
            left = tuple(one for one in standing.recovery_codes if one != hashed)
            writing.change_account(account.id, recovery_codes=left)
            note(service, writing, Event.RECOVERY_CODE_USED, who, left=len(left))
            return True
        note(service, writing, Event.SECOND_FACTOR_REFUSED, who)
        return False


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the step of time whose code this is, None if it is none of now."""
    import pyotp  # noqa: PLC0415 - rarely needed

    written = "".join(code.split())
    totp = pyotp.TOTP(secret)
    now = int(at.timestamp()) // STEP_S
    steps = range(now - DRIFT, now + DRIFT + 1)
    right = [
        step
        for step in steps
        if hmac.compare_digest(totp.generate_otp(step).encode(), written.encode())
    ]
    return right[-1] if right else None


def _make_codes(service: Service) -> tuple[str, ...]:
    return tuple(_one_code(service.random(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))


def _one_code(random: bytes) -> str:
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _bare(code: str) -> str:
    return "".join(one for one in code.lower() if one.isalnum())
