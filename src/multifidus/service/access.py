# SPDX-License-Identifier: Apache-2.0
"""Who may do what: one function decides, and what no line allows is denied."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from multifidus.service.errors import NotSignedIn, NotYours


class Role(StrEnum):
    """What someone is to the house."""

    ANYONE = "anyone"
    """Not signed in."""
    SAMPLE = "sample"
    """Looking around as the sample person, on this machine only."""
    PERSON = "person"
    """Owns a record."""
    KEEPER = "keeper"
    """Owns a record and looks after the database: the first account of the house."""


class Action(StrEnum):
    """What can be asked for."""

    READ_KNOWLEDGE = "read-knowledge"
    """The catalogue, lessons, claims and figures: the same for everyone."""
    READ_RECORD = "read-record"
    ADD_FACTS = "add-facts"
    EXPORT = "export"
    IMPORT = "import"
    ERASE = "erase"
    SUBSCRIBE = "subscribe"
    """Make and revoke calendar addresses, switch reminders."""
    MANAGE_ACCOUNT = "manage-account"
    """Change the password, the second factor, end sign-ins."""
    KEEP_DATABASE = "keep-database"
    """Back up and restore everyone's records."""
    RESET_SAMPLE = "reset-sample"


_SIGNED_IN: Final = frozenset({Role.SAMPLE, Role.PERSON, Role.KEEPER})
_OWNERS: Final = frozenset({Role.PERSON, Role.KEEPER})

ALLOWED: Final = MappingProxyType(
    {
        Action.READ_KNOWLEDGE: frozenset(Role),
        Action.READ_RECORD: _SIGNED_IN,
        Action.ADD_FACTS: _SIGNED_IN,
        Action.EXPORT: _SIGNED_IN,
        Action.IMPORT: _OWNERS,
        Action.ERASE: _OWNERS,
        Action.SUBSCRIBE: _OWNERS,
        Action.MANAGE_ACCOUNT: _OWNERS,
        Action.KEEP_DATABASE: frozenset({Role.KEEPER}),
        Action.RESET_SAMPLE: frozenset({Role.SAMPLE}),
    }
)
"""Which roles may do an action at all. Whose record it is, `decide` compares besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whoever is asking.

    `account` and `person` are ids of the store, None when nobody is signed in. `key` is the hash of
    the sign-in's key, `address` where the request came from, for the security log. `theme` is light,
    dark, or empty to follow the device.
    """

    role: Role = Role.ANYONE
    account: str | None = None
    person: str | None = None
    name: str = ""
    key: str | None = None
    address: str = ""
    language: str = "en"
    theme: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether this is someone with a record."""
        return self.person is not None

    @property
    def sample(self) -> bool:
        """Whether this is someone looking around as the sample person."""
        return self.role is Role.SAMPLE


def decide(who: Who, action: Action, *, owner: str | None = None) -> str:
    """Let someone do something, or raise. Denied unless a line of `ALLOWED` says otherwise.

    Parameters
    ----------
    who : Who
        Whoever is asking.
    action : Action
        What they ask for.
    owner : str, optional
        The person whose record or the account whose thing it is; None is the asker's own.

    Returns
    -------
    str
        The id of the asker's own person, empty when nobody is signed in and none is needed.

    Raises
    ------
    NotSignedIn
        If someone must be signed in for this, and nobody is.
    NotYours
        If it is not theirs, or not for such as them. The answer does not tell which.
    """
    allowed = ALLOWED.get(action, frozenset())
    if who.role not in allowed:
        if not who.signed_in:
            raise NotSignedIn("Please sign in first.")
        raise NotYours("There is no such page.")
    if owner is not None and owner not in {who.person, who.account}:
        raise NotYours("There is no such page.")
    return who.person or ""
