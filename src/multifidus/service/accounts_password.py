# SPDX-License-Identifier: Apache-2.0
"""Passwords: what makes one good enough, and how one is checked.

Hashed with argon2id, never more than two at a time, as each takes 64 MiB. For a name that does not
exist a hash is checked all the same, so that the time an answer takes tells nothing.
"""

import unicodedata
from functools import lru_cache
from threading import Semaphore
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from multifidus.domain.phrase import say
from multifidus.service.accounts_common import COMMON

SHORTEST: Final = 8
LONGEST: Final = 1_000
_FEWEST_CHARACTERS: Final = 4
"""A password of fewer different characters than this is as good as none, like aaaaaaaa."""

_NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$SfOPts/ZRaHyNyhAyIi8yg$i2daQx61FNNP0bUn4DJLZufLYQanlBYvzQFTrypiPO0"
"""The hash that is checked for a name that does not exist; made with the parameters of `_hasher`."""

_two_at_a_time: Final = Semaphore(2)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


def plain(text: str) -> str:
    """Return a name or password as it is compared: variants of a character are the same."""
    return unicodedata.normalize("NFKC", text)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _two_at_a_time:
        return _hasher().hash(plain(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long if there is none."""
    with _two_at_a_time:
        right = _hasher().verify(plain(password[:LONGEST]), kept or _NOBODYS)
    return right and kept is not None


def fault_of(password: str, name: str) -> str | None:
    """Say what keeps a new password from being good enough, None if nothing does.

    Length counts and nothing else: no rules about digits or signs. What stands at the top of every
    list of guesses is refused.
    """
    if len(password) < SHORTEST:
        return say(
            "Use at least {least} characters. A few words in a row are easy to remember.",
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        return say("Use at most {most} characters.", most=LONGEST)
    compared = plain(password).strip().casefold()
    if name.strip() and compared == plain(name).strip().casefold():
        return say("Use something other than your name.")
    letters = "".join(one for one in compared if one.isalnum())
    too_plain = len(set(compared)) < _FEWEST_CHARACTERS
    if (
        too_plain
        or compared in COMMON
        or letters in COMMON
        or letters.rstrip("0123456789") in COMMON
    ):
        return say("This one is among the first that a stranger would try. Choose another.")
    return None
