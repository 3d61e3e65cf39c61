# SPDX-License-Identifier: Apache-2.0
"""What the store gives and takes: plain frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

SECTIONS: Final = (
    "person",
    "episode",
    "life",
    "equipment",
    "availability",
    "preferences",
    "policy",
    "conditions",
    "activities",
)
"""Kinds of entries that hold a whole section of the record file; the latest holds."""

LISTS: Final = {
    "screening": "screening",
    "review": "reviews",
    "measurement": "measurements",
    "outcome": "outcomes",
    "directive": "directives",
    "decision": "decisions",
    "flare-up": "flare_ups",
    "daily-load": "daily_load",
    "log": "log",
}
"""Kinds of entries that are one row of a list, and the list's name in the record file."""

LOG_PART: Final = "log-part"
"""The kind of entries that are one event inside a session."""

KINDS: Final = frozenset((*SECTIONS, *LISTS, LOG_PART))

Role: TypeAlias = Literal["person", "sample"]
"""Owns a record of their own, or is the made-up person to look around with."""

ROLES: Final = frozenset({"person", "sample"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dated fact as it was written down; never edited.

    `seq` rises through the whole store and never comes again. `supersedes` is the id of the entry
    that this one corrects; a correction whose body is None withdraws it.
    """

    seq: int
    id: str
    person: str
    kind: str
    on: date
    at: datetime
    by: str
    body: Any
    client_id: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A fact that is to be written down."""

    kind: str
    on: date
    at: datetime
    by: str
    body: Any
    id: str
    client_id: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who may sign in. `password_hash` None: nobody can, as with the sample person.

    `name_key` is the name as it is compared: without regard to case, form or spaces around it.
    """

    id: str
    name: str
    name_key: str
    password_hash: str | None
    person: str
    role: Role
    created_at: datetime
    language: str | None = None
    second_factor: str | None = None
    recovery_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One device that is signed in; the key itself is never kept."""

    key_hash: str
    account: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    device: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A week that the person was shown; `body` is its JSON text, `seq` the record it was made of."""

    number: int
    person: str
    monday: date
    on: date
    at: datetime
    seq: int
    fingerprint: str
    knowledge: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarToken:
    """A calendar address that still works; the token itself is never kept."""

    token_hash: str
    account: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEvent:
    """One line of the security log; of someone who was erased, who and where are gone."""

    number: int
    at: datetime
    event: str
    account: str | None
    address: str | None
    detail: Any
