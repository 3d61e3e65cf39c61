# SPDX-License-Identifier: Apache-2.0
"""How often someone may try a password or a code: counted in the store, so that a restart forgets none."""

from datetime import timedelta
from typing import Final

from multifidus.domain.phrase import say
from multifidus.record import Writing
from multifidus.service.access import Who
from multifidus.service.accounts_events import Event, note
from multifidus.service.accounts_keys import hash_of, name_key
from multifidus.service.errors import TooMany
from multifidus.service.house import Service

TRIES: Final = 10
TRIES_WITHIN: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=1)


def take_a_try(service: Service, name: str, address: str) -> None:
    """Count a try before anything is looked at, so that tries at the same moment count as well.

    Raises
    ------
    TooMany
        After ten tries within a quarter of an hour with this name or from this address.
    """
    now = service.now()
    mark = hash_of(name_key(name))
    since = now - TRIES_WITHIN
    with service.store.write() as writing:
        writing.forget_attempts(before=now - KEPT)
        by_name = writing.attempts_since(mark, None, since)
        by_address = writing.attempts_since(None, address, since)
        over = max(by_name, by_address) >= TRIES
        if over:
            note(service, writing, Event.SIGN_IN_TOO_MANY, Who(address=address))
        else:
            writing.record_attempt(mark, address, at=now)
    if over:
        text = say("Too many tries. Wait a quarter of an hour, then try again.")
        raise TooMany(text, int(TRIES_WITHIN.total_seconds()))


def forget_tries(writing: Writing, name: str, address: str) -> None:
    """Forget the tries of someone who has shown who they are; those from other places stay."""
    writing.forget_attempts(name_hash=hash_of(name_key(name)), address=address)
